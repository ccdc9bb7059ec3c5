// Asks a program of npm about rules, line by line: "RULE START COUNT" in, moments or "?" out, all as YYYYMMDDTHHMMSS.
//
//     node worker.mjs rrule-temporal|ical.js FOLDER
//
// FOLDER is where the programs are installed. A rule that fails there, or takes too long, is answered "?".

import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";

const PATIENCE = 500; // milliseconds; Temporal is slow

const [program, folder] = process.argv.slice(2);
const { resolve } = createRequire(pathToFileURL(join(folder, "package.json")));
const load = async (name) => import(pathToFileURL(resolve(name)));

async function rruleTemporal() {
  const { Temporal } = await load("temporal-polyfill");
  globalThis.Temporal = Temporal;
  const { RRuleTemporal } = await load("rrule-temporal");
  return (rule, start, count) => {
    // a floating UNTIL beside a DTSTART in UTC is no rule: both are in UTC here
    const text = `DTSTART:${start}Z\nRRULE:${rule}Z`;
    const found = new RRuleTemporal({ rruleString: text, cache: false }).all((_, index) => index < count);
    return found.slice(0, count).map((each) => each.toPlainDateTime().toString());
  };
}

async function icalJs() {
  const { default: ICAL } = await load("ical.js");
  return (rule, start, count) => {
    const first = start.replace(/^(....)(..)(..T..)(..)(..)$/, "$1-$2-$3:$4:$5");
    const iterator = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromDateTimeString(first));
    const found = [];
    for (let next = iterator.next(); next && found.length < count; next = iterator.next()) found.push(next.toString());
    return found;
  };
}

globalThis.ask = await { "rrule-temporal": rruleTemporal, "ical.js": icalJs }[program]();
const asked = new Script("ask(...question)");

function answer(line) {
  const [rule, start, count] = line.split(" ");
  globalThis.question = [rule, start, Number(count)];
  try {
    return asked.runInThisContext({ timeout: PATIENCE }).map((each) => each.replace(/[-:]|\..*/g, ""));
  } catch {
    return ["?"];
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(answer(line).join(" ") + "\n");
}

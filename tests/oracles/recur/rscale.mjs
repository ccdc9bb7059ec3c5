// Asks rrule-temporal for the hits of rules in other calendars: "RULE START COUNT" in, dates or "?" out, line by line.
// The arguments are the modules to import: temporal-polyfill's global one, and rrule-temporal's.

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

await import(pathToFileURL(process.argv[2]));
const { RRuleTemporal } = await import(pathToFileURL(process.argv[3]));

function hits(rule, start, count) {
  const rruleString = `DTSTART;TZID=UTC:${start}\nRRULE:${rule};COUNT=${count}`;
  const found = new RRuleTemporal({ rruleString, maxIterations: 2000 }).all();
  return found.map((each) => each.toPlainDate().toString()).join(" ");
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(hits(...line.split(" ")));
  } catch {
    console.log("?");
  }
}

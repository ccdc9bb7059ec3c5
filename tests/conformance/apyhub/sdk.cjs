// The vendor's own program, the npm package "apyhub", with nothing changed but the address that it has built in.
// Usage: node sdk.cjs SERVER KEY FOLDER-OF-THE-PACKAGE; writes what each call answered, as JSON. Whoever is asked but
// that server is an error.
const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");
const Module = require("node:module");

const [server, key, folder] = process.argv.slice(2);
const { hostname, port } = new URL(server);

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  const [options] = Array.isArray(given[0]) ? given[0] : given;
  const asked = typeof options === "object" ? `${options.host}:${options.port}` : String(options);
  if (asked !== `${hostname}:${port}`) {
    process.stderr.write(`asked for ${asked}\n`);
    process.exit(3);
  }
  return connect.apply(this, given);
};

const VENDOR = "https://api.apyhub.com";
const file = path.join(folder, "dist", "apyhub.cjs.production.min.js");
const program = new Module(file, module);
program.filename = file;
program.paths = Module._nodeModulePaths(folder);
const source = fs.readFileSync(file, "utf8");
if (!source.includes(VENDOR)) throw new Error("the package has another address built in");
program._compile(source.replaceAll(VENDOR, server), file);
const { initApyhub, generate, data } = program.exports;

const MEETING = {
  summary: "Meeting",
  description: "We look at the figures.",
  organizerEmail: "ana@example.com",
  attendeesEmails: ["bo@example.com", "cy@example.com"],
  location: "Room 4",
  timeZone: "America/New_York",
  startTime: "10:00",
  endTime: "11:00",
  meetingDate: "14-1-2027",
  recurring: true,
  recurrence: { frequency: "WEEKLY", count: 5 },
};

async function told(call) {
  try {
    return { answer: await call() };
  } catch (error) {
    return { error: String(error.message || error) };
  }
}

async function tour() {
  initApyhub(key, { rateLimit: 5, debug: false });
  const zones = await told(() => data.timezones());
  const made = {
    file: await told(() => generate.ical({ ...MEETING, responseFormat: "file", output: "meeting.ics" })),
    url: await told(() => generate.ical({ ...MEETING, responseFormat: "url" })),
    listed: await told(() => generate.ical({ ...MEETING, responseFormat: "file", timeZone: zones.answer.data[0].value })),
    refused: await told(() => generate.ical({ ...MEETING, responseFormat: "file", timeZone: "IST" })),
  };
  process.stdout.write(JSON.stringify({ zones, ...made }));
}

tour();

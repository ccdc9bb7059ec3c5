// Names every day of a stretch by a calendar of ICU: `node days.mjs CALENDAR FROM TO`, a line "DATE MONTH DAY" for each.

const [calendar, from, to] = process.argv.slice(2);
const options = { year: "numeric", month: "numeric", day: "numeric", timeZone: "UTC" };
const format = new Intl.DateTimeFormat(`en-u-ca-${calendar}`, options);
const lines = [];
for (let at = Date.parse(from); at < Date.parse(to); at += 86_400_000) {
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  lines.push(`${new Date(at).toISOString().slice(0, 10)}|${parts.month}|${parts.day}`);
}
console.log(lines.join("\n"));

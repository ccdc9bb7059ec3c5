// Reads calendars with ical.js, a program that we did not write: a JSON string of text on each line of standard input,
// a JSON object of what it says on each line of standard output. The first argument is the module to import.

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(process.argv[2]));

function written(time) {
  if (time.isDate) return time.toICALString();
  return new Date(time.toUnixTime() * 1000).toISOString().replace(/[-:]|\.000/g, "");
}

function text(component, name) {
  return component.getFirstPropertyValue(name);
}

function alarm(component) {
  const trigger = text(component, "trigger");
  return [text(component, "action"), trigger.toSeconds(), text(component, "description")];
}

function meaning(source) {
  const calendar = new ICAL.Component(ICAL.parse(source));
  const event = calendar.getFirstSubcomponent("vevent");
  const organizer = event.getFirstProperty("organizer");
  const rule = text(event, "rrule");
  return {
    method: text(calendar, "method"),
    zones: calendar.getAllSubcomponents("vtimezone").map((each) => text(each, "tzid")),
    uid: text(event, "uid"),
    summary: text(event, "summary"),
    description: text(event, "description"),
    location: text(event, "location"),
    status: text(event, "status"),
    sequence: text(event, "sequence"),
    start: written(text(event, "dtstart")),
    end: event.hasProperty("dtend") ? written(text(event, "dtend")) : null,
    organizer: organizer && organizer.getFirstValue(),
    organizer_name: (organizer && organizer.getParameter("cn")) || null,
    attendees: event.getAllProperties("attendee").map((each) => each.getFirstValue()),
    rule: rule && rule.toString(),
    excluded: event.getAllProperties("exdate").flatMap((each) => each.getValues().map(written)),
    alarms: event.getAllSubcomponents("valarm").map(alarm),
  };
}

function answer(line) {
  try {
    return meaning(JSON.parse(line));
  } catch (error) {
    return { error: String(error.stack) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(answer(line)) + "\n");
}

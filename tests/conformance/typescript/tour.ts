// A tour of the doors with a client whose types come from the server's own description: `tsc --strict` holds what it
// says of requests and answers against what this program does with them.
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

const [url, key] = process.argv.slice(2) as [string, string];
const client = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${key}` } });

function demand(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

const TEN = 1795514400000;
const ICS = [
  "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tour//EN", "BEGIN:VEVENT", "UID:tour@example.org",
  "DTSTAMP:20261101T000000Z", "DTSTART:20261124T100000Z", "DTEND:20261124T110000Z", "SUMMARY:Tour",
  "END:VEVENT", "END:VCALENDAR", "",
].join("\r\n");

async function kona(): Promise<void> {
  const made = await client.POST("/calendar_events", {
    body: { calendar_events: [{ name: "Review", start_at: TEN, end_at: TEN + 3_600_000 }] },
  });
  demand(made.data !== undefined, JSON.stringify(made.error));
  const event = made.data.calendar_events[0];
  demand(event !== undefined && event.name === "Review" && event.start_at === TEN, "what was made");
  const renamed = await client.PUT("/calendar_events/{id}", {
    params: { path: { id: event.id } },
    body: { name: "Retrospective" },
  });
  demand(renamed.data?.calendar_events[0]?.name === "Retrospective", "what was renamed");
  const listed = await client.GET("/calendar_events", {
    params: { query: { date_range_start: TEN, date_range_end: TEN + 1000 } },
  });
  demand(listed.data?.calendar_events.length === 1, "what is listed");
  const gone = await client.DELETE("/calendar_events/{id}", { params: { path: { id: event.id } } });
  demand(gone.response.status === 204, "what was deleted");
  const missing = await client.GET("/calendar_events/{id}", { params: { path: { id: event.id } } });
  demand(missing.error !== undefined && missing.error.problemType.endsWith("/not_found"), "what is missing");
}

async function onlyoffice(): Promise<void> {
  const made = await client.POST("/api/2.0/calendar/icsevent", { body: { ics: ICS } });
  demand(made.data !== undefined, JSON.stringify(made.error));
  const event = made.data.response[0];
  demand(event !== undefined && event.title === "Tour", "what was made of a text");
  const events = await client.GET("/api/2.0/calendar/events/{eventId}/historybyid", {
    params: { path: { eventId: event.objectId ?? "" } },
  });
  demand(events.data !== undefined && events.data.response.ics?.includes("SUMMARY:Tour") === true, "its text");
}

async function generators(): Promise<void> {
  const file = await client.POST("/generate/ical/file", {
    body: {
      summary: "Review", description: "Figures", organizer_email: "a@example.org", attendees_emails: ["b@example.org"],
      meeting_date: "24-11-2026", start_time: "10:00", end_time: "11:00", time_zone: "Europe/Berlin",
    },
    parseAs: "text",
  });
  demand(String(file.data).startsWith("BEGIN:VCALENDAR"), "a file");
}

await kona();
await onlyoffice();
await generators();

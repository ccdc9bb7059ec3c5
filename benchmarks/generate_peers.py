"""What `generate` is measured beside: two small programs that make an .ics from the same JSON, with far less care.

`bare` parses the JSON and fills a format string; nothing is checked, escaped or folded, and the time zone is always the
same. `fastapi_app` is how most people would write it: FastAPI, a pydantic model, and the library icalendar.
"""

import json
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

_FORMAT = """\
BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Peer//Peer//EN\r
CALSCALE:GREGORIAN\r
METHOD:REQUEST\r
BEGIN:VTIMEZONE\r
TZID:Europe/Lisbon\r
BEGIN:STANDARD\r
DTSTART:20251026T020000\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0000\r
TZNAME:WET\r
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r
END:STANDARD\r
BEGIN:DAYLIGHT\r
DTSTART:20260329T010000\r
TZOFFSETFROM:+0000\r
TZOFFSETTO:+0100\r
TZNAME:WEST\r
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r
END:DAYLIGHT\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
UID:{uid}\r
DTSTAMP:{stamp}\r
DTSTART;TZID={time_zone}:{day}T{start}00\r
DTEND;TZID={time_zone}:{day}T{end}00\r
SUMMARY:{summary}\r
DESCRIPTION:{description}\r
LOCATION:{location}\r
ORGANIZER:mailto:{organizer}\r
{attendees}SEQUENCE:0\r
STATUS:CONFIRMED\r
END:VEVENT\r
END:VCALENDAR\r
"""
_ATTENDEE = "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{}\r\n"
_HEADERS = [
    (b"content-type", b"text/calendar; charset=utf-8"),
    (b"content-disposition", b'attachment; filename="invite.ics"'),
]


async def bare(scope: Any, receive: Any, send: Any) -> None:
    """ASGI with nothing between."""
    if scope["type"] != "http":
        return
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    answer = _filled(json.loads(body)).encode()
    headers = [*_HEADERS, (b"content-length", b"%d" % len(answer))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


def _filled(event: dict[str, Any]) -> str:
    day, month, year = event["meeting_date"].split("-")
    return _FORMAT.format(
        uid=uuid4(),
        stamp=datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
        time_zone=event["time_zone"],
        day=year + month + day,
        start=event["start_time"].replace(":", ""),
        end=event["end_time"].replace(":", ""),
        summary=event["summary"],
        description=event["description"],
        location=event["location"],
        organizer=event["organizer_email"],
        attendees="".join(map(_ATTENDEE.format, event["attendees_emails"])),
    )


def fastapi_app() -> Any:
    """FastAPI with icalendar; called in the process that serves it."""
    from fastapi import FastAPI, Response
    from icalendar import Calendar, Event, vCalAddress
    from pydantic import BaseModel

    class Body(BaseModel):
        summary: str = ""
        description: str
        organizer_email: str
        attendees_emails: list[str]
        location: str = ""
        time_zone: str
        start_time: time
        end_time: time
        meeting_date: str

    app = FastAPI()

    @app.post("/generate/ical/file")
    async def generate(body: Body) -> Response:
        zone = ZoneInfo(body.time_zone)
        day = date(*map(int, reversed(body.meeting_date.split("-"))))
        event = Event()
        event.add("uid", str(uuid4()))
        event.add("dtstamp", datetime.now(UTC))
        event.add("dtstart", datetime.combine(day, body.start_time, zone))
        event.add("dtend", datetime.combine(day, body.end_time, zone))
        event.add("summary", body.summary)
        event.add("description", body.description)
        event.add("location", body.location)
        event.add("organizer", vCalAddress(f"mailto:{body.organizer_email}"))
        for each in body.attendees_emails:
            attendee = vCalAddress(f"mailto:{each}")
            attendee.params["ROLE"] = "REQ-PARTICIPANT"
            event.add("attendee", attendee)
        event.add("sequence", 0)
        event.add("status", "CONFIRMED")
        calendar = Calendar()
        calendar.add("prodid", "-//Peer//Peer//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "REQUEST")
        calendar.add_component(event)
        return Response(calendar.to_ical(), media_type="text/calendar")

    return app

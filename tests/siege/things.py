"""Calendars and texts that the scenes share, and the paths at which things are seen."""

from typing import Any

from tests.siege.client import Client, query

API = "/api/2.0/calendar"
EVENTS = "/calendar_events"
TEN = 1795514400000
"""2026-11-24T10:00:00Z."""
HOUR = 3_600_000
WINDOW = ("2026-11-01", "2026-12-31")
OK = (200, 201, 204)


def clear(client: Client, calendars: list[str]) -> None:
    """Remove calendars of the owner."""
    for each in calendars:
        client.ask("owner", "DELETE", f"{API}/{each}")


def option(client: Client, who: str, action: str) -> dict[str, Any]:
    """A sharing option of ONLYOFFICE."""
    return {"actionId": action, "itemId": client.household[who].guid, "isGroup": False}


def calendar_of(client: Client, name: str, options: list[dict[str, Any]]) -> str:
    """A new calendar of the owner; its id."""
    return str(client.done("owner", "POST", API, {"name": name, "sharingOptions": options})["response"]["objectId"])


def text_of(uid: str, *lines: str, start: str = "DTSTART:20261124T100000Z", kind: str = "VEVENT") -> str:
    """An iCalendar text of one component."""
    inner = (f"UID:{uid}", "DTSTAMP:20261101T000000Z", start, *lines)
    framed = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Siege//Siege//EN", f"BEGIN:{kind}", *inner, f"END:{kind}")
    return "\r\n".join((*framed, "END:VCALENDAR", ""))


def views(calendar: str, event: str, word: str) -> list[tuple[str, bool]]:
    """Paths at which an event with this word may be seen, and whether they are of this event alone."""
    start, end = WINDOW
    window = {"date_range_start": start, "date_range_end": end}
    return [
        (f"{EVENTS}/{event}", True),
        (f"/api{EVENTS}/{event}", True),
        (f"{API}/events/{event}/historybyid", True),
        (f"{API}/events/{event}/historybyid.xml", True),
        (f"{API}/calendars/{start}/{end}", False),
        (f"{API}/calendar/{calendar}/{start}/{end}", False),
        (f"{API}/eventdays/{start}/{end}", False),
        (f"{API}/{calendar}/sharing", False),
        (f"{API}/{calendar}", False),
        (query(EVENTS, window), False),
        (query(EVENTS, window | {"order_by": "updated_at", "per_page": 200}), False),
        (query(EVENTS, window | {"q": word}), False),
        (query(EVENTS, window | {"space_id": calendar}), False),
        (f"/spaces/{calendar}", False),
        (f"/ics_feeds/{calendar}", False),
    ]

"""What a server remembers of texts, filled before its memory is watched.

A worker remembers the series of the texts that it looked at last, up to so many letters, however long it runs. A siege
would spend half of its time on filling that, and its memory would grow for a good reason.
"""

from tests.siege.client import Client, query
from tests.siege.things import API, WINDOW, calendar_of, clear

EVENTS = 16_000
_AT_ONCE = 4_000
_LOOKS = 12
_HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Siege//Siege//EN\r\n"
_NOTE = "x" * 60


def fill(client: Client) -> None:
    """Import events, look at them in every worker, and take them away again."""
    calendars = [calendar_of(client, "Filling", [])]
    try:
        for start in range(0, EVENTS, _AT_ONCE):
            events = "".join(map(_event, range(start, start + _AT_ONCE)))
            body = {"calendarId": calendars[0], "iCalString": f"{_HEAD}{events}END:VCALENDAR\r\n"}
            client.done("owner", "POST", f"{API}/importIcs", body)
        for _ in range(_LOOKS):
            client.hang_up()  # the next connection is another worker's, or may be
            client.done("owner", "GET", query(f"{API}/eventdays/{WINDOW[0]}/2026-11-30", {}))
    finally:
        clear(client, calendars)


def _event(number: int) -> str:
    notes = "".join(f"COMMENT:{_NOTE}\r\n" for _ in range(5))
    start = f"DTSTART:202611{number % 28 + 1:02}T100000Z\r\n"
    return (
        f"BEGIN:VEVENT\r\nUID:filling-{number}\r\nDTSTAMP:20260101T000000Z\r\n{start}"
        f"SUMMARY:Event {number}\r\nRRULE:FREQ=WEEKLY;COUNT=2\r\n{notes}END:VEVENT\r\n"
    )

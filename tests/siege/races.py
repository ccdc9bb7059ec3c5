"""Two at once: while the owner shuts an event and opens it again, a reader asks in every way that answers with it.

Each text that was put in while the event was shut has a word of its own, which nobody but its owner may ever be shown:
an answer that decides by one state and discloses another has it.
"""

from collections.abc import Callable
from contextlib import suppress
from random import Random
from threading import Event, Thread

from tests.siege.client import NOBODY, Client, Halted, query
from tests.siege.things import API, EVENTS, HOUR, TEN, WINDOW, calendar_of, clear, option, text_of

LOOKS = 24
Ask = tuple[str, str, object]
"""Method, path and body."""


def play(client: Client) -> None:
    """One event that is shut and opened, and a reader who looks at it meanwhile."""
    calendars: list[str] = []
    try:
        shared = [option(client, "reader", client.draw.choice(("read", "full_access")))]
        calendars.append(calendar_of(client, "Raced", shared))
        client.draw.choice((_in_kona, _in_onlyoffice))(client, calendars[0], shared[0]["actionId"] == "read")
    finally:
        clear(client, calendars)


def _in_kona(client: Client, calendar: str, _reads: bool) -> None:
    body = {"name": "begin", "space_id": int(calendar), "start_at": TEN, "end_at": TEN + HOUR}
    [event] = client.done("owner", "POST", EVENTS, body)["calendar_events"]
    path = f"{EVENTS}/{event['id']}"

    def shut(word: str) -> Ask:
        return "PUT", path, {"name": word, "visibility": 1}

    def opened(word: str) -> Ask:
        return "PUT", path, {"name": word, "visibility": 2}

    _race(client, str(event["id"]), calendar, shut, opened)


def _in_onlyoffice(client: Client, calendar: str, reads: bool) -> None:
    """By CLASS, which shuts out those who read; by moving it away, for those who may write."""
    uid = f"race-{client.number}"
    made = client.done("owner", "POST", f"{API}/icsevent", {"calendarId": calendar, "ics": text_of(uid)})
    event = str(made["response"][0]["objectId"])
    private = int(calendar_of(client, "Away", [])) if not reads else 0

    def shut(word: str) -> Ask:
        text = text_of(uid, f"SUMMARY:{word}", *(["CLASS:PRIVATE"] if reads else []))
        there = {"calendarId": private} if private else {}
        return "PUT", f"{API}/icsevent", {"eventId": event, "ics": text, **there}

    def opened(word: str) -> Ask:
        there = {"calendarId": calendar} if private else {}
        return "PUT", f"{API}/icsevent", {"eventId": event, "ics": text_of(uid, f"SUMMARY:{word}"), **there}

    try:
        _race(client, event, calendar, shut, opened)
    finally:
        if private:
            clear(client, [str(private)])


def _race(client: Client, event: str, calendar: str, shut: Callable[[str], Ask], opened: Callable[[str], Ask]) -> None:
    """Let the owner shut and open the event, through a client of his own, while the reader looks."""
    other = Client(client.site, client.household, client.words)
    other.begin(client.kind, client.number, Random(client.draw.random()))
    ends = Event()

    def flip() -> None:
        with suppress(Halted):
            while not ends.is_set():
                other.expect((200,), "owner", *shut(other.new_word(("owner",))))
                other.expect((200,), "owner", *opened(other.new_word(("owner", "reader"))))

    thread = Thread(target=flip)
    thread.start()
    try:
        for _ in range(LOOKS):
            method, path, body = client.draw.choice(_looks(event, calendar))
            client.ask("reader", method, path, body)
        client.ask(NOBODY, "GET", f"{EVENTS}/{event}")
    finally:
        ends.set()
        thread.join()
        other.hang_up()
        client.tally.add(other.tally)


def _looks(event: str, calendar: str) -> list[Ask]:
    """Calls of a reader whose answers may show the event; none of them changes it for others."""
    start, end = WINDOW
    window = {"date_range_start": start, "date_range_end": end, "space_id": calendar}
    return [
        ("PUT", f"{EVENTS}/{event}", {}),
        ("PUT", f"{EVENTS}/{event}", {"id": int(event)}),
        ("PUT", f"{API}/icsevent", {"eventId": event, "alertType": "day"}),
        ("PUT", f"{API}/icsevent", {"eventId": event}),
        ("PUT", f"{API}/{calendar}/{event}", {"alertType": "hour"}),
        ("PUT", f"{API}/{calendar}/view", {"name": "seen"}),
        ("GET", f"{EVENTS}/{event}", b""),
        ("GET", f"{API}/events/{event}/historybyid", b""),
        ("GET", f"{API}/calendar/{calendar}/{start}/{end}", b""),
        ("GET", query(EVENTS, window), b""),
    ]

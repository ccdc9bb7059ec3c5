"""Bombs: single requests that once cost a server seconds or gigabytes, each held to a second of CPU and 100 MB more.

A bomb is thrown at the server while nothing else is asked. What it costs is what all processes of the server used
until its answer was read; where the system does not tell (there is no /proc), it is thrown all the same.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from time import sleep

from tests.siege.client import NOBODY, Client, Halted, basic, query
from tests.siege.oracle import Words
from tests.siege.report import Bound
from tests.siege.server import Site
from tests.siege.texts import FORM, XML
from tests.siege.things import API, EVENTS, TEN, WINDOW, calendar_of, clear, text_of

MOST_SECONDS = 1.0
MOST_OCTETS = 100_000_000
_LOOK_SECONDS = 0.01
_MARKS = "a" + "\u0301\u0323" * 80_000
_COOKIE = 'asc_auth_key="' + '\\"' * 25_000
_MONTH = f"{API}/calendars/{WINDOW[0]}/2026-11-30"

Throw = Callable[[Client, str], None]
"""Sends the requests of one bomb, given the calendar that was made for it."""


@dataclass(frozen=True, slots=True)
class Bomb:
    """What is thrown, and what is put in before, whose cost is measured as another bomb."""

    name: str
    throw: Throw
    before: Throw = lambda _client, _calendar: None


@dataclass
class Cost:
    """CPU seconds, and octets at the highest above what was held before."""

    seconds: float = 0.0
    octets: int = 0
    peak: int = field(default=0, repr=False)


def throw(site: Site, bombs: Sequence[Bomb] | None = None) -> list[Bound]:
    """Throw every bomb at a server; a bound for each."""
    client = Client(site, site.households[0], Words())
    return [_thrown(client, number, bomb) for number, bomb in enumerate(TABLE if bombs is None else bombs)]


def _thrown(client: Client, number: int, bomb: Bomb) -> Bound:
    client.begin("bombs", number, client.draw)
    calendar = ""
    try:
        calendar = calendar_of(client, f"Bomb {number}", [])
        bomb.before(client, calendar)
        before = client.tally.statuses.copy()
        with _measured(client.site) as cost:
            bomb.throw(client, calendar)
        answers = "+".join(map(str, (client.tally.statuses - before).elements()))
    except Halted:
        return Bound(f"bomb: {bomb.name}", "no answer, or not the one expected", False)
    finally:
        if calendar:
            clear(client, [calendar])
    faults = client.tally.findings[:]
    client.tally.findings.clear()
    holds = not faults and cost.seconds < MOST_SECONDS and cost.octets < MOST_OCTETS
    told = f"{cost.seconds:.2f} s, {cost.octets / 1e6:.0f} MB: {faults[0].why[:80] if faults else answers}"
    return Bound(f"bomb: {bomb.name}", told, holds)


@contextmanager
def _measured(site: Site) -> Iterator[Cost]:
    """What the server uses within the block; its memory is looked at again and again."""
    site.settle()
    cost, ends, before = Cost(), Event(), site.memory()

    def look() -> None:
        while not ends.wait(_LOOK_SECONDS):
            cost.peak = max(cost.peak, site.memory())

    thread, used = Thread(target=look), site.cpu_seconds()
    thread.start()
    try:
        yield cost
    finally:
        ends.set()
        thread.join()
        sleep(_LOOK_SECONDS)
        cost.seconds = site.cpu_seconds() - used
        cost.octets = max(0, max(cost.peak, site.memory()) - before)


def _post(*lines: str, uid: str = "bomb", start: str = "DTSTART:20261101T000000Z") -> Throw:
    def send(client: Client, calendar: str) -> None:
        client.ask(
            "owner", "POST", f"{API}/icsevent", {"calendarId": calendar, "ics": text_of(uid, *lines, start=start)}
        )

    return send


def _month(client: Client, _calendar: str) -> None:
    client.ask("owner", "GET", _MONTH)
    client.ask("owner", "GET", _MONTH + ".xml")


def _events(client: Client, calendar: str) -> None:
    parameters = {"date_range_start": WINDOW[0], "date_range_end": WINDOW[1], "space_id": calendar, "per_page": 200}
    client.ask("owner", "GET", query(EVENTS, parameters))


def _name(client: Client, calendar: str) -> None:
    client.ask("owner", "POST", EVENTS, {"name": _MARKS[:40_000], "space_id": int(calendar), "start_at": TEN})
    client.ask("owner", "GET", query(EVENTS, {"q": _MARKS[:2_000]}))


def _sign_in(client: Client, _calendar: str) -> None:
    body = {"userName": "nobody@example.org", "password": _MARKS[:30_000]}
    client.ask(NOBODY, "POST", "/api/2.0/authentication", body)


def _basic(client: Client, _calendar: str) -> None:
    client.ask(NOBODY, "GET", "/userinfo", credentials=[basic("nobody@example.org", _MARKS[:20_000])])


def _cookie(path: str) -> Throw:
    def send(client: Client, _calendar: str) -> None:
        client.ask(NOBODY, "GET", path, lines=[f"cookie: {_COOKIE}"])

    return send


def _zones(count: int) -> list[str]:
    return [f"RDATE;TZID=Customized Time Zone {number}:20261124T100000" for number in range(count)]


def _many_zones(client: Client, calendar: str) -> None:
    for number in range(100):
        start = f"DTSTART;TZID=Customized Time Zone {number}:20261124T100000"
        _post(uid=f"zoned-{number}", start=start)(client, calendar)


def _elements(client: Client, calendar: str) -> None:
    body = "<request>" + f"<calendarId>{calendar}</calendarId>" + "<a/>" * 200_000 + "</request>"
    client.ask("owner", "POST", f"{API}/icsevent", body, lines=[XML])


def _form(client: Client, _calendar: str) -> None:
    body = "&".join(f"a{'[a]' * 50}[{number}]=1" for number in range(5_000))
    client.ask("owner", "POST", f"{API}/icsevent", body, lines=[FORM])


_WIDE = "DESCRIPTION:" + "x" * 100_000
_ITEMS = ",".join(["1"] * 240_000)
_DATES = "EXDATE:" + ",".join(["20261124T100000Z"] * 40_000)
_ALARMS = [line for _ in range(5_000) for line in ("BEGIN:VALARM", "ACTION:AUDIO", "TRIGGER:-PT5M", "END:VALARM")]
TABLE = (
    Bomb("320 kB of combining marks in SUMMARY", _post(f"SUMMARY:{_MARKS}")),
    Bomb("combining marks in a name and a search", _name),
    Bomb("a password of combining marks", _sign_in),
    Bomb("Basic credentials of combining marks", _basic),
    Bomb("a cookie of escaped quotes", _cookie("/api/2.0/people/@self")),
    Bomb("a cookie of escaped quotes at the page of consent", _cookie("/oauth/authorize?client_id=x")),
    Bomb("100 kB, hourly", _post("RRULE:FREQ=HOURLY", _WIDE)),
    Bomb("a month of 100 kB, hourly", _month, _post("RRULE:FREQ=HOURLY", _WIDE)),
    Bomb("a month of 100 kB, minutely", _month, _post("RRULE:FREQ=MINUTELY", _WIDE)),
    Bomb("a page of 100 kB, minutely", _events, _post("RRULE:FREQ=MINUTELY", _WIDE)),
    Bomb("1,000 zones that nobody knows", _post(*_zones(1_000))),
    Bomb("a month of 100 zones that nobody knows", _month, _many_zones),
    Bomb("BYYEARDAY of 240,000 items", _post(f"RRULE:FREQ=YEARLY;BYYEARDAY={_ITEMS}")),
    Bomb("40,000 EXDATEs", _post("RRULE:FREQ=DAILY", _DATES)),
    Bomb("20,000 lines of alarms", _post(*_ALARMS)),
    Bomb("200,000 XML elements", _elements),
    Bomb("a form of deep names", _form),
)

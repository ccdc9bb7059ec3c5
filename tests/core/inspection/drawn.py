"""Drawn calendars without a fault, as lines, and each with one damage: the code and the line that a check has to tell.

A damage knows the lines of the calendar by what the drawing says of them, not by reading them again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from kalends.core.ics.write import write
from kalends.core.time.vtimezone import vtimezone
from kalends.core.time.zones import zone

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Sydney")
STEPS = {"DAILY": 1, "WEEKLY": 7}
GUEST = "ATTENDEE;CN=Bo:mailto:bo@example.com"
HOST = "ORGANIZER:mailto:ana@example.com"
Found = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Item:
    """One object: a series of `count` instances, `step` days apart, with exceptions and overrides by their numbers."""

    uid: str
    kind: str
    form: str
    start: datetime
    freq: str
    interval: int
    count: int
    excluded: tuple[int, ...]
    overridden: tuple[int, ...]
    has_guests: bool

    @property
    def recurs(self) -> bool:
        return bool(self.freq)

    def at(self, number: int) -> datetime:
        return self.start + timedelta(days=number * self.interval * STEPS.get(self.freq, 1))

    def written(self, name: str, *walls: datetime) -> str:
        """A property of times, in the form of the object."""
        if self.form == "date":
            return f"{name};VALUE=DATE:{','.join(f'{wall:%Y%m%d}' for wall in walls)}"
        times = ",".join(f"{wall:%Y%m%dT%H%M%S}{'Z' if self.form == 'utc' else ''}" for wall in walls)
        return f"{name};TZID={self.form}:{times}" if self.form in ZONES else f"{name}:{times}"

    def people(self, method: str) -> list[str]:
        if method == "REQUEST" or (self.has_guests and not method):
            return [HOST, GUEST]
        return [HOST] if method else []

    def component(self, method: str, *lines: str) -> list[str]:
        middle = [f"UID:{self.uid}", "DTSTAMP:20260101T000000Z", *lines, *self.people(method)]
        return [f"BEGIN:{self.kind}", *middle, f"END:{self.kind}"]

    def lines(self, method: str) -> list[str]:
        rule = [f"RRULE:FREQ={self.freq};INTERVAL={self.interval};COUNT={self.count}"] if self.recurs else []
        dates = [self.written("EXDATE", *map(self.at, self.excluded))] if self.excluded else []
        found = self.component(method, self.written("DTSTART", self.start), *rule, *dates)
        for number in self.overridden:
            moved = self.at(number) + timedelta(days=1)
            named = self.written("RECURRENCE-ID", self.at(number))
            found += self.component(method, named, self.written("DTSTART", moved))
        return found


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar of objects; `lines` are those of its text."""

    method: str
    items: tuple[Item, ...]

    @property
    def zones(self) -> list[str]:
        names = dict.fromkeys(item.form for item in self.items if item.form in ZONES)
        made = [write(vtimezone(zone(name), date(2024, 1, 1))).decode().split("\r\n")[:-1] for name in names]
        return [line for lines in made for line in lines]

    @property
    def head(self) -> list[str]:
        fixed = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN"]
        return [*fixed, *([f"METHOD:{self.method}"] if self.method else []), *self.zones]

    @property
    def lines(self) -> list[str]:
        return [*self.head, *[line for item in self.items for line in item.lines(self.method)], "END:VCALENDAR"]

    def first_line(self, item: Item) -> int:
        """The index of the BEGIN of an object."""
        before = self.items[: self.items.index(item)]
        return len(self.head) + sum(len(each.lines(self.method)) for each in before)


@st.composite
def items(draw: st.DrawFn, number: int) -> Item:
    freq = draw(st.sampled_from(["", *STEPS]))
    count = draw(st.integers(4, 9)) if freq else 1
    numbers = draw(st.lists(st.integers(1, count - 1), max_size=2, unique=True)) if freq else []
    cut = draw(st.integers(0, len(numbers)))
    return Item(
        f"{number}@example.com",
        draw(st.sampled_from(["VEVENT", "VTODO"])),
        draw(st.sampled_from(["date", "utc", "floating", *ZONES])),
        datetime(2025, 1, 1, 9) + timedelta(days=draw(st.integers(0, 700)), minutes=draw(st.integers(0, 600))),
        freq,
        draw(st.integers(1, 3)),
        count,
        tuple(sorted(numbers[:cut])),
        tuple(sorted(numbers[cut:])),
        draw(st.booleans()),
    )


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    method = draw(st.sampled_from(["", "", "PUBLISH", "REQUEST"]))
    count = 1 if method == "REQUEST" else draw(st.integers(1, 3))  # a REQUEST is about one object
    return Calendar(method, tuple(draw(items(number)) for number in range(count)))


Damage = Callable[[Calendar, Item], Iterator[tuple[list[str], Found]]]


def text(lines: Sequence[str]) -> bytes:
    return "\r\n".join([*lines, ""]).encode()


def _with(calendar: Calendar, index: int, *lines: str) -> list[str]:
    """The lines with others in the place of one."""
    found = calendar.lines
    return [*found[:index], *lines, *found[index + 1 :]]


def _index(calendar: Calendar, item: Item, start: str) -> int:
    """The index of the first line of an object that begins so."""
    first = calendar.first_line(item)
    return next(at for at, line in enumerate(calendar.lines[first:], first) if line.startswith(start))


def empty_uid(calendar: Calendar, item: Item) -> Iterator[tuple[list[str], Found]]:
    if not item.overridden:
        at = _index(calendar, item, "UID")
        yield _with(calendar, at, "UID:"), ("empty-uid", at + 1)


def second_object(calendar: Calendar, item: Item) -> Iterator[tuple[list[str], Found]]:
    other = item.component(calendar.method, item.written("DTSTART", item.start + timedelta(days=3_000)))
    at = len(calendar.lines) - 1
    yield _with(calendar, at, *other, "END:VCALENDAR"), ("repeated-uid", at + 2)


def copy(calendar: Calendar, item: Item) -> Iterator[tuple[list[str], Found]]:
    if not item.recurs:
        at = len(calendar.lines) - 1
        yield _with(calendar, at, *item.lines(calendar.method), "END:VCALENDAR"), ("repeated-instance", at + 2)


def of_another_kind(calendar: Calendar, item: Item) -> Iterator[tuple[list[str], Found]]:
    lines = [f"UID:{item.uid}", "DTSTAMP:20260101T000000Z"]
    if not calendar.method:
        at = len(calendar.lines) - 1
        yield _with(calendar, at, "BEGIN:VJOURNAL", *lines, "END:VJOURNAL", "END:VCALENDAR"), ("repeated-uid", at + 2)


def no_organizer(calendar: Calendar, item: Item) -> Iterator[tuple[list[str], Found]]:
    if GUEST in item.people(calendar.method):
        at = _index(calendar, item, HOST)
        line = calendar.first_line(item) if calendar.method else at
        yield _with(calendar, at), ("missing-organizer", line + 1)


def no_guest(calendar: Calendar, item: Item) -> Iterator[tuple[list[str], Found]]:
    if calendar.method == "REQUEST":
        at = _index(calendar, item, GUEST)
        yield _with(calendar, at), ("missing-attendee", calendar.first_line(item) + 1)


def published_guest(calendar: Calendar, item: Item) -> Iterator[tuple[list[str], Found]]:
    if calendar.method == "PUBLISH":
        at = _index(calendar, item, HOST)
        yield _with(calendar, at, HOST, GUEST), ("not-in-method", at + 2)


def off_rule(calendar: Calendar, item: Item) -> Iterator[tuple[list[str], Found]]:
    if item.freq == "WEEKLY" and not item.excluded and not item.overridden:
        at, rule = _index(calendar, item, "DTSTART"), _index(calendar, item, "RRULE")
        other = f"{item.start + timedelta(days=2):%a}"[:2].upper()
        lines = _with(calendar, rule, f"RRULE:FREQ=WEEKLY;BYDAY={other}")
        yield lines, ("start-off-rule", at + 1)


def early_end(calendar: Calendar, item: Item) -> Iterator[tuple[list[str], Found]]:
    if item.recurs and not item.excluded and not item.overridden:
        at = _index(calendar, item, "RRULE")
        day = f"{item.start - timedelta(days=9):%Y%m%d}"
        until = {"date": day, "floating": f"{day}T000000"}.get(item.form, f"{day}T000000Z")
        yield _with(calendar, at, f"RRULE:FREQ=DAILY;UNTIL={until}"), ("rule-never-hits", at + 1)


def nothing_left(calendar: Calendar, item: Item) -> Iterator[tuple[list[str], Found]]:
    if item.recurs and not item.excluded and not item.overridden:
        at = _index(calendar, item, "RRULE")
        all_of_it = item.written("EXDATE", *map(item.at, range(item.count)))
        yield _with(calendar, at, calendar.lines[at], all_of_it), ("no-occurrence", at + 2)


def strange_exception(calendar: Calendar, item: Item) -> Iterator[tuple[list[str], Found]]:
    if item.recurs and item.form != "date":
        at = _index(calendar, item, "RRULE")
        strange = item.written("EXDATE", item.at(1) + timedelta(minutes=1))
        yield _with(calendar, at, calendar.lines[at], strange), ("exception-off-rule", at + 2)


def strange_override(calendar: Calendar, item: Item) -> Iterator[tuple[list[str], Found]]:
    if item.overridden:
        at = _index(calendar, item, "RECURRENCE-ID")
        beyond = item.written("RECURRENCE-ID", item.at(item.count + 1))
        yield _with(calendar, at, beyond), ("instance-off-rule", at + 1)


def strange_offset(calendar: Calendar, item: Item) -> Iterator[tuple[list[str], Found]]:
    name = f"TZID:{item.form}"
    if name in calendar.lines:
        first = calendar.lines.index(name)
        rule = next(at for at, line in enumerate(calendar.lines[first:], first) if line.startswith("RRULE"))
        found = [at for at in range(first, rule) if calendar.lines[at].startswith("TZOFFSETFROM")]
        yield _with(calendar, found[-1], "TZOFFSETFROM:+0345"), ("zone-offsets", found[-1] + 1)


def bad_values(calendar: Calendar, item: Item) -> Iterator[tuple[list[str], Found]]:
    at = _index(calendar, item, "DTSTAMP")
    lines = ["CLASS:", "STATUS:", "REQUEST-STATUS:2.0", "URL:https://example.com/a b", "PRIORITY:11"]
    codes = ["bad-value", "bad-value", "bad-value", "bad-value", "out-of-range"]
    for line, code in zip(lines, codes, strict=True):
        if not (calendar.method and line.startswith("REQUEST")):
            yield _with(calendar, at, calendar.lines[at], line), (code, at + 2)


DAMAGES: tuple[Damage, ...] = (
    *(empty_uid, second_object, copy, of_another_kind, no_organizer, no_guest, published_guest),
    *(off_rule, early_end, nothing_left, strange_exception, strange_override, strange_offset, bad_values),
)

"""One calendar, many doors: what is put in through one is seen through every other at the same instants, with the same
titles and people, and so by `kalends expand` and by dateutil on the exported text.

What is right is told by dateutil from the plan of the event alone.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from dateutil import rrule
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from tests.doors.kona.conftest import EVENTS, Kona, path_of
from tests.doors.kona.test_paging import links_of
from tests.house import House
from tests.units import query_of
from typer.testing import CliRunner

from kalends.__main__ import ProgramRoot
from kalends.doors.cli import door

LIVES = {"anna": "UTC", "bert": "Europe/Berlin", "cleo": "America/New_York", "dora": "Asia/Tokyo"}
GUESTS = ("emil", "finn")
FROM, TO = "2026-11-01", "2027-04-20"
END = int(datetime(2027, 4, 1, tzinfo=UTC).timestamp() * 1000)
DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
FREQS = {1: "DAILY", 2: "WEEKLY", 3: "MONTHLY", 4: "YEARLY", 5: "WEEKLY"}

Place = tuple[int, int, str]
"""Start and end in milliseconds since 1970 (of whole days 00:00Z of the first and last), and the title."""


@dataclass(frozen=True)
class Plan:
    """An event, in words that belong to no door."""

    who: str
    start: datetime
    length: timedelta
    all_day: bool
    period: int
    frequency: int
    days: tuple[int, ...]
    lasts: int | None
    deleted: frozenset[int]
    moved: int | None
    guests: tuple[str, ...]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(LIVES[self.who])

    @property
    def until(self) -> datetime | None:
        return None if self.lasts is None else self.start + timedelta(days=self.lasts)

    @property
    def walls(self) -> list[datetime]:
        """The starts, as clocks show them."""
        if not self.period:
            return [self.start]
        days = range(5) if self.period == 5 else [(day - 1) % 7 for day in self.days]
        rule = rrule.rrule(
            getattr(rrule, FREQS[self.period]),
            dtstart=self.start,
            interval=self.frequency,
            byweekday=list(days) or None,
            until=self.until,
        )
        return list(rule.between(self.start, datetime(2027, 4, 20), inc=True))

    @property
    def rule(self) -> str:
        """RRULE, written by hand."""
        days = ",".join(DAYS[day] for day in (range(1, 6) if self.period == 5 else self.days))
        parts = [f"FREQ={FREQS[self.period]}", f"INTERVAL={self.frequency}", *([f"BYDAY={days}"] if days else [])]
        if self.until is not None:
            until = f"{self.until:%Y%m%d}" if self.all_day else f"{self.instant(self.until):%Y%m%dT%H%M%SZ}"
            parts.append(f"UNTIL={until}")
        return ";".join(parts)

    def instant(self, wall: datetime) -> datetime:
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def span(self, wall: datetime) -> tuple[int, int]:
        """Start and end of an instance."""
        if self.all_day:
            first = wall.replace(tzinfo=UTC)
            return millis(first), millis(first + self.length - timedelta(days=1))
        start = self.instant(wall)
        return millis(start), millis(start + self.length)

    def shift(self) -> timedelta:
        """By how much the moved instance is moved."""
        return timedelta(days=1) if self.all_day else timedelta(minutes=90)

    def places(self, title: str) -> list[Place]:
        """What has to be seen."""
        found = []
        for number, wall in enumerate(self.walls, 1):
            if number in self.deleted:
                continue
            if number == self.moved:
                found.append((*self.span(wall + self.shift()), f"{title} moved"))
            else:
                found.append((*self.span(wall), title))
        return sorted(each for each in found if each[0] < END)


def millis(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    all_day = draw(st.booleans())
    day = draw(st.sampled_from((date(2026, 11, 24), date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 29))))
    clock = (
        timedelta()
        if all_day
        else timedelta(hours=draw(st.sampled_from((0, 9, 23))), minutes=draw(st.sampled_from((0, 30))))
    )
    period = draw(st.integers(0, 5))
    length = (
        timedelta(days=draw(st.integers(1, 3))) if all_day else timedelta(minutes=draw(st.sampled_from((0, 45, 1500))))
    )
    return Plan(
        who=draw(st.sampled_from(tuple(LIVES))),
        start=datetime(day.year, day.month, day.day) + clock,
        length=length,
        all_day=all_day,
        period=period,
        frequency=draw(st.integers(1, 3)) if period else 1,
        days=tuple(sorted(draw(st.sets(st.integers(0, 6), max_size=3)))) if period == 2 else (),
        lasts=draw(st.none() | st.integers(20, 120)) if period else None,
        deleted=draw(st.frozensets(st.integers(1, 4), max_size=2)) if period else frozenset(),
        moved=draw(st.none() | st.integers(1, 4)) if period else None,
        guests=tuple(draw(st.sets(st.sampled_from(GUESTS)))),
    )


class Doors:
    """Every door of one server: those that make events, and those that show them."""

    def __init__(self, kona: Kona, folder: Path) -> None:
        self.kona = kona
        self.folder = folder
        for who, place in LIVES.items():
            kona.zone(who, place)

    # makers: the id of the event

    def by_kona(self, plan: Plan, title: str) -> int:
        start, end = plan.span(plan.start)
        sent: dict[str, Any] = {"name": title, "start_at": start, "end_at": end, "all_day": plan.all_day}
        if plan.period:
            sent |= {"period": plan.period, "frequency": plan.frequency, "sel_days": list(plan.days)}
        if plan.until is not None:
            sent["series_end_at"] = millis(plan.until.replace(tzinfo=UTC) if plan.all_day else plan.instant(plan.until))
        sent["participant_ids"] = [self.kona.id(guest) for guest in plan.guests]
        made = self.kona.post(plan.who, **sent)
        path = f"{EVENTS}/{made['id']}?num_in_series="
        if plan.moved is not None:
            first, last = plan.span(plan.walls[plan.moved - 1] + plan.shift())
            self.kona.put(plan.who, f"{path}{plan.moved}", name=f"{title} moved", start_at=first, end_at=last)
        for number in plan.deleted:
            self.kona.delete(plan.who, f"{path}{number}")
        return made["id"]

    def by_onlyoffice_text(self, plan: Plan, title: str) -> int:
        body = {"ics": written(plan, title), "calendarId": 0}
        answer = self.kona.ask(plan.who, "POST", "/api/2.0/calendar/icsevent", body)
        assert answer.status == 201, answer.text
        return self.of_title(plan.who, title)

    def by_onlyoffice_import(self, plan: Plan, title: str) -> int:
        body = {"iCalString": written(plan, title), "calendarId": self.kona.calendar(plan.who)}
        answer = self.kona.ask(plan.who, "POST", "/api/2.0/calendar/importIcs", body)
        assert answer.status == 201, answer.text
        return self.of_title(plan.who, title)

    def by_onlyoffice_fields(self, plan: Plan, title: str) -> int:
        first = plan.walls[0]
        last = first + plan.length - (timedelta(days=1) if plan.all_day else timedelta())
        if not plan.all_day:  # hours on the clock may be fewer than those that pass
            last = (plan.instant(first) + plan.length).astimezone(plan.zone).replace(tzinfo=None)
        body = {
            "name": title,
            "startDate": first.isoformat(),
            "endDate": last.isoformat(),
            "isAllDayLong": plan.all_day,
            "repeatType": plan.rule.lower() if plan.period else "",
        }
        calendar = self.kona.calendar(plan.who)
        answer = self.kona.ask(plan.who, "POST", f"/api/2.0/calendar/{calendar}/event", body)
        assert answer.status == 201, answer.text
        return self.of_title(plan.who, title)

    def of_title(self, who: str, title: str) -> int:
        with self.kona.house.service() as service:
            (found,) = query_of(service).search(self.kona.callers[who], title).items
            return found.id

    # readers: what is there

    def in_kona(self, plan: Plan, title: str) -> list[Place]:
        path = f"{EVENTS}?date_range_start={FROM}&date_range_end={TO}&per_page=60"
        found: list[Place] = []
        while path:
            answer = self.kona.ask(plan.who, "GET", path)
            found += [(each["start_at"], each["end_at"], each["name"]) for each in answer.json["calendar_events"]]
            path = links_of(answer.headers).get("next", "")
        return found

    def in_kona_one_by_one(self, plan: Plan, title: str) -> list[Place]:
        path = f"{EVENTS}?date_range_start={FROM}&date_range_end={TO}&per_page=200&order_by=created_at"
        hrefs = [path_of(each["href"]) for each in self.kona.all(plan.who, path)]
        singles = [self.kona.one(plan.who, href) for href in hrefs]
        return [(each["start_at"], each["end_at"], each["name"]) for each in singles]

    def in_onlyoffice(self, plan: Plan, title: str) -> list[Place]:
        answer = self.kona.ask(plan.who, "GET", f"/api/2.0/calendar/calendars/{FROM}/{TO}")
        events = [event for calendar in answer.json["response"] for event in calendar["events"]]
        return [(of_office(each["start"]), of_office(each["end"]), each["title"]) for each in events]

    def in_expand(self, plan: Plan, title: str) -> list[Place]:
        file = self.folder / "exported.ics"
        file.write_text(self.exported(plan), newline="")
        arguments = ("expand", str(file), "--from", FROM, "--to", TO, "--json", "--limit", "100000")
        answer = CliRunner().invoke(door(ProgramRoot()), list(arguments))
        assert answer.exit_code == 0, answer.output
        return [
            (*shown(each["start"], each["end"], all_day=each["all_day"]), each["summary"])
            for each in json.loads(answer.stdout)
        ]

    def in_dateutil(self, plan: Plan, title: str) -> list[Place]:
        return [*expanded(Calendar.from_ical(self.exported(plan)))]

    def exported(self, plan: Plan) -> str:
        with self.kona.house.service() as service:
            return "".join(service.transfer.export(self.kona.callers[plan.who], self.kona.calendar(plan.who)))

    def guests(self, plan: Plan) -> set[str]:
        """Who is invited, by the exported text."""
        events = Calendar.from_ical(self.exported(plan)).walk("VEVENT")
        listed = [each.get("ATTENDEE") or [] for each in events]
        lines = [line for each in listed for line in (each if isinstance(each, list) else [each])]
        return {str(line).lower().removeprefix("mailto:").partition("@")[0] for line in lines}


def written(plan: Plan, title: str) -> str:
    """The event as iCalendar, by hand."""

    def times(wall: datetime, name: str = "DTSTART") -> str:
        if plan.all_day:
            return f"{name};VALUE=DATE:{wall:%Y%m%d}"
        return f"{name};TZID={LIVES[plan.who]}:{wall:%Y%m%dT%H%M%S}"

    def length() -> str:
        return (
            f"DURATION:P{plan.length.days}D" if plan.all_day else f"DURATION:PT{plan.length // timedelta(minutes=1)}M"
        )

    head = [
        f"UID:{title}",
        "DTSTAMP:20261101T000000Z",
        *(f"ATTENDEE:mailto:{each}@example.org" for each in plan.guests),
    ]
    lines = [
        *head,
        times(plan.walls[0]),
        length(),
        f"SUMMARY:{title}",
        *([f"RRULE:{plan.rule}"] if plan.period else []),
    ]
    lines += [times(plan.walls[number - 1], "EXDATE") for number in sorted(plan.deleted)]
    parts = ["BEGIN:VEVENT", *lines, "END:VEVENT"]
    if plan.moved is not None:
        wall = plan.walls[plan.moved - 1]
        own = [*head, times(wall, "RECURRENCE-ID"), times(wall + plan.shift()), length(), f"SUMMARY:{title} moved"]
        parts += ["BEGIN:VEVENT", *own, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", *parts, "END:VCALENDAR", ""])


def of_office(text: str) -> int:
    return millis(datetime.fromisoformat(f"{text[:19]}{text[27:]}"))


def shown(start: str, end: str, *, all_day: bool) -> tuple[int, int]:
    """Times as `kalends expand` tells them."""
    first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
    if all_day:
        return millis(first.replace(tzinfo=UTC)), millis(last.replace(tzinfo=UTC) - timedelta(days=1))
    return millis(first), millis(last)


def expanded(calendar: Calendar) -> Iterator[Place]:
    """What dateutil makes of the events of a calendar, with overrides and exclusions put in by hand."""
    events = calendar.walk("VEVENT")
    overrides = {
        (str(each["UID"]), stamp(each["RECURRENCE-ID"].dt)): each for each in events if "RECURRENCE-ID" in each
    }
    for event in events:
        if "RECURRENCE-ID" in event:
            yield place_of(event, event["DTSTART"].dt)
            continue
        listed = event.get("EXDATE", [])
        excluded = {stamp(day.dt) for each in (listed if isinstance(listed, list) else [listed]) for day in each.dts}
        for start in starts_of(event):
            if stamp(start) not in excluded and (str(event["UID"]), stamp(start)) not in overrides:
                yield place_of(event, start)


def starts_of(event: Any) -> Iterator[date]:
    start = event["DTSTART"].dt
    if "RRULE" not in event:
        yield start
        return
    wall = start.replace(tzinfo=None) if isinstance(start, datetime) else datetime(start.year, start.month, start.day)
    rule = dict(event["RRULE"])
    until = rule.pop("UNTIL", [None])[0]
    if isinstance(until, datetime):
        until = until.astimezone(start.tzinfo).replace(tzinfo=None)
    text = ";".join(part for part in event["RRULE"].to_ical().decode().split(";") if not part.startswith("UNTIL"))
    for each in rrule.rrulestr(text, dtstart=wall).between(wall, datetime(2027, 4, 20), inc=True):
        if until is not None and each > datetime(until.year, until.month, until.day, *_clock(until)):
            return
        yield each.replace(tzinfo=start.tzinfo) if isinstance(start, datetime) else each.date()


def _clock(until: date) -> tuple[int, int, int]:
    return (until.hour, until.minute, until.second) if isinstance(until, datetime) else (0, 0, 0)


def stamp(when: date) -> int:
    return millis(when if isinstance(when, datetime) else datetime(when.year, when.month, when.day, tzinfo=UTC))


def place_of(event: Any, start: date) -> Place:
    own = event["DTSTART"].dt
    length = event["DURATION"].dt if "DURATION" in event else _between(own, event["DTEND"].dt)
    if isinstance(start, datetime):
        return stamp(start), stamp(start) + int(length.total_seconds() * 1000), str(event["SUMMARY"])
    return stamp(start), stamp(start + length - timedelta(days=1)), str(event["SUMMARY"])


def _between(start: date, end: date) -> timedelta:
    if isinstance(start, datetime) and isinstance(end, datetime):
        return end.astimezone(UTC) - start.astimezone(UTC)
    return end - start


def fit(plan: Plan, *, plain: bool) -> Plan:
    """The plan with exceptions that it has instances for; `plain`: without any, and without guests."""
    number = len(plan.walls)
    deleted = frozenset(each for each in plan.deleted if each < number)
    moved = None if plan.moved in deleted or (plan.moved or 0) > number else plan.moved
    if plain:
        return replace(plan, deleted=frozenset(), moved=None, guests=())
    return replace(plan, deleted=deleted, moved=moved)


MAKERS = ("by_kona", "by_onlyoffice_text", "by_onlyoffice_import", "by_onlyoffice_fields")
READERS = ("in_kona", "in_kona_one_by_one", "in_onlyoffice", "in_expand", "in_dateutil")


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    folder = tmp_path_factory.mktemp("doors")
    house = House(folder / "data")
    yield Doors(Kona.of(house), folder)
    house.close()


@pytest.fixture(scope="module")
def postgres_doors(tmp_path_factory: pytest.TempPathFactory, postgres_server: str) -> Iterator[Doors]:
    """The same on PostgreSQL, in a schema of its own."""
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA across_doors")
    folder = tmp_path_factory.mktemp("doors")
    house = House(folder / "data", database=f"{postgres_server}&options=-csearch_path%3Dacross_doors")
    yield Doors(Kona.of(house), folder)
    house.close()


@pytest.mark.parametrize("maker", MAKERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans())
def test_what_one_door_takes_every_other_shows(doors: Doors, maker: str, plan: Plan) -> None:
    hold(doors, maker, plan)


@pytest.mark.parametrize("maker", MAKERS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans())
def test_every_door_shows_the_same_on_postgresql(postgres_doors: Doors, maker: str, plan: Plan) -> None:
    hold(postgres_doors, maker, plan)


def hold(doors: Doors, maker: str, plan: Plan) -> None:
    """Make an event of a plan through one door, and read it through every other."""
    plan = fit(plan, plain=maker == "by_onlyoffice_fields")
    title = f"Plan{maker.replace('_', '')}"
    event = getattr(doors, maker)(plan, title)
    try:
        expected = plan.places(title)
        for reader in READERS:
            found = sorted(each for each in getattr(doors, reader)(plan, title) if each[0] < END)
            assert (reader, found) == (reader, expected)
        assert doors.guests(plan) == set(plan.guests)
    finally:
        doors.kona.delete(plan.who, event)

"""Requests drawn at random for both generators, and what each means by zoneinfo and dateutil: none of our code."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, YEARLY, rrule
from hypothesis import strategies as st

Body = dict[str, Any]
INSTANCES = 10
_FREQUENCIES = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}
_WEEKDAYS = {"MO": MO, "TU": TU, "WE": WE, "TH": TH, "FR": FR, "SA": SA, "SU": SU}
# by the CLDR's table; enough of them to see that the mapping is used
_WINDOWS = {
    "W. Europe Standard Time": "Europe/Berlin",
    "Eastern Standard Time": "America/New_York",
    "GMT Standard Time": "Europe/London",
    "India Standard Time": "Asia/Kolkata",
    "Tokyo Standard Time": "Asia/Tokyo",
    "UTC": "Etc/UTC",
}
_UTC = {"UTC", "Etc/UTC", "UCT", "Etc/UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"} | {
    *("GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich", "Etc/GMT", "Etc/GMT0", "Etc/GMT+0", "Etc/GMT-0", "Etc/Greenwich"),
    "Factory",  # of a clock that was never set: it shows UTC
}
# days on which clocks were changed: New York, Lisbon, Lord Howe (half an hour), Dublin, Santiago, and Samoa's lost day
_CHANGES = (
    *("America/New_York 2026-03-08", "America/New_York 2026-11-01", "Europe/Lisbon 2026-03-29"),
    *("Europe/Lisbon 2026-10-25", "Australia/Lord_Howe 2026-10-04", "Australia/Lord_Howe 2026-04-05"),
    *("Europe/Dublin 2027-03-28", "America/Santiago 2026-09-06", "Pacific/Apia 2011-12-30"),
)


@cache
def zone_of(name: str) -> ZoneInfo:
    """The zone of the tzdata package, whatever the machine has."""
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, name)


def names() -> list[str]:
    """Every name of the tz database."""
    return files("tzdata").joinpath("zones").read_text().split()


def utc(wall: datetime, zone: str) -> datetime:
    """RFC 5545 §3.3.5 is what zoneinfo does where fold is 0."""
    return wall.replace(tzinfo=zone_of(zone), fold=0).astimezone(UTC)


def exists(wall: datetime, zone: str) -> bool:
    """Whether the clocks of a zone ever show a wall time."""
    return utc(wall, zone).astimezone(zone_of(zone)).replace(tzinfo=None) == wall


def twice(wall: datetime, zone: str) -> bool:
    """Whether the clocks of a zone show a wall time twice."""
    second = wall.replace(tzinfo=zone_of(zone), fold=1).astimezone(UTC)
    return exists(wall, zone) and second != utc(wall, zone)


@dataclass(frozen=True)
class Drawn:
    """A request of the ApyHub dialect, and its parts in the types that the meaning is computed from."""

    body: Body
    zone: str
    day: date
    start: time | None
    end: time | None
    all_day: bool
    rule: dict[str, Any] | None = None
    excluded: list[date] = field(default_factory=list)
    until: date | datetime | None = None

    @property
    def first(self) -> date | None:
        """The day of the first instance, on which a series begins; None where it has none."""
        return self.day if self.rule is None else next((each.date() for each in instances(self)), None)


_LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff") | st.sampled_from(
    "\t\n,;:\\\"'^%=ñé漢𝄞 "
)
_TEXTS = st.text(_LETTERS, max_size=60) | st.builds(
    lambda text, times: text * times, st.text(_LETTERS, min_size=1, max_size=20), st.integers(10, 60)
)
_FILLED = _TEXTS.filter(lambda text: text.strip())
_ATOMS = st.text("abcxyzABC019.!#$%&'*+/=?^_`{|}~-é漢", min_size=1, max_size=20)
_ADDRESSES = st.builds(
    lambda local, host: f"{local}@{host}", _ATOMS, st.sampled_from(["example.com", "bücher.example"])
)
_DAYS = st.dates(date(1971, 1, 1), date(2036, 12, 31))
_CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59), st.sampled_from([0, 0, 0, 30]))


def _clock(drawn: time, style: int) -> str:
    if drawn.second or style == 2:
        return drawn.strftime("%H:%M:%S")
    return f"{drawn.hour}:{drawn.minute:02}" if style else drawn.strftime("%H:%M")


def _day(drawn: date, style: int) -> str:
    year = f"{drawn.year:04}"
    return f"{drawn.day:02}-{drawn.month:02}-{year}" if style else f"{year}-{drawn.month:02}-{drawn.day:02}"


@st.composite
def apyhub(draw: st.DrawFn) -> Drawn:
    """A body of the ApyHub dialect, with any of its fields."""
    zone, day = draw(st.one_of(st.tuples(st.sampled_from(names()), _DAYS), st.sampled_from(_CHANGES).map(_split)))
    sent_zone = draw(st.sampled_from([name for name, iana in _WINDOWS.items() if iana == zone] + [zone]))
    start = draw(st.none() | _CLOCKS | st.sampled_from([time(0, 0), time(1, 30), time(2, 15), time(2, 45)]))
    end = None if start is None else draw(st.none() | _CLOCKS | st.just(start))
    all_day = draw(st.sampled_from([None, None, None, True] + ([False] if start else [])))
    style = draw(st.integers(0, 2))
    body: Body = {
        "description": draw(_FILLED),
        "organizer_email": draw(_ADDRESSES),
        "attendees_emails": draw(st.lists(_ADDRESSES, min_size=1, max_size=5) | _many()),
        "time_zone": sent_zone,
        "meeting_date": _day(day, style % 2),
        "start_time": start and _clock(start, style),
        "end_time": end and _clock(end, style),
        "all_day": all_day,
    }
    body |= draw(st.fixed_dictionaries({}, optional=_OPTIONAL))
    drawn = Drawn(body, zone, day, start, end, bool(all_day) or start is None)
    if not (can_recur(drawn) and draw(st.booleans())):
        return drawn
    # a first hit may be another day than the one that was sent
    return draw(_recurring(drawn).filter(can_recur))


def can_recur(drawn: Drawn) -> bool:
    """Whether readers agree on the start: a series may start at a time that does not exist, but they differ on it."""
    return drawn.all_day or all(exists(wall, drawn.zone) for wall in _walls(drawn))


def _walls(drawn: Drawn) -> list[datetime]:
    """The wall times that the file of a timed event may name: start, end, an hour later, and a day later."""
    clocks = [clock for clock in (drawn.start, drawn.end) if clock is not None]
    walls = [datetime.combine(day, clock) for day in {drawn.day, drawn.first} - {None} for clock in clocks]
    return [wall + timedelta(hours=hours) for wall in walls for hours in (0, 1, 24)]


def says_a_time_twice(drawn: Drawn) -> bool:
    """Whether the file names a wall time that comes twice."""
    if drawn.all_day or drawn.start is None:
        return False
    days = [datetime.combine(day, drawn.start) for day in drawn.excluded]
    return any(twice(wall, drawn.zone) for wall in _walls(drawn) + days)


def _split(change: str) -> tuple[str, date]:
    zone, day = change.split()
    return zone, date.fromisoformat(day)


def _many() -> st.SearchStrategy[list[str]]:
    return st.integers(30, 80).map(lambda count: [f"guest-{number}@example.com" for number in range(count)])


_MINUTES = st.integers(0, 100_000)
_OPTIONAL: dict[str, st.SearchStrategy[Any]] = {
    "id": st.text(_LETTERS.filter(lambda letter: letter != "\n"), max_size=100).filter(str.strip) | st.none(),
    "summary": _TEXTS | st.none(),
    "location": _TEXTS | st.none(),
    # icalendar drops white space after "=" in a quoted parameter, and takes a backslash in one for an escape
    "organizer_name": _TEXTS.filter(lambda text: not set(text) & set("=\\")) | st.none(),
    "sequence": st.integers(0, 2**31 - 1) | st.none(),
    "event_type": st.sampled_from(["request", "cancel", None]),
    "reminders": st.lists(
        _MINUTES
        | st.fixed_dictionaries(
            {"minutes_before": _MINUTES}, optional={"action": st.sampled_from(["display", "email"])}
        ),
        max_size=4,
    ),
    "an-unknown-field": st.integers(),
}


@st.composite
def _recurring(draw: st.DrawFn, drawn: Drawn) -> Drawn:
    frequency = draw(st.sampled_from(sorted(_FREQUENCIES)))
    parts: dict[str, Any] = {"frequency": draw(st.sampled_from([frequency, frequency.lower()]))}
    if draw(st.booleans()):
        parts["interval"] = draw(st.integers(1, 12))
    until: date | datetime | None = None
    ends = draw(st.sampled_from(["never", "count", "day", "moment"]))
    if ends == "count":
        parts["count"] = draw(st.integers(1, 40))
    elif ends != "never":
        until = drawn.day + timedelta(days=draw(st.integers(1, 2000)))
        if ends == "moment":
            until = datetime.combine(until, draw(_CLOCKS))
        style = draw(st.integers(0, 1))
        parts["until"] = _day(until, style) + (f"T{until:%H:%M:%S}" if isinstance(until, datetime) else "")
    parts |= draw(_by_parts(frequency))
    off = [drawn.day + timedelta(days=number) for number in draw(st.lists(st.integers(0, 60), max_size=3, unique=True))]
    excluded = [day for day in off if exists(datetime.combine(day, drawn.start or time()), drawn.zone)]
    parts["exclude_dates"] = [_day(each, number % 2) for number, each in enumerate(excluded)]
    body = drawn.body | {"recurring": True, "recurrence": parts}
    return Drawn(body, drawn.zone, drawn.day, drawn.start, drawn.end, drawn.all_day, parts, excluded, until)


def _by_parts(frequency: str) -> st.SearchStrategy[Body]:
    """BY parts that do not contradict each other for good: dateutil looks on to the year 9999 for an instance."""
    plain = st.sampled_from(list(_WEEKDAYS))
    days = st.lists(plain, min_size=1, max_size=3, unique=True)
    if frequency in ("MONTHLY", "YEARLY"):  # all with a number, or none: dateutil takes a mixture for "both"
        numbered = st.builds("{}{}".format, st.sampled_from([1, 2, -1, -2]), plain)
        days |= st.lists(numbered, min_size=1, max_size=3, unique=True)
    by_day = st.fixed_dictionaries({"by_day": days})
    months = st.fixed_dictionaries({"by_month": st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True)})
    number = st.integers(1, 28) | st.integers(-28, -1)
    month_days = st.fixed_dictionaries({"by_month_day": st.lists(number, min_size=1, max_size=3, unique=True)})
    choices = [st.just({}), by_day, months]
    if frequency != "WEEKLY":
        choices.append(month_days)
    return st.one_of(choices)


def span(drawn: Drawn) -> tuple[date | datetime, date | datetime | None]:
    """Start and end of the event, or of the first instance of a series: days, or instants."""
    day = drawn.first
    assert day is not None
    if drawn.all_day or drawn.start is None:
        return day, day + timedelta(days=1)
    wall = datetime.combine(day, drawn.start)
    begins = utc(wall, drawn.zone)
    if drawn.end is None:
        return begins, begins + timedelta(hours=1)
    if drawn.end == drawn.start:
        return begins, None
    last = datetime.combine(day, drawn.end) + timedelta(days=drawn.end < drawn.start)
    ends = utc(last, drawn.zone)
    return begins, ends if ends > begins else begins + (last - wall)


def instances(drawn: Drawn) -> Iterator[datetime]:
    """The wall times of the instances, excluded ones among them, by dateutil from the request's own terms."""
    sent, until = drawn.rule, drawn.until
    assert sent is not None
    if until is not None:
        until = datetime.combine(until, time.max) if drawn.all_day or not isinstance(until, datetime) else until
    rule = rrule(
        _FREQUENCIES[sent["frequency"].upper()],
        first_wall(drawn),
        interval=sent.get("interval", 1),
        count=sent.get("count"),
        until=until,
        byweekday=[_weekday(each) for each in sent["by_day"]] if "by_day" in sent else None,
        bymonthday=sent.get("by_month_day"),
        bymonth=months(drawn),
    )
    return iter(rule)


def months(drawn: Drawn) -> list[int] | None:
    """The months that a rule is limited to: days of the month alone recur in the start's, once a year."""
    sent = drawn.rule or {}
    alone = sent["frequency"].upper() == "YEARLY" and "by_month_day" in sent and "by_month" not in sent
    return [drawn.day.month] if alone else sent.get("by_month")


def has_instances(drawn: Drawn) -> bool:
    """Whether an instance of a series is left: of one more than are excluded, one is."""
    few = list(islice(instances(drawn), len(drawn.excluded) + 1))
    return any(each.date() not in drawn.excluded for each in few)


def starts(drawn: Drawn) -> list[datetime]:
    """The wall times of the first ten instances."""
    return ten(instances(drawn), drawn.excluded)


def ten(instances: Iterator[datetime], excluded: list[date]) -> list[datetime]:
    """The first ten that are not excluded."""
    return list(islice((each for each in instances if each.date() not in excluded), INSTANCES))


def first_wall(drawn: Drawn) -> datetime:
    """The wall time of the start that was sent; a day's is its midnight."""
    return datetime.combine(drawn.day, time() if drawn.all_day or drawn.start is None else drawn.start)


def sequence(now: datetime) -> int:
    """Whole seconds since 2020."""
    return int((now - datetime(2020, 1, 1, tzinfo=UTC)).total_seconds())


def is_utc(name: str) -> bool:
    """Whether the name is one of UTC's own."""
    return name in _UTC


def _weekday(sent: str) -> Any:
    number, day = sent[:-2], _WEEKDAYS[sent[-2:]]
    return day(int(number)) if number else day


_MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2036, 12, 31)).map(lambda each: each.replace(microsecond=0))


DrawnSkycore = tuple[Body, datetime, datetime]


@st.composite
def skycore(draw: st.DrawFn) -> DrawnSkycore:
    """A body of the Skycore dialect, and the instants of its start and end."""
    zone, all_day = draw(st.sampled_from(names())), draw(st.sampled_from([True, False, None]))
    first, last = sorted((draw(_MOMENTS), draw(_MOMENTS)))
    style = st.sampled_from(["%Y-%m-%dT%H:%M:%S", "%Y%m%dT%H%M%S", "%Y-%m-%d %H:%M:%S.5", "%Y-%m-%dT%H:%M:%SZ"])
    offset = st.sampled_from(["", "", "+09:00", "-0330"])
    if all_day:
        begins = datetime.combine(first, time(), UTC)
        ends = datetime.combine(last, time(23, 59), UTC)
    else:
        begins, ends = utc(first, zone), utc(last, zone)
        if ends < begins:
            last, ends = first, begins
    body = {
        "action": draw(st.sampled_from(["createcalendar", "CreateCalendar"])),
        "event-title": draw(_FILLED),
        "event-description": draw(_FILLED),
        "event-location": draw(_FILLED),
        "event-start-datetime": _iso(first, draw(style), draw(offset)),
        "event-end-datetime": _iso(last, draw(style), draw(offset)),
        "event-timezone": zone,
        "all-day-event": all_day,
    }
    return body, begins, ends


def _iso(moment: datetime, style: str, offset: str) -> str:
    text = moment.strftime(style)
    return text if text.endswith("Z") else text + offset

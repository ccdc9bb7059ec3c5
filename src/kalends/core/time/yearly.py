"""The yearly rules of VTIMEZONEs: their days in one year, and which rule has some days (RFC 5545 §3.3.10, §3.6.5).

Not the recurrence engine: FREQ=YEARLY, and MONTHLY as Outlook and Lotus write it, with BYMONTH, BYDAY, BYMONTHDAY,
BYYEARDAY and BYSETPOS. Any year can be asked for by itself, so a rule without an end costs nothing until it is used.
"""

from calendar import isleap, monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, timedelta
from typing import NamedTuple

from kalends.core.ics.values import Recur, parse_date, parse_date_time
from kalends.core.time.offsets import LATEST, moved
from kalends.core.time.tzif import NthWeekday, OffsetChange

_NAMED_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = 86_400
_WEEK = 7
_LAST = 5  # POSIX' number for the last week
_FEBRUARY = 2


class RuleForm(NamedTuple):
    """A day of each year (or of some) in one month, and the parts of the RRULE that say it."""

    month: int
    text: str


def forms(change: OffsetChange) -> tuple[RuleForm, ...]:
    """The rules that together say a yearly change of the clocks; none where only a list of dates can."""
    shift = change.seconds // _DAY
    if not isinstance(change.day, NthWeekday):
        return ()
    month, week, weekday = change.day.month, change.day.week, (change.day.weekday + shift) % _WEEK
    if not shift:
        return (_ordinal(month, -1 if week == _LAST else week, weekday),)
    if month == _FEBRUARY:  # its length changes, so that days counted from its end have no numbers
        return ()
    length = _length(month)
    first = (length - _WEEK if week == _LAST else (week - 1) * _WEEK) + 1 + shift
    return _windows(month, range(first, first + _WEEK), weekday)


def _windows(month: int, days: range, weekday: int) -> tuple[RuleForm, ...]:
    """A weekday in seven days of a month, of which the first or last may lie in the month beside it."""
    earlier = [day for day in days if day < 1]
    inside = [day for day in days if 1 <= day <= _length(month)]
    later = [day - _length(month) for day in days if day > _length(month)]
    parts = []
    if earlier:
        if month - 1 in (0, _FEBRUARY):
            return ()
        parts.append(_among(month - 1, [day + _length(month - 1) for day in earlier], weekday))
    if inside:
        parts.append(_among(month, inside, weekday))
    if later:
        if month == len(_LENGTHS) - 1:
            return ()
        parts.append(_among(month + 1, later, weekday))
    return tuple(parts)


def pattern(walls: Sequence[datetime]) -> RuleForm | None:
    """The rule that explains wall times of consecutive years: one weekday of one month, or one day of it."""
    first = walls[0]
    if any(wall.month != first.month or wall.time() != first.time() for wall in walls):
        return None
    days = [wall.day for wall in walls]
    if len({wall.weekday() for wall in walls}) > 1:
        return RuleForm(first.month, f"BYMONTH={first.month};BYMONTHDAY={first.day}") if len(set(days)) == 1 else None
    return _weekday(first.month, first.weekday(), walls) if max(days) - min(days) < _WEEK else None


def _weekday(month: int, weekday: int, walls: Sequence[datetime]) -> RuleForm:
    """The same weekday within seven days: an ordinal one if that fits, else one among numbered days."""
    low, high = min(wall.day for wall in walls), max(wall.day for wall in walls)
    if all(wall.day + _WEEK > monthrange(wall.year, month)[1] for wall in walls):
        return _ordinal(month, -1, weekday)
    if (low - 1) // _WEEK == (high - 1) // _WEEK:
        return _ordinal(month, (low - 1) // _WEEK + 1, weekday)
    start = min(low, _length(month) - _WEEK + 1)
    return _among(month, range(start, start + _WEEK), weekday)


def _ordinal(month: int, ordinal: int, weekday: int) -> RuleForm:
    return RuleForm(month, f"BYMONTH={month};BYDAY={ordinal}{_NAMED_WEEKDAYS[weekday]}")


def _among(month: int, days: Sequence[int], weekday: int) -> RuleForm:
    if len(days) == _WEEK and days[0] % _WEEK == 1 and days[-1] <= 4 * _WEEK:
        return _ordinal(month, days[-1] // _WEEK, weekday)
    numbers = ",".join(map(str, days))
    return RuleForm(month, f"BYMONTH={month};BYMONTHDAY={numbers};BYDAY={_NAMED_WEEKDAYS[weekday]}")


_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _length(month: int) -> int:
    """The days of a month, of February in a common year."""
    return _LENGTHS[month]


_WEEKDAYS = {name: number for number, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
_KNOWN = {
    "FREQ", "UNTIL", "COUNT", "INTERVAL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYSETPOS", "WKST",
    "BYHOUR", "BYMINUTE", "BYSECOND",
}  # fmt: skip
# A leap day on a given weekday may stay away for 40 years, and no rule of whole years that finds a day at all for
# longer; rules that skip years and find nothing in 40 of them are taken to have ended.
_PATIENCE = 41

_USUAL = 16  # no rule that a program writes names more days

Weekday = tuple[int, int]
"""Which one of the period (0 = each, −1 = the last), and the day of the week from Monday = 0."""


@dataclass(frozen=True, slots=True)
class YearlyRule:
    """A rule that begins with `start`; `until` is the last wall time it may reach. `months` of 0 are whole years."""

    start: datetime
    until: datetime
    interval: int = 1
    monthly: bool = False
    months: frozenset[int] = frozenset()
    weekdays: tuple[Weekday, ...] = ()
    monthdays: tuple[int, ...] = ()
    yeardays: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()

    @property
    def weight(self) -> int:
        """How much work one year is, in rules of a usual length."""
        return 1 + (len(self.weekdays) + len(self.monthdays) + len(self.yeardays)) // _USUAL

    def in_year(self, year: int) -> list[datetime]:
        """The wall times of the rule in one year, rising; `start` itself only if the rule meets it."""
        if not self.start.year <= year <= self.until.year:
            return []
        if not self.monthly and (year - self.start.year) % self.interval:
            return []
        clock = self.start.time()
        walls = [datetime.combine(day, clock) for day in self._days(year)]
        return [wall for wall in walls if self.start <= wall <= self.until]

    def latest(self, before: datetime) -> datetime | None:
        """The last wall time of the rule that is earlier than `before`."""
        year = min(before.year, self.until.year)
        step = 1 if self.monthly else self.interval
        year -= (year - self.start.year) % step
        for _ in range(_PATIENCE):
            if year < self.start.year:
                return None
            found = [wall for wall in self.in_year(year) if wall < before]
            if found:
                return found[-1]
            year -= step
        return None

    def years(self) -> Iterator[int]:
        """The years that the rule looks at, to its end."""
        return iter(range(self.start.year, min(self.until.year, MAXYEAR) + 1, 1 if self.monthly else self.interval))

    def _days(self, year: int) -> list[date]:
        if self.monthly:
            chosen = [day for month in self._months_due(year) for day in self._picked(self._month(year, month))]
        else:
            chosen = self._picked(self._year(year))
        return sorted(chosen)

    def _months_due(self, year: int) -> list[int]:
        begun = self.start.year * 12 + self.start.month
        months = self.months or range(1, 13)
        return [month for month in sorted(months) if (year * 12 + month - begun) % self.interval == 0]

    def _picked(self, days: list[date]) -> list[date]:
        """The days at the positions of BYSETPOS, of one period."""
        if not self.positions:
            return days
        days = sorted(days)
        chosen = {at - (at > 0) for at in self.positions}
        return list({days[at] for at in chosen if -len(days) <= at < len(days)})

    def _year(self, year: int) -> list[date]:
        if self.yeardays:
            return [day for day in self._numbered(year) if self._allowed(day)]
        if not self.months and not self.monthdays and self.weekdays:
            length = 365 + isleap(year)
            return sorted({day for each in self.weekdays for day in _weekdays(date(year, 1, 1), length, each)})
        months = self.months or (range(1, 13) if self.monthdays else (self.start.month,))
        return [day for month in sorted(months) for day in self._month(year, month)]

    def _month(self, year: int, month: int) -> list[date]:
        length = monthrange(year, month)[1]
        if self.monthdays:
            numbers = {number if number > 0 else length + 1 + number for number in self.monthdays}
            days = [date(year, month, number) for number in sorted(numbers) if 1 <= number <= length]
            return [day for day in days if self._on_weekday(day)]
        if self.weekdays:
            return sorted({day for each in self.weekdays for day in _weekdays(date(year, month, 1), length, each)})
        return [date(year, month, self.start.day)] if self.start.day <= length else []

    def _numbered(self, year: int) -> list[date]:
        length = 365 + isleap(year)
        numbers = {number if number > 0 else length + 1 + number for number in self.yeardays}
        return [date(year, 1, 1) + timedelta(number - 1) for number in sorted(numbers) if 1 <= number <= length]

    def _allowed(self, day: date) -> bool:
        if self.months and day.month not in self.months:
            return False
        if self.monthdays:
            length = monthrange(day.year, day.month)[1]
            if day.day not in self.monthdays and day.day - length - 1 not in self.monthdays:
                return False
        return self._on_weekday(day)

    def _on_weekday(self, day: date) -> bool:
        """BYDAY only limits where other parts choose the day (RFC 5545 §3.3.10, notes of the table)."""
        return not self.weekdays or any(weekday == day.weekday() for _, weekday in self.weekdays)


def _weekdays(first: date, length: int, wanted: Weekday) -> list[date]:
    ordinal, weekday = wanted
    days = range((weekday - first.weekday()) % 7, length, 7)
    if ordinal:
        at = ordinal - (ordinal > 0)
        days = days[at : at + 1 or None] if -len(days) <= at < len(days) else days[:0]
    return [first + timedelta(day) for day in days]


def yearly_rule(parts: Recur, start: datetime, offset_from: int) -> tuple[YearlyRule, int | None]:
    """The rule of an observance whose DTSTART is `start`, and its COUNT; raises ValueError for a rule of other kinds.

    UNTIL is in UTC (RFC 5545 §3.3.10); local times and dates, which many programs write, are taken as wall times.
    """
    given = dict(parts)
    if given["FREQ"] not in ("YEARLY", "MONTHLY") or not given.keys() <= _KNOWN:
        raise ValueError("a rule of a kind that no time zone needs")
    for name, value in (("BYHOUR", start.hour), ("BYMINUTE", start.minute), ("BYSECOND", start.second)):
        if given.get(name, str(value)).lstrip("0") != str(value).lstrip("0"):
            raise ValueError(f"{name} names another time than DTSTART")
    rule = YearlyRule(
        start,
        _until(given["UNTIL"], offset_from) if "UNTIL" in given else LATEST,
        interval=int(given.get("INTERVAL", 1)),
        monthly=given["FREQ"] == "MONTHLY",
        months=_months(given),
        weekdays=tuple((int(text[:-2] or 0), _WEEKDAYS[text[-2:]]) for text in _listed(given, "BYDAY")),
        monthdays=_numbers(given, "BYMONTHDAY"),
        yeardays=_numbers(given, "BYYEARDAY"),
        positions=_numbers(given, "BYSETPOS"),
    )
    return rule, int(given["COUNT"]) if "COUNT" in given else None


def _until(text: str, offset_from: int) -> datetime:
    if "T" not in text:
        return datetime.combine(parse_date(text), datetime.max.time())
    moment = parse_date_time(text)
    if moment.tzinfo is None:
        return moment
    return moved(moment.replace(tzinfo=None), offset_from)


def _listed(given: dict[str, str], name: str) -> list[str]:
    """The values of a part, each once: a stranger may say one a hundred thousand times."""
    return list(dict.fromkeys(given[name].upper().split(","))) if name in given else []


def _numbers(given: dict[str, str], name: str) -> tuple[int, ...]:
    return tuple(int(text) for text in _listed(given, name))


def _months(given: dict[str, str]) -> frozenset[int]:
    if any(text.endswith("L") or int(text) > 12 for text in _listed(given, "BYMONTH")):  # RFC 7529 §4.2
        raise ValueError("a month that the calendar does not have")
    return frozenset(_numbers(given, "BYMONTH"))

"""The definition of RFC 5545 §3.3.10 and RFC 7529 §4.1, spelled out: slow, with nothing of ours but the value `Rule`.

Every period from that of DTSTART on, INTERVAL apart, is a set of moments: each of its days, hours, minutes and seconds
is looked at, and every BY part is one question. Of what is left BYSETPOS picks; then what lies before DTSTART is
dropped, and UNTIL and COUNT end it.

`Reading` tells where programs read the RFC in another way than we do: with one of them changed, the definition gives
the answers of a program that errs there, which is how the tests tell a known difference from a new one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, datetime, time, timedelta
from itertools import count, islice, product
from typing import TypeVar

from kalends.core.recur.rule import Freq, Rule, Skip

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_UNITS = {Freq.SECONDLY: timedelta(seconds=1), Freq.MINUTELY: timedelta(minutes=1), Freq.HOURLY: timedelta(hours=1)}
Moment = TypeVar("Moment", bound=date)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the RFC is read; as it stands, it is our reading."""

    positions_from_start: bool = False  # BYSETPOS counts from the day of DTSTART on, not its whole period
    positions_of_days: bool = False  # BYSETPOS picks days with all their times
    weeks_cut: bool = False  # a day of a week is of the year that it lies in itself, not of the week's; so is DTSTART
    weeks_miscounted: bool = False  # the weeks of the years beside, by the numbers that dateutil gives them
    weeks_whole: bool = False  # BYWEEKNO without BYDAY is all of the week, not the week day of DTSTART
    days_of_all_months: bool = False  # BYMONTHDAY alone in a YEARLY rule is in every month, not in DTSTART's
    passed_over: tuple[str, ...] = ()  # fields of the rule that say nothing


OURS = Reading()


def hits(rule: Rule, start: date, end: date, reading: Reading = OURS) -> Iterator[date]:
    """What the rule hits from its start on and before `end`, in order."""
    said = replace(rule, **dict.fromkeys(reading.passed_over, ()))
    found = _all(_completed(said, start, reading), start, end, reading)
    return found if rule.count is None else islice(found, rule.count)


def _all(rule: Rule, start: date, end: date, reading: Reading) -> Iterator[date]:
    told: set[date] = set()
    for begins, moments in _periods(rule, start, reading):
        if _is_past(begins, end, rule):
            return
        for moment in _chosen(sorted(set(moments)), rule, start, reading):
            if start <= moment < end and not _is_after(moment, rule.until) and moment not in told:
                told.add(moment)
                yield moment


def _is_past(begins: date, end: date, rule: Rule) -> bool:
    if rule.freq < Freq.DAILY:
        return begins >= end
    # a week, or SKIP, may bring a day over the edge of its year
    return _day(begins) > _day(end) + _WEEK


def _chosen(moments: list[date], rule: Rule, start: date, reading: Reading) -> list[date]:
    if not rule.by_set_pos:
        return moments
    if reading.positions_from_start:
        moments = [moment for moment in moments if _day(moment) >= _day(start)]
    if reading.positions_of_days:
        days = _picked(sorted({_day(moment) for moment in moments}), rule.by_set_pos)
        return [moment for moment in moments if _day(moment) in days]
    return sorted(_picked(moments, rule.by_set_pos))


def _picked(moments: list[date], positions: tuple[int, ...]) -> set[date]:
    return {moments[at - 1 if at > 0 else at] for at in positions if abs(at) <= len(moments)}


def _is_after(moment: date, until: date | None) -> bool:
    if until is None:
        return False
    if isinstance(until, datetime) and isinstance(moment, datetime):
        return moment > until.replace(tzinfo=None)
    return _day(moment) > _day(until)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _completed(rule: Rule, start: date, reading: Reading) -> Rule:
    """What DTSTART says where the rule is silent, in the words of the RFC: "derived from DTSTART"."""
    freq = rule.freq
    if isinstance(start, datetime):
        rule = replace(
            rule,
            by_second=tuple(min(second, 59) for second in rule.by_second) or (start.second,) * (freq > Freq.SECONDLY),
            by_minute=rule.by_minute or (start.minute,) * (freq > Freq.MINUTELY),
            by_hour=rule.by_hour or (start.hour,) * (freq > Freq.HOURLY),
        )
    days_alone = rule.by_month_day and not (
        rule.by_month or rule.leap_months or rule.by_day or rule.by_year_day or rule.by_week_no or rule.by_set_pos
    )
    if freq is Freq.YEARLY and days_alone and not reading.days_of_all_months:
        return replace(rule, by_month=(start.month,))
    if freq < Freq.WEEKLY or rule.by_day or rule.by_month_day or rule.by_year_day:
        return rule
    if freq is Freq.WEEKLY or rule.by_week_no:
        return rule if reading.weeks_whole and rule.by_week_no else replace(rule, by_day=((0, start.weekday()),))
    months = (start.month,) if freq is Freq.YEARLY and not rule.by_month else rule.by_month
    return replace(rule, by_month=months, by_month_day=(start.day,))


def _periods(rule: Rule, start: date, reading: Reading) -> Iterator[tuple[date, list[date]]]:
    """When each period begins, and its moments."""
    if rule.freq >= Freq.DAILY:
        for begins, days in _periods_of_days(rule, _day(start), reading):
            yield begins, _with_times([day for day in days if _is_week_day(rule, day)], rule, start)
        return
    assert isinstance(start, datetime)
    first = start.replace(
        second=0 if rule.freq > Freq.SECONDLY else start.second,
        minute=0 if rule.freq > Freq.MINUTELY else start.minute,
    )
    for moment in _every(first, rule.interval * _UNITS[rule.freq]):
        yield moment, _within(moment, rule)


def _periods_of_days(rule: Rule, start: date, reading: Reading) -> Iterator[tuple[date, list[date]]]:
    if rule.freq is Freq.YEARLY:
        first = _year_of_week(start, rule.wkst) if rule.by_week_no and not reading.weeks_cut else start.year
        for year in range(first, MAXYEAR, rule.interval):
            yield date(year, 1, 1), _of_year(rule, year, reading)
    elif rule.freq is Freq.MONTHLY:
        for month in range(12 * start.year + start.month - 1, 12 * MAXYEAR, rule.interval):
            yield date(month // 12, month % 12 + 1, 1), _of_month(rule, month // 12, month % 12 + 1)
    else:
        length = 7 if rule.freq is Freq.WEEKLY else 1
        begin = start - timedelta(days=(start.weekday() - rule.wkst) % length)
        for begins in _every(begin, rule.interval * length * _DAY):
            days = [begins + n * _DAY for n in range(length)]
            yield begins, [day for day in days if _is_in_month(rule, day) and _is_month_day(rule, day)]


def _year_of_week(day: date, wkst: int) -> int:
    """The year that has most of a day's week."""
    return (day - timedelta(days=(day.weekday() - wkst) % 7) + 3 * _DAY).year


def _every(first: Moment, step: timedelta) -> Iterator[Moment]:
    for n in count():
        try:
            yield first + n * step
        except OverflowError:
            return


def _of_year(rule: Rule, year: int, reading: Reading) -> list[date]:
    """The days of a year that all parts but BYDAY allow."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    if rule.by_week_no:
        # week 1 may begin three days before the year, the last may end three days behind it
        edge = 0 if reading.weeks_cut else 3
        days = [first + n * _DAY for n in range(-edge, (last - first).days + 1 + edge)]
        years = (year - 1, year, year + 1) if reading.weeks_cut else (year,)
        weeks = [day for day in days if any(_is_in_week(rule, day, each, reading) for each in years)]
        return [day for day in weeks if _is_year_day(rule, day)]
    if rule.by_year_day:
        landed = [_landed(first, last, number, rule.skip) for number in rule.by_year_day]
        return [day for day in landed if day and _is_in_month(rule, day) and _is_month_day(rule, day)]
    return [day for month in range(1, 13) for day in _of_month(rule, year, month)]


def _of_month(rule: Rule, year: int, month: int) -> list[date]:
    first, last = date(year, month, 1), _last_of_month(date(year, month, 1))
    if not _is_in_month(rule, first):
        return []
    if not rule.by_month_day:
        return [first + n * _DAY for n in range((last - first).days + 1)]
    landed = [_landed(first, last, number, rule.skip) for number in rule.by_month_day]
    return [day for day in landed if day]


def _landed(first: date, last: date, number: int, skip: Skip) -> date | None:
    """The day with a number between two others; where they are too near, SKIP may take the one beside them."""
    if abs(number) <= (last - first).days + 1:
        return first + (number - 1) * _DAY if number > 0 else last + (number + 1) * _DAY
    if skip is Skip.OMIT:
        return None
    if skip is Skip.FORWARD:
        return last + _DAY if number > 0 else first
    return last if number > 0 else first - _DAY


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY


def _is_in_month(rule: Rule, day: date) -> bool:
    return not rule.by_month or day.month in rule.by_month


def _is_month_day(rule: Rule, day: date) -> bool:
    from_end = day.day - _last_of_month(day).day - 1
    return not rule.by_month_day or day.day in rule.by_month_day or from_end in rule.by_month_day


def _is_year_day(rule: Rule, day: date) -> bool:
    from_start, from_end = (day - date(day.year, 1, 1)).days + 1, (day - date(day.year, 12, 31)).days - 1
    return not rule.by_year_day or from_start in rule.by_year_day or from_end in rule.by_year_day


def _is_in_week(rule: Rule, day: date, year: int, reading: Reading) -> bool:
    """Whether a day is in a week that BYWEEKNO names, among those of the year: a week is of the year of its middle."""
    middle = day - timedelta(days=(day.weekday() - rule.wkst) % 7) + 3 * _DAY
    number, left = (middle - date(year, 1, 1)).days // 7 + 1, (date(year, 12, 31) - middle).days // 7 + 1
    if reading.weeks_miscounted and year != day.year:
        number, left = (_miscounted(rule.wkst, day.year), 1) if year < day.year else (1, 0)
    fits = middle.year == year and (number in rule.by_week_no or -left in rule.by_week_no)
    return fits and _is_in_month(rule, day) and _is_month_day(rule, day)


def _miscounted(wkst: int, year: int) -> int:
    """The number that dateutil gives the last week of the year before, which reaches into a year."""
    first, earlier = date(year, 1, 1), date(year - 1, 1, 1)
    cut, whole = (wkst - first.weekday()) % 7, (earlier.weekday() - wkst) % 7
    if whole in (1, 2, 3):
        return 52 + ((first - earlier).days + whole) % 7 // 4
    return 52 + ((date(year + 1, 1, 1) - first).days - cut) % 7 // 4


def _is_week_day(rule: Rule, day: date) -> bool:
    """BYDAY: a number before the week day counts in the month, or in the year where no month is spoken of."""
    if not rule.by_day:
        return True
    in_month = rule.freq is Freq.MONTHLY or bool(rule.by_month)
    first = day.replace(day=1) if in_month else date(day.year, 1, 1)
    last = _last_of_month(day) if in_month else date(day.year, 12, 31)
    numbers = 0, (day - first).days // 7 + 1, -((last - day).days // 7) - 1
    return any((nth, day.weekday()) in rule.by_day for nth in numbers)


def _with_times(days: list[date], rule: Rule, start: date) -> list[date]:
    if not isinstance(start, datetime):
        return days
    hours, minutes, seconds = range(24), range(60), range(60)
    times = product(
        [hour for hour in hours if hour in rule.by_hour],
        [minute for minute in minutes if minute in rule.by_minute],
        [second for second in seconds if second in rule.by_second],
    )
    clock = [time(*each) for each in times]
    return [datetime.combine(day, at) for day in days for at in clock]


def _within(moment: datetime, rule: Rule) -> list[date]:
    """The seconds of an hour or minute, or the one second, that all parts allow."""
    day = moment.date()
    if not (_is_in_month(rule, day) and _is_year_day(rule, day) and _is_month_day(rule, day)):
        return []
    if not _is_week_day(rule, day):
        return []
    minutes = range(60) if rule.freq is Freq.HOURLY else (moment.minute,)
    seconds = (moment.second,) if rule.freq is Freq.SECONDLY else range(60)
    return [
        moment.replace(minute=minute, second=second)
        for minute in minutes
        for second in seconds
        if (not rule.by_hour or moment.hour in rule.by_hour)
        and (not rule.by_minute or minute in rule.by_minute)
        and (not rule.by_second or second in rule.by_second)
    ]

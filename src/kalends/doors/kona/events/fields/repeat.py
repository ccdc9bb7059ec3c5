"""Recurrence: `period`, `frequency`, `sel_days`, `series_end_at` and `rrule` ⇄ a rule (RFC 5545 §3.3.10).

period     none 0, day DAILY, week WEEKLY, month MONTHLY, year YEARLY, weekday WEEKLY;BYDAY=MO,TU,WE,TH,FR
frequency  INTERVAL; 0 is no series, and what is not sent is 1
sel_days   BYDAY of a weekly rule
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from kalends.core.objects.edit import sorted_days
from kalends.core.recur.rule import Freq, Rule
from kalends.core.recur.text import write_rule
from kalends.core.recur.until import until_in, until_of
from kalends.core.time.dates import Date, Utc, When, instant
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import ETC_UTC
from kalends.doors.kona.events.fields.sent import Day, Frequency, Period, Repeat
from kalends.doors.kona.faults import against_rule
from kalends.doors.kona.wire.attributes import Json
from kalends.doors.kona.wire.times import millis

_FREQS = {
    Period.DAY: Freq.DAILY,
    Period.WEEK: Freq.WEEKLY,
    Period.WEEKDAY: Freq.WEEKLY,
    Period.MONTH: Freq.MONTHLY,
    Period.YEAR: Freq.YEARLY,
}
_NEAREST = {Freq.WEEKLY: Period.WEEK, Freq.MONTHLY: Period.MONTH, Freq.YEARLY: Period.YEAR}
_WORKDAYS = ((0, 0), (0, 1), (0, 2), (0, 3), (0, 4))
_MOST = Frequency.EVERY_THIRD.value


@dataclass(frozen=True, slots=True)
class Said:
    """What the attributes say of a series; a period of none is no series."""

    period: Period = Period.NONE
    frequency: Frequency = Frequency.NONE
    days: tuple[Day, ...] = ()


def rule_after(repeat: Repeat, old: Rule | None, start: When) -> Rule | None:
    """The rule that a request leaves of a rule; None for an event that does not recur. Fault RULE."""
    if "rrule" in repeat.names:
        rule = repeat.rule
    elif repeat.names == {"series_end_at"}:
        rule = _demanded(old) if repeat.end else old
    else:
        rule = _rule_of(_said_after(repeat, said_of(old)), old)
    if rule is None:
        return None
    ends = "series_end_at" in repeat.names and ("rrule" not in repeat.names or repeat.end is not None)
    return _until(rule, repeat.end, start) if ends else rule


def _demanded(old: Rule | None) -> Rule:
    if old is None:
        raise against_rule("series_end_at", "needs a series: send period")
    return old


def _said_after(repeat: Repeat, old: Said) -> Said:
    period = old.period if repeat.period is None else repeat.period
    if repeat.frequency is not None and repeat.period is None and not period and repeat.frequency:
        raise against_rule("frequency", "needs period")
    frequency = old.frequency if repeat.frequency is None else repeat.frequency
    if repeat.days and period is not Period.WEEK:
        raise against_rule("sel_days", "needs the weekly period, 2")
    if not period or (repeat.frequency is not None and not repeat.frequency):
        return _nothing(repeat)
    days = (repeat.days if "sel_days" in repeat.names else old.days) if period is Period.WEEK else ()
    return Said(period, frequency or Frequency.EVERY, days)


def _nothing(repeat: Repeat) -> Said:
    if repeat.end is not None and repeat.period is None and repeat.frequency is None:
        raise against_rule("series_end_at", "needs a series: send period")
    return Said()


def _rule_of(said: Said, old: Rule | None) -> Rule | None:
    """The rule that says so; it ends where the old one did."""
    if said.period is Period.NONE:
        return None
    days = _WORKDAYS if said.period is Period.WEEKDAY else tuple(sorted((0, (day - 1) % 7) for day in said.days))
    ends = {} if old is None else {"until": old.until, "count": old.count}
    return Rule(_FREQS[said.period], int(said.frequency), by_day=days, **ends)  # type: ignore[arg-type]  # two fields


def _until(rule: Rule, end: date | None, start: When) -> Rule:
    """The rule with another end, in the form that it must have beside that start. Fault RULE for one before it."""
    if end is None:
        return replace(rule, until=None, count=None)
    told: When = Utc(end.replace(microsecond=0)) if isinstance(end, datetime) else Date(end)
    until = until_in(told, start)
    if until < _comparable(start, until):
        raise against_rule("series_end_at", "is before the start of the series")
    return replace(rule, until=until, count=None)


def _comparable(start: When, until: date) -> date:
    if isinstance(start, Date):
        return start.day
    moment = instant(start, ETC_UTC)
    return moment if isinstance(until, datetime) and until.tzinfo else moment.replace(tzinfo=None)


def said_of(rule: Rule | None) -> Said:
    """The attributes that say a rule, or nearly."""
    if rule is None:
        return Said()
    frequency = Frequency(min(rule.interval, _MOST))
    if rule.freq is Freq.WEEKLY and tuple(sorted(set(rule.by_day))) == _WORKDAYS:
        return Said(Period.WEEKDAY, frequency)
    days = tuple(sorted({Day((day + 1) % 7) for _, day in rule.by_day})) if rule.freq is Freq.WEEKLY else ()
    return Said(_NEAREST.get(rule.freq, Period.DAY), frequency, days)


def repeat_json(text: str, rule: Rule, start: When, place: Zone) -> Json:
    """The attributes of a series; with `rrule` where they do not say all of it."""
    said = said_of(rule)
    found: Json = {"period": int(said.period), "frequency": int(said.frequency)}
    if said.days:
        days = [int(each) for each in said.days]
        found["sel_days"] = days[0] if len(days) == 1 else days
    until = until_of(rule)
    if until is not None:
        found["series_end_at"] = _end_json(until, start, place)
    again = _rule_of(said, rule)
    exact = again is not None and rule.count is None and _is_written_alike(again, sorted_days(rule))
    return found if exact else found | {"rrule": text}


def _is_written_alike(one: Rule, other: Rule) -> bool:
    return one == other or write_rule(one) == write_rule(other)


def _end_json(until: When, start: When, place: Zone) -> int:
    """The last moment of a series; of whole days, 00:00Z of the last one."""
    if isinstance(start, Date) or isinstance(until, Date):
        day = until.day if isinstance(until, Date) else instant(until, ETC_UTC).date()
        return millis(datetime.combine(day, datetime.min.time(), UTC))
    return millis(instant(until, place))

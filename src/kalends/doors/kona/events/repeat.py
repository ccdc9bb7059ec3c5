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
from kalends.doors.kona.attributes import Json, milliseconds
from kalends.doors.kona.events.input import DayOfWeek, RepeatFrequency, RepeatInput, RepeatPeriod
from kalends.doors.kona.faults import rule_fault

_FREQS = {
    RepeatPeriod.DAY: Freq.DAILY,
    RepeatPeriod.WEEK: Freq.WEEKLY,
    RepeatPeriod.WEEKDAY: Freq.WEEKLY,
    RepeatPeriod.MONTH: Freq.MONTHLY,
    RepeatPeriod.YEAR: Freq.YEARLY,
}
_NEAREST = {Freq.WEEKLY: RepeatPeriod.WEEK, Freq.MONTHLY: RepeatPeriod.MONTH, Freq.YEARLY: RepeatPeriod.YEAR}
_WORKDAYS = ((0, 0), (0, 1), (0, 2), (0, 3), (0, 4))
_MOST = RepeatFrequency.EVERY_THIRD.value


@dataclass(frozen=True, slots=True)
class RepeatAttributes:
    """What the attributes say of a series; a period of none is no series."""

    period: RepeatPeriod = RepeatPeriod.NONE
    frequency: RepeatFrequency = RepeatFrequency.NONE
    days: tuple[DayOfWeek, ...] = ()


def rule_after(repeat: RepeatInput, old: Rule | None, start: When) -> Rule | None:
    """The rule that a request leaves of a rule; None for an event that does not recur. Fault RULE."""
    if "rrule" in repeat.names:
        rule = repeat.rule
    elif repeat.names == {"series_end_at"}:
        rule = _demanded(old) if repeat.end else old
    else:
        rule = _rule_of(_attributes_after(repeat, repeat_attributes(old)), old)
    if rule is None:
        return None
    ends = "series_end_at" in repeat.names and ("rrule" not in repeat.names or repeat.end is not None)
    return _until(rule, repeat.end, start) if ends else rule


def _demanded(old: Rule | None) -> Rule:
    if old is None:
        raise rule_fault("series_end_at", "needs a series: send period")
    return old


def _attributes_after(repeat: RepeatInput, old: RepeatAttributes) -> RepeatAttributes:
    period = old.period if repeat.period is None else repeat.period
    if repeat.frequency is not None and repeat.period is None and not period and repeat.frequency:
        raise rule_fault("frequency", "needs period")
    frequency = old.frequency if repeat.frequency is None else repeat.frequency
    if repeat.days and period is not RepeatPeriod.WEEK:
        raise rule_fault("sel_days", "needs the weekly period, 2")
    if not period or (repeat.frequency is not None and not repeat.frequency):
        return _no_repeat(repeat)
    days = (repeat.days if "sel_days" in repeat.names else old.days) if period is RepeatPeriod.WEEK else ()
    return RepeatAttributes(period, frequency or RepeatFrequency.EVERY, days)


def _no_repeat(repeat: RepeatInput) -> RepeatAttributes:
    if repeat.end is not None and repeat.period is None and repeat.frequency is None:
        raise rule_fault("series_end_at", "needs a series: send period")
    return RepeatAttributes()


def _rule_of(said: RepeatAttributes, old: Rule | None) -> Rule | None:
    """The rule that says so; it ends where the old one did."""
    if said.period is RepeatPeriod.NONE:
        return None
    days = _WORKDAYS if said.period is RepeatPeriod.WEEKDAY else tuple(sorted((0, (day - 1) % 7) for day in said.days))
    ends = {} if old is None else {"until": old.until, "count": old.count}
    return Rule(_FREQS[said.period], int(said.frequency), by_day=days, **ends)  # type: ignore[arg-type]  # two fields


def _until(rule: Rule, end: date | None, start: When) -> Rule:
    """The rule with another end, in the form that it must have beside that start. Fault RULE for one before it."""
    if end is None:
        return replace(rule, until=None, count=None)
    told: When = Utc(end.replace(microsecond=0)) if isinstance(end, datetime) else Date(end)
    until = until_in(told, start)
    if until < _comparable(start, until):
        raise rule_fault("series_end_at", "is before the start of the series")
    return replace(rule, until=until, count=None)


def _comparable(start: When, until: date) -> date:
    if isinstance(start, Date):
        return start.day
    moment = instant(start, ETC_UTC)
    return moment if isinstance(until, datetime) and until.tzinfo else moment.replace(tzinfo=None)


def repeat_attributes(rule: Rule | None) -> RepeatAttributes:
    """The attributes that say a rule, or nearly."""
    if rule is None:
        return RepeatAttributes()
    frequency = RepeatFrequency(min(rule.interval, _MOST))
    if rule.freq is Freq.WEEKLY and tuple(sorted(set(rule.by_day))) == _WORKDAYS:
        return RepeatAttributes(RepeatPeriod.WEEKDAY, frequency)
    days = tuple(sorted({DayOfWeek((day + 1) % 7) for _, day in rule.by_day})) if rule.freq is Freq.WEEKLY else ()
    return RepeatAttributes(_NEAREST.get(rule.freq, RepeatPeriod.DAY), frequency, days)


def repeat_json(text: str, rule: Rule, start: When, zone: Zone) -> Json:
    """The attributes of a series; with `rrule` where they do not say all of it."""
    said = repeat_attributes(rule)
    found: Json = {"period": int(said.period), "frequency": int(said.frequency)}
    if said.days:
        days = [int(each) for each in said.days]
        found["sel_days"] = days[0] if len(days) == 1 else days
    until = until_of(rule)
    if until is not None:
        found["series_end_at"] = _end_json(until, start, zone)
    again = _rule_of(said, rule)
    exact = again is not None and rule.count is None and _is_written_alike(again, sorted_days(rule))
    return found if exact else found | {"rrule": text}


def _is_written_alike(one: Rule, other: Rule) -> bool:
    return one == other or write_rule(one) == write_rule(other)


def _end_json(until: When, start: When, zone: Zone) -> int:
    """The last moment of a series; of whole days, 00:00Z of the last one."""
    if isinstance(start, Date) or isinstance(until, Date):
        day = until.day if isinstance(until, Date) else instant(until, ETC_UTC).date()
        return milliseconds(datetime.combine(day, datetime.min.time(), UTC))
    return milliseconds(instant(until, zone))

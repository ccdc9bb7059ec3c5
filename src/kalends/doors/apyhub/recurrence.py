"""The recurrence of a body → a rule and the days that it leaves out."""

from collections.abc import Callable

from kalends.core.draft import Frequency, Rule, rule_flaws
from kalends.core.time.dates import When
from kalends.core.time.zones import Zone
from kalends.doors.apyhub import shape
from kalends.doors.apyhub.times import read_moment
from kalends.edge.fields import Findings


def recurrence_of(
    found: Findings, body: shape.Body, zone: Zone | None, start: When | None
) -> tuple[Rule | None, tuple[When, ...]]:
    """The rule and the exclusions; the flag `recurring` decides whether a recurrence that was sent is used.

    `zone` and `start` are None where the body has none that can be read: then what depends on them goes unchecked.
    """
    if not body.recurring:
        return None, ()
    sent = body.recurrence or shape.Recurrence()
    frequency = _frequency(found, sent.frequency)
    inside = Findings()
    rule = _rule(inside, sent, frequency or Frequency.DAILY, zone)
    excluded = _excluded(inside, sent, zone)
    if start is not None and frequency is not None:
        for part, reason in rule_flaws(rule, start):
            inside.add(part, reason)
    for flaw in inside.flaws:
        found.add(f"recurrence.{flaw.field}", flaw.message, flaw.code)
    return rule, excluded


def _rule(inside: Findings, sent: shape.Recurrence, frequency: Frequency, zone: Zone | None) -> Rule:
    return Rule(
        frequency,
        inside.whole("interval", sent.interval, 1) or 1,
        inside.whole("count", sent.count, 1),
        inside.read("until", _moment_in(zone), sent.until) if zone else None,
        tuple(day.upper() for day in sent.by_day or ()),
        tuple(sent.by_month_day or ()),
        tuple(sent.by_month or ()),
    )


def _excluded(inside: Findings, sent: shape.Recurrence, zone: Zone | None) -> tuple[When, ...]:
    if zone is None:
        return ()
    days = (inside.read(f"exclude_dates[{n}]", _moment_in(zone), day) for n, day in enumerate(sent.exclude_dates or ()))
    return tuple(day for day in days if day is not None)


def _moment_in(zone: Zone) -> Callable[[str], When]:
    return lambda text: read_moment(text, zone)


def _frequency(found: Findings, sent: str | None) -> Frequency | None:
    if found.demand("recurrence.frequency", sent) is None:
        return None
    try:
        return Frequency(str(sent).upper())
    except ValueError:
        found.add("recurrence.frequency", "must be DAILY, WEEKLY, MONTHLY or YEARLY")
        return None

"""Repeat rules: RRULE and EXDATE as one text, in small letters, and back (RFC 5545 §3.3.10, §3.8.5).

freq=weekly;until=20261224T090000Z;interval=2;byday=mo,we;exdates=20261130T090000Z
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from kalends.core.ics.tree import Component
from kalends.core.ics.values import write_date, write_date_time
from kalends.core.recur.edit import turned_rule
from kalends.core.recur.rule import Rule
from kalends.core.recur.series import Zones
from kalends.core.recur.series.axis import digits
from kalends.core.recur.series.moments import read_when, read_whens
from kalends.core.recur.text import read_rule, write_rule
from kalends.core.time.dates import Date, Utc, When, Zoned, instant, wall_in
from kalends.core.time.offsets import Zone
from kalends.doors.onlyoffice.wire.parameters import written_time_of
from kalends.edge.requests.fields import UnreadableError
from kalends.errors import Fault

_EXCLUDED = "exdates"
_BASIC = {8: "{0}-{1}-{2}", 15: "{0}-{1}-{2}T{3}:{4}:{5}", 16: "{0}-{1}-{2}T{3}:{4}:{5}Z"}


def rule_text(master: Component, zones: Zones, zone: Zone, clock: Zone) -> str:
    """The repeat rule of a series, "" if it has none, or one that this form cannot express.

    Floating times count in `zone`. Days are those of `clock`, on which the start is shown, if they can be said there.
    """
    prop, start = master.first("RRULE"), master.first("DTSTART")
    if prop is None or start is None:
        return ""
    try:
        rule, _ = read_rule(prop.value, both_ends=True)
        begins = read_when(start, zones)
        local = begins.zone if isinstance(begins, Zoned) else zone
        excluded = ",".join(_excluded(master, zones, local))
    except Fault:
        return ""
    if isinstance(begins, Zoned | Utc):
        rule = turned_rule(rule, digits(begins), wall_in(begins, clock)) or rule
    parts = [*_parts(_in_utc(rule, begins, local)), *([f"{_EXCLUDED}={excluded}"] if excluded else [])]
    return ";".join(parts)


def repeat_beside(
    rule: Rule, excluded: Sequence[When], said: datetime, start: Zoned | Utc
) -> tuple[Rule, tuple[When, ...]] | None:
    """A rule and the starts that it excludes on the clock of the start; another, which shows it at `said`, counts them.

    None if those days cannot be said on the clock of the start.
    """
    own = digits(start)
    turned = turned_rule(rule, said, own)
    if turned is None:
        return None
    days = own.date() - said.date()
    if turned.until is not None and not isinstance(turned.until, datetime):
        turned = replace(turned, until=turned.until + days)
    return turned, tuple(Date(each.day + days) if isinstance(each, Date) else each for each in excluded)


def _in_utc(rule: Rule, begins: When, local: Zone) -> Rule:
    until = rule.until
    if isinstance(begins, Date) and isinstance(until, datetime):
        return replace(rule, until=until.date())
    if isinstance(until, datetime) and until.tzinfo is None:
        return replace(rule, until=local.to_utc(until))
    return rule


def _parts(rule: Rule) -> Iterator[str]:
    """FREQ, then what ends the rule, then INTERVAL, the BY parts and WKST, each in small letters."""
    for part in write_rule(rule).split(";"):
        name, _, value = part.partition("=")
        yield f"{name.lower()}={value if name == 'UNTIL' else value.lower()}"


def _excluded(master: Component, zones: Zones, zone: Zone) -> Iterator[str]:
    for prop in master.all("EXDATE"):
        for when in read_whens(prop, zones):
            if isinstance(when, Date):
                yield write_date(when.day)
            elif not isinstance(when, tuple):
                yield write_date_time(instant(when, zone))


def read_repeat(text: str) -> tuple[Rule | None, tuple[When, ...]]:
    """Read a repeat rule, and the starts that it excludes. Raises UnreadableError."""
    written = text.strip().rstrip(";")
    if written[:6].upper() == "RRULE:":
        written = written[6:]
    parts = [part for part in written.split(";") if part]
    excluded = [part.partition("=")[2] for part in parts if part.partition("=")[0].strip().lower() == _EXCLUDED]
    rest = ";".join(part for part in parts if part.partition("=")[0].strip().lower() != _EXCLUDED)
    if not rest:
        return None, ()
    try:
        rule, _ = read_rule(rest)
    except Fault as fault:
        reason = fault.flaws[0].message if fault.flaws else fault.detail
        raise UnreadableError(f"is not a recurrence rule: {reason}") from None
    return rule, tuple(_when(each.strip()) for listed in excluded for each in listed.split(",") if each.strip())


def _when(text: str) -> When:
    """A day or an instant in the basic form of ISO 8601."""
    shape = _BASIC.get(len(text))
    if shape is None:
        raise UnreadableError(f"excludes {text[:40]!r}, which is no date")
    digits = [text[:4], text[4:6], text[6:8], text[9:11], text[11:13], text[13:15]]
    moment = written_time_of(shape.format(*digits))
    return Date(moment.day) if moment.clock is None else Utc(moment.wall.replace(tzinfo=UTC))

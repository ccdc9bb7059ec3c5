"""RRULE text ⇄ rule (RFC 5545 §3.3.10, §3.8.5.3; RFC 7529 §4).

`read_rule` takes what is found in the wild and reports every deviation as a warning. It raises Fault INVALID with one
flaw for each part that is wrong. Deviations, by their codes:

    lower-case               names or values in small letters: many hand-made feeds
    trailing-semicolon       a last ";" with nothing behind it: Outlook add-ins, old Zimbra
    until-date-beside-time   UNTIL as a date where DTSTART has a time: allowed by RFC 2445; the whole day counts
    until-time-beside-date   UNTIL with a time where DTSTART is a date: Google, Exchange; its date counts
    until-utc-beside-local   UNTIL in UTC where DTSTART is floating; compared digit for digit
    until-local-beside-zone  UNTIL without Z where DTSTART has a zone; read in that zone
    time-part-beside-date    BYHOUR, BYMINUTE, BYSECOND where DTSTART is a date: "MUST be ignored" says the RFC
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from kalends.core.ics.values import (
    MalformedValueError,
    parse_date,
    parse_date_time,
    parse_recur,
    write_date,
    write_date_time,
    write_recur,
)
from kalends.core.recur.rule import WEEKDAYS, Freq, Rule, Skip, flaws
from kalends.errors import Fault, Flaw, Kind, Severity

_RFC = "RFC 5545 §3.3.10"
_LENGTH_OF_DATE = 8
_SHORT = 100


def read_rule(text: str, start: date | None = None, *, both_ends: bool = False) -> tuple[Rule, list[Flaw]]:
    """The rule that a text means, and a warning for each deviation; raises `Fault("invalid")` for the rest.

    In the text of a calendar UNTIL and COUNT may stand together (`both_ends`): whichever comes first ends the rule.
    `start` is DTSTART: a date, a naive date-time (floating), or an aware one (UTC or with a zone). Without it, what
    depends on it is not looked at.
    """
    rule, found = _known(text, both_ends) if len(text) <= _SHORT else _read(text, both_ends)
    wrong = [*found]
    if start is not None:
        wrong += _time_frequency(rule, start)
    if wrong:
        raise Fault(Kind.INVALID, f"The recurrence rule is not valid: {wrong[0].message}.", wrong)
    beside = _beside_start(rule, start) if start is not None else ()
    return _without_ignored(rule, start), [*_in_text(text), *beside]


def _read(text: str, both_ends: bool) -> tuple[Rule, tuple[Flaw, ...]]:
    rule = _from_parts(_parts(text, both_ends))
    return rule, tuple(flaw for flaw in flaws(rule) if not (both_ends and flaw.code == "count-and-until"))


# many events, few rules: most calendars hold the same dozen
_known = lru_cache(maxsize=512)(_read)


def write_rule(rule: Rule) -> str:
    """A rule as text; parts that say nothing are left out."""
    parts = (
        ("RSCALE", rule.rscale),
        ("FREQ", rule.freq.name),
        ("UNTIL", "" if rule.until is None else _written_until(rule.until)),
        ("COUNT", "" if rule.count is None else str(rule.count)),
        ("INTERVAL", "" if rule.interval == 1 else str(rule.interval)),
        ("BYSECOND", ",".join(map(str, rule.by_second))),
        ("BYMINUTE", ",".join(map(str, rule.by_minute))),
        ("BYHOUR", ",".join(map(str, rule.by_hour))),
        ("BYDAY", ",".join([f"{nth or ''}{WEEKDAYS[day]}" for nth, day in rule.by_day])),
        ("BYMONTHDAY", ",".join(map(str, rule.by_month_day))),
        ("BYYEARDAY", ",".join(map(str, rule.by_year_day))),
        ("BYWEEKNO", ",".join(map(str, rule.by_week_no))),
        ("BYMONTH", ",".join([*map(str, rule.by_month), *[f"{month}L" for month in rule.leap_months]])),
        ("BYSETPOS", ",".join(map(str, rule.by_set_pos))),
        ("WKST", WEEKDAYS[rule.wkst] if rule.wkst else ""),
        ("SKIP", "" if rule.skip is Skip.OMIT else rule.skip.value),
    )
    return write_recur([part for part in parts if part[1]])


def _written_until(until: date) -> str:
    return write_date_time(until) if isinstance(until, datetime) else write_date(until)


def _parts(text: str, both_ends: bool) -> dict[str, str]:
    try:
        return dict(parse_recur(text, both_ends=both_ends))
    except MalformedValueError as error:
        name = text[text.rfind(";", 0, error.at) + 1 :].partition("=")[0].upper() if error.at else "RRULE"
        flaw = Flaw("malformed", error.reason, name, column=error.at + 1, rfc=error.rfc)
        raise Fault(Kind.INVALID, f"The recurrence rule is not valid: {error.reason}.", [flaw]) from None


def _from_parts(parts: dict[str, str]) -> Rule:
    months = parts.get("BYMONTH", "").split(",") if "BYMONTH" in parts else []
    return Rule(
        freq=Freq[parts["FREQ"]],
        interval=int(parts.get("INTERVAL", "1")),
        count=int(parts["COUNT"]) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        by_second=_numbers(parts, "BYSECOND"),
        by_minute=_numbers(parts, "BYMINUTE"),
        by_hour=_numbers(parts, "BYHOUR"),
        by_day=_days(parts.get("BYDAY", "")),
        by_month_day=_numbers(parts, "BYMONTHDAY"),
        by_year_day=_numbers(parts, "BYYEARDAY"),
        by_week_no=_numbers(parts, "BYWEEKNO"),
        by_month=tuple([int(month) for month in months if not month.endswith("L")]),
        leap_months=tuple([int(month[:-1]) for month in months if month.endswith("L")]),
        by_set_pos=_numbers(parts, "BYSETPOS"),
        wkst=WEEKDAYS.index(parts.get("WKST", "MO")),
        rscale=parts.get("RSCALE", ""),
        skip=Skip(parts.get("SKIP", "OMIT")),
    )


def _numbers(parts: dict[str, str], name: str) -> tuple[int, ...]:
    return tuple(map(int, parts[name].split(","))) if name in parts else ()


def _days(text: str) -> tuple[tuple[int, int], ...]:
    return tuple([(int(day[:-2] or "0"), WEEKDAYS.index(day[-2:])) for day in text.split(",") if day])


def _until(text: str) -> date:
    return parse_date(text) if len(text) == _LENGTH_OF_DATE else parse_date_time(text)


def _time_frequency(rule: Rule, start: date) -> Iterator[Flaw]:
    if rule.freq < Freq.DAILY and not isinstance(start, datetime):
        message = f"FREQ={rule.freq.name} needs a DTSTART with a time"
        yield Flaw("frequency-beside-date", message, "FREQ", rfc=_RFC)


def _without_ignored(rule: Rule, start: date | None) -> Rule:
    # RFC 5545 §3.3.10: BYSECOND, BYMINUTE and BYHOUR MUST be ignored where DTSTART is a DATE
    if start is None or isinstance(start, datetime):
        return rule
    return replace(rule, by_second=(), by_minute=(), by_hour=())


def _in_text(text: str) -> Iterator[Flaw]:
    if text != text.upper():
        yield _deviation("lower-case", "the rule is written in small letters", "RRULE")
    if text.endswith(";"):
        yield _deviation("trailing-semicolon", "the rule ends in a semicolon", "RRULE")


def _beside_start(rule: Rule, start: date) -> Iterator[Flaw]:
    if not isinstance(start, datetime) and (rule.by_hour or rule.by_minute or rule.by_second):
        message = "BYHOUR, BYMINUTE and BYSECOND say nothing where DTSTART is a date"
        yield _deviation("time-part-beside-date", message, "BYHOUR")
    if rule.until is not None:
        yield from _until_beside(rule.until, start)


def _until_beside(until: date, start: date) -> Iterator[Flaw]:
    # RFC 5545 §3.3.10: UNTIL MUST have the type of DTSTART, and MUST be in UTC where DTSTART is in UTC or has a zone
    if not isinstance(start, datetime):
        if isinstance(until, datetime):
            yield _deviation("until-time-beside-date", "UNTIL has a time where DTSTART is a date", "UNTIL")
    elif not isinstance(until, datetime):
        yield _deviation("until-date-beside-time", "UNTIL is a date where DTSTART has a time", "UNTIL")
    elif start.tzinfo is None and until.tzinfo is not None:
        yield _deviation("until-utc-beside-local", "UNTIL is in UTC where DTSTART is floating", "UNTIL")
    elif start.tzinfo is not None and until.tzinfo is None:
        yield _deviation("until-local-beside-zone", "UNTIL is not in UTC where DTSTART has a zone", "UNTIL")


def _deviation(code: str, message: str, part: str) -> Flaw:
    return Flaw(code, message, part, rfc=_RFC, severity=Severity.WARNING)

"""How an event repeats: a word, RRULE text, or the parts of a rule (RFC 5545 §3.3.10)."""

import re
from dataclasses import replace
from datetime import UTC, date

from kalends.core.draft import BasicFrequency, BasicRule, rule_flaws
from kalends.core.recur.rule import Rule
from kalends.core.recur.text import read_rule
from kalends.core.recur.until import until_in
from kalends.core.time.dates import Date, Floating, Utc, When, Zoned
from kalends.core.time.zones import Zone
from kalends.doors.cli.make.input import DraftInput, RuleInput
from kalends.doors.cli.make.times import read_when
from kalends.edge.requests.fields import Findings
from kalends.errors import Fault

WORDS = 'write daily, weekly, monthly, yearly, weekdays, "every 2 weeks", or RRULE text such as FREQ=WEEKLY;BYDAY=MO'

_EVERY = re.compile(r"every ([1-9][0-9]{0,3}) (day|week|month|year)s")
_NOUN = {
    "day": BasicFrequency.DAILY,
    "week": BasicFrequency.WEEKLY,
    "month": BasicFrequency.MONTHLY,
    "year": BasicFrequency.YEARLY,
}
_WORD = {
    "daily": BasicRule(BasicFrequency.DAILY),
    "weekly": BasicRule(BasicFrequency.WEEKLY),
    "monthly": BasicRule(BasicFrequency.MONTHLY),
    "yearly": BasicRule(BasicFrequency.YEARLY),
    "weekdays": BasicRule(BasicFrequency.WEEKLY, by_day=("MO", "TU", "WE", "TH", "FR")),
}

AnyRule = BasicRule | Rule


def rule_of(findings: Findings, draft_input: DraftInput, zone: Zone | None, start: When | None) -> AnyRule | None:
    """The rule of a wish; `start` is None where it cannot be read, and then what depends on it goes unchecked."""
    if draft_input.rule is None:
        for field in ("count", "until"):
            if getattr(draft_input, field) is not None:
                findings.add(field, "says how long an event repeats: give a rule too")
        return None
    if isinstance(draft_input.rule, RuleInput):
        rule: AnyRule | None = _of_parts(findings, draft_input.rule, zone)
    elif "=" in draft_input.rule:
        rule = _of_text(findings, draft_input.rule.strip(), start)
    else:
        rule = _of_words(findings, draft_input.rule.strip())
    if rule is None or start is None:
        return None
    rule = _bounded(findings, draft_input, rule, zone, start)
    for part, reason in rule_flaws(rule, start):
        _blame(findings, draft_input, part, reason)
    return rule


def _bounded(findings: Findings, draft_input: DraftInput, rule: AnyRule, zone: Zone | None, start: When) -> AnyRule:
    """The rule with the count and the end that stand beside it."""
    count = findings.whole("count", draft_input.count, 1)
    until = findings.read("until", lambda text: read_when(text, zone), draft_input.until)
    for field, beside in (("count", count), ("until", until)):
        if beside is not None and getattr(rule, field) is not None:
            findings.add(field, "stands in the rule too: say it once")
    if count is not None:
        rule = replace(rule, count=count)
    if until is None:
        return rule
    if isinstance(rule, BasicRule):
        return replace(rule, until=until)
    return replace(rule, until=until.day if isinstance(until, Date) else until_in(until, start))


def _blame(findings: Findings, draft_input: DraftInput, part: str, reason: str) -> None:
    """Note a flaw of a part where that part was said: beside the rule, or in it."""
    if part in ("count", "until") and getattr(draft_input, part) is not None:
        findings.add(part, reason)
    elif isinstance(draft_input.rule, RuleInput):
        findings.add(f"rule.{part}", reason)
    else:
        findings.add("rule", f"{part} {reason}")


def _of_words(findings: Findings, text: str) -> BasicRule | None:
    if every := _EVERY.fullmatch(text.lower()):
        return BasicRule(_NOUN[every[2]], int(every[1]))
    if text.lower() not in _WORD:
        findings.add("rule", f'"{text}" is not known: {WORDS}')
    return _WORD.get(text.lower())


def _of_text(findings: Findings, text: str, start: When | None) -> Rule | None:
    try:
        return read_rule(text.removeprefix("RRULE:"), None if start is None else _plain(start))[0]
    except Fault as fault:
        for flaw in fault.flaws:
            findings.add("rule", flaw.message, flaw.code)
        return None


def _plain(start: When) -> date:
    match start:
        case Date(day):
            return day
        case Utc(moment):
            return moment
        case Zoned(wall):
            return wall.replace(tzinfo=UTC)  # only that it has a zone counts
        case Floating(wall):
            return wall


def _of_parts(findings: Findings, sent: RuleInput, zone: Zone | None) -> BasicRule | None:
    inside = Findings()
    frequency = _frequency(inside, sent.frequency)
    until = inside.read("until", lambda text: read_when(text, zone), sent.until)
    count = inside.whole("count", sent.count, 1)
    interval = inside.whole("interval", sent.interval, 1)
    for flaw in inside.flaws:
        findings.add(f"rule.{flaw.field}", flaw.message, flaw.code)
    if frequency is None:
        return None
    by_day = tuple(day.upper() for day in sent.by_day or ())
    by_month_day, by_month = tuple(sent.by_month_day or ()), tuple(sent.by_month or ())
    return BasicRule(frequency, interval or 1, count, until, by_day, by_month_day, by_month)


def _frequency(inside: Findings, sent: str | None) -> BasicFrequency | None:
    try:
        return BasicFrequency((sent or "").upper())
    except ValueError:
        inside.add("frequency", "must be DAILY, WEEKLY, MONTHLY or YEARLY")
        return None

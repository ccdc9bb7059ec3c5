"""Who takes part, how an event repeats, its status and its reminders: each in words."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import unquote

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import Duration, MalformedValueError, typed
from kalends.core.recur.text import read_rule
from kalends.core.recur.words import sentence
from kalends.core.time.dates import Utc, When, Zoned, wall_in
from kalends.doors.cli.show.notes import Notes
from kalends.doors.cli.show.times import duration_in_words, moment_in_words
from kalends.errors import Fault

MOST_PEOPLE = 5


def people_of(component: Component) -> list[str]:
    """Organizer and attendees, with what they answered; of many, the first few."""
    organizer = [f"{_person(prop)} (organizer)" for prop in component.all("ORGANIZER")]
    attendees = component.all("ATTENDEE")
    told = organizer + [_person(prop) + _answer(prop) for prop in attendees[:MOST_PEOPLE]]
    if len(attendees) > MOST_PEOPLE:
        told.append(f"and {len(attendees) - MOST_PEOPLE:,} more")
    return told


def _person(prop: Property) -> str:
    scheme, _, address = prop.value.partition(":")
    return prop.param("CN") or (unquote(address) if scheme.lower() == "mailto" else prop.value)


def _answer(prop: Property) -> str:
    answer = (prop.param("PARTSTAT") or "").lower()
    return f" ({answer})" if answer not in ("", "needs-action") else ""


def status_of(component: Component) -> str:
    """STATUS in small letters, and how far a task is."""
    status, percent = component.first("STATUS"), component.first("PERCENT-COMPLETE")
    said = (status.value.lower() if status else "", f"{percent.value} %" if percent else "")
    return ", ".join(part for part in said if part)


def repeats_of(component: Component, start: When | None, notes: Notes) -> str:
    """The rules in words, and how many times are added or left out."""
    told = [words for prop in component.all("RRULE") if (words := _rule(prop, start, notes))]
    added, left_out = (_count(component, name) for name in ("RDATE", "EXDATE"))
    if added:
        told.append(f"{added} more by date")
    if left_out:
        told.append(f"{left_out} left out")
    return ", ".join(told)


def _rule(prop: Property, start: When | None, notes: Notes) -> str:
    try:
        rule, _ = read_rule(prop.value, both_ends=True)
        return sentence(replace(rule, until=_last_day(rule.until, start)))
    except Fault as fault:
        flaw = fault.flaws[0]
        notes.add(prop, flaw.message, max(flaw.column - 1, 0))
        return ""


def _last_day(until: date | None, start: When | None) -> date | None:
    """UNTIL, which is in UTC where the start has a zone, as the clocks of that zone show it."""
    if isinstance(until, datetime) and until.tzinfo is not None and isinstance(start, Zoned):
        return wall_in(Utc(until), start.zone)
    return until


def _count(component: Component, name: str) -> int:
    return sum(len(prop.value.split(",")) for prop in component.all(name))


def reminders_of(component: Component, notes: Notes) -> Iterator[str]:
    """When each alarm goes off, and what it does where it does not just show something."""
    for alarm in component.children("VALARM"):
        trigger, action = alarm.first("TRIGGER"), alarm.first("ACTION")
        if trigger is None:
            continue
        try:
            value = typed(trigger)
        except MalformedValueError as error:
            notes.add(trigger, error.reason, error.at)
            continue
        kind = action.value.lower() if action else ""
        yield "reminder " + _trigger(value, trigger) + (f" ({kind})" if kind not in ("", "display") else "")


def _trigger(value: object, trigger: Property) -> str:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return moment_in_words(Utc(value))
    if not isinstance(value, Duration):
        return trigger.value
    edge = "end" if (trigger.param("RELATED") or "").upper() == "END" else "start"
    if value == Duration():
        return f"at the {edge}"
    side = "before" if value.negative else "after"
    return f"{duration_in_words(value)} {side}" + (" the end" if edge == "end" else "")

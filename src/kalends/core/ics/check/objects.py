"""What a calendar object resource must be, beyond a valid text (RFC 4791 §4.1)."""

from collections.abc import Iterable

from kalends.core.ics.problems import Problem, Problems, shortened
from kalends.core.ics.source import shown
from kalends.core.ics.tree import Component, Property, Stream
from kalends.errors import Flaw, Severity

_RESOURCE = "valid-calendar-object-resource"
_RFC = "RFC 4791 §4.1"
_HIDDEN = frozenset(("VTIMEZONE",))


def check_object(stream: Stream) -> list[Flaw]:
    """What keeps a text from being one calendar object: each flaw's code is the precondition that it breaks.

    One VCALENDAR without METHOD; inside, beside VTIMEZONE, components of one type with one UID, at most one of them
    without RECURRENCE-ID. Two for the same instance are no fault here: `check` warns of them.
    """
    problems = Problems()
    for calendar in stream.components[1:]:
        _note(problems, calendar, "an object is one VCALENDAR")
    if stream.components:
        _check_calendar(stream.components[0], problems)
    return problems.flaws(shown(stream.source or ""), lambda _: Severity.ERROR)


def _check_calendar(calendar: Component, problems: Problems) -> None:
    if calendar.name != "VCALENDAR":
        _note(problems, calendar, f"an object is a VCALENDAR, not {shortened(calendar.name)}")
        return
    for method in calendar.all("METHOD"):
        _note(problems, method, "a stored object has no METHOD")
    parts = [part for part in calendar.components if part.name not in _HIDDEN]
    if not parts:
        _note(problems, calendar, "an object holds an event, a task or another component")
        return
    for part in parts:
        if part.name != parts[0].name:
            types = f"{shortened(parts[0].name)}, not {shortened(part.name)}"
            _note(problems, part, f"an object holds components of one type: {types}")
    _check_uids(parts, problems)
    for part in [part for part in parts if part.name == parts[0].name and part.first("RECURRENCE-ID") is None][1:]:
        _note(problems, part, "two components lack a RECURRENCE-ID")


def _check_uids(parts: Iterable[Component], problems: Problems) -> None:
    first: Property | None = None
    for part in parts:
        uid = part.first("UID")
        if uid is None or not uid.value:
            _note(problems, part, f"{shortened(part.name)} needs a UID")
        elif first is None:
            first = uid
        elif uid.value != first.value:
            _note(problems, uid, "an object has one UID")


def _note(problems: Problems, at: Property | Component, message: str) -> None:
    problems.add(Problem(_RESOURCE, message, _RFC, at.number, field=at.name))

"""A calendar → what is shown of it: an entry for each event, task and journal entry (RFC 5545 §3.6.1–§3.6.3)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kalends.core.ics.tree import Component
from kalends.core.ics.values import property_text
from kalends.core.recur.series.moments import zones_of
from kalends.core.time.dates import When, instant
from kalends.core.time.zones import ETC_UTC
from kalends.doors.cli.show.notes import Notes
from kalends.doors.cli.show.rest import people_of, reminders_of, repeats_of, status_of
from kalends.doors.cli.show.times import end_of, when_of
from kalends.errors import Fault

KINDS: Mapping[str, str] = {"VEVENT": "event", "VTODO": "task", "VJOURNAL": "journal entry"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What is shown of one component. `replaces` is the instance of a series that this one stands for."""

    kind: str
    uid: str
    start: When | None
    end: When | None
    replaces: When | None
    title: str
    where: str
    who: tuple[str, ...]
    repeats: str
    status: str
    reminders: tuple[str, ...]


def entries_of(calendars: Iterable[Component], notes: Notes) -> list[Entry]:
    """The entries of all calendars in the order of their starts, each override after its series."""
    entries = [entry for calendar in calendars for entry in _entries(calendar, notes)]
    series: dict[object, list[Entry]] = {}
    for at, entry in enumerate(entries):
        series.setdefault(entry.uid or at, []).append(entry)
    groups = [sorted(group, key=_within) for group in series.values()]
    return [
        entry for group in sorted(groups, key=lambda group: _place(group[0].start or group[0].end)) for entry in group
    ]


def _entries(calendar: Component, notes: Notes) -> Iterator[Entry]:
    zones = zones_of(calendar)
    for component in calendar.children(*KINDS):
        start = when_of(component.first("DTSTART"), zones, notes)
        yield Entry(
            kind=KINDS[component.name],
            uid=property_text(component, "UID"),
            start=start,
            end=end_of(component, start, zones, notes),
            replaces=when_of(component.first("RECURRENCE-ID"), zones, notes),
            title=property_text(component, "SUMMARY"),
            where=property_text(component, "LOCATION"),
            who=tuple(people_of(component)),
            repeats=repeats_of(component, start, notes),
            status=status_of(component),
            reminders=tuple(reminders_of(component, notes)),
        )


def _first(group: list[Entry]) -> datetime:
    return _place(group[0].start or group[0].end)


def _within(entry: Entry) -> tuple[bool, datetime]:
    return entry.replaces is not None, _place(entry.replaces or entry.start or entry.end)


def _place(when: When | None) -> datetime:
    """Where a time stands in the table: days and floating times count in UTC, what has no time comes last."""
    if when is None:
        return _LAST
    try:
        return instant(when, ETC_UTC)
    except Fault:  # beyond the calendar by its offset
        return _LAST


_LAST = datetime.max.replace(tzinfo=UTC)

"""A calendar → what is shown of it: an entry for each event, task and journal entry (RFC 5545 §3.6.1–§3.6.3)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import Duration, MalformedValueError, parse_duration, property_text, typed
from kalends.core.recur.series.moments import Zones, read_when, zones_of
from kalends.core.recur.text import read_rule
from kalends.core.recur.words import sentence
from kalends.core.time.dates import Date, Floating, Utc, When, Zoned, add, elapsed, instant, wall_in
from kalends.core.time.zones import ETC_UTC
from kalends.errors import Fault

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
KINDS: Mapping[str, str] = {"VEVENT": "event", "VTODO": "task", "VJOURNAL": "journal entry"}
_LAST = datetime.max.replace(tzinfo=UTC)
MOST_PEOPLE = 5


class PropertyNotes:
    """A list of (number of the logical line, offset in it, message)."""

    def __init__(self) -> None:
        self.found: list[tuple[int, int, str]] = []

    def add(self, prop: Property, message: str, offset: int = 0) -> None:
        """Note what is wrong with a property; `offset` counts in its value."""
        self.found.append((prop.number, len(prop.head) + 1 + offset, f"{prop.name}: {message}"))


def when_of(prop: Property | None, zones: Zones, notes: PropertyNotes) -> When | None:
    """The time that a property holds, if it can be understood; what cannot is noted."""
    if prop is None:
        return None
    try:
        return read_when(prop, zones)
    except Fault as fault:
        notes.add(prop, fault.flaws[0].message)
        return _by_the_clock(prop)


def _by_the_clock(prop: Property) -> When | None:
    """A time whose zone is not known: what its clock shows is better than nothing."""
    try:
        value = typed(prop)
    except MalformedValueError:
        return None
    return Floating(value) if isinstance(value, datetime) and value.tzinfo is None else None


def end_of(component: Component, start: When | None, zones: Zones, notes: PropertyNotes) -> When | None:
    """The end (exclusive), by DTEND, DUE or DURATION; None where none of them says."""
    prop = component.first("DTEND") or component.first("DUE")
    length = component.first("DURATION")
    if prop is not None or length is None or start is None:
        return when_of(prop, zones, notes)
    try:
        return add(start, parse_duration(length.value))
    except MalformedValueError as error:
        notes.add(length, error.reason, error.at)
    except Fault as fault:
        notes.add(length, fault.detail)
    return None


def span_in_words(start: When | None, end: When | None, *, is_task: bool) -> list[str]:
    """From when to when; where the clocks are, and how long it lasts: on lines of their own."""
    until = [f"{'due' if is_task else 'until'} {moment_in_words(end)}"] if end else []
    if start is None:
        return until or ["no date"]
    if end is None or _length(start, end) <= timedelta():
        return [moment_in_words(start)]
    if is_task:
        return [moment_in_words(start), *until]
    return _range(start, end)


def _range(start: When, end: When) -> list[str]:
    length = _length_in_words(start, end)
    if isinstance(start, Date) and isinstance(end, Date):
        last = Date(end.day - timedelta(days=1))
        return [_day(start.day) if last == start else f"{_day(start.day)} – {_day(last.day)}", length]
    if _place(start) != _place(end):
        return [f"{moment_in_words(start)} –", moment_in_words(end), length]
    begun, ended = _wall(start), _wall(end)
    if begun.date() == ended.date():
        days = f"{_day(begun.date())} {_clock(begun)}–{_clock(ended)}"
    else:
        days = f"{_day(begun.date())} {_clock(begun)} – {_day(ended.date())} {_clock(ended)}"
    return [days, f"{_place(start)}, {length}"]


def moment_in_words(when: When) -> str:
    """One time: its day, its time of day and where that is."""
    if isinstance(when, Date):
        return _day(when.day)
    wall = _wall(when)
    return f"{_day(wall.date())} {_clock(wall)} {_place(when)}"


def _wall(when: When) -> datetime:
    match when:
        case Utc(moment):
            return moment.replace(tzinfo=None)
        case Zoned(wall) | Floating(wall):
            return wall
        case Date(day):
            return datetime.combine(day, datetime.min.time())


def _place(when: When) -> str:
    match when:
        case Utc():
            return "UTC"
        case Zoned(_, where):
            return where.name
        case Floating():
            return "floating"
        case Date():
            return ""


def _day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day.isoformat()}"


def _clock(wall: datetime) -> str:
    return wall.strftime("%H:%M:%S" if wall.second else "%H:%M")


def _length(start: When, end: When) -> timedelta:
    try:
        return elapsed(start, end, ETC_UTC)
    except Fault:  # beyond the calendar by an offset
        return timedelta()


def _length_in_words(start: When, end: When) -> str:
    if isinstance(start, Date):
        days = _length(start, end).days
        return "all day" if days == 1 else f"{days} days"
    return duration_in_words(Duration(seconds=int(_length(start, end).total_seconds())))


def duration_in_words(duration: Duration) -> str:
    """A length of time, its sign apart: 1 h 30 min, 2 days."""
    seconds = abs(duration.seconds)
    days = abs(duration.days) + seconds // 86_400
    parts = (
        (days, "day" if days == 1 else "days"),
        (seconds // 3600 % 24, "h"),
        (seconds // 60 % 60, "min"),
        (seconds % 60, "s"),
    )
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 min"


@dataclass(frozen=True, slots=True)
class ComponentSummary:
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


def summaries_of(calendars: Iterable[Component], notes: PropertyNotes) -> list[ComponentSummary]:
    """The entries of all calendars in the order of their starts, each override after its series."""
    entries = [entry for calendar in calendars for entry in _entries(calendar, notes)]
    series: dict[object, list[ComponentSummary]] = {}
    for at, entry in enumerate(entries):
        series.setdefault(entry.uid or at, []).append(entry)
    groups = [sorted(group, key=_within) for group in series.values()]
    return [
        entry
        for group in sorted(groups, key=lambda group: _sort_moment(group[0].start or group[0].end))
        for entry in group
    ]


def _entries(calendar: Component, notes: PropertyNotes) -> Iterator[ComponentSummary]:
    zones = zones_of(calendar)
    for component in calendar.children(*KINDS):
        start = when_of(component.first("DTSTART"), zones, notes)
        yield ComponentSummary(
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


def _within(entry: ComponentSummary) -> tuple[bool, datetime]:
    return entry.replaces is not None, _sort_moment(entry.replaces or entry.start or entry.end)


def _sort_moment(when: When | None) -> datetime:
    """Where a time stands in the table: days and floating times count in UTC, what has no time comes last."""
    if when is None:
        return _LAST
    try:
        return instant(when, ETC_UTC)
    except Fault:  # beyond the calendar by its offset
        return _LAST


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


def repeats_of(component: Component, start: When | None, notes: PropertyNotes) -> str:
    """The rules in words, and how many times are added or left out."""
    told = [words for prop in component.all("RRULE") if (words := _rule_words(prop, start, notes))]
    added, left_out = (_count(component, name) for name in ("RDATE", "EXDATE"))
    if added:
        told.append(f"{added} more by date")
    if left_out:
        told.append(f"{left_out} left out")
    return ", ".join(told)


def _rule_words(prop: Property, start: When | None, notes: PropertyNotes) -> str:
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


def reminders_of(component: Component, notes: PropertyNotes) -> Iterator[str]:
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

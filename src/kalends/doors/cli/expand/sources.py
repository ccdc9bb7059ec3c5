"""What `expand` and `freebusy` share: files → series, the times that are asked about, and what goes wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from kalends.core.ics.check import excess_of
from kalends.core.ics.lenient import DEVIATIONS
from kalends.core.ics.limits import TEXT_LIMITS
from kalends.core.ics.lines import locate_all
from kalends.core.ics.read import read
from kalends.core.ics.source import readable_text
from kalends.core.ics.tree import Component, Stream
from kalends.core.objects.files import objects_in, origin_of
from kalends.core.objects.object import parts_of
from kalends.core.recur.series import RECURRING, Series, Window, series_of
from kalends.core.recur.series.moments import ForgivingZones, KnownZones, notes_of
from kalends.core.time.dates import Floating, Utc, instant
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import find_zone
from kalends.doors.cli.terminal import octets_of, warn
from kalends.errors import Fault, Flaw, Kind, Severity

# a minute's rule over three centuries passes; the lines are written as they are found
COMMAND_UNITS = 200_000_000
INCOMPLETE, UNREADABLE = 1, 2


@dataclass(frozen=True, slots=True)
class WindowQuery:
    """From when until before when, and the zone in which days and floating times count."""

    window: Window
    zone: Zone


class ProblemLog:
    """What could not be done: written to standard error at once, and an exit code at the end."""

    def __init__(self) -> None:
        self.code = 0

    def tell(self, name: str, reason: str, code: int = INCOMPLETE) -> None:
        """Tell why a file, or something in it, is left out."""
        self.code = max(self.code, code)
        self.warn(name, reason)

    def warn(self, name: str, reason: str) -> None:
        """Tell something that leaves nothing out."""
        warn(f"kalends: {name}: {reason}")


def parse_window(since: str, until: str, zone_name: str) -> WindowQuery:
    """The question as it was typed; Fault INVALID where a time or a zone cannot be understood."""
    zone = find_zone(zone_name)
    start, end = _moment("--from", since, zone), _moment("--to", until, zone)
    if end < start:
        raise Fault(Kind.INVALID, "--to is before --from.")
    return WindowQuery(Window(start, end), zone)


def _moment(option: str, text: str, zone: Zone) -> datetime:
    """A date (its midnight) or a date and time, in `zone` where it has none."""
    try:
        read_time = datetime.fromisoformat(text.strip())
    except ValueError:
        reason = f"{option} takes a date (2026-03-01) or a time (2026-03-01T09:00, …Z, …+02:00), not {text[:40]!r}."
        raise Fault(Kind.INVALID, reason) from None
    if read_time.tzinfo is None:
        return instant(Floating(read_time.replace(microsecond=0)), zone)
    try:
        return instant(Utc(read_time.astimezone(UTC)))
    except OverflowError:
        raise Fault(Kind.INVALID, f"{option} lies outside the years 1 to 9999.") from None


@dataclass(frozen=True, slots=True)
class SourceObject:
    """The components of one object in a file, what their TZIDs mean, and the UID in the text ("" for none)."""

    file: str
    components: tuple[Component, ...]
    zones: ForgivingZones
    origin: str

    def __str__(self) -> str:
        return component_label(self.components[0], self.origin)


def read_objects(files: Iterable[str], otherwise: Zone, problems: ProblemLog) -> Iterator[SourceObject]:
    """The objects of each file, taken apart as an import takes them apart.

    A TZID that means nothing is the zone `otherwise`, as the server takes it for that of the reader.
    """
    for name in files:
        try:
            octets = octets_of(name, TEXT_LIMITS.octets + 1)
            stream = read(octets, lenient=True)
        except Fault as fault:
            problems.tell(name, fault.detail, UNREADABLE)
            continue
        for flaw in stream.flaws:
            if DEVIATIONS[flaw.code].loss:
                problems.tell(name, f"line {flaw.line}: {flaw.field}: {flaw.message}")
        objects = list(objects_in(Stream(_in_calendars(name, stream.components, problems)), in_file_zone=True))
        _log_flaws(name, [flaw for found in objects for flaw in found.flaws], octets, problems)
        known: KnownZones = {}
        for found in objects:
            zones = ForgivingZones(found.calendar, otherwise, known)
            yield SourceObject(name, parts_of(found.calendar), zones, found.origin)


def _log_flaws(name: str, flaws: list[Flaw], octets: bytes, problems: ProblemLog) -> None:
    """Tell what is left out of the objects of a file, and what is kept in another way than it was written."""
    places = locate_all(readable_text(octets), [(flaw.line, 0) for flaw in flaws]) if flaws else []
    for flaw, (line, _) in zip(flaws, places, strict=True):
        tell = problems.tell if flaw.severity is Severity.ERROR else problems.warn
        tell(name, f"line {line}: {flaw.field}: {flaw.message}")


def _in_calendars(name: str, components: Iterable[Component], problems: ProblemLog) -> Iterator[Component]:
    """The calendars of a text; what stands outside of them, or too deep inside, is reported and taken in."""
    bare = []
    for each in components:
        if each.name != "VCALENDAR":
            bare.append(each)
            continue
        inside = [*_inside(each)]
        for one in inside:
            problems.warn(name, f"{component_label(one, origin_of(one))}: it stands inside another component")
        yield each.with_items([*each.items, *inside]) if inside else each
    for each in bare:
        problems.warn(name, f"{component_label(each, origin_of(each))}: it stands outside of a VCALENDAR")
    if bare:
        yield Component("VCALENDAR", bare)


def _inside(calendar: Component) -> Iterator[Component]:
    """What may recur and stands deeper than it may, at any depth."""
    left = [inner for each in calendar.components for inner in each.components]
    while left:
        each = left.pop()
        left += each.components
        if each.name in RECURRING:
            yield each


def read_series(part: SourceObject, problems: ProblemLog) -> Series | None:
    """The series of an object, without those of its components that cannot be understood; None where nothing is left,
    and where it is no event, task or journal entry."""
    if part.components[0].name not in RECURRING:
        return None
    if excess := excess_of(part.components):
        problems.tell(part.file, f"{part}: {excess.message}")
        return None
    series = _series(part, part.components, problems)
    if series is None:
        return None
    if part.components[0].name == "VEVENT" and series.pattern is None and not series.singles:
        problems.tell(part.file, f"{part}: it has no DTSTART")
    for flaw in (*series.flaws, *notes_of(part.components, part.zones)):
        problems.warn(part.file, f"{part}: {flaw.message}")
    return series


def _series(part: SourceObject, components: tuple[Component, ...], problems: ProblemLog) -> Series | None:
    try:
        return series_of(components, part.zones, units=COMMAND_UNITS)
    except Fault as fault:
        if len(components) == 1:
            problems.tell(part.file, f"{component_label(components[0], part.origin)}: {fault.detail}")
            return None
        whole = fault
    sound = tuple([each for each in components if _series(part, (each,), problems) is not None])
    if len(sound) == len(components):
        problems.tell(part.file, f"{part}: {whole.detail}")
        return None
    return _series(part, sound, problems) if sound else None


def component_label(component: Component, uid: str) -> str:
    """A component of a UID ("" for none) as a message names it."""
    named = component.first("RECURRENCE-ID")
    instance = f", instance {named.value[:20]}" if named else ""
    return f"{component.name} {uid[:80]}{instance}" if uid else f"{component.name} without UID{instance}"

"""What `expand` and `freebusy` share: files → series, the times that are asked about, and what goes wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from kalends.core.ics.check import excess_of
from kalends.core.ics.lenient import DEVIATIONS
from kalends.core.ics.limits import TEXT_LIMITS
from kalends.core.ics.read import read
from kalends.core.ics.tree import Component
from kalends.core.objects.zones import with_file_zone
from kalends.core.recur.series import RECURRING, Series, Window, objects_of, series_of
from kalends.core.recur.series.moments import ForgivingZones
from kalends.core.recur.series.notes import notes_of
from kalends.core.time.dates import Floating, Utc, instant
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import find_zone
from kalends.doors.cli.stdin import octets_of
from kalends.doors.cli.tell import warn
from kalends.errors import Fault, Kind

# a minute's rule over three centuries passes; the lines are written as they are found
COMMAND_UNITS = 200_000_000
INCOMPLETE, UNREADABLE = 1, 2


@dataclass(frozen=True, slots=True)
class Asked:
    """From when until before when, and the zone in which days and floating times count."""

    window: Window
    zone: Zone


class Trouble:
    """What could not be done: told on standard error at once, and an exit code at the end."""

    def __init__(self) -> None:
        self.code = 0

    def tell(self, name: str, reason: str, code: int = INCOMPLETE) -> None:
        """Tell why a file, or something in it, is left out."""
        self.code = max(self.code, code)
        self.warn(name, reason)

    def warn(self, name: str, reason: str) -> None:
        """Tell something that leaves nothing out."""
        warn(f"kalends: {name}: {reason}")


def asked(since: str, until: str, zone_name: str) -> Asked:
    """The question as it was typed; Fault INVALID where a time or a zone cannot be understood."""
    zone = find_zone(zone_name)
    start, end = _moment("--from", since, zone), _moment("--to", until, zone)
    if end < start:
        raise Fault(Kind.INVALID, "--to is before --from.")
    return Asked(Window(start, end), zone)


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


def calendars(
    files: Iterable[str], otherwise: Zone, trouble: Trouble
) -> Iterator[tuple[str, Component, ForgivingZones]]:
    """Each calendar of each file, with the name of the file and what its TZIDs mean; a name that means nothing is the
    zone `otherwise`, as the server takes that of whoever looks."""
    for name in files:
        try:
            stream = read(octets_of(name, TEXT_LIMITS.octets + 1), lenient=True)
        except Fault as fault:
            trouble.tell(name, fault.detail, UNREADABLE)
            continue
        for flaw in stream.flaws:
            if DEVIATIONS[flaw.code].loss:
                trouble.tell(name, f"line {flaw.line}: {flaw.field}: {flaw.message}")
        for calendar in _framed(name, stream.components, trouble):
            yield name, with_file_zone(calendar), ForgivingZones(calendar, otherwise)


def _framed(name: str, components: Iterable[Component], trouble: Trouble) -> Iterator[Component]:
    """The calendars of a text; what stands outside of them, or too deep inside, is told and taken in."""
    bare = []
    for each in components:
        if each.name != "VCALENDAR":
            bare.append(each)
            continue
        inside = [*_inside(each)]
        for one in inside:
            trouble.warn(name, f"{called(one)}: it stands inside another component")
        yield each.with_items([*each.items, *inside]) if inside else each
    for each in bare:
        trouble.warn(name, f"{called(each)}: it stands outside of a VCALENDAR")
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


def series_in(name: str, calendar: Component, zones: ForgivingZones, trouble: Trouble) -> Iterator[Series]:
    """Every series of a calendar that can be understood, without those of its components that cannot."""
    for components in objects_of(calendar):
        if excess := excess_of(components):
            trouble.tell(name, f"{called(components[0])}: {excess.message}")
            continue
        series = _series(name, components, zones, trouble)
        if series is None:
            continue
        if components[0].name == "VEVENT" and series.pattern is None and not series.singles:
            trouble.tell(name, f"{called(components[0])}: it has no DTSTART")
        for flaw in series.flaws:
            trouble.warn(name, f"{called(components[0])}: {flaw.message}")
        for note in notes_of(components, zones):
            trouble.warn(name, f"{called(components[0])}: {note.message}")
        yield series


def _series(name: str, components: tuple[Component, ...], zones: ForgivingZones, trouble: Trouble) -> Series | None:
    try:
        return series_of(components, zones, units=COMMAND_UNITS)
    except Fault as fault:
        if len(components) == 1:
            trouble.tell(name, f"{called(components[0])}: {fault.detail}")
            return None
        whole = fault
    sound = [each for each in components if _series(name, (each,), zones, trouble) is not None]
    if len(sound) == len(components):
        trouble.tell(name, f"{called(components[0])}: {whole.detail}")
        return None
    return _series(name, tuple(sound), zones, trouble) if sound else None


def called(component: Component) -> str:
    """A component as a message names it."""
    uid, named = component.first("UID"), component.first("RECURRENCE-ID")
    instance = f", instance {named.value[:20]}" if named else ""
    return f"{component.name} {uid.value[:80]}{instance}" if uid else f"{component.name} without UID{instance}"

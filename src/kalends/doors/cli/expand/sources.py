"""What `expand` and `freebusy` share: files → series, the times that are asked about, and what goes wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import typer

from kalends.core.ics.limits import LIMITS
from kalends.core.ics.read import read
from kalends.core.ics.tree import Component
from kalends.core.recur.series import Series, Window, Zones, objects_of, series_of, zones_of
from kalends.core.time.dates import Floating, Utc, instant
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import find_zone
from kalends.doors.cli.stdin import octets_of
from kalends.doors.cli.tell import one_line
from kalends.errors import Fault, Kind

# a minute's rule over three centuries passes; the lines are written as they are found
BUDGET = 200_000_000
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
        typer.echo(f"kalends: {one_line(name)}: {one_line(reason)}", err=True)


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


def calendars(files: Iterable[str], trouble: Trouble) -> Iterator[tuple[str, Component, Zones]]:
    """Each calendar of each file, with the name of the file and what its TZIDs mean."""
    for name in files:
        try:
            stream = read(octets_of(name, LIMITS.octets + 1), lenient=True)
        except Fault as fault:
            trouble.tell(name, fault.detail, UNREADABLE)
            continue
        for calendar in stream.components:
            if calendar.name == "VCALENDAR":
                yield name, calendar, zones_of(calendar)


def series_in(name: str, calendar: Component, zones: Zones, trouble: Trouble) -> Iterator[Series]:
    """Every series of a calendar that can be understood."""
    for components in objects_of(calendar):
        try:
            series = series_of(components, zones, budget=BUDGET)
        except Fault as fault:
            trouble.tell(name, f"{called(components[0])}: {fault.detail}")
            continue
        for flaw in series.flaws:
            trouble.warn(name, f"{called(components[0])}: {flaw.message}")
        yield series


def called(component: Component) -> str:
    """A component as a message names it."""
    uid = component.first("UID")
    return f"{component.name} {uid.value[:80]}" if uid else f"{component.name} without UID"

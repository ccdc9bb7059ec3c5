"""The collection of RFC 4791 Appendix B, with the overrides of its examples, and short ways to write filters."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from kalends.core.match.filters import ComponentFilter, PropertyFilter, TextMatch, TimeRange
from kalends.core.objects.object import CalendarObject
from kalends.core.report import matches
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone

VECTORS = Path(__file__).parents[2] / "vectors" / "caldav"
NAMES = tuple(f"abcd{number}" for number in range(1, 9))
UTC_ZONE = zone("Etc/UTC")


@cache
def sample(name: str) -> CalendarObject:
    return CalendarObject.read((VECTORS / f"{name}.ics").read_bytes().decode())


def moment(written: str) -> datetime:
    """20060104T000000Z; without seconds, minutes or hours as well, and without T and Z."""
    digits = written.rstrip("Z").replace("T", "").ljust(14, "0")
    return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def span(start: str = "", end: str = "") -> TimeRange:
    return TimeRange(moment(start) if start else None, moment(end) if end else None)


def calendar(*components: ComponentFilter) -> ComponentFilter:
    return ComponentFilter("VCALENDAR", components=components)


def has(name: str, text: str | None = None, *, negate: bool = False, collation: str = "default") -> PropertyFilter:
    return PropertyFilter(name, None if text is None else TextMatch(text, collation, negate))


def opened(*lines: str, kind: str = "VEVENT", head: Iterable[str] = ()) -> CalendarObject:
    """An object of one component, or of several: `lines` may hold its END and the next BEGIN."""
    inner = [f"BEGIN:{kind}", "UID:u", "DTSTAMP:20260101T000000Z", *lines, f"END:{kind}"]
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//Test//EN", *head, *inner, "END:VCALENDAR", ""]
    return CalendarObject.read("\r\n".join(text))


def next_part(*lines: str, kind: str = "VEVENT") -> tuple[str, ...]:
    """The lines of one more component of an object."""
    return (f"END:{kind}", f"BEGIN:{kind}", "UID:u", "DTSTAMP:20260101T000000Z", *lines)


def found(*components: ComponentFilter, there: Zone = UTC_ZONE) -> list[str]:
    """The names of the samples that a filter matches."""
    return [name for name in NAMES if matches(sample(name), calendar(*components), there)]


def overlaps(made: CalendarObject, start: str = "", end: str = "", there: Zone = UTC_ZONE) -> bool:
    """Whether the components of an object's kind are in a time range."""
    return matches(made, calendar(ComponentFilter(made.kind, span(start, end))), there)

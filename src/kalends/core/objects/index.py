"""What an index knows of a calendar object: enough to find it, derived from its text alone (RFC 4791 §7.8, §9.9).

The span holds every instance, wherever the reader may be: days and floating times have 14 hours to spare on both
sides (`core.recur.bounds`). What cannot be understood (an unknown zone, a rule that is none) has a span that
begins where that is known, or never, and does not end: a closer reading then says what is wrong.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import property_text, unescape_text
from kalends.core.match.freebusy import availability_in, periods_in
from kalends.core.objects.object import CalendarObject, sequence_of
from kalends.core.objects.words import words_of
from kalends.core.recur.bounds import bounds
from kalends.core.recur.series import Zones, series_of
from kalends.core.recur.series.moments import ForgivingZones, WidestZones, read_when
from kalends.core.time.dates import Date, Floating, instant
from kalends.core.time.zones import ETC_UTC
from kalends.errors import Fault, Kind

EVER = -(2**62)
"""As the first moment: it has no beginning."""
SUMMARY_KEPT = 1_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SPARE = 14 * 3_600_000_000
_TEXTS = ("SUMMARY", "LOCATION", "DESCRIPTION", "CATEGORIES", "COMMENT", "CONTACT", "RESOURCES")
_PEOPLE = ("ORGANIZER", "ATTENDEE")
_TIMES = ("DTSTART", "DTEND", "DUE", "RECURRENCE-ID", "RDATE", "EXDATE")
_RECURRENCE = ("RRULE", "RDATE", "EXRULE", "RECURRENCE-ID")


@dataclass(frozen=True, slots=True)
class Index:
    """What is found by: times in microseconds since 1970 (UTC), `first` None for no window, `last` None for ever."""

    uid: str | None
    kind: str
    first: int | None
    last: int | None
    summary: str
    classification: str
    status: str
    transparent: bool
    sequence: int
    recurs: bool
    zoned: bool
    local: bool
    words: str


Edges = tuple[int | None, int | None]


def index_of(opened: CalendarObject, *, strict: bool = False, span: Edges | None = None) -> Index:
    """The index of an object. Raises ValueError where it holds no component.

    When `strict`, the fault of times and rules that cannot be understood is raised. `span` is the first and the last
    moment where these are known already, of an object without local times.
    """
    parts = opened.parts
    if not parts:
        raise ValueError("the calendar holds no object")
    master, zones = opened.master, opened.zones(ETC_UTC)
    first, last = _span(opened, zones, strict=strict) if span is None else span
    said = _times_of(parts)
    if zones.unknown:
        first, last = _spared(first, -_SPARE), _spared(last, _SPARE)
    return Index(
        uid=opened.uid,
        kind=master.name,
        first=first,
        last=last,
        summary=property_text(master, "SUMMARY").strip()[:SUMMARY_KEPT],
        classification=_token(master, "CLASS"),
        status=_token(master, "STATUS"),
        transparent=_token(master, "TRANSP") == "TRANSPARENT",
        sequence=sequence_of(master),
        recurs=said.recurs,
        zoned=said.zoned,
        local=said.local or zones.forgave,
        words=words_of(_words(parts)),
    )


@dataclass(slots=True)
class _Times:
    """What the properties of an object say about its times, before they are read."""

    recurs: bool = False
    zoned: bool = False
    local: bool = False


def _times_of(parts: Iterable[Component]) -> _Times:
    said = _Times()
    for part in parts:
        for item in part.items:
            name = item.name
            if name in _TIMES and isinstance(item, Property):
                tzid = item.param("TZID") if item.params else None
                said.zoned = said.zoned or bool(tzid)
                said.local = said.local or not (tzid or item.value[-1:] in ("Z", "z"))
            if name in _RECURRENCE and isinstance(item, Property) and item.value.strip():
                said.recurs = True
    return said


def _spared(moment: int | None, spare: int) -> int | None:
    return moment if moment in (None, EVER) else (moment or 0) + spare


def _token(component: Component, name: str) -> str:
    prop = component.first(name)
    return prop.value.strip().upper()[:64] if prop else ""


def _words(parts: Iterable[Component]) -> Iterable[str]:
    for part in parts:
        for prop in part.properties:
            if prop.name in _TEXTS:
                yield unescape_text(prop.value)
            elif prop.name in _PEOPLE:
                yield prop.param("CN") or ""
                yield prop.value.rpartition(":")[2]


def _span(opened: CalendarObject, zones: Zones, *, strict: bool) -> tuple[int | None, int | None]:
    parts = opened.parts
    try:
        if parts[0].name == "VFREEBUSY":
            return _published(parts, zones)
        if parts[0].name == "VAVAILABILITY":
            return _available(parts, zones)
        found = bounds(opened.series(ETC_UTC))
        if isinstance(zones, ForgivingZones) and zones.judged:
            found = bounds(series_of(parts, WidestZones(opened.calendar, ETC_UTC)))
    except Fault as fault:
        if strict and fault.kind is not Kind.TOO_LARGE:
            raise
        return _beginning(parts, zones), None
    if found is None:
        return _dateless(parts)
    return micros(found.first), None if found.last is None else micros(found.last)


def _dateless(parts: Sequence[Component]) -> tuple[int | None, int | None]:
    """RFC 4791 §9.9: a to-do without dates is in every window; nothing else without a start is in any."""
    return (EVER, None) if parts[0].name == "VTODO" else (None, None)


def _published(parts: Sequence[Component], zones: Zones) -> tuple[int | None, int | None]:
    busy = [prop for part in parts for prop in part.all("FREEBUSY")]
    edges = [micros(edge) for prop in busy for period in periods_in(prop, zones, ETC_UTC) for edge in period]
    for part in parts:
        named = (part.first("DTSTART"), part.first("DTEND"))
        edges += [micros(instant(read_when(prop, zones), ETC_UTC)) for prop in named if prop]
    return (min(edges), max(edges)) if edges else (None, None)


def _available(parts: Sequence[Component], zones: Zones) -> Edges:
    """RFC 7953 §3.1: without a start it has no beginning, without an end it does not end."""
    spans = [availability_in(part, zones, ETC_UTC) for part in parts]
    starts = [EVER if start is None else micros(start) - _SPARE for start, _ in spans]
    ends = [micros(end) + _SPARE for _, end in spans if end is not None]
    return min(starts), max(ends) if len(ends) == len(spans) else None


def _beginning(parts: Sequence[Component], zones: Zones) -> int:
    """Where something that is not understood begins at the earliest."""
    starts: list[int] = []
    for part in parts:
        prop = part.first("DTSTART")
        if prop is None:
            return EVER
        try:
            when = read_when(prop, zones)
            spare = _SPARE if isinstance(when, Date | Floating) else 0
            starts.append(micros(instant(when, ETC_UTC)) - spare)
        except Fault:
            return EVER
    return min(starts)


def micros(moment: datetime) -> int:
    """An instant as microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND

"""TZID → zone: the tz database, the names that programs write instead, a text's own VTIMEZONE (RFC 5545 §3.6.5).

Everything comes from the `tzdata` package, whose list of names is asked first: no other name ever becomes a path, and
nothing is read from the host.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import write_utc_offset
from kalends.core.time.names import closest, hours_name, iana_name, is_name, names, offset_in
from kalends.core.time.observances import offsets_of, read_vtimezone
from kalends.core.time.offsets import Observance, Transition, Zone, moved
from kalends.core.time.tzif import TzData, read_tzif
from kalends.errors import Fault, Flaw, Kind

__all__ = ["Observance", "Transition", "UnknownZone", "Zone", "ZoneEntry", "dictionary", "find_zone", "is_utc", "zone"]

_YEAR = 366 * 86_400
_HINTS = ("TZID-ALIAS-OF", "X-LIC-LOCATION")  # RFC 7808 §7.1; libical, Google and Evolution write the second


def zone(name: str) -> Zone:
    """The zone of the tz database of exactly that name; raises Fault INVALID that names the closest ones."""
    if not is_name(name):
        raise UnknownZone(name)
    return _load(name)


@lru_cache(maxsize=1024)
def _load(name: str) -> Zone:
    assert is_name(name)
    return Zone(name, read_tzif(files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()))


ETC_UTC = zone("Etc/UTC")


def find_zone(tzid: str, vtimezones: Mapping[str, Component] | None = None) -> Zone:
    """The zone that a TZID means in a text whose VTIMEZONEs, by TZID, are `vtimezones`.

    RFC 5545 makes the text's own VTIMEZONE the definition. In the wild most of them are abridged: one pair of rules
    stretched over all years, or none of what was decided since they were written. So where the TZID (or a hint in the
    VTIMEZONE) names a zone of the tz database, in any form that `names` knows, that zone is taken, provided that the
    VTIMEZONE uses no offset that this zone never had. One that does means something else by the name (a fixed "EST"
    with daylight saving time, say), and then the text decides, as it does for every name that is not known. A faulty
    VTIMEZONE of a known name is passed over; of an unknown one, it is the fault that is raised.

    In a text (where there are `vtimezones`, if none) a name that is nothing but an offset is that offset.

    Raises Fault INVALID where neither the tz database nor the text knows the TZID.
    """
    own = (vtimezones or {}).get(tzid)
    name = iana_name(tzid)
    if own is None:
        if name is not None:
            return _load(name)
        offset = None if vtimezones is None else offset_in(tzid)
        if offset is None:
            raise UnknownZone(tzid)
        return fixed_zone(offset)
    name = name or next(filter(None, (_hinted(own, hint) for hint in _HINTS)), None)
    if name and offsets_of(own) <= _load(name).source.offsets:
        return _load(name)
    return _own(own, name, offset_in(tzid))


def _hinted(component: Component, hint: str) -> str | None:
    prop = component.first(hint)
    return prop.value if prop and is_name(prop.value) else None


def _own(component: Component, name: str | None, offset: int | None) -> Zone:
    try:
        return read_vtimezone(component)
    except Fault:
        if name is not None:
            return _load(name)
        if offset is None:
            raise
        return fixed_zone(offset)


@lru_cache(maxsize=256)
def fixed_zone(offset: int) -> Zone:
    """The zone whose clocks always show one offset, of which the tz database has whole hours only."""
    if not offset:
        return _load("Etc/UTC")
    written = write_utc_offset(offset)
    lines = [("DTSTART", "19700101T000000"), ("TZOFFSETFROM", written), ("TZOFFSETTO", written)]
    standard = Component("STANDARD", [Property.headed(name, value) for name, value in lines])
    return read_vtimezone(Component("VTIMEZONE", [Property.headed("TZID", shown_offset(offset)), standard]))


def named_zone(name: str) -> Zone:
    """The zone that a person means by a name: as `find_zone`, or a fixed offset of that sign, as in GMT+2.

    Of whole hours it is one of the tz database, which every program knows: Etc/GMT-2. Fault as `find_zone`.
    """
    offset = None if iana_name(name) else offset_in(name)
    if offset is None:
        return find_zone(name)
    known = hours_name(offset)
    return fixed_zone(offset) if known is None else _load(known)


def is_utc(found: Zone) -> bool:
    """Whether the zone shows UTC at all times, so that its times can be written with a Z and without VTIMEZONE."""
    return isinstance(found.source, TzData) and _shows_utc(found.name)


@lru_cache(maxsize=1024)
def _shows_utc(name: str) -> bool:
    source = _load(name).source
    assert isinstance(source, TzData)
    if source.offsets != {0}:
        return False
    return not any(each.is_dst for each in (source.first, *(onset.observance for onset in source.onsets)))


class UnknownZone(Fault):
    """INVALID: a name that means no zone.

    The message names the three closest zones, which are looked for when it is read.

    Most such messages are never read: a calendar with an unknown zone is shown all the same.
    """

    def __init__(self, tzid: str) -> None:
        super().__init__(Kind.INVALID, f"there is no time zone {_shown(tzid)!r}")
        self._tzid = tzid

    @property
    def detail(self) -> str:
        """The sentence, with the closest names."""
        near = closest(self._tzid)
        hint = f"did you mean {', '.join(near)}?" if near else "use a name of the tz database such as Europe/Berlin"
        return f"{super().detail}; {hint}"

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """The same as a flaw."""
        return (Flaw("unknown-zone", self.detail, rfc="RFC 5545 §3.2.19"),)


def _shown(tzid: str) -> str:
    return tzid if len(tzid) <= 60 else tzid[:60] + "…"


@dataclass(frozen=True, slots=True)
class ZoneEntry:
    """A zone as a dictionary lists it.

    `title` is what a person picks from a list, `abbreviations` those of the coming year, the present one first, and
    `utc_offset` the present offset, as in UTC+05:30.
    """

    name: str
    title: str
    abbreviations: tuple[str, ...]
    utc_offset: str


def dictionary(now: datetime) -> tuple[ZoneEntry, ...]:
    """Every zone of the tz database, sorted by name, as it stands at an instant (aware, or naive in UTC)."""
    # clocks are changed on quarters of an hour, so that what is found serves until the next
    return _dictionary(now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0))


@lru_cache(maxsize=2)
def _dictionary(now: datetime) -> tuple[ZoneEntry, ...]:
    return tuple(_entry(_load(name), now) for name in names())


def _entry(found: Zone, now: datetime) -> ZoneEntry:
    here = found.at(now)
    later = (change.after.abbreviation for change in found.transitions(now, moved(now, _YEAR)))
    offset = shown_offset(here.offset)
    return ZoneEntry(found.name, f"({offset}) {found.name}", tuple(dict.fromkeys((here.abbreviation, *later))), offset)


def shown_offset(seconds: int) -> str:
    """An offset as people read it: UTC+05:30."""
    rest = abs(seconds)
    return f"UTC{'-' if seconds < 0 else '+'}{rest // 3600:02}:{rest // 60 % 60:02}"

"""What of an object is taken otherwise than it says, for whoever wrote it: line, property and reason."""

from collections.abc import Iterable

from kalends.core.ics.problems import shortened
from kalends.core.ics.tree import Component
from kalends.core.recur.series.moments import ForgivingZones
from kalends.errors import Flaw, Severity

ZONE_NOT_KNOWN = "zone-not-known"


def notes_of(components: Iterable[Component], zones: ForgivingZones, taken: str = "") -> list[Flaw]:
    """The zones that nobody knows, each with the first line of the object that names it (`line` as in the tree).

    `taken` says in whose zone such times are; without it, the name of that zone.
    """
    if not zones.unknown:
        return []
    found: dict[str, Flaw] = {}
    for component in components:
        for prop in component.properties:
            tzid = prop.param("TZID") if prop.params else None
            if tzid in zones.unknown and tzid not in found:
                instead = taken or zones.local.name
                message = f"no time zone is called {shortened(tzid)!r}; its times are taken as those of {instead}"
                found[tzid] = Flaw(
                    ZONE_NOT_KNOWN, message, prop.name, prop.number, rfc="RFC 5545 §3.2.19", severity=Severity.WARNING
                )
    return list(found.values())

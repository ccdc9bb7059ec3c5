"""Time zones by reference: texts without the definitions that every client has itself (RFC 7809 §7.1).

A VTIMEZONE is left out where its TZID is a name of the tz database and it means that zone, as far as its offsets tell
(`core.time.zones.find_zone`). One that means something else by such a name stays: without it, the times of the object
would be others.
"""

import re
from functools import lru_cache

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component
from kalends.core.ics.tzid import tzid_of
from kalends.core.objects.zones import meaning_of
from kalends.core.time.names import is_name
from kalends.core.time.zones import zone
from kalends.errors import Fault

_BEGIN = re.compile(r"^BEGIN:VTIMEZONE[ \t]*\r?\n", re.IGNORECASE | re.MULTILINE)
_END = re.compile(r"^END:VTIMEZONE[ \t]*(?:\r?\n|\Z)", re.IGNORECASE | re.MULTILINE)
_LONGEST = 65_536
"""Characters of a definition that is looked at; one of all changes since 1850 has a third of that."""


def without_standard_zones(text: str) -> str:
    """A text without the definitions of standard zones; all else stays as it is, to the last character."""
    kept: list[str] = []
    at = 0
    for start, end in _definitions(text):
        if end - start <= _LONGEST and _is_standard(text[start:end]):
            kept.append(text[at:start])
            at = end
    return "".join([*kept, text[at:]]) if at else text


def _definitions(text: str) -> list[tuple[int, int]]:
    """Where each definition begins and ends."""
    found: list[tuple[int, int]] = []
    begin = _BEGIN.search(text)
    while begin is not None:
        end = _END.search(text, begin.end())
        if end is None:
            break
        found.append((begin.start(), end.end()))
        begin = _BEGIN.search(text, end.end())
    return found


@lru_cache(maxsize=128)
def _is_standard(definition: str) -> bool:
    try:
        components = read(f"BEGIN:VCALENDAR\r\n{definition}\r\nEND:VCALENDAR\r\n", lenient=True).components
    except Fault:
        return False
    vtimezones = [each for calendar in components for each in calendar.components]
    return len(vtimezones) == 1 and is_standard(vtimezones[0])


def is_standard(definition: Component) -> bool:
    """Whether a definition is that of the zone of the tz database which it names."""
    tzid = tzid_of(definition)
    return tzid is not None and is_name(tzid) and meaning_of(definition, tzid) == zone(tzid)

"""A file of many objects, taken apart into objects (RFC 4791 §4.1).

Each object gets the head of its calendar, the zones that it uses, and all components of its UID. What describes the
calendar itself (METHOD, X-WR-CALNAME) belongs to none of them. A component without a UID gets one made of its text,
so that the same file gives the same objects again. Of two components for the same instance, the newer one stays.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from kalends.core.ics.tree import Component, Property, Stream
from kalends.core.ics.write import write
from kalends.core.recur.series.gather import newest_of

_OBJECTS = ("VEVENT", "VTODO", "VJOURNAL")
_HEAD = ("VERSION", "PRODID", "CALSCALE")
_VERSION = Property.headed("VERSION", "2.0")
_PRODID = Property.headed("PRODID", "-//Kalends//Kalends//EN")


@dataclass(frozen=True, slots=True)
class Found:
    """An object in a file: a VCALENDAR that holds it alone; `whole` says that the file's calendar is just that.

    `line` is where it begins in the unfolded text, 0 where that is not known; `mended` that something was dropped or
    added.
    """

    uid: str
    calendar: Component
    line: int
    whole: bool
    mended: bool


def objects_in(stream: Stream) -> Iterator[Found]:
    """The objects of a stream, in the order in which they first stand there.

    Components that stand in no calendar are taken as those of one: mails and web pages hold such.
    """
    for calendar in stream.components:
        if calendar.name == "VCALENDAR":
            yield from _of_calendar(calendar)
    bare = [part for part in stream.components if part.name in _OBJECTS]
    if bare:
        yield from _of_calendar(Component("VCALENDAR", bare))


def _of_calendar(calendar: Component) -> Iterator[Found]:
    groups = _groups(calendar)
    made = not calendar.number
    whole = len(groups) == 1 and not made and calendar.first("METHOD") is None
    zones = {tzid.value: each for each in calendar.children("VTIMEZONE") if (tzid := each.first("TZID"))}
    head = _head(calendar)  # looks through all of a calendar
    for uid, parts in groups.items():
        kept = newest_of(parts)
        named = [each if each.first("UID") else _with_uid(each, uid) for each in kept]
        mended = any(one is not other for one, other in zip(named, parts, strict=False)) or len(kept) < len(parts)
        if whole and not mended:
            yield Found(uid, calendar, parts[0].number, whole=True, mended=False)
        else:
            used = [zones[tzid] for tzid in _tzids(named) if tzid in zones]
            alone = Component("VCALENDAR", [*head, *used, *named])
            yield Found(uid, alone, parts[0].number, whole=False, mended=mended)


def _groups(calendar: Component) -> dict[str, list[Component]]:
    groups: dict[str, list[Component]] = {}
    for part in calendar.components:
        if part.name != "VTIMEZONE":
            uid = part.first("UID")
            groups.setdefault(uid.value if uid and uid.value else _made_uid(part), []).append(part)
    return groups


def _made_uid(part: Component) -> str:
    return f"{sha256(write(part)).hexdigest()[:32]}@imported"


def _with_uid(part: Component, uid: str) -> Component:
    rest = (item for item in part.items if item.name != "UID" or isinstance(item, Component))
    return part.with_items([Property.make("UID", uid), *rest])


def _head(calendar: Component) -> list[Property]:
    found = [prop for name in _HEAD if (prop := calendar.first(name))]
    missing = [default for default in (_VERSION, _PRODID) if calendar.first(default.name) is None]
    return [*found, *missing]


def _tzids(parts: Iterable[Component]) -> Iterable[str]:
    """The TZIDs that components use, each once."""
    used = (
        tzid for part in parts for each in part.walk() for prop in each.properties for tzid in prop.values_of("TZID")
    )
    return dict.fromkeys(used)

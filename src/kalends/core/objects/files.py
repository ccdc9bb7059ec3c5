"""A file of many objects ⇄ the objects (RFC 4791 §4.1, RFC 5545 §3.6.5).

Taken apart, each object gets the head of its calendar, the zones that it uses, and all components of its UID. What
describes the calendar itself (METHOD, X-WR-CALNAME) belongs to none of them. A component without a UID gets one made of
its text, so that the same file gives the same objects again. Of two components for the same instance, the newer stays.

Put together piece by piece, each zone is there once, and no two under one TZID. A TZID that means a zone of the tz
database gets one full definition of it, whatever abridged one each text brought. Any other keeps its text's own; a
second definition of the same name is renamed, in its object too. The texts are cut where their components begin and
end, and parsed only where that is not plain.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Property, Stream
from kalends.core.ics.tzid import definitions, tzid_of, tzid_property
from kalends.core.ics.values import escape_text
from kalends.core.ics.write import PRODID, write
from kalends.core.objects.file_zone import home_for, with_file_zone
from kalends.core.recur.series.gather import newest_of
from kalends.core.recur.series.moments import zones_of
from kalends.core.time.observances import Vtimezone
from kalends.core.time.offsets import Zone
from kalends.core.time.vtimezone import vtimezone
from kalends.errors import Fault

_OBJECTS = ("VEVENT", "VTODO", "VJOURNAL")
_HEAD = ("VERSION", "PRODID", "CALSCALE")
_VERSION = Property.headed("VERSION", "2.0")
_PRODID = Property.headed("PRODID", PRODID)


@dataclass(frozen=True, slots=True)
class FileObject:
    """An object in a file: a VCALENDAR that holds it alone; `whole` says that the file's calendar is just that.

    `line` is where it begins in the unfolded text, 0 where that is not known; `mended` that something was dropped or
    added.
    """

    uid: str
    calendar: Component
    line: int
    whole: bool
    mended: bool


def objects_in(stream: Stream, *, in_file_zone: bool = False) -> Iterator[FileObject]:
    """The objects of a stream, in the order in which they first stand there; floating times `in_file_zone`, if wanted.

    Components that stand in no calendar are taken as those of one: mails and web pages hold such.
    """
    for calendar in stream.components:
        if calendar.name == "VCALENDAR":
            yield from _of_calendar(calendar, with_file_zone(calendar) if in_file_zone else calendar)
    bare = [part for part in stream.components if part.name in _OBJECTS]
    if bare:
        found = Component("VCALENDAR", bare)
        yield from _of_calendar(found, found)


def _of_calendar(sent: Component, calendar: Component) -> Iterator[FileObject]:
    groups = _groups(calendar)
    made = not calendar.number
    whole = len(groups) == 1 and not made and calendar.first("METHOD") is None and calendar is sent
    zones = definitions(calendar.children("VTIMEZONE"))
    head = _head(calendar)  # looks through all of a calendar
    for uid, parts in groups.items():
        kept = newest_of(parts)
        named = [each if each.first("UID") else _with_uid(each, uid) for each in kept]
        mended = any(one is not other for one, other in zip(named, parts, strict=False)) or len(kept) < len(parts)
        if whole and not mended:
            yield FileObject(uid, calendar, parts[0].number, whole=True, mended=False)
        else:
            used = {id(zone): zone for tzid in _tzids(named) if (zone := zones.get(tzid))}.values()
            alone = Component("VCALENDAR", [*head, *home_for(calendar, named), *used, *named])
            yield FileObject(uid, alone, parts[0].number, whole=False, mended=mended)


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


CALENDAR_END = "END:VCALENDAR\r\n"
_OPENING = "BEGIN:VCALENDAR\r\n"
_FIRST_DAY = date(1970, 1, 1)
_BEGIN = "\r\nBEGIN:"
_ZONE_BEGIN = "BEGIN:VTIMEZONE\r\n"


def calendar_head(title: str, description: str = "", time_zone: str = "") -> str:
    """The beginning of a calendar: what it is called, for readers of RFC 7986 and of the usual X-properties."""
    lines = [Property.headed("VERSION", "2.0"), Property.headed("PRODID", PRODID)]
    lines.append(Property.headed("CALSCALE", "GREGORIAN"))
    if title:
        lines += [Property.headed(name, escape_text(title)) for name in ("NAME", "X-WR-CALNAME")]
    if description:
        lines += [Property.headed(name, escape_text(description)) for name in ("DESCRIPTION", "X-WR-CALDESC")]
    if time_zone:
        lines.append(Property.headed("X-WR-TIMEZONE", time_zone))
    return write(Component("VCALENDAR", lines)).decode().removesuffix(CALENDAR_END)


class CalendarWriter:
    """What one calendar holds so far: which TZIDs are taken, and by what."""

    def __init__(self) -> None:
        self._taken: dict[str, Zone | str] = {}
        self._known: dict[str, tuple[str, Zone | str, str]] = {}
        self._renamed: dict[tuple[str, Zone | str], str] = {}
        self._numbers: dict[str, int] = {}

    def add(self, text: str) -> Iterator[str]:
        """The pieces to be written for one object, the zones that are new first. Fault where it cannot be read."""
        blocks = _blocks(text)
        if blocks is None:
            blocks = _read_blocks(text)
        zones = [block for block in blocks if block.startswith(_ZONE_BEGIN)]
        rest = [block for block in blocks if not block.startswith(_ZONE_BEGIN)]
        renamed: dict[str, str] = {}
        for block in zones:
            yield from self._zone(block, renamed)
        yield from (_with_names(block, renamed) for block in rest) if renamed else rest

    def _zone(self, block: str, renamed: dict[str, str]) -> Iterator[str]:
        """The definition of a zone, if it is not there yet; notes where it had to get another name."""
        tzid, zone, written = self._known.get(block) or self._learn(block)
        if tzid not in self._taken:
            self._taken[tzid] = zone
            yield written
        elif self._taken[tzid] != zone:
            yield from self._under_another_name(block, tzid, zone, renamed)

    def _learn(self, block: str) -> tuple[str, Zone | str, str]:
        """The name of a definition, what it means (its own text, where nobody can tell), and how it is written."""
        component = read(f"{_OPENING}{block}{CALENDAR_END}", lenient=True).components[0].children("VTIMEZONE")[0]
        tzid = tzid_of(component) or ""
        zone = _meant(component, tzid)
        full = zone is not None and not isinstance(zone.source, Vtimezone)
        written = write(_named(vtimezone(zone, _FIRST_DAY), tzid)).decode() if zone and full else block
        self._known[block] = (tzid, zone or block, written)
        return self._known[block]

    def _under_another_name(self, block: str, tzid: str, zone: Zone | str, renamed: dict[str, str]) -> Iterator[str]:
        name = self._renamed.get((tzid, zone))
        if name is None:
            name = self._renamed[tzid, zone] = self._free_name(tzid, zone)
        renamed[tzid] = name
        if name not in self._taken:
            self._taken[name] = zone
            component = read(f"{_OPENING}{block}{CALENDAR_END}", lenient=True).components[0].children("VTIMEZONE")[0]
            yield write(_named(component, name)).decode()

    def _free_name(self, tzid: str, zone: Zone | str) -> str:
        """A name like that of another zone; the same one where it means the same zone already."""
        number = self._numbers.get(tzid, 2)
        while self._taken.get(name := f"{tzid} ({number})", zone) != zone:
            number += 1
        self._numbers[tzid] = number + 1
        return name


def _meant(component: Component, tzid: str) -> Zone | None:
    """The zone that a definition means, None where it cannot be understood."""
    try:
        return zones_of(Component("VCALENDAR", [component]))(tzid)
    except Fault:
        return None


def _named(component: Component, tzid: str) -> Component:
    return component.set(tzid_property(tzid))


def _blocks(text: str) -> list[str] | None:
    """The components of a text in its usual form, cut out of it; None where the form is another."""
    first = text.find(_BEGIN)
    if not text.startswith(_OPENING) or first < 0 or text.count("\n") != text.count("\r\n"):
        return None
    if "BEGIN:" in text[len(_OPENING) : first].upper():
        return None
    blocks = []
    at = first + 2
    while text.startswith("BEGIN:", at):
        name = text[at + 6 : text.find("\r\n", at)]
        end = f"\r\nEND:{name}\r\n"
        stop = text.find(end, at)
        if stop < 0:
            return None
        blocks.append(text[at : stop + len(end)])
        at = stop + len(end)
    return blocks if text[at:] == CALENDAR_END else None


def _read_blocks(text: str) -> list[str]:
    stream = read(text, lenient=True)
    return [write(each).decode() for calendar in stream.components for each in calendar.components]


def _with_names(block: str, renamed: dict[str, str]) -> str:
    """A component with other TZIDs."""
    component = read(f"{_OPENING}{block}{CALENDAR_END}", lenient=True).components[0]
    return write(_item_with_names(component.components[0], renamed)).decode()


def _item_with_names(component: Component, renamed: dict[str, str]) -> Component:
    items: list[Property | Component] = []
    for item in component.items:
        if isinstance(item, Component):
            items.append(item.with_items(_prop_with_name(each, renamed) for each in item.items))
        else:
            items.append(_prop_with_name(item, renamed))
    return component.with_items(items)


def _prop_with_name(item: Property | Component, renamed: dict[str, str]) -> Property | Component:
    if isinstance(item, Component) or item.param("TZID") not in renamed:
        return item
    params = [
        (name, tuple(renamed.get(value, value) for value in values) if name == "TZID" else values)
        for name, values in item.params
    ]
    return item.with_params(params)

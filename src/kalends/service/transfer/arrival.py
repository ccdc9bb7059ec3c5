"""What becomes of the objects of a file in a calendar that may have them already.

A file that is imported again never takes back what was changed here (`mark`):

    the file is the same as at its last import       the object stays, changed here or not
    the file is another, the object untouched        the file is taken, at an equal SEQUENCE too
    both have changed                                the object stays, and the conflict is told
    the file is older (SEQUENCE, then DTSTAMP)       the object stays, and that is told (RFC 5546 §2.1.5)

A message (RFC 5546), and a text that has instances alone, change what they are about (`core.itip`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import escape_text
from kalends.core.ics.write import write
from kalends.core.itip import MESSAGE_METHODS, Message, NoEffect, receive
from kalends.core.objects.files import kind_uid
from kalends.core.objects.patch import EditResult
from kalends.core.objects.revise import is_older
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone
from kalends.errors import Fault, Flaw, Kind, Severity
from kalends.service.access import Access
from kalends.service.objects import writes
from kalends.service.objects.cache import object_of
from kalends.service.objects.text import ObjectText, validate
from kalends.service.objects.values import NOTHING_ELSE, Extras
from kalends.service.records import Calendar, Stored
from kalends.service.transfer.intake import Counts, Item, Note, Skipped
from kalends.service.transfer.mark import Mark, digest_of, stamp_of
from kalends.service.unit import Unit

_KEPT = "It was changed here since the last import, and the file is the same as then: it stays as it is here."
_CONFLICT = (
    "It was changed here since the last import, and the file says something else than then: it stays as it is here."
)
_TOO_MUCH = "The messages of the file are about objects that are too large for so many."


@dataclass(slots=True)
class _Arrival:
    """Objects of a file in a locked calendar, in one unit of work."""

    unit: Unit
    calendar: Calendar
    room: int
    counts: Counts = field(default_factory=Counts)
    marks: dict[int, tuple[Stored, str]] = field(default_factory=dict)


def put_all(unit: Unit, calendar: Calendar, batch: Iterable[Item], *, room: int) -> Counts:
    """Put some objects into a locked calendar; what it does not take is skipped.

    `room`: so many octets may the texts have that messages read and make.
    """
    arrival = _Arrival(unit, calendar, room)
    counts = arrival.counts
    for item in batch:
        try:
            _put(arrival, item)
        except Fault as fault:
            if fault.kind is Kind.BUSY:
                raise
            counts.skipped.append(Skipped(item.uid, item.line, fault.detail, fault.flaws))
        else:
            counts.warned += item.warned
            counts.notes += item.notes
    unit.transaction.properties.put_marks(list(arrival.marks.values()))
    return counts


def _put(arrival: _Arrival, item: Item) -> None:
    unit, counts = arrival.unit, arrival.counts
    old = _of_uid(arrival, item.uid)
    if old is not None and old.facts.kind != item.kind and item.kind in arrival.calendar.kinds and item.new is not None:
        item = _renamed(arrival, item)
        old = _of_uid(arrival, item.uid)
    if old is None:
        _add(arrival, item)
    elif item.new is not None and old.etag == item.new.etag and unit.rights.on_object(old) > Access.BUSY:
        counts.unchanged += 1
        _mark(arrival, old, Mark(item.digest, {item.source: item.digest}))
    else:
        _meet(arrival, old, item)


def _of_uid(arrival: _Arrival, uid: str) -> Stored | None:
    return next(iter(arrival.unit.transaction.objects.with_uid(uid, [arrival.calendar])), None)


def _mark_of(arrival: _Arrival, stored: Stored) -> Mark | None:
    """The mark of an object, which something of the same batch may have left."""
    there = arrival.marks.get(stored.id)
    return Mark.parse(there[1] if there else arrival.unit.transaction.properties.mark_of(stored))


def _mark(arrival: _Arrival, stored: Stored, mark: Mark) -> None:
    arrival.marks[stored.id] = (stored, mark.text)


def _add(arrival: _Arrival, item: Item) -> None:
    unit, counts = arrival.unit, arrival.counts
    if item.new is None:
        result = receive(_message(arrival, item), None)
        raise Fault(Kind.RULE, result.reason if isinstance(result, NoEffect) else "")
    # the calendar's own count is that from before the batch
    place = replace(arrival.calendar, size=arrival.calendar.size + counts.added)
    added = writes.add(unit, place, item.new, None, NOTHING_ELSE)
    counts.added += 1
    _mark(arrival, added.stored, Mark(item.digest, {item.source: item.digest}))


def _renamed(arrival: _Arrival, item: Item) -> Item:
    """The item under another UID, where something of another kind has its own: both live."""
    uid = kind_uid(item.uid, item.kind)
    named = Property.headed("UID", escape_text(uid))
    calendar = item.object.calendar
    items = [
        each.set(named) if isinstance(each, Component) and each.name == item.kind else each for each in calendar.items
    ]
    text = write(calendar.with_items(items))
    new = _validated(arrival.unit, text)
    message = f"something else than a {item.kind} has this UID: it is kept under the UID {uid}"
    _tell(arrival, item, Flaw("repeated-uid", message, "UID", item.line, severity=Severity.WARNING))
    return replace(item, uid=uid, object=new.object, new=new)


def _validated(unit: Unit, text: bytes) -> ObjectText:
    limits = unit.limits
    return unit.compute(lambda: validate(text, limits), text=text, key=(validate, text))


def _meet(arrival: _Arrival, old: Stored, item: Item) -> None:
    """Let an item change what is there. Faults STALE, RULE, FORBIDDEN, EXISTS, TOO_LARGE where it stays."""
    unit, counts = arrival.unit, arrival.counts
    if item.is_partial:
        if counts.octets > arrival.room:
            raise Fault(Kind.TOO_LARGE, _TOO_MUCH)
        counts.octets += len(old.text) + len(item.object.text)
    writes.demand_put(unit.rights, arrival.calendar, old)
    mark = _mark_of(arrival, old)
    edited = mark is not None and mark.object != digest_of(old.text)
    if mark is not None and mark.sources.get(item.source) == item.digest:
        counts.unchanged += 1
        if edited:
            _tell(arrival, item, Flaw("kept", _KEPT, item.kind, item.line, severity=Severity.WARNING))
        return
    _demand_newer(old, item)
    if edited and mark is not None and _conflicts(old, item, mark):
        raise Fault(Kind.STALE, _CONFLICT)
    if item.is_partial or ("RECURRENCE-ID" in old.text and not object_of(old).is_series):
        new = _receive(arrival, old, item)
        content = mark.object if edited and mark is not None else digest_of(new.text)
        marked = (mark or Mark("", {})).after(item.source, item.digest, content)
    else:
        assert item.new is not None
        new = writes.replace_text(unit, arrival.calendar, old, item.new, NOTHING_ELSE).stored
        counts.replaced += 1
        marked = Mark(item.digest, {item.source: item.digest})
    _mark(arrival, new, marked)


def _tell(arrival: _Arrival, item: Item, flaw: Flaw) -> None:
    arrival.counts.notes.append(Note(item.uid, flaw))


def _demand_newer(old: Stored, item: Item) -> None:
    """Raise Fault STALE for what is older than what is there (RFC 5546 §2.1.5)."""
    if item.is_partial:
        if is_older(object_of(old), item.object):
            raise Fault(Kind.STALE, "The calendar has a newer revision: the SEQUENCE of the file is lower.")
        return
    sequence = item.object.sequence
    if sequence < old.facts.sequence:
        detail = f"The calendar has a newer revision (SEQUENCE {old.facts.sequence}, not {sequence})."
        raise Fault(Kind.STALE, detail)
    there, stamp = stamp_of(old.text), stamp_of(item.object.text)
    if sequence == old.facts.sequence and stamp and stamp < there:
        raise Fault(Kind.STALE, f"The calendar has a newer revision (DTSTAMP {there}, not {stamp}).")


def _conflicts(old: Stored, item: Item, mark: Mark) -> bool:
    """Whether an item would take back what was changed here."""
    if item.method in MESSAGE_METHODS or (
        item.method not in ("", "PUBLISH") and item.object.sequence > old.facts.sequence
    ):
        return False
    return item.source in mark.sources or not item.is_partial


def _receive(arrival: _Arrival, old: Stored, item: Item) -> Stored:
    """The object after a message about it. Fault RULE where nothing comes of it."""
    unit, counts, message = arrival.unit, arrival.counts, _message(arrival, item)
    limits = unit.limits

    def work() -> tuple[EditResult | NoEffect, ObjectText | None]:
        before = object_of(old)
        result = receive(message, before)
        if isinstance(result, NoEffect) or result.object is None or result.object.calendar == before.calendar:
            return result, None
        return result, validate(result.object.text, limits)

    text = f"{old.text}{item.object.text}"
    result, new = unit.compute(work, text=text, key=("receive", item.uid, item.line, old.etag))
    if isinstance(result, NoEffect):
        raise Fault(Kind.RULE, result.reason)
    if result.note:
        _tell(arrival, item, Flaw("message", result.note, "METHOD", item.line, severity=Severity.WARNING))
    if new is None:
        counts.unchanged += 1
        return old
    counts.octets += len(new.text)
    counts.replaced += 1
    return writes.replace_text(unit, arrival.calendar, old, new, Extras(method=result.method)).stored


def _message(arrival: _Arrival, item: Item) -> Message:
    return Message(item.object, item.method, _zone(arrival))


def _zone(arrival: _Arrival) -> Zone:
    """Where floating times of the calendar count."""
    return zone(arrival.calendar.look.time_zone)

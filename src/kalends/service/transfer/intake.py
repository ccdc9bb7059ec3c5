"""A file on its way in: its objects, and how each is put."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kalends.core.ics.source import octets_of
from kalends.core.ics.tree import Stream
from kalends.core.ics.write import write
from kalends.core.objects.files import FileObject, objects_in
from kalends.core.objects.object import CalendarObject
from kalends.errors import Fault, Flaw, Kind
from kalends.service.access import Access
from kalends.service.limits import Limits
from kalends.service.objects import writes
from kalends.service.objects.text import DAMAGE, NOTES, ObjectText, notes_on, validate
from kalends.service.objects.values import NOTHING_ELSE
from kalends.service.records import Calendar, Stored
from kalends.service.unit import Unit


@dataclass(frozen=True, slots=True)
class Skipped:
    """An object of a file that was not taken, where it began (a line of the file in a report), and why."""

    uid: str
    line: int
    reason: str
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """What of an object that was taken means something else than it says, or nothing: `flaw` tells line and reason."""

    uid: str
    flaw: Flaw


@dataclass(frozen=True, slots=True)
class Item:
    """An object of a file that can be stored."""

    new: ObjectText
    line: int
    warned: bool
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class Counts:
    """What became of objects."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    warned: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def __iadd__(self, other: "Counts") -> "Counts":
        self.added += other.added
        self.replaced += other.replaced
        self.unchanged += other.unchanged
        self.warned += other.warned
        self.skipped += other.skipped
        self.notes += other.notes
        return self


def found_in(stream: Stream) -> list[FileObject]:
    """The objects of a file. Fault INVALID for a file that holds no calendar at all."""
    if not stream.components:
        raise Fault(Kind.INVALID, "The file holds no calendar.", [Flaw("no-calendar", "The file holds no calendar.")])
    return list(objects_in(stream, in_file_zone=True))


MADE, TIMES = 50_000_000, 10
"""Octets of text that the objects of a file may become, and how often its own: each gets the zones that it uses."""
_TOO_MANY_ZONES = "The time zones of the file are too large to be stored with each of its objects."


class Intake:
    """Reads the objects of one file, some at a time. A UID that comes again is skipped; `skipped` says what was."""

    def __init__(self, stream: Stream, limits: Limits) -> None:
        self.skipped: list[Skipped] = []
        self._room = MADE + TIMES * len(stream.source or "")
        self._stream = stream
        self._limits = limits
        self._uids: set[str] = set()

    def items(self, batch: Iterable[FileObject]) -> list[Item]:
        """Those of the objects that can be stored."""
        items: list[Item] = []
        for found in batch:
            if self._room < 0:
                self.skipped.append(Skipped(found.uid, found.line, _TOO_MANY_ZONES))
                continue
            text = _text(found, self._stream)
            self._room -= len(text)
            try:
                new = validate(text, self._limits)
            except Fault as fault:
                self.skipped.append(_refused(found, fault))
                continue
            if new.uid in self._uids:
                self.skipped.append(Skipped(found.uid, found.line, "The file holds another object of this UID."))
                continue
            self._uids.add(new.uid)
            items.append(Item(new, found.line, found.mended or bool(new.flaws), _notes(found, new)))
        return items


def _refused(found: FileObject, fault: Fault) -> Skipped:
    """Why an object of a file cannot be stored. A place in the text that was made for it alone is in no file."""
    if found.whole or not (fault.flaws and fault.flaws[0].line):
        return Skipped(found.uid, found.line, fault.detail, fault.flaws)
    flaws = tuple(replace(flaw, line=0, column=0) for flaw in fault.flaws)
    return Skipped(found.uid, found.line, f"It is not valid: {flaws[0].message.rstrip('.')}.", flaws)


def _notes(found: FileObject, new: ObjectText) -> tuple[Note, ...]:
    """The notes on an object, with the lines of its file (unfolded)."""
    if not any(flaw.code in NOTES for flaw in new.flaws):
        return ()
    return tuple(Note(found.uid, flaw) for flaw in notes_on(CalendarObject(found.calendar)))


def _text(found: FileObject, stream: Stream) -> bytes:
    """The text of an object: the very text of a file that holds nothing else, and is not damaged."""
    if found.whole and len(stream.components) == 1 and stream.source is not None and not _is_damaged(stream):
        return octets_of(stream.source)
    return write(found.calendar)


def _is_damaged(stream: Stream) -> bool:
    return any(flaw.code in DAMAGE for flaw in stream.flaws)


def put_all(unit: Unit, calendar: Calendar, batch: Iterable[Item]) -> Counts:
    """Put some objects into a locked calendar; what it does not take is skipped."""
    counts = Counts()
    for item in batch:
        try:
            _put(unit, calendar, item, counts)
        except Fault as fault:
            if fault.kind is Kind.BUSY:
                raise
            counts.skipped.append(Skipped(item.new.uid, item.line, fault.detail, fault.flaws))
        else:
            counts.warned += item.warned
            counts.notes += item.notes
    return counts


def _put(unit: Unit, calendar: Calendar, item: Item, counts: Counts) -> None:
    old = next(iter(unit.transaction.objects.with_uid(item.new.uid, [calendar])), None)
    if old is None:
        # the calendar's own count is that from before the batch
        writes.add(unit, replace(calendar, size=calendar.size + counts.added), item.new, None, NOTHING_ELSE)
        counts.added += 1
    elif old.etag == item.new.etag and unit.rights.on_object(old) > Access.BUSY:
        counts.unchanged += 1
    else:
        _replace(unit, calendar, old, item.new)
        counts.replaced += 1


def _replace(unit: Unit, calendar: Calendar, old: Stored, new: ObjectText) -> None:
    """Put a text over another. Faults FORBIDDEN, EXISTS for what has terms against it; STALE."""
    writes.demand_put(unit.rights, calendar, old)
    if new.facts.sequence < old.facts.sequence:
        detail = f"The calendar has a newer revision (SEQUENCE {old.facts.sequence}, not {new.facts.sequence})."
        raise Fault(Kind.STALE, detail)
    writes.replace_text(unit, calendar, old, new, NOTHING_ELSE)

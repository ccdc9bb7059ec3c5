"""A file on its way in: its objects, each ready to be put into a calendar."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kalends.core.ics.source import octets_of
from kalends.core.ics.tree import Component, Property, Stream
from kalends.core.ics.write import write
from kalends.core.itip import MESSAGE_METHODS
from kalends.core.objects.files import FileObject, objects_in
from kalends.core.objects.object import CalendarObject
from kalends.core.objects.zones import short_definition
from kalends.errors import Fault, Flaw, Kind, Severity
from kalends.service.limits import Limits
from kalends.service.objects.text import DAMAGE, NOTES, ObjectText, notes_on, validate
from kalends.service.transfer.mark import digest_of, source_of


@dataclass(frozen=True, slots=True)
class Skipped:
    """An object of a file that was not taken, where it began (a line of the file in a report), and why."""

    uid: str
    line: int
    reason: str
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """What of an object that was taken means something else than it says, or nothing, under which other UID it is
    kept, and what a message did: `flaw` tells line and reason.
    """

    uid: str
    flaw: Flaw


@dataclass(frozen=True)
class Item:
    """An object of a file that can be stored, or (`new` None) a message about one."""

    uid: str
    line: int
    method: str
    object: CalendarObject
    new: ObjectText | None
    warned: bool
    notes: tuple[Note, ...] = ()

    @property
    def parts(self) -> Sequence[Component]:
        """The components."""
        return self.object.parts

    @property
    def kind(self) -> str:
        """The name of the components."""
        return self.object.kind

    @property
    def is_partial(self) -> bool:
        """Whether it says something about an object, and is not all of one: a message, or instances alone."""
        return self.new is None or self.method == "ADD" or not self.object.is_series

    @cached_property
    def digest(self) -> str:
        """A name of what it says."""
        return digest_of(self.object.text)

    @cached_property
    def source(self) -> str:
        """A name of what it says that about: the whole, or some instances."""
        return source_of(self.parts, self.method if self.new is None else "")


@dataclass(slots=True)
class Counts:
    """What became of objects; `octets` of text that messages have read and made."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    warned: int = 0
    octets: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def __iadd__(self, other: "Counts") -> "Counts":
        self.added += other.added
        self.replaced += other.replaced
        self.unchanged += other.unchanged
        self.warned += other.warned
        self.octets += other.octets
        self.skipped += other.skipped
        self.notes += other.notes
        return self


def found_in(stream: Stream) -> list[FileObject]:
    """The objects of a file. Fault INVALID for a file that holds no calendar at all."""
    if not stream.components:
        raise Fault(Kind.INVALID, "The file holds no calendar.", [Flaw("no-calendar", "The file holds no calendar.")])
    return list(objects_in(stream, in_file_zone=True))


MADE, TIMES = 4_000_000, 4
"""Octets of text that the objects of a file may become, and how often its own: each gets the zones that it uses."""
MADE_BY_MESSAGES = 8_000_000
"""The same of objects that the messages of a file are about, which each of them reads and writes."""
MESSAGES_OF_A_UID = 500
_TOO_MANY_ZONES = "The time zones of the file are too large to be stored with each of its objects."
_NO_ZONE = "the definition of a time zone cannot be understood, and is too long to be kept with each object"
_TOO_MANY_MESSAGES = f"The file has more than {MESSAGES_OF_A_UID} messages about this UID."


class Intake:
    """Reads the objects of one file, some at a time. `skipped` says what cannot be stored, `notes` what is kept in
    another way than it was written.
    """

    def __init__(self, stream: Stream, limits: Limits) -> None:
        self.skipped: list[Skipped] = []
        self.notes: list[Note] = []
        self.room_of_messages = MADE_BY_MESSAGES + TIMES * len(stream.source or "")
        self._room = MADE + TIMES * len(stream.source or "")
        self._stream = stream
        self._limits = limits
        self._numbers: Counter[str] = Counter()
        self._definitions: dict[int, tuple[Component, Component | None]] = {}

    def items(self, batch: Iterable[FileObject]) -> list[Item]:
        """Those of the objects that can be stored, and the messages."""
        items: list[Item] = []
        for found in batch:
            if self._room < 0:
                self.skipped.append(Skipped(found.uid, found.line, _TOO_MANY_ZONES))
                continue
            try:
                items.append(self._item(found))
            except Fault as fault:
                self.skipped.append(_refused(found, fault))
                continue
            for flaw in found.flaws:
                self._tell(found, flaw)
        return items

    def _item(self, found: FileObject) -> Item:
        if not found.whole:
            found = replace(found, calendar=self._with_short_definitions(found.calendar))
        self._numbers[found.uid] += 1
        if self._numbers[found.uid] > MESSAGES_OF_A_UID:
            raise Fault(Kind.TOO_LARGE, _TOO_MANY_MESSAGES)
        if found.method in MESSAGE_METHODS:
            alone = CalendarObject(found.calendar)
            self._room -= len(alone.text)
            return Item(found.uid, found.line, found.method, alone, None, warned=False)
        text = _text(found, self._stream)
        self._room -= len(text)
        new = validate(text, self._limits)
        warned = found.mended or bool(new.flaws)
        return Item(new.uid, found.line, found.method, new.object, new, warned, _notes(found, new))

    def _with_short_definitions(self, calendar: Component) -> Component:
        """The calendar of one object, with the zones as it keeps them."""
        items: list[Property | Component] = []
        for item in calendar.items:
            if not isinstance(item, Component) or item.name != "VTIMEZONE":
                items.append(item)
                continue
            if id(item) not in self._definitions:
                self._definitions[id(item)] = item, self._short(item)
            short = self._definitions[id(item)][1]
            if short is not None:
                items.append(short)
        return calendar.with_items(items)

    def _short(self, definition: Component) -> Component | None:
        short = short_definition(definition)
        if short is None:
            flaw = Flaw("left-out", _NO_ZONE, "VTIMEZONE", definition.number, rfc="RFC 5545 §3.6.5")
            self.notes.append(Note("", replace(flaw, severity=Severity.WARNING)))
        return short

    def _tell(self, found: FileObject, flaw: Flaw) -> None:
        if flaw.severity is Severity.ERROR:
            text = f"{flaw.message[:1].upper()}{flaw.message[1:]}."
            self.skipped.append(Skipped(found.uid, flaw.line, text, (flaw,)))
        else:
            self.notes.append(Note(found.origin, flaw))


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

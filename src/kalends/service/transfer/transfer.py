"""The verbs that move whole files: import and export.

An import goes object by object, a bounded number in each transaction, so that others can write meanwhile. What is
there already with the same text is passed over, so an import that was broken off is gone on with by doing it again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kalends.core.ics.lines import locate_all
from kalends.core.ics.read import read
from kalends.core.ics.source import readable_text
from kalends.core.objects import files
from kalends.errors import Fault, Flaw, Kind
from kalends.service.access import Access, Caller, Rights
from kalends.service.calendars.values import look_in
from kalends.service.limits import Limits, demand_below
from kalends.service.objects import seeing
from kalends.service.objects.seeing import demand_calendar
from kalends.service.objects.text import DAMAGE, NOTES
from kalends.service.ports import Store
from kalends.service.records import Stored
from kalends.service.transfer.arrival import put_all
from kalends.service.transfer.intake import Counts, Intake, Item, Note, Skipped, found_in
from kalends.service.unit import Unit, write
from kalends.service.unit import read as read_unit

BATCH = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: objects that are taken or skipped, of all in the file."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Report:
    """What an import came to. `warned` objects were taken although their texts deviate from the standards.

    `mended` tells what was damaged in the file (control characters, lines that are none), and left out or guessed;
    `notes` what of the objects that were taken is left out of their meaning, or counts otherwise than it
    says, and what a message did.
    """

    added: int
    replaced: int
    unchanged: int
    warned: int
    skipped: tuple[Skipped, ...]
    mended: tuple[Flaw, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def taken(self) -> int:
        """How many objects of the file are in the calendar now."""
        return self.added + self.replaced + self.unchanged


def _nobody(_: Progress) -> None:
    """Tell nobody."""


class Transfer:
    """Everything that moves files."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store = store
        self._limits = limits

    def take_in(
        self,
        me: Caller,
        calendar_id: int,
        source: str | bytes,
        *,
        told: Callable[[Progress], None] = _nobody,
        now: datetime,
    ) -> Report:
        """Put every object of a file into a calendar: any encoding that can be told, any number of UIDs.

        What becomes of an object whose UID is there already is told in `arrival`. What cannot be taken is skipped and
        reported. `told` is called after every batch. Faults: INVALID where the file is no
        iCalendar at all; TOO_LARGE; NOT_FOUND, FORBIDDEN for the calendar.
        """
        demand_below(len(source), self._limits.import_octets, "octets in the file")
        with read_unit(self._store, me, self._limits) as unit:
            demand_calendar(unit, calendar_id, Access.FULL)
        stream = read(source, lenient=True)
        objects, intake, counts = found_in(stream), Intake(stream, self._limits), Counts()
        for start in range(0, len(objects), BATCH):
            batch = objects[start : start + BATCH]
            room = intake.room_of_messages - counts.octets
            counts += self._put(me, calendar_id, intake.items(batch), now, room=room)
            told(Progress(start + len(batch), len(objects)))
        rest = _placed([*intake.skipped, *counts.skipped], source)
        mended = tuple(flaw for flaw in stream.flaws if flaw.code in DAMAGE)
        left_out = [Note("", flaw) for flaw in stream.flaws if flaw.code in NOTES]
        notes = _in_order([*left_out, *_located([*intake.notes, *counts.notes], source)])
        return Report(counts.added, counts.replaced, counts.unchanged, counts.warned, rest, mended, notes)

    def _put(self, me: Caller, calendar_id: int, batch: list[Item], now: datetime, *, room: int) -> Counts:
        def work(unit: Unit) -> Counts:
            calendar = unit.lock_calendar(calendar_id)
            unit.rights.demand_calendar(calendar, Access.FULL)
            return put_all(unit, calendar, batch, room=room)

        try:
            return write(self._store, me, self._limits, now, work)
        except Fault as fault:
            if fault.kind is not Kind.BUSY or len(batch) == 1:
                raise
        counts = Counts()
        for item in batch:  # many long texts that are there already may be too much for one transaction
            counts += self._put(me, calendar_id, [item], now, room=room - counts.octets)
        return counts

    def export(self, me: Caller, calendar_id: int) -> Iterator[str]:
        """A calendar as one VCALENDAR, in pieces, as it stands at one moment; what the caller sees as busy is so.

        The fault of a calendar that is not seen is raised at once, not with the first piece. A reading transaction is
        open until the last piece, or until the iterator is closed.
        """
        with read_unit(self._store, me, self._limits) as unit:
            demand_calendar(unit, calendar_id)
        return self._exported(me, calendar_id)

    def _exported(self, me: Caller, calendar_id: int) -> Iterator[str]:
        with read_unit(self._store, me, self._limits) as unit:
            calendar = demand_calendar(unit, calendar_id)
            look = look_in(calendar, unit.transaction.calendars.view(calendar, unit.by))
            yield files.calendar_head(look.title, look.description, calendar.look.time_zone)
            writer = files.CalendarWriter()
            for stored in unit.transaction.objects.walk(calendar):
                yield from _pieces(writer, unit.rights, stored)
            yield files.CALENDAR_END


def _placed(skipped: Sequence[Skipped], source: str | bytes) -> tuple[Skipped, ...]:
    """What was skipped, in the order of the file, with the lines that the file has, and not those after unfolding."""
    if not skipped:
        return ()
    places = locate_all(readable_text(source), [(each.line, 0) for each in skipped])
    found = [replace(each, line=line if each.line else 0) for each, (line, _) in zip(skipped, places, strict=True)]
    return tuple(sorted(found, key=lambda each: each.line))


def _located(notes: Sequence[Note], source: str | bytes) -> tuple[Note, ...]:
    """The notes with the lines that the file has."""
    places = locate_all(readable_text(source), [(note.flaw.line, 0) for note in notes]) if notes else []
    lines = (line if note.flaw.line else 0 for note, (line, _) in zip(notes, places, strict=True))
    return tuple(replace(note, flaw=replace(note.flaw, line=line)) for note, line in zip(notes, lines, strict=True))


def _in_order(notes: Iterable[Note]) -> tuple[Note, ...]:
    return tuple(sorted(notes, key=lambda note: note.flaw.line))


def _pieces(writer: files.CalendarWriter, rights: Rights, stored: Stored) -> Iterator[str]:
    """The pieces of one object, none of one that is not seen. A text that cannot be read is left out too."""
    access = rights.on_object(stored)
    if access is Access.NONE:
        return
    text = stored.text if access > Access.BUSY else seeing.as_busy(stored).text
    try:
        pieces = list(writer.add(text))
    except Fault:
        return
    yield from pieces

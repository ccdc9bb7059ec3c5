"""The verbs of whoever runs the server; they ask for no caller, since who has the data folder has everything."""

from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.metadata import version

from kalends.core.ics.check import check_object
from kalends.core.ics.read import read
from kalends.core.objects.object import CalendarObject
from kalends.errors import Fault, Kind
from kalends.service.objects.text import etag_of, facts_of
from kalends.service.ports import Store
from kalends.service.records import Calendar, Facts, Stored
from kalends.service.retry import retry_collisions
from kalends.service.upkeep.diagnosis import Complaint, Diagnosis
from kalends.service.upkeep.fit import miscounts, misfits, namesakes

PAGE = 200

_TZ_NOTE = "tzdata"


def _nobody(_: int) -> None:
    """Tell nobody."""


class Upkeep:
    """Everything that keeps a store sound."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def reindex(self, *, zoned: bool = False, told: Callable[[int], None] = _nobody) -> int:
        """Derive anew what objects are found by, of all or of those that depend on tz data; how many were otherwise.

        `told` is called with the number of objects that were looked at, now and then. Others may write meanwhile.
        """
        looked, changed = 0, 0
        for page in self._pages(zoned=zoned):
            looked += len(page)
            wrong = [stored for stored in page if _derived(stored) not in (None, stored.facts)]
            changed += sum(self._mend(stored.id) for stored in wrong)
            told(looked)
        self._note_tz_data()
        return changed

    def follow_tz_data(self) -> int | None:
        """Index anew what depends on tz data, if that changed since the last time; None where it did not."""
        with self._store.reading() as transaction:
            if transaction.notes.find(_TZ_NOTE) == version("tzdata"):
                return None
        return self.reindex(zoned=True)

    def renew(self, *, now: datetime) -> int:
        """Give every calendar a new generation, after a database was put back as it was before; how many.

        What clients have seen since is not there any more, and their sync tokens would hide that.
        """
        return sum(self._renew(owner_id, now) for owner_id in self._owners())

    @retry_collisions
    def _renew(self, owner_id: int, now: datetime) -> int:
        with self._store.writing() as transaction:
            owned = transaction.calendars.owned(owner_id)
            calendars = transaction.calendars.lock([each.id for each in owned]) if owned else ()
            for calendar in calendars:
                transaction.calendars.renew(calendar, now=now)
            return len(calendars)

    def examine(self, *, mend: bool = True, told: Callable[[int], None] = _nobody) -> Diagnosis:
        """Look at everything that is kept: the database's own files, every calendar, every object and its index.

        What can be derived anew is, if it is to be mended; the rest is told.
        """
        complaints = [Complaint("damage", message) for message in self._store.damages()]
        complaints += self.namesakes()
        calendars, objects = 0, 0
        for calendar in self._calendars():
            calendars += 1
            complaints += miscounts(self._store, calendar, mend=mend)
        for page in self._pages():
            objects += len(page)
            complaints += [each for stored in page for each in self._of_object(stored, mend=mend)]
            told(objects)
        complaints += misfits(self._store, mend=mend)
        return Diagnosis(calendars, objects, tuple(complaints))

    def namesakes(self) -> tuple[Complaint, ...]:
        """Accounts that a login cannot tell apart, a complaint for each address."""
        return tuple(namesakes(self._store))

    def _pages(self, *, zoned: bool = False) -> Iterator[tuple[Stored, ...]]:
        for calendar in self._calendars():
            after = ""
            while page := self._page(calendar, after, zoned=zoned):
                yield page
                after = page[-1].href

    def _page(self, calendar: Calendar, after: str, *, zoned: bool) -> tuple[Stored, ...]:
        with self._store.reading() as transaction:
            return transaction.objects.page(calendar, after=after, limit=PAGE, zoned=zoned)

    def _calendars(self) -> Iterator[Calendar]:
        for owner_id in self._owners():
            with self._store.reading() as transaction:
                owned = transaction.calendars.owned(owner_id)
            yield from owned

    def _owners(self) -> tuple[int, ...]:
        with self._store.reading() as transaction:
            return tuple(account.id for account in transaction.accounts.all())

    @retry_collisions
    def _mend(self, object_id: int) -> bool:
        """Store the facts of an object anew, whatever it is by now; whether they were otherwise."""
        with self._store.writing() as transaction:
            found = transaction.objects.some([object_id])
            if not found:
                return False
            transaction.calendars.lock([found[0].calendar_id])
            stored = transaction.objects.some([object_id])
            facts = _derived(stored[0]) if stored else None
            if facts is None or facts == stored[0].facts:
                return False
            transaction.objects.reindex(stored[0], facts)
            return True

    def _note_tz_data(self) -> None:
        with self._store.writing() as transaction:
            transaction.notes.put(_TZ_NOTE, version("tzdata"))

    def _of_object(self, stored: Stored, *, mend: bool) -> Iterator[Complaint]:
        """What is wrong with one object."""
        place = (stored.calendar_id, stored.id)
        facts = _derived(stored)
        if facts is None:
            yield Complaint("unreadable", "The text of an object cannot be read.", *place)
            return
        if _etag(stored) != stored.etag:
            yield Complaint("etag", "The ETag of an object is not that of its text.", *place)
        if check_object(read(stored.text, lenient=True)):
            yield Complaint("object", "A text is not one calendar object (RFC 4791 §4.1).", *place)
        if facts != stored.facts:
            yield self._of_index(stored, mend=mend)

    def _of_index(self, stored: Stored, *, mend: bool) -> Complaint:
        message = "The index of an object is not what its text says."
        try:
            mended = mend and self._mend(stored.id)
        except Fault as fault:
            if fault.kind is not Kind.EXISTS:
                raise
            message, mended = f"{message} {fault.detail}", False
        return Complaint("index", message, stored.calendar_id, stored.id, mended)


def _etag(stored: Stored) -> str:
    """The ETag of what is stored; "" where its octets cannot be told."""
    try:
        return etag_of(stored.octets)
    except ValueError:
        return ""


def _derived(stored: Stored) -> Facts | None:
    """What the text of an object says; None where it says nothing."""
    try:
        stream = read(stored.text, lenient=True)
        return facts_of(CalendarObject(stream.components[0])) if stream.components else None
    except (Fault, ValueError):
        return None

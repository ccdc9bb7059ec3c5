"""What the verbs ask about calendar objects, their changes and their history."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from kalends.service.records import (
    Calendar,
    Change,
    Entry,
    Event,
    Facts,
    ObjectDraft,
    ObjectKind,
    Orphan,
    Properties,
    Stored,
    Version,
)


class TextTooLong(Exception):  # noqa: N818 — an event, named as one
    """The texts of a window have more octets than may be read: of each object the first moment and the octets."""

    def __init__(self, sizes: Sequence[tuple[int, int]]) -> None:
        super().__init__("more text than may be read")
        self.sizes = sizes


class ObjectBatch(NamedTuple):
    """The next objects of an order: as many as were asked for, or fewer where their texts are long (at least one).

    `more`: others may follow.
    """

    objects: tuple[Stored, ...]
    more: bool


class Objects(Protocol):
    """The calendar objects.

    Whoever writes has locked the calendar (`Calendars.lock`) before. Each write appends an event, whose cursor is the
    calendar's counter from then on; the `Calendar` values that the caller holds are not changed by that. `by` is
    the account that wants it; None is the server itself.
    """

    def add(
        self, calendar: Calendar, draft: ObjectDraft, *, by: int | None, now: datetime, object_id: int | None = None
    ) -> Stored:
        """Keep a new object. With an `object_id` it is one that was removed and comes back under its old id.

        Fault EXISTS where the calendar has that href, or (precondition `no-uid-conflict`, RFC 4791 §5.3.2.1) that UID.
        """

    def put(self, stored: Stored, draft: ObjectDraft, *, by: int | None, now: datetime) -> Stored:
        """Store an object anew in its calendar, under the draft's href; the old version goes into the history.

        Faults NOT_FOUND; EXISTS as in `add`.
        """

    def amend(self, stored: Stored, draft: ObjectDraft, *, by: int | None, now: datetime) -> Stored:
        """Store author, policy, number of properties and modification anew: no version, but a change for the sync.

        Fault NOT_FOUND.
        """

    def reindex(self, stored: Stored, facts: Facts) -> None:
        """Store the facts of an object anew: no version, no change. Faults NOT_FOUND; EXISTS for the UID."""

    def move(self, stored: Stored, calendar: Calendar, href: str, *, by: int | None, now: datetime) -> Stored:
        """Put an object into another calendar under the same id, with its grants, hidden marks and alerts.

        Both calendars get a change. Faults NOT_FOUND; EXISTS as in `add`.
        """

    def remove(self, stored: Stored, *, by: int | None, now: datetime) -> None:
        """Remove an object, its grants and alerts; its last version goes into the history. Fault NOT_FOUND."""

    def find(self, object_id: int) -> Stored:
        """The object of an id. Fault NOT_FOUND."""

    def some(self, ids: Collection[int]) -> tuple[Stored, ...]:
        """The objects of these ids, in the order of the ids; those that are not there are left out."""

    def at(self, calendar: Calendar, href: str) -> Stored:
        """The object of an href in a calendar. Fault NOT_FOUND."""

    def at_some(self, calendar: Calendar, hrefs: Collection[str]) -> tuple[Stored, ...]:
        """The objects of these hrefs, in the order of the hrefs; those that are not there are left out."""

    def of_uid(self, calendar: Calendar, uid: str) -> Stored:
        """The object of a UID in a calendar. Fault NOT_FOUND."""

    def with_uid(self, uid: str, calendars: Collection[Calendar]) -> tuple[Stored, ...]:
        """The objects of a UID in these calendars, in the order of the ids."""

    def of_uid_reached(self, uid: str, account_id: int) -> tuple[Stored, ...]:
        """The objects of a UID in all calendars of an account, and those that any grant lets it reach.

        Each once, in the order of the ids.
        """

    def window(
        self,
        calendars: Collection[Calendar],
        start: int,
        end: int,
        kinds: Collection[ObjectKind] = (),
        *,
        most: int | None = None,
    ) -> Iterator[Stored]:
        """Every object whose span touches [start, end), in no order; times as in `Span`.

        No kinds are all kinds. One question where the answer is small; never all of a large one in memory. Raises
        `TextTooLong` where their texts have more than `most` octets, before it has read a long one.
        """

    def starting(
        self, calendars: Collection[Calendar], kind: ObjectKind, after: tuple[int, int], end: int, *, limit: int
    ) -> "ObjectBatch":
        """The next objects of a kind by (first moment, id), after such a pair and before a moment; as in `Span`."""

    def newest(
        self,
        calendars: Collection[Calendar],
        kind: ObjectKind,
        window: tuple[int, int],
        *,
        by: str,
        until: tuple[int, int] | None,
        limit: int,
    ) -> "ObjectBatch":
        """The objects of a kind whose span touches a window, by (moment, id), the greatest first.

        `by` is "created" or "modified"; `until` is the pair to begin with, in microseconds since 1970.
        """

    def search(
        self, calendars: Collection[Calendar], words: Collection[str], *, before_id: int | None = None, limit: int
    ) -> tuple[Stored, ...]:
        """Objects that hold, for each of these folded words, a word that begins with it; the newest id first.

        The next page is asked for with `before_id`: the last id of this one. No words find nothing.
        Fault TOO_LARGE for more than 50 words.
        """

    def entries(self, calendar: Calendar, *, after: str = "", limit: int | None = None) -> tuple[Entry, ...]:
        """The list of hrefs and etags, in the order of the hrefs (by code point), after an href."""

    def closed(self, calendar: Calendar) -> tuple[Stored, ...]:
        """The objects of a calendar that are closed to those who have it, in the order of the ids."""

    def walk(self, calendar: Calendar) -> Iterator[Stored]:
        """Every object of a calendar, in the order of the hrefs; never all in memory."""

    def page(self, calendar: Calendar, *, after: str, limit: int, zoned: bool = False) -> tuple[Stored, ...]:
        """The next objects of a calendar after an href, in the order of the hrefs; `zoned`: those alone."""


class ObjectProperties(Protocol):
    """What protocols keep beside the text of an object, or beside a calendar.

    An object takes its properties along, and each version keeps those that it had. Calendars, objects and versions
    say how many they have, so whoever has none is not asked for.
    """

    def of_calendars(self, calendars: Collection[Calendar]) -> dict[int, Properties]:
        """The properties of these calendars, by their ids; a calendar that has none is left out."""

    def of_objects(self, stored: Collection[Stored]) -> dict[int, Properties]:
        """The properties of these objects, by their ids; an object that has none is left out."""

    def of_version(self, version: Version) -> Properties:
        """The properties of a former version."""

    def put_calendar(self, calendar: Calendar, properties: Properties) -> Calendar:
        """Let exactly these be the properties of a calendar."""

    def put_object(self, stored: Stored, properties: Properties) -> Stored:
        """Let exactly these be the properties of an object; the number is stored by `Objects.amend`."""

    def mark_of(self, stored: Stored) -> str:
        """What the last import left beside an object, "" where none did.

        It is none of the object's properties: nobody is shown it, and no version keeps it.
        """

    def put_marks(self, marks: Sequence[tuple[Stored, str]]) -> None:
        """Store what an import leaves beside objects, each once."""


class Events(Protocol):
    """What happened in the calendars of each account, in one order, kept for a while.

    Whoever reads up to an event misses none before it: they are committed in the order of their cursors.
    """

    def cursor(self, owner_id: int) -> int:
        """The cursor of an account's last event; 0 before the first."""

    def since(self, owner_id: int, cursor: int, *, limit: int) -> tuple[Event, ...]:
        """The events of an account after a cursor, in their order.

        Fault GONE where some of them were forgotten, or the cursor is none that the account had.
        """

    def changes(self, calendar: Calendar, counter: int, *, limit: int) -> tuple[Change, ...]:
        """For every href of a calendar the last change after a counter, in the order of the counters.

        A client that has a part of them goes on with the counter of the last one.
        """

    def purgeable(self, *, before: datetime, limit: int) -> tuple[int, ...]:
        """The accounts whose first event is from before a moment, no more than `limit`."""

    def purge(self, owner_id: int, *, before: datetime, at_most: int) -> int:
        """Forget an account's events from before a moment, the oldest first; how many.

        Raises `swept` of the calendars that objects had left.
        """


class History(Protocol):
    """The versions that are no longer the present ones."""

    def of(self, object_id: int) -> tuple[Version, ...]:
        """The former versions of an object, the newest first."""

    def of_uid(self, owner_id: int, calendar_id: int, uid: str) -> tuple[Version, ...]:
        """The former versions of all objects that had a UID in a calendar, the latest ending first."""

    def find(self, object_id: int, version: int) -> Version:
        """One former version. Fault NOT_FOUND."""

    def removed(self, owner_id: int, calendar_id: int, *, limit: int) -> tuple[Version, ...]:
        """The last versions of objects that left a calendar, the latest first: deleted, and nowhere now, or moved.

        The calendar may be gone too.
        """

    def every_removed(self, owner_id: int, calendar_id: int) -> tuple[tuple[int, int], ...]:
        """Object and version of all of these, in that order, however many there are."""

    def purgeable(self, *, before: datetime, limit: int) -> tuple[int, ...]:
        """The accounts that own versions which ended before a moment, no more than `limit`."""

    def purge(self, owner_id: int, *, before: datetime, at_most: int) -> int:
        """Forget an owner's versions that ended before a moment, the oldest first, no more than `at_most`; how many."""

    def forget(self, owner_id: int, *, before: datetime, at_most: int) -> None:
        """The same for whoever does not ask how many, and need not wait for it."""


class Orphans(Protocol):
    """What does not fit together between the tables; no verb makes any of it."""

    def of(self, owner_id: int, *, limit: int) -> tuple[Orphan, ...]:
        """What an owner has that belongs to objects, accounts or groups that are not there, and objects without their
        words; no more than `limit` of each sort."""

    def repair(self, owner_id: int, remain: Orphan) -> None:
        """Remove what is left over, or write the words anew; what fits by now stays. The calendar is locked."""

    def recount(self, calendar: Calendar) -> None:
        """Store size and counter of a locked calendar as its objects and removals say."""

"""The verbs that look into calendars; each is one transaction, and none changes anything."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime

from kalends.core.match.freebusy import Period
from kalends.core.objects.words import asked_words
from kalends.service.access import Caller, Rights
from kalends.service.limits import Limits
from kalends.service.objects import seeing
from kalends.service.objects.desk import reading, seen_calendar, stored_of
from kalends.service.objects.values import Seen
from kalends.service.ports import Store, Transaction
from kalends.service.query import finding, listing, matching
from kalends.service.query.values import EVENTS, Agenda, Asked, Days, Listed, Listing, Occurrences, Page
from kalends.service.records import ObjectKind

MOST_FOUND = 1_000
"""Objects on one page of a search."""
EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)


class Query:
    """Everything that is asked of calendars. Calendars that are named and not seen are Fault NOT_FOUND.

    Fault `TooWide` (TOO_LARGE) where what is in a window has more text than `Limits.read_octets`.
    """

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store = store
        self._limits = limits

    def _gathered(self, transaction: Transaction, rights: Rights, asked: Asked) -> finding.Found:
        return finding.gathered(transaction, rights, asked, octets=self._limits.read_octets)

    def occurrences(self, me: Caller, asked: Asked, *, limit: int | None = None) -> Occurrences:
        """The instances in a window. Fault TOO_LARGE where it holds more than `Limits.occurrences`."""
        with reading(self._store, me) as (transaction, rights):
            found = self._gathered(transaction, rights, asked)
        return finding.occurrences(found, limit=limit, most=self._limits.occurrences)

    def agenda(self, me: Caller, asked: Asked) -> Agenda:
        """What `occurrences` and `todos` say of a window, whatever kinds it is asked for: by one question."""
        with reading(self._store, me) as (transaction, rights):
            found = self._gathered(transaction, rights, replace(asked, kinds=(ObjectKind.EVENT, ObjectKind.TODO)))
        events = finding.occurrences(found.of_kinds(EVENTS), limit=None, most=self._limits.occurrences)
        return Agenda(events, finding.touching(found.of_kinds((ObjectKind.TODO,))))

    def beginning(
        self, me: Caller, of: int | Seen, *, until: Callable[[datetime], datetime], limit: int
    ) -> Occurrences:
        """The first instances of one object, and to before what `until` makes of the start of the first.

        It is named by its id, or given as the caller saw it a moment ago. Nothing is counted for the first one: a
        series may go on for ever. Fault NOT_FOUND.
        """
        with reading(self._store, me) as (transaction, rights):
            seen = of if isinstance(of, Seen) else seeing.seen_one(transaction, rights, stored_of(transaction, of))
            zone = finding.zone_of_object(transaction, rights, seen.stored)
        return finding.beginning(seen, zone, until, limit=limit, most=self._limits.occurrences)

    def listing(self, me: Caller, listed: Listed) -> Listing:
        """A part of the events in a window, by keyset: each is in one part, while others write.

        Fault INVALID for the window, and where more than `Limits.occurrences` would have to be passed by counting.
        """
        with reading(self._store, me) as (transaction, rights):
            return listing.listing(transaction, rights, listed, limits=self._limits)

    def of_object(
        self, me: Caller, object_id: int, *, start: datetime | None = None, end: datetime | None = None, limit: int
    ) -> Occurrences:
        """The first instances of one object, in a window or from its beginning; `total` counts to the limits only."""
        window = matching.window_of(start, end)
        with reading(self._store, me) as (transaction, rights):
            stored = stored_of(transaction, object_id)
            seen = seeing.seen_one(transaction, rights, stored)
            zone = finding.zone_of_object(transaction, rights, stored)
        return finding.of_one(seen, window, zone, limit=limit, most=self._limits.occurrences)

    def objects(
        self,
        me: Caller,
        calendar_id: int,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
        kinds: Collection[ObjectKind] = (),
    ) -> tuple[Seen, ...]:
        """The objects of a calendar that have an instance in a window (RFC 4791 §9.9), in the order of the ids."""
        window = matching.window_of(start, end)
        with reading(self._store, me) as (transaction, rights):
            seen_calendar(transaction, rights, calendar_id)
            field = matching.field_of(transaction, rights, Asked(EARLIEST, LATEST, (calendar_id,)))
            stored = matching.stored_in(transaction, field, window, kinds, most=self._limits.read_octets)
            seen = matching.seen_in(transaction, rights, stored)
        zone, price = field.zones[calendar_id], matching.Price()
        found = (each for each in seen if matching.touches(each, window, zone, price))
        return tuple(sorted(found, key=lambda each: each.id))

    def todos(self, me: Caller, asked: Asked) -> tuple[Seen, ...]:
        """The to-dos that fall into a window, those without any date among them (RFC 4791 §9.9)."""
        with reading(self._store, me) as (transaction, rights):
            found = self._gathered(transaction, rights, replace(asked, kinds=(ObjectKind.TODO,)))
        return finding.touching(found)

    def days(self, me: Caller, asked: Asked) -> Days:
        """The days, in the caller's zone or the one asked for, in which there is something."""
        asked = replace(asked, time_zone=asked.time_zone or me.time_zone)
        with reading(self._store, me) as (transaction, rights):
            found = self._gathered(transaction, rights, asked)
        return finding.days(found, matching.zone_of(asked.time_zone), most=self._limits.occurrences)

    def free_busy(self, me: Caller, asked: Asked) -> tuple[Period, ...]:
        """When somebody who keeps these calendars is busy in the window: merged, in order (RFC 4791 §7.10)."""
        asked = replace(asked, kinds=(ObjectKind.EVENT, ObjectKind.FREE_BUSY))
        with reading(self._store, me) as (transaction, rights):
            found = self._gathered(transaction, rights, asked)
        return finding.busy(found, most=self._limits.occurrences)

    def search(
        self,
        me: Caller,
        text: str,
        *,
        calendar_ids: tuple[int, ...] | None = None,
        before_id: int | None = None,
        limit: int = 50,
    ) -> Page:
        """The objects that hold words which begin as these do, accents and case aside; the newest first.

        What the caller sees as busy is not found by words that he does not see.
        """
        hunt = finding.Hunt(asked_words(text), calendar_ids, before_id, max(1, min(limit, MOST_FOUND)))
        with reading(self._store, me) as (transaction, rights):
            return finding.search(transaction, rights, hunt)

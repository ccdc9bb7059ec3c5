"""What the verbs ask about calendars, about rights on them, and about how each person sees them."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from kalends.service.records import Calendar, CalendarDraft, Grant, HeldGrant, Holder, Stored, View


class Calendars(Protocol):
    """The calendars."""

    def add(self, draft: CalendarDraft, *, now: datetime) -> Calendar:
        """Keep a new, empty calendar; its generation was never one of a calendar of that name.

        Fault EXISTS where the owner has a calendar of that name, or has a default one and this is to be one too.
        """

    def find(self, calendar_id: int) -> Calendar:
        """The calendar of an id. Fault NOT_FOUND."""

    def named(self, owner_id: int, name: str) -> Calendar:
        """The calendar of a name among those of an owner. Fault NOT_FOUND."""

    def some(self, ids: Collection[int]) -> tuple[Calendar, ...]:
        """The calendars of these ids, in the order of the ids; those that are not there are left out."""

    def lock(self, ids: Collection[int], *, subject: str = "") -> tuple[Calendar, ...]:
        """As `some`, and no other transaction changes these calendars or what is in them before this one ends.

        With a subject, its lock is taken first, as by `Transaction.lock_named`.

        To be called before reading what a write depends on; once in a transaction, with all calendars that it needs:
        a second call may end in a dead lock, which is a `Collision`.
        """

    def owned(self, owner_id: int) -> tuple[Calendar, ...]:
        """The calendars of an owner, in the order of the ids."""

    def put(self, calendar: Calendar) -> None:
        """Store look, kinds and default of a calendar anew; the rest stays.

        Faults NOT_FOUND; EXISTS where it is to be the default one and the owner has another.
        """

    def remove(self, calendar: Calendar, *, by: int | None, now: datetime) -> None:
        """Remove a calendar and all that is in it, each object as `Objects.remove` does. Fault NOT_FOUND."""

    def renew(self, calendar: Calendar, *, now: datetime) -> None:
        """Give a calendar a generation that it never had. Fault NOT_FOUND."""

    def view(self, calendar: Calendar, account_id: int) -> View:
        """How a person sees a calendar; a view that says nothing where none was stored."""

    def views(self, account_id: int) -> tuple[View, ...]:
        """Every view that a person has stored, in the order of the calendars."""

    def put_view(self, calendar: Calendar, view: View) -> None:
        """Store a view in the place of the one before. Fault NOT_FOUND where there is no such calendar or account."""


class Grants(Protocol):
    """Rights on calendars and on single objects; every change raises the calendar's access epoch.

    Lists of grants are in the order: accounts, groups, everyone; within a kind by id.
    """

    def of_calendar(self, calendar: Calendar) -> tuple[Grant, ...]:
        """The grants on a calendar itself."""

    def of_calendars(self, calendars: Collection[Calendar]) -> dict[int, tuple[Grant, ...]]:
        """The grants on each of these calendars, by its id; a calendar that has none is left out."""

    def of_object(self, stored: Stored) -> tuple[Grant, ...]:
        """The grants on one object."""

    def of_objects(self, objects: Collection[Stored]) -> dict[int, tuple[Grant, ...]]:
        """The grants on each of these objects, by its id; an object that has none is left out."""

    def held(self, account_id: int) -> tuple[HeldGrant, ...]:
        """Every grant that reaches a person, directly, by a group or by everyone; in the order of the calendars.

        The person's own calendars come with no grant, and are not among them unless somebody granted them.
        """

    def put_calendar(self, calendar: Calendar, grants: Collection[Grant]) -> None:
        """Let exactly these be the grants on a calendar, each holder once. Fault NOT_FOUND for an absent holder."""

    def put_object(self, stored: Stored, grants: Collection[Grant]) -> None:
        """Let exactly these be the grants on an object, each holder once. Fault NOT_FOUND for an absent holder."""

    def hide(self, stored: Stored, account_id: int) -> None:
        """Note that a person does not want to see a shared object. Noting it twice does no harm."""

    def show(self, stored: Stored, account_id: int) -> None:
        """Forget such a note."""

    def hidden(self, account_id: int) -> frozenset[int]:
        """The ids of the objects that a person does not want to see."""


class Holders(Protocol):
    """Whoever holds rights in the calendars of several owners; what concerns them all is done owner by owner."""

    def owners(self, holder: Holder) -> tuple[int, ...]:
        """The accounts in whose calendars a holder has grants, views or alerts, or had them; in the order of the ids.

        An account may be among its own.
        """

    def renew(self, owner_id: int, holder: Holder) -> None:
        """Raise the access epochs of the owner's calendars on which, or on an object of which, a holder has a grant."""

    def remove(self, owner_id: int, holder: Holder) -> None:
        """Remove grants, views and alerts of a holder from the calendars of an owner; raises their access epochs."""


class Alerts(Protocol):
    """When each person wants to be reminded of an object; every change raises the calendar's access epoch."""

    def put(self, stored: Stored, account_id: int, minutes: int | None) -> None:
        """Store a person's own alert: minutes before the start, or `NO_ALERT`; None forgets it."""

    def of(self, account_id: int, objects: Collection[Stored]) -> dict[int, int]:
        """A person's own alerts on these objects, by their ids, where there are any."""

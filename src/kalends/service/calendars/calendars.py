"""The verbs about calendars; each is one transaction."""

from collections.abc import Callable, Collection
from datetime import datetime

from kalends.errors import Fault, Kind
from kalends.service import randomness
from kalends.service.access import Access, Caller
from kalends.service.again import again
from kalends.service.calendars import seeing, steps
from kalends.service.calendars.fields import demand_name
from kalends.service.calendars.values import CalendarChange, NewCalendar, SeenCalendar, ViewChange
from kalends.service.limits import Limits
from kalends.service.objects.desk import Desk, reading, seen_calendar, writing
from kalends.service.objects.seeing import reach_of
from kalends.service.objects.values import ALWAYS, Conditions
from kalends.service.ports import Store
from kalends.service.records import Account, Calendar, Grant, Holder, HolderKind, Level, Look
from kalends.service.sharing import Shared, demand_fit, shared_of

DEFAULT_TITLE = "My calendar"
DEFAULT_NAME = "calendar"
DEFAULT_ALERT = 15


class Calendars:
    """Everything that is done with whole calendars. Foreign ones are NOT_FOUND; FORBIDDEN where they may be seen."""

    def __init__(self, store: Store, *, limits: Limits) -> None:
        self._store = store
        self._limits = limits

    @again
    def create(self, me: Caller, new: NewCalendar, *, view: ViewChange | None = None, now: datetime) -> SeenCalendar:
        """Make a calendar of the caller's own. Faults INVALID with every flaw; EXISTS for the name; TOO_LARGE.

        `view` is how the caller alone sees it.
        """
        steps.demand_sound(new.look)
        name = demand_name(randomness.new_guid() if new.name is None else new.name)
        with writing(self._store, me, self._limits, now) as desk:
            calendar = steps.add(desk, new, name, default=False)
            if view is not None:
                steps.put_view(desk, calendar, view)
            return seeing.seen_calendar(desk.transaction, desk.rights, calendar)

    @again
    def default(self, me: Caller, *, now: datetime) -> SeenCalendar:
        """The caller's default calendar, which is made when it is first needed."""
        with reading(self._store, me) as (transaction, rights):
            own = [each for each in transaction.calendars.owned(me.account_id) if each.default]
            if own:
                return seeing.seen_calendar(transaction, rights, own[0])
        with writing(self._store, me, self._limits, now) as desk:
            desk.transaction.alone(steps.calendars_of(me.account_id))
            calendar = self._default(desk)
            return seeing.seen_calendar(desk.transaction, desk.rights, calendar)

    def get(self, me: Caller, calendar_id: int) -> SeenCalendar:
        """The calendar of an id. Fault NOT_FOUND."""
        with reading(self._store, me) as (transaction, rights):
            return seeing.seen_calendar(transaction, rights, seen_calendar(transaction, rights, calendar_id))

    def some(self, me: Caller, calendar_ids: Collection[int]) -> tuple[SeenCalendar, ...]:
        """Those of the calendars of these ids that the caller sees, in the order of the ids."""
        with reading(self._store, me) as (transaction, rights):
            return seeing.seen_calendars(transaction, rights, transaction.calendars.some(calendar_ids))

    def looks(self, me: Caller, calendar_ids: Collection[int]) -> dict[int, Look]:
        """How those of these calendars that the caller sees look to him, by their ids."""
        with reading(self._store, me) as (transaction, rights):
            seen = [each for each in transaction.calendars.some(calendar_ids) if rights.on_calendar(each)]
            views = {view.calendar_id: view for view in transaction.calendars.views(me.account_id)} if seen else {}
            return {each.id: seeing.look_in(each, views[each.id]) if each.id in views else each.look for each in seen}

    def access(self, me: Caller, calendar_id: int) -> Access:
        """What the caller may do with a calendar. Fault NOT_FOUND."""
        with reading(self._store, me) as (transaction, rights):
            return rights.on_calendar(seen_calendar(transaction, rights, calendar_id))

    def named(self, me: Caller, owner_id: int, name: str) -> SeenCalendar:
        """The calendar of a name among those of an owner. Fault NOT_FOUND."""
        with reading(self._store, me) as (transaction, rights):
            for calendar in transaction.calendars.owned(owner_id):
                if calendar.name == name:
                    return seeing.seen_calendar(transaction, rights, calendar)
        raise Fault(Kind.NOT_FOUND, "There is no such calendar.")

    def list(self, me: Caller) -> tuple[SeenCalendar, ...]:
        """The caller's own calendars, then those that were shared with the caller, each in the order of the ids."""
        with reading(self._store, me) as (transaction, rights):
            return seeing.seen_calendars(transaction, rights, reach_of(transaction, rights))

    def of(self, me: Caller, owner_id: int) -> tuple[SeenCalendar, ...]:
        """The calendars of one owner that the caller sees; an administrator sees that they are there."""
        with reading(self._store, me) as (transaction, rights):
            owned = transaction.calendars.owned(owner_id)
            return seeing.seen_calendars(transaction, rights, owned, all_of_them=rights.manages)

    @again
    def change(
        self,
        me: Caller,
        calendar_id: int,
        change: CalendarChange,
        *,
        view: ViewChange | None = None,
        conditions: Conditions = ALWAYS,
        now: datetime,
    ) -> SeenCalendar:
        """Change a calendar for everybody, and (`view`) how the caller alone sees it. Needs FULL.

        Faults INVALID, NOT_FOUND, FORBIDDEN, STALE. Who takes the right away from himself by it is still answered.
        """
        steps.demand_sound(change)
        with writing(self._store, me, self._limits, now) as desk:
            calendar = desk.calendar(calendar_id)
            desk.rights.demand_calendar(calendar, Access.FULL)
            steps.demand_conditions(desk, conditions, calendar)
            calendar = steps.change(desk, calendar, change)
            if view is not None:
                steps.put_view(desk, calendar, view)
            return seeing.seen_after(desk.transaction, desk.rights, calendar)

    @again
    def view(
        self, me: Caller, calendar_id: int, change: ViewChange, *, conditions: Conditions = ALWAYS, now: datetime
    ) -> SeenCalendar:
        """Change how the caller alone sees a calendar. Faults INVALID, NOT_FOUND, STALE."""
        steps.demand_sound(change)
        with writing(self._store, me, self._limits, now) as desk:
            calendar = desk.calendar(calendar_id)
            desk.rights.demand_calendar(calendar, Access.BUSY)
            steps.demand_conditions(desk, conditions, calendar)
            steps.put_view(desk, calendar, change)
            return seeing.seen_calendar(desk.transaction, desk.rights, calendar)

    @again
    def set_default(self, me: Caller, calendar_id: int, *, now: datetime) -> SeenCalendar:
        """Make a calendar of the caller's own the default one, in the place of the one before."""
        with writing(self._store, me, self._limits, now) as desk:
            desk.transaction.alone(steps.calendars_of(me.account_id))
            owned = desk.transaction.calendars.owned(me.account_id)
            locked = desk.transaction.calendars.lock({calendar_id, *(each.id for each in owned)})
            calendar = steps.one_of(locked, calendar_id)
            desk.rights.demand_calendar(calendar, Access.OWNER)
            calendar = steps.make_default(desk, calendar, locked)
            return seeing.seen_calendar(desk.transaction, desk.rights, calendar)

    def share(self, me: Caller, calendar_id: int, grants: Collection[Grant], *, now: datetime) -> tuple[Shared, ...]:
        """Let exactly these have the calendar. Needs FULL, or an administrator. Fault NOT_FOUND for a holder."""
        return self._share(me, calendar_id, lambda _: tuple(grants), now)

    def grant(self, me: Caller, calendar_id: int, grant: Grant, *, now: datetime) -> tuple[Shared, ...]:
        """Let one more have the calendar, or have it otherwise than before."""

        def with_it(old: tuple[Grant, ...]) -> tuple[Grant, ...]:
            return (*(each for each in old if each.holder != grant.holder), grant)

        return self._share(me, calendar_id, with_it, now)

    def invite(
        self, me: Caller, calendar_id: int, account_ids: Collection[int], *, now: datetime
    ) -> tuple[Shared, ...]:
        """Let these people have all of the calendar, beside those who have it. Fault NOT_FOUND for an account."""
        invited = [Grant(Holder(HolderKind.ACCOUNT, each), Level.FULL) for each in dict.fromkeys(account_ids)]
        holders = {each.holder for each in invited}

        def with_them(old: tuple[Grant, ...]) -> tuple[Grant, ...]:
            return (*(each for each in old if each.holder not in holders), *invited)

        return self._share(me, calendar_id, with_them, now)

    def revoke(self, me: Caller, calendar_id: int, holder: Holder, *, now: datetime) -> tuple[Shared, ...]:
        """Let one less have the calendar. Everybody may revoke what he was given himself."""
        own = holder == Holder(HolderKind.ACCOUNT, me.account_id)

        def without(old: tuple[Grant, ...]) -> tuple[Grant, ...]:
            return tuple(each for each in old if each.holder != holder)

        return self._share(me, calendar_id, without, now, least=Access.BUSY if own else Access.FULL)

    def shared(self, me: Caller, calendar_id: int) -> tuple[Shared, ...]:
        """Whom a calendar was given. Needs READ, or an administrator."""
        with reading(self._store, me) as (transaction, rights):
            found = transaction.calendars.some([calendar_id])
            if not found:
                raise Fault(Kind.NOT_FOUND, "There is no such calendar.")
            rights.demand_calendar(found[0], Access.READ, manage=True)
            return shared_of(transaction, transaction.grants.of_calendar(calendar_id))

    def members(self, me: Caller, calendar_id: int) -> tuple[Account, ...]:
        """The people who read a calendar, in the order of the ids: its owner, and whom a grant reaches by any holder.

        Needs READ, or an administrator.
        """
        with reading(self._store, me) as (transaction, rights):
            found = steps.one_of(transaction.calendars.some([calendar_id]), calendar_id)
            rights.demand_calendar(found, Access.READ, manage=True)
            return seeing.members_of(transaction, found)

    @again
    def remove(self, me: Caller, calendar_id: int, *, conditions: Conditions = ALWAYS, now: datetime) -> None:
        """Remove a calendar with all that is in it; its objects can be restored for a while. Needs OWNER, or an
        administrator."""
        with writing(self._store, me, self._limits, now) as desk:
            calendar = desk.calendar(calendar_id)
            desk.rights.demand_calendar(calendar, Access.OWNER, manage=True)
            steps.demand_conditions(desk, conditions, calendar)
            desk.transaction.calendars.remove(calendar, by=desk.by, now=now)

    @again
    def _share(
        self,
        me: Caller,
        calendar_id: int,
        change: Callable[[tuple[Grant, ...]], tuple[Grant, ...]],
        now: datetime,
        *,
        least: Access = Access.FULL,
    ) -> tuple[Shared, ...]:
        with writing(self._store, me, self._limits, now) as desk:
            calendar = desk.calendar(calendar_id)
            desk.rights.demand_calendar(calendar, least, manage=True)
            grants = change(desk.transaction.grants.of_calendar(calendar.id))
            desk.share_calendar(calendar, demand_fit(grants, calendar.owner_id, self._limits))
            if least is Access.BUSY:  # whoever leaves need not know who stays
                return ()
            return shared_of(desk.transaction, desk.transaction.grants.of_calendar(calendar.id))

    def _default(self, desk: Desk) -> Calendar:
        """The default calendar of the caller, made where there is none; somebody may have been quicker."""
        own = desk.transaction.calendars.owned(desk.by)
        for each in own:
            if each.default:
                return each
        look = Look(DEFAULT_TITLE, time_zone=desk.rights.me.time_zone, alert=DEFAULT_ALERT)
        taken = {each.name for each in own}
        name = DEFAULT_NAME if DEFAULT_NAME not in taken else randomness.new_guid()
        return steps.add(desk, NewCalendar(look), name, default=True)

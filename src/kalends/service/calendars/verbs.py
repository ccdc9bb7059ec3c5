"""The verbs about whole calendars: made, seen, changed, shared, removed (RFC 4791 §4.2).

Somebody else's calendar is Fault NOT_FOUND for a caller who sees nothing of it, and FORBIDDEN where a right is missing.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from kalends.errors import Fault, Kind
from kalends.service import randomness
from kalends.service.access import Access
from kalends.service.access.rights import no_calendar
from kalends.service.calendars.values import (
    CalendarChange,
    NewCalendar,
    SeenCalendar,
    ViewChange,
    changed_look,
    changed_view,
    demand_name,
    demand_sound,
    look_in,
    view_instead_of,
)
from kalends.service.limits import demand_below
from kalends.service.objects.seeing import demand_calendar, reach_of
from kalends.service.objects.values import ALWAYS, Conditions, demand_tag
from kalends.service.records import (
    EVERYONE,
    Account,
    Calendar,
    CalendarDraft,
    Grant,
    Holder,
    HolderKind,
    Level,
    Look,
    Properties,
    View,
)
from kalends.service.sharing import Shared, demand_fit, shared_of
from kalends.service.unit import Unit

DEFAULT_TITLE = "My calendar"
DEFAULT_NAME = "calendar"
DEFAULT_ALERT = 15


def get(unit: Unit, calendar_id: int) -> SeenCalendar:
    """The calendar of an id. Fault NOT_FOUND."""
    return _seen(unit, demand_calendar(unit, calendar_id))


def get_some(unit: Unit, calendar_ids: Collection[int]) -> tuple[SeenCalendar, ...]:
    """Those of the calendars of these ids that the caller sees, in the order of the ids."""
    return _all_seen(unit, unit.transaction.calendars.some(calendar_ids))


def get_all(unit: Unit) -> tuple[SeenCalendar, ...]:
    """The caller's own calendars, then those that were shared with the caller, each in the order of the ids."""
    return _all_seen(unit, reach_of(unit))


def get_owned(unit: Unit, owner_id: int) -> tuple[SeenCalendar, ...]:
    """The calendars of one owner that the caller sees; an administrator sees that they are there."""
    return _all_seen(unit, unit.transaction.calendars.owned(owner_id), hidden_too=unit.rights.manages)


def get_named(unit: Unit, owner_id: int, name: str) -> SeenCalendar:
    """The calendar of a name among those of an owner. Fault NOT_FOUND."""
    for calendar in unit.transaction.calendars.owned(owner_id):
        if calendar.name == name:
            return _seen(unit, calendar)
    raise no_calendar()


def get_looks(unit: Unit, calendar_ids: Collection[int]) -> dict[int, Look]:
    """How those of these calendars that the caller sees look to the caller, by their ids."""
    calendars = [each for each in unit.transaction.calendars.some(calendar_ids) if unit.rights.on_calendar(each)]
    views = {view.calendar_id: view for view in unit.transaction.calendars.views(unit.by)} if calendars else {}
    return {each.id: look_in(each, views[each.id]) if each.id in views else each.look for each in calendars}


def get_time_zones(unit: Unit, calendar_ids: Collection[int]) -> dict[int, str]:
    """Where the days and floating times of those of these calendars are that the caller sees, by their ids.

    The same for everybody: a time zone in somebody's view is shown, and moves nothing.
    """
    calendars = unit.transaction.calendars.some(calendar_ids)
    return {each.id: each.look.time_zone for each in calendars if unit.rights.on_calendar(each)}


def get_access(unit: Unit, calendar_id: int) -> Access:
    """What the caller may do with a calendar. Fault NOT_FOUND."""
    return unit.rights.on_calendar(demand_calendar(unit, calendar_id))


def get_shares(unit: Unit, calendar_id: int) -> tuple[Shared, ...]:
    """Whom a calendar is shared with. Needs READ, or an administrator."""
    calendar = demand_calendar(unit, calendar_id, Access.READ, manage=True)
    return shared_of(unit, unit.transaction.grants.of_calendar(calendar))


def get_members(unit: Unit, calendar_id: int) -> tuple[Account, ...]:
    """The people who read a calendar, in the order of the ids: its owner, and everybody whom a grant lets.

    Needs READ, or an administrator.
    """
    calendar = demand_calendar(unit, calendar_id, Access.READ, manage=True)
    grants = unit.transaction.grants.of_calendar(calendar)
    holders = {grant.holder for grant in grants if grant.level is not Level.BUSY}
    if EVERYONE in holders:
        return tuple(sorted(unit.transaction.accounts.all(), key=lambda account: account.id))
    ids = {calendar.owner_id} | {holder.id for holder in holders if holder.kind is HolderKind.ACCOUNT}
    for holder in holders:
        if holder.kind is HolderKind.GROUP:
            ids |= {account.id for account in unit.transaction.groups.members(holder.id)}
    return unit.transaction.accounts.some(ids)


def find_default(unit: Unit) -> Calendar | None:
    """The caller's default calendar; None if it was never needed."""
    return next((each for each in unit.rights.own_calendars if each.default), None)


def ensure_default(unit: Unit) -> Calendar:
    """The caller's default calendar, which is made when it is first needed."""
    known = find_default(unit)
    if known is not None:
        return known
    unit.transaction.lock_named(_calendars_of(unit.by))
    unit.rights.refresh()  # another transaction may have made it while the lock was waited for
    known = find_default(unit)
    if known is not None:
        return known
    look = Look(DEFAULT_TITLE, time_zone=unit.caller.time_zone, alert=DEFAULT_ALERT)
    taken = {each.name for each in unit.rights.own_calendars}
    name = DEFAULT_NAME if DEFAULT_NAME not in taken else randomness.new_guid()
    return _add(unit, NewCalendar(look), name, default=True)


def set_default(unit: Unit, calendar_id: int) -> SeenCalendar:
    """Make a calendar of the caller's own the default one, in the place of the one before."""
    unit.transaction.lock_named(_calendars_of(unit.by))
    owned = unit.transaction.calendars.owned(unit.by)
    calendars = unit.lock({calendar_id, *(each.id for each in owned)})
    calendar = next((each for each in calendars if each.id == calendar_id), None)
    if calendar is None:
        raise no_calendar()
    unit.rights.demand_calendar(calendar, Access.OWNER)
    for other in calendars:
        if other.default and other.id != calendar.id:
            unit.transaction.calendars.put(replace(other, default=False))
    default = replace(calendar, default=True)
    unit.transaction.calendars.put(default)
    unit.rights.refresh()
    return _seen(unit, default)


def create(unit: Unit, new: NewCalendar, *, view: ViewChange | None = None) -> SeenCalendar:
    """Make a calendar of the caller's own. Faults INVALID with every flaw; EXISTS for the name; TOO_LARGE.

    `view` is how the caller alone sees it.
    """
    demand_sound(new.look)
    name = demand_name(randomness.new_guid() if new.name is None else new.name)
    calendar = _add(unit, new, name, default=False)
    if view is not None:
        _put_view(unit, calendar, view)
    return _seen(unit, calendar)


def change(
    unit: Unit,
    calendar_id: int,
    change: CalendarChange,
    *,
    view: ViewChange | None = None,
    conditions: Conditions = ALWAYS,
) -> SeenCalendar:
    """Change a calendar for everybody, and (`view`) how the caller alone sees it. Needs FULL.

    Faults INVALID, NOT_FOUND, FORBIDDEN, STALE. The answer shows the calendar even if the caller can no longer see it.
    """
    demand_sound(change)
    calendar = _locked(unit, calendar_id, Access.FULL, conditions)
    changed = replace(calendar, look=changed_look(calendar.look, change))
    if changed != calendar:
        unit.transaction.calendars.put(changed)
    changed = _with_properties(unit, changed, change.properties)
    if changed != calendar:
        unit.rights.refresh()
    if change.grants is not None:
        _put_grants(unit, calendar, change.grants)
    if view is not None:
        _put_view(unit, changed, view)
    return _all_seen(unit, [changed], hidden_too=True)[0]


def change_view(unit: Unit, calendar_id: int, change: ViewChange, *, conditions: Conditions = ALWAYS) -> SeenCalendar:
    """Change how the caller alone sees a calendar. Faults INVALID, NOT_FOUND, STALE."""
    demand_sound(change)
    calendar = _locked(unit, calendar_id, Access.BUSY, conditions)
    _put_view(unit, calendar, change)
    return _seen(unit, calendar)


def change_or_view(
    unit: Unit,
    calendar_id: int,
    wanted: CalendarChange,
    *,
    view: ViewChange | None = None,
    conditions: Conditions = ALWAYS,
) -> SeenCalendar:
    """Change a calendar as `change` does; for a caller without FULL, change how the caller alone sees it.

    What is sent as it is shown changes nothing. Faults as those of `change`; FORBIDDEN where a view does not have what
    is to be different.
    """
    calendar = unit.lock_calendar(calendar_id)
    if unit.rights.on_calendar(calendar) >= Access.FULL:
        return change(unit, calendar_id, wanted, view=view, conditions=conditions)
    demand_sound(wanted)
    own = view_instead_of(_seen(unit, calendar), wanted, view)
    return change_view(unit, calendar_id, own, conditions=conditions)


def remove(unit: Unit, calendar_id: int, *, conditions: Conditions = ALWAYS) -> None:
    """Remove a calendar with all that is in it; its objects can be restored for a while.

    Needs OWNER, or an administrator.
    """
    calendar = _locked(unit, calendar_id, Access.OWNER, conditions, manage=True)
    unit.transaction.calendars.remove(calendar, by=unit.by, now=unit.now)
    unit.rights.refresh()


def share(unit: Unit, calendar_id: int, grants: Collection[Grant]) -> tuple[Shared, ...]:
    """Let exactly these have the calendar. Needs FULL, or an administrator. Fault NOT_FOUND for a holder."""
    return _share(unit, calendar_id, lambda _: tuple(grants))


def grant(unit: Unit, calendar_id: int, grant: Grant) -> tuple[Shared, ...]:
    """Let one more have the calendar, or change how much of it they have. Needs FULL, or an administrator."""
    return _share(unit, calendar_id, lambda old: (*_without(old, {grant.holder}), grant))


def invite(unit: Unit, calendar_id: int, account_ids: Collection[int]) -> tuple[Shared, ...]:
    """Let these people have all of the calendar, beside those who have it. Fault NOT_FOUND for an account."""
    grants = [Grant(Holder(HolderKind.ACCOUNT, each), Level.FULL) for each in dict.fromkeys(account_ids)]
    holders = {each.holder for each in grants}
    return _share(unit, calendar_id, lambda old: (*_without(old, holders), *grants))


def revoke(unit: Unit, calendar_id: int, holder: Holder) -> tuple[Shared, ...]:
    """Let one less have the calendar. Everybody may give up what was granted to themselves."""
    own = holder == Holder(HolderKind.ACCOUNT, unit.by)
    least = Access.BUSY if own else Access.FULL
    return _share(unit, calendar_id, lambda old: _without(old, {holder}), least=least)


def _share(
    unit: Unit,
    calendar_id: int,
    change: Callable[[tuple[Grant, ...]], tuple[Grant, ...]],
    *,
    least: Access = Access.FULL,
) -> tuple[Shared, ...]:
    calendar = _locked(unit, calendar_id, least, manage=True)
    _put_grants(unit, calendar, change(unit.transaction.grants.of_calendar(calendar)))
    if least is Access.BUSY:  # whoever leaves need not know who stays
        return ()
    return shared_of(unit, unit.transaction.grants.of_calendar(calendar))


def _without(grants: Sequence[Grant], holders: Collection[Holder]) -> tuple[Grant, ...]:
    return tuple(each for each in grants if each.holder not in holders)


def _put_grants(unit: Unit, calendar: Calendar, grants: Collection[Grant]) -> None:
    """Replace the grants on a calendar; the caller's own rights may be others from here on. Faults INVALID, TOO_LARGE,
    NOT_FOUND."""
    unit.transaction.grants.put_calendar(calendar, demand_fit(grants, calendar.owner_id, unit.limits))
    unit.rights.refresh()


def _put_view(unit: Unit, calendar: Calendar, change: ViewChange) -> None:
    old = unit.transaction.calendars.view(calendar, unit.by)
    unit.transaction.calendars.put_view(calendar, changed_view(old, change))


def _add(unit: Unit, new: NewCalendar, name: str, *, default: bool) -> Calendar:
    """Store a new calendar of the caller. Faults EXISTS for the name, TOO_LARGE."""
    demand_below(len(unit.rights.own_calendars) + 1, unit.limits.calendars, "calendars of this account")
    draft = CalendarDraft(unit.by, name, new.look, kinds=new.kinds, default=default)
    calendar = _with_properties(unit, unit.transaction.calendars.add(draft, now=unit.now), new.properties)
    unit.rights.refresh()
    if new.grants:
        _put_grants(unit, calendar, new.grants)
    return calendar


def _with_properties(unit: Unit, calendar: Calendar, wanted: Properties) -> Calendar:
    """The calendar with what is to be different about its properties."""
    if not wanted:
        return calendar
    old = unit.transaction.properties.of_calendars([calendar]).get(calendar.id, {})
    new = {name: value for name, value in {**old, **wanted}.items() if value}
    return calendar if new == old else unit.transaction.properties.put_calendar(calendar, new)


def _locked(
    unit: Unit, calendar_id: int, least: Access, conditions: Conditions = ALWAYS, *, manage: bool = False
) -> Calendar:
    """A calendar, locked, of which so much is allowed and the conditions hold. Faults NOT_FOUND, FORBIDDEN, STALE."""
    calendar = unit.lock_calendar(calendar_id)
    unit.rights.demand_calendar(calendar, least, manage=manage)
    if conditions.absent:
        raise Fault(Kind.STALE, "It is there already.")
    if conditions.validators is not None or conditions.not_validators:
        demand_tag(_seen(unit, calendar).validator, conditions.validators, conditions.not_validators)
    return calendar


def _calendars_of(account_id: int) -> str:
    """The name of the lock for a transaction that looks at all calendars of a person before it writes one."""
    return f"calendars of {account_id}"


def _seen(unit: Unit, calendar: Calendar) -> SeenCalendar:
    """A calendar as the caller sees it. Fault NOT_FOUND."""
    unit.rights.demand_calendar(calendar, Access.BUSY)
    return _all_seen(unit, [calendar])[0]


def _all_seen(unit: Unit, calendars: Sequence[Calendar], *, hidden_too: bool = False) -> tuple[SeenCalendar, ...]:
    """Those of the calendars that the caller sees, in their order; `hidden_too`: also those that the caller does not.

    Of the latter, no grants are told.
    """
    transaction, rights = unit.transaction, unit.rights
    allowed = [(each, access) for each in calendars if (access := rights.on_calendar(each)) or hidden_too]
    views = _views(unit, [each for each, _ in allowed])
    owners = {account.id: account for account in transaction.accounts.some({each.owner_id for each, _ in allowed})}
    grants = transaction.grants.of_calendars([each for each, _ in allowed])
    properties = transaction.properties.of_calendars([each for each, _ in allowed])
    return tuple(
        SeenCalendar(
            calendar=each,
            access=access,
            view=views[each.id],
            look=look_in(each, views[each.id]),
            owner=owners[each.owner_id],
            shared=each.id in grants,
            grants=grants.get(each.id, ()) if access >= Access.READ else (),
            properties=properties.get(each.id, {}),
        )
        for each, access in allowed
    )


def _views(unit: Unit, calendars: Sequence[Calendar]) -> dict[int, View]:
    """The caller's view of each of these calendars."""
    if len(calendars) == 1:
        return {calendars[0].id: unit.transaction.calendars.view(calendars[0], unit.by)}
    kept = unit.transaction.calendars.views(unit.by) if calendars else ()
    return {each.id: View(each.id, unit.by) for each in calendars} | {view.calendar_id: view for view in kept}

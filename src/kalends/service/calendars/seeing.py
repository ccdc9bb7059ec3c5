"""Stored → seen: how calendars look to one caller."""

from collections.abc import Sequence
from dataclasses import replace

from kalends.service.access import Access, Rights
from kalends.service.calendars.values import SeenCalendar
from kalends.service.ports import Transaction
from kalends.service.records import EVERYONE, Account, Calendar, HolderKind, Level, Look, View


def seen_calendars(
    transaction: Transaction, rights: Rights, calendars: Sequence[Calendar], *, all_of_them: bool = False
) -> tuple[SeenCalendar, ...]:
    """Those of the calendars that the caller sees, in their order; `all_of_them`: also those that he does not."""
    allowed = [(each, access) for each in calendars if (access := rights.on_calendar(each)) or all_of_them]
    me = rights.me.account_id
    views = {view.calendar_id: view for view in transaction.calendars.views(me)} if len(allowed) > 1 else {}
    owners = {account.id: account for account in transaction.accounts.some({each.owner_id for each, _ in allowed})}
    grants = transaction.grants.of_calendars([each.id for each, _ in allowed])
    return tuple(
        SeenCalendar(
            calendar=each,
            access=access,
            view=(view := views.get(each.id) or _view(transaction, each, me, alone=len(allowed) == 1)),
            look=look_in(each, view),
            owner=owners[each.owner_id],
            shared=each.id in grants,
            grants=grants.get(each.id, ()) if access >= Access.READ else (),
        )
        for each, access in allowed
    )


def seen_calendar(transaction: Transaction, rights: Rights, calendar: Calendar) -> SeenCalendar:
    """A calendar as the caller sees it. Fault NOT_FOUND."""
    rights.demand_calendar(calendar, Access.BUSY)
    return seen_calendars(transaction, rights, [calendar])[0]


def seen_after(transaction: Transaction, rights: Rights, calendar: Calendar) -> SeenCalendar:
    """A calendar as the caller sees it after a change of it; without its grants, where that took the right away."""
    return seen_calendars(transaction, rights, [calendar], all_of_them=True)[0]


def _view(transaction: Transaction, calendar: Calendar, me: int, *, alone: bool) -> View:
    return transaction.calendars.view(calendar.id, me) if alone else View(calendar.id, me)


def members_of(transaction: Transaction, calendar: Calendar) -> tuple[Account, ...]:
    """The owner of a calendar and everybody whom a grant lets read it, in the order of the ids."""
    grants = transaction.grants.of_calendar(calendar.id)
    holders = {grant.holder for grant in grants if grant.level is not Level.BUSY}
    if EVERYONE in holders:
        return tuple(sorted(transaction.accounts.all(), key=lambda account: account.id))
    ids = {calendar.owner_id} | {holder.id for holder in holders if holder.kind is HolderKind.ACCOUNT}
    for holder in holders:
        if holder.kind is HolderKind.GROUP:
            ids |= {account.id for account in transaction.groups.members(holder.id)}
    return transaction.accounts.some(ids)


def look_in(calendar: Calendar, view: View) -> Look:
    """The look of a calendar, with what a person's view says instead."""
    look = calendar.look
    return replace(
        look,
        title=look.title if view.title is None else view.title,
        colour=look.colour if view.colour is None else view.colour,
        text_colour=look.text_colour if view.text_colour is None else view.text_colour,
        time_zone=look.time_zone if view.time_zone is None else view.time_zone,
        alert=look.alert if view.alert is None else view.alert,
    )

"""The steps of which the writing verbs about calendars are made."""

from collections.abc import Sequence
from dataclasses import replace

from kalends.errors import Fault, Kind
from kalends.service.access.rights import NO_CALENDAR
from kalends.service.calendars import seeing
from kalends.service.calendars.fields import LONGEST_COLOUR, LONGEST_DESCRIPTION, flaws_of_calendar
from kalends.service.calendars.values import CalendarChange, NewCalendar, ViewChange
from kalends.service.limits import demand_below
from kalends.service.objects.desk import Desk, demand_name
from kalends.service.objects.values import Conditions
from kalends.service.people.fields import demand_none
from kalends.service.records import Calendar, CalendarDraft, Dialects, Look, View
from kalends.service.sharing import demand_fit


def calendars_of(account_id: int) -> str:
    """What a transaction is alone with that looks at all calendars of a person before it writes one."""
    return f"calendars of {account_id}"


def demand_sound(look: Look | CalendarChange | ViewChange) -> None:
    """Raise Fault INVALID with every flaw of what is written about a calendar."""
    description = None if isinstance(look, ViewChange) else look.description
    texts = (
        ("description", description, LONGEST_DESCRIPTION),
        ("colour", look.colour, LONGEST_COLOUR),
        ("text colour", look.text_colour, LONGEST_COLOUR),
    )
    demand_none(flaws_of_calendar(look.title, texts, look.alert, look.time_zone))


def add(desk: Desk, new: NewCalendar, name: str, *, default: bool) -> Calendar:
    """Keep a new calendar of the caller. Faults EXISTS for the name, TOO_LARGE."""
    most = desk.limits.calendars
    demand_below(len(desk.transaction.calendars.owned(desk.by)) + 1, most, "calendars of this account")
    draft = CalendarDraft(
        owner_id=desk.by,
        name=name,
        look=new.look,
        kinds=new.kinds,
        default=default,
        dialects=replace(Dialects(), **new.dialects),
    )
    calendar = desk.transaction.calendars.add(draft, now=desk.now)
    if new.grants:
        desk.share_calendar(calendar, demand_fit(new.grants, desk.by, desk.limits))
    return calendar


def change(desk: Desk, calendar: Calendar, wanted: CalendarChange) -> Calendar:
    """Store a calendar with what is to be different, and its grants, if they are."""
    look = replace(
        calendar.look,
        title=_or(wanted.title, calendar.look.title),
        description=_or(wanted.description, calendar.look.description),
        colour=_or(wanted.colour, calendar.look.colour),
        text_colour=_or(wanted.text_colour, calendar.look.text_colour),
        time_zone=_or(wanted.time_zone, calendar.look.time_zone),
        alert=calendar.look.alert if wanted.alert is None else wanted.alert,
    )
    changed = replace(calendar, look=look, dialects=replace(calendar.dialects, **wanted.dialects))
    if changed != calendar:
        desk.transaction.calendars.put(changed)
    if wanted.grants is not None:
        grants = demand_fit(wanted.grants, calendar.owner_id, desk.limits)
        desk.share_calendar(calendar, grants)
    return changed


def demand_conditions(desk: Desk, conditions: Conditions, calendar: Calendar) -> None:
    """Raise Fault STALE where a condition does not hold of a calendar, which the caller may see."""
    if conditions.absent:
        raise Fault(Kind.STALE, "It is there already.")
    if conditions.validators is not None or conditions.not_validators:
        seen = seeing.seen_calendar(desk.transaction, desk.rights, calendar)
        demand_name(seen.validator, conditions.validators, conditions.not_validators)


def put_view(desk: Desk, calendar: Calendar, wanted: ViewChange) -> None:
    """Store how the caller alone sees a calendar, with what is to be different."""
    old = desk.transaction.calendars.view(calendar.id, desk.by)
    desk.transaction.calendars.put_view(changed_view(old, wanted))


def _or(wanted: str | None, old: str) -> str:
    return old if wanted is None else wanted


def one_of(calendars: Sequence[Calendar], calendar_id: int) -> Calendar:
    """The calendar of an id among some. Fault NOT_FOUND."""
    for calendar in calendars:
        if calendar.id == calendar_id:
            return calendar
    raise Fault(Kind.NOT_FOUND, NO_CALENDAR)


def make_default(desk: Desk, calendar: Calendar, others: Sequence[Calendar]) -> Calendar:
    """Make a calendar the default one, and no other of these."""
    for other in others:
        if other.default and other.id != calendar.id:
            desk.transaction.calendars.put(replace(other, default=False))
    chosen = replace(calendar, default=True)
    desk.transaction.calendars.put(chosen)
    return chosen


def changed_view(old: View, wanted: ViewChange) -> View:
    """A view with what is to be different."""
    view = View(old.calendar_id, old.account_id) if wanted.reset else old
    return replace(
        view,
        title=view.title if wanted.title is None else wanted.title,
        colour=view.colour if wanted.colour is None else wanted.colour,
        text_colour=view.text_colour if wanted.text_colour is None else wanted.text_colour,
        time_zone=view.time_zone if wanted.time_zone is None else wanted.time_zone,
        alert=view.alert if wanted.alert is None else wanted.alert,
        hidden=view.hidden if wanted.hidden is None else wanted.hidden,
    )

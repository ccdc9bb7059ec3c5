"""Draft → tree (RFC 5545 §3.6.1, RFC 5546 §3.2)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from kalends.core.draft.values import Action, Draft, Method, Reminder, rule_text, until_of
from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import escape_text, write_date_time
from kalends.core.ics.write import PRODID
from kalends.core.objects.people import ATTENDEE_INFORMED, ATTENDEE_INVITED, person_property
from kalends.core.recur.series.moments import when_property
from kalends.core.recur.until import day_of, placed
from kalends.core.time.dates import Date, Fixed, Floating, Utc, When, Zoned, instant, zoned
from kalends.core.time.offsets import Zone
from kalends.core.time.vtimezone import vtimezone


def calendar(draft: Draft) -> Component:
    """The whole VCALENDAR of a draft, with the VTIMEZONEs that its times name."""
    return calendar_of((draft,), draft.method)


def calendar_of(drafts: Sequence[Draft], method: Method | None) -> Component:
    """One VCALENDAR of several drafts, each VTIMEZONE in it once; the method is the calendar's, whatever theirs is."""
    return Component("VCALENDAR", (*_HEADS[method], *_zones(drafts), *map(event, drafts)))


def event(draft: Draft) -> Component:
    """The VEVENT of a draft."""
    headed = Property.headed
    items: list[Property | Component] = [
        headed("UID", escape_text(draft.uid)),
        _made("DTSTAMP", write_date_time(draft.stamp)),
        when_property("DTSTART", _existing(draft.start, draft)),
    ]
    if draft.end is not None:
        items.append(when_property("DTEND", _existing(draft.end, draft)))
    if draft.rule is not None:
        items.append(headed("RRULE", rule_text(draft.rule, draft.start)))
        items += [when_property("EXDATE", at_start(day, draft.start)) for day in draft.excluded]
    for name, text in (("SUMMARY", draft.summary), ("DESCRIPTION", draft.description), ("LOCATION", draft.location)):
        if text:
            items.append(headed(name, escape_text(text)))
    items += _people(draft)
    items += (_made("SEQUENCE", str(draft.sequence)), _made("STATUS", draft.status))
    items += [_alarm(reminder, draft) for reminder in draft.reminders]
    return Component("VEVENT", items)


def _made(name: str, value: str) -> Property:
    """A property without parameters, whose value is of our own making, so that it needs no check."""
    return Property(name, name, (), value)


def _existing(when: When, draft: Draft) -> When:
    """A wall time that its zone skips, as the later one that it means (RFC 5545 §3.3.5): many readers take it for an
    earlier one. A series keeps it, since all its instances have that time."""
    if draft.rule is not None or not isinstance(when, Zoned):
        return when
    wall, zone = when.wall, when.zone
    read_by = zone.at_wall(wall)
    try:
        shown_by = zone.at(wall - read_by.delta)
        return when if shown_by is read_by else Zoned(wall - read_by.delta + shown_by.delta, zone)
    except OverflowError:  # at the ends of the calendar, where UTC has no such year
        return when


def _heads(method: Method | None) -> tuple[Property, ...]:
    fixed = (("VERSION", "2.0"), ("PRODID", PRODID), ("CALSCALE", "GREGORIAN"))
    return tuple(Property.make(name, value) for name, value in (*fixed, *((("METHOD", method),) if method else ())))


_HEADS = {method: _heads(method) for method in (None, *Method)}


def _zones(drafts: Iterable[Draft]) -> list[Component]:
    """A VTIMEZONE for each zone named, with the past and future that the events need (RFC 5545 §3.6.5)."""
    spans: dict[str, tuple[Zone, date, date | None]] = {}
    for draft in drafts:
        for zone in _zones_of(draft):
            first, last = _span(draft)
            if zone.name in spans:
                _, early, late = spans[zone.name]
                first, last = min(first, early), max(last, late) if last and late else None
            spans[zone.name] = (zone, first, last)
    return [vtimezone(*span) for span in spans.values()]


def _zones_of(draft: Draft) -> list[Zone]:
    start, end = draft.start, draft.end
    zones = [start.zone] if isinstance(start, Zoned) else []
    if isinstance(end, Zoned) and end.zone not in zones:
        zones.append(end.zone)
    return zones


def _span(draft: Draft) -> tuple[date, date | None]:
    first = day_of(draft.start)
    if draft.rule is None:
        return first, day_of(draft.end or draft.start)
    until = until_of(draft.rule)
    return first, None if until is None else day_of(until)


def at_start(excluded: When, start: When) -> When:
    """The start of the instance that an exclusion names, in the type and zone of DTSTART (RFC 5545 §3.8.5.1)."""
    if isinstance(start, Date):
        return Date(day_of(excluded))
    if isinstance(excluded, Date):
        excluded = Floating(datetime.combine(excluded.day, _clock(start)))
    if isinstance(start, Floating):
        return Floating(excluded.moment.replace(tzinfo=None)) if isinstance(excluded, Utc) else Floating(excluded.wall)
    if isinstance(excluded, Floating):
        return placed(excluded, start)
    # another zone's name would need a VTIMEZONE of its own, and some readers compare the texts
    return zoned(instant(excluded), start.zone) if isinstance(start, Zoned) else Utc(instant(excluded))


def _clock(start: Fixed | Floating) -> time:
    return start.moment.time() if isinstance(start, Utc) else start.wall.time()


def _people(draft: Draft) -> list[Property]:
    head = ATTENDEE_INFORMED if draft.method is Method.CANCEL else ATTENDEE_INVITED
    attendees = [person_property(head, attendee) for attendee in draft.attendees]
    return attendees if draft.organizer is None else [person_property("ORGANIZER", draft.organizer), *attendees]


def _alarm(reminder: Reminder, draft: Draft) -> Component:
    """A VALARM (RFC 5545 §3.6.6). A mail goes to the organizer alone: a list would send each guest everyone's mail."""
    shown = escape_text(next((text for text in (draft.summary, draft.description) if text.strip()), "Reminder"))
    items = [
        Property.headed("ACTION", reminder.action),
        Property.headed("TRIGGER", f"-PT{reminder.minutes}M" if reminder.minutes else "PT0S"),
        Property.headed("DESCRIPTION", shown),
    ]
    if reminder.action is Action.EMAIL and draft.organizer is not None:
        items += [Property.headed("SUMMARY", shown), person_property("ATTENDEE", draft.organizer)]
    return Component("VALARM", items)

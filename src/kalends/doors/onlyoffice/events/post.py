"""POST icsevent and icstodo: a text becomes an event, or replaces the one of its UID.

POST /api/2.0/calendar/icsevent   calendarId, ics, alertType, sharingOptions, eventUid
POST /api/2.0/calendar/icstodo    calendarId, ics, todoUid
Without `calendarId`, or with one that is not above 0: the default calendar. The UID is `eventUid`, else the text's.
A UID that the caller has already is updated where it is: in `calendarId`, else at the single match, else 409.
201: the occurrences of the next three months, at most 1,000
"""

from collections.abc import Callable, Sequence
from uuid import uuid4

from kalends.core.itip import MESSAGE_METHODS, Message, NoEffect, receive
from kalends.core.objects.object import CalendarObject
from kalends.doors.onlyoffice.alerts import Alert, own_alert
from kalends.doors.onlyoffice.call import OnlyofficeCall, target_calendar_id
from kalends.doors.onlyoffice.events.answer import Work, write_event, write_todo
from kalends.doors.onlyoffice.events.text import EventText, MessageEdit, TextEdit, no_effect, read_event_text, with_uid
from kalends.doors.onlyoffice.sharing import grants_of, read_sharing_options
from kalends.doors.onlyoffice.wire.envelope import OnlyofficeAnswer
from kalends.errors import Fault, Flaw, Kind
from kalends.service import objects
from kalends.service.access import Access
from kalends.service.objects import Changed, Extras, Seen


def post_event(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Store the event of a text; the answer lists its occurrences."""
    ics, uid = call.parameters.demanded("ics"), call.parameters.uid("eventUid")
    alert, options = call.parameters.choice("alertType", Alert), read_sharing_options(call)
    number = call.parameters.whole("calendarId")
    call.parameters.settle()
    event_text = read_event_text(ics, "VEVENT")

    def extras(inside: OnlyofficeCall) -> Extras:
        return Extras(alert=own_alert(alert), grants=grants_of(inside, options), method=event_text.method)

    return _store(call, number, event_text, uid, extras, write_event)


def post_todo(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Store the to-do of a text; the answer shows it."""
    ics, uid, number = (
        call.parameters.demanded("ics"),
        call.parameters.uid("todoUid"),
        call.parameters.whole("calendarId"),
    )
    call.parameters.settle()
    event_text = read_event_text(ics, "VTODO")
    return _store(call, number, event_text, uid, lambda _: Extras(method=event_text.method), write_todo)


def _store(
    call: OnlyofficeCall,
    number: int | None,
    event_text: EventText,
    wanted: str | None,
    extras: Callable[[OnlyofficeCall], Extras],
    write: Callable[[OnlyofficeCall, Work, EventText | None], OnlyofficeAnswer],
) -> OnlyofficeAnswer:
    uid = wanted or event_text.uid or str(uuid4())

    edit = MessageEdit(TextEdit(event_text, call.me.email, call.zone, synced=True, whole=False))

    def work(inside: OnlyofficeCall) -> Changed:
        calendar_id = target_calendar_id(inside, number)
        seen: list[Seen] = []

        def choose(found: Sequence[Seen]) -> int:
            seen[:] = found
            return _target(calendar_id, found, event_text)

        chosen = objects.lock_chosen(inside.unit, uid, choose, named=calendar_id)
        old = next((each for each in seen if each.stored.calendar_id == chosen), None)
        if old is not None and _is_about(event_text, old):
            return objects.change(inside.unit, old.id, edit=edit, extras=extras(inside), conditions=call.conditions)
        if new is None:
            raise no_effect(_reason_without_event(event_text, call))
        saved = objects.put(inside.unit, chosen, new, conditions=call.conditions, extras=extras(inside))
        return Changed(saved)

    with event_text.original_lines():
        named = with_uid(event_text.calendar, uid)
        new = None if event_text.method in MESSAGE_METHODS else event_text.validated(named, call.service.limits)
        return write(call, work, event_text)


def _is_about(event_text: EventText, old: Seen) -> bool:
    """Whether a text changes a stored event without being all of it."""
    if event_text.method in MESSAGE_METHODS or event_text.method == "ADD":
        return True
    alone = all(part.first("RECURRENCE-ID") for part in event_text.parts)
    return alone or ("RECURRENCE-ID" in old.stored.text and not old.object.is_series)


def _reason_without_event(event_text: EventText, call: OnlyofficeCall) -> str:
    """The reason why a message has no effect without an event of its UID."""
    result = receive(Message(CalendarObject(event_text.calendar), event_text.method, call.zone), None)
    return result.reason if isinstance(result, NoEffect) else ""


def _target(calendar_id: int, found: Sequence[Seen], event_text: EventText) -> int:
    """The calendar to write to: that of the event with this UID that the caller owns, if there is one.

    Fault EXISTS where several events could be meant, or where the UID is that of something else.
    """
    _demand_same_kind(found, event_text)
    places = [each.stored.calendar_id for each in found if each.access is Access.OWNER]
    if not places or any(each.stored.calendar_id == calendar_id for each in found):
        return calendar_id
    if len(places) > 1:
        message = "Several of your calendars have an event of this UID: name the one that is meant."
        raise Fault(Kind.EXISTS, message, [Flaw("several-events", message, "calendarId")])
    return places[0]


def _demand_same_kind(found: Sequence[Seen], event_text: EventText) -> None:
    """Fault EXISTS where an event would replace a to-do, or a to-do an event."""
    kind = event_text.parts[0].name
    if any(each.stored.facts.kind != kind for each in found if each.access >= Access.FULL):
        message = f"There is something else than a {kind} of this UID."
        raise Fault(Kind.EXISTS, message, [Flaw("other-kind", message, "ics")])

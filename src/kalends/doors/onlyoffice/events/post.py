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
from kalends.doors.onlyoffice.alert import Alert, own_alert
from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.events.answers import Work, write_event, write_todo
from kalends.doors.onlyoffice.events.edit import MessageEdit, TextEdit, no_effect
from kalends.doors.onlyoffice.events.sent import Sent, sent_in, with_uid
from kalends.doors.onlyoffice.sharing import grants_of, options_in
from kalends.doors.onlyoffice.target import target_id
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.errors import Fault, Flaw, Kind
from kalends.service import objects
from kalends.service.access import Access
from kalends.service.objects import Changed, Extras, Seen


def post_event(call: OnlyofficeCall) -> Answer:
    """Store the event of a text; answers its occurrences."""
    ics, uid = call.parameters.demanded("ics"), call.parameters.text("eventUid")
    alert, options = call.parameters.choice("alertType", Alert), options_in(call)
    number = call.parameters.whole("calendarId")
    call.parameters.settle()
    sent = sent_in(ics, "VEVENT")

    def extras(inside: OnlyofficeCall) -> Extras:
        return Extras(alert=own_alert(alert), grants=grants_of(inside, options), method=sent.method)

    return _store(call, number, sent, uid, extras, write_event)


def post_todo(call: OnlyofficeCall) -> Answer:
    """Store the to-do of a text; answers it."""
    ics, uid, number = (
        call.parameters.demanded("ics"),
        call.parameters.text("todoUid"),
        call.parameters.whole("calendarId"),
    )
    call.parameters.settle()
    sent = sent_in(ics, "VTODO")
    return _store(call, number, sent, uid, lambda _: Extras(method=sent.method), write_todo)


def _store(
    call: OnlyofficeCall,
    number: int | None,
    sent: Sent,
    wanted: str | None,
    extras: Callable[[OnlyofficeCall], Extras],
    write: Callable[[OnlyofficeCall, Work, Sent | None], Answer],
) -> Answer:
    uid = wanted or sent.uid or str(uuid4())

    edit = MessageEdit(TextEdit(sent, call.me.email, call.zone, synced=True, whole=False))

    def work(inside: OnlyofficeCall) -> Changed:
        calendar_id = target_id(inside, number)
        seen: list[Seen] = []

        def choose(found: Sequence[Seen]) -> int:
            seen[:] = found
            return _place(calendar_id, found, sent)

        chosen = objects.lock_chosen(inside.unit, uid, choose, named=calendar_id)
        old = next((each for each in seen if each.stored.calendar_id == chosen), None)
        if old is not None and _is_about(sent, old):
            return objects.change(inside.unit, old.id, edit=edit, extras=extras(inside), conditions=call.conditions)
        if new is None:
            raise no_effect(_absent(sent, call))
        saved = objects.put(inside.unit, chosen, new, conditions=call.conditions, extras=extras(inside))
        return Changed(saved)

    with sent.lines_as_sent():
        named = with_uid(sent.calendar, uid)
        new = None if sent.method in MESSAGE_METHODS else sent.validated(named, call.service.limits)
        return write(call, work, sent)


def _is_about(sent: Sent, old: Seen) -> bool:
    """Whether a text says something about an event that is there, and is not all of it."""
    if sent.method in MESSAGE_METHODS or sent.method == "ADD":
        return True
    alone = all(part.first("RECURRENCE-ID") for part in sent.parts)
    return alone or ("RECURRENCE-ID" in old.stored.text and not old.object.is_series)


def _absent(sent: Sent, call: OnlyofficeCall) -> str:
    """Why a message changes nothing where there is no event of its UID."""
    result = receive(Message(CalendarObject(sent.calendar), sent.method, call.zone), None)
    return result.reason if isinstance(result, NoEffect) else ""


def _place(calendar_id: int, found: Sequence[Seen], sent: Sent) -> int:
    """The calendar that is written to: that of the event which the caller owns already, if there is one.

    Fault EXISTS where several events could be meant, or where the UID is that of something else.
    """
    _demand_alike(found, sent)
    places = [each.stored.calendar_id for each in found if each.access is Access.OWNER]
    if not places or any(each.stored.calendar_id == calendar_id for each in found):
        return calendar_id
    if len(places) > 1:
        message = "Several of your calendars have an event of this UID: name the one that is meant."
        raise Fault(Kind.EXISTS, message, [Flaw("several-events", message, "calendarId")])
    return places[0]


def _demand_alike(found: Sequence[Seen], sent: Sent) -> None:
    """Raise Fault EXISTS where an event would take the place of a to-do, or the other way round."""
    kind = sent.parts[0].name
    if any(each.stored.facts.kind != kind for each in found if each.access >= Access.FULL):
        message = f"There is something else than a {kind} of this UID."
        raise Fault(Kind.EXISTS, message, [Flaw("other-kind", message, "ics")])

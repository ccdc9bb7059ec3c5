"""PUT icsevent and icstodo: a text for an event that is there, and what else is to be different about it.

PUT /api/2.0/calendar/icsevent   eventId, calendarId, ics, alertType, sharingOptions, fromCalDavServer, ownerId
PUT /api/2.0/calendar/icstodo    todoId, calendarId, ics
Only the id is required; what is missing stays. `calendarId` moves, `ownerId` gives away, `sharingOptions` replaces.
`fromCalDavServer`: METHOD and SEQUENCE are the text's, and a lower SEQUENCE is 409; it skips no check of rights.
200: the same as POST answers
"""

from collections.abc import Callable
from contextlib import nullcontext

from kalends.doors.onlyoffice.alert import Alert, own_alert
from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.events.answers import Work, write_event, write_todo
from kalends.doors.onlyoffice.events.edit import TextEdit
from kalends.doors.onlyoffice.events.sent import Sent, sent_in
from kalends.doors.onlyoffice.sharing import grants_of, guid_of, options_in
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.doors.onlyoffice.wire.parameters import known_id
from kalends.service import objects
from kalends.service.objects import Changed, Extras, Place
from kalends.service.people import directory


def put_event(call: OnlyofficeCall) -> Answer:
    """Change an event; answers its occurrences."""
    ics, alert, options = call.parameters.plain("ics"), call.parameters.choice("alertType", Alert), options_in(call)
    synced, owner = call.parameters.flag("fromCalDavServer") or False, call.parameters.plain("ownerId")
    object_id = call.parameters.item("eventId")
    sent = sent_in(ics, "VEVENT") if ics else None

    def extras(inside: OnlyofficeCall) -> Extras:
        grants, author_id = grants_of(inside, options), _account_id(inside, owner)
        return Extras(alert=own_alert(alert), grants=grants, author_id=author_id)

    return _change(call, object_id, sent, extras, write_event, synced=synced)


def put_todo(call: OnlyofficeCall) -> Answer:
    """Change a to-do; answers it."""
    ics = call.parameters.plain("ics")
    object_id = call.parameters.item("todoId")
    sent = sent_in(ics, "VTODO") if ics else None
    return _change(call, object_id, sent, lambda _: Extras(), write_todo)


def _change(
    call: OnlyofficeCall,
    object_id: int,
    sent: Sent | None,
    extras: Callable[[OnlyofficeCall], Extras],
    write: Callable[[OnlyofficeCall, Work, Sent | None], Answer],
    *,
    synced: bool = False,
) -> Answer:
    edit = None if sent is None else TextEdit(sent, call.me.email, call.zone, synced, whole=True)
    place = place_in(call)

    def work(inside: OnlyofficeCall) -> Changed:
        return objects.change(
            inside.unit, object_id, edit=edit, place=place, extras=extras(inside), conditions=call.conditions
        )

    with nullcontext() if sent is None else sent.lines_as_sent():
        return write(call, work, sent)


def place_in(call: OnlyofficeCall) -> Place | None:
    """The calendar that an event is to go to; None, for anything but a number, where it stays. Fault NOT_FOUND."""
    sent = call.parameters.raw("calendarId")
    written = str(sent).strip() if isinstance(sent, int | str) and not isinstance(sent, bool) else ""
    if not written.lstrip("+-").isdecimal() or not written.isascii():
        return None
    return Place(known_id(int(written[:20])))


def _account_id(call: OnlyofficeCall, guid: str | None) -> int | None:
    """The account of the new owner; None where there is to be none. Fault NOT_FOUND."""
    return directory.get_by_guid(call.unit, guid_of(guid)).id if guid else None

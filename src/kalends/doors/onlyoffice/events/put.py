"""PUT icsevent and icstodo: change a stored object by a text, and its calendar, alert, sharing and owner.

PUT /api/2.0/calendar/icsevent   eventId, calendarId, ics, alertType, sharingOptions, fromCalDavServer, ownerId
PUT /api/2.0/calendar/icstodo    todoId, calendarId, ics
Only the id is required; what is missing stays. `calendarId` moves, `ownerId` gives away, `sharingOptions` replaces.
`fromCalDavServer`: METHOD and SEQUENCE are the text's, and a lower SEQUENCE is 409; it skips no check of rights.
200: the same as POST answers
"""

from collections.abc import Callable
from contextlib import nullcontext

from kalends.doors.onlyoffice.alerts import Alert, own_alert
from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.events.answer import Work, write_event, write_todo
from kalends.doors.onlyoffice.events.text import EventText, TextEdit, read_event_text
from kalends.doors.onlyoffice.sharing import account_of, grants_of, read_sharing_options
from kalends.doors.onlyoffice.wire.envelope import OnlyofficeAnswer
from kalends.doors.onlyoffice.wire.parameters import WHOLE_NUMBER, known_id
from kalends.service import objects
from kalends.service.objects import Changed, Extras, Place


def put_event(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Change an event; the answer lists its occurrences."""
    ics, alert, options = (
        call.parameters.plain("ics"),
        call.parameters.choice("alertType", Alert),
        read_sharing_options(call),
    )
    synced, owner = call.parameters.flag("fromCalDavServer") or False, call.parameters.plain("ownerId")
    object_id = call.parameters.item("eventId")
    event_text = read_event_text(ics, "VEVENT") if ics else None

    def extras(inside: OnlyofficeCall) -> Extras:
        grants, author_id = grants_of(inside, options), _account_id(inside, owner)
        return Extras(alert=own_alert(alert), grants=grants, author_id=author_id)

    return _change(call, object_id, event_text, extras, write_event, synced=synced)


def put_todo(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Change a to-do; the answer shows it."""
    ics = call.parameters.plain("ics")
    object_id = call.parameters.item("todoId")
    event_text = read_event_text(ics, "VTODO") if ics else None
    return _change(call, object_id, event_text, lambda _: Extras(), write_todo)


def _change(
    call: OnlyofficeCall,
    object_id: int,
    event_text: EventText | None,
    extras: Callable[[OnlyofficeCall], Extras],
    write: Callable[[OnlyofficeCall, Work, EventText | None], OnlyofficeAnswer],
    *,
    synced: bool = False,
) -> OnlyofficeAnswer:
    edit = None if event_text is None else TextEdit(event_text, call.me.email, call.zone, synced, whole=True)
    place = read_place(call)

    def work(inside: OnlyofficeCall) -> Changed:
        return objects.change(
            inside.unit, object_id, edit=edit, place=place, extras=extras(inside), conditions=call.conditions
        )

    with nullcontext() if event_text is None else event_text.original_lines():
        return write(call, work, event_text)


def read_place(call: OnlyofficeCall) -> Place | None:
    """The calendar to move an event to; None for anything but a number: it stays. Fault NOT_FOUND."""
    event_text = call.parameters.raw("calendarId")
    written = str(event_text).strip() if isinstance(event_text, int | str) and not isinstance(event_text, bool) else ""
    if not WHOLE_NUMBER.fullmatch(written):
        return None
    return Place(known_id("calendarId", int(written[:20])))


def _account_id(call: OnlyofficeCall, guid: str | None) -> int | None:
    """The account of the new owner; None without one. Fault NOT_FOUND."""
    return account_of(call, "ownerId", guid).id if guid else None

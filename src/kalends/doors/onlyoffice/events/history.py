"""The history of an event: its text, and the calendar that it is in.

GET /api/2.0/calendar/events/{eventUid}/historybyuid, /api/2.0/calendar/events/{eventId}/historybyid
200 {calendarId, eventUid, eventId, mergedIcs, canEdit, canNotify, ics, timeZone, calendarName}
"""

import re

from kalends.core.time.zones import zone
from kalends.doors.onlyoffice.call import SHARED_EVENTS, SHARED_TITLE, OnlyofficeCall
from kalends.doors.onlyoffice.wire.envelope import OnlyofficeAnswer
from kalends.doors.onlyoffice.wire.parameters import not_found, zone_json
from kalends.service import calendars, objects
from kalends.service.access import Access
from kalends.service.objects import Seen

_NOT_POSITIVE = re.compile(r"0+|-[0-9]+")


def get_history_by_id(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """The history of the event of an id."""
    if _NOT_POSITIVE.fullmatch(str(call.parameters.raw("eventId"))):
        call.parameters.wrong("eventId", "must be above 0")  # the product refuses it so in this call alone
    call.parameters.settle()
    return _history(call, objects.get(call.unit, call.parameters.id("eventId")))


def get_history_by_uid(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """The history of the event of a UID; of several, the one in a calendar that the caller owns."""
    uid = call.parameters.demanded("eventUid")
    call.parameters.settle()
    found = objects.of_uid(call.unit, uid)
    if not found:
        raise not_found("eventUid")
    return _history(call, found[0])


def _history(call: OnlyofficeCall, seen: Seen) -> OnlyofficeAnswer:
    calendar_id = seen.stored.calendar_id
    look = calendars.get_looks(call.unit, [calendar_id]).get(calendar_id)
    name = look.time_zone if look else call.me.time_zone
    history = {
        "calendarId": str(calendar_id) if look else SHARED_EVENTS,
        "eventUid": seen.stored.facts.uid or "",
        "eventId": seen.id,
        "mergedIcs": seen.stored.text,
        "canEdit": seen.access >= Access.FULL,
        "canNotify": False,
        "ics": seen.stored.text,
        "timeZone": zone_json(zone(name), call.now),
        "calendarName": look.title if look else SHARED_TITLE,
    }
    return OnlyofficeAnswer(history, validator=seen.validator)

"""Whole files in, and the offsets of a time zone.

POST /api/2.0/calendar/import, /api/2.0/calendar/{calendarId}/import    files
POST /api/2.0/calendar/importIcs    calendarId, iCalString
201: how many events were imported
POST /api/2.0/calendar/utcoffset    timeZone, startDate, endDate: the offsets in minutes
"""

from kalends.core.time.names import iana_name
from kalends.core.time.zones import UnknownZone, zone
from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.target import target_id
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.doors.onlyoffice.wire.times import zone_json
from kalends.errors import Fault, Flaw, Kind
from kalends.service import calendars
from kalends.service.access import Access


def import_files(call: OnlyofficeCall) -> Answer:
    """Take in every event and to-do of the files; answers how many."""
    number = call.parameters.whole("calendarId")
    call.parameters.settle()
    if not call.parameters.files:
        message = "no file was sent: send multipart/form-data, or text/calendar"
        raise Fault(Kind.INVALID, message, [Flaw("no-file", message, "files")])
    return _taken(call, number, call.parameters.files)


def import_text(call: OnlyofficeCall) -> Answer:
    """Take in every event and to-do of a text; answers how many."""
    text, number = call.parameters.demanded("iCalString"), call.parameters.whole("calendarId")
    call.parameters.settle()
    return _taken(call, number, (text.encode("utf-8", "surrogatepass"),))


def _taken(call: OnlyofficeCall, number: int | None, files: tuple[bytes, ...]) -> Answer:
    def find(inside: OnlyofficeCall) -> int:
        calendar_id = target_id(inside, number)
        if calendars.get_access(inside.unit, calendar_id) < Access.FULL:
            raise Fault(Kind.FORBIDDEN, "This needs full access to the calendar.")
        return calendar_id

    calendar_id = call.write(find)
    reports = [call.service.transfer.take_in(call.me, calendar_id, each, now=call.now) for each in files]
    return Answer(sum(report.taken for report in reports))


def utc_offset(call: OnlyofficeCall) -> Answer:
    """The offsets of a zone from UTC, in minutes, at two moments."""
    name, start, end = (
        call.parameters.text("timeZone"),
        call.parameters.time("startDate"),
        call.parameters.time("endDate"),
    )
    call.parameters.settle()
    known = iana_name(name) if name else call.me.time_zone
    if known is None:
        raise Fault(
            Kind.INVALID, "timeZone", [Flaw("unknown-zone", _sentence(UnknownZone(name or "").detail), "timeZone")]
        )
    found = zone(known)
    offsets = {
        key: found.offset_at(moment.instant(found) if moment else call.now) // 60
        for key, moment in (("startOffset", start), ("endOffset", end))
    }
    return Answer({"timeZone": zone_json(found, call.now), **offsets})


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]

"""Files and texts of many events: imported, and what became of them.

POST /api/2.0/calendar/import, /api/2.0/calendar/{calendarId}/import    files, report
POST /api/2.0/calendar/importIcs    calendarId, iCalString, report
201: the number of events and to-dos that are in the calendar now; with `report`, or `Accept: application/json;
report=true`, what became of each: {taken, added, replaced, unchanged, warned, skipped, notes, mended, unlisted}
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from typing import TypeVar

from kalends.doors.onlyoffice.call import OnlyofficeCall, target_calendar_id
from kalends.doors.onlyoffice.sharing import Json
from kalends.doors.onlyoffice.wire.envelope import OnlyofficeAnswer
from kalends.errors import Fault, Flaw, Kind
from kalends.service import calendars
from kalends.service.access import Access
from kalends.service.transfer import Note, Report, Skipped

MOST_LISTED = 1_000
"""Entries of each list in a report; `unlisted` says how many more there are."""
_MOST_FLAWS = 5
_UNREADABLE = frozenset({Kind.INVALID, Kind.TOO_LARGE, Kind.UNSUPPORTED})

Entry = TypeVar("Entry")


def import_files(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Take in every event and to-do of the files."""
    number, reports = call.parameters.whole("calendarId"), call.parameters.flag("report")
    call.parameters.settle()
    if not call.parameters.files:
        message = "no file was sent: send multipart/form-data, or text/calendar"
        raise Fault(Kind.INVALID, message, [Flaw("no-file", message, "files")])
    return _import(call, number, call.parameters.files, reports=bool(reports))


def import_text(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Take in every event and to-do of a text."""
    text, number = call.parameters.demanded("iCalString"), call.parameters.whole("calendarId")
    reports = call.parameters.flag("report")
    call.parameters.settle()
    return _import(call, number, (text.encode("utf-8", "surrogatepass"),), reports=bool(reports))


def _import(call: OnlyofficeCall, number: int | None, files: Sequence[bytes], *, reports: bool) -> OnlyofficeAnswer:
    def find(inside: OnlyofficeCall) -> int:
        calendar_id = target_calendar_id(inside, number)
        if calendars.get_access(inside.unit, calendar_id) < Access.FULL:
            raise Fault(Kind.FORBIDDEN, "This needs full access to the calendar.")
        return calendar_id

    calendar_id = call.write(find)
    if not reports:
        return OnlyofficeAnswer(sum(_take(call, calendar_id, each).taken for each in files))
    found: list[Report] = []
    refusals: list[Fault] = []
    for each in files:
        try:
            found.append(_take(call, calendar_id, each))
        except Fault as fault:
            if fault.kind not in _UNREADABLE:
                raise
            refusals.append(fault)
            found.append(_report_of(fault))
    if len(refusals) == len(files):
        raise refusals[0]
    return OnlyofficeAnswer(_report_json(found))


def _take(call: OnlyofficeCall, calendar_id: int, file: bytes) -> Report:
    return call.service.transfer.take_in(call.me, calendar_id, file, now=call.now)


def _report_of(fault: Fault) -> Report:
    """The report of a file that cannot be read."""
    return Report(0, 0, 0, 0, (Skipped("", 0, fault.detail, fault.flaws),))


def _report_json(reports: Sequence[Report]) -> Json:
    """What became of the files; each entry names its file by number, from 1."""
    lists = {
        "skipped": _listed([report.skipped for report in reports], _skipped_json),
        "notes": _listed([report.notes for report in reports], _note_json),
        "mended": _listed([report.mended for report in reports], _flaw_json),
    }
    total = sum(len(report.skipped) + len(report.notes) + len(report.mended) for report in reports)
    return {
        "taken": sum(report.taken for report in reports),
        "added": sum(report.added for report in reports),
        "replaced": sum(report.replaced for report in reports),
        "unchanged": sum(report.unchanged for report in reports),
        "warned": sum(report.warned for report in reports),
        **lists,
        "unlisted": total - sum(map(len, lists.values())),
    }


def _listed(entries: Sequence[Iterable[Entry]], render: Callable[[Entry], Json]) -> list[Json]:
    """The first entries of all files."""
    rendered = chain.from_iterable(
        ({"file": number} | render(entry) for entry in each) for number, each in enumerate(entries, 1)
    )
    return list(islice(rendered, MOST_LISTED))


def _skipped_json(skipped: Skipped) -> Json:
    flaws = [_flaw_json(flaw) for flaw in skipped.flaws[:_MOST_FLAWS]]
    return {"uid": skipped.uid, "line": skipped.line, "message": skipped.reason, "faults": flaws}


def _note_json(note: Note) -> Json:
    return {"uid": note.uid, "property": note.flaw.field, **_flaw_json(note.flaw)}


def _flaw_json(flaw: Flaw) -> Json:
    return {"line": flaw.line, "message": flaw.message, "code": flaw.code}

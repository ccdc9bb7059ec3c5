"""`kalends history` and `kalends restore`: what was, and how it comes back."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from kalends.doors.cli import options
from kalends.doors.cli.calendars.lookup import CalendarName, find_calendar_id, find_caller
from kalends.doors.cli.installation import installation_of, open_service
from kalends.doors.cli.progress import progress_bar
from kalends.doors.cli.terminal import EXIT_CODES, CellValue, Record, print_list, say, time_text, warn
from kalends.errors import Fault, Kind

if TYPE_CHECKING:
    from kalends.service.access import Caller
    from kalends.service.history import Past
    from kalends.service.house import Service
    from kalends.service.objects import Saved
    from kalends.service.records import Stored, Version

_MOST = 1_000
_LEFT_OUT = frozenset({Kind.EXISTS, Kind.INVALID})
"""Why one object of many stays where it is; whatever else is wrong is so for all of them."""

_Uid = Annotated[
    str | None,
    typer.Argument(
        metavar="UID", help="The UID of an object; without one, what was deleted is listed.", show_default=False
    ),
]


def history(
    context: typer.Context,
    calendar: CalendarName,
    uid: _Uid = None,
    *,
    as_email: options.As = None,
    json: options.Json = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """List what was deleted from a calendar or moved out of it, or every version of one object; JSON holds the texts.

    A calendar that was removed is named by its id.
    """
    from kalends.service import history as past

    with open_service(context, data, database) as service:
        me = find_caller(service, as_email)
        number = find_calendar_id(service, me, calendar)
        if uid is None:
            versions = past.walk_departures(lambda: service.read(me), number) if json else _latest(service, me, number)
            records = [_former(each, text=json) for each in versions]
        else:
            with service.read(me) as unit:
                pasts = past.get_pasts(unit, number, uid)
            records = [record for each in pasts for record in _versions(each, text=json)]
    print_list(records, as_json=json, empty="Nothing is kept of it.")


def _latest(service: "Service", me: "Caller", number: int) -> tuple["Version", ...]:
    """As many as people may want to look through."""
    from kalends.service import history as past

    with service.read(me) as unit:
        versions = past.get_departures(unit, number, limit=_MOST)
    if len(versions) == _MOST:
        warn(f"kalends: note: these are the latest {_MOST:,}; --json lists all.")
    return versions


def restore(
    context: typer.Context,
    objects: Annotated[
        list[int] | None,
        typer.Argument(metavar="OBJECT...", help="Ids of objects, as in the history.", show_default=False),
    ] = None,
    *,
    all_of: Annotated[
        str | None,
        typer.Option(metavar="CALENDAR", help="Instead: all that was deleted from a calendar.", show_default=False),
    ] = None,
    version: Annotated[
        int | None, typer.Option(metavar="N", help="Which version; the last former one, without.", show_default=False)
    ] = None,
    into: Annotated[
        str | None,
        typer.Option(metavar="CALENDAR", help="Where to, if its calendar was removed.", show_default=False),
    ] = None,
    as_email: options.As = None,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Make former versions of objects the present ones; deleted objects come back. Nothing of the history is lost."""
    if (objects is None or not objects) is (all_of is None):
        raise Fault(Kind.INVALID, "Name the objects by their ids, or with --all-of the calendar from which they went.")
    if version is not None and len(set(objects or ())) != 1:
        raise Fault(Kind.INVALID, "With --version, name one object.")
    with open_service(context, data, database) as service:
        me = find_caller(service, as_email)
        target = None if into is None else find_calendar_id(service, me, into)
        back = _Restoration(service, me, target, installation_of(context).root.now())
        if all_of is not None:
            back.bring_all(find_calendar_id(service, me, all_of))
        for number in dict.fromkeys(objects or ()):  # named twice, it would be restored from what was just restored
            back.bring(number, _last(service, me, number) if version is None else version)


@dataclass(frozen=True, slots=True)
class _Restoration:
    """How former versions come back: by whom, and where to."""

    service: "Service"
    me: "Caller"
    target: int | None
    now: datetime

    def bring(self, number: int, wanted: int) -> None:
        saved = self._restored(number, wanted)
        title = saved.answer.stored.facts.summary if saved.answer else ""
        say(f'Restored version {wanted} of the object {number}, "{title}", in calendar {saved.calendar_id}.')

    def bring_all(self, source: int) -> None:
        """Restore everything that was deleted from a calendar; what its UID keeps out is reported and left."""
        from kalends.service import history as past

        restored, kept_out = 0, list[str]()
        with progress_bar("restored") as tell_bar:
            for each in past.walk_departures(lambda: self.service.read(self.me), source):
                if each.ending.value != "deleted":
                    continue  # it was moved, and is somewhere
                try:
                    self._restored(each.object_id, each.version)
                except Fault as fault:
                    if fault.kind not in _LEFT_OUT:
                        raise
                    kept_out.append(f"object {each.object_id}, UID {each.uid or '–'}: {fault.detail}")
                else:
                    restored += 1
                tell_bar(restored, None)
        for reason in kept_out:
            warn(f"kalends: {reason}")
        say(f"Restored {restored:,} {'object' if restored == 1 else 'objects'}.")
        if kept_out:
            raise typer.Exit(EXIT_CODES[Kind.EXISTS])

    def _restored(self, number: int, wanted: int) -> "Saved":
        from kalends.service import history as past

        return self.service.write(
            self.me, self.now, lambda unit: past.restore(unit, number, wanted, calendar_id=self.target)
        )


def _last(service: "Service", me: "Caller", object_id: int) -> int:
    from kalends.service import history as past

    with service.read(me) as unit:
        former = past.get_past(unit, object_id).former
    if not former:
        raise Fault(Kind.NOT_FOUND, f"The object {object_id} has no former version.")
    return former[0].version


def _versions(past: "Past", *, text: bool) -> list[Record]:
    present = [] if past.present is None else [_present(past.present, text=text)]
    return [*present, *(_former(each, text=text) for each in past.former)]


def _present(stored: "Stored", *, text: bool) -> Record:
    record: dict[str, CellValue] = {
        "object": stored.id,
        "version": stored.version,
        "summary": stored.facts.summary,
        "uid": stored.facts.uid,
        "written": time_text(stored.modified),
        "ended": None,
        "ending": None,
    }
    return record | {"text": stored.text} if text else record


def _former(version: "Version", *, text: bool) -> Record:
    record: dict[str, CellValue] = {
        "object": version.object_id,
        "version": version.version,
        "summary": version.summary,
        "uid": version.uid,
        "written": time_text(version.written),
        "ended": time_text(version.ended),
        "ending": version.ending.value,
    }
    return record | {"text": version.text} if text else record

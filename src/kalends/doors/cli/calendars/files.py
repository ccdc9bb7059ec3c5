"""`kalends import` and `kalends export`: calendar files in and out."""

from typing import Annotated

import typer

from kalends.doors.cli import options
from kalends.doors.cli.calendars.acting import acting
from kalends.doors.cli.calendars.named import CalendarName, calendar_id
from kalends.doors.cli.root import desk_of, opened

_Into = Annotated[
    str,
    typer.Option("--into", metavar="CALENDAR", help="The calendar: its id, name or title.", show_default=False),
]
_Output = Annotated[
    str | None, typer.Option(metavar="FILE", help="Write there, not to standard output.", show_default=False)
]


def take_in(
    context: typer.Context,
    files: options.Files,
    *,
    into: _Into,
    as_email: options.As = None,
    json: options.Json = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Import calendar files into a calendar, and report what was not taken and why.

    An object whose UID is there already is replaced, unless the file's is older, or it was changed here since the
    last import: then it stays, and where the file has changed too, the conflict is told. A message (METHOD REPLY,
    CANCEL, ADD) changes the event that it is about. Several events of one UID are all kept, the later ones under UIDs
    made of it. What was taken stays: an import that was broken off is gone on with by the same command. Exit 0 where
    everything was taken, 1 where something was not, 2 where a file cannot be read.
    """
    from kalends.doors.cli.calendars.intake import Intake, code_of, tell, tell_json
    from kalends.service import calendars

    with opened(context, data, database) as service:
        me = acting(service, as_email)
        intake = Intake(service, me, calendar_id(service, me, into), desk_of(context).root.now())
        with service.read(me) as unit:
            calendars.get_access(unit, intake.calendar_id)
        taken = []
        for name in files:
            taken.append(intake.take(name))
            if not json:
                tell(taken[-1])
    if json:
        tell_json(taken)
    if code := code_of(taken):
        raise typer.Exit(code)


def export(
    context: typer.Context,
    calendar: CalendarName,
    *,
    output: _Output = None,
    as_email: options.As = None,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Write a calendar as one .ics file, as it stands at one moment."""
    from kalends.doors.cli.calendars.out import put

    with opened(context, data, database) as service:
        me = acting(service, as_email)
        put(service.transfer.export(me, calendar_id(service, me, calendar)), output)

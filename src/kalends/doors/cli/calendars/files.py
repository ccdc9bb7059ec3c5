"""`kalends import` and `kalends export`: calendar files in and out."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from kalends.doors.cli import options
from kalends.doors.cli.calendars.lookup import CalendarName, find_calendar_id, find_caller
from kalends.doors.cli.installation import installation_of, open_service
from kalends.doors.cli.terminal import write_text
from kalends.errors import Fault, Kind

_Into = Annotated[
    str,
    typer.Option("--into", metavar="CALENDAR", help="The calendar: its id, name or title.", show_default=False),
]
_Output = Annotated[
    str | None, typer.Option(metavar="FILE", help="Write there, not to standard output.", show_default=False)
]


def import_files(
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
    last import: then it stays, and where the file has changed too, the conflict is reported. A message (METHOD REPLY,
    CANCEL, ADD) changes the event that it is about. Several events of one UID are all kept, the later ones under UIDs
    made of it. What was taken stays: an import that was broken off is gone on with by the same command. Exit 0 where
    everything was taken, 1 where an object was not, or a part of one was left out of its meaning, 2 where a
    file cannot be read.
    """
    from kalends.doors.cli.calendars.importing import FileImporter, exit_code, print_outcome, print_outcomes_json
    from kalends.service import calendars

    with open_service(context, data, database) as service:
        me = find_caller(service, as_email)
        intake = FileImporter(service, me, find_calendar_id(service, me, into), installation_of(context).root.now())
        with service.read(me) as unit:
            calendars.get_access(unit, intake.calendar_id)
        taken = []
        for name in files:
            taken.append(intake.take(name))
            if not json:
                print_outcome(taken[-1])
    if json:
        print_outcomes_json(taken)
    if code := exit_code(taken):
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
    from kalends.doors.cli.calendars.files import write_pieces

    with open_service(context, data, database) as service:
        me = find_caller(service, as_email)
        write_pieces(service.transfer.export(me, find_calendar_id(service, me, calendar)), output)


def write_pieces(pieces: Iterator[str], output: str | None) -> None:
    """Write the pieces there; a file is the whole of them, or is what it was before. Fault INVALID."""
    if output is None:
        write_text(piece.encode() for piece in pieces)
        return
    try:
        _replace(Path(output), pieces)
    except (OSError, ValueError) as error:  # ValueError: NUL in the name
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Fault(Kind.INVALID, f"{output} cannot be written: {reason}.") from None


def _replace(file: Path, pieces: Iterator[str]) -> None:
    if file.exists() and not file.is_file():  # a device or a pipe takes what comes
        _fill(file, pieces)
        return
    part = file.with_name(f"{file.name}.part")
    try:
        _fill(part, pieces)
        part.replace(file)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def _fill(file: Path, pieces: Iterator[str]) -> None:
    with file.open("wb") as out:
        for piece in pieces:
            out.write(piece.encode())

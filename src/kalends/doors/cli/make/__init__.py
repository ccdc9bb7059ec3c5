"""`kalends make`: options, or events in JSON → an .ics file."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from kalends.doors.cli.installation import installation_of
from kalends.doors.cli.terminal import EXIT_CODES, warn
from kalends.errors import Fault, Kind

_RENAMED = {"repeat": "rule", "remind": "reminders"}
_NOT_FIELDS = ("context", "file", "output")

_File = Annotated[
    str | None, typer.Argument(help="Events in JSON; - is standard input.", metavar="FILE.json", show_default=False)
]
_Output = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write there, not to standard output.", show_default=False)
]


def _text(text: str, metavar: str = "TEXT", name: str = "") -> typer.models.OptionInfo:
    names = [name] if name else []
    option: typer.models.OptionInfo = typer.Option(*names, metavar=metavar, help=text, show_default=False)
    return option


_Title = Annotated[str | None, _text("What the event is called.")]
_Start = Annotated[
    str | None,
    _text("2026-12-17 (the whole day), 2026-12-17 15:00, 2026-12-17T15:00:00Z, or with an offset, +01:00.", "WHEN"),
]
_End = Annotated[str | None, _text("The end; of an event of whole days, its last day.", "WHEN")]
_Duration = Annotated[
    str | None, _text("Instead of an end: 90m, 1h30m, 2d. Without either: an hour, or the day.", "LENGTH")
]
_Zone = Annotated[str | None, _text("The time zone, as in Europe/Berlin; without one, times float.", "ZONE")]
_AllDay = Annotated[bool, typer.Option("--all-day", help="Whole days, whatever times of day are given.")]
_Description = Annotated[str | None, _text("What it is about.")]
_Location = Annotated[str | None, _text("Where.")]
_Organizer = Annotated[str | None, _text('Who invites: an address, or "Name <address>".', "WHO")]
_Attendees = Annotated[list[str] | None, _text("Who is invited; may be repeated.", "WHO", "--attendee")]
_Repeat = Annotated[
    str | None, _text('daily, weekly, monthly, yearly, weekdays, "every 2 weeks", or RRULE text.', "RULE")
]
_Count = Annotated[int | None, typer.Option(metavar="N", help="How many times it takes place.", show_default=False)]
_Until = Annotated[str | None, _text("The last day, or the last start.", "WHEN")]
_Exclude = Annotated[list[str] | None, _text("A day (or a start) that is left out; may be repeated.", "WHEN")]
_Remind = Annotated[list[str] | None, _text("How long before: 15m, 1h, 1d; may be repeated.", "LENGTH")]
_Uid = Annotated[str | None, _text("Its UID; a new UUID without.")]
_Method = Annotated[str | None, _text("publish, request or cancel; none without.", "METHOD")]
_Status = Annotated[str | None, _text("tentative, confirmed or cancelled.", "STATUS")]
_Sequence = Annotated[
    int | None, typer.Option(metavar="N", help="The version of the event, from 0.", show_default=False)
]


def make(  # as many as an event has fields
    context: typer.Context,
    file: _File = None,
    *,
    title: _Title = None,
    start: _Start = None,
    end: _End = None,
    duration: _Duration = None,
    zone: _Zone = None,
    all_day: _AllDay = False,
    description: _Description = None,
    location: _Location = None,
    organizer: _Organizer = None,
    attendees: _Attendees = None,
    repeat: _Repeat = None,
    count: _Count = None,
    until: _Until = None,
    exclude: _Exclude = None,
    remind: _Remind = None,
    uid: _Uid = None,
    method: _Method = None,
    status: _Status = None,
    sequence: _Sequence = None,
    output: _Output = None,
) -> None:
    """Make an .ics file of one event from options, or of one or many from JSON.

    The fields of the JSON are in docs/doors/cli.md.
    """
    options = _fields(locals())
    from kalends.doors.cli.make import file as writing
    from kalends.doors.cli.make.input import input_of_options

    now = installation_of(context).root.now()
    with _flaws_on_lines():
        if file is None:
            made = writing.file_of_options(input_of_options(options), now)
        elif options:
            raise Fault(Kind.INVALID, "With a file of JSON, --output is the only option: say the rest in the file.")
        else:
            made = writing.file_of_json(file, now)
    if made.floats:
        warn("kalends: note: without a zone, times float: the same on every clock, wherever it is.")
    writing.write_file(made.text, output)


def _fields(arguments: Mapping[str, object]) -> dict[str, object]:
    """The fields of an event among the arguments of `make`, by their names in JSON."""
    return {
        _RENAMED.get(name, name): value
        for name, value in arguments.items()
        if name not in _NOT_FIELDS and value not in (None, []) and value is not False
    }


@contextmanager
def _flaws_on_lines() -> Iterator[None]:
    """Print every flaw of a Fault on a line of its own."""
    try:
        yield
    except Fault as fault:
        if not fault.flaws:
            raise
        for flaw in fault.flaws:
            warn(f"kalends: {flaw.message}")
        raise typer.Exit(EXIT_CODES[fault.kind]) from fault

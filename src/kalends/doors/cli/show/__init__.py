"""`kalends show`: what is in an .ics file, as a table for people."""

from typing import Annotated

import typer

_Files = Annotated[
    list[str], typer.Argument(help="Calendar files; - is standard input.", metavar="FILE...", show_default=False)
]


def show(files: _Files) -> None:
    """Show the events, tasks and journal entries of .ics files, in the order of their starts.

    Exit 0 where everything is shown, 1 where something could not be understood (it is named on standard error),
    2 where a file cannot be read.
    """
    from kalends.doors.cli.show.report import show_file

    code = max([show_file(name) for name in files])
    if code:
        raise typer.Exit(code)

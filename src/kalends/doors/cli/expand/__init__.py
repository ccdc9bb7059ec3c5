"""`kalends expand`: every occurrence in calendar files between two times (RFC 5545 §3.8.5)."""

from typing import Annotated

import typer

from kalends.doors.cli import options

_Limit = Annotated[int | None, typer.Option(metavar="N", min=0, help="Write no more than N.", show_default=False)]


def expand(
    files: options.Files,
    *,
    since: options.Since,
    until: options.Until,
    zone: options.Zone = "UTC",
    json: options.Json = False,
    limit: _Limit = None,
) -> None:
    """List the occurrences in calendar files from one time on and before another, one a line, by start and then UID.

    Exit 0 where everything could be expanded, 1 where something could not (it is named on standard error and left
    out), 2 where a file cannot be read.
    """
    from itertools import islice

    from kalends.doors.cli.expand.rows import occurrences, print_json, print_lines
    from kalends.doors.cli.expand.sources import ProblemLog, parse_window

    problems = ProblemLog()
    found = islice(occurrences(files, parse_window(since, until, zone), problems), limit)
    (print_json if json else print_lines)(found)
    if problems.code:
        raise typer.Exit(problems.code)

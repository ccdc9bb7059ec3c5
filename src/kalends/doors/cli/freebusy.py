"""`kalends freebusy`: when a person is busy, by calendar files (RFC 5545 §3.6.4)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from kalends.doors.cli import options
from kalends.doors.cli.installation import installation_of
from kalends.doors.cli.terminal import say_json, write_text

if TYPE_CHECKING:
    from kalends.core.match.freebusy import BusyPeriod
    from kalends.doors.cli.expand.sources import ProblemLog, WindowQuery


def freebusy(
    context: typer.Context,
    files: options.Files,
    *,
    since: options.Since,
    until: options.Until,
    zone: options.Zone = "UTC",
    json: options.Json = False,
) -> None:
    """Write when the events in calendar files make one busy, as an iCalendar text with a VFREEBUSY, or as JSON.

    Exit 0 where everything could be taken in, 1 where something could not (it is named on standard error and left
    out), 2 where a file cannot be read.
    """
    from kalends.core.match.freebusy import merged
    from kalends.doors.cli.expand.sources import ProblemLog, parse_window

    problems, query = ProblemLog(), parse_window(since, until, zone)
    periods = merged(_periods(files, query, problems), query.window)
    if json:
        _print_json(periods)
    else:
        _print_text(context, periods, query)
    if problems.code:
        raise typer.Exit(problems.code)


def _periods(files: list[str], query: "WindowQuery", problems: "ProblemLog") -> "Iterator[BusyPeriod]":
    from kalends.core.match.freebusy import busy_of, published
    from kalends.doors.cli.expand.sources import read_objects, read_series
    from kalends.errors import Fault

    for part in read_objects(files, query.zone, problems):
        series = read_series(part, problems)
        try:
            if series is not None:
                yield from busy_of(series, query.window, query.zone)
            elif part.components[0].name == "VFREEBUSY":
                for component in part.components:
                    yield from published(component, part.zones, query.zone)
        except Fault as fault:
            problems.tell(part.file, f"{part}: {fault.detail}")


def _print_json(periods: "list[BusyPeriod]") -> None:
    rows = [
        {"start": f"{each.start:%Y-%m-%dT%H:%M:%SZ}", "end": f"{each.end:%Y-%m-%dT%H:%M:%SZ}", "type": each.kind.fbtype}
        for each in periods
    ]
    say_json(rows)


def _print_text(context: typer.Context, periods: "list[BusyPeriod]", query: "WindowQuery") -> None:
    from uuid import uuid4

    from kalends.core.ics.tree import Component, Property
    from kalends.core.ics.values import write_date_time
    from kalends.core.ics.write import PRODID, write
    from kalends.core.match.freebusy import vfreebusy

    now = write_date_time(installation_of(context).root.now())
    head = [Property.make("UID", str(uuid4())), Property.make("DTSTAMP", now)]
    fixed = [Property.make("VERSION", "2.0"), Property.make("PRODID", PRODID)]
    calendar = Component("VCALENDAR", [*fixed, vfreebusy(periods, query.window, head)])
    write_text([write(calendar)])

"""Lists on standard output: a table for people, JSON for programs."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from kalends.doors.cli.tell import one_line, say, say_json

Column = str | int | bool | None
Record = Mapping[str, Column]


def tell_list(records: Sequence[Record], *, as_json: bool, empty: str) -> None:
    """Write records, all of the same fields, in the manner that was asked for."""
    if as_json:
        say_json(list(records))
    elif records:
        _tell_table(records)
    else:
        say(empty)


def written(moment: datetime | None) -> str | None:
    """A time as the lists write it (RFC 3339), to the second."""
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _tell_table(records: Sequence[Record]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(markup=False, emoji=False, highlight=False)
    if not console.is_terminal:
        console.width = 1000  # a program reads it: no line is broken
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for field in records[0]:
        table.add_column(field.replace("_", " "), overflow="fold")
    for record in records:
        table.add_row(*(_cell(value) for value in record.values()))
    console.print(table)


def _cell(value: Column) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return one_line(str(value))

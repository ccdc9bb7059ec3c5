"""Entries as a table: only columns in which something stands, and never a character that moves the cursor.

When                         What               Who               More
from when to when            title              the organizer     how it repeats
where the clocks are, …      where              each attendee     status, reminders
"""

import os
import re
import sys
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from kalends.doors.cli.show.entries import Entry
from kalends.doors.cli.show.times import moment_in_words, span_in_words
from kalends.doors.cli.tell import one_line

_COLUMNS = ("When", "What", "Who", "More")
_BREAK = re.compile("[\r\n\t ]+")


def tell_table(entries: Sequence[Entry]) -> None:
    """Write the table to standard output; plain text where it is no terminal or NO_COLOR is set."""
    console = Console(
        markup=False,
        emoji=False,
        highlight=False,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
    )
    if not console.is_terminal:
        console.width = 10_000  # a program reads it: no line is broken
    with console.capture() as captured:
        console.print(_table([_row(entry) for entry in entries]))
    for line in captured.get().splitlines():
        sys.stdout.write(line.rstrip() + "\n")


def _table(rows: Sequence[tuple[str, ...]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    used = [at for at in range(len(_COLUMNS)) if any(row[at] for row in rows)]
    for at in used:
        table.add_column(_COLUMNS[at], overflow="fold")
    for row in rows:
        table.add_row(*(row[at] for at in used))
    return table


def _row(entry: Entry) -> tuple[str, ...]:
    when = span_in_words(entry.start, entry.end, is_task=entry.kind == "task")
    if entry.replaces is not None:
        when = [f"↳ {when[0]}", *when[1:], f"instead of {moment_in_words(entry.replaces)}"]
    kind = "" if entry.kind == "event" else f"{entry.kind}: "
    what = [kind + entry.title, entry.where]
    return tuple(_cell(lines) for lines in (when, what, entry.who, [entry.repeats, entry.status, *entry.reminders]))


def _cell(lines: Iterable[str]) -> str:
    texts = (one_line(_BREAK.sub(" ", line).strip()) for line in lines)
    return "\n".join(text for text in texts if text)

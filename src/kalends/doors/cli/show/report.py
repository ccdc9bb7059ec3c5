"""One file: its table on standard output, what could not be shown on standard error.

A table has only those columns in which something stands: when, what, who, and more (place, repetition, alarms …).
"""

import os
import re
import sys
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from kalends.core.ics.lenient import DEVIATIONS
from kalends.core.ics.limits import TEXT_LIMITS
from kalends.core.ics.lines import locate_all
from kalends.core.ics.read import read
from kalends.core.ics.source import readable_text
from kalends.core.ics.tree import Stream
from kalends.doors.cli.show.entries import ComponentSummary, PropertyNotes, moment_in_words, span_in_words, summaries_of
from kalends.doors.cli.terminal import octets_of, one_line, say, warn
from kalends.errors import Fault, Flaw, Kind

SHOWN, PARTLY, UNREADABLE = 0, 1, 2  # the same as `kalends check` answers

_SAYING = ("METHOD", "NAME", "X-WR-CALNAME")
_KINDS = (("event", "events"), ("task", "tasks"), ("journal entry", "journal entries"))
_COLUMNS = ("When", "What", "Who", "More")
_BREAK = re.compile("[\r\n\t ]+")


def show_file(name: str) -> int:
    """Show a file; the exit code: 0, 1 where something in it is not shown, 2 where it cannot be read at all."""
    try:
        octets = octets_of(name, TEXT_LIMITS.octets + 1)
    except Fault as fault:
        warn(f"kalends: {fault.detail}")
        return UNREADABLE
    try:
        stream = read(octets, lenient=True)
    except Fault as fault:
        return _tell_refusal(name, fault)
    _tell_flaws(name, (flaw for flaw in stream.flaws if not _is_harmless(flaw)))
    return _show_stream(name, stream, octets)


def _show_stream(name: str, stream: Stream, octets: bytes) -> int:
    notes = PropertyNotes()
    entries = summaries_of(stream.components, notes)
    say(f"{name}: {_counted(entries)}{_saying(stream)}")
    if entries:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter still shows the rest
        print_table(entries)
    noted = sorted(notes.found)
    places = locate_all(readable_text(octets), [(number, offset) for number, offset, _ in noted])
    found = zip(places, noted, strict=True)
    _tell_flaws(name, (Flaw("not-shown", note[2], line=place[0], column=place[1]) for place, note in found))
    return PARTLY if notes.found else SHOWN


def _is_harmless(flaw: Flaw) -> bool:
    known = DEVIATIONS.get(flaw.code)
    return known is not None and known.notice


def _tell_refusal(name: str, fault: Fault) -> int:
    if fault.kind is Kind.INVALID:
        _tell_flaws(name, fault.flaws)
        return PARTLY
    warn(f"kalends: {name}: {fault.detail}")
    return UNREADABLE


def _tell_flaws(name: str, flaws: Iterable[Flaw]) -> None:
    for flaw in flaws:
        warn(f"{name}:{flaw.line}:{flaw.column}: {flaw.severity}: {flaw.message}")


def _counted(entries: list[ComponentSummary]) -> str:
    counts = ((sum(entry.kind == one for entry in entries), one, many) for one, many in _KINDS)
    told = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
    return ", ".join(told) or "nothing to show"


def _saying(stream: Stream) -> str:
    """What the text asks of its reader (RFC 5546 §1.4), and how it calls itself (RFC 7986 §5.1, and before that)."""
    properties = (prop for calendar in stream.components for prop in calendar.properties)
    said = [prop.value for prop in properties if prop.name in _SAYING and prop.value]
    return f" ({', '.join(dict.fromkeys(said))})" if said else ""


def print_table(entries: Sequence[ComponentSummary]) -> None:
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


def _row(entry: ComponentSummary) -> tuple[str, ...]:
    when = span_in_words(entry.start, entry.end, is_task=entry.kind == "task")
    if entry.replaces is not None:
        when = [f"↳ {when[0]}", *when[1:], f"instead of {moment_in_words(entry.replaces)}"]
    kind = "" if entry.kind == "event" else f"{entry.kind}: "
    what = [kind + entry.title, entry.where]
    return tuple(_cell(lines) for lines in (when, what, entry.who, [entry.repeats, entry.status, *entry.reminders]))


def _cell(lines: Iterable[str]) -> str:
    texts = (one_line(_BREAK.sub(" ", line).strip()) for line in lines)
    return "\n".join(text for text in texts if text)

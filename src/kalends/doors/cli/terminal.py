"""All that the command line says: one module writes it, so that nothing of others reaches a terminal as it is.

A Fault is one line that says what to do, and an exit code.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import typer
from typer.core import TyperGroup

from kalends.core.unicode import one_line, printable_json
from kalends.errors import Fault, Kind

__all__ = [
    "EXIT_CODES",
    "FaultReportingGroup",
    "confirm",
    "json_text",
    "one_line",
    "say",
    "say_json",
    "warn",
    "write_text",
]

# 1 is what `kalends check` answers for a calendar that has faults; 2 is also the code for a command typed wrongly.
EXIT_CODES: dict[Kind, int] = {
    Kind.INVALID: 2,
    Kind.TOO_LARGE: 2,
    Kind.UNSUPPORTED: 2,
    Kind.NOT_FOUND: 3,
    Kind.GONE: 3,
    Kind.EXISTS: 4,
    Kind.RULE: 4,
    Kind.STALE: 4,
    Kind.FORBIDDEN: 5,
    Kind.UNAUTHENTICATED: 5,
    Kind.RATE_LIMITED: 6,
    Kind.BUSY: 6,
}
_USAGE_ERROR: type[Exception] = typer.BadParameter.__bases__[0]
CellValue = str | int | bool | None
Record = Mapping[str, CellValue]
_LONGEST_LINE = 8192


class FaultReportingGroup(TyperGroup):
    """The group of all commands: a Fault that leaves one of them is shown as a message, without a trace."""

    def make_context(self, *arguments: object, **more: object) -> typer.Context:
        """Read the line that was typed, up to the command."""
        with _printable_usage():
            return super().make_context(*arguments, **more)  # type: ignore[arg-type, return-value]  # as it came

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]  # Typer has its own class for it
        """Run the command that was typed."""
        try:
            with _printable_usage():
                return super().invoke(ctx)
        except Fault as fault:
            warn(f"kalends: {fault.detail}")
            raise typer.Exit(EXIT_CODES[fault.kind]) from fault
        except OSError as error:
            # a reader that went away is Typer's to meet; what names a file is a fault of ours
            if isinstance(error, BrokenPipeError) or error.filename is not None or not error.strerror:
                raise
            warn(f"kalends: Standard output cannot be written: {error.strerror}.")
            raise typer.Exit(EXIT_CODES[Kind.INVALID]) from error


@contextmanager
def _printable_usage() -> Iterator[None]:
    """Typer repeats what was typed wrongly, as in the name of a file that a shell put there."""
    try:
        yield
    except _USAGE_ERROR as error:
        error.message = one_line(error.message)  # type: ignore[attr-defined]  # every one has it
        raise


def say(line: str) -> None:
    """Write a line on standard output; what it holds of others is made printable, line ends too."""
    typer.echo(one_line(line))


def warn(line: str) -> None:
    """The same on standard error."""
    typer.echo(one_line(line), err=True)


def confirm(question: str) -> bool:
    """Ask on standard error; whether the answer was yes."""
    try:
        return typer.confirm(one_line(question), err=True)
    except typer.Abort:
        return False


def say_json(value: object) -> None:
    """Write a value as JSON on standard output."""
    typer.echo(json_text(value, indent=2))


def json_text(value: object, indent: int | None = None) -> str:
    """A value as JSON; no character of it acts on a terminal, and the values are what they are."""
    return printable_json(json.dumps(value, indent=indent, ensure_ascii=False))


def write_text(pieces: Iterable[bytes]) -> None:
    """Write calendar text on standard output: to a file or a program as it is, to a terminal in printable lines."""
    if not sys.stdout.isatty():
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    for line in _lines(pieces):
        sys.stdout.write(one_line(line.decode("utf-8", "surrogateescape")) + "\n")


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\r\n")
        yield from lines
    if rest:
        yield rest


def print_list(records: Sequence[Record], *, as_json: bool, empty: str) -> None:
    """Write records, all of the same fields, in the manner that was asked for."""
    if as_json:
        say_json(list(records))
    elif records:
        _print_table(records)
    else:
        say(empty)


def time_text(moment: datetime | None) -> str | None:
    """A time as the lists write it (RFC 3339), to the second."""
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _print_table(records: Sequence[Record]) -> None:
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
        table.add_row(*(_cell_text(value) for value in record.values()))
    console.print(table)


def _cell_text(value: CellValue) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return one_line(str(value))


def demand_yes(question: str, *, otherwise: str) -> None:
    """Pass where a person answers yes. Fault RULE else, which says what was not done."""
    if not confirm(question):
        raise Fault(Kind.RULE, f"{otherwise}; answer y, or give --yes.")


def password_from(wanted: bool) -> str | None:
    """The first line of standard input without its line end, where that is wanted. Fault INVALID for bad UTF-8."""
    if not wanted:
        return None
    line = sys.stdin.buffer.readline(_LONGEST_LINE)
    try:
        return line.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise Fault(Kind.INVALID, "The password on standard input is not UTF-8.") from None


def octets_of(name: str, most: int = -1) -> bytes:
    """What is in a file, or on standard input where it is called "-", or its first octets; Fault INVALID."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(most)
        with Path(name).open("rb") as file:
            return file.read(most)
    except (OSError, ValueError) as error:  # ValueError: NUL in the name
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not the name of a file"
        raise Fault(Kind.INVALID, f"{name} cannot be read: {reason}.") from None

"""All that the command line says: one module writes it, so that nothing of others reaches a terminal as it is.

A Fault is one line that says what to do, and an exit code.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import typer
from typer.core import TyperGroup

from kalends.core.unicode import one_line, printable_json
from kalends.errors import Fault, Kind

__all__ = ["EXIT_CODES", "Told", "confirmed", "json_text", "one_line", "put_text", "say", "say_json", "warn"]

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


class Told(TyperGroup):
    """The group of all commands: a Fault that leaves one of them is told, and no trace is shown."""

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


_USAGE_ERROR: type[Exception] = typer.BadParameter.__bases__[0]


def say(line: str) -> None:
    """Write a line on standard output; what it holds of others is made printable, line ends too."""
    typer.echo(one_line(line))


def warn(line: str) -> None:
    """The same on standard error."""
    typer.echo(one_line(line), err=True)


def confirmed(question: str) -> bool:
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


def put_text(pieces: Iterable[bytes]) -> None:
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

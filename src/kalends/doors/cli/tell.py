"""How the command line tells a Fault: one line that says what to do, and an exit code."""

from collections.abc import Iterable

import typer
from typer.core import TyperGroup

from kalends.errors import Fault, Kind

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

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]  # Typer has its own class for it
        """Run the command that was typed."""
        try:
            return super().invoke(ctx)
        except Fault as fault:
            typer.echo(f"kalends: {one_line(fault.detail)}", err=True)
            raise typer.Exit(EXIT_CODES[fault.kind]) from fault
        except OSError as error:
            # a reader that went away is Typer's to meet; what names a file is a fault of ours
            if isinstance(error, BrokenPipeError) or error.filename is not None or not error.strerror:
                raise
            typer.echo(f"kalends: Standard output cannot be written: {error.strerror}.", err=True)
            raise typer.Exit(EXIT_CODES[Kind.INVALID]) from error


def one_line(text: str) -> str:
    """A text without what would move the cursor: other people's control characters do not reach the terminal."""
    return "".join(_seen(text))


def _seen(text: str) -> Iterable[str]:
    for character in text:
        yield character if character.isprintable() else ascii(character)[1:-1]

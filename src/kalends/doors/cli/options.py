"""The options and arguments that several commands share, and the shape of a group of commands."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

DEFAULT_LABEL = "default"
"""The label of a key without one, as the verbs have it."""


class ScopeName(StrEnum):
    """How far a key or an application reaches: a `Scope`, known before anything of the service is imported."""

    GENERATE = "generate"
    READ = "read"
    FULL = "full"


Email = Annotated[str, typer.Argument(help="The e-mail address of the account.", metavar="EMAIL", show_default=False)]
Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="The data folder (else KALENDS_DATA, else ./data).", show_default=False),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="A PostgreSQL database (else KALENDS_DATABASE, else the embedded one in the data folder).",
        show_default=False,
    ),
]
As = Annotated[
    str | None,
    typer.Option("--as", metavar="EMAIL", help="Whose rights count; the only account, without.", show_default=False),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON.")]
Label = Annotated[str, typer.Option(help="What the key is for.", metavar="TEXT")]
Name = Annotated[str | None, typer.Option(help="What the person is called.", show_default=False)]
TimeZone = Annotated[
    str | None,
    typer.Option(help='The time zone of the account, as in "Europe/Berlin".', metavar="ZONE", show_default=False),
]
PasswordStdin = Annotated[bool, typer.Option("--password-stdin", help="Read a password from standard input.")]
Files = Annotated[
    list[str], typer.Argument(help="Calendar files; - is standard input.", metavar="FILE...", show_default=False)
]
Since = Annotated[
    str, typer.Option("--from", metavar="T", help="From this date or time on (2026-03-01, 2026-03-01T09:00Z).")
]
Until = Annotated[str, typer.Option("--to", metavar="T", help="Before this date (its midnight) or time.")]
Zone = Annotated[
    str,
    typer.Option(metavar="ZONE", help="Where days, floating times and times that are typed without an offset count."),
]


def group(help_text: str) -> typer.Typer:
    """An empty group of commands. Its help is plain text, since the other kind takes longer to import than to read."""
    return typer.Typer(help=help_text, no_args_is_help=True, rich_markup_mode=None, add_completion=False)

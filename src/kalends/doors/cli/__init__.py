"""The command line. Every command imports what it runs inside its body, so that `--help` is quick."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from kalends.doors.cli import options
from kalends.doors.cli.accounts import users
from kalends.doors.cli.calendars import calendars, export, groups, history, import_files, restore
from kalends.doors.cli.check import check
from kalends.doors.cli.expand import expand
from kalends.doors.cli.freebusy import freebusy
from kalends.doors.cli.installation import DATA_FOLDER, CompositionRoot, Installation
from kalends.doors.cli.keys import keys
from kalends.doors.cli.make import make
from kalends.doors.cli.oauth import applications
from kalends.doors.cli.serve import serve
from kalends.doors.cli.show import show
from kalends.doors.cli.terminal import FaultReportingGroup, say
from kalends.doors.cli.upkeep import backup, doctor, reindex, restore_backup

__all__ = ["CompositionRoot", "door"]

_HELP = "Kalends, a calendar server."

_Data = Annotated[
    Path, typer.Option(envvar="KALENDS_DATA", metavar="DIR", help="The data folder; may also follow the command.")
]
_Version = Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)]

# in the order in which the help lists them
_COMMANDS: dict[str, Callable[..., None]] = {
    "serve": serve,
    "make": make,
    "show": show,
    "check": check,
    "expand": expand,
    "freebusy": freebusy,
    "import": import_files,
    "export": export,
    "history": history,
    "restore": restore,
    "backup": backup,
    "restore-backup": restore_backup,
    "reindex": reindex,
    "doctor": doctor,
}
_GROUPS = {"calendar": calendars, "group": groups, "user": users, "key": keys, "oauth": applications}


def door(root: CompositionRoot) -> typer.Typer:
    """All commands, upon a composition root."""
    commands = typer.Typer(
        cls=FaultReportingGroup,
        help=_HELP,
        no_args_is_help=True,
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @commands.callback(invoke_without_command=True)
    def before(
        context: typer.Context,
        *,
        data: _Data = DATA_FOLDER,
        database: options.Database = None,
        version: _Version = False,
    ) -> None:
        if version:
            say(f"kalends {root.version()}")
            raise typer.Exit
        if context.invoked_subcommand is None:
            context.fail("Missing command.")
        context.obj = Installation(root, data, database)

    for name, work in _COMMANDS.items():
        commands.command(name)(work)
    for name, group in _GROUPS.items():
        commands.add_typer(group, name=name)
    return commands

"""The command line. Every command imports what it runs inside its body, so that `--help` is quick."""

from pathlib import Path
from typing import Annotated

import typer

from kalends.doors.cli import options
from kalends.doors.cli.accounts import users
from kalends.doors.cli.calendars import calendars, export, groups, history, restore, take_in
from kalends.doors.cli.check import check
from kalends.doors.cli.expand import expand
from kalends.doors.cli.freebusy import freebusy
from kalends.doors.cli.keys import keys
from kalends.doors.cli.make import make
from kalends.doors.cli.oauth import applications
from kalends.doors.cli.root import DATA_FOLDER, Desk, Root
from kalends.doors.cli.serve import serve
from kalends.doors.cli.show import show
from kalends.doors.cli.tell import Told
from kalends.doors.cli.upkeep import backup, doctor, reindex, restore_backup

__all__ = ["Root", "door"]

_HELP = "Kalends, a calendar server."

_Data = Annotated[
    Path, typer.Option(envvar="KALENDS_DATA", metavar="DIR", help="The data folder; may also follow the command.")
]
_Version = Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)]


def door(root: Root) -> typer.Typer:
    """All commands, upon a composition root."""
    commands = typer.Typer(
        cls=Told,
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
            typer.echo(f"kalends {root.version()}")
            raise typer.Exit
        if context.invoked_subcommand is None:
            context.fail("Missing command.")
        context.obj = Desk(root, data, database)

    commands.command()(serve)
    commands.command()(make)
    commands.command()(show)
    commands.command()(check)
    commands.command()(expand)
    commands.command()(freebusy)
    commands.command("import")(take_in)
    commands.command()(export)
    commands.command()(history)
    commands.command()(restore)
    commands.command()(backup)
    commands.command("restore-backup")(restore_backup)
    commands.command()(reindex)
    commands.command()(doctor)
    commands.add_typer(calendars, name="calendar")
    commands.add_typer(groups, name="group")
    commands.add_typer(users, name="user")
    commands.add_typer(keys, name="key")
    commands.add_typer(applications, name="oauth")
    return commands

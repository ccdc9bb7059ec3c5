"""`kalends backup` and `kalends restore-backup`: the whole of a store in one file."""

from pathlib import Path
from typing import Annotated

import typer

from kalends.doors.cli import options
from kalends.doors.cli.asking import demand_yes
from kalends.doors.cli.root import desk_of
from kalends.doors.cli.tell import say
from kalends.doors.cli.upkeep.counting import counting

_File = Annotated[Path, typer.Argument(metavar="FILE", help="The file of the backup.", show_default=False)]


def backup(
    context: typer.Context,
    file: _File,
    *,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Save everything into a file that does not exist yet, as it stands at one moment; a server may run meanwhile."""
    desk = desk_of(context)
    with counting("rows saved") as told:
        desk.root.backup(file, data or desk.data, told=told, database=database or desk.database)
    say(f"Saved everything in {file!s}, {file.stat().st_size:,} octets. Keep it as a secret.")


def restore_backup(
    context: typer.Context,
    file: _File,
    *,
    yes: options.Yes = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Put a backup in the place of all that the data folder or database holds; a server may run meanwhile.

    It is done wholly or not at all. The backup may be one of the other kind of database.
    """
    desk = desk_of(context)
    folder, url = data or desk.data, database or desk.database
    if not yes:
        question = f"Put {file} in the place of everything that is kept now?"
        demand_yes(question, otherwise="Nothing was changed")
    with counting("rows put back") as told:
        desk.root.restore_backup(file, folder, told=told, database=url)
    say(f"Everything is as it was when {file!s} was written.")

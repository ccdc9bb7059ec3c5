"""`kalends backup` and `kalends restore-backup`: the whole of a store in one file."""

from pathlib import Path
from typing import Annotated

import typer

from kalends.doors.cli import options
from kalends.doors.cli.asking import demand_yes
from kalends.doors.cli.root import desk_of
from kalends.doors.cli.tell import one_line

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
    desk.root.backup(file, data or desk.data, database=database or desk.database)
    typer.echo(f"Saved everything in {one_line(str(file))}, {file.stat().st_size:,} octets. Keep it as a secret.")


def restore_backup(
    context: typer.Context,
    file: _File,
    *,
    yes: options.Yes = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Put a backup in the place of all that the data folder holds, wholly or not at all; a server may run meanwhile."""
    desk = desk_of(context)
    folder = data or desk.data
    if not yes:
        question = f"Put {one_line(str(file))} in the place of everything in {one_line(str(folder))}?"
        demand_yes(question, otherwise="Nothing was changed")
    desk.root.restore_backup(file, folder, database=database or desk.database)
    typer.echo(f"Everything is as it was when {one_line(str(file))} was written.")

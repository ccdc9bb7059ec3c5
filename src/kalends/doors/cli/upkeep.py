"""The commands that look after the store: `backup`, `restore-backup`, `reindex`, `doctor`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kalends.doors.cli import options
from kalends.doors.cli.installation import installation_of, open_service
from kalends.doors.cli.progress import progress_line
from kalends.doors.cli.terminal import demand_yes, say, say_json

if TYPE_CHECKING:
    from kalends.service.upkeep import Complaint, Diagnosis


_File = Annotated[Path, typer.Argument(metavar="FILE", help="The file of the backup.", show_default=False)]
SOUND, WRONG = 0, 1


def backup(
    context: typer.Context,
    file: _File,
    *,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Save everything into a file that does not exist yet, as it stands at one moment; a server may run meanwhile."""
    installation = installation_of(context)
    with progress_line("rows saved") as told:
        installation.root.backup(file, data or installation.data, told=told, database=database or installation.database)
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
    installation = installation_of(context)
    folder, url = data or installation.data, database or installation.database
    if not yes:
        question = f"Put {file} in the place of everything that is kept now?"
        demand_yes(question, otherwise="Nothing was changed")
    with progress_line("rows put back") as told:
        installation.root.restore_backup(file, folder, told=told, database=url)
    say(f"Everything is as it was when {file!s} was written.")


def reindex(
    context: typer.Context,
    *,
    zoned: Annotated[bool, typer.Option("--zoned", help="Only what depends on time-zone rules.")] = False,
    restored: Annotated[bool, typer.Option("--restored", help="After pg_restore: let clients sync from new.")] = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Recompute what objects are found by; a server may run meanwhile."""
    with open_service(context, data, database) as service, progress_line("objects indexed") as told:
        changed = service.upkeep.reindex(zoned=zoned, told=told)
        if restored:
            service.upkeep.renew(now=installation_of(context).root.now())
    say(f"The index is as the texts say; {changed:,} {'object was' if changed == 1 else 'objects were'} otherwise.")


def doctor(
    context: typer.Context,
    *,
    mend: Annotated[bool, typer.Option("--mend", help="Mend what can be derived anew.")] = False,
    as_json: options.Json = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Look for damage in everything that is kept: exit 0 where nothing is wrong, or all was mended, 1 else."""
    with open_service(context, data, database) as service, progress_line("objects examined") as told:
        found = service.upkeep.examine(mend=mend, told=told)
    if as_json:
        say_json(_record(found))
    else:
        _tell(found)
    raise typer.Exit(SOUND if found.healthy else WRONG)


def _tell(found: "Diagnosis") -> None:
    for complaint in found.complaints:
        mended = " Mended." if complaint.mended else ""
        say(f"{complaint.code}: {_place(complaint)}{complaint.message}{mended}")
    left = sum(not complaint.mended for complaint in found.complaints)
    looked = f"{_counted(found.objects, 'object')} in {_counted(found.calendars, 'calendar')}"
    say(f"{looked}: {f'{left:,} wrong' if left else 'nothing is wrong'}.")


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _place(complaint: "Complaint") -> str:
    places = (("calendar", complaint.calendar_id), ("object", complaint.object_id))
    told = ", ".join(f"{what} {number}" for what, number in places if number)
    return f"{told}: " if told else ""


def _record(found: "Diagnosis") -> dict[str, object]:
    return {
        "healthy": found.healthy,
        "calendars": found.calendars,
        "objects": found.objects,
        "complaints": [
            {
                "code": each.code,
                "message": each.message,
                "calendar": each.calendar_id or None,
                "object": each.object_id or None,
                "mended": each.mended,
            }
            for each in found.complaints
        ],
    }

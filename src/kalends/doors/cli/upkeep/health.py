"""`kalends reindex` and `kalends doctor`: what is derived, derived anew; what is wrong, told."""

from typing import TYPE_CHECKING, Annotated

import typer

from kalends.doors.cli import options
from kalends.doors.cli.root import desk_of, opened
from kalends.doors.cli.tell import say, say_json
from kalends.doors.cli.upkeep.counting import counting

if TYPE_CHECKING:
    from kalends.service.upkeep import Complaint, Diagnosis

SOUND, WRONG = 0, 1


def reindex(
    context: typer.Context,
    *,
    zoned: Annotated[bool, typer.Option("--zoned", help="Only what depends on time-zone rules.")] = False,
    restored: Annotated[bool, typer.Option("--restored", help="After pg_restore: let clients sync from new.")] = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Derive anew what objects are found by; a server may run meanwhile."""
    with opened(context, data, database) as service, counting("objects indexed") as told:
        changed = service.upkeep.reindex(zoned=zoned, told=told)
        if restored:
            service.upkeep.renew(now=desk_of(context).root.now())
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
    with opened(context, data, database) as service, counting("objects examined") as told:
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

"""`kalends calendar`: calendars, and who has them."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kalends.doors.cli import options
from kalends.doors.cli.calendars.lookup import CalendarName, find_calendar_id, find_caller, find_holder
from kalends.doors.cli.installation import installation_of, open_service
from kalends.doors.cli.terminal import Record, demand_yes, print_list, say

if TYPE_CHECKING:
    from kalends.service.calendars import SeenCalendar
    from kalends.service.sharing import Shared
    from kalends.service.unit import Unit

commands = options.group("Add, list, share and remove calendars.")
_Who = Annotated[
    list[str] | None,
    typer.Argument(metavar="WHO...", help="Addresses of accounts, groups, or everyone.", show_default=False),
]


class Sharing(StrEnum):
    """How much a person gets of a calendar."""

    FULL = "full"
    READ = "read"
    BUSY = "busy"
    NONE = "none"


class ContentKind(StrEnum):
    """What a calendar may hold."""

    EVENT = "event"
    TODO = "todo"
    JOURNAL = "journal"
    FREE_BUSY = "freebusy"


_Kinds = Annotated[
    list[ContentKind],
    typer.Option("--kind", help="What it may hold; may be repeated.", case_sensitive=False),
]


@commands.command()
def add(
    context: typer.Context,
    title: Annotated[str, typer.Argument(help="What it is called.", metavar="TITLE", show_default=False)],
    *,
    name: Annotated[
        str | None, typer.Option(help="The segment of its path; one is made without.", show_default=False)
    ] = None,
    colour: Annotated[str, typer.Option(help="As in #8800ff.", metavar="COLOUR", show_default=False)] = "",
    time_zone: Annotated[
        str | None, typer.Option(help="Its time zone; the account's, without.", metavar="ZONE", show_default=False)
    ] = None,
    kinds: _Kinds = [ContentKind.EVENT, ContentKind.TODO],  # noqa: B006 — Typer copies it, and shows it in the help
    as_email: options.As = None,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Add a calendar, which belongs to the account that acts."""
    from kalends.service import calendars
    from kalends.service.calendars import NewCalendar
    from kalends.service.records import Look, ObjectKind

    with open_service(context, data, database) as service:
        me = find_caller(service, as_email)
        look = Look(title, colour=colour, time_zone=time_zone or me.time_zone)
        new = NewCalendar(look, name, frozenset(ObjectKind(f"V{kind.upper()}") for kind in kinds))
        made = service.write(me, installation_of(context).root.now(), lambda unit: calendars.create(unit, new))
    say(f'Added the calendar "{title}" of {me.email}, id {made.id}.')


@commands.command("list")
def list_calendars(
    context: typer.Context,
    *,
    as_email: options.As = None,
    json: options.Json = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """List the calendars that an account has, and those that were shared with it."""
    from kalends.service import calendars

    with open_service(context, data, database) as service, service.read(find_caller(service, as_email)) as unit:
        records = [_record(each) for each in calendars.get_all(unit)]
    print_list(records, as_json=json, empty="There is no calendar; add one with: kalends calendar add TITLE")


@commands.command()
def share(
    context: typer.Context,
    calendar: CalendarName,
    who: _Who = None,
    *,
    level: Annotated[Sharing, typer.Option(help="How much they get.", case_sensitive=False)] = Sharing.READ,
    as_email: options.As = None,
    json: options.Json = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Share a calendar, and list who has it then; without anybody named, only list them."""
    from kalends.service import calendars
    from kalends.service.records import Grant, Level

    with open_service(context, data, database) as service:
        me = find_caller(service, as_email)
        number = find_calendar_id(service, me, calendar)

        def change(unit: "Unit") -> None:
            for holder in [find_holder(unit, said) for said in who or ()]:
                if level is Sharing.NONE:
                    calendars.revoke(unit, number, holder)
                else:
                    calendars.grant(unit, number, Grant(holder, Level(level)))

        if who:
            service.write(me, installation_of(context).root.now(), change)
        with service.read(me) as unit:
            shared = calendars.get_shares(unit, number)
    print_list([_shared(each) for each in shared], as_json=json, empty="It is shared with nobody.")


@commands.command()
def remove(
    context: typer.Context,
    calendar: CalendarName,
    *,
    yes: options.Yes = False,
    as_email: options.As = None,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Remove a calendar and all that is in it; its objects can be restored for a while."""
    from kalends.service import calendars

    with open_service(context, data, database) as service:
        me = find_caller(service, as_email)
        number = find_calendar_id(service, me, calendar)
        if not yes:
            demand_yes(f'Remove the calendar "{calendar}" (id {number}) and its objects?', otherwise="It was kept")
        service.write(me, installation_of(context).root.now(), lambda unit: calendars.remove(unit, number))
    say(f"Removed the calendar {number}. What was in it: kalends history {number}")


def _record(seen: "SeenCalendar") -> Record:
    return {
        "id": seen.id,
        "title": seen.look.title,
        "name": seen.calendar.name,
        "owner": seen.owner.email,
        "access": seen.access.name.lower(),
        "objects": seen.calendar.size,
        "default": seen.calendar.default,
        "shared": seen.shared,
        "time_zone": seen.time_zone,
    }


def _shared(shared: "Shared") -> Record:
    principal = shared.principal
    return {
        "who": principal.email or principal.name,
        "kind": principal.holder.kind.value,
        "id": principal.holder.id,
        "level": shared.level.value,
    }

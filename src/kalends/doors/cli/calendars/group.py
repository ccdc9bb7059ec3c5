"""`kalends group`: people who are named together."""

from typing import TYPE_CHECKING, Annotated

import typer

from kalends.doors.cli import options
from kalends.doors.cli.calendars.lookup import GroupName, find_administrator, find_group
from kalends.doors.cli.installation import installation_of, open_service
from kalends.doors.cli.terminal import Record, demand_yes, print_list, say, time_text

if TYPE_CHECKING:
    from kalends.service.house import Service
    from kalends.service.records import Account, Group
    from kalends.service.unit import Unit

commands = options.group("Add, list, change and remove groups of accounts.")


def _emails(flag: str, help_text: str) -> object:
    return typer.Option(flag, metavar="EMAIL", help=help_text, show_default=False)


@commands.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What it is called.", metavar="NAME", show_default=False)],
    *,
    members: Annotated[list[str] | None, _emails("--member", "Who is in it; may be repeated.")] = None,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Add a group of accounts."""
    from kalends.service.people import groups

    with open_service(context, data, database) as service:
        ids = _ids(service, members)
        now = installation_of(context).root.now()
        group = service.write(find_administrator(service), now, lambda unit: groups.create(unit, name, ids))
    say(f'Added the group "{group.name}", id {group.id}.')


@commands.command("list")
def list_groups(
    context: typer.Context,
    *,
    json: options.Json = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """List the groups."""
    from kalends.service.people import groups

    with open_service(context, data, database) as service, service.read(find_administrator(service)) as unit:
        records = [_record(group, len(groups.get_members(unit, group.id))) for group in groups.get_all(unit)]
    print_list(records, as_json=json, empty="There is no group; add one with: kalends group add NAME")


@commands.command("members")
def members_of(
    context: typer.Context,
    group: GroupName,
    *,
    add_emails: Annotated[list[str] | None, _emails("--add", "Who comes in; may be repeated.")] = None,
    remove_emails: Annotated[list[str] | None, _emails("--remove", "Who goes out; may be repeated.")] = None,
    json: options.Json = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Let accounts into a group or out of it, and list who is in it then."""
    from kalends.service.people import groups

    with open_service(context, data, database) as service:
        me = find_administrator(service)
        come, go = _ids(service, add_emails), _ids(service, remove_emails)

        def change(unit: "Unit") -> "tuple[Account, ...]":
            number = find_group(unit, group).id
            ids = {each.id for each in groups.get_members(unit, number)}
            return groups.change(unit, number, members=(ids | come) - go)[1]

        if come or go:
            members = service.write(me, installation_of(context).root.now(), change)
        else:
            with service.read(me) as unit:
                members = groups.get_members(unit, find_group(unit, group).id)
    records: list[Record] = [{"id": each.id, "email": each.email, "name": each.name} for each in members]
    print_list(records, as_json=json, empty="Nobody is in the group.")


@commands.command()
def rename(
    context: typer.Context,
    group: GroupName,
    name: Annotated[str, typer.Argument(help="What it is called from now on.", metavar="NAME", show_default=False)],
    *,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Call a group otherwise."""
    from kalends.service.people import groups

    with open_service(context, data, database) as service:
        renamed, _ = service.write(
            find_administrator(service),
            installation_of(context).root.now(),
            lambda unit: groups.change(unit, find_group(unit, group).id, name=name),
        )
    say(f'The group {renamed.id} is called "{renamed.name}".')


@commands.command()
def remove(
    context: typer.Context,
    group: GroupName,
    *,
    yes: options.Yes = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Remove a group, and what was shared with it is no longer; its accounts stay."""
    from kalends.service.people import groups

    with open_service(context, data, database) as service:
        me = find_administrator(service)
        with service.read(me) as unit:
            found = find_group(unit, group)
        if not yes:
            demand_yes(f'Remove the group "{found.name}"?', otherwise="It was kept")
        service.write(me, installation_of(context).root.now(), lambda unit: groups.remove(unit, found.id))
    say(f'Removed the group "{found.name}".')


def _ids(service: "Service", emails: list[str] | None) -> set[int]:
    """The accounts of some addresses. Fault NOT_FOUND."""
    return {service.people.find(email).id for email in emails or ()}


def _record(group: "Group", size: int) -> Record:
    return {"id": group.id, "name": group.name, "members": size, "created": time_text(group.created)}

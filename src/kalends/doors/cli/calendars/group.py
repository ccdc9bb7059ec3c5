"""`kalends group`: people who are named together."""

from typing import TYPE_CHECKING, Annotated

import typer

from kalends.doors.cli import options
from kalends.doors.cli.asking import demand_yes
from kalends.doors.cli.calendars.acting import managing
from kalends.doors.cli.calendars.named import GroupName, group_of
from kalends.doors.cli.lists import Record, tell_list, written
from kalends.doors.cli.root import desk_of, opened
from kalends.doors.cli.tell import say

if TYPE_CHECKING:
    from kalends.service.records import Group

groups = options.group("Add, list, change and remove groups of accounts.")


def _emails(flag: str, help_text: str) -> object:
    return typer.Option(flag, metavar="EMAIL", help=help_text, show_default=False)


@groups.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What it is called.", metavar="NAME", show_default=False)],
    *,
    members: Annotated[list[str] | None, _emails("--member", "Who is in it; may be repeated.")] = None,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Add a group of accounts."""
    with opened(context, data, database) as service:
        ids = {service.people.find(email).id for email in members or ()}
        group = service.groups.create(managing(service), name, ids, now=desk_of(context).root.now())
    say(f'Added the group "{group.name}", id {group.id}.')


@groups.command("list")
def list_groups(
    context: typer.Context,
    *,
    json: options.Json = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """List the groups."""
    with opened(context, data, database) as service:
        me = managing(service)
        records = [_record(group, len(service.groups.members(me, group.id))) for group in service.groups.all(me)]
    tell_list(records, as_json=json, empty="There is no group; add one with: kalends group add NAME")


@groups.command("members")
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
    with opened(context, data, database) as service:
        me = managing(service)
        number = group_of(service, me, group).id
        members = service.groups.members(me, number)
        if add_emails or remove_emails:
            come, go = ({service.people.find(email).id for email in some or ()} for some in (add_emails, remove_emails))
            members = service.groups.put_members(me, number, ({each.id for each in members} | come) - go)
    records: list[Record] = [{"id": each.id, "email": each.email, "name": each.name} for each in members]
    tell_list(records, as_json=json, empty="Nobody is in the group.")


@groups.command()
def rename(
    context: typer.Context,
    group: GroupName,
    name: Annotated[str, typer.Argument(help="What it is called from now on.", metavar="NAME", show_default=False)],
    *,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Call a group otherwise."""
    with opened(context, data, database) as service:
        me = managing(service)
        renamed = service.groups.rename(me, group_of(service, me, group).id, name)
    say(f'The group {renamed.id} is called "{renamed.name}".')


@groups.command()
def remove(
    context: typer.Context,
    group: GroupName,
    *,
    yes: options.Yes = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Remove a group, and what was shared with it is no longer; its accounts stay."""
    with opened(context, data, database) as service:
        me = managing(service)
        found = group_of(service, me, group)
        if not yes:
            demand_yes(f'Remove the group "{found.name}"?', otherwise="It was kept")
        service.groups.remove(me, found.id)
    say(f'Removed the group "{found.name}".')


def _record(group: "Group", size: int) -> Record:
    return {"id": group.id, "name": group.name, "members": size, "created": written(group.created)}

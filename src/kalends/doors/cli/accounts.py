"""`kalends user`: the accounts."""

from typing import TYPE_CHECKING, Annotated

import typer

from kalends.doors.cli import options
from kalends.doors.cli.installation import installation_of, open_service
from kalends.doors.cli.terminal import Record, demand_yes, password_from, print_list, say, time_text
from kalends.errors import Fault, Kind

if TYPE_CHECKING:
    from kalends.service.records import Account

users = options.group("Add, list, change and remove accounts.")


@users.command()
def add(
    context: typer.Context,
    email: options.Email,
    *,
    name: options.Name = None,
    admin: Annotated[bool, typer.Option("--admin", help="Make the account an administrator.")] = False,
    time_zone: options.TimeZone = None,
    password_stdin: options.PasswordStdin = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Add an account; a data folder that is missing is made."""
    from kalends.service.people import NewAccount

    new = NewAccount(email, name or "", password_from(password_stdin), admin, time_zone or "UTC")
    with open_service(context, data, database, make=True) as service:
        account = service.people.add(new, now=installation_of(context).root.now())
    say(f"Added {account.email}. Give it a key with: kalends key add {account.email}")


@users.command("list")
def list_accounts(
    context: typer.Context,
    *,
    json: options.Json = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """List the accounts."""
    with open_service(context, data, database) as service:
        accounts = service.people.everyone()
    records = [_record(account) for account in accounts]
    print_list(records, as_json=json, empty="There is no account; add one with: kalends user add EMAIL")


@users.command("set")
def change(
    context: typer.Context,
    email: options.Email,
    *,
    name: options.Name = None,
    admin: Annotated[
        bool | None, typer.Option("--admin/--no-admin", help="Whether it is an administrator.", show_default=False)
    ] = None,
    time_zone: options.TimeZone = None,
    password_stdin: options.PasswordStdin = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Change an account; what is not given stays."""
    from kalends.service.people import AccountChange

    wanted = AccountChange(name, password_from(password_stdin), admin, time_zone)
    if wanted == AccountChange():
        raise Fault(Kind.INVALID, "Say what to change: --name, --admin, --no-admin, --time-zone or --password-stdin.")
    with open_service(context, data, database) as service:
        account = service.people.change(email, wanted)
    say(f"Changed {account.email}.")


@users.command()
def remove(
    context: typer.Context,
    email: options.Email,
    *,
    yes: options.Yes = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Remove an account, its keys and all else that belongs to it."""
    with open_service(context, data, database) as service:
        account = service.people.find(email)
        if not yes:
            demand_yes(f"Remove {account.email} and all that belongs to it?", otherwise="Nothing was removed")
        service.people.remove(account.email)
    say(f"Removed {account.email}.")


def _record(account: "Account") -> Record:
    return {
        "id": account.id,
        "email": account.email,
        "name": account.name,
        "admin": account.admin,
        "time_zone": account.time_zone,
        "password": account.has_password,
        "created": time_text(account.created),
    }

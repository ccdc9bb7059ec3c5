"""`kalends oauth`: the applications that may ask people for their consent (RFC 6749)."""

from typing import TYPE_CHECKING, Annotated

import typer

from kalends.doors.cli import options
from kalends.doors.cli.calendars.lookup import find_administrator
from kalends.doors.cli.installation import installation_of, open_service
from kalends.doors.cli.options import ScopeName
from kalends.doors.cli.terminal import Record, demand_yes, print_list, say, time_text

if TYPE_CHECKING:
    from kalends.service.records import Client, ConsentedClient

applications = options.group("Applications that act for people (OAuth 2.0), and what people have allowed them.")

_ClientId = Annotated[str, typer.Argument(help="The client id.", metavar="CLIENT_ID", show_default=False)]
_Redirects = Annotated[
    list[str],
    typer.Option(
        "--redirect", metavar="URI", help="Where people are sent back to, exactly; may be repeated.", show_default=False
    ),
]


@applications.command("add-client")
def add_client(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What people know it by.", metavar="NAME", show_default=False)],
    *,
    redirects: _Redirects,
    scope: Annotated[
        ScopeName, typer.Option(help="The most that it may be allowed.", case_sensitive=False)
    ] = ScopeName.FULL,
    public: Annotated[bool, typer.Option("--public", help="It can keep no secret (on a phone, in a page).")] = False,
    in_query: Annotated[
        bool,
        typer.Option(
            "--in-query",
            help="It may send the parameters of /oauth/token in the query, as Kona's documentation does.",
        ),
    ] = False,
    json: options.Json = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Add an application, and print its client id and its secret; the secret is never shown again."""
    from kalends.service.people.oauth import NewClient
    from kalends.service.records import Scope

    new = NewClient(name, tuple(redirects), Scope(scope), public, in_query)
    with open_service(context, data, database) as service:
        made = service.oauth.applications.add(find_administrator(service), new, now=installation_of(context).root.now())
    secret: Record = {"client_secret": made.secret} if made.secret else {}
    if json:
        print_list([{"client_id": made.client.client_id, **secret}], as_json=True, empty="")
        return
    say(f"client_id      {made.client.client_id}")
    if secret:
        say(f"client_secret  {made.secret}")


@applications.command("list-clients")
def list_clients(
    context: typer.Context,
    *,
    json: options.Json = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """List the applications."""
    with open_service(context, data, database) as service:
        records = [_record(each) for each in service.oauth.applications.all(find_administrator(service))]
    print_list(records, as_json=json, empty="There is no application; add one with: kalends oauth add-client NAME")


@applications.command("remove-client")
def remove_client(
    context: typer.Context,
    client_id: _ClientId,
    *,
    yes: options.Yes = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Remove an application; none of its tokens opens anything any more."""
    with open_service(context, data, database) as service:
        me = find_administrator(service)
        if not yes:
            demand_yes(f'Remove the application "{client_id}" and its tokens?', otherwise="It was kept")
        removed = service.oauth.applications.remove(me, client_id)
    say(f'Removed the application "{removed.name}".')


@applications.command()
def consents(
    context: typer.Context,
    email: options.Email,
    *,
    json: options.Json = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """List what a person has allowed applications."""
    with open_service(context, data, database) as service:
        found = service.oauth.consented.of(email, now=installation_of(context).root.now())
    records = [_allowed(each) for each in found]
    print_list(records, as_json=json, empty="The account has allowed no application anything.")


@applications.command()
def withdraw(
    context: typer.Context,
    email: options.Email,
    client_id: Annotated[
        str | None,
        typer.Argument(help="The client id; without it, every application.", metavar="CLIENT_ID", show_default=False),
    ] = None,
    *,
    yes: options.Yes = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """End what a person has allowed an application, or all of them; their tokens open nothing any more."""
    with open_service(context, data, database) as service:
        if client_id is None and not yes:
            service.people.find(email)
            demand_yes(f"End all that {email} has allowed applications?", otherwise="Nothing was ended")
        ended = service.oauth.consented.withdraw(email, client_id)
    for client in ended:
        say(f'The application "{client.name}" is allowed nothing by {email} any more.')
    if not ended:
        say("The account had allowed no application anything.")


def _allowed(allowed: "ConsentedClient") -> Record:
    return {
        "client_id": allowed.client.client_id,
        "name": allowed.client.name,
        "scope": allowed.consent.scope.value,
        "allowed": time_text(allowed.created),
        "ends": time_text(allowed.consent.ends),
    }


def _record(client: "Client") -> Record:
    return {
        "client_id": client.client_id,
        "name": client.name,
        "kind": "confidential" if client.confidential else "public",
        "scope": client.scope.value,
        "parameters": "query or body" if client.in_query else "body",
        "redirects": " ".join(client.redirects),
        "created": time_text(client.created),
    }

"""`kalends key`: the API keys of an account."""

from typing import TYPE_CHECKING, Annotated

import typer

from kalends.doors.cli import options
from kalends.doors.cli.installation import installation_of, open_service
from kalends.doors.cli.options import ScopeName
from kalends.doors.cli.terminal import Record, print_list, say, time_text
from kalends.errors import Fault, Kind

if TYPE_CHECKING:
    from kalends.service.records import Key

keys = options.group("Make, list, replace and revoke API keys.")


@keys.command()
def add(
    context: typer.Context,
    email: options.Email,
    *,
    label: options.Label = options.DEFAULT_LABEL,
    scope: Annotated[ScopeName, typer.Option(help="How far it reaches.", case_sensitive=False)] = ScopeName.FULL,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Make a key, and print it; it is never shown again."""
    from kalends.service.records import Scope

    with open_service(context, data, database) as service:
        made = service.people.keys.add(email, label=label, scope=Scope(scope), now=installation_of(context).root.now())
    say(made.secret)


@keys.command("list")
def list_keys(
    context: typer.Context,
    email: options.Email,
    *,
    json: options.Json = False,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """List the keys of an account, the revoked ones too."""
    with open_service(context, data, database) as service:
        found = service.people.keys.of(email)
    records = [_record(key) for key in found]
    print_list(records, as_json=json, empty="The account has no key; make one with: kalends key add EMAIL")


@keys.command()
def reset(
    context: typer.Context,
    email: options.Email,
    *,
    label: options.Label = options.DEFAULT_LABEL,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Revoke the key of a label, and print a new one of the same scope."""
    with open_service(context, data, database) as service:
        made = service.people.keys.reset(email, label=label, now=installation_of(context).root.now())
    say(made.secret)


@keys.command()
def revoke(
    context: typer.Context,
    email: options.Email,
    *,
    label: Annotated[
        str | None, typer.Option(help='The label of the key (else "default").', show_default=False)
    ] = None,
    key_id: Annotated[int | None, typer.Option("--id", help="The id of the key instead.", show_default=False)] = None,
    data: options.Data = None,
    database: options.Database = None,
) -> None:
    """Revoke a key: from now on it opens nothing."""
    if label is not None and key_id is not None:
        raise Fault(Kind.INVALID, "Give either --label or --id.")
    now = installation_of(context).root.now()
    with open_service(context, data, database) as service:
        if key_id is not None:
            key = service.people.keys.revoke_id(email, key_id, now=now)
        else:
            key = service.people.keys.revoke(email, label=label or options.DEFAULT_LABEL, now=now)
    say(f'Revoked the key "{key.label}" (id {key.id}).')


def _record(key: "Key") -> Record:
    return {
        "id": key.id,
        "label": key.label,
        "scope": key.scope.value,
        "created": time_text(key.created),
        "last_used": time_text(key.last_used),
        "revoked": time_text(key.revoked),
    }

"""`kalends serve`: the server."""

from pathlib import Path
from typing import Annotated

import typer

from kalends.doors.cli import options
from kalends.doors.cli.installation import installation_of

_Host = Annotated[str | None, typer.Option(help="The address to listen on (else 127.0.0.1).", show_default=False)]
_Port = Annotated[int | None, typer.Option(help="The port; 0 takes a free one (else 8080).", show_default=False)]
_Workers = Annotated[int | None, typer.Option(help="How many processes answer (else 1).", show_default=False)]
_Config = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The settings file (else kalends.toml in the data folder).", show_default=False),
]


def serve(
    context: typer.Context,
    *,
    host: _Host = None,
    port: _Port = None,
    data: options.Data = None,
    database: options.Database = None,
    workers: _Workers = None,
    config: _Config = None,
) -> None:
    """Run the server until it is stopped by SIGTERM or Ctrl+C."""
    installation = installation_of(context)
    installation.root.serve(
        config=config,
        host=host,
        port=port,
        data=data or _named_before(context),
        database=database or installation.database,
        workers=workers,
    )


def _named_before(context: typer.Context) -> Path | None:
    """The folder of `kalends --data DIR serve`; None where it is only a default, which a settings file may change."""
    before = context.parent
    source = before.get_parameter_source("data") if before else None
    return installation_of(context).data if source is not None and source.name != "DEFAULT" else None

"""Every setting, with its type, default and meaning.

What counts, the later over the earlier: the default, the TOML file (`kalends.toml` in the data folder, or the
one that --config or KALENDS_CONFIG names), the variable KALENDS_<NAME>, the option of `kalends serve`.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import msgspec
from msgspec import Meta

from kalends.errors import Fault, Flaw, Kind
from kalends.service.limits import Limits

FILE_NAME = "kalends.toml"
PREFIX = "KALENDS_"
HANDOVER = "KALENDS_HANDOVER"
"""The variable in which a worker process finds what it is to do; no setting."""
_NO_SETTINGS = frozenset({"KALENDS_CONFIG", HANDOVER})


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of one server."""

    host: Annotated[str, Meta(description="The address to listen on; `0.0.0.0` for all.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535, description="The port to listen on; 0 takes a free one.")] = 8080
    data: Annotated[str, Meta(description="The folder in which everything is kept.")] = "data"
    database: Annotated[
        str,
        Meta(
            description="A PostgreSQL database, as in `postgresql://user@host/name`; without one, the embedded "
            "database in the data folder."
        ),
    ] = ""
    workers: Annotated[int, Meta(ge=1, le=256, description="How many processes answer requests.")] = 1
    public_url: Annotated[
        str,
        Meta(
            description="The base of absolute URLs, as people reach this server. Without it, a `Host` header is "
            "believed only if it names this machine (localhost)."
        ),
    ] = ""
    trusted_proxies: Annotated[
        list[str],
        Meta(description="Addresses or networks of proxies whose `X-Forwarded-*` headers are believed."),
    ] = []
    cors_origins: Annotated[
        list[str],
        Meta(description="Origins whose pages may read answers in a browser; `*` for all. Off while empty."),
    ] = []
    body_limit: Annotated[
        int, Meta(ge=1, le=1_000_000_000, description="The most bytes of a request to a generator.")
    ] = 1_048_576
    object_limit: Annotated[
        int, Meta(ge=1_000, le=100_000_000, description="The most bytes of one calendar object.")
    ] = 1_048_576
    attendee_limit: Annotated[int, Meta(ge=1, description="The most attendees of one event.")] = 10_000
    calendar_limit: Annotated[int, Meta(ge=1, description="The most calendars of one person.")] = 1_000
    calendar_size_limit: Annotated[int, Meta(ge=1, description="The most objects in one calendar.")] = 1_000_000
    import_limit: Annotated[
        int, Meta(ge=1_000, le=100_000_000, description="The most bytes of a file that is imported.")
    ] = 100_000_000
    answer_limit: Annotated[
        int,
        Meta(
            ge=10_000,
            le=1_000_000_000,
            description="The most bytes of an answer that holds many things; one thing alone is always answered.",
        ),
    ] = 16_777_216
    history_days: Annotated[
        int, Meta(ge=0, le=36500, description="How long former versions and deletions can be restored, in days.")
    ] = 30
    event_days: Annotated[
        int,
        Meta(
            ge=0,
            le=36500,
            description="How long the log of what happened in calendars is kept, in days. A client that syncs, and was "
            "away for longer, fetches the calendar anew if something was deleted from it.",
        ),
    ] = 30
    tidy_minutes: Annotated[
        int,
        Meta(
            ge=0,
            le=10_080,
            description="How often one process forgets what is too old (former versions, deletions, expired files and "
            "counters), in minutes; 0 is never.",
        ),
    ] = 60
    rate_limit: Annotated[
        int, Meta(ge=0, description="The most requests a minute with one key, over all workers; 0 is no limit.")
    ] = 0
    file_lifetime_days: Annotated[
        int, Meta(ge=1, le=3650, description="How long a file stays that was asked for as a URL, in days.")
    ] = 7
    file_limit: Annotated[int, Meta(ge=1, description="The most files that are kept as URLs for one account.")] = 10_000
    file_octets_limit: Annotated[
        int, Meta(ge=1, description="The most bytes of all the files that are kept as URLs for one account.")
    ] = 100_000_000
    head_seconds: Annotated[
        float, Meta(gt=0, le=3600, description="How long a client may take for the head of a request, in seconds.")
    ] = 10.0
    stall_seconds: Annotated[
        float,
        Meta(gt=0, le=3600, description="How long a client may send nothing within a body, in seconds."),
    ] = 30.0
    body_rate: Annotated[
        int,
        Meta(
            ge=1,
            le=1_000_000,
            description="The least rate at which a body comes once it takes longer than `stall_seconds`, in bytes a "
            "second on the average.",
        ),
    ] = 500
    send_seconds: Annotated[
        float,
        Meta(
            gt=0,
            le=3600,
            description=(
                "How long a client may take less than 500 bytes a second of an answer before its connection is reset, "
                "in seconds."
            ),
        ),
    ] = 30.0
    connections: Annotated[int, Meta(ge=1, le=1_000_000, description="The most connections of one worker.")] = 1_000
    connections_per_address: Annotated[
        int,
        Meta(
            ge=1,
            le=1_000_000,
            description="The most connections of one worker from one address, or from one network /64 of IPv6; those "
            "of `trusted_proxies` are not counted, but requests of each client that they tell of.",
        ),
    ] = 100
    grace_seconds: Annotated[
        int,
        Meta(ge=0, le=3600, description="How long requests may go on once the server is told to stop, in seconds."),
    ] = 10
    metrics_public: Annotated[
        bool, Meta(description="Whether `/metrics` answers other machines too, without a key.")
    ] = False
    log_format: Annotated[
        Literal["auto", "json", "text"],
        Meta(description="The form of log lines; `auto` is text on a terminal and JSON elsewhere."),
    ] = "auto"
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Meta(description="The least level that is logged; requests are logged at `info`."),
    ] = "info"

    @property
    def place(self) -> str | Path:
        """Where everything is kept: the URL of a database, or the data folder."""
        return self.database or Path(self.data)

    @property
    def limits(self) -> Limits:
        """The bounds that the verbs keep."""
        return Limits(
            object_octets=self.object_limit,
            attendees=self.attendee_limit,
            objects=self.calendar_size_limit,
            calendars=self.calendar_limit,
            answer_octets=self.answer_limit,
            import_octets=self.import_limit,
            kept_files=self.file_limit,
            kept_octets=self.file_octets_limit,
            history=timedelta(days=self.history_days),
            events=timedelta(days=self.event_days),
        )


_FIELDS = {field.name: field for field in msgspec.structs.fields(Settings)}


def load(options: Mapping[str, object], environment: Mapping[str, str], config: Path | None = None) -> Settings:
    """The settings of all sources. `options` are those of the command line that were given.

    Raises Fault(INVALID) with a flaw for every key that is unknown or has a value that it cannot have.
    """
    named = config or (Path(environment["KALENDS_CONFIG"]) if environment.get("KALENDS_CONFIG") else None)
    variables = _variables(environment)
    folder = str(options.get("data") or variables.get("data") or _FIELDS["data"].default)
    flaws: list[Flaw] = []
    values: dict[str, Any] = {}
    for source, found in (
        *_file(named, Path(folder) / FILE_NAME),
        ("the environment", variables),
        ("the command line", options),
    ):
        _take(values, flaws, found, source)
    if flaws:
        raise Fault(Kind.INVALID, "The settings are wrong. " + " ".join(f.message for f in flaws), flaws)
    return Settings(**values)


def _variables(environment: Mapping[str, str]) -> dict[str, object]:
    return {
        name.removeprefix(PREFIX).lower(): text
        for name, text in environment.items()
        if name.startswith(PREFIX) and name not in _NO_SETTINGS
    }


def _file(named: Path | None, usual: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    if named is None and not usual.exists():
        return
    path = named or usual
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        _refuse(f"The settings file {path} cannot be read: {reason}.")
    if named is None and "data" in found:
        _refuse(f"The settings file {path} lies in the data folder, so it cannot say where that is (data).")
    yield str(path), found


def _refuse(detail: str) -> NoReturn:
    raise Fault(Kind.INVALID, detail, (Flaw("settings-file", detail),))


def _take(values: dict[str, Any], flaws: list[Flaw], found: Mapping[str, object], source: str) -> None:
    for name, value in found.items():
        try:
            values[name] = _converted(name, value)
        except ValueError as error:
            flaws.append(Flaw("setting", f"{name} (in {source}): {error}.", name))


def _converted(name: str, value: object) -> object:
    field = _FIELDS.get(name)
    if field is None:
        closest = get_close_matches(name, _FIELDS, n=1)
        raise ValueError("there is no such setting" + (f"; did you mean {closest[0]}?" if closest else ""))
    if isinstance(value, str) and _is_list(name):
        value = [item.strip() for item in value.split(",") if item.strip()]
    try:
        fit = msgspec.convert(value, field.type, strict=not isinstance(value, str))
    except msgspec.ValidationError as error:
        raise ValueError(str(error).replace("`", "").rstrip(".")) from None
    if check := _CHECKS.get(name):
        check(fit)
    return fit


def _is_list(name: str) -> bool:
    return isinstance(_FIELDS[name].default_factory, type) and _FIELDS[name].default_factory is list


def _check_public_url(value: str) -> None:
    if value and not (value.isprintable() and re.fullmatch(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?", value)):
        raise ValueError("write it as in https://calendar.example.org")


def _check_origins(value: list[str]) -> None:
    for item in value:
        if item != "*" and not re.fullmatch(r"[a-z][a-z0-9+.-]*://[^\s/?#@]+/?", item, re.IGNORECASE):
            raise ValueError(f"{item!r} is no origin; write it as in https://app.example.org")


def _check_networks(value: list[str]) -> None:
    for item in value:
        try:
            ip_network(item, strict=False)
        except ValueError:
            raise ValueError(f"{item!r} is no address or network; write it as in 10.0.0.0/8") from None


def _check_database(value: str) -> None:
    if value and not value.startswith(("postgresql://", "postgres://")):
        raise ValueError("write it as in postgresql://user@host/name, or leave it out")


_CHECKS: Mapping[str, Callable[[Any], None]] = {
    "database": _check_database,
    "public_url": _check_public_url,
    "cors_origins": _check_origins,
    "trusted_proxies": _check_networks,
}


def table() -> str:
    """The settings as a table of Markdown, for the documentation."""
    lines = ["| setting | variable | default | meaning |", "|---|---|---|---|"]
    lines += [_row(name) for name in _FIELDS]
    return "\n".join(lines) + "\n"


def _row(name: str) -> str:
    shown = msgspec.json.encode(getattr(Settings(), name)).decode()  # for these types TOML writes the same
    meaning = next(item.description for item in _FIELDS[name].type.__metadata__)
    return f"| `{name}` | `{PREFIX}{name.upper()}` | `{shown}` | {meaning} |"

"""The composition root: settings → store → service → doors, and the server that they run in.

`serve` is the parent: it binds the socket, greets, and hands what a worker needs to it through the environment.
`create` makes the application of one worker.
"""

import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec

from kalends.doors import apyhub, kona, oauth, onlyoffice, skycore
from kalends.edge.application import Application, Policies
from kalends.edge.capacity.executor import Executor
from kalends.edge.capacity.limiter import ClientLimiter
from kalends.edge.door import Door, Edge
from kalends.edge.identity.auth import Authenticator
from kalends.edge.identity.cross_origin import Cors
from kalends.edge.identity.origin import Proxies, public_url
from kalends.edge.monitoring.log import AccessLog, Sink, render_for, set_up
from kalends.edge.monitoring.metrics import Metrics
from kalends.edge.openapi import describe
from kalends.edge.pages import Pages, pages_door
from kalends.edge.router import Mount, Router
from kalends.edge.server.lifespan import Timer, WorkerTasks, lifespan
from kalends.edge.server.limits import ConnectionLimits
from kalends.edge.server.listen import greeting, listen, server_url
from kalends.edge.server.run import run
from kalends.edge.stall import StallWatch
from kalends.service.house import Service
from kalends.service.ports import Outage, Store
from kalends.settings import HANDOVER, Settings, load
from kalends.store.open import FileIdentities, attach_store, exposures, open_store

FACTORY = "kalends.app:create"
LOGGED_REQUESTS = frozenset({"debug", "info"})

_READY = "ready"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DoorEntry:
    """A door of the server: how it is made, and which of its paths stand at the root too."""

    make: Callable[[Service, Edge], Door]
    aliases: tuple[str, ...] = ()


# Kona's things: these themselves, and whatever is below them.
_KONA = tuple(
    f"/{name}{end}"
    for name in ("calendar_events", "userinfo", "users", "spaces", "groups", "ics_feeds")
    for end in ("", "/")
)

# The paths of the documents. What stands here is claimed; everything else at the root is not found.
DOORS = (
    DoorEntry(apyhub.door, ("/generate/ical/file", "/generate/ical/url", "/data/dictionary/timezone")),
    DoorEntry(skycore.door),
    DoorEntry(onlyoffice.door, ("/api/2.0/",)),
    DoorEntry(oauth.door, ("/oauth/", "/api/oauth/", "/.well-known/oauth-authorization-server")),
    # after ONLYOFFICE and OAuth, whose trees are below this one's
    DoorEntry(kona.door, ("/docs/kona/", "/api/", *_KONA)),
)


class Handover(msgspec.Struct, frozen=True):
    """What the process that starts a worker hands to it."""

    settings: Settings
    parent: int | None
    tallies: str
    marks: FileIdentities = ()


def serve(*, config: Path | None = None, **options: object) -> None:
    """Run the server until it is asked to stop. Raises Fault.

    `options` are settings by their names; None leaves one to the other sources.
    """
    given = {
        name: str(value) if isinstance(value, Path) else value for name, value in options.items() if value is not None
    }
    settings = load(given, os.environ, config)
    set_up(render=render_for(settings.log_format), level=settings.log_level, sink=Sink())
    with closing(listen(settings.host, settings.port)) as bound, closing(open_store(settings.place)) as store:
        made = _made_ready(store, settings)
        bound.listen()
        sys.stdout.write(greeting(server_url(bound), settings.public_url, made))
        sys.stdout.flush()
        if not store.marks:
            store.close()
        # as long as this process holds the files of a data folder open, no worker can take others for them
        with _handed_over(settings, store.marks):
            run(
                FACTORY,
                bound,
                workers=settings.workers,
                limits=_connection_limits(settings),
                grace_seconds=settings.grace_seconds,
            )


def _connection_limits(settings: Settings) -> ConnectionLimits:
    return ConnectionLimits(
        head_seconds=settings.head_seconds,
        send_seconds=settings.send_seconds,
        connections=settings.connections,
        connections_per_address=settings.connections_per_address,
        trusted_proxies=tuple(settings.trusted_proxies),
    )


def _made_ready(store: Store, settings: Settings) -> tuple[str, str] | None:
    """Bring a store that was just opened into order; the address and key of the first account, if it was made."""
    service = _service(store, settings)
    first = service.people.first_administrator(now())
    _follow_tz_data(service)
    for complaint in service.upkeep.namesakes():
        _log.warning("ambiguous accounts", extra={"fields": {"error": complaint.message}})
    for path, mode, mending in exposures(settings.place):
        _log.warning("others can read the data folder", extra={"fields": {"path": path, "mode": mode, "mend": mending}})
    return (first[0].email, first[1]) if first else None


@contextmanager
def _handed_over(settings: Settings, marks: FileIdentities) -> Iterator[None]:
    several = settings.workers > 1
    tallies = tempfile.mkdtemp(prefix="kalends-") if several else ""
    handover = Handover(settings, os.getpid() if several else None, tallies, marks)
    os.environ[HANDOVER] = msgspec.json.encode(handover).decode()
    try:
        yield
    finally:
        if tallies:
            shutil.rmtree(tallies, ignore_errors=True)


def _follow_tz_data(service: Service) -> None:
    """Bring the index to the tz data of this program; a database that takes no writes now can be read without that."""
    try:
        service.upkeep.follow_tz_data()
    except Outage as outage:
        _log.error("index not brought up to date", extra={"fields": {"error": outage.detail}})


def create() -> Application:
    """The application of one worker, as its starter wants it."""
    handover = msgspec.json.decode(os.environ[HANDOVER], type=Handover)
    settings = handover.settings
    sink = Sink()
    render = render_for(settings.log_format)
    set_up(render=render, level=settings.log_level, sink=sink)
    store = attach_store(settings.place, handover.marks)
    executor = Executor()
    metrics = Metrics(folder=Path(handover.tallies) if handover.tallies else None)
    service = _service(store, settings)
    mounts = _mounts(service, executor, settings)
    pages = pages_door(_pages(settings, mounts, metrics, store, executor))
    policies = Policies(
        access_log=AccessLog(render=render, sink=sink, enabled=settings.log_level in LOGGED_REQUESTS),
        metrics=metrics,
        cors=Cors(settings.cors_origins),
        proxies=Proxies(settings.trusted_proxies),
        stall=StallWatch(settings.stall_seconds, settings.body_rate),
        clients=ClientLimiter(settings.connections_per_address),
    )
    tasks = WorkerTasks(sink, metrics, handover.parent, _timer(service, settings))
    return Application(Router(mounts, pages), policies, lambda: lifespan(tasks, (executor.close, store.close)))


def _timer(service: Service, settings: Settings) -> Timer:
    every = timedelta(minutes=settings.tidy_minutes)

    def tidy(going: Callable[[], bool]) -> None:
        # a turn may come a quarter early
        service.tidy.in_turn(now=now(), every=every / 2, going=going)

    return Timer(tidy, every.total_seconds())


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def _service(store: Store, settings: Settings) -> Service:
    return Service.of(store, limits=settings.limits)


def _mounts(service: Service, executor: Executor, settings: Settings) -> list[Mount]:
    site = public_url(settings.public_url)
    edge = Edge(
        authenticator=Authenticator(
            service, executor=executor, public_url=site, now=now, rate_limit=settings.rate_limit
        ),
        public_url=site,
        body_cap=settings.body_limit,
        file_lifetime=timedelta(days=settings.file_lifetime_days),
        now=now,
        executor=executor,
    )
    return [Mount(dialect.make(service, edge), dialect.aliases) for dialect in DOORS]


def _pages(settings: Settings, mounts: list[Mount], metrics: Metrics, store: Store, executor: Executor) -> Pages:
    release = version("kalends")

    @cache
    def description() -> bytes:
        return msgspec.json.encode(describe(mounts, version=release, public_url=settings.public_url))

    return Pages(
        version=release,
        describe=description,
        metrics=metrics,
        check_store=lambda: _asked(store),
        executor=executor,
        metrics_public=settings.metrics_public,
    )


def _asked(store: Store) -> None:
    """Read something small; after an outage, write it too, since that is how its end is known. Raises Fault."""
    with store.reading() as transaction:
        transaction.accounts.any()
    if store.outage is not None:
        with store.writing() as transaction:
            transaction.notes.put(_READY, now().isoformat())

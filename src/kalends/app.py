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

from kalends.doors import apyhub, kona, onlyoffice, skycore
from kalends.edge.auth import Gate
from kalends.edge.door import Door
from kalends.edge.front.application import Front, Manners
from kalends.edge.front.cors import Cors
from kalends.edge.front.crowd import Crowd
from kalends.edge.front.origin import Proxies, public_url
from kalends.edge.front.table import Opening, Table
from kalends.edge.hop import Hop
from kalends.edge.house import Edge
from kalends.edge.pages.door import Pages
from kalends.edge.pages.door import door as pages_door
from kalends.edge.pages.openapi import describe
from kalends.edge.server.config import ConnectionLimits
from kalends.edge.server.greeting import greeting
from kalends.edge.server.life import Duties, Timer, living
from kalends.edge.server.listen import address_of, listen
from kalends.edge.server.run import run
from kalends.edge.stall import StallWatch
from kalends.edge.watch.journal import Journal
from kalends.edge.watch.log import render_for, set_up
from kalends.edge.watch.sink import Sink
from kalends.edge.watch.tally import Tally
from kalends.service.house import Service
from kalends.service.ports import Outage, Store
from kalends.settings import HANDOVER, Settings, load
from kalends.store.open import Marks, attach_store, exposures, open_store

FACTORY = "kalends.app:create"
LOGGED_REQUESTS = frozenset({"debug", "info"})

_READY = "ready"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Dialect:
    """A door of the server: how it is made, and which of its paths stand at the root too."""

    make: Callable[[Service, Edge], Door]
    aliases: tuple[str, ...] = ()


# Kona's things: these themselves, and whatever is below them.
_KONA = tuple(
    f"/{name}{end}"
    for name in ("calendar_events", "oauth", "userinfo", "users", "spaces", "groups", "ics_feeds")
    for end in ("", "/")
)

# The paths of the documents. What stands here is claimed; everything else at the root is not found.
DOORS = (
    Dialect(apyhub.door, ("/generate/ical/file", "/generate/ical/url", "/data/dictionary/timezone")),
    Dialect(skycore.door),
    Dialect(onlyoffice.door, ("/api/2.0/",)),
    # after ONLYOFFICE, whose tree is below this one's
    Dialect(kona.door, ("/docs/kona/", "/.well-known/oauth-authorization-server", "/api/", *_KONA)),
)


class Handover(msgspec.Struct, frozen=True):
    """What a worker is told by the process that started it."""

    settings: Settings
    parent: int | None
    tallies: str
    marks: Marks = ()


def serve(*, config: Path | None = None, **options: object) -> None:
    """Run the server until it is told to stop. Raises Fault.

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
        sys.stdout.write(greeting(address_of(bound), settings.public_url, made))
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
def _handed_over(settings: Settings, marks: Marks) -> Iterator[None]:
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


def create() -> Front:
    """The application of one worker, as its starter wants it."""
    handover = msgspec.json.decode(os.environ[HANDOVER], type=Handover)
    settings = handover.settings
    sink = Sink()
    render = render_for(settings.log_format)
    set_up(render=render, level=settings.log_level, sink=sink)
    store = attach_store(settings.place, handover.marks)
    hop = Hop()
    tally = Tally(version=version("kalends"), folder=Path(handover.tallies) if handover.tallies else None)
    service = _service(store, settings)
    openings = _openings(service, hop, settings)
    pages = pages_door(_pages(settings, openings, tally, store, hop))
    manners = Manners(
        journal=Journal(render=render, sink=sink, enabled=settings.log_level in LOGGED_REQUESTS),
        tally=tally,
        cors=Cors(settings.cors_origins),
        proxies=Proxies(settings.trusted_proxies),
        stall=StallWatch(settings.stall_seconds, settings.body_rate),
        crowd=Crowd(settings.connections_per_address),
    )
    duties = Duties(sink, tally, handover.parent, _timer(service, settings))
    return Front(Table(openings, pages), manners, lambda: living(duties, (hop.close, store.close)))


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


def _openings(service: Service, hop: Hop, settings: Settings) -> list[Opening]:
    site = public_url(settings.public_url)
    edge = Edge(
        gate=Gate(service, hop=hop, public_url=site, now=now, rate_limit=settings.rate_limit),
        public_url=site,
        body_cap=settings.body_limit,
        file_lifetime=timedelta(days=settings.file_lifetime_days),
        now=now,
        hop=hop,
    )
    return [Opening(dialect.make(service, edge), dialect.aliases) for dialect in DOORS]


def _pages(settings: Settings, openings: list[Opening], tally: Tally, store: Store, hop: Hop) -> Pages:
    release = version("kalends")

    @cache
    def description() -> bytes:
        return msgspec.json.encode(describe(openings, version=release, public_url=settings.public_url))

    return Pages(
        version=release,
        describe=description,
        tally=tally,
        check_store=lambda: _asked(store),
        hop=hop,
        metrics_public=settings.metrics_public,
    )


def _asked(store: Store) -> None:
    """Read something small; after an outage, write it too, since that is how its end is known. Raises Fault."""
    with store.reading() as transaction:
        transaction.accounts.any()
    if store.outage is not None:
        with store.writing() as transaction:
            transaction.notes.put(_READY, now().isoformat())

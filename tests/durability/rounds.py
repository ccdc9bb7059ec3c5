"""Rounds of killing, as many as a suite has time for."""

from random import Random

from tests.durability.scene import Scene

PROCESSES = 3
LONGEST = 0.6


def kill_in_rounds(scene: Scene, rounds: int, *, seed: int) -> None:
    """Let programs write, kill each at a drawn moment, and judge what they left; over and over on one database."""
    before = 0
    draw = Random(seed)
    for number in range(rounds):
        writers = scene.start(f"r{seed}x{number}", processes=PROCESSES)
        writers.loose()
        writers.killed_at(draw, longest=LONGEST)
        told = scene.judge()
        assert told.failed == []
        assert told.done > before, "the programs wrote nothing before they were killed"
        before = told.done

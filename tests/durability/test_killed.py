"""Killed under load: every write that was told done is there, whole (the long run: tests/conformance)."""

from tests.durability.rounds import kill_in_rounds
from tests.durability.scene import Scene


def test_nothing_is_lost_by_killing_the_writers(scene: Scene) -> None:
    kill_in_rounds(scene, 3, seed=1)

"""Killed under load: every write that was told done is there, whole (the long run: tests/conformance)."""

from pathlib import Path

from tests.durability.rounds import kill_in_rounds
from tests.durability.scene import Scene
from tests.durability.server import Site


def test_nothing_is_lost_by_killing_the_writers(scene: Scene) -> None:
    kill_in_rounds(scene, 3, seed=1)


def test_nothing_is_lost_by_killing_the_server(place: str | Path, tmp_path: Path) -> None:
    Site.of(place, tmp_path / "site").kill_in_rounds(2, seed=2)

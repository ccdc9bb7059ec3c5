"""SIGKILL: servers under six writers are killed at drawn moments, and every write that was answered has to be there.

The rounds are those of `tests/durability`; a database of its own for a few of them keeps the verdict on each short.
"""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from tests.durability.server import Site
from tests.siege.report import Bound

ROUNDS_EACH = 10
Places = Callable[[], AbstractContextManager[tuple[str | Path, Path]]]
"""Makes an empty database, and an empty folder beside it."""


def kill(places: Places, times: int, *, seed: int) -> Bound:
    """Kill a server so often; whether anything was lost."""
    written = done = 0
    try:
        while done < times:
            rounds = min(ROUNDS_EACH, times - done)
            with places() as (place, folder):
                site = Site.of(place, folder / "site")
                site.kill_in_rounds(rounds, seed=seed + done)
            written += sum(client.answered for client in site.clients)
            done += rounds
            print(f"{done} of {times} SIGKILLs, {written:,} writes", file=sys.stderr, flush=True)  # noqa: T201
    except AssertionError as lost:
        return Bound("nothing lost by SIGKILL", f"round {done}, seed {seed + done}: {str(lost)[:200]}", False)
    return Bound("nothing lost by SIGKILL", f"{done} times, {written:,} acknowledged writes, 0 lost", True)

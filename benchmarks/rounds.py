"""Interleaved rounds: every contestant has its turn in each round, so that a slow moment of the machine hits all."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Contestant:
    """One way to do the work: what it is called, what it runs, and how many events that handles."""

    name: str
    work: Callable[[], object]
    events: int


def race(
    contestants: list[Contestant], rounds: int, *, pick: Callable[[list[float]], float] = median
) -> dict[str, float]:
    """Events a second of each contestant, the median of all rounds; `min` picks the fastest, for short questions."""
    taken: dict[str, list[float]] = {each.name: [] for each in contestants}
    for _ in range(rounds):
        for each in contestants:
            gc.collect()
            begun = perf_counter()
            each.work()
            taken[each.name].append(perf_counter() - begun)
    return {each.name: each.events / pick(taken[each.name]) for each in contestants}


def table(title: str, speeds: dict[str, float], goals: dict[str, str], *, yardstick: str) -> None:
    """Print speeds and their ratio to the yardstick's, with the goals beside."""
    print(f"\n{title}\n{'':34} {'events/s':>12} {'× ' + yardstick:>12}   goal")
    for name, speed in speeds.items():
        print(f"{name:34} {speed:12,.0f} {speed / speeds[yardstick]:12.2f}   {goals.get(name, '')}")

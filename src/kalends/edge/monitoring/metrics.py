"""Counts and durations of requests, for all worker processes together, in the form of Prometheus.

Each process counts in plain lists and writes a snapshot of them now and then; the process that is asked adds up its
own numbers and the others' snapshots. The client library's own multi-process mode costs five times as
much a request; it still writes the text that Prometheus reads.
"""

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

import msgspec

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_METHODS = frozenset(
    {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND", "PROPPATCH", "REPORT"}
    | {"MKCOL", "MKCALENDAR", "COPY", "MOVE", "ACL"}
)

Label = tuple[str, str, str, int]
Cell = list[float]  # one count for each bucket and one for what took longer, and at the end the sum of seconds


class Metrics:
    """The numbers of this process, and the way to those of the others."""

    def __init__(self, *, folder: Path | None = None) -> None:
        self._cells: dict[Label, Cell] = {}
        self._snapshot = folder / f"{token_hex(8)}.json" if folder else None
        self._changed = False

    def count(self, label: Label, seconds: float) -> None:
        """Count a request."""
        cell = self._cells.get(label)
        if cell is None:
            cell = self._cell(*label)
        cell[bisect_left(BUCKETS, seconds)] += 1
        cell[-1] += seconds
        self._changed = True

    def _cell(self, door: str, route: str, method: str, status: int) -> Cell:
        shown = method if method in _METHODS else "other"  # a client must not be able to make labels
        return self._cells.setdefault((door, route, shown, status), [0.0] * (len(BUCKETS) + 2))

    def save(self) -> None:
        """Write the snapshot for the other processes, where there are any."""
        if self._snapshot is None or not self._changed:
            return
        self._changed = False
        fresh = self._snapshot.with_suffix(".new")
        with suppress(OSError):  # a full disk costs numbers, not requests
            fresh.write_bytes(msgspec.json.encode(list(self._cells.items())))
            fresh.replace(self._snapshot)

    def total(self) -> dict[Label, Cell]:
        """The numbers of all processes."""
        total: dict[Label, Cell] = {label: list(cell) for label, cell in self._cells.items()}
        for label, cell in self._others():
            known = total.setdefault(label, [0.0] * len(cell))
            total[label] = [a + b for a, b in zip(known, cell, strict=True)]
        return total

    def _others(self) -> Iterator[tuple[Label, Cell]]:
        if self._snapshot is None:
            return
        for path in self._snapshot.parent.glob("*.json"):
            if path != self._snapshot:
                yield from msgspec.json.decode(path.read_bytes(), type=list[tuple[Label, Cell]])

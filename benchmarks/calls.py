"""How many functions of ours one request calls, and in how many files: a measure that no load of the machine disturbs.

The application runs in this process, without a socket. The same request was made once before, so that nothing counts
that is done only once.
"""

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from tests.house import House

_OURS = "/kalends/"
_SERIES = {"name": "Choir", "start_at": "2026-12-03T19:00:00Z", "end_at": "2026-12-03T20:30:00Z", "period": 2}


class CallCounter:
    """Counts calls of functions of ours, in every thread, while it is on."""

    def __init__(self) -> None:
        self.calls: Counter[tuple[str, str]] = Counter()
        self.on = False

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        """Note a call (the profiler's hook)."""
        if self.on and event == "call" and _OURS in frame.f_code.co_filename:
            name = frame.f_code.co_filename.rpartition(_OURS)[2]
            self.calls[name, frame.f_code.co_qualname] += 1

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count in this block, from nothing on."""
        self.calls.clear()
        self.on = True
        yield
        self.on = False


def run() -> None:
    """Print a line for each request."""
    counter = CallCounter()
    threading.setprofile(counter)
    sys.setprofile(counter)
    with TemporaryDirectory() as folder:
        house = House(Path(folder) / "data")
        try:
            _tell(house, counter)
        finally:
            house.close()
            sys.setprofile(None)
            threading.setprofile(None)


def _tell(house: House, counter: CallCounter) -> None:
    print(f"\ncalls of our functions for one request\n{'':46} {'calls':>8} {'files':>6} {'series':>7} {'parsed':>7}")
    requests = {
        "kona PUT one field": ("PUT", {"name": "A"}, ""),
        "kona PUT one field of one instance": ("PUT", {"name": "B"}, "num_in_series=3"),
        "kona PUT one field, this and following": ("PUT", {"name": "C"}, "num_in_series=3&scope=following"),
        "kona GET": ("GET", None, ""),
    }
    for name, (method, body, query) in requests.items():
        for count in (False, True):
            made = house.ask("POST", "/calendar_events", _SERIES).json["calendar_events"][0]["id"]
            path = f"/calendar_events/{made}"
            if not count:
                house.ask(method, path, body or b"", query=query)
                continue
            with counter.counting():
                answer = house.ask(method, path, body or b"", query=query)
            assert answer.status == 200, answer.text
        _row(name, counter.calls)


def _row(name: str, calls: Counter[tuple[str, str]]) -> None:
    files = {file for file, _ in calls}
    series = calls["core/recur/series/gather.py", "series_of"]
    parsed = calls["core/ics/read.py", "read"]
    print(f"{name:46} {sum(calls.values()):8,} {len(files):6} {series:7} {parsed:7}")

"""What a bomb may cost: CPU seconds, and memory at its peak."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SECONDS = 3.0
OCTETS = 100_000_000


def _peak() -> int:
    """Octets that this process held at most, since the last reset where the system can do that."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@contextmanager
def bounded(seconds: float = SECONDS) -> Iterator[None]:
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    before, begun = _peak(), time.process_time()
    yield
    assert time.process_time() - begun < seconds
    assert _peak() - before < OCTETS

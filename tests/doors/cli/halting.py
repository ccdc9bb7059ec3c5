"""`kalends`, halted at the first thing that its progress bar is told: it prints that, and waits for a signal.

    python halting.py import FILE --into CALENDAR

So a test can stop an import of which a part is surely done, and another part surely not.
"""

import signal
import sys

from rich.progress import Progress

from kalends.__main__ import main


def _halt(_bar: Progress, _task: int, *, completed: int, total: int) -> None:
    print(completed, total, flush=True)  # noqa: T201 — to whoever started this
    signal.alarm(60)  # whoever started this may have failed
    signal.pause()


Progress.update = _halt  # type: ignore[assignment,method-assign]  # a bar of our own, in this process alone

if __name__ == "__main__":
    sys.exit(main())

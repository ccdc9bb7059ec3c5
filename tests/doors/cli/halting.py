"""`kalends`, halted at the first thing that its progress bar is told: it prints that, and waits for a signal.

    python halting.py import FILE --into CALENDAR

So a test can stop an import of which a part is surely done, and another part surely not. The signal is waited for on a
file descriptor that Python writes to when it comes: one that comes before the wait, or that another thread takes, ends
the wait all the same, which it would not do to `signal.pause`.
"""

import select
import signal
import socket
import sys

from rich.progress import Progress

from kalends.__main__ import main


def _halt(_bar: Progress, _task: int, *, completed: int, total: int) -> None:
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    signal.set_wakeup_fd(theirs.fileno())
    print(completed, total, flush=True)  # noqa: T201 — to whoever started this
    select.select([ours], [], [], 60)  # whoever started this may have failed


Progress.update = _halt  # type: ignore[assignment,method-assign]  # a bar of our own, in this process alone

if __name__ == "__main__":
    sys.exit(main())

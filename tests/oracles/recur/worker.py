"""Asks a program about rules, line by line: "RULE START COUNT" in, moments or "?" out, all as YYYYMMDDTHHMMSS.

    python worker.py dateutil|libical

A rule that takes too long is answered "?": dateutil is interrupted; libical cannot be, so that its worker ends, and
the one who asks starts another. The time is the processor's, which a busy machine does not shorten.
"""

import ctypes
import signal
import sys
from collections.abc import Callable
from ctypes.util import find_library
from datetime import datetime, timedelta
from itertools import islice

from dateutil.rrule import rrulestr

PATIENCE = 0.1
_EPOCH = datetime(1970, 1, 1)
Ask = Callable[[str, datetime, int], list[datetime]]


class _LateError(Exception):
    """The time is over."""


def _late(*_: object) -> None:
    raise _LateError


def _dateutil(rule: str, start: datetime, count: int) -> list[datetime]:
    try:
        return [*islice(rrulestr(rule, dtstart=start), count)]
    except ValueError as error:
        if "empty set" not in str(error):
            raise
        return []


def _libical() -> Ask:
    library = ctypes.CDLL(find_library("ical") or "libical.so.3")
    expand = library.icalrecur_expand_recurrence
    expand.argtypes = [ctypes.c_char_p, ctypes.c_long, ctypes.c_int, ctypes.POINTER(ctypes.c_long)]
    library.icalerror_set_errors_are_fatal(0)

    def ask(rule: str, start: datetime, count: int) -> list[datetime]:
        found = (ctypes.c_long * count)()
        expand(rule.encode(), int((start - _EPOCH).total_seconds()), count, found)
        return [_EPOCH + timedelta(seconds=moment) for moment in found if moment]

    return ask


def main(program: str) -> None:
    """Answer until the input ends."""
    ask = _libical() if program == "libical" else _dateutil
    if program == "dateutil":
        signal.signal(signal.SIGVTALRM, _late)
    for line in sys.stdin:
        rule, start, count = line.split()
        signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
        try:
            answer = [f"{hit:%Y%m%dT%H%M%S}" for hit in ask(rule, datetime.fromisoformat(start), int(count))]
        except (_LateError, IndexError):  # dateutil fails on the 53rd Wednesday of a month
            answer = ["?"]
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        sys.stdout.write(" ".join(answer) + "\n")
        sys.stdout.flush()


main(sys.argv[1])

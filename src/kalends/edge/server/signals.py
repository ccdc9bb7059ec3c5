"""A server that is asked to stop ends well, however early the signal comes."""

import signal
from types import FrameType


def exit_on_signal() -> None:
    """From now on SIGTERM and SIGINT end this process as a success.

    Uvicorn takes both over while it serves, and raises them again after its orderly end.
    """
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)

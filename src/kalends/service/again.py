"""Doing a verb again, after its transaction collided with another one."""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from kalends.service.ports import Collision

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


PAUSES = (0.01, 0.05, 0.25)  # seconds before the second try, the third and the last


def again(verb: Callable[_Asked, _Answer]) -> Callable[_Asked, _Answer]:
    """A verb that is tried again where its transaction collided; the last collision is the caller's.

    A verb is fit for it if all that it changes is in its transaction: nothing of a former try is left then. The
    pause lets the other one go on first; at once, this one might take from it again what it waits for.
    """

    @wraps(verb)
    def tried(*arguments: _Asked.args, **named: _Asked.kwargs) -> _Answer:
        for pause in PAUSES:
            try:
                return verb(*arguments, **named)
            except Collision:
                time.sleep(pause)
        return verb(*arguments, **named)

    return tried

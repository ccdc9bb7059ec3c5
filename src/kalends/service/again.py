"""Doing a verb once more, after its transaction collided with another one."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from kalends.service.ports import Collision

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


def again(verb: Callable[_Asked, _Answer]) -> Callable[_Asked, _Answer]:
    """A verb that is tried a second time where its transaction collided; the second collision is the caller's.

    A verb is fit for it if all that it changes is in its transaction: nothing of the first try is left then.
    """

    @wraps(verb)
    def tried(*arguments: _Asked.args, **named: _Asked.kwargs) -> _Answer:
        try:
            return verb(*arguments, **named)
        except Collision:
            return verb(*arguments, **named)

    return tried

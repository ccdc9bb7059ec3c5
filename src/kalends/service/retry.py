"""Another try of a verb whose transaction collided with another one; for verbs without a caller, and so no unit."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from kalends.service.ports import Collision
from kalends.service.unit import PAUSES, wait

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def retry_collisions(verb: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """A verb that is tried again after each pause; the last Collision is raised.

    A verb is fit for it if all that it changes is in its transaction: nothing of a former try is left then.
    """

    @wraps(verb)
    def wrapper(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        for pause in PAUSES:
            try:
                return verb(*arguments, **named)
            except Collision:
                wait(pause)
        return verb(*arguments, **named)

    return wrapper

"""The executor: runs synchronous work in a worker thread, once for each request that needs one.

Passwords are hashed in threads of their own, so that no number of them keeps others from reading. In both, the requests
of one account and of one client's address are bounded in number; see docs/decisions/0045.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from kalends.edge.capacity.limiter import WAIT_SECONDS, Bound, Limiter, Subject
from kalends.edge.context import CURRENT
from kalends.service.people.networks import network_of

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

MOST_THREADS = 16
HASHING_THREADS = 2

SERVER = Bound("requests", at_once=MOST_THREADS, waiting=256)
ADDRESS = Bound("requests from this address", at_once=12, waiting=128)
ACCOUNT = Bound("requests of this account", at_once=8, waiting=64)
LONG_BODIES = Bound("long bodies", at_once=4, waiting=64)
LONG_BODIES_OF_ACCOUNT = Bound("long bodies of this account", at_once=1, waiting=16)
PASSWORDS = Bound("passwords", at_once=HASHING_THREADS, waiting=64)
PASSWORDS_OF_ADDRESS = Bound("passwords from this address", at_once=1, waiting=32)

LONG_OCTETS = 2 * 1_048_576
"""A body above this is an import: what it says may take some thirty times as much memory while it is read."""


class Executor:
    """Runs callables in the worker threads of this process."""

    def __init__(self, *, wait_seconds: float = WAIT_SECONDS) -> None:
        self._threads = ThreadPoolExecutor(MOST_THREADS, thread_name_prefix="kalends")
        self._hashing_threads = ThreadPoolExecutor(HASHING_THREADS, thread_name_prefix="kalends-hashing")
        self._requests = Limiter(wait_seconds)
        self._passwords = Limiter(wait_seconds)

    async def run(self, work: Callable[Arguments, Result], *args: Arguments.args, **named: Arguments.kwargs) -> Result:
        """The result of `work`, whose exceptions come through. Raises Fault(BUSY) where there is no room for it."""
        return await _run(self._threads, self._requests, _subjects(), lambda: work(*args, **named))

    async def run_hashing(
        self, work: Callable[Arguments, Result], *args: Arguments.args, **named: Arguments.kwargs
    ) -> Result:
        """The same for work that hashes a password, in threads of its own."""
        return await _run(
            self._hashing_threads, self._passwords, _subjects_of_passwords(), lambda: work(*args, **named)
        )

    def close(self) -> None:
        """Wait for what is running, and end the threads."""
        self._threads.shutdown()
        self._hashing_threads.shutdown()


async def _run(
    threads: ThreadPoolExecutor, limiter: Limiter, subjects: tuple[Subject, ...], work: Callable[[], Result]
) -> Result:
    await limiter.enter(subjects)
    try:
        running = asyncio.get_running_loop().run_in_executor(threads, work)
    except BaseException:
        limiter.leave(subjects)
        raise
    running.add_done_callback(lambda _: limiter.leave(subjects))
    return await asyncio.shield(running)  # a thread works on after its request was cancelled, and keeps its room


def _subjects() -> tuple[Subject, ...]:
    """Whom the current request concerns; a request that is made by no client (in a test) concerns the server alone."""
    context = CURRENT.get()
    subjects: list[Subject] = [(SERVER, "")]
    if context is not None and context.client:
        subjects.append((ADDRESS, network_of(context.client)))
    if context is not None and context.caller is not None:
        subjects.append((ACCOUNT, str(context.caller.account_id)))
    if context is not None and context.body_octets > LONG_OCTETS:
        subjects.append((LONG_BODIES, ""))
        subjects.append((LONG_BODIES_OF_ACCOUNT, str(context.caller.account_id) if context.caller else ""))
    return tuple(subjects)


def _subjects_of_passwords() -> tuple[Subject, ...]:
    context = CURRENT.get()
    if context is None or not context.client:
        return ((PASSWORDS, ""),)
    return (PASSWORDS, ""), (PASSWORDS_OF_ADDRESS, network_of(context.client))

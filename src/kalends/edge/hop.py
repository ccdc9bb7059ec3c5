"""The hop: a synchronous verb runs in a worker thread, once for each request that needs one."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")

MOST_THREADS = 16


class Hop:
    """Runs callables in the worker threads of this process."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(MOST_THREADS, thread_name_prefix="kalends")

    async def __call__(self, work: Callable[Given, Result], *args: Given.args, **named: Given.kwargs) -> Result:
        """The result of `work`; its exceptions come through."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: work(*args, **named))

    def close(self) -> None:
        """Wait for what is running, and end the threads."""
        self._threads.shutdown()

"""Progress of long work, shown on a terminal only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kalends.doors.cli.terminal import one_line

_LABEL = 30
"""Characters of what the bar is about, so that there is room for it."""


@contextmanager
def progress_bar(about: str) -> Iterator[Callable[[int, int | None], None]]:
    """What tells how much is done, of how much if that is known; gone afterwards, and nothing off a terminal."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, color_system=None)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(escape(one_line(about)[-_LABEL:]), total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def progress_line(what: str) -> Iterator[Callable[[int], None]]:
    """What tells how many are done: a line on a terminal, which is gone afterwards; nothing elsewhere."""
    from rich.console import Console
    from rich.status import Status

    console = Console(stderr=True, color_system=None)
    if not console.is_terminal:
        yield lambda _: None
        return
    with Status(f"0 {what}", console=console) as status:
        yield lambda number: status.update(f"{number:,} {what}")

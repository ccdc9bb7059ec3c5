"""How far something long is, on a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def counting(what: str) -> Iterator[Callable[[int], None]]:
    """What tells how many are done: a line on a terminal, which is gone afterwards; nothing elsewhere."""
    from rich.console import Console
    from rich.status import Status

    console = Console(stderr=True, color_system=None)
    if not console.is_terminal:
        yield lambda _: None
        return
    with Status(f"0 {what}", console=console) as status:
        yield lambda number: status.update(f"{number:,} {what}")

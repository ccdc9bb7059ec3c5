"""What was worked out of texts, kept for the next question in this process.

The whole text is the key, so nothing that is kept can be out of date: another text is another key. What is kept has a
bound in letters of text, whatever their number; beyond it, what was not asked for lately is forgotten.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from kalends.core.time.offsets import Zone

MOST_LETTERS = 4_000_000
"""Two generations of this many: some 12,000 events of 600 letters, for which trees and series take 40 MB."""
LONGEST = 100_000
"""A longer text is worked out anew each time: one of them would drive out hundreds."""

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """A pure function of a text, and of a zone of the tz database, that remembers. What it raises is not kept.

    It keeps two generations: what is asked for goes into the young one; when that is full, it becomes the old one, and
    the old one is forgotten. Threads may work out the same thing twice, and no more harm comes of it.
    """

    def __init__(self, work: Callable[[str, Zone], Value], *, most_letters: int = MOST_LETTERS) -> None:
        self._work = work
        self._most = most_letters
        self._young: dict[tuple[str, str], Value] = {}
        self._old: dict[tuple[str, str], Value] = {}
        self._letters = 0

    def __call__(self, text: str, zone: Zone) -> Value:
        """The value, remembered or worked out."""
        key = (text, zone.name)
        found = self._young.get(key)
        if found is not None:
            return found
        found = self._old.get(key)
        if found is None:
            found = self._work(text, zone)
        if len(text) <= LONGEST:
            self._keep(key, found)
        return found

    def _keep(self, key: tuple[str, str], value: Value) -> None:
        if self._letters > self._most:
            self._old, self._young, self._letters = self._young, {}, 0
        self._young[key] = value
        self._letters += len(key[0])

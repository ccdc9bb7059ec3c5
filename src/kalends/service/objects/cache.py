"""The calendar objects of stored texts, each parsed once for everything that reads it in this process.

The key is the ETag, which is a digest of the very text; the text is compared as well, so what a store says wrongly is
never believed. What follows from an object (its series, a rule in a dialect's words) is kept with it. All together is
bounded by the letters of the texts, whatever their number; beyond that, what was not asked for lately is forgotten.
"""

from weakref import WeakValueDictionary

from kalends.core.objects.object import CalendarObject
from kalends.service.records import Stored

MOST_LETTERS = 4_000_000
"""Two generations of this many: some 12,000 events of 600 letters, for which trees and series take 40 MB."""
LONGEST = 100_000
"""A longer text is kept while somebody has its object, and no longer: one of them would drive out hundreds."""


class ObjectCache:
    """Objects by ETag, in two generations.

    What is asked for goes into the young one; when that is full, it becomes the old one, and the old one is forgotten.
    Threads may parse the same text twice, and no more harm comes of it.
    """

    def __init__(self, *, most_letters: int = MOST_LETTERS) -> None:
        self._most = most_letters
        self._young: dict[str, CalendarObject] = {}
        self._old: dict[str, CalendarObject] = {}
        self._letters = 0
        self._long: WeakValueDictionary[str, CalendarObject] = WeakValueDictionary()

    def get(self, etag: str, text: str) -> CalendarObject:
        """The object of a stored text. Fault INVALID where the store was tampered with, and it holds no calendar."""
        known = self._young.get(etag)
        if known is not None and known.text == text:
            return known
        known = self._long.get(etag) if len(text) > LONGEST else self._old.get(etag)
        if known is None or known.text != text:
            known = CalendarObject.read(text)
        self.put(etag, known)
        return known

    def put(self, etag: str, opened: CalendarObject) -> None:
        """Keep an object whose text was parsed already."""
        size = len(opened.text)
        if size > LONGEST:
            self._long[etag] = opened
            return
        if self._letters > self._most:
            self._old, self._young, self._letters = self._young, {}, 0
        self._young[etag] = opened
        self._letters += size


OBJECTS = ObjectCache()
"""The objects of this process."""


def object_of(stored: Stored) -> CalendarObject:
    """The calendar object of what is stored. Fault INVALID where it holds no calendar."""
    return OBJECTS.get(stored.etag, stored.text)

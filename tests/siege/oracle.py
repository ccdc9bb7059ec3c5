"""The oracle of rights: secret words in things, and who may be shown each of them.

A word stands in one thing. Everybody who may read the thing is named beside it; an answer to anybody else that has the
word in it is a leak, whatever its status. A word that the caller sent in the same request says nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from tests.siege.wire import Answer

_WORD = re.compile(rb"zqsecret[0-9a-f]{12}", re.IGNORECASE)


@dataclass
class Words:
    """All words of a siege, with the ids of the accounts that may read each.

    A word belongs to one household, whose client is the only one that changes its readers. What they were allowed once
    may be on its way while it is taken away, so the answers of other clients are held to who was ever allowed; those of
    the household's own client, which asks one thing after the other, to who is allowed now.
    """

    _now: dict[bytes, tuple[int, frozenset[int]]] = field(default_factory=dict)
    _ever: dict[bytes, frozenset[int]] = field(default_factory=dict)
    _open: set[bytes] = field(default_factory=set)

    def new(self, draw: Random, household: int, readers: Iterable[int]) -> str:
        """A new word that only these may read."""
        word = f"zqsecret{draw.getrandbits(48):012x}"
        self.allow(word, household, readers)
        return word

    def allow(self, word: str, household: int, readers: Iterable[int]) -> None:
        """From now on these may read it."""
        key, allowed = word.encode(), frozenset(readers)
        self._ever[key] = self._ever.get(key, frozenset()) | allowed
        self._now[key] = (household, allowed)

    def open(self, word: str) -> None:
        """Everybody with an account may read it, now and later."""
        self._open.add(word.encode())

    def leaks(self, household: int, reader: int | None, sent: bytes, answer: Answer) -> Iterator[str]:
        """The words in an answer that are not for the account that asked (None: nobody did), through that household."""
        if b"zqsecret" not in answer.body.lower() and b"zqsecret" not in answer.head.lower():
            return
        echoed = {each.lower() for each in _WORD.findall(sent)}
        for word in {each.lower() for each in _WORD.findall(answer.head + b"\n" + answer.body)} - echoed:
            whose, readers = self._now.get(word, (household, frozenset()))
            if whose != household:
                readers = self._ever[word]
            if reader is None or (reader not in readers and word not in self._open):
                yield word.decode()

"""The words of a search: folded, so that accents, case and width do not count (Unicode NFKD, case folding).

A word is a run of letters and digits. Scripts that leave no space between words (Chinese, Japanese) are taken
character by character, so that a search finds what stands inside.
"""

import re
from collections.abc import Iterable, Iterator

from kalends.core.unicode import bare, normalize

LONGEST = 64
"""Characters of a word that count."""
MOST = 4_000
"""Words of one object that are kept."""
MOST_SEARCHED = 32
"""Words of one search."""

_AT_ONCE = 10_000  # characters that are folded together: one may become eighteen
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
_PLAIN = re.compile(r"[a-z0-9]+")


def folded_words(text: str) -> Iterable[str]:
    """The words of a text in their folded form, in order; one may come again."""
    if text.isascii():
        return (found[0][:LONGEST] for found in _PLAIN.finditer(text.lower()))
    return (word for piece in _pieces(text) for word in _folded(piece))


def _folded(text: str) -> Iterator[str]:
    """The words of a piece, each once."""
    return (normalize("NFKC", word)[:LONGEST] for word in dict.fromkeys(_WORD.findall(bare(text))))


def _pieces(text: str) -> Iterator[str]:
    """A long text in pieces, cut at spaces where it has any."""
    start = 0
    while len(text) - start > _AT_ONCE:
        space = text.rfind(" ", start, start + _AT_ONCE)
        end = space + 1 if space >= start else start + _AT_ONCE
        yield text[start:end]
        start = end
    yield text[start:]


def words_of(texts: Iterable[str]) -> str:
    """The words of some texts, each once, with single spaces between: what an index keeps."""
    found: dict[str, None] = {}
    for text in texts:
        for word in folded_words(text):
            found[word] = None
            if len(found) >= MOST:
                return " ".join(found)
    return " ".join(found)


def search_words(text: str) -> tuple[str, ...]:
    """The words that a search asks for, each once."""
    return tuple(dict.fromkeys(folded_words(text)))[:MOST_SEARCHED]


def has_words(words: str, asked: Iterable[str]) -> bool:
    """Whether the words of an index hold, for each word asked for, one that begins with it."""
    spaced = f" {words}"
    return all(f" {word}" in spaced for word in asked)

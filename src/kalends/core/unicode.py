"""Unicode in texts that others wrote: normalization for comparison, and escapes for a terminal (UAX #15).

Normalization sorts the marks behind a letter, and takes time in the square of their number: a text of 300 kB that is
one letter with marks takes twenty seconds. UAX #15 §13 (the Stream-Safe Text Format) bounds a run to 30 of them, which
no language comes near; a longer run is cut in two by a COMBINING GRAPHEME JOINER. What is normalized serves search and
comparison only; texts are stored as they were sent.

On a terminal some characters act instead of being shown. Controls (C0, DEL, C1) move the cursor, colour and clear; the
marks of direction (U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069) turn the text around them; line and
paragraph separators break a line. All of these are written out as Python writes them, and so is everything else that
has no look of its own (Unicode's Cc, Cf, Zl, Zp, Co, Cs, Cn, and Zs but for the blank).
"""

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import Literal

MOST_MARKS = 30
"""Combining marks in a row; UAX #15 §13 calls a text with no more of them stream-safe."""
JOINER = "\u034f"
"""COMBINING GRAPHEME JOINER: it cannot be seen, and ends a run."""

_SUSPECT = 14
_MARKS = range(0x300, 0x1F000)  # every character that is a mark, or is nothing but marks when it is decomposed


def normalize(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """The text in a normalization form, in time linear to its length."""
    return unicodedata.normalize(form, stream_safe(text))


def stream_safe(text: str) -> str:
    """The text with every run of more than 30 marks cut (UAX #15 §13); any other text is the same."""
    if len(text) < _SUSPECT or text.isascii():
        return text
    return _suspect_run().sub(_cut, text)


def is_stream_safe(text: str) -> bool:
    """Whether no letter of a text has more than 30 marks."""
    return stream_safe(text) == text


def bare(text: str) -> str:
    """The text decomposed (NFKD), in folded case and without marks: the form in which a search compares."""
    folded = unicodedata.normalize("NFKD", normalize("NFKD", text).casefold())  # what is decomposed folds to no marks
    return folded if folded.isascii() else folded.translate(_no_marks())


@lru_cache(maxsize=1)
def _suspect_run() -> re.Pattern[str]:
    """Marks that are more than 30 if each stands for two, as a few do, and three more are a part of what is before."""
    blocks = groupby(enumerate(_every_mark()), key=lambda each: each[1] - each[0])
    runs = [[code for _, code in block] for _, block in blocks]  # ranges are searched for in a third of the time
    return re.compile(f"[{''.join([f'{chr(run[0])}-{chr(run[-1])}' for run in runs])}]{{{_SUSPECT},}}")


@lru_cache(maxsize=1)
def _no_marks() -> dict[int, None]:
    return dict.fromkeys((*_every_mark(), ord(JOINER)))


@lru_cache(maxsize=1)
def _every_mark() -> tuple[int, ...]:
    return tuple([code for code in _MARKS if all(_classes(chr(code)))])


def _classes(character: str) -> list[int]:
    """The combining classes of what a character is decomposed into; 0 is no mark."""
    return [*map(unicodedata.combining, unicodedata.normalize("NFKD", character))]


def _cut(run: re.Match[str]) -> str:
    before = _classes(run.string[run.start() - 1]) if run.start() else []
    count = next((at for at, each in enumerate(reversed(before)) if not each), 0)
    pieces: list[str] = []
    for mark in run[0]:
        marks = len(_classes(mark))
        if count + marks > MOST_MARKS:
            pieces.append(JOINER)
            count = 0
        count += marks
        pieces.append(mark)
    return "".join(pieces)


_ACTING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")
"""What JSON lets stand in a string, and acts."""


def one_line(text: str) -> str:
    r"""A text as one line that can be seen whole: ESC is `\x1b`, a line end `\n`, U+202E `\u202e`."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def printable_json(text: str) -> str:
    """JSON text, with the characters that act as escapes (RFC 8259 §7): to who reads it, the same values."""
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

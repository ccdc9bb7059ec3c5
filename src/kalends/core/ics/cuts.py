"""Texts whose lines are folded inside a character, as octets and as something that can be shown (RFC 5545 §3.1).

RFC 5545 lets a fold stand between the octets of one character, and some programs fold so. No text can say that. So such
a fold is moved behind its character, where it means the same, and what was moved is noted:

    cuts = cut *(" " cut)        cut = at "-" back

At the octet `at` of the text in UTF-8 stands a fold that belongs `back` octets before it. Cuts are undone in order.
"""

import re

_FOLD = rb"\r?\n[ \t]"
_CUT = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{0,2}(?:" + _FOLD + rb"[\x80-\xbf]{1,3})+")
_FOLDS = re.compile(_FOLD)


def text_of(octets: bytes) -> tuple[str, str]:
    """The text of octets in UTF-8, and its cuts: "" for nearly all. Raises UnicodeDecodeError for other octets."""
    try:
        return octets.decode(), ""
    except UnicodeDecodeError:
        cuts: list[str] = []
        return _CUT.sub(lambda found: _whole(found, cuts), octets).decode(), " ".join(cuts)


def _whole(found: re.Match[bytes], cuts: list[str]) -> bytes:
    """A character with its folds behind it. What stands before it has as many octets as before."""
    character = _FOLDS.sub(b"", found[0])
    at, folded = found.start() + len(character), 0
    for fold in _FOLDS.finditer(found[0]):
        cuts.append(f"{at + folded}-{len(character) - (fold.start() - folded)}")
        folded += len(fold[0])
    return character + b"".join(_FOLDS.findall(found[0]))


def octets_of(text: str, cuts: str) -> bytes:
    """The octets of a text with its cuts, as they were. Raises ValueError for cuts of another text."""
    if not cuts:
        return text.encode()
    octets = bytearray(text.encode())
    for cut in cuts.split(" "):
        at, back = map(int, cut.split("-"))
        fold = _FOLDS.match(octets, at)
        if fold is None or not 0 < back <= at:
            raise ValueError(f"there is no fold at octet {at}")
        octets[at - back : fold.end()] = fold[0] + octets[at - back : at]
    return bytes(octets)

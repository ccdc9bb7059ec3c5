r"""TEXT: escaping, and the marks that cut lists and structured values (RFC 5545 §3.3.11, §3.1.1, §3.1.2).

    ESCAPED-CHAR = "\\" / "\;" / "\," / "\N" / "\n"

Reading is total: every text has a meaning. An unescaped comma or semicolon stands for itself where the property takes
one value, and a backslash before any other character stands for itself, as in a Windows path that was not escaped.
`stray_marks` finds these for whoever wants to complain.
"""

import re
from collections.abc import Iterable, Iterator

_BREAKS = re.compile("\r\n?")
_ESCAPE = re.compile(r"\\([\\;,nN])")
_MEANS = {"\\": "\\", ";": ";", ",": ",", "n": "\n", "N": "\n"}
_STRAY = re.compile(r"\\[\\;,nN]|([\\;,])")
_PIECE = {mark: re.compile(rf"([^\\{mark}]*+(?:\\.[^\\{mark}]*+)*+\\?)(?:{mark}|\Z)", re.DOTALL) for mark in ",;"}


def escape_text(text: str) -> str:
    r"""The text as a TEXT value: `\`, `;`, `,` escaped, every kind of line break as `\n`; a TAB stays."""
    if "\r" in text:
        text = _BREAKS.sub("\n", text)
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def unescape_text(written: str) -> str:
    """The text that a TEXT value stands for."""
    if "\\" not in written:
        return written
    if "\\\\" not in written:  # then every backslash can be taken by itself
        plain = written.replace("\\n", "\n").replace("\\N", "\n")
        return plain.replace("\\,", ",").replace("\\;", ";")
    return _ESCAPE.sub(lambda found: _MEANS[found[1]], written)


def split_at(written: str, mark: str) -> list[str]:
    """The pieces between the unescaped marks (`,` or `;`), still escaped."""
    if "\\" not in written:
        return written.split(mark)
    pieces, at = [], 0
    while found := _PIECE[mark].match(written, at):
        pieces.append(found[1])
        at = found.end()
        if at == found.end(1):  # ended by the end of the text, not by a mark
            break
    return pieces


def parse_texts(written: str) -> tuple[str, ...]:
    """A list of TEXT values, cut at its unescaped commas."""
    if "\\" not in written:
        return tuple(written.split(","))
    return tuple([unescape_text(piece) for piece in split_at(written, ",")])


def write_texts(texts: Iterable[str]) -> str:
    """A list of TEXT values, escaped and joined by commas."""
    return ",".join([escape_text(text) for text in texts])


def parse_structured(written: str) -> tuple[str, ...]:
    """The parts of a structured value, cut at its unescaped semicolons (REQUEST-STATUS)."""
    return tuple([unescape_text(piece) for piece in split_at(written, ";")])


def write_structured(texts: Iterable[str]) -> str:
    """The parts of a structured value, escaped and joined by semicolons."""
    return ";".join([escape_text(text) for text in texts])


def stray_marks(written: str, marks: str = "\\;,") -> Iterator[int]:
    """The offsets of backslashes that escape nothing and of marks that should be escaped, of those in `marks`."""
    return (found.start() for found in _STRAY.finditer(written) if found[1] and found[1] in marks)

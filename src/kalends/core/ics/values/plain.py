r"""TEXT and the values that are one number or one word (RFC 5545 §3.3.1, §3.3.2, §3.3.7, §3.3.8, §3.3.11, §3.8.1.6).

    ESCAPED-CHAR = "\\" / "\;" / "\," / "\N" / "\n"

Reading a text is total: every text has a meaning. An unescaped comma or semicolon stands for itself where the property
takes one value, and a backslash before any other character stands for itself, as in a Windows path that was not
escaped. `stray_marks` finds these for a report. Lists and structured values are cut at unescaped
marks (RFC 5545 §3.1.1, §3.1.2).
"""

import binascii
import re
from collections.abc import Iterable, Iterator


class MalformedValueError(ValueError):
    """A value is not of its type: `at` is the offset of the first character that is wrong, `reason` a clause."""

    def __init__(self, reason: str, at: int = 0, rfc: str = "RFC 5545 §3.3") -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at
        self.rfc = rfc

    def moved(self, by: int) -> "MalformedValueError":
        """The same error, seen from a longer text in which the value begins at `by`."""
        return MalformedValueError(self.reason, self.at + by, self.rfc)


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


def stray_marks(written: str, marks: str = "\\;,") -> Iterator[int]:
    """The offsets of backslashes that escape nothing and of marks that should be escaped, of those in `marks`."""
    return (found.start() for found in _STRAY.finditer(written) if found[1] and found[1] in marks)


_INTEGER = re.compile("[+-]?[0-9]{1,30}")
_FLOAT = re.compile(r"[+-]?[0-9]{1,400}(?:\.[0-9]{1,400})?")  # so many digits has the smallest number there is
_BOOLEANS = {"TRUE": True, "FALSE": False}
_LEAST, _MOST = -(2**31), 2**31 - 1


def parse_binary(written: str) -> bytes:
    """A BINARY in base64 (RFC 4648 §4); raises MalformedValueError."""
    try:
        return binascii.a2b_base64(written.encode("ascii"), strict_mode=True)
    except ValueError:
        raise MalformedValueError("the value is not base64", 0, "RFC 5545 §3.3.1") from None


def parse_boolean(written: str) -> bool:
    """TRUE or FALSE in any case; raises MalformedValueError."""
    value = _BOOLEANS.get(written.upper())
    if value is None:
        raise MalformedValueError(f"{written[:40]!r} is neither TRUE nor FALSE", 0, "RFC 5545 §3.3.2")
    return value


def parse_float(written: str) -> float:
    """A FLOAT such as -3.14; raises MalformedValueError."""
    if not _FLOAT.fullmatch(written):
        raise MalformedValueError(f"{written[:40]!r} is not a number", 0, "RFC 5545 §3.3.7")
    return float(written)


def parse_integer(written: str) -> int:
    """An INTEGER of 32 bits with its sign; raises MalformedValueError."""
    if not _INTEGER.fullmatch(written):
        raise MalformedValueError(f"{written[:40]!r} is not a whole number", 0, "RFC 5545 §3.3.8")
    value = int(written)
    if not _LEAST <= value <= _MOST:
        raise MalformedValueError(f"{written} is out of range (32 bits)", 0, "RFC 5545 §3.3.8")
    return value


def parse_geo(written: str) -> tuple[float, float]:
    """Latitude and longitude of a GEO; raises MalformedValueError."""
    latitude, semicolon, longitude = written.partition(";")
    if not semicolon:
        raise MalformedValueError("a position is latitude;longitude", 0, "RFC 5545 §3.8.1.6")
    north = parse_float(latitude)
    try:
        return north, parse_float(longitude)
    except MalformedValueError as error:
        raise error.moved(len(latitude) + 1) from None

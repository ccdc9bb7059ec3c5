"""Octets → logical lines: encoding, line breaks, unfolding (RFC 5545 §3.1, §3.1.4).

Everything is unfolded as octets, before it is decoded, since lines may be cut inside a character. A text in another
encoding, or with control characters or odd line breaks, is read as well as can be, and each is noted as a problem.
"""

import re

from kalends.core.ics.charsets import codec_of
from kalends.core.ics.problems import Problem, Problems

_MARK = b"\xef\xbb\xbf"
_SOFT_BREAK = b"=\n"
_PRINTABLE_LINE = re.compile(rb"^[^\n:]*QUOTED-PRINTABLE[^\n]*(?:\n[ \t][^\n]*)+", re.IGNORECASE | re.MULTILINE)
_FOLDED_SOFT_BREAK = re.compile(rb"=(\n[ \t])(?![0-9A-Fa-f]{2})")  # what follows is no octet
_LABEL = re.compile(rb";CHARSET=(\"?[A-Za-z0-9_.:-]{1,40}\"?)", re.IGNORECASE)
_ESCAPE = b"\x1b"  # of ISO-2022-JP, whose octets are ASCII
_INNER_MARK = b"\n\xef\xbb\xbfBEGIN:"  # where files were joined
_CONTROLS = bytes([*range(9), *range(11, 13), *range(14, 32), 127])
_EVERY_CONTROL = bytes([*range(9), *range(10, 32), 127])  # line breaks too
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_FOLD = re.compile(rb"\n(?<!\n\n)\n*[ \t]")  # a run of LFs is looked at once, from its start
_GAP = re.compile(rb"\n\n[ \t]")
_BREAK = re.compile(rb"\r+\n?")
_WIDE = (  # what the text begins with → its encoding; the longer marks first
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"B\x00E\x00", "utf-16-le"),
    (b"\x00B\x00E", "utf-16-be"),
)


def octets_of(source: str | bytes) -> bytes:
    """The octets of a source; what UTF-8 cannot say stays wrong, so that reading finds it."""
    return source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")


def readable_text(source: str | bytes) -> str:
    """The source as a text in which places can be counted and shown, whatever its encoding."""
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    encoding = _wide(source)
    return source.decode(encoding or "utf-8", "replace").removeprefix("\ufeff")


def _wide(octets: bytes) -> str:
    return next((encoding for start, encoding in _WIDE if octets.startswith(start)), "")


def logical_lines(octets: bytes, problems: Problems, *, lenient: bool) -> list[str]:
    """The unfolded lines of a text, empty ones at its end left out; adds what is wrong to `problems`.

    What a strict reading does not mind (a byte order mark, LF alone) is noted only when `lenient`.
    """
    lines = _plain_lines(octets)
    if lines is not None:
        return lines
    encoding = _wide(octets)
    if encoding:
        problems.add(Problem("utf-16", f"the text is {encoding.upper()}, not UTF-8", "RFC 5545 §3.1.4", 1))
        octets = octets.decode(encoding, "replace").encode()
    if octets.startswith(_MARK):
        octets = octets[len(_MARK) :]
        if lenient:
            problems.add(Problem("byte-order-mark", "the text begins with a byte order mark", "RFC 5545 §3.1.4", 1))
    octets = _with_line_feeds(octets, problems, lenient=lenient)
    if _INNER_MARK in octets:
        octets = _without_inner_marks(octets, problems, lenient=lenient)
    if lenient and _SOFT_BREAK in octets:
        octets = _PRINTABLE_LINE.sub(_without_soft_breaks, octets)
    octets = _unfolded(octets, problems).rstrip(b"\n")
    lines = _decoded(octets, problems) if octets else []
    if len(octets.translate(None, _CONTROLS)) != len(octets):
        lines = _without_controls(lines, problems)
    return lines


def _plain_lines(octets: bytes) -> list[str] | None:
    """The lines of a text with nothing unusual about it, or None: the quick way for nearly all texts."""
    if b"\r\n\r\n" in octets or b"\n\t" in octets or _INNER_MARK in octets or not octets.startswith(b"BEGIN:"):
        return None
    if b"=\r\n " in octets and b"QUOTED-PRINTABLE" in octets.upper():
        return None
    unfolded = octets.replace(b"\r\n ", b"")
    try:
        lines = unfolded.decode().split("\r\n")
    except UnicodeDecodeError:
        return None
    breaks = len(lines) - 1 + (len(octets) - len(unfolded)) // 3
    if len(octets) - len(octets.translate(None, _EVERY_CONTROL)) != 2 * breaks:
        return None  # a control character, or a CR or LF alone
    if not lines[-1]:
        lines.pop()
    return lines


def _with_line_feeds(octets: bytes, problems: Problems, *, lenient: bool) -> bytes:
    """The octets with LF for every kind of line break."""
    feeds = octets.replace(b"\r\n", b"\n")
    if lenient and len(feeds) == len(octets) and b"\n" in octets:
        problems.add(Problem("line-feed", "lines end in LF, not CRLF", "RFC 5545 §3.1", 1))
    if b"\r" not in feeds:
        return feeds
    before = _FOLD.sub(b"", feeds[: feeds.index(b"\r")]).decode("utf-8", "replace").split("\n")
    place = len(before), len(before[-1])
    problems.add(Problem("carriage-return", "a carriage return without a line feed", "RFC 5545 §3.1", *place))
    return _BREAK.sub(b"\n", feeds)


def _without_inner_marks(octets: bytes, problems: Problems, *, lenient: bool) -> bytes:
    if lenient:
        number = _FOLD.sub(b"", octets[: octets.index(_INNER_MARK)]).count(b"\n") + 2
        problems.add(Problem("byte-order-mark", "a byte order mark inside the text", "RFC 5545 §3.1.4", number))
    return octets.replace(_INNER_MARK, b"\nBEGIN:")


def _unfolded(octets: bytes, problems: Problems) -> bytes:
    gap = _GAP.search(octets) if b"\n\n" in octets else None
    if gap:
        number = _FOLD.sub(b"", octets[: gap.start()]).count(b"\n") + 1
        problems.add(Problem("blank-fold", "a continuation line after an empty line", "RFC 5545 §3.1", number))
        return _FOLD.sub(b"", octets)
    if b"\n\t" in octets:
        return _FOLD.sub(b"", octets)
    return octets.replace(b"\n ", b"")


def _without_soft_breaks(line: re.Match[bytes]) -> bytes:
    """A folded line of quoted-printable without the soft breaks at its folds: some phones break and fold."""
    return _FOLDED_SOFT_BREAK.sub(rb"\1", line[0])


def _decoded(octets: bytes, problems: Problems) -> list[str]:
    try:
        if _ESCAPE not in octets:
            return octets.decode().split("\n")
    except UnicodeDecodeError:
        pass
    return [_decoded_line(line, number, problems) for number, line in enumerate(octets.split(b"\n"), 1)]


def _decoded_line(octets: bytes, number: int, problems: Problems) -> str:
    """One line: UTF-8, or in the encoding that it names, or in Windows-1252, or Latin-1, which takes every octet."""
    if _ESCAPE not in octets:
        try:
            return octets.decode()
        except UnicodeDecodeError:
            pass
    if (line := _by_label(octets)) is not None:
        problems.add(Problem("charset", "a text in the encoding that its CHARSET names", "RFC 5545 §3.1.4", number))
        return line
    try:
        return octets.decode()
    except UnicodeDecodeError as error:
        offset = len(octets[: error.start].decode())
        problems.add(Problem("not-utf-8", "the text is not UTF-8", "RFC 5545 §3.1.4", number, offset))
    try:
        return octets.decode("cp1252")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _by_label(octets: bytes) -> str | None:
    """A line in the encoding that its CHARSET names, without that parameter; None where it names none that fits."""
    label = _LABEL.search(octets, 0, max(octets.find(b":"), 0))
    codec = codec_of(label[1].decode("ascii")) if label else None
    if label is None or codec is None:
        return None
    try:
        return (octets[: label.start()] + octets[label.end() :]).decode(codec)
    except UnicodeDecodeError:
        return None


def _without_controls(lines: list[str], problems: Problems) -> list[str]:
    for number, line in enumerate(lines, 1):
        for found in _CONTROL.finditer(line):
            message = f"the control character U+{ord(found[0]):04X}"
            problems.add(Problem("control-character", message, "RFC 5545 §3.1", number, found.start()))
    return [_CONTROL.sub("", line) for line in lines]

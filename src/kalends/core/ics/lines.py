"""Content lines: unfold, fold, and the part before the colon (RFC 5545 §3.1, §3.2, RFC 6868).

    contentline = name *(";" param) ":" value
    param       = param-name "=" param-value *("," param-value)

A *head* is everything before the colon that ends the parameters: ``DTSTART;TZID=Europe/Berlin``.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kalends.core.ics.registry import PROPERTIES

FOLD_AT = 75  # octets, the line break apart (RFC 5545 §3.1)
_CACHED_HEAD = 256  # characters; a longer head is parsed each time, so that the cache stays small
_CACHED_HEADS = 4096
FRAME = ("BEGIN", "END")  # the lines around a component: no properties

_NAME = r"[A-Za-z0-9-]+"
_UNQUOTED = r'[^";:,\x00-\x08\x0a-\x1f\x7f]*'
_QUOTED = r'"[^"\x00-\x08\x0a-\x1f\x7f]*"'
_VALUE = rf"(?:{_QUOTED}|{_UNQUOTED})"
_PARAM = rf";{_NAME}={_VALUE}(?:,{_VALUE})*+"  # possessive: nothing is remembered to go back to, however many there are
_HEAD = re.compile(rf"{_NAME}(?:{_PARAM})*+")
_EACH_PARAM = re.compile(rf";({_NAME})=({_VALUE}(?:,{_VALUE})*+)")
_EACH_VALUE = re.compile(rf"(?:^|,)({_VALUE})")
_NAME_ALONE = re.compile(_NAME)

_CARET = re.compile(r"\^(['n^])")
_CARET_MEANS = {"'": '"', "n": "\n", "^": "^"}
_CARET_FOR = str.maketrans({'"': "^'", "\n": "^n", "^": "^^"})
_NEEDS_CARET = re.compile(r'["\n^]')
_NEEDS_QUOTES = re.compile("[;:,]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # HTAB may stand, LF is written ^n
_BREAK = re.compile("\r(?<!\r\r)\r*\n|\r|\n")  # a run of CRs is looked at once, from its start


class Parameter(NamedTuple):
    """One parameter: its name in capitals, its values decoded (RFC 5545 §3.2, RFC 6868)."""

    name: str
    values: tuple[str, ...]


class Head(NamedTuple):
    """What stands before the colon of a content line: the name in capitals, and the parameters in order."""

    name: str
    params: tuple[Parameter, ...]


class MalformedHeadError(ValueError):
    """A head breaks the grammar; `at` is the offset of the first character that does, `reason` a clause."""

    def __init__(self, at: int, reason: str = "the line has no colon") -> None:
        super().__init__(reason)
        self.at = at
        self.reason = reason


def fold(line: str) -> str:
    """The line broken by CRLF and a space, so that none is longer than 75 octets, never inside a character."""
    if len(line) <= FOLD_AT and (line.isascii() or len(line.encode()) <= FOLD_AT):
        return line
    return _fold_ascii(line) if line.isascii() else _fold_wide(line)


def _fold_ascii(line: str) -> str:
    step = FOLD_AT - 1
    rest = (line[at : at + step] for at in range(FOLD_AT, len(line), step))
    return "\r\n ".join((line[:FOLD_AT], *rest))


def _fold_wide(line: str) -> str:
    octets = line.encode("utf-8", "surrogatepass")
    pieces, start, room = [], 0, FOLD_AT
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:  # a continuation byte: step back to the character's first
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, FOLD_AT - 1
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces).decode("utf-8", "surrogatepass")


def split(line: str) -> tuple[Head, str, str]:
    """A logical line as its head parsed, its head as written, and its value.

    Raises MalformedHeadError where the line breaks the grammar (no colon, a stray quote, a bad name).
    """
    text, colon, value = line.partition(":")
    if '"' in text:  # a quoted parameter may hold the colon
        match = _HEAD.match(line)
        end = match.end() if match else 0
        if not line.startswith(":", end):
            raise MalformedHeadError(end, _why(line, end))
        text, value = line[:end], line[end + 1 :]
    elif not colon:
        match = _HEAD.match(line)
        end = match.end() if match else 0
        raise MalformedHeadError(end, _why(line, end))
    return parse_head(text), text, value


def _why(line: str, at: int) -> str:
    if at == 0:
        return "a line begins with a name of letters, digits and hyphens"
    if at >= len(line):
        return "the line has no colon"
    if line[at] == '"':
        return "a quoted value begins and ends with a quote"
    if line[at] in " \t":
        return "a blank may not stand here"
    if line[at] == ";":
        return "a parameter is ;name=value"
    return f"the character {line[at]!r} may not stand here"


def parse_head(text: str) -> Head:
    """A head as its name and parameters; raises MalformedHeadError."""
    found = KNOWN_HEADS.get(text)
    if found is None:
        found = (*_parse_head(text), text)
        if len(text) <= _CACHED_HEAD and (found[0] in PROPERTIES or found[0].startswith("X-")):
            if len(KNOWN_HEADS) >= _CACHED_HEADS:
                KNOWN_HEADS.clear()
            KNOWN_HEADS[text] = found
    return Head(found[0], found[1])


def _parse_head(text: str) -> Head:
    match = _HEAD.match(text)
    if match is None or match.end() != len(text):
        end = match.end() if match else 0
        raise MalformedHeadError(end, _why(text, end))
    name, semicolon, _ = text.partition(";")
    if not semicolon:
        return Head(name.upper(), ())
    params = (Parameter(key.upper(), _values(written)) for key, written in _EACH_PARAM.findall(text, len(name)))
    return Head(name.upper(), tuple(params))


KNOWN_HEADS: dict[str, tuple[str, tuple[Parameter, ...], str]] = {}
"""Heads met lately: as written → name, parameters, and the first string of that text, so that equal ones are shared.

Bounded in count and, since a long head is not kept, in size. A calendar has few different heads. Only registered names
and X-names are among them, so whatever is found here is the head of a property, and no prose."""


def _values(written: str) -> tuple[str, ...]:
    if "," not in written:
        return (_decode(written),)
    return tuple(_decode(each) for each in _EACH_VALUE.findall(written))


def _decode(written: str) -> str:
    if written.startswith('"'):
        written = written[1:-1]
    return _CARET.sub(lambda found: _CARET_MEANS[found[1]], written) if "^" in written else written


def write_head(name: str, params: tuple[Parameter, ...] = ()) -> str:
    """The text of a head. Raises ValueError for a name or a value that no content line can carry."""
    if not _NAME_ALONE.fullmatch(name):
        raise ValueError(f"{name!r} is not a name: letters, digits and hyphens only (RFC 5545 §3.1)")
    return name + "".join([_write_param(param) for param in params]) if params else name


def _write_param(param: Parameter) -> str:
    if not _NAME_ALONE.fullmatch(param.name) or not param.values:
        raise ValueError(f"{param.name!r} is not a parameter: a name and at least one value (RFC 5545 §3.2)")
    return f";{param.name}={','.join([_encode(value) for value in param.values])}"


def _encode(value: str) -> str:
    if _FORBIDDEN.search(value):
        raise ValueError("a parameter cannot hold control characters (RFC 5545 §3.2)")
    if _NEEDS_CARET.search(value):
        value = value.translate(_CARET_FOR)
    return f'"{value}"' if _NEEDS_QUOTES.search(value) else value


def is_name(text: str) -> bool:
    """Whether a property, parameter or component can have that name (RFC 5545 §3.1)."""
    return _NAME_ALONE.fullmatch(text) is not None


def locate(text: str, number: int, offset: int = 0) -> tuple[int, int]:
    """Line and column, from 1, in the text as it was sent, of a place in its logical line `number` (from 1).

    `offset` counts characters in the unfolded line. Scans the text: for faults, not for loops.
    """
    return locate_all(text, [(number, offset)])[0]


def locate_all(text: str, places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Lines and columns of many places, each a logical line and an offset in it, in one scan of the text."""
    wanted = list(places)
    found: dict[tuple[int, int], tuple[int, int]] = {}
    waiting = sorted(set(wanted), reverse=True)
    last = (1, 1)
    for number, begins, at, continues, length in _physical(text):
        while waiting and waiting[-1][0] < number:  # beyond the end of its own line: told at that end
            place = waiting.pop()
            found[place] = last
        while waiting and waiting[-1][0] == number and waiting[-1][1] <= begins + length:
            place = waiting.pop()
            found[place] = (at, place[1] - begins + 1 + continues)
        if not waiting:
            break
        last = (at, length + 1 + continues)
    found.update(dict.fromkeys(waiting, last))
    return [found[place] for place in wanted]


def physical_lines(text: str) -> list[str]:
    """The lines of a text as it was sent, not unfolded: those that `locate` counts."""
    return _BREAK.split(text)


def _physical(text: str) -> Iterator[tuple[int, int, int, int, int]]:
    """Each line as sent: its logical number, the offset at which it begins there, its own number, 1 where it continues
    another, and its length without the blank. Empty lines before a continuation are part of what it continues."""
    number = begins = length = empty = 0
    for at, line in enumerate(physical_lines(text), 1):
        if not line:
            empty += 1
            continue
        continues = int(number + empty > 0 and line[0] in " \t")
        for gap in range(at - empty, at):
            if not continues:
                number, begins, length = number + 1, 0, 0
            yield number, begins + length, gap, 0, 0
        begins = begins + length if continues else 0
        number += not continues
        length, empty = len(line) - continues, 0
        yield number, begins, at, continues, length

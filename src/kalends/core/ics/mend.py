"""How a line that breaks the grammar is read all the same (the reasons are in `lenient`)."""

import binascii
import re
from collections.abc import Iterable
from typing import NamedTuple

from kalends.core.ics.charsets import codec_of
from kalends.core.ics.lines import FRAME, MalformedHeadError, Parameter, parse_head, write_head
from kalends.core.ics.mend_values import MendedProperty
from kalends.core.ics.registry import PROPERTIES
from kalends.core.ics.tree import Property
from kalends.core.ics.values import MalformedValueError, parse_date, parse_date_time

_NAME = r"[ \t]*([A-Za-z0-9][A-Za-z0-9_./-]*)[ \t]*"
_PIECE = r'[^:;"]*+(?:"[^"]*+"[^:;"]*+)*+'
_HEAD = re.compile(rf"{_NAME}((?:;{_PIECE})*):[ \t]*")
_LOOSE = re.compile(rf"{_NAME}((?:;[^:;]*+)*):[ \t]*")  # quotes that do not come in pairs
_EACH = re.compile(rf";({_PIECE}(?=;|\Z)|[^;]*)")
_BAD_IN_NAME = re.compile("[^A-Za-z0-9-]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_ADDRESS = re.compile(r":[ \t]*(?=mailto:)", re.IGNORECASE)
_MOMENTS = frozenset(("DTSTART", "DTEND", "DUE", "RECURRENCE-ID", "EXDATE", "RDATE"))
_PEOPLE = frozenset(("ATTENDEE", "ORGANIZER"))
_PROSE = frozenset(("COMMENT", "CONTACT", "DESCRIPTION", "LOCATION", "STYLED-DESCRIPTION", "SUMMARY"))
_ENCODINGS = frozenset(("BASE64", "QUOTED-PRINTABLE", "8BIT", "7BIT"))
_BARE = frozenset(("", *_ENCODINGS, "RSVP", "YES", "NO"))  # values that vCalendar 1.0 writes without a name
_SINGLE = frozenset(("CN", "TZID"))  # parameters that take one value, in which people write commas
_LIKE_A_PROPERTY = re.compile(r"([A-Za-z0-9-]+)(?:;[A-Za-z0-9-]+=|:)")
_OPEN_QUOTE = re.compile(rf'[A-Za-z0-9-]+(?:;[A-Za-z0-9-]+={_PIECE})*;[A-Za-z0-9-]+="[^"]*')
_FOLDED = range(70, 80)  # a line about as long as a folded one was probably cut there


class MendedHead(NamedTuple):
    """A head that was mended, and the value as it stands."""

    name: str
    params: tuple[Parameter, ...]
    value: str
    blanks: bool


def mend_line(line: str) -> MendedHead | None:
    """A line with a broken head as it was probably meant, or None where it looks like no property at all."""
    found = _HEAD.match(line) or _LOOSE.match(line)
    if not found:
        return None
    name = _BAD_IN_NAME.sub("-", found[1]).upper()
    params = _mend_params(_EACH.findall(found[2]))
    return MendedHead(name, params, line[found.end() :], _only_blanks(line[: found.end()]))


def _mend_params(pieces: Iterable[str]) -> tuple[Parameter, ...]:
    """The parameters between semicolons; one in a name without quotes is a piece of it."""
    params: list[tuple[Parameter, list[str]]] = []
    for piece in pieces:
        param = _mend_param(piece)
        if param is not None:
            params.append((param, []))
        elif params and params[-1][0].name == "CN" and "=" not in piece and piece.strip().upper() not in _BARE:
            params[-1][1].append(piece)
    return tuple([_with_pieces(param, more) if more else param for param, more in params])


def _with_pieces(param: Parameter, more: Iterable[str]) -> Parameter:
    return Parameter(param.name, (";".join((",".join(param.values), *more)),))


def _mend_param(piece: str) -> Parameter | None:
    name, equals, value = (part.strip() for part in piece.partition("="))
    if not equals:  # vCalendar 1.0 has values without names
        return Parameter("ENCODING", (name.upper(),)) if name.upper() in _ENCODINGS else None
    name = _BAD_IN_NAME.sub("-", name).upper()
    values = tuple([_CONTROL.sub("", each).strip().strip('"').replace('"', "'") for each in value.split(",")])
    return Parameter(name, values if '"' not in value else (value.strip('"').replace('"', "'"),)) if name else None


def _only_blanks(head: str) -> bool:
    """Whether blanks are all that is wrong with a head (its colon at the end)."""
    try:
        parse_head(re.sub("[ \t]", "", head)[:-1])
    except MalformedHeadError:
        return False
    return True


def separator_before(prop: Property, before: str, piece: str, *, printable: bool) -> str | None:
    """What stands between a property and a stray line that continues it: nothing, or a line break.

    `before` is the line before; `printable` is what `is_printable` says of the property. None where the stray line is
    no piece of the property: only prose breaks into lines.
    """
    if printable:
        return "" if before.endswith("=") else "=0A"
    if is_like_property(piece):
        return None
    if piece and len(before) < _FOLDED.stop and len(before.encode("utf-8", "replace")) in _FOLDED:
        return ""
    return "\\n" if prop.name in _PROSE or prop.name.startswith("X-") else None


def is_printable(prop: Property) -> bool:
    """Whether a value is labelled as quoted-printable, as vCalendar 1.0 does."""
    return bool(prop.params) and "QUOTED-PRINTABLE" in prop.head.upper()


def decode_printable(prop: Property) -> Property:
    """The property with its quoted-printable value decoded, and without the labels."""
    octets = binascii.a2b_qp(prop.value.encode())
    text = _decoded(octets, codec_of(prop.param("CHARSET") or "utf-8") or "utf-8")
    text = re.sub("\r\n?|\n", r"\\n", text)
    params = [param for param in prop.params if param.name not in ("ENCODING", "CHARSET")]
    made = Property.make(prop.name, _CONTROL.sub("", text), params)
    return Property(made.head, made.name, made.params, made.value, prop.number)


def _decoded(octets: bytes, codec: str) -> str:
    for each in (codec, "utf-8"):
        try:
            return octets.decode(each)
        except UnicodeDecodeError:
            continue
    return octets.decode("latin-1")


def mend_commas(prop: Property) -> Property | None:
    """The property with one value where a parameter takes one, its commas escaped or not; None where it has that."""
    params = tuple([_single(param) if param.name in _SINGLE else param for param in prop.params])
    if params == prop.params:
        return None
    return MendedProperty(write_head(prop.name, params), prop.name, params, prop.value, prop.number, prop.written)


def _single(param: Parameter) -> Parameter:
    whole = ",".join(param.values)
    return Parameter(param.name, (whole.replace("\\,", ",").replace("\\;", ";"),))


def mend_scheme(prop: Property) -> Property:
    """The property without the repetition of `mailto:`."""
    value = re.sub("^(?:mailto:[ \t]*)+", "mailto:", prop.value, flags=re.IGNORECASE)
    return MendedProperty(prop.head, prop.name, prop.params, value, prop.number, prop.written)


def has_scheme_twice(prop: Property) -> bool:
    """Whether an address begins with `mailto:mailto:`."""
    return prop.name in _PEOPLE and prop.value[:14].lower() == "mailto:mailto:"


def is_prose(prop: Property) -> bool:
    """Whether a property holds what people write, with line breaks that a program may forget to escape."""
    return prop.name in _PROSE


def is_like_property(line: str) -> bool:
    """Whether a line begins as a property does that is registered, or an X-property."""
    found = _LIKE_A_PROPERTY.match(line)
    return found is not None and is_known(found[1])


def is_known(name: str) -> bool:
    """Whether a name is that of a registered property, or of an X-property."""
    return name.upper() in PROPERTIES or name.upper().startswith("X-") or name.upper() in FRAME


def opens_quote(line: str) -> bool:
    """Whether a line ends inside a quoted parameter."""
    return line.count('"') % 2 == 1 and _OPEN_QUOTE.fullmatch(line) is not None


def mend_colon(prop: Property) -> Property | None:
    """The property with the colon that a parameter holds without quotes given back to it, or None."""
    if not prop.params:
        return None
    if prop.name in _MOMENTS:
        at = prop.value.rfind(":")
        return _give_back(prop, at, at + 1) if _is_moment(prop.value[at + 1 :]) else None
    if prop.name in _PEOPLE:
        found = _ADDRESS.search(prop.value)
        return _give_back(prop, found.start(), found.end()) if found else None
    return None


def _is_moment(written: str) -> bool:
    try:
        for each in written.split(","):
            parse_date(each) if len(each) == len("YYYYMMDD") else parse_date_time(each)
    except MalformedValueError:
        return False
    return True


def _give_back(prop: Property, end: int, start: int) -> Property:
    *others, (name, values) = prop.params
    whole = ",".join(values) + ":" + prop.value[:end]
    params = (*others, Parameter(name, (whole.strip('"').replace('"', "'"),)))
    return Property(write_head(prop.name, params), prop.name, params, prop.value[start:], prop.number)

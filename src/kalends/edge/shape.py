"""JSON bodies: bytes → values, and values → the fields that a door knows, with every flaw told.

The quick path is one call of msgspec each; only what fails is looked at piece by piece.
"""

import re
from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, NoReturn, TypeVar, Union, get_args, get_origin

import msgspec

from kalends.edge.items import BODY
from kalends.errors import Fault, Flaw, Kind

S = TypeVar("S", bound=msgspec.Struct)

MOST_FLAWS_A_LIST = 20
_BOM = b"\xef\xbb\xbf"
_AT_BYTE = re.compile(r" \(byte (\d+)\)$")
_AT_PATH = re.compile(r"^(.*?)(?: - at `\$\.?(.*)`)?$", re.DOTALL)
_QUOTED = re.compile(r"`([^`]*)`")
_LONE_SURROGATE = re.compile(
    rb"(?<!\\)(?:\\\\)*+(\\u[dD](?:[89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|[c-fC-F][0-9a-fA-F]{2}))"
)
_LOW_AFTER_HIGH = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}$")
_NOUNS = {
    "int": "an integer",
    "float": "a number",
    "str": "a string",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
}
_MARK = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{},]', re.DOTALL)  # a text is one mark, whatever stands in it
_decode = msgspec.json.Decoder().decode
_decode_fields = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_DEEPEST_FIELD = 4  # each step reads what is below again


def decode_json(body: bytes) -> object:
    """The value of a JSON text (RFC 8259); a byte order mark before it is passed over.

    Raises Fault(INVALID) with one flaw, with line and column where they are known; TOO_LARGE for more values than
    `BODY.json_values`.
    """
    _demand_few(body)
    try:
        return _decode(body)
    except UnicodeDecodeError:
        _refuse_encoding(body)
    except RecursionError:
        _refuse(body, "the JSON is nested too deeply", code="depth")
    except msgspec.DecodeError as error:
        if body.startswith(_BOM):
            return decode_json(body[len(_BOM) :])
        _refuse_text(body, str(error))


def _demand_few(body: bytes) -> None:
    """Raise Fault for too many values, or too deep ones, before anything is made of them.

    The marks of most bodies are so few that nobody has to ask which of them stand in texts.
    """
    opened = body.count(b"[") + body.count(b"{")
    if opened <= BODY.json_depth and opened + body.count(b",") < BODY.json_values:
        return
    values = depth = 0
    for mark in _MARK.finditer(body):
        match mark[0]:
            case b"[" | b"{":
                depth += 1
                values += 1
            case b",":
                values += 1
            case b"]" | b"}":
                depth -= 1
        if depth > BODY.json_depth:
            _refuse(body, f"the JSON is nested deeper than {BODY.json_depth}", code="depth")
        if values >= BODY.json_values:
            message = f"The body has more than {BODY.json_values:,} values."
            raise Fault(Kind.TOO_LARGE, message, [Flaw("too-many", message, rfc="RFC 8259")])


def _refuse_text(body: bytes, said: str) -> NoReturn:
    if not body.strip(b" \t\r\n"):
        _refuse(body, "the body is empty; JSON is expected", code="empty")
    found = _AT_BYTE.search(said)
    at = int(found[1]) if found else len(body)
    lone = _lone_surrogate(body)
    if lone is not None and lone <= at:
        _refuse(body, "half of a surrogate pair stands alone", at=lone, code="surrogate")
    if found is not None:
        message = said[: found.start()].removeprefix("JSON is malformed: ")
        _refuse(body, message, at=at - message.startswith("trailing char"))  # msgspec names the octet after
    if said.startswith("Input data was truncated"):
        _refuse(body, "the JSON ends too early", at=len(body))
    _refuse(body, _parted(said)[0], field=_field_of(body))


def _field_of(body: bytes) -> str:
    """The path of the value that cannot be decoded, which msgspec does not tell where no types are wanted."""
    names: list[str] = []
    while len(names) < _DEEPEST_FIELD:
        try:
            values = _decode_fields(body)
        except msgspec.DecodeError:  # no object: a list, or the value itself
            break
        wrong = next((name for name, value in values.items() if not _is_sound(value)), None)
        if wrong is None:
            break
        names.append(wrong)
        body = bytes(values[wrong])
    return ".".join(names)


def _is_sound(value: msgspec.Raw) -> bool:
    try:
        _decode(value)
    except msgspec.DecodeError:
        return False
    return True


def _refuse_encoding(body: bytes) -> NoReturn:
    try:
        body.decode()
    except UnicodeDecodeError as error:
        _refuse(body, "the body is not UTF-8", at=error.start, code="encoding")
    _refuse(body, "the body is not UTF-8", code="encoding")


def _lone_surrogate(body: bytes) -> int | None:
    for match in _LONE_SURROGATE.finditer(body):
        start = match.start(1)
        high = body[start + 3 : start + 4] in b"89abAB"
        if high or not _LOW_AFTER_HIGH.search(body[max(0, start - 6) : start]):
            return start
    return None


def _refuse(body: bytes, reason: str, *, at: int | None = None, code: str = "json", field: str = "") -> NoReturn:
    line, column = _position(body, at)
    where = f" at line {line}, column {column}" if line else f" in {field}" if field else ""
    flaw = Flaw(code, reason, field, line, column, "RFC 8259")
    raise Fault(Kind.INVALID, f"The body is not valid JSON: {reason}{where}.", (flaw,))


def _position(body: bytes, at: int | None) -> tuple[int, int]:
    if at is None:
        return 0, 0
    line_start = body.rfind(b"\n", 0, at) + 1
    column = len(body[line_start:at].decode(errors="replace")) + 1
    return body.count(b"\n", 0, at) + 1, column


def fill(raw: Mapping[str, object], shape: type[S]) -> tuple[S, list[Flaw]]:
    """A `shape` filled from JSON, and one flaw for each field of the wrong type.

    A field that is wrong keeps its default; what is right inside a nested object is kept. Unknown fields
    are passed over. Every field of `shape` must have a default.
    """
    try:
        return msgspec.convert(raw, shape), []
    except (msgspec.ValidationError, RecursionError):
        return _with_whole_numbers(raw, shape)


def _with_whole_numbers(raw: Mapping[str, object], shape: type[S]) -> tuple[S, list[Flaw]]:
    """The same where 5.0 stands for 5: to JSON they are one number (RFC 8259 §6)."""
    try:
        raw = {name: _whole(value) for name, value in raw.items()}
        return msgspec.convert(raw, shape), []
    except (msgspec.ValidationError, RecursionError):
        return _piecewise(raw, shape, "")


def _whole(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {name: _whole(item) for name, item in value.items()}
    return value


def _piecewise(raw: Mapping[str, object], shape: type[S], above: str) -> tuple[S, list[Flaw]]:
    values: dict[str, object] = {}
    flaws: list[Flaw] = []
    for field in msgspec.structs.fields(shape):
        if field.encode_name not in raw:
            continue
        value, wrong = _one(raw[field.encode_name], field.type, above + field.encode_name)
        flaws += wrong
        if value is not msgspec.UNSET:
            values[field.name] = value
    return shape(**values), flaws


def _one(value: object, kind: object, path: str) -> tuple[object, list[Flaw]]:
    struct, item = _inner(kind)
    try:
        return msgspec.convert(value, kind), []
    except RecursionError:
        return msgspec.UNSET, [Flaw("type", "nested too deeply", path)]
    except msgspec.ValidationError as error:
        if struct is not None and isinstance(value, dict):
            return _piecewise(value, struct, path + ".")
        if item is not None and isinstance(value, list):
            return msgspec.UNSET, _item_flaws(value, item, path)
        reason, below = _parted(str(error))
        code = "type" if ", got " in reason else "value"
        return msgspec.UNSET, [Flaw(code, reason, path + ("." if below[:1].isalpha() else "") + below)]


def _item_flaws(values: list[object], kind: object, path: str) -> list[Flaw]:
    flaws: list[Flaw] = []
    for number, value in enumerate(values):
        flaws += _one(value, kind, f"{path}[{number}]")[1]
        if len(flaws) >= MOST_FLAWS_A_LIST:
            break
    return flaws or [Flaw("type", "expected another list", path)]


@cache
def _inner(kind: object) -> tuple[type[msgspec.Struct] | None, Any]:
    """The struct and the list item among the alternatives of a type."""
    struct = item = None
    for choice in _choices(kind):
        if isinstance(choice, type) and issubclass(choice, msgspec.Struct):
            struct = choice
        elif get_origin(choice) is list:
            (item,) = get_args(choice)
    return struct, item


def _choices(kind: object) -> tuple[Any, ...]:
    if get_origin(kind) is Annotated:
        return _choices(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return tuple(inner for choice in get_args(kind) for inner in _choices(choice))
    return (kind,)


def _parted(said: str) -> tuple[str, str]:
    """What msgspec says, as (reason in our words, path below)."""
    match = _AT_PATH.match(said)
    assert match is not None
    reason = _QUOTED.sub(lambda quoted: _noun(quoted[1]), match[1])
    return reason[:1].lower() + reason[1:], match[2] or ""


def _noun(names: str) -> str:
    told = [name for name in names.split(" | ") if name != "null"] or ["null"]
    return " or ".join(_NOUNS.get(name, name) for name in told)

"""What a request holds, as values: JSON bodies, queries and forms; and how much of it is read at most.

The quick path of JSON is one call of msgspec; only what fails is looked at piece by piece.
"""

import re
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import unquote_to_bytes

import msgspec

from kalends.errors import Fault, Flaw, Kind

_BOM = b"\xef\xbb\xbf"
_FORM = re.compile(rb"[\w.%+~\[\]-]++=|--[^\r\n]++\r?\nContent-Disposition:", re.ASCII | re.IGNORECASE)
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
_PIECE = 65_536  # octets that are decoded together: each "%41" takes 80 octets meanwhile
_ASCII = re.compile("[\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """The most that is read of one request.

    Of JSON, `json_values` (objects, lists and what stands in them) and `json_depth` of one inside another; of XML,
    `xml_elements`, `xml_attributes` and `xml_depth`; of a query or a form, `form_fields`, `form_files` and `form_depth`
    of names inside names (`a[b][c]` has three); `oauth_parameters` of a query or a form of OAuth.
    """

    json_values: int = 100_000
    json_depth: int = 100
    xml_elements: int = 50_000
    xml_attributes: int = 50_000
    xml_depth: int = 32
    form_fields: int = 1_000
    form_files: int = 100
    form_depth: int = 8
    oauth_parameters: int = 100


BODY = BodyLimits()


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

    Most bodies have few marks, so that it need not be asked which of them stand in texts.
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
    if _FORM.match(body):
        _refuse(body, "it is a form; send a JSON object", code="form")
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
    _refuse(body, explain(said)[0], field=_field_of(body))


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


def explain(said: str) -> tuple[str, str]:
    """The reason in our words, and the path below, of a message of msgspec."""
    match = _AT_PATH.match(said)
    assert match is not None
    reason = _QUOTED.sub(lambda quoted: _noun(quoted[1]), match[1])
    return reason[:1].lower() + reason[1:], match[2] or ""


def _noun(names: str) -> str:
    told = [name for name in names.split(" | ") if name != "null"] or ["null"]
    return " or ".join(_NOUNS.get(name, name) for name in told)


def pairs_of(text: str, most: int) -> list[tuple[str, str]]:
    """The names and values of a query or a form, empty ones too, in order.

    Octets outside ASCII, which should not be sent there, stay as they are. Raises UnicodeDecodeError where what is
    percent-encoded is not UTF-8, and OverflowError for more than `most` fields.
    """
    if text.count("&") >= most:
        raise OverflowError(f"more than {most:,} fields")
    found = []
    for field in text.split("&"):
        if field:
            name, _, value = field.replace("+", " ").partition("=")
            found.append((_decoded(name), _decoded(value)))
    return found


def _decoded(text: str) -> str:
    if "%" not in text:
        return text
    return _octets(text).decode() if text.isascii() else _ASCII.sub(lambda run: _octets(run[0]).decode(), text)


def _octets(text: str) -> bytes:
    pieces, start = [], 0
    while start < len(text):
        end = start + _PIECE
        end -= next((back for back in (1, 2) if text[end - back : end - back + 1] == "%"), 0)  # never inside of %41
        pieces.append(unquote_to_bytes(text[start:end]))
        start = end
    return b"".join(pieces)

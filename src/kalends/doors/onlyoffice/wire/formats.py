"""Values → octets, as JSON or as XML, in pieces; and XML → values.

In XML, names are elements and lists are repeated elements (XML 1.0 §2.2). What many items of a list have in common is
written once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeGuard

import msgspec

from kalends.edge.replies.stream import Pieces
from kalends.edge.requests.xml import Element, escape, parse_xml

_encode = msgspec.json.Encoder().encode
Json = Mapping[str, Any]
HEAD = b'<?xml version="1.0" encoding="utf-8"?>'


class ItemTemplate:
    """The fields that some items have in common: those before the fields in which they differ, and those behind.

    They are worked out when they are wanted, and their octets alone are kept: an answer has one form.
    """

    __slots__ = ("ends", "fields")

    def __init__(self, fields: Callable[[], tuple[Json, Json]]) -> None:
        self.fields = fields
        self.ends: tuple[bytes, bytes] | None = None

    def whole(self, own: Json) -> Json:
        """An item, with fields of its own."""
        before, behind = self.fields()
        return {**before, **own, **behind}


class TemplatedItems(Sequence[Any]):
    """A list of items, many of which differ in a few fields only."""

    def __init__(self, parts: Sequence[tuple[ItemTemplate, Json]]) -> None:
        self.parts = parts

    def __len__(self) -> int:
        return len(self.parts)

    def __getitem__(self, at: int) -> Json:  # type: ignore[override]  # nobody asks for a slice
        pattern, own = self.parts[at]
        return pattern.whole(own)

    def __str__(self) -> str:
        return str(list(self))


class Format(Protocol):
    """How values are written. `name` is what an item is called where it has a name."""

    media_type: str

    def document(self, state: Json, response: object) -> Pieces:
        """A whole answer: what it says of itself, and what is answered."""

    def whole(self, values: Json) -> bytes:
        """A whole answer that is small."""

    def octets(self, name: str, value: object) -> bytes:
        """A value in one piece."""

    def item(self, name: str, pattern: ItemTemplate, own: Json) -> tuple[bytes, ...]:
        """An item of a list of such."""

    def size(self, name: str, pattern: ItemTemplate, own: Json) -> int:
        """The octets of an item, with what parts it from the next."""
        return sum(map(len, self.item(name, pattern, own))) + 1


class JsonFormat(Format):
    """JSON (RFC 8259)."""

    media_type = "application/json; charset=UTF-8"

    def document(self, state: Json, response: object) -> Pieces:
        pieces = Pieces()
        pieces.add(_encode(state)[:-1], b',"response":')
        self._write(pieces, response)
        pieces.add(b"}")
        return pieces

    def whole(self, values: Json) -> bytes:
        return _encode(values)

    def octets(self, name: str, value: object) -> bytes:  # noqa: ARG002 — XML needs the name
        return _encode(value)

    def item(self, name: str, pattern: ItemTemplate, own: Json) -> tuple[bytes, ...]:  # noqa: ARG002 — XML needs the name
        if pattern.ends is None:
            fields = pattern.fields()
            pattern.ends = _encode(fields[0])[:-1] + b",", b"," + _encode(fields[1])[1:]
        before, behind = pattern.ends
        return before, _encode(own)[1:-1], behind

    def _write(self, pieces: Pieces, value: object) -> None:
        if isinstance(value, TemplatedItems):
            self._write_list(pieces, (self.item("", pattern, own) for pattern, own in value.parts))
        elif isinstance(value, list) and any(_has_alike(each) for each in value):
            for number, each in enumerate(value):
                pieces.add(b"," if number else b"[")
                self._write(pieces, each)
            pieces.add(b"]")
        elif isinstance(value, list):
            self._write_list(pieces, ((_encode(each),) for each in value))
        elif _has_alike(value):
            for number, (name, each) in enumerate(value.items()):
                pieces.add(b"," if number else b"{", _encode(name), b":")
                self._write(pieces, each)
            pieces.add(b"}")
        else:
            pieces.add(_encode(value))

    @staticmethod
    def _write_list(pieces: Pieces, items: Iterator[tuple[bytes, ...]]) -> None:
        pieces.add(b"[")
        for number, item in enumerate(items):
            if number:
                pieces.add(b",")
            pieces.add(*item)
        pieces.add(b"]")


class XmlFormat(Format):
    """XML: elements for names, repeated elements for lists."""

    media_type = "text/xml; charset=UTF-8"

    def document(self, state: Json, response: object) -> Pieces:
        pieces = Pieces()
        pieces.add(HEAD, b"<result>", _inner(state))
        self._write(pieces, "response", response)
        pieces.add(b"</result>")
        return pieces

    def whole(self, values: Json) -> bytes:
        return HEAD + xml_of("result", values)

    def octets(self, name: str, value: object) -> bytes:
        return xml_of(name, value)

    def item(self, name: str, pattern: ItemTemplate, own: Json) -> tuple[bytes, ...]:
        if pattern.ends is None:
            fields = pattern.fields()
            pattern.ends = _inner(fields[0]), _inner(fields[1])
        before, behind = pattern.ends
        return f"<{name}>".encode(), before, _inner(own), behind, f"</{name}>".encode()

    def _write(self, pieces: Pieces, name: str, value: object) -> None:
        if isinstance(value, TemplatedItems):
            for pattern, own in value.parts:
                pieces.add(*self.item(name, pattern, own))
        elif isinstance(value, list):
            for each in value:
                self._write(pieces, name, each)
        elif _has_alike(value):
            pieces.add(f"<{name}>".encode())
            for key, each in value.items():
                self._write(pieces, str(key), each)
            pieces.add(f"</{name}>".encode())
        else:
            pieces.add(xml_of(name, value))


JSON, XML = JsonFormat(), XmlFormat()


def _inner(values: Json) -> bytes:
    return b"".join(xml_of(str(name), each) for name, each in values.items())


def _has_alike(value: object) -> TypeGuard[Json]:
    return isinstance(value, Mapping) and any(isinstance(each, TemplatedItems) for each in value.values())


def xml_of(name: str, value: object) -> bytes:
    """The elements of a name that a value is. What XML cannot carry becomes U+FFFD."""
    return "".join(_element(name, value)).encode("utf-8", "replace")


def _element(name: str, value: object) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _element(name, item)
    elif isinstance(value, Mapping):
        inner = [piece for key, each in value.items() for piece in _element(str(key), each)]
        yield from (f"<{name}>", *inner, f"</{name}>") if inner else (f"<{name} />",)
    else:
        text = "" if value is None else escape(str(value))
        yield f"<{name}>{text}</{name}>" if text else f"<{name} />"


def values_in(body: bytes) -> dict[str, object]:
    """The values inside the root element of a document; texts are texts. Faults INVALID, TOO_LARGE."""
    value = _element_value(parse_xml(body))
    return value if isinstance(value, dict) else {}


def _element_value(element: Element) -> object:
    if not len(element):
        return element.text or ""
    values: dict[str, object] = {}
    for child in element:
        name, value = child.tag.rpartition("}")[2], _element_value(child)
        before = values.get(name)
        if name not in values:
            values[name] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            values[name] = [before, value]
    return values

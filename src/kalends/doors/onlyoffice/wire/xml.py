"""XML ⇄ values: elements for names, repeated elements for lists (XML 1.0 §2.2)."""

from collections.abc import Iterator, Mapping

from kalends.edge.xml import Element, escape, parse_xml

HEAD = b'<?xml version="1.0" encoding="utf-8"?>'


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
    value = _value(parse_xml(body))
    return value if isinstance(value, dict) else {}


def _value(element: Element) -> object:
    if not len(element):
        return element.text or ""
    values: dict[str, object] = {}
    for child in element:
        name, value = child.tag.rpartition("}")[2], _value(child)
        before = values.get(name)
        if name not in values:
            values[name] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            values[name] = [before, value]
    return values

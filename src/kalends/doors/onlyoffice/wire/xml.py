"""Values → XML: elements for names, repeated elements for lists (XML 1.0 §2.2)."""

import re
from collections.abc import Iterator, Mapping

HEAD = b'<?xml version="1.0" encoding="utf-8"?>'
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


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
        text = _text(value)
        yield f"<{name}>{text}</{name}>" if text else f"<{name} />"


def _text(value: object) -> str:
    if value is None:
        return ""
    return _FORBIDDEN.sub("\ufffd", str(value)).translate(_SPECIAL)

"""Queries and forms, application/x-www-form-urlencoded → names and values, in little memory (WHATWG URL §5.1)."""

import re
from urllib.parse import unquote_to_bytes

_PIECE = 65_536  # octets that are decoded together: each "%41" takes 80 octets meanwhile
_ASCII = re.compile("[\x00-\x7f]+")


def pairs_of(text: str, most: int) -> list[tuple[str, str]]:
    """The names and values of a query or a form, empty ones too, in order.

    Octets outside ASCII, which nobody should send there, stay as they are. Raises UnicodeDecodeError where what is
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

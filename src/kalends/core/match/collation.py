"""Collations: what counts as the same letter when a text is searched for (RFC 4790 §9, RFC 5051).

    i;ascii-casemap     a to z are A to Z, and nothing else is anything else; the default (RFC 4791 §7.5)
    i;octet             the octets of UTF-8
    i;unicode-casemap   every letter in titlecase, then decomposed (NFKD): "é" is found by "É", and by "e"

Each brings texts into octets; a text is found in another if its octets are found in those (RFC 4790 §4.2.4).
"""

from collections.abc import Callable
from functools import lru_cache

from kalends.core.unicode import normalize

DEFAULT_COLLATION = "i;ascii-casemap"
_LETTERS = range(0x80, 0x1F000)  # every letter beyond ASCII that has a titlecase


def octets_under(collation: str, text: str) -> bytes:
    """The octets by which a text is compared. Raises KeyError for a collation that is not in `COLLATIONS`."""
    return _PREPARATIONS[collation](text)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _ascii_casemap(text: str) -> bytes:
    return _utf8(text).upper()  # of bytes, the letters of ASCII alone


def _unicode_casemap(text: str) -> bytes:
    if text.isascii():
        return text.upper().encode()
    return _utf8(normalize("NFKD", text.translate(_titles())))


@lru_cache(maxsize=1)
def _titles() -> dict[int, int]:
    """The titlecase of each letter, as UnicodeData.txt has it: one letter for one (RFC 5051 §2)."""
    capitals = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
    single = {code: ord(title) for code in _LETTERS if len(title := chr(code).title()) == 1}
    return capitals | {code: title for code, title in single.items() if code != title}


_PREPARATIONS: dict[str, Callable[[str], bytes]] = {
    DEFAULT_COLLATION: _ascii_casemap,
    "i;octet": _utf8,
    "i;unicode-casemap": _unicode_casemap,
}
COLLATIONS = tuple(_PREPARATIONS)
"""The names of all collations, as CALDAV:supported-collation-set lists them."""

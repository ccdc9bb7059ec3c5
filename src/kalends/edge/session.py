"""One cookie out of the header Cookie, and those that we set (RFC 6265).

    cookie-string = cookie-pair *( ";" SP cookie-pair )        §4.2.1
    cookie-pair   = cookie-name "=" cookie-value               §4.1.1

The header is not taken apart: one expression finds the one pair, in time linear in its length. A client sends the
cookie of the longest path first (§5.4), so of several with one name the first one counts.
"""

import re
from functools import cache

_AROUND = b" \t"


def cookie_in(header: bytes, name: str) -> str:
    """The value of a cookie; "" where it is not there, or is empty. Quotes around a value do not belong to it."""
    match = _pair(name).search(header)
    if match is None:
        return ""
    value = match[1].strip(_AROUND)
    if len(value) > 1 and value[:1] == value[-1:] == b'"':
        value = value[1:-1]
    return value.decode("latin-1")


def set_cookie(name: str, value: str, *, seconds: int, path: str = "", same_site: str = "Strict", secure: bool) -> str:
    """The header Set-Cookie for a cookie that no script can read; without a path it is for the page's own folder."""
    where = f"; Path={path}" if path else ""
    mark = "; Secure" if secure else ""
    return f"{name}={value}{where}; Max-Age={seconds}; HttpOnly; SameSite={same_site}{mark}"


@cache
def _pair(name: str) -> re.Pattern[bytes]:
    # blanks are read once for each semicolon, and a value once: nothing is tried twice
    return re.compile(rb"(?:\A|;)[ \t]*" + re.escape(name.encode()) + rb"[ \t]*=([^;]*)")

"""The cookies of people who sign in with a browser: their session and their device (RFC 6265).

    cookie-string = cookie-pair *( ";" SP cookie-pair )        §4.2.1
    cookie-pair   = cookie-name "=" cookie-value               §4.1.1

The header is not taken apart: one expression finds the one pair, in time linear in its length. A client sends the
cookie of the longest path first (§5.4), so of several with one name the first one counts.
"""

import re
from datetime import datetime
from functools import cache

from starlette.requests import Request

from kalends.edge.context import context_of
from kalends.service.access import Caller
from kalends.service.house import Service
from kalends.service.people.devices import LIFETIME as DEVICE_LIFETIME
from kalends.service.people.oauth import Session
from kalends.service.people.oauth.sessions import LIFETIME as SESSION_LIFETIME

SESSION_COOKIE = "kalends_consent"
DEVICE_COOKIE = "kalends_device"

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


def session_of(service: Service, request: Request, *, now: datetime) -> Session | None:
    """The session that the cookie of a request continues; None without one."""
    header = context_of(request).headers.get(b"cookie", b"")
    return service.oauth.sessions.resume(cookie_in(header, SESSION_COOKIE), now=now)


def session_cookie(session: Session, *, secure: bool) -> str:
    """The header Set-Cookie of a session, without a path: behind whatever a proxy puts before the path, it fits."""
    seconds = int(SESSION_LIFETIME.total_seconds())
    return set_cookie(SESSION_COOKIE, session.secret, seconds=seconds, same_site="Lax", secure=secure)


def device_cookies(service: Service, me: Caller, *, now: datetime, secure: bool) -> list[str]:
    """The header Set-Cookie by which a browser keeps the mark of its device; none where a key was sent."""
    mark = service.people.devices.mark(me, now=now) if me.key_id is None else ""
    seconds = int(DEVICE_LIFETIME.total_seconds())
    return [set_cookie(DEVICE_COOKIE, mark, seconds=seconds, path="/", secure=secure)] if mark else []

"""Where a request came from and how it reached us: trusted proxies, and the base of absolute URLs.

A Host header is what the client says, so it is believed only where it can lead nowhere but to this machine.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.requests import Request
from starlette.types import Scope

from kalends.edge.context import RequestContext, context_of

_PORT = r"(?::\d{1,5})?"
_LOOPBACK_HOST = re.compile(rf"(?:localhost|127(?:\.\d{{1,3}}){{3}}|\[::1\]){_PORT}", re.IGNORECASE | re.ASCII)
_ANY_HOST = re.compile(rf"(?:[a-z0-9](?:[a-z0-9.-]{{0,252}})|\[[0-9a-f:.]{{2,45}}\]){_PORT}", re.IGNORECASE | re.ASCII)


class Proxies:
    """The proxies whose X-Forwarded-* headers are believed."""

    def __init__(self, trusted: Iterable[str]) -> None:
        self._networks: list[IPv4Network | IPv6Network] = [ip_network(item, strict=False) for item in trusted]
        self.trusts = lru_cache(maxsize=1024)(self._trusts)

    def __bool__(self) -> bool:
        return bool(self._networks)

    def _trusts(self, host: str) -> bool:
        try:
            address = parse_address(host)
        except ValueError:
            return False
        return any(address in network for network in self._networks)

    def resolve(self, scope: Scope, context: RequestContext) -> None:
        """Put the real client and scheme into the scope, and the client and the public host into the context.

        A request that a proxy of ours makes by itself, or whose client it does not tell, is no client's.
        """
        client = scope.get("client")
        if not client or not self.trusts(client[0]):
            return
        headers = context.headers
        proto = headers.get(b"x-forwarded-proto", b"").decode("latin-1").strip().lower()
        if proto in ("http", "https"):
            scope["scheme"] = proto
        host = headers.get(b"x-forwarded-host", b"").decode("latin-1").strip()
        if _ANY_HOST.fullmatch(host):
            context.forwarded_base = f"{scope['scheme']}://{host.lower()}"
        context.client = ""
        if real := self._first_stranger(headers.get(b"x-forwarded-for", b"").decode("latin-1")):
            scope["client"] = (real, 0)
            context.client, context.through_proxy = real, True

    def _first_stranger(self, forwarded_for: str) -> str | None:
        """Each proxy appends the address that it saw, so the nearest one that is no proxy of ours counts."""
        found: str | None = None
        for item in reversed(forwarded_for.split(",")):
            address = _bare_address(item.strip())
            if address is None:
                return found
            found = address
            if not self.trusts(address):
                return found
        return found


def parse_address(text: str) -> IPv4Address | IPv6Address:
    """An address; of IPv4, also where a socket of IPv6 tells it (RFC 4291 §2.5.5.2). Raises ValueError."""
    found = ip_address(text.partition("%")[0])
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _bare_address(text: str) -> str | None:
    """`203.0.113.7`, `203.0.113.7:4711`, `2001:db8::1` or `[2001:db8::1]:4711` without its port."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return None


def public_url(setting: str) -> Callable[[Request], str]:
    """The function that tells the base of absolute URLs, without a slash at its end."""
    if setting:
        fixed = setting.rstrip("/")
        return lambda request: fixed  # noqa: ARG005 — the same for every request
    return _observed_url


def _observed_url(request: Request) -> str:
    context = context_of(request)
    if context.forwarded_base:
        return context.forwarded_base
    scheme = request.scope["scheme"]
    host = context.headers.get(b"host", b"").decode("latin-1")
    if _LOOPBACK_HOST.fullmatch(host):
        return f"{scheme}://{host.lower()}"
    return f"{scheme}://{_bound(request.scope.get('server'))}"


def _bound(server: tuple[str, int | None] | None) -> str:
    """The address that the connection reached; the client cannot choose it."""
    host, port = server or ("localhost", None)
    shown = f"[{host}]" if ":" in host else host
    return shown if port in (None, 80) else f"{shown}:{port}"


def is_local(request: Request) -> bool:
    """Whether a program on this machine made the request: for what is shown to no other.

    It came over loopback, and named this machine as the host: a page elsewhere whose name leads here (DNS rebinding)
    names its own. No proxy and no page is behind it, but a proxy that is trusted and tells of a client on this machine.
    """
    headers = context_of(request).headers
    client = request.scope.get("client")
    if client is None or not _is_loopback(client[0]):
        return False
    if not _LOOPBACK_HOST.fullmatch(headers.get(b"host", b"").decode("latin-1")):
        return False
    if client[1]:  # as it came: no trusted proxy has told of another
        return _TRACES.isdisjoint(headers)
    real = headers.get(b"x-real-ip", b"::1").decode("latin-1").strip()
    return _UNREAD.isdisjoint(headers) and _is_loopback(real)


_UNREAD = frozenset((b"forwarded", b"origin"))
"""Headers that tell of another caller, and are not read from a trusted proxy either (RFC 7239; RFC 6454 §7)."""
_TRACES = _UNREAD | {b"via", b"x-real-ip", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto"}
"""Headers that any proxy may put in (RFC 9110 §7.6.3)."""


def _is_loopback(text: str) -> bool:
    try:
        return parse_address(text).is_loopback
    except ValueError:
        return False

"""How many connections one worker holds, in all and from one address, and what each of them may take."""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv6Address
from time import monotonic

from uvicorn.config import Config

from kalends.edge.identity.origin import Proxies, parse_address
from kalends.edge.stall import LEAST_RATE

_TOLD_EVERY = 10.0  # seconds
_HOST_BITS = 64  # one subscriber has a network of IPv6 (RFC 6177 §2), and in it more addresses than could be counted
_log = logging.getLogger(__name__)


class Admission:
    """Counts the connections of one worker.

    At most `most` in all, and `most_per_address` from one address of IPv4 or one network of IPv6, /64. Connections of
    proxies that are `trusted` are counted in all, but not by their address, which is that of many clients.
    """

    def __init__(self, most: int, most_per_address: int, trusted: Iterable[str]) -> None:
        self._most = most
        self._most_per_address = most_per_address
        self._proxies = Proxies(trusted)
        self._count = 0
        self._by_address: Counter[str] = Counter()
        self._told_at = -_TOLD_EVERY

    def admit(self, address: str) -> str:
        """Count a connection; or, where it is one too many, say so to the client."""
        source = self._source(address)
        if self._count >= self._most:
            self._tell("all", self._most)
            return f"The server holds {self._most:,} connections already, which is all that it may. Try again later."
        if source and self._by_address[source] >= self._most_per_address:
            self._tell(source, self._most_per_address)
            return (
                f"There are {self._most_per_address:,} connections from your address already, which is all that there "
                "may be. Close some of them, or use them again."
            )
        self._count += 1
        if source:
            self._by_address[source] += 1
        return ""

    def leave(self, address: str) -> None:
        """A connection that was admitted has ended."""
        self._count -= 1
        if source := self._source(address):
            self._by_address[source] -= 1
            if not self._by_address[source]:
                del self._by_address[source]

    def _source(self, address: str) -> str:
        """What counts as one address; none for a proxy, or where there is no address."""
        try:
            found = parse_address(address)
        except ValueError:
            return ""
        if self._proxies.trusts(str(found)):
            return ""
        if isinstance(found, IPv6Address):
            return f"{IPv6Address(int(found) >> _HOST_BITS << _HOST_BITS)}/{_HOST_BITS}"
        return str(found)

    def _tell(self, source: str, most: int) -> None:
        now = monotonic()
        if now - self._told_at >= _TOLD_EVERY:
            self._told_at = now
            _log.warning("too many connections", extra={"fields": {"from": source, "most": most}})


_LOOKS_A_LIMIT = 4


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """What one connection may take, and how many there may be in a worker."""

    head_seconds: float = 10.0
    send_seconds: float = 30.0
    connections: int = 1_000
    connections_per_address: int = 100
    trusted_proxies: tuple[str, ...] = ()

    @property
    def send_octets(self) -> float:
        """What a client takes of an answer in `send_seconds` at the least, unless that is all."""
        return LEAST_RATE * self.send_seconds

    @property
    def look_seconds(self) -> float:
        """How often each connection is looked at."""
        return min(self.head_seconds, self.send_seconds) / _LOOKS_A_LIMIT


class ServerConfig(Config):
    """uvicorn's configuration, and the limits of connections."""

    limits = ConnectionLimits()

    @cached_property
    def admission(self) -> Admission:
        """The count of connections; made by each worker for itself."""
        limits = self.limits
        return Admission(limits.connections, limits.connections_per_address, limits.trusted_proxies)

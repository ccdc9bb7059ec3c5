"""What the server is told when it starts."""

from dataclasses import dataclass
from functools import cached_property

from uvicorn.config import Config

from kalends.edge.server.admission import Admission
from kalends.edge.stall import LEAST_RATE

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

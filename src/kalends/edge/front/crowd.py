"""How many requests of one client are under way, where a proxy stands between: its connections are those of many."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from kalends.errors import Fault, Flaw, Kind
from kalends.service.people.networks import network_of

MOST = 100
RETRY_SECONDS = 5


class Crowd:
    """Counts requests from their heads to the ends of their answers, for each client that a trusted proxy tells of.

    Whoever sends a body slowly, or does not take an answer, would else keep all connections of a worker.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._under_way: Counter[str] = Counter()

    @contextmanager
    def with_one_of(self, client: str) -> Iterator[Fault | None]:
        """Count one more request of a client while it lasts; what refuses it, where it is one too many."""
        network = network_of(client)
        self._under_way[network] += 1
        try:
            yield self._refusal() if self._under_way[network] > self._most else None
        finally:
            self._under_way[network] -= 1
            if not self._under_way[network]:
                del self._under_way[network]

    def _refusal(self) -> Fault:
        detail = f"There are {self._most:,} requests of your address under way already, which is all that there may be."
        return Fault(Kind.BUSY, detail, (Flaw("busy", detail),), retry_after=RETRY_SECONDS)

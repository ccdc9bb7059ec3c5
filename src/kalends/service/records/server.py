"""What is counted, kept for a while, or waits to be sent."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WindowCount:
    """How much of a window was spent, and when the window ends."""

    count: int
    ends: datetime


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is served to whoever has its address."""

    name: str
    text: str
    media_type: str

    @property
    def octets(self) -> int:
        """How much it takes, its name included."""
        return len(self.text.encode()) + len(self.name.encode())


@dataclass(frozen=True, slots=True)
class FileUsage:
    """The files of one account that have not expired: how many, how large together, and when the next expires."""

    number: int
    octets: int
    next_expiry: datetime | None


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """Something that is to be done after the transaction that asked for it; `tries` counts how often it was taken."""

    id: int
    kind: str
    payload: str
    due: datetime
    tries: int

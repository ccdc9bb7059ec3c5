"""What can go wrong, in one closed list.

    Fault                 raised by the core, the verbs and the stores; every door has one table that tells it
    ├─ kind: Kind         what sort of thing went wrong: decides a status, an exit code
    ├─ detail             one sentence for the person who sent the request
    ├─ flaws: Flaw…       one entry for every single thing that is wrong: where, what, what to do
    ├─ precondition       the RFC's own name for a broken rule ("no-uid-conflict"), or ""
    └─ retry_after        seconds after which the same request may succeed, or None

Nothing here knows a transport: numbers of HTTP and exit codes live in the doors.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The sort of a fault."""

    NOT_FOUND = "not-found"
    GONE = "gone"
    EXISTS = "exists"
    STALE = "stale"
    INVALID = "invalid"
    RULE = "rule"
    FORBIDDEN = "forbidden"
    UNAUTHENTICATED = "unauthenticated"
    TOO_LARGE = "too-large"
    RATE_LIMITED = "rate-limited"
    UNSUPPORTED = "unsupported"
    BUSY = "busy"


class Severity(StrEnum):
    """Whether a flaw stops the work (error) or is only told (warning)."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong, and where.

    `code` is a short stable name. `field` is the path of a JSON field ("recurrence.count") or the name of a
    property. `line` and `column` count from 1 in the text as it was sent, in characters; 0 means unknown.
    """

    code: str
    message: str
    field: str = ""
    line: int = 0
    column: int = 0
    rfc: str = ""
    severity: Severity = Severity.ERROR


class Fault(Exception):  # noqa: N818 — the house's word; "error" is a severity
    """A request that cannot be done, with every reason."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        flaws: Iterable[Flaw] = (),
        *,
        precondition: str = "",
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self._detail = detail
        self._flaws = tuple(flaws)
        self.precondition = precondition
        self.retry_after = retry_after

    @property
    def detail(self) -> str:
        """One sentence for the person who sent the request."""
        return self._detail

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """Every single thing that is wrong."""
        return self._flaws

    def __str__(self) -> str:
        return self.detail

"""How much of everything there may be; the composition root takes it from the settings."""

from dataclasses import dataclass
from datetime import timedelta

from kalends.core.ics.limits import OBJECT_LIMITS, ObjectLimits
from kalends.errors import Fault, Flaw, Kind


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds that the verbs keep.

    `object_octets` of one text, `attendees` of one component, `objects` of one calendar, `calendars` of one person,
    `grants` on one thing, `occurrences` and `answer_octets` of one answer, `import_octets` of one file, `items` of one
    object; `kept_files` that one account has asked for as addresses, of `kept_octets` together. Former versions are
    kept for `history`; events for `events`, and so long can deletions be told to clients that sync.
    """

    object_octets: int = 1_048_576
    attendees: int = 10_000
    objects: int = 1_000_000
    calendars: int = 1_000
    grants: int = 1_000
    occurrences: int = 50_000
    answer_octets: int = 16_777_216
    import_octets: int = 100_000_000
    kept_files: int = 10_000
    kept_octets: int = 100_000_000
    history: timedelta = timedelta(days=30)
    events: timedelta = timedelta(days=30)
    items: ObjectLimits = OBJECT_LIMITS

    @property
    def read_octets(self) -> int:
        """The octets of the texts that are read for one answer: what is not shown of them costs memory, too."""
        return 2 * max(self.answer_octets, self.object_octets)


DEFAULT_LIMITS = Limits()


def demand_below(number: int, most: int, what: str, *, code: str = "too-many", precondition: str = "") -> None:
    """Raise Fault TOO_LARGE where there are more than allowed of something, which the fault then names."""
    if number > most:
        message = f"There are {number:,} {what}; the most that is allowed is {most:,}."
        raise Fault(Kind.TOO_LARGE, message, [Flaw(code, message)], precondition=precondition)

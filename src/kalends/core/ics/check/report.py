"""What a check carries along: where faults are noted, and what the calendar says for all its components."""

from dataclasses import dataclass, field

from kalends.core.ics.problems import Problem, Problems
from kalends.core.ics.tree import Component, Property
from kalends.errors import Severity


@dataclass(frozen=True, slots=True)
class Report:
    """The faults so far, and what one VCALENDAR fixes for everything inside.

    `zones` are the TZIDs that it describes; `masters` the DTSTART of each series, by UID.
    """

    problems: Problems
    method: bool = False
    zones: frozenset[str] = frozenset()
    masters: dict[str, Property] = field(default_factory=dict)

    def error(self, at: Property | Component, code: str, message: str, rfc: str, offset: int = 0) -> None:
        """Note an error at a property or a component; `offset` counts from the start of its line."""
        self._note(at, code, message, rfc, offset, Severity.ERROR)

    def warn(self, at: Property | Component, code: str, message: str, rfc: str, offset: int = 0) -> None:
        """Note a warning, as `error` notes an error."""
        self._note(at, code, message, rfc, offset, Severity.WARNING)

    def _note(
        self, at: Property | Component, code: str, message: str, rfc: str, offset: int, severity: Severity
    ) -> None:
        self.problems.add(Problem(code, message, rfc, at.number, offset, at.name, severity))

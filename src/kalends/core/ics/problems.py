"""What a reading or a check finds wrong, bounded in number, and reported with line and column of the text as sent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from kalends.core.ics.lines import locate_all
from kalends.core.ics.tree import Component, Property
from kalends.errors import Flaw, Severity

MOST = 100
_SHOWN = 60  # characters
_KEPT = 10_000  # noted before they are sorted, since mending meets them out of order


def shortened(name: str) -> str:
    """A name as a message shows it: one may have five million characters, and stand in ten thousand messages."""
    return name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"


class Problem(NamedTuple):
    """One thing that is wrong, at an offset of a logical line (both as in the unfolded text; the line from 1)."""

    code: str
    message: str
    rfc: str
    number: int
    offset: int = 0
    field: str = ""
    severity: Severity = Severity.ERROR


class Problems:
    """The first problems, errors before warnings, and how many there were."""

    __slots__ = ("count", "found")

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self.count = 0

    def add(self, problem: Problem) -> None:
        """Note a problem; beyond a bound only errors, and beyond twice that only count."""
        self.count += 1
        room = _KEPT if problem.severity is Severity.WARNING else 2 * _KEPT
        if len(self.found) < room:
            self.found.append(problem)

    @property
    def full(self) -> bool:
        """Whether enough are noted that the rest is only counted."""
        return self.count > _KEPT

    def flaws(self, text: str, severity: Callable[[Problem], Severity], most: int = MOST) -> list[Flaw]:
        """The first `most` (of the errors, then of the warnings) in the order of the text, with line and column."""
        if not self.found:
            return []
        judged = [(problem, severity(problem)) for problem in self.found]
        judged.sort(key=lambda each: (each[1] is Severity.WARNING, each[0].number, each[0].offset))
        first = sorted(judged[:most], key=lambda each: (each[0].number, each[0].offset))
        places = locate_all(text, [(problem.number, problem.offset) for problem, _ in first])
        return [
            Flaw(
                code=problem.code,
                message=problem.message,
                field=problem.field,
                line=line if problem.number else 0,
                column=column if problem.number else 0,
                rfc=problem.rfc,
                severity=judgement,
            )
            for (problem, judgement), (line, column) in zip(first, places, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The faults so far, and what one VCALENDAR fixes for everything inside.

    `method` is its METHOD in capitals, "" for none; `zones` are the TZIDs that it describes; `masters` the DTSTART of
    each series, by UID. `advised` are the codes that were told once for all of it.
    """

    problems: Problems
    method: str = ""
    zones: frozenset[str] = frozenset()
    masters: dict[str, Property] = field(default_factory=dict)
    advised: set[str] = field(default_factory=set)

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

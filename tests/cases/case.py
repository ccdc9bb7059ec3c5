"""A case of the field: its files, what is done with them, and what has to come of it.

An occurrence is written "2026-12-10T10:00Z/2026-12-10T11:00Z Team" (or without its end, which is then anything), one of
whole days "2026-12-22/2027-01-01 Holidays", the end not included. The account and the calendar are in Europe/Berlin.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILES = Path(__file__).parent / "files"
YEARS = ("2026-01-01", "2028-01-01")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a report has to name: a line (any, where it is None), and words of the text or of a standard."""

    line: int | None
    words: tuple[str, ...]


def entry(line: int | None, *words: str) -> Entry:
    """An entry of a report."""
    return Entry(line, words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a calendar holds in the end."""

    shows: tuple[str, ...] | None = None
    or_shows: tuple[str, ...] | None = None
    """The second best, where the rule of the text has no meaning that all would give it."""
    window: tuple[str, str] = YEARS
    has: Mapping[str, str] | None = None
    """Properties of the master in an export, by their names, as they are written."""
    guests: Mapping[str, Mapping[str, str]] | None = None
    """Every ATTENDEE of the master, and parameters that it has."""
    zones: tuple[str, ...] | None = None
    """The TZIDs of an export, decoded, each once."""
    uids: int | None = None
    """How many UIDs an export has."""
    never: tuple[str, ...] = ()
    """What stands neither in an export nor in a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """`kalends import` of NAME.before.ics, where there is one, and of NAME.ics."""

    name: str
    outcome: Outcome
    code: int | None = None
    """The exit code of the last import; 0 or 1, where the standard leaves it open."""
    names: tuple[Entry, ...] = ()
    warns: bool = False
    """Whether the report has to tell, in whatever way, that the file breaks a rule."""
    doors: tuple[str, ...] = ()
    """Where else the same text shows the same: `expand`, `freebusy`, `icsevent`, `importIcs`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """`kalends expand NAME.ics --zone Europe/Berlin`."""

    name: str
    shows: tuple[str, ...]
    window: tuple[str, str] = YEARS
    code: int = 0
    doors: tuple[str, ...] = ()
    """Where else the same text shows the same: `freebusy`, `icsevent`, `import`, `importIcs`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """The requests of NAME.json in order."""

    name: str
    statuses: tuple[int, ...]
    outcome: Outcome
    says: tuple[str, ...] = ()
    """Words in the answer of the second request, which is the one that the case is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """ApyHub's generator with NAME.json: lines of the file, or words of the refusal."""

    name: str
    status: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """`kalends show NAME.ics`."""

    name: str
    says: tuple[str, ...]
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """`kalends check --json NAME.ics`: for each fault, the lines on which it may be told."""

    name: str
    faults: tuple[tuple[int, ...], ...]
    severity: str | None = None
    """Of each of them; None where that is open."""
    never: tuple[str, ...] = ()


Case = Import | Expansion | Requests | Generation | Listing | Check

"""What a profile is: the rules of one program, each with where it is publicly told.

A rule says what the program is known to refuse, or to leave out, though the standard allows it. What the standard
itself forbids needs no profile.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kalends.core.ics.tree import Component, Property, Stream
from kalends.errors import Severity


class Place(NamedTuple):
    """Where a rule is broken: a property or a component, and an offset in its line."""

    at: Property | Component
    offset: int = 0


class LinePlace(NamedTuple):
    """Where a rule is broken: a line and a column of the text as it was sent, from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class FileView:
    """What a rule looks at: the tree of a file, as it was read leniently, and its text as it was sent."""

    stream: Stream
    text: str

    def parts(self, *names: str) -> Iterator[Component]:
        """The components directly inside of the calendars, of those names or all."""
        for calendar in self.stream.components:
            yield from calendar.children(*names) if names else calendar.components


@dataclass(frozen=True, slots=True)
class ProfileRule:
    """One thing that a program is known to refuse.

    `code` is stable, and begins with the name of the profile. `source` is a section of an RFC, or the address of the
    vendor's documentation or of a public report. An error costs the event, or the file; a warning a part of it.
    """

    code: str
    message: str
    source: str
    find: Callable[[FileView], Iterator[Place | LinePlace]]
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class RaisedCode:
    """A warning of the standard check that is an error for a program, and where that is told."""

    code: str
    source: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What one program is known to refuse, beyond what the standard forbids."""

    name: str
    program: str
    rules: tuple[ProfileRule, ...]
    raised: tuple[RaisedCode, ...] = ()

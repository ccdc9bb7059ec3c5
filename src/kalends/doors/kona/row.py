"""A row of the table of calls."""

from dataclasses import dataclass

from kalends.doors.kona.call import Work
from kalends.doors.kona.described.operations import Told


@dataclass(frozen=True, slots=True)
class Row:
    """One call: a method on a path, what does it, and what is told of it."""

    method: str
    path: str
    work: Work
    told: Told

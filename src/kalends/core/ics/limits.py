"""How large a text may be before it is refused: at these sizes reading takes linear time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a reading takes on.

    `octets` of the whole text, `lines` after unfolding, characters of one unfolded `line`, `depth` of components inside
    one another, `parameters` on one property (counted where a head is too long to be remembered).
    """

    octets: int = 100_000_000
    lines: int = 1_000_000
    line: int = 5_000_000
    depth: int = 5_000
    parameters: int = 20_000


LIMITS = Limits()

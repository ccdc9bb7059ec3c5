"""Everything that is wrong with a text, for the person who wants to see it (RFC 5545)."""

from dataclasses import replace

from kalends.core.ics.check.items import excesses
from kalends.core.ics.check.whole import check
from kalends.core.ics.lenient import DEVIATIONS
from kalends.core.ics.limits import LIMITS, Limits
from kalends.core.ics.problems import MOST, Problems
from kalends.core.ics.read import read
from kalends.core.ics.source import shown
from kalends.core.ics.tree import Stream
from kalends.errors import Fault, Flaw, Kind, Severity


def check_text(source: str | bytes, *, limits: Limits = LIMITS, most: int = MOST) -> list[Flaw]:
    """The faults of a text, judged strictly, in its order: the first `most` of its lines, and as many of its objects.

    The text is read leniently, so that a fault of its lines hides none of its objects. Raises Fault TOO_LARGE.
    """
    try:
        stream = read(source, lenient=True, limits=limits, most=most)
    except Fault as fault:
        if fault.kind is not Kind.INVALID:
            raise
        return [_strictly(flaw) for flaw in fault.flaws]
    flaws = [_strictly(flaw) for flaw in stream.flaws] + check(stream, most=most) + _excesses(stream, most)
    return sorted(flaws, key=lambda flaw: (flaw.line, flaw.column))


def _excesses(stream: Stream, most: int) -> list[Flaw]:
    """The objects that hold too many of something (limits.ItemLimits)."""
    problems = Problems()
    for calendar in stream.components:
        for excess in excesses(calendar):
            problems.add(excess)
    return problems.flaws(shown(stream.source or ""), lambda problem: problem.severity, most)


def _strictly(flaw: Flaw) -> Flaw:
    """What a lenient reading took as a warning, as a strict one takes it."""
    accepted = DEVIATIONS.get(flaw.code)
    return flaw if accepted is not None and accepted.notice else replace(flaw, severity=Severity.ERROR)

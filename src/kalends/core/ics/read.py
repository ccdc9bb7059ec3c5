"""Text → tree (RFC 5545 §3.1, §3.4, §3.6).

There is one reading. It goes on after every fault, so that all faults are reported at once; a strict reading then
refuses, a lenient one returns the tree with warnings, if all of them are deviations that `lenient` lists.
"""

import gc

from kalends.core.ics.lenient import DEVIATIONS
from kalends.core.ics.limits import TEXT_LIMITS, TextLimits
from kalends.core.ics.lines import KNOWN_HEADS
from kalends.core.ics.problems import MOST, Problem, Problems
from kalends.core.ics.source import logical_lines, octets_of, readable_text
from kalends.core.ics.stack import ComponentStack
from kalends.core.ics.tree import Component, Property, Stream
from kalends.errors import Fault, Flaw, Kind, Severity

_PAUSES = 700  # new objects after which the collector runs
_HARMLESS = frozenset(("byte-order-mark", "line-feed", "empty-line"))  # the tree is what the source says


def read(source: str | bytes, *, lenient: bool = False, limits: TextLimits = TEXT_LIMITS, most: int = MOST) -> Stream:
    """The tree of an iCalendar text.

    Raises Fault INVALID with every fault found (the first `most`), each with line, column, reason and section, or
    Fault TOO_LARGE. When `lenient`, the deviations of `lenient.DEVIATIONS` are warnings in the stream's `flaws`.
    """
    octets = octets_of(source)
    _check_size(len(octets), limits.octets, "octets of text")
    problems = Problems()
    lines = logical_lines(octets, problems, lenient=lenient)
    _check_size(len(lines), limits.lines, "lines")
    if len(octets) > limits.line:
        _check_size(max(map(len, lines)), limits.line, "characters in one line")
    components = _build(lines, ComponentStack(problems, limits, lenient=lenient))
    if not problems.count:
        return Stream(components, source)
    flaws = _flaws(problems, source, lenient=lenient, most=most)
    mended = any(problem.code not in _HARMLESS for problem in problems.found)
    return Stream(components, source, flaws, mended=mended)


def _check_size(size: int, most: int, what: str) -> None:
    if size > most:
        raise Fault(Kind.TOO_LARGE, f"the text has {size:,} {what}; the most that is read is {most:,}")


def _build(lines: list[str], stack: ComponentStack) -> list[Component]:
    """The components of the lines, made without pauses of the collector, which looks in vain for cycles in them.

    It would look again and again while a long text is read, and take half of the time. Of several threads that read
    at once, the last that began with a running collector sets it going again.
    """
    if len(lines) < _PAUSES or not gc.isenabled():
        return _build_all(lines, stack)
    gc.disable()
    try:
        return _build_all(lines, stack)
    finally:
        gc.enable()


def _build_all(lines: list[str], stack: ComponentStack) -> list[Component]:
    """The components of the lines. A head that was met before is a property; the stack takes everything else."""
    known = KNOWN_HEADS.get
    append = stack.items.append
    for number, line in enumerate(lines, 1):
        head, colon, value = line.partition(":")
        found = known(head)
        if found is not None and colon:
            append(Property(found[2], found[0], found[1], value, number))
        else:
            stack.take(line, number)
            append = stack.items.append
    return stack.close()


def _flaws(problems: Problems, source: str | bytes, *, lenient: bool, most: int) -> list[Flaw]:
    """The problems as warnings; raises Fault INVALID if one of them is an error."""

    def severity(problem: Problem) -> Severity:
        return Severity.WARNING if lenient and problem.code in DEVIATIONS else Severity.ERROR

    flaws = problems.flaws(readable_text(source), severity, most)
    errors = [flaw for flaw in flaws if flaw.severity is Severity.ERROR]
    if not errors:
        return flaws
    first = errors[0]
    rest = f" and {problems.count - 1} more" if problems.count > 1 else ""
    listed = f" (the first {most} are listed)" if problems.count > most else ""
    detail = f"the text is not iCalendar: line {first.line}, column {first.column}: {first.message}{rest}{listed}"
    raise Fault(Kind.INVALID, detail, flaws)

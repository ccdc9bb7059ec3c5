"""The check of a file: its text, what follows from it for its series and zones, and what one program refuses.

Time is linear to the text. What is expanded has a budget, which all series of a file share.
"""

from collections.abc import Iterator
from dataclasses import replace

from kalends.core.ics.check import place_of, read_and_check
from kalends.core.ics.problems import MOST, CheckReport, Problem, Problems
from kalends.core.ics.source import readable_text
from kalends.core.ics.tree import Stream
from kalends.core.inspection.profiles.profile import FileView, LinePlace, Profile, ProfileRule
from kalends.core.inspection.series import check_series
from kalends.core.inspection.zones import check_zones
from kalends.errors import Flaw, Severity


def check_file(source: str | bytes, *, profile: Profile | None = None, most: int = MOST) -> list[Flaw]:
    """The faults of a file in the order of its text: at most `most` of its lines, of its objects, of their meaning, and
    of what the program of a profile refuses. `rfc` of the last is the rule's public source.

    Raises Fault TOO_LARGE.
    """
    checked = read_and_check(source, most=most)
    flaws = list(checked.flaws)
    if checked.stream is not None:
        flaws += _meaning(checked.stream, readable_text(source), most)
    if profile is not None:
        flaws = [_raised(flaw, profile) for flaw in flaws]
        if checked.stream is not None:
            flaws += _refused(FileView(checked.stream, readable_text(source)), profile, most)
    return sorted(flaws, key=place_of)


def _meaning(stream: Stream, text: str, most: int) -> list[Flaw]:
    problems = Problems()
    report = CheckReport(problems)
    check_series(stream, report)
    check_zones(stream, report)
    return problems.flaws(text, lambda problem: problem.severity, most)


def _raised(flaw: Flaw, profile: Profile) -> Flaw:
    """A warning of the standard as the program takes it."""
    raised = next((each for each in profile.raised if each.code == flaw.code), None)
    return flaw if raised is None else replace(flaw, severity=Severity.ERROR, rfc=raised.source)


def _refused(view: FileView, profile: Profile, most: int) -> list[Flaw]:
    problems = Problems()
    lines: list[Flaw] = []
    for rule in profile.rules:
        for problem in _problems(view, rule):
            if isinstance(problem, Problem):
                problems.add(problem)
            elif len(lines) < most:
                lines.append(problem)
    return problems.flaws(view.text, lambda problem: problem.severity, most) + lines


def _problems(view: FileView, rule: ProfileRule) -> Iterator[Problem | Flaw]:
    for place in rule.find(view):
        if isinstance(place, LinePlace):
            yield Flaw(rule.code, rule.message, "", place.line, place.column, rule.source, rule.severity)
        else:
            at = place.at
            yield Problem(rule.code, rule.message, rule.source, at.number, place.offset, at.name, rule.severity)

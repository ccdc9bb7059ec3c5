"""The check of a file: its text, and what follows from it for its series and zones.

Time is linear to the text. What is expanded has a budget, which all series of a file share.
"""

from kalends.core.ics.check import place_of, read_and_check
from kalends.core.ics.problems import MOST, CheckReport, Problems
from kalends.core.ics.source import readable_text
from kalends.core.inspection.series import check_series
from kalends.core.inspection.zones import check_zones
from kalends.errors import Flaw


def check_file(source: str | bytes, *, most: int = MOST) -> list[Flaw]:
    """The faults of a file in the order of its text: at most `most` of its lines, of its objects, and of their meaning.

    Raises Fault TOO_LARGE.
    """
    text = read_and_check(source, most=most)
    if text.stream is None:
        return text.flaws
    problems = Problems()
    report = CheckReport(problems)
    check_series(text.stream, report)
    check_zones(text.stream, report)
    meant = problems.flaws(readable_text(source), lambda problem: problem.severity, most)
    return sorted([*text.flaws, *meant], key=place_of)

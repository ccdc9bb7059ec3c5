"""The rules for what is written about a calendar; each gives the flaws that it finds."""

import re
from collections.abc import Iterable

from kalends.core.draft import text_flaw
from kalends.errors import Fault, Flaw, Kind
from kalends.service.people.fields import flaws_of_time_zone
from kalends.service.records import NO_ALERT

LONGEST_TITLE = 500
LONGEST_DESCRIPTION = 20_000
LONGEST_COLOUR = 64
LONGEST_NAME = 255
MOST_MINUTES = 60 * 24 * 366

_NAME = re.compile(r"(?!\.{1,2}\Z)[^\x00-\x1f\x7f/\ud800-\udfff\ufffe\uffff]+")


def flaws_of_calendar(
    title: str | None,
    texts: Iterable[tuple[str, str | None, int]],
    alert: int | None,
    time_zone: str | None,
) -> Iterable[Flaw]:
    """The flaws of the looks of a calendar; None is no flaw. `texts` are field, text, and how long it may be."""
    if title is not None and not title.strip():
        yield Flaw("bad-title", "The title is empty.", "title")
    for field, text, longest in (("title", title, LONGEST_TITLE), *texts):
        yield from _flaws_of_text(field, text or "", longest)
    if alert is not None and alert != NO_ALERT and not 0 <= alert <= MOST_MINUTES:
        yield Flaw("bad-alert", f"An alert is 0 to {MOST_MINUTES} minutes before the start.", "alert")
    if time_zone is not None:
        yield from flaws_of_time_zone(time_zone)


def demand_name(name: str) -> str:
    """The name of a calendar, if it can be a segment of a path. Fault INVALID."""
    if not _NAME.fullmatch(name) or len(name.encode("utf-8", "surrogatepass")) > LONGEST_NAME:
        message = f"The name of a calendar has 1 to {LONGEST_NAME} octets, no slash and no control character."
        raise Fault(Kind.INVALID, message, [Flaw("bad-name", message, "name")])
    return name


def _flaws_of_text(field: str, text: str, longest: int) -> Iterable[Flaw]:
    if len(text) > longest:
        yield Flaw(f"bad-{field}", f"The {field} is longer than {longest} characters.", field)
    wrong = text_flaw(text)
    if wrong:
        yield Flaw(f"bad-{field}", f"The {field} {wrong}.", field)

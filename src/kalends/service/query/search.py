"""The search for words in calendar objects."""

from collections.abc import Sequence

from kalends.core.objects.words import has_words, search_words
from kalends.service.objects import seeing
from kalends.service.objects.seeing import demand_calendar
from kalends.service.objects.values import Seen
from kalends.service.query.values import Page
from kalends.service.records import Calendar, Stored
from kalends.service.unit import Unit

MOST_FOUND = 1_000
"""Objects on one page of a search."""


def search(
    unit: Unit,
    text: str,
    *,
    calendar_ids: tuple[int, ...] | None = None,
    before_id: int | None = None,
    limit: int = 50,
) -> Page:
    """The objects with words that begin as these do, accents and case aside; the newest first.

    They are looked for in some calendars, or (None) in all that the caller sees. What the caller sees as busy is not
    found by words that the caller does not see. Fault NOT_FOUND for a calendar.
    """
    transaction, me, words, before = unit.transaction, unit.by, search_words(text), before_id
    limit = max(1, min(limit, MOST_FOUND))
    calendars, alone = _places(unit, calendar_ids, words)
    hidden = transaction.grants.hidden(me)
    items: list[Seen] = []
    while words and len(items) <= limit:
        found = transaction.objects.search(calendars, words, before_id=before, limit=limit) if calendars else ()
        reached = found[-1].id if len(found) == limit else 0
        more = [each for each in alone if reached <= each.id and (before is None or each.id < before)]
        both = sorted({each.id: each for each in (*found, *more)}.values(), key=lambda each: -each.id)
        visible = (each for each in both if each.id not in hidden or each.owner_id == me)
        # what is seen as busy has no words for this caller
        items += [each for each in seeing.seen_of(unit, visible) if not each.busy]
        before = reached
        if not reached:
            break
    return Page(tuple(items[:limit]), items[limit - 1].id if len(items) > limit else None)


def _places(
    unit: Unit, calendar_ids: tuple[int, ...] | None, words: Sequence[str]
) -> tuple[tuple[Calendar, ...], tuple[Stored, ...]]:
    """The calendars that are searched, and the objects shared by themselves that hold the words."""
    if calendar_ids is not None:
        return tuple(demand_calendar(unit, each) for each in dict.fromkeys(calendar_ids)), ()
    alone = seeing.shared_alone(unit)
    return seeing.reach_of(unit), tuple(each for each in alone if has_words(each.facts.words, words))

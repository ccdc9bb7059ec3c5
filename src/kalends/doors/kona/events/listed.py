"""GET: the events of a window, page by page.

GET /calendar_events    the current month in the caller's zone, of active events only
    ?date_range_start= &date_range_end=       both or neither; at most five years, else 400
    &order_by=created_at|updated_at           the latest first; else by start, then id
    &space_id= &status=0,4 &q=                filters
    &per_page=25 &page=1 | &cursor=           `Link` leads on
200 {"calendar_events": [{…}]}: one entry for each occurrence, with `num_in_series` and `recurrence_id`
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any

import msgspec

from kalends.core.objects.words import has_words, search_words
from kalends.core.time.dates import Utc, wall_in
from kalends.doors.kona.call import MOST_ID, KonaCall, reads
from kalends.doors.kona.events.fields.terms import progress_of
from kalends.doors.kona.events.shown import PLURAL, occurrences_json
from kalends.doors.kona.wire.answers import Answer, Things
from kalends.doors.kona.wire.pages import PageParameters, links, page_parameters
from kalends.doors.kona.wire.times import millis
from kalends.edge.stream import incomplete
from kalends.errors import Fault, Flaw, Kind
from kalends.service import query
from kalends.service.objects import Seen
from kalends.service.query import EARLIEST, LATEST, Cursor, Listing, Order, PageRequest, Query
from kalends.service.records import Progress

YEARS = 5
"""The longest window."""
_ORDERS = {None: Order.START, "": Order.START, "created_at": Order.CREATED, "updated_at": Order.MODIFIED}
_DONE = frozenset((Progress.COMPLETE, Progress.CLOSED))


@reads
def get_events(call: KonaCall) -> Answer:
    """The active events of the current month, or of a window."""
    wanted = page_parameters(call.query, call.root)
    start, end = _window(call)
    space_id, order = call.query.whole("space_id"), call.query.raw("order_by")
    fits = _fits(call)
    if order not in _ORDERS:
        call.query.wrong("order_by", "must be created_at or updated_at")
    call.query.settle()
    if space_id is not None and not 0 < space_id <= MOST_ID:
        raise Fault(Kind.NOT_FOUND, "There is no such space.")
    window = Query(start, end, None if space_id is None else (space_id,))
    by = _ORDERS[order]  # type: ignore[index]  # what is no key was refused
    request = PageRequest(window, by, _cursor_in(wanted.cursor, by), wanted.skipped, wanted.per_page, fits)
    found = query.list_occurrences(call.unit, request)
    things = Things(PLURAL, call.most_octets)
    fitting = sum(1 for _ in takewhile(things.add, occurrences_json(call, found.items)))
    left = found.items[fitting:]
    if left:  # the next page begins where this one had to end
        found = replace(found, following=found.cursors[fitting - 1])
    headers = _links(call, window, wanted, found, by)
    if found.total is not None:
        headers["x-total-count"] = str(found.total)
    return things.answer(headers | incomplete({*found.unreadable, *(each.seen.id for each in left)}))


def _window(call: KonaCall) -> tuple[datetime, datetime]:
    """The window that is asked for; else the current month, as the caller's calendar has it. Fault INVALID."""
    start, end = call.query.moment("date_range_start"), call.query.moment("date_range_end")
    call.query.settle()
    if start is None and end is None:
        return _month(call)
    if start is None or end is None:
        missing = "date_range_start" if start is None else "date_range_end"
        raise _bad_window(missing, "is needed too: a window has two ends")
    if start >= end:
        raise _bad_window("date_range_end", "must be after date_range_start")
    if end > _years_later(start):
        raise _bad_window("date_range_end", f"must not be more than {YEARS} years after date_range_start")
    return start, end


def _years_later(moment: datetime) -> datetime:
    """The same day so many years later; of 29 February, the day after the 28th."""
    if moment.year + YEARS > LATEST.year:
        return LATEST
    try:
        return moment.replace(year=moment.year + YEARS)
    except ValueError:
        return moment.replace(year=moment.year + YEARS, month=3, day=1)


def _bad_window(name: str, message: str) -> Fault:
    return Fault(Kind.INVALID, f"{name} {message}.", [Flaw("window", message, name)])


def _month(call: KonaCall) -> tuple[datetime, datetime]:
    first = wall_in(Utc(call.now.astimezone(UTC)), call.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    following = (first + timedelta(days=32)).replace(day=1)
    return call.zone.to_utc(first), call.zone.to_utc(following)


def _fits(call: KonaCall) -> Callable[[Seen], bool]:
    """Which events are listed: the active ones, or those of some status; and those that hold some words."""
    statuses = call.query.raw("status")
    numbers = _statuses(call, statuses) if isinstance(statuses, str) and statuses else None
    words = search_words(str(call.query.text("q") or ""))

    def fits(seen: Seen) -> bool:
        status = progress_of(seen)
        if status in _DONE if numbers is None else status not in numbers:
            return False
        return not words or (not seen.busy and has_words(seen.stored.facts.words, words))

    return fits


def _statuses(call: KonaCall, attributes: str) -> frozenset[int]:
    known = {str(each.value): each.value for each in Progress}
    found = [known.get(each.strip()) for each in attributes.split(",")]
    if None in found:
        call.query.wrong("status", f"must be among {', '.join(known)}")
    return frozenset(each for each in found if each is not None)


def _links(call: KonaCall, window: Query, wanted: PageParameters, found: Listing, by: Order) -> dict[str, str]:
    parameters: dict[str, Any] = {
        name: call.query.raw(name) for name in ("order_by", "space_id", "status", "q") if call.query.raw(name)
    }
    parameters |= {"per_page": wanted.per_page}
    if window.start > EARLIEST and window.end < LATEST:
        parameters |= {"date_range_start": _told(window.start), "date_range_end": _told(window.end)}
    following = None if found.following is None else {"cursor": _written(found.following, by)}
    before = {"page": wanted.page - 1} if wanted.page > 1 and not wanted.cursor else None
    return links(f"{call.base}/{PLURAL}", parameters, next=following, prev=before)


def _told(moment: datetime) -> str:
    """An edge of the window as text, since a number of a time near 1970 would be taken for seconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if moment.year > 999 else str(millis(moment))


def _written(cursor: Cursor, by: Order) -> str:
    told = msgspec.json.encode([by.value, cursor.moment, cursor.object_id, cursor.start])
    return urlsafe_b64encode(told).decode().rstrip("=")


def _cursor_in(text: str, by: Order) -> Cursor | None:
    """The place that a cursor names. Fault INVALID for one that is not of such a list."""
    if not text:
        return None
    try:
        octets = urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
        order, *numbers = msgspec.json.decode(octets, type=tuple[str, int, int, int])
    except (ValueError, msgspec.DecodeError):
        order, numbers = "", []
    if order != by or any(abs(each) > 2**62 for each in numbers):
        message = "is none of this list: take it from Link as it is"
        raise Fault(Kind.INVALID, f"cursor {message}.", [Flaw("cursor", message, "cursor")])
    return Cursor(*numbers)

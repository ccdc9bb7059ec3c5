"""GET: one event, or the events of a window, page by page.

GET /calendar_events/:id                      the whole event
    ?num_in_series=n | recurrence_id=ms       one instance; past the end, or deleted: 404
200 {"calendar_events": [{…}]}, with an ETag

GET /calendar_events    the current month in the caller's zone, of active events only
    ?date_range_start= &date_range_end=       both or neither, in the body too; at most five years, else 400
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
from kalends.doors.kona.answers import ItemList, KonaAnswer, PageParameters, links, list_answer, page_parameters
from kalends.doors.kona.attributes import WINDOW_NODES, Attributes, end_of, milliseconds
from kalends.doors.kona.call import MOST_ID, KonaCall, reads
from kalends.doors.kona.events.policy import progress_of
from kalends.doors.kona.events.representation import EVENTS, event_json, instance_json, occurrences_json
from kalends.doors.kona.events.series import EventSeries, find_event, selector_in, zone_of_event
from kalends.edge.replies.stream import incomplete_header
from kalends.errors import Fault, Flaw, Kind
from kalends.service import query
from kalends.service.objects import Seen
from kalends.service.query import EARLIEST, LATEST, Cursor, Listing, Order, PageRequest, Query
from kalends.service.records import Progress

YEARS = 5
"""The longest window."""
_ORDERS = {None: Order.START, "": Order.START, "created_at": Order.CREATED, "updated_at": Order.MODIFIED}
_DAY = timedelta(days=1)
_DONE = frozenset((Progress.COMPLETE, Progress.CLOSED))


@reads
def get_events(call: KonaCall) -> KonaAnswer:
    """List the active events of the current month, or of a window."""
    page = page_parameters(call.query, call.root)
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
    request = PageRequest(window, by, _cursor_in(page.cursor, by), page.skipped, page.per_page, fits)
    listing = query.list_occurrences(call.unit, request)
    items = ItemList(EVENTS, call.most_octets)
    fitting = sum(1 for _ in takewhile(items.add, occurrences_json(call, listing.items)))
    left = listing.items[fitting:]
    if left:  # the next page begins where this one had to end
        listing = replace(listing, following=listing.cursors[fitting - 1])
    headers = _link_headers(call, window, page, listing, by)
    if listing.total is not None:
        headers["x-total-count"] = str(listing.total)
    return items.answer(headers | incomplete_header({*listing.unreadable, *(each.seen.id for each in left)}))


def _window(call: KonaCall) -> tuple[datetime, datetime]:
    """The window of the query or the body, or else the current month in the caller's zone. Fault INVALID."""
    sent = call.query if call.query.has_any(WINDOW_NODES) else Attributes(call.root)
    start, last = sent.moment("date_range_start"), sent.last_moment("date_range_end")
    sent.settle()
    if start is None and last is None:
        return _month(call)
    if start is None or last is None:
        missing = "date_range_start" if start is None else "date_range_end"
        raise _bad_window(missing, "is needed too: a window has two ends")
    end = end_of(last)
    if start >= end:
        raise _bad_window("date_range_end", "must be after date_range_start")
    if (last if isinstance(last, datetime) else end - _DAY) > _years_later(start):
        raise _bad_window("date_range_end", f"must not be more than {YEARS} years after date_range_start")
    return start, end


def _years_later(moment: datetime) -> datetime:
    """The same day `YEARS` later; 1 March for 29 February."""
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
    """A filter for the events to list: by status, the active ones by default, and by words."""
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


def _link_headers(call: KonaCall, window: Query, page: PageParameters, listing: Listing, by: Order) -> dict[str, str]:
    parameters: dict[str, Any] = {
        name: call.query.raw(name) for name in ("order_by", "space_id", "status", "q") if call.query.raw(name)
    }
    parameters |= {"per_page": page.per_page}
    if window.start > EARLIEST and window.end < LATEST:
        parameters |= {"date_range_start": _edge_text(window.start), "date_range_end": _edge_text(window.end)}
    following = None if listing.following is None else {"cursor": _cursor_text(listing.following, by)}
    before = {"page": page.page - 1} if page.page > 1 and not page.cursor else None
    return links(f"{call.base}/{EVENTS}", parameters, next=following, prev=before)


def _edge_text(moment: datetime) -> str:
    """An edge of the window as text: a number for a time near 1970 would be taken for seconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if moment.year > 999 else str(milliseconds(moment))


def _cursor_text(cursor: Cursor, by: Order) -> str:
    octets = msgspec.json.encode([by.value, cursor.moment, cursor.object_id, cursor.start])
    return urlsafe_b64encode(octets).decode().rstrip("=")


def _cursor_in(text: str, by: Order) -> Cursor | None:
    """The place that a cursor names. Fault INVALID for a cursor of another list."""
    if not text:
        return None
    try:
        octets = urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
        order, *numbers = msgspec.json.decode(octets, type=tuple[str, int, int, int])
    except (ValueError, msgspec.DecodeError):
        order, numbers = "", []
    if order != by or any(abs(each) > 2**62 for each in numbers):
        message = "does not belong to this list: copy it unchanged from Link"
        raise Fault(Kind.INVALID, f"cursor {message}.", [Flaw("cursor", message, "cursor")])
    return Cursor(*numbers)


@reads
def get_event(call: KonaCall) -> KonaAnswer:
    """Return the event of an id, or the instance that num_in_series or recurrence_id names."""
    selector = selector_in(call.query)
    seen = find_event(call)
    event = EventSeries.of(seen, zone_of_event(call, seen.stored))
    if not selector:
        return list_answer(EVENTS, [event_json(call, seen, event)], validator=seen.validator)
    found = instance_json(call, seen, event, event.instance(selector))
    return list_answer(EVENTS, [found], validator=seen.validator)

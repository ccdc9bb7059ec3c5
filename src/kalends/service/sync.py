"""What changed in a calendar since a token (RFC 6578).

    token = generation "-" counter "-" access epoch "-" calendar id

- Another generation, or a counter below which changes were forgotten: GONE, precondition `valid-sync-token`, and the
  client begins anew.
- Another access epoch: what the caller sees may be different though no object changed. Everything is told again,
  beginning with the first change; a client loses nothing by it, and need not begin anew.
- A part is told with a token that goes on behind it.
"""

import re
from dataclasses import dataclass

from kalends.errors import Fault, Flaw, Kind
from kalends.service.objects import seeing
from kalends.service.objects.seeing import demand_calendar
from kalends.service.records import Calendar, Change
from kalends.service.unit import Unit

MOST = 10_000
"""Changes that one answer tells."""

_TOKEN = re.compile(r"([0-9]{1,18})-([0-9]{1,18})-([0-9]{1,18})-([0-9]{1,10})")


@dataclass(frozen=True, slots=True)
class Item:
    """What became of an href: the ETag of what is there now, as the caller sees it; None where nothing is."""

    href: str
    object_id: int
    etag: str | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed, in the order of the changes, and the token with which to ask next.

    `more`: this is a part, and the next one is there to be asked for (RFC 6578 §3.6).
    """

    items: tuple[Item, ...]
    token: str
    more: bool


def get_token(unit: Unit, calendar_id: int) -> str:
    """The token of a calendar as it is now. Fault NOT_FOUND."""
    calendar = demand_calendar(unit, calendar_id)
    return _token(calendar, calendar.counter)


def get_changes(unit: Unit, calendar_id: int, token: str = "", *, limit: int = MOST) -> Changes:
    """The changes since a token, or, with "", everything that is there, so that a client can begin.

    Faults NOT_FOUND; GONE with precondition `valid-sync-token`.
    """
    calendar = demand_calendar(unit, calendar_id)
    most = max(1, min(limit, MOST))
    found = unit.transaction.events.changes(calendar, _since(calendar, token), limit=most + 1)
    more = len(found) > most
    part = found[:most]
    reached = part[-1].counter if more else calendar.counter
    return Changes(_items(unit, calendar, part, first=not token), _token(calendar, reached), more)


def _token(calendar: Calendar, counter: int) -> str:
    return f"{calendar.generation}-{counter}-{calendar.access_epoch}-{calendar.id}"


def _since(calendar: Calendar, token: str) -> int:
    """The counter to go on from. Fault GONE."""
    if not token:
        return 0
    found = _TOKEN.fullmatch(token)
    if found is None:
        raise _gone("The sync token is none of ours.")
    generation, counter, epoch, calendar_id = map(int, found.groups())
    if calendar_id != calendar.id or generation != calendar.generation or counter > calendar.counter:
        raise _gone("The sync token is of another calendar, or of one that was made anew.")
    if counter < calendar.swept:
        raise _gone("The sync token is too old: what was deleted since then is no longer known.")
    return counter if epoch == calendar.access_epoch else 0


def _gone(detail: str) -> Fault:
    flaw = Flaw("valid-sync-token", detail, "sync-token", rfc="RFC 6578 §3.2")
    return Fault(Kind.GONE, detail, [flaw], precondition="valid-sync-token")


def _items(unit: Unit, calendar: Calendar, changes: tuple[Change, ...], *, first: bool) -> tuple[Item, ...]:
    there = {change.href: (change.object_id, change.etag) for change in changes if change.etag is not None}
    etags = seeing.seen_etags(unit, calendar, there)
    items = (Item(change.href, change.object_id, etags.get(change.href)) for change in changes)
    # whoever begins knows of nothing that could be gone
    return tuple(item for item in items if item.etag is not None or not first)

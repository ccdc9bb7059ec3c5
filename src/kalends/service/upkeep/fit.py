"""Whether the tables fit together: what is left over, and calendars that say something else than is in them."""

from collections.abc import Iterator

from kalends.core.address import folded
from kalends.service.ports import Store
from kalends.service.records import Account, Calendar, Orphan
from kalends.service.retry import retry_collisions
from kalends.service.upkeep.diagnosis import Complaint

_MOST = 1_000
_SAID = {
    "calendar_grant": "A right on an object that is not there.",
    "object_view": "A person's own alert or hidden mark for an object that is not there.",
    "object_words": "Words of an object that is not there.",
    "account": "A right of an account that is not there.",
    "group": "A right of a group that is not there.",
    "words": "The words by which a search finds an object are not its own.",
}


def misfits(store: Store, *, mend: bool) -> Iterator[Complaint]:
    """What is left over, or missing beside an object; all of it can be derived."""
    with store.reading() as transaction:
        owners = [account.id for account in transaction.accounts.all()]
    for owner_id in owners:
        yield from _misfits_of(store, owner_id, mend=mend)


def _misfits_of(store: Store, owner_id: int, *, mend: bool) -> Iterator[Complaint]:
    before: tuple[Orphan, ...] = ()
    while True:
        with store.reading() as transaction:
            found = transaction.orphans.of(owner_id, limit=_MOST)
        for each in found:
            if mend:
                _mend(store, owner_id, each)
            code = "words" if each.kind == "words" else "left-over"
            yield Complaint(code, _SAID[each.kind], each.calendar_id, each.object_id, mended=mend)
        if len(found) < _MOST or not mend or found == before:
            return
        before = found


@retry_collisions
def _mend(store: Store, owner_id: int, remain: Orphan) -> None:
    with store.writing() as transaction:
        transaction.calendars.lock([remain.calendar_id])
        transaction.orphans.repair(owner_id, remain)


def namesakes(store: Store) -> Iterator[Complaint]:
    """Accounts whose addresses are one and the same: a login means only one of them."""
    accounts: dict[str, list[Account]] = {}
    with store.reading() as transaction:
        for account in transaction.accounts.all():
            accounts.setdefault(folded(account.email), []).append(account)
    for several in accounts.values():
        if len(several) > 1:
            named = ", ".join(f"{each.email} (id {each.id})" for each in several)
            yield Complaint("name", f"These accounts have one address, and a login means one of them alone: {named}.")


def miscounts(store: Store, calendar: Calendar, *, mend: bool) -> Iterator[Complaint]:
    """What a calendar says of itself and is not so, as one transaction sees it."""
    with store.reading() as transaction:
        now = transaction.calendars.some([calendar.id])
        if not now:
            return
        entries = transaction.objects.entries(now[0])
        latest = transaction.events.changes(now[0], now[0].counter, limit=1)
    found = []
    if len(entries) != now[0].size:
        message = f"The calendar says that it holds {now[0].size} objects, and holds {len(entries)}."
        found.append(("calendar-size", message))
    if latest or now[0].swept > now[0].counter:
        found.append(("change-counter", "A change has a number above the calendar's counter."))
    if found and mend:
        _recount(store, calendar.id)
    yield from (Complaint(code, message, calendar.id, mended=mend) for code, message in found)


@retry_collisions
def _recount(store: Store, calendar_id: int) -> None:
    with store.writing() as transaction:
        for calendar in transaction.calendars.lock([calendar_id]):
            transaction.orphans.recount(calendar)

"""The steps of which the writing verbs are made, inside their transaction."""

import re
from dataclasses import replace
from hashlib import sha256

from kalends.errors import Fault, Flaw, Kind
from kalends.service.access import Access, Rights
from kalends.service.limits import demand_below
from kalends.service.objects.desk import Desk, demand_conditions
from kalends.service.objects.reading import BAD_KIND, Legible
from kalends.service.objects.values import FORGET_ALERT, Extras, Wish, Write
from kalends.service.records import (
    Calendar,
    Dialects,
    Facts,
    Grant,
    Holder,
    HolderKind,
    Level,
    ObjectDraft,
    Stored,
)
from kalends.service.sharing import demand_fit

LONGEST_HREF = 1_000
FORGOTTEN_AT_ONCE = 4

_PLAIN_UID = re.compile(r"[A-Za-z0-9@_-][A-Za-z0-9@._-]{0,199}")
_UNFIT_HREF = re.compile("[\x00-\x1f\x7f/\ud800-\udfff\ufffe\uffff]")


def stored_at(desk: Desk, calendar: Calendar, href: str | None, uid: str) -> Stored | None:
    """What a text would replace: what is at its href, or else what has its UID.

    Fault EXISTS (`no-uid-conflict`, RFC 4791 §5.3.2.1) where these are two, or the href has another UID. Rights come
    first: what may not be seen is not told.
    """
    same_uid = next(iter(desk.transaction.objects.with_uid(uid, [calendar.id])), None)
    if href is None:
        demand_put(desk.rights, calendar, same_uid)
        return same_uid
    there = next(iter(desk.transaction.objects.at_some(calendar, [href])), None)
    demand_put(desk.rights, calendar, there)
    if there is not None and there.facts.uid != uid:
        raise uid_conflict("Another object, of another UID, is there already.", there, rights=desk.rights)
    if there is None and same_uid is not None:
        raise uid_conflict("The calendar has an object of that UID already.", same_uid, rights=desk.rights)
    return there


def demand_put(rights: Rights, calendar: Calendar, old: Stored | None) -> None:
    """Let pass who may write there. The fault tells nothing about an object that may not be seen."""
    if old is not None and rights.on_object(old) > Access.NONE:
        rights.demand_object(old, Access.FULL)
        return
    rights.demand_calendar(calendar, Access.FULL)
    if old is not None:  # closed to the caller: no text is put over what he does not see
        raise _conflict("The name or the UID is taken already.", "")


def uid_conflict(detail: str, stored: Stored, *, rights: Rights) -> Fault:
    """The fault of a second object of one UID; its flaw's field is the href of the first, where that is seen."""
    return _conflict(detail, stored.href if rights.on_object(stored) else "")


def _conflict(detail: str, href: str) -> Fault:
    flaw = Flaw("no-uid-conflict", detail, href, rfc="RFC 4791 §5.3.2.1")
    return Fault(Kind.EXISTS, detail, [flaw], precondition="no-uid-conflict")


def put(desk: Desk, calendar: Calendar, new: Legible, wish: Wish) -> Write:
    """Store a text in a locked calendar, over what is there or as a new object."""
    return put_over(desk, calendar, stored_at(desk, calendar, wish.href, new.uid), new, wish)


def put_over(desk: Desk, calendar: Calendar, old: Stored | None, new: Legible, wish: Wish) -> Write:
    """Store a text over what it replaces, which the caller may replace; None where there is nothing of its UID."""
    demand_conditions(desk, wish.conditions, old)
    if old is None:
        return add(desk, calendar, new, wish.href, wish.extras)
    demand_author(desk.rights, old, wish.extras)
    return replace_text(desk, calendar, old, new, wish.extras)


def add(desk: Desk, calendar: Calendar, new: Legible, href: str | None, extras: Extras) -> Write:
    """Store a new object; whoever stores it is its author."""
    demand_room(desk, calendar, new.facts)
    draft = ObjectDraft(
        href=_plain_href(new.uid) if href is None else _fit(href),
        text=new.text,
        etag=new.etag,
        facts=new.facts,
        author_id=desk.by,
        method=extras.method,
        dialects=replace(Dialects(), **extras.dialects),
        cuts=new.cuts,
    )
    try:
        stored = desk.transaction.objects.add(calendar, draft, by=desk.by, now=desk.now)
    except Fault as fault:
        if href is not None or fault.kind is not Kind.EXISTS or fault.precondition:
            raise
        # nobody asked for this href, which an object of another UID has
        draft = replace(draft, href=other_href(desk, new.uid))
        stored = desk.transaction.objects.add(calendar, draft, by=desk.by, now=desk.now)
    stored = keep(desk, stored, extras)
    plain = (extras.grants, extras.alert, extras.author_id) == (None, None, None)
    return Write(stored, True, new.flaws, plain)


def replace_text(desk: Desk, calendar: Calendar, old: Stored, new: Legible, extras: Extras) -> Write:
    """Store a text over that of an object; the very same text makes no new version."""
    demand_kind(calendar, new.facts)
    if new.uid != old.facts.uid:
        raise uid_conflict("The UID of an object cannot be changed.", old, rights=desk.rights)
    dialects = replace(old.draft.dialects, **extras.dialects)
    draft = replace(
        old.draft,
        text=new.text,
        cuts=new.cuts,
        etag=new.etag,
        facts=new.facts,
        method=extras.method,
        dialects=dialects,
    )
    stored = old
    if (new.text, new.cuts) != (old.text, old.draft.cuts):
        stored = desk.transaction.objects.put(old, draft, by=desk.by, now=desk.now)
        forget_old_versions(desk)
    return Write(keep(desk, stored, extras), False, new.flaws)


def remove(desk: Desk, stored: Stored) -> None:
    """Delete an object; its last version goes into the history."""
    desk.transaction.objects.remove(stored, by=desk.by, now=desk.now)
    forget_old_versions(desk)


def forget_old_versions(desk: Desk) -> None:
    """Forget a few versions that are too old, more than one for each that is written, so that they become fewer."""
    desk.transaction.history.forget(before=desk.now - desk.limits.history, at_most=FORGOTTEN_AT_ONCE)


def demand_room(desk: Desk, calendar: Calendar, facts: Facts) -> None:
    """Raise Fault where a calendar takes no such object, or no more."""
    demand_kind(calendar, facts)
    most = desk.limits.objects
    demand_below(calendar.size + 1, most, "objects in this calendar", precondition="quota-not-exceeded")


def demand_kind(calendar: Calendar, facts: Facts) -> None:
    """Raise Fault UNSUPPORTED for a kind that the calendar does not keep (RFC 4791 §5.2.3)."""
    if facts.kind not in calendar.kinds:
        message = f"This calendar keeps {', '.join(sorted(calendar.kinds))}, not {facts.kind}."
        flaw = Flaw("kind", message, rfc="RFC 4791 §5.2.3")
        raise Fault(Kind.UNSUPPORTED, message, [flaw], precondition=BAD_KIND)


def keep(desk: Desk, stored: Stored, extras: Extras) -> Stored:
    """Store what is kept beside the text, as far as it is another than before."""
    dialects = replace(stored.draft.dialects, **extras.dialects)
    author_id = stored.draft.author_id if extras.author_id is None else extras.author_id
    given = author_id != stored.draft.author_id
    if given and not desk.transaction.accounts.some([author_id or 0]):
        raise Fault(Kind.NOT_FOUND, "There is no such account.")
    if given or dialects != stored.draft.dialects:
        draft = replace(stored.draft, author_id=author_id, dialects=dialects)
        if dialects != stored.draft.dialects:
            stored = replace(stored, modified=desk.now, modified_by=desk.by)
        stored = desk.transaction.objects.amend(stored, draft)
    if extras.grants is not None:
        desk.share(stored, demand_fit(extras.grants, stored.owner_id, desk.limits))
    if given:
        _let_see(desk, stored, author_id or 0)
    if extras.alert is not None:
        minutes = None if extras.alert == FORGET_ALERT else extras.alert
        desk.transaction.alerts.put(stored, desk.by, minutes)
    return stored


def demand_author(rights: Rights, stored: Stored, extras: Extras) -> None:
    """Let an object be given away by its owner or an administrator."""
    if extras.author_id not in (None, stored.draft.author_id):
        rights.demand_object(stored, Access.OWNER, manage=True)


def _let_see(desk: Desk, stored: Stored, author_id: int) -> None:
    """Give the new author a grant on the object, where he could not read it."""
    held = desk.transaction.grants.held(author_id)
    reads = any(
        each.level is not Level.BUSY and stored.id == (each.object_id or stored.id)
        for each in held
        if each.calendar_id == stored.calendar_id
    )
    if reads or author_id == stored.owner_id:
        return
    holder = Holder(HolderKind.ACCOUNT, author_id)
    others = (each for each in desk.transaction.grants.of_object(stored.id) if each.holder != holder)
    desk.share(stored, (*others, Grant(holder, Level.FULL)))


def _plain_href(uid: str) -> str:
    """The href of a UID: the UID itself where it can stand in a path."""
    return f"{uid}.ics" if _PLAIN_UID.fullmatch(uid) else _hashed(uid)


def other_href(desk: Desk, uid: str) -> str:
    """An href that no other object has, where the plain one of a UID is taken."""
    return _hashed(f"{uid}\n{desk.now.isoformat()}")


def _hashed(uid: str) -> str:
    return f"{sha256(uid.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.ics"


def _fit(href: str) -> str:
    if href in ("", ".", "..") or len(href.encode("utf-8", "surrogatepass")) > LONGEST_HREF or _UNFIT_HREF.search(href):
        message = f"The name of an object has 1 to {LONGEST_HREF} octets, no slash and no control character."
        raise Fault(Kind.INVALID, message, [Flaw("bad-href", message, "href")])
    return href


def move(desk: Desk, stored: Stored, to: Calendar, href: str | None) -> Stored:
    """Put an object into a locked calendar, or under another href. Faults EXISTS for the UID or the href."""
    if to.id == stored.calendar_id:
        return _renamed(desk, stored, href)
    demand_room(desk, to, stored.facts)
    uid = stored.facts.uid or ""
    taken = next(iter(desk.transaction.objects.with_uid(uid, [to.id])), None)
    if taken is not None:
        raise uid_conflict("The calendar has an object of that UID already.", taken, rights=desk.rights)
    wanted = stored.href if href is None else _fit(href)
    if href is None and desk.transaction.objects.at_some(to, [wanted]):
        wanted = other_href(desk, uid)
    return desk.transaction.objects.move(stored, to, wanted, by=desk.by, now=desk.now)


def _renamed(desk: Desk, stored: Stored, href: str | None) -> Stored:
    if href is None or href == stored.href:
        return stored
    return desk.transaction.objects.put(stored, replace(stored.draft, href=_fit(href)), by=desk.by, now=desk.now)

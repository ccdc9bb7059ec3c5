"""Every save, move and removal of an object: no other module asks the store to add, put, amend, move or remove one.

Whoever calls has locked the calendar and, but where a function demands something itself, checked the rights.
"""

import re
from dataclasses import replace
from hashlib import sha256

from kalends.errors import Fault, Flaw, Kind
from kalends.service.access import Access, Rights
from kalends.service.access.policy import account, grants_after, has_same_rights, policy_after
from kalends.service.limits import demand_below
from kalends.service.objects import seeing
from kalends.service.objects.text import BAD_KIND, ObjectText
from kalends.service.objects.values import FORGET_ALERT, Conditions, Extras, Saved, Seen, Write, demand_tag
from kalends.service.records import (
    OPEN,
    Calendar,
    Facts,
    Grant,
    Level,
    ObjectDraft,
    ObjectPolicy,
    Properties,
    Stored,
)
from kalends.service.sharing import demand_fit
from kalends.service.unit import Unit

LONGEST_HREF = 1_000
FORGOTTEN_AT_ONCE = 4

_PLAIN_UID = re.compile(r"[A-Za-z0-9@_-][A-Za-z0-9@._-]{0,199}")
_UNFIT_HREF = re.compile("[\x00-\x1f\x7f/\ud800-\udfff\ufffe\uffff]")


def saved(unit: Unit, write: Write, before: Access = Access.FULL, known: Seen | None = None) -> Saved:
    """What the caller may be told of a write: by the rights after it, or else by those before it.

    `before` is what the caller was allowed on the object when it was written: who read the text then, and took the
    right away by writing, learns nothing new from the answer. `known` is the object before, where the write changed
    neither its alerts nor its grants.
    """
    stored, access = write.stored, unit.rights.on_object(write.stored)
    beside: _Beside = (None, (), seeing.NO_PROPERTIES)
    if known is not None:
        beside = (known.alert, known.grants, dict(known.properties))
    elif not write.plain and max(access, before) > Access.BUSY:
        beside = (
            seeing.alerts_of(unit, [stored]).get(stored.id),
            unit.transaction.grants.of_object(stored),
            unit.transaction.properties.of_objects([stored]).get(stored.id, seeing.NO_PROPERTIES),
        )
    seen = answer = _shown(unit, stored, access, beside) if access else None
    if before > access <= Access.BUSY:
        answer = _shown(unit, stored, before, beside)
    return Saved(stored.id, stored.calendar_id, stored.href, write.created, seen, answer, write.flaws)


_Beside = tuple[int | None, tuple[Grant, ...], Properties]
"""The alert, the grants and the properties of an object."""


def _shown(unit: Unit, stored: Stored, access: Access, beside: _Beside) -> Seen:
    if access is not Access.BUSY:
        return seeing.shown(stored, access, *beside)
    return unit.compute(lambda: seeing.shown(stored, access, *beside), text=stored.text, key=(seeing.shown, stored))


def stored_at(unit: Unit, calendar: Calendar, href: str | None, uid: str) -> Stored | None:
    """What a text would replace: what is at its href, or else what has its UID.

    Fault EXISTS (`no-uid-conflict`, RFC 4791 §5.3.2.1) where these are two, or the href has another UID. Rights come
    first: what may not be seen is not told.
    """
    same_uid = next(iter(unit.transaction.objects.with_uid(uid, [calendar])), None)
    if href is None:
        demand_put(unit.rights, calendar, same_uid)
        return same_uid
    there = next(iter(unit.transaction.objects.at_some(calendar, [href])), None)
    demand_put(unit.rights, calendar, there)
    if there is not None and there.facts.uid != uid:
        raise uid_conflict("Another object, of another UID, is there already.", there, rights=unit.rights)
    if there is None and same_uid is not None:
        raise uid_conflict("The calendar has an object of that UID already.", same_uid, rights=unit.rights)
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


def demand_conditions(unit: Unit, conditions: Conditions, old: Stored | None) -> None:
    """Raise Fault STALE where a condition does not hold of what is there, which the caller may see."""
    if old is None:
        if conditions.present or (conditions.etags, conditions.validators) != (None, None):
            raise Fault(Kind.STALE, "What was to be changed is not there.")
        return
    if conditions.absent:
        raise Fault(Kind.STALE, "It is there already.")
    demand_tag(old.etag, conditions.etags, conditions.not_etags)
    if conditions.validators is not None or conditions.not_validators:
        seen = seeing.seen_one(unit, old)
        demand_tag(seen.validator, conditions.validators, conditions.not_validators)


def put_over(
    unit: Unit,
    calendar: Calendar,
    old: Stored | None,
    new: ObjectText,
    href: str | None,
    conditions: Conditions,
    extras: Extras,
) -> Write:
    """Store a text over what it replaces, which the caller may replace; None where there is nothing of its UID."""
    demand_conditions(unit, conditions, old)
    if old is None:
        return add(unit, calendar, new, href, extras)
    demand_author(unit.rights, old, extras)
    return replace_text(unit, calendar, old, new, extras)


def add(unit: Unit, calendar: Calendar, new: ObjectText, href: str | None, extras: Extras) -> Write:
    """Store a new object; whoever stores it is its author."""
    demand_room(unit, calendar, new.facts)
    author_id = unit.by if extras.author_id is None else extras.author_id
    policy, grants = _policy_and_grants(unit, extras, OPEN, (), calendar.owner_id, author_id)
    draft = ObjectDraft(
        href=_plain_href(new.uid) if href is None else _fit(href),
        text=new.text,
        etag=new.etag,
        facts=new.facts,
        author_id=unit.by,
        method=extras.method,
        policy=policy,
        cuts=new.cuts,
    )
    try:
        stored = insert(unit, calendar, draft)
    except Fault as fault:
        if href is not None or fault.kind is not Kind.EXISTS or fault.precondition:
            raise
        # nobody asked for this href, which an object of another UID has
        draft = replace(draft, href=other_href(unit, new.uid))
        stored = insert(unit, calendar, draft)
    stored = _kept(unit, stored, extras, policy, grants or None)
    if policy.is_closed:
        let_owner_see(unit, stored, author_id)
    plain = not grants and not policy.is_closed and not extras.properties
    return Write(stored, True, new.flaws, plain and extras.alert is None and author_id == unit.by)


def insert(unit: Unit, calendar: Calendar, draft: ObjectDraft, *, object_id: int | None = None) -> Stored:
    """Keep a new object; with an id, one that was removed and comes back under it."""
    unit.held.clear()
    return unit.transaction.objects.add(calendar, draft, by=unit.by, now=unit.now, object_id=object_id)


def replace_text(unit: Unit, calendar: Calendar, old: Stored, new: ObjectText, extras: Extras) -> Write:
    """Store a text over that of an object; the very same text makes no new version."""
    demand_kind(calendar, new.facts)
    if new.uid != old.facts.uid:
        raise uid_conflict("The UID of an object cannot be changed.", old, rights=unit.rights)
    draft = replace(
        old.draft,
        text=new.text,
        cuts=new.cuts,
        etag=new.etag,
        facts=new.facts,
        method=extras.method,
    )
    stored = old
    if (new.text, new.cuts) != (old.text, old.draft.cuts):
        unit.held.clear()
        stored = unit.transaction.objects.put(old, draft, by=unit.by, now=unit.now)
        forget_old_versions(unit, stored.owner_id)
    return Write(keep(unit, stored, extras), False, new.flaws)


def remove(unit: Unit, stored: Stored) -> None:
    """Delete an object; its last version goes into the history."""
    unit.held.clear()
    unit.transaction.objects.remove(stored, by=unit.by, now=unit.now)
    forget_old_versions(unit, stored.owner_id)


def forget_old_versions(unit: Unit, owner_id: int) -> None:
    """Forget a few versions that are too old, more than one for each that is written, so that they become fewer."""
    before = unit.now - unit.limits.history
    unit.transaction.history.forget(owner_id, before=before, at_most=FORGOTTEN_AT_ONCE)


def demand_room(unit: Unit, calendar: Calendar, facts: Facts) -> None:
    """Raise Fault where a calendar takes no such object, or no more."""
    demand_kind(calendar, facts)
    most = unit.limits.objects
    demand_below(calendar.size + 1, most, "objects in this calendar", precondition="quota-not-exceeded")


def demand_kind(calendar: Calendar, facts: Facts) -> None:
    """Raise Fault UNSUPPORTED for a kind that the calendar does not keep (RFC 4791 §5.2.3)."""
    if facts.kind not in calendar.kinds:
        message = f"This calendar keeps {', '.join(sorted(calendar.kinds))}, not {facts.kind}."
        flaw = Flaw("kind", message, rfc="RFC 4791 §5.2.3")
        raise Fault(Kind.UNSUPPORTED, message, [flaw], precondition=BAD_KIND)


def keep(unit: Unit, stored: Stored, extras: Extras) -> Stored:
    """Store what is kept beside the text, as far as it is another than before."""
    held = () if extras.policy is None else unit.transaction.grants.of_object(stored)
    author_id = stored.draft.author_id if extras.author_id is None else extras.author_id
    policy, grants = _policy_and_grants(unit, extras, stored.draft.policy, held, stored.owner_id, author_id)
    return _kept(unit, stored, extras, policy, grants)


def _kept(unit: Unit, stored: Stored, extras: Extras, policy: ObjectPolicy, grants: tuple[Grant, ...] | None) -> Stored:
    old = stored.draft
    author_id = old.author_id if extras.author_id is None else extras.author_id
    given = author_id != old.author_id
    if given and not unit.transaction.accounts.some([author_id or 0]):
        raise Fault(Kind.NOT_FOUND, "There is no such account.")
    changed = _with_properties(unit, stored, extras.properties)
    if policy != old.policy or changed is not stored:
        changed = replace(changed, modified=unit.now, modified_by=unit.by)
    if given or changed is not stored:
        draft = replace(changed.draft, author_id=author_id, policy=policy)
        unit.held.clear()
        changed = unit.transaction.objects.amend(changed, draft, by=unit.by, now=unit.now)
    if grants is not None:
        unit.share(changed, grants)
    if given or grants is not None or policy.is_closed != old.policy.is_closed:
        let_owner_see(unit, changed, author_id)
    if extras.alert is not None:
        minutes = None if extras.alert == FORGET_ALERT else extras.alert
        unit.held.clear()
        unit.transaction.alerts.put(changed, unit.by, minutes)
    return changed


def _policy_and_grants(
    unit: Unit, extras: Extras, old: ObjectPolicy, held: tuple[Grant, ...], owner_id: int, author_id: int | None
) -> tuple[ObjectPolicy, tuple[Grant, ...] | None]:
    """The policy of an object after a change, and the grants on it; None where these stay as they are."""
    policy = old if extras.policy is None else extras.policy
    # the owner of a calendar needs no grant in it, but on what is closed
    whose = 0 if policy.is_closed else owner_id
    if extras.grants is not None:
        grants = demand_fit(extras.grants, whose, unit.limits)
        return policy_after(policy, grants, owner_id=owner_id, author_id=author_id), grants
    if has_same_rights(old, policy):
        return policy, None
    grants = demand_fit(grants_after(old, policy, held, author_id), whose, unit.limits)
    return policy, None if set(grants) == set(held) else grants


def _with_properties(unit: Unit, stored: Stored, wanted: Properties) -> Stored:
    """The object with what is to be different about its properties; the very same one where nothing is."""
    if not wanted:
        return stored
    old = unit.transaction.properties.of_objects([stored]).get(stored.id, {})
    new = {name: value for name, value in {**old, **wanted}.items() if value}
    if new == old:
        return stored
    unit.held.clear()
    return unit.transaction.properties.put_object(stored, new)


def demand_author(rights: Rights, stored: Stored, extras: Extras) -> None:
    """Let an object be given away by its owner or an administrator."""
    if extras.author_id not in (None, stored.draft.author_id):
        rights.demand_object(stored, Access.OWNER, manage=True)


def owner_of(unit: Unit, stored: Stored) -> int:
    """Whose an object is: its author's, or where there is none any more, the owner's of its calendar."""
    author_id = stored.draft.author_id
    there = author_id is not None and unit.transaction.accounts.some([author_id])
    return author_id if there and author_id is not None else stored.owner_id


def let_owner_see(unit: Unit, stored: Stored, owner_id: int | None) -> None:
    """Give whose an object is a grant of its own on it, where he would not find it without: so it is never lost.

    An object that is closed is found by nobody else, so its author holds such a grant whatever else lets him see it.
    """
    if owner_id in (None, stored.owner_id) or not unit.transaction.accounts.some([owner_id or 0]):
        return
    holder, place = account(owner_id or 0), (stored.calendar_id, stored.id)
    held = unit.transaction.grants.held(holder.id)
    reads = [each for each in held if each.level is not Level.BUSY and each.calendar_id == stored.calendar_id]
    own = any((each.calendar_id, each.object_id) == place and each.holder == holder for each in reads)
    enough = own if stored.draft.policy.is_closed else any(each.object_id in (None, stored.id) for each in reads)
    if not enough:
        others = (each for each in unit.transaction.grants.of_object(stored) if each.holder != holder)
        unit.share(stored, (*others, Grant(holder, Level.FULL)))


def _plain_href(uid: str) -> str:
    """The href of a UID: the UID itself where it can stand in a path."""
    return f"{uid}.ics" if _PLAIN_UID.fullmatch(uid) else _hashed(uid)


def other_href(unit: Unit, uid: str) -> str:
    """An href that no other object has, where the plain one of a UID is taken."""
    return _hashed(f"{uid}\n{unit.now.isoformat()}")


def _hashed(uid: str) -> str:
    return f"{sha256(uid.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.ics"


def _fit(href: str) -> str:
    if href in ("", ".", "..") or len(href.encode("utf-8", "surrogatepass")) > LONGEST_HREF or _UNFIT_HREF.search(href):
        message = f"The name of an object has 1 to {LONGEST_HREF} octets, no slash and no control character."
        raise Fault(Kind.INVALID, message, [Flaw("bad-href", message, "href")])
    return href


def move(unit: Unit, stored: Stored, to: Calendar, href: str | None) -> Stored:
    """Put an object into a locked calendar, or under another href. Faults EXISTS for the UID or the href."""
    if to.id == stored.calendar_id:
        return _renamed(unit, stored, href)
    demand_room(unit, to, stored.facts)
    uid = stored.facts.uid or ""
    taken = next(iter(unit.transaction.objects.with_uid(uid, [to])), None)
    if taken is not None:
        raise uid_conflict("The calendar has an object of that UID already.", taken, rights=unit.rights)
    wanted = stored.href if href is None else _fit(href)
    if href is None and unit.transaction.objects.at_some(to, [wanted]):
        wanted = other_href(unit, uid)
    unit.held.clear()
    return unit.transaction.objects.move(stored, to, wanted, by=unit.by, now=unit.now)


def _renamed(unit: Unit, stored: Stored, href: str | None) -> Stored:
    if href is None or href == stored.href:
        return stored
    unit.held.clear()
    return unit.transaction.objects.put(stored, replace(stored.draft, href=_fit(href)), by=unit.by, now=unit.now)

"""The policy of an object and the grants on it, kept in agreement: whichever of the two is written.

A door that writes a policy gives and takes grants by it (`grants_after`); one that writes a list of grants changes who
takes part by it (`policy_after`). So what a door shows of either is what holds.
"""

from collections.abc import Collection
from typing import Final

import msgspec

from kalends.service.access.level import Access
from kalends.service.records import EVERYONE, OPEN, Grant, Holder, HolderKind, Level, ObjectPolicy, Role

CAPS: Final = {Role.EDIT: Access.FULL, Role.MARK: Access.STATUS, Role.READ: Access.READ}
"""The most that a grant on the calendar comes to."""


def account(number: int) -> Holder:
    """An account as the holder of a grant."""
    return Holder(HolderKind.ACCOUNT, number)


def grants_of(policy: ObjectPolicy) -> tuple[Grant, ...]:
    """What those who take part are given of the object itself."""
    if policy.alone:
        return ()
    level = Level.FULL if policy.role is Role.EDIT else Level.READ
    levels = dict.fromkeys(policy.participants, level) | dict.fromkeys(policy.editors, Level.FULL)
    people = tuple(Grant(account(number), level) for number, level in levels.items())
    return (*people, Grant(EVERYONE, level)) if policy.everyone else people


def grants_after(
    old: ObjectPolicy, new: ObjectPolicy, held: Collection[Grant], author_id: int | None
) -> tuple[Grant, ...]:
    """The grants on an object whose policy changes: those that the old policy made go, whoever was let in by another
    list of grants stays. An object that is its author's alone is given to nobody.

    The author's own grant stays in any case: a policy gives an author nothing.
    """
    author = None if author_id is None else account(author_id)
    own = tuple(each for each in held if each.holder == author)
    if new.alone:
        return own
    made = {each.holder for each in grants_of(old)} - {author}
    given = tuple(each for each in grants_of(new) if each.holder != author)
    replaced = made | {each.holder for each in given}
    return (*(each for each in held if each.holder not in replaced), *given)


def policy_after(
    policy: ObjectPolicy, grants: Collection[Grant], *, owner_id: int, author_id: int | None
) -> ObjectPolicy:
    """The policy of an object whose grants are replaced by these: who takes part is who is let in by them.

    Its author needs none, nor does the owner of its calendar, unless it is closed. An object that was its author's
    alone is closed from then on to all but those whom the grants let in.
    """
    levels: dict[Holder, Level] = {each.holder: each.level for each in grants if each.level is not Level.BUSY}
    ids = (author_id,) if policy.is_closed else (author_id, owner_id)
    owners = {account(each): Level.FULL for each in ids if each is not None}
    levels |= owners
    if policy.alone and levels == owners:
        return policy
    named = (*policy.participants, *policy.departed)
    return msgspec.structs.replace(
        policy,
        alone=False,
        closed=policy.closed or policy.alone,
        everyone=EVERYONE in levels,
        participants=tuple(each for each in named if account(each) in levels),
        editors=tuple(each for each in policy.editors if levels.get(account(each)) is Level.FULL),
        departed=tuple(each for each in named if account(each) not in levels),
    )


def has_same_rights(one: ObjectPolicy, other: ObjectPolicy) -> bool:
    """Whether two policies differ in nothing but the progress, which whoever may mark an object may change."""
    return _without_progress(one) == _without_progress(other)


def _without_progress(policy: ObjectPolicy) -> ObjectPolicy:
    return msgspec.structs.replace(policy, progress=OPEN.progress)


def restored(then: ObjectPolicy, now: ObjectPolicy) -> ObjectPolicy:
    """The policy of an object to which a former version returns: who may do what stays as it is now."""
    return msgspec.structs.replace(now, progress=then.progress)


def among(policy: ObjectPolicy, accounts: Collection[int]) -> ObjectPolicy:
    """The policy without those whose accounts are gone."""
    lists = {name: getattr(policy, name) for name in ("participants", "editors", "departed")}
    kept = {name: tuple(each for each in ids if each in accounts) for name, ids in lists.items()}
    return msgspec.structs.replace(policy, **kept)


def people_of(policy: ObjectPolicy) -> tuple[int, ...]:
    """Everybody whom a policy names."""
    return tuple(dict.fromkeys((*policy.participants, *policy.editors, *policy.departed)))

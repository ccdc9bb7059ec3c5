"""What one caller may do, by the grants that reach them, the policy of an object and the scope of the key.

Only the store is another one: it holds grants, and counts how often it is asked.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from typing import Any

import msgspec
import pytest

from kalends.errors import Fault, Flaw, Kind
from kalends.service.access import Access, Caller, Rights, Scope
from kalends.service.access.level import decide
from kalends.service.records import (
    OPEN,
    Calendar,
    Facts,
    HeldGrant,
    Holder,
    HolderKind,
    Level,
    Look,
    ObjectDraft,
    ObjectKind,
    ObjectPolicy,
    Role,
    Span,
    Stored,
)

ANNA, BERT = 1, 2
ME = Holder(HolderKind.ACCOUNT, BERT)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CALENDAR, OBJECT = 10, 100
LEVELS = (None, *Level)
TRUTHS = (True, False)
POLICIES = [ObjectPolicy(closed, alone, role=role) for closed, alone, role in product(TRUTHS, TRUTHS, Role)]
OWN = Calendar(11, BERT, "mine", Look("Mine"), frozenset(), False, NOW, 1, 0, 0, 0, 0, 0)
ANNAS = replace(OWN, id=CALENDAR, owner_id=ANNA)


class Grants:
    """A store of what one caller holds; `asked` counts how often it was looked up."""

    def __init__(self, *held: HeldGrant) -> None:
        self.grants: Any = self
        self.calendars: Any = self
        self.mine = (OWN,)
        self.known = held
        self.asked = 0

    def held(self, account_id: int) -> Sequence[HeldGrant]:
        self.asked += 1
        return self.known if account_id == BERT else ()

    def owned(self, account_id: int) -> Sequence[Calendar]:
        return self.mine if account_id == BERT else ()


def caller(scope: Scope = Scope.FULL, *, admin: bool = False) -> Caller:
    return Caller(BERT, "bert@example.org", "Bert", admin, "UTC", scope, 7)


def rights(*held: HeldGrant, me: Caller | None = None) -> Rights:
    return Rights(me or caller(), Grants(*held))  # type: ignore[arg-type]


def held(level: Level | None, object_id: int | None = None) -> tuple[HeldGrant, ...]:
    return () if level is None else (HeldGrant(CALENDAR, object_id, ME, level),)


def stored(
    policy: ObjectPolicy = OPEN, *, author: int | None = ANNA, owner: int = ANNA, classification: str = ""
) -> Stored:
    facts = Facts("u", ObjectKind.EVENT, Span(0, 0), classification=classification)
    return Stored(OBJECT, owner, CALENDAR, 1, NOW, NOW, None, ObjectDraft("u", "", "", facts, author, policy=policy))


@pytest.mark.parametrize(
    ("level", "access"),
    [(None, Access.NONE), (Level.BUSY, Access.BUSY), (Level.READ, Access.READ), (Level.FULL, Access.FULL)],
)
def test_a_grant_on_the_calendar_reaches_the_objects_in_it(level: Level | None, access: Access) -> None:
    mine = rights(*held(level))
    assert mine.on_calendar(ANNAS) is mine.on_object(stored()) is access
    assert mine.on_calendar(OWN) is mine.on_object(stored(owner=BERT)) is Access.OWNER


@pytest.mark.parametrize(("one", "other"), [*product(LEVELS, LEVELS)])
def test_the_better_of_two_grants_counts(one: Level | None, other: Level | None) -> None:
    """Whichever is looked up first, and whether it is on the calendar or on the object."""
    best = max(rights(*held(each)).on_object(stored()) for each in (one, other))
    assert rights(*held(one), *held(other)).on_calendar(ANNAS) is best
    assert rights(*held(one, OBJECT), *held(other, OBJECT)).on_object(stored()) is best
    assert rights(*held(one), *held(other, OBJECT)).on_object(stored()) is best
    assert rights(*held(one, OBJECT)).on_calendar(ANNAS) is Access.NONE


def test_what_is_held_is_told_by_calendars_and_by_objects() -> None:
    mine = rights(*held(Level.READ), *held(Level.FULL, OBJECT), HeldGrant(12, 120, ME, Level.BUSY))
    assert mine.calendar_ids() == (CALENDAR,)
    assert mine.object_ids() == (OBJECT, 120)
    nothing = rights(*held(Level.READ), *held(Level.FULL, OBJECT), me=caller(Scope.GENERATE))
    assert nothing.calendar_ids() == nothing.object_ids() == ()


def test_grants_are_looked_up_once_and_again_after_a_refresh() -> None:
    store = Grants(*held(Level.READ))
    mine = Rights(caller(), store)  # type: ignore[arg-type]
    assert mine.on_object(stored()) is mine.on_calendar(ANNAS) is Access.READ
    assert mine.own_calendars == (OWN,)
    assert store.asked == 1
    store.known, store.mine = (), ()
    assert mine.on_calendar(ANNAS) is Access.READ
    assert mine.own_calendars == (OWN,)
    mine.refresh()
    assert mine.on_calendar(ANNAS) is Access.NONE
    assert mine.own_calendars == ()
    mine.refresh()
    mine.refresh()


def test_grants_are_not_looked_up_for_what_is_the_callers_own() -> None:
    store = Grants()
    mine = Rights(caller(), store)  # type: ignore[arg-type]
    assert mine.on_calendar(OWN) is mine.on_object(stored(owner=BERT)) is Access.OWNER
    assert mine.on_object(stored(ObjectPolicy(role=Role.READ), owner=BERT)) is Access.OWNER
    assert mine.on_object(stored(ObjectPolicy(closed=True), owner=BERT, author=BERT)) is Access.OWNER
    assert store.asked == 0


@pytest.mark.parametrize(
    ("scope", "own", "granted"),
    [
        (Scope.FULL, Access.OWNER, Access.FULL),
        (Scope.READ, Access.READ, Access.READ),
        (Scope.GENERATE, Access.NONE, Access.NONE),
    ],
)
def test_the_scope_of_a_key_bounds_everything(scope: Scope, own: Access, granted: Access) -> None:
    mine = rights(*held(Level.FULL), me=caller(scope))
    marks = ObjectPolicy(role=Role.MARK)
    assert mine.on_calendar(OWN) is mine.on_object(stored(owner=BERT)) is own
    assert mine.on_calendar(ANNAS) is mine.on_object(stored()) is granted
    assert mine.on_object(stored(marks)) is min(own, Access.STATUS)


@pytest.mark.parametrize(("scope", "admin"), [*product(Scope, (True, False))])
def test_an_administrator_manages_with_a_key_of_full_scope(scope: Scope, admin: bool) -> None:
    mine = rights(me=caller(scope, admin=admin))
    assert mine.manages is (admin and scope is Scope.FULL)
    for demand in (
        lambda **more: mine.demand_calendar(ANNAS, Access.OWNER, **more),
        lambda **more: mine.demand_object(stored(), Access.OWNER, **more),
    ):
        if mine.manages:
            assert demand(manage=True) is Access.NONE
        else:
            assert refused(lambda demand=demand: demand(manage=True)).kind is Kind.NOT_FOUND
        assert refused(demand).kind is Kind.NOT_FOUND


def refused(demand: Any) -> Fault:
    with pytest.raises(Fault) as caught:
        demand()
    return caught.value


@pytest.mark.parametrize(("level", "least"), [*product(Level, Access)])
def test_what_is_demanded_is_told_where_it_is_missing(level: Level, least: Access) -> None:
    mine = rights(*held(level))
    access = mine.on_calendar(ANNAS)
    for demand in (
        lambda: mine.demand_calendar(ANNAS, least),
        lambda: mine.demand_object(stored(), least),
    ):
        if access >= least:
            assert demand() is access
            continue
        fault = refused(demand)
        assert fault.kind is Kind.FORBIDDEN
        assert fault.detail == f'This needs the right "{least.name.lower()}"; yours is "{access.name.lower()}".'


def test_what_may_not_be_seen_is_not_there() -> None:
    for fault, code, detail in (
        (refused(lambda: rights().demand_calendar(ANNAS, Access.BUSY)), "no-calendar", "There is no such calendar."),
        (refused(lambda: rights().demand_object(stored(), Access.BUSY)), "no-object", "There is no such object."),
    ):
        assert (fault.kind, fault.detail, fault.flaws) == (Kind.NOT_FOUND, detail, (Flaw(code, detail),))


@pytest.mark.parametrize(("level", "own"), [*product(LEVELS, LEVELS)])
@pytest.mark.parametrize("classification", ["", "PRIVATE"])
@pytest.mark.parametrize("author", [ANNA, BERT, None])
def test_a_policy_that_says_nothing_changes_nothing(
    level: Level | None, own: Level | None, classification: str, author: int | None
) -> None:
    mine = rights(*held(level), *held(own, OBJECT))
    says_nothing = msgspec.structs.replace(OPEN)
    assert says_nothing is not OPEN
    for owner in (ANNA, BERT):
        same = {"author": author, "owner": owner, "classification": classification}
        assert mine.on_object(stored(says_nothing, **same)) is mine.on_object(stored(**same))


@pytest.mark.parametrize(
    ("role", "accesses"),
    [
        (Role.EDIT, (Access.NONE, Access.FULL, Access.READ, Access.BUSY)),
        (Role.MARK, (Access.NONE, Access.STATUS, Access.STATUS, Access.BUSY)),
        (Role.READ, (Access.NONE, Access.READ, Access.READ, Access.BUSY)),
    ],
)
def test_a_policy_bounds_what_a_grant_on_the_calendar_comes_to(role: Role, accesses: tuple[Access, ...]) -> None:
    """LEVELS: none, full, read, busy. A grant on the object itself is not bounded."""
    policy = ObjectPolicy(role=role)
    assert tuple(rights(*held(level)).on_object(stored(policy)) for level in LEVELS) == accesses
    assert rights(*held(Level.READ), *held(Level.FULL, OBJECT)).on_object(stored(policy)) is Access.FULL


@pytest.mark.parametrize("role", Role)
def test_a_closed_object_is_reached_by_grants_on_itself_alone(role: Role) -> None:
    policy = ObjectPolicy(closed=True, role=role)
    assert rights(*held(Level.FULL)).on_object(stored(policy)) is Access.NONE
    own = {level: rights(*held(level, OBJECT)).on_object(stored(policy)) for level in Level}
    read = Access.STATUS if role is Role.MARK else Access.READ
    assert own == {Level.FULL: Access.FULL, Level.READ: read, Level.BUSY: Access.BUSY}


def test_the_class_of_a_closed_object_hides_nothing_from_those_who_take_part() -> None:
    """They are named, each by itself; an open one is hidden by its class from whoever only reads."""
    mine = rights(*held(Level.READ, OBJECT))
    assert mine.on_object(stored(ObjectPolicy(closed=True), classification="PRIVATE")) is Access.READ
    assert mine.on_object(stored(ObjectPolicy(role=Role.READ), classification="PRIVATE")) is Access.BUSY


@pytest.mark.parametrize(("level", "own"), [*product(LEVELS, LEVELS)])
def test_what_is_its_authors_alone_is_reached_by_no_grant(level: Level | None, own: Level | None) -> None:
    """Not by the owner of the calendar either, while its author has an account."""
    alone = ObjectPolicy(alone=True)
    assert rights(*held(level), *held(own, OBJECT)).on_object(stored(alone)) is Access.NONE
    assert rights(*held(own, OBJECT)).on_object(stored(alone, owner=BERT)) is Access.NONE


def test_a_closed_object_whose_author_is_gone_falls_to_the_owner_of_its_calendar() -> None:
    for policy in (ObjectPolicy(closed=True), ObjectPolicy(alone=True)):
        assert rights().on_object(stored(policy, owner=BERT, author=None)) is Access.OWNER
        assert rights().on_object(stored(policy, owner=BERT)) is Access.NONE
        assert rights().on_object(stored(policy, owner=BERT, author=BERT)) is Access.OWNER


@pytest.mark.parametrize("policy", [OPEN, *POLICIES])
def test_an_author_who_reads_an_object_owns_it(policy: ObjectPolicy) -> None:
    mine = stored(policy, author=BERT)
    for level in (Level.READ, Level.FULL):
        assert rights(*held(level)).on_object(mine) is Access.OWNER
        assert rights(*held(level, OBJECT)).on_object(mine) is Access.OWNER
    assert rights().on_object(mine) is Access.NONE
    assert rights(*held(Level.BUSY, OBJECT)).on_object(mine) is Access.BUSY


def test_an_event_is_public_and_somebody_elses_unless_it_is_said() -> None:
    assert decide(Access.READ) is Access.READ

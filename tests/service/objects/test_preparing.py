"""Edits that are made before their transaction, and what happens where the object changes in between."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.service.household import BOTH, NOW, Household, grant_to, refused

from kalends.errors import Fault, Kind
from kalends.service.calendars import CalendarChange
from kalends.service.house import Service
from kalends.service.objects import Conditions, Outcome, Seen
from kalends.service.objects.preparing import SMALL_OCTETS
from kalends.service.ports import Store, Transaction
from kalends.service.records import Level

LONG = f"COMMENT:{'x' * 70}\r\n" * (SMALL_OCTETS // 70)


class WatchedStore:
    """A store that knows whether a writing transaction is open, and lets others act before the first one."""

    def __init__(self, store: Store, meanwhile: Callable[[], object]) -> None:
        self._store = store
        self._meanwhile: Callable[[], object] | None = meanwhile
        self.is_writing = False

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is not None:
            meanwhile()
        with self._store.writing() as transaction:
            self.is_writing = True
            try:
                yield transaction
            finally:
                self.is_writing = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


@dataclass
class Renaming:
    """An edit that notes of which summaries it was made, and whether that was under the lock."""

    store: WatchedStore
    made: list[tuple[str, bool]] = field(default_factory=list)

    def __call__(self, seen: Seen) -> Outcome:
        self.made.append((seen.stored.facts.summary, self.store.is_writing))
        return Outcome(seen.stored.text.replace("SUMMARY:", "SUMMARY:New "))


def watched(house: Household, meanwhile: Callable[[], object] = lambda: None) -> tuple[Service, Renaming]:
    store = WatchedStore(house.service.store, meanwhile)
    return Service.of(store, limits=house.service.limits), Renaming(store)


@BOTH
@pytest.mark.parametrize("rest", ["", LONG], ids=["small", "large"])
def test_an_edit_is_made_before_the_lock_is_taken(house: Household, rest: str) -> None:
    saved = house.put("anna", "one", "SUMMARY:Old", *rest.split("\r\n")[:-1])
    service, edit = watched(house)
    changed = service.objects.edit(house.bert, saved.id, edit, now=NOW).saved
    assert changed is not None
    assert edit.made == [("Old", False)]
    assert house.get("anna", saved.id).stored.facts.summary == "New Old"


@BOTH
@pytest.mark.parametrize(("rest", "under_lock"), [("", True), (LONG, False)], ids=["small", "large"])
def test_it_is_made_anew_where_somebody_was_quicker(house: Household, rest: str, under_lock: bool) -> None:
    lines = rest.split("\r\n")[:-1]
    saved = house.put("anna", "one", "SUMMARY:Old", *lines)
    service, edit = watched(house, lambda: house.put("anna", "one", "SUMMARY:Newer", *lines))
    service.objects.edit(house.bert, saved.id, edit, now=NOW)
    assert edit.made == [("Old", False), ("Newer", under_lock)]
    assert house.get("anna", saved.id).stored.facts.summary == "New Newer"


@BOTH
@pytest.mark.parametrize(("level", "kind"), [(None, Kind.NOT_FOUND), (Level.READ, Kind.FORBIDDEN)])
def test_a_right_that_is_lost_meanwhile_is_lost(house: Household, level: Level | None, kind: Kind) -> None:
    saved = house.put("anna", "one", "SUMMARY:Old")
    grants = () if level is None else (grant_to(house.bert, level),)
    calendar_id = house.calendar.id
    change = CalendarChange(grants=grants)
    service, edit = watched(house, lambda: house.service.calendars.change(house.anna, calendar_id, change, now=NOW))
    with refused(kind):
        service.objects.edit(house.bert, saved.id, edit, now=NOW)
    assert house.get("anna", saved.id).stored.facts.summary == "Old"


def test_who_may_not_edit_is_refused_before_the_edit_is_made(house: Household) -> None:
    saved = house.put("anna")
    service, edit = watched(house)
    with refused(Kind.FORBIDDEN):
        service.objects.edit(house.cleo, saved.id, edit, now=NOW)
    with refused(Kind.NOT_FOUND):
        service.objects.edit(house.emil, saved.id, edit, now=NOW)
    assert edit.made == []


def test_a_condition_that_does_not_hold_is_told_before_a_fault_of_the_edit(house: Household) -> None:
    saved = house.put("anna")

    def impossible(_: Seen) -> Outcome:
        raise Fault(Kind.RULE, "This cannot be.")

    with refused(Kind.STALE):
        house.service.objects.edit(
            house.bert, saved.id, impossible, conditions=Conditions(etags=frozenset({"other"})), now=NOW
        )
    with refused(Kind.RULE):
        house.service.objects.edit(house.bert, saved.id, impossible, now=NOW)

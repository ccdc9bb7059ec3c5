"""Edits of large objects, which are made outside of the transaction, and what happens where these change meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from tests.service.household import BOTH, NOW, Household, grant_to, refused
from tests.units import ObjectVerbs, WatchedStore, edited, nobody, objects_of

from kalends.core.objects.patch import EditResult
from kalends.errors import Fault, Kind
from kalends.service.calendars import CalendarChange
from kalends.service.house import Service
from kalends.service.objects import Conditions, Seen
from kalends.service.records import Level
from kalends.service.unit import SMALL_OCTETS

LONG = f"COMMENT:{'x' * 70}\r\n" * (SMALL_OCTETS // 70)


@dataclass
class Renaming:
    """An edit that notes of which summaries it was made, and whether that was under the lock."""

    store: WatchedStore
    made: list[tuple[str, bool]] = field(default_factory=list)

    def __call__(self, seen: Seen) -> EditResult:
        self.made.append((seen.stored.facts.summary, self.store.is_writing))
        return edited(seen.stored.text.replace("SUMMARY:", "SUMMARY:New "))


def watched(house: Household, *meanwhile: Callable[[], object]) -> tuple[ObjectVerbs, Renaming]:
    store = WatchedStore(house.service.store, *meanwhile)
    return objects_of(Service.of(store, limits=house.service.limits)), Renaming(store)


@BOTH
@pytest.mark.parametrize(("rest", "under_lock"), [("", True), (LONG, False)], ids=["small", "large"])
def test_a_large_object_is_edited_outside_of_the_lock(house: Household, rest: str, under_lock: bool) -> None:
    saved = house.put("anna", "one", "SUMMARY:Old", *rest.split("\r\n")[:-1])
    objects, edit = watched(house)
    changed = objects.edit(house.bert, saved.id, edit, now=NOW).saved
    assert changed is not None
    assert edit.made == [("Old", under_lock)]
    assert house.get("anna", saved.id).stored.facts.summary == "New Old"


@BOTH
def test_it_is_edited_anew_where_somebody_was_quicker(house: Household) -> None:
    lines = LONG.split("\r\n")[:-1]
    saved = house.put("anna", "one", "SUMMARY:Old", *lines)
    objects, edit = watched(house, nobody, lambda: house.put("anna", "one", "SUMMARY:Newer", *lines))
    objects.edit(house.bert, saved.id, edit, now=NOW)
    assert edit.made == [("Old", False), ("Newer", False)]
    assert house.get("anna", saved.id).stored.facts.summary == "New Newer"


@BOTH
@pytest.mark.parametrize(("level", "kind"), [(None, Kind.NOT_FOUND), (Level.READ, Kind.FORBIDDEN)])
def test_a_right_that_is_lost_meanwhile_is_lost(house: Household, level: Level | None, kind: Kind) -> None:
    saved = house.put("anna", "one", "SUMMARY:Old", *LONG.split("\r\n")[:-1])
    grants = () if level is None else (grant_to(house.bert, level),)
    calendar_id = house.calendar.id
    change = CalendarChange(grants=grants)
    objects, edit = watched(house, nobody, lambda: house.calendars.change(house.anna, calendar_id, change, now=NOW))
    with refused(kind):
        objects.edit(house.bert, saved.id, edit, now=NOW)
    assert house.get("anna", saved.id).stored.facts.summary == "Old"


def test_who_may_not_edit_is_refused_before_the_edit_is_made(house: Household) -> None:
    saved = house.put("anna")
    objects, edit = watched(house)
    with refused(Kind.FORBIDDEN):
        objects.edit(house.cleo, saved.id, edit, now=NOW)
    with refused(Kind.NOT_FOUND):
        objects.edit(house.emil, saved.id, edit, now=NOW)
    assert edit.made == []


def test_a_condition_that_does_not_hold_is_told_before_a_fault_of_the_edit(house: Household) -> None:
    saved = house.put("anna")

    def impossible(_: Seen) -> EditResult:
        raise Fault(Kind.RULE, "This cannot be.")

    with refused(Kind.STALE):
        house.objects.edit(house.bert, saved.id, impossible, conditions=Conditions(etags=frozenset({"other"})), now=NOW)
    with refused(Kind.RULE):
        house.objects.edit(house.bert, saved.id, impossible, now=NOW)

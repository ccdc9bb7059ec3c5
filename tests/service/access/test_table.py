"""The whole table: every verb, by everybody, on Anna's calendar and on what is in it.

F: it is done. X: FORBIDDEN, since it may be seen. -: NOT_FOUND, since it may not.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.service.household import BOTH, NOW, Household, at, grant_to, text_of
from tests.units import calendars_of, edited, history_of, objects_of, query_of, sync_of

from kalends.errors import Fault, Kind
from kalends.service.access import Caller
from kalends.service.calendars import CalendarChange, ViewChange
from kalends.service.history import walk_departures
from kalends.service.house import Service
from kalends.service.objects import Place
from kalends.service.query import Query
from kalends.service.records import Level, Look, ObjectPolicy, Role, Scope

PEOPLE = ("anna", "bert", "cleo", "finn", "dora", "emil", "gwen")
ASKED_NOVEMBER = (at(1), at(1, month=12))


def november(verbs: "Verbs") -> Query:
    """What is in the calendar in a month."""
    return Query(*ASKED_NOVEMBER, (verbs.calendar,))


class Verbs:
    """One verb each, tried on Anna's calendar and on an object in it."""

    def __init__(self, house: Household) -> None:
        self.service: Service = house.service
        self.calendar = house.calendar.id
        self.object = house.put("anna", "one", "SUMMARY:Secret").id
        self.house = house
        changed = text_of("gone")
        gone = house.objects.put(house.anna, self.calendar, changed, now=NOW)
        house.objects.delete(house.anna, gone.id, now=NOW)
        self.gone = gone.id
        self.edited = text_of("one", "SUMMARY:Edited")

    def look(self, me: Caller) -> Look:
        """How the calendar looks; that it is left out is as good as a fault."""
        found = calendars_of(self.service).get_looks(me, [self.calendar])
        if not found:
            raise Fault(Kind.NOT_FOUND, "left out")
        return found[self.calendar]

    def listed(self, me: Caller) -> int:
        """Where Anna's calendar is among hers; that it is left out is as good as a fault."""
        found = [each.id for each in calendars_of(self.service).get_owned(me, self.house.anna.account_id)]
        if self.calendar not in found:
            raise Fault(Kind.NOT_FOUND, "left out")
        return found.index(self.calendar)

    def own(self, me: Caller) -> int:
        return calendars_of(self.service).ensure_default(me, now=NOW).id


TABLE: dict[str, tuple[str, Callable[[Verbs, Caller], Any]]] = {
    #                     anna bert cleo finn dora emil gwen
    "objects.get": ("F F F F F - -", lambda v, me: objects_of(v.service).get(me, v.object)),
    "objects.at": ("F F F F F - -", lambda v, me: objects_of(v.service).at(me, v.calendar, "one.ics")),
    "objects.at_some": ("F F F F F - -", lambda v, me: objects_of(v.service).at_some(me, v.calendar, ["one.ics"])),
    "objects.entries": ("F F F F F - -", lambda v, me: objects_of(v.service).entries(me, v.calendar)),
    "objects.put new": (
        "F F X X X - -",
        lambda v, me: objects_of(v.service).put(me, v.calendar, text_of("new"), now=NOW),
    ),
    "objects.put over": ("F F X X X - -", lambda v, me: objects_of(v.service).put(me, v.calendar, v.edited, now=NOW)),
    "objects.put href": (
        "F F X X X - -",
        lambda v, me: objects_of(v.service).put(me, v.calendar, v.edited, href="one.ics", now=NOW),
    ),
    "objects.edit": (
        "F F X X X - -",
        lambda v, me: objects_of(v.service).edit(me, v.object, edited(v.edited), now=NOW),
    ),
    "objects.move": (
        "F F X X X - -",
        lambda v, me: objects_of(v.service).move(me, v.object, Place(v.own(me)), now=NOW),
    ),
    "objects.copy": (
        "F F F F X - -",
        lambda v, me: objects_of(v.service).copy(me, v.object, Place(v.own(me)), now=NOW),
    ),
    "objects.delete": ("F F X X X - -", lambda v, me: objects_of(v.service).delete(me, v.object, now=NOW)),
    "objects.give": (
        "F X X X X - F",
        lambda v, me: objects_of(v.service).give(me, v.object, v.house.bert.account_id, now=NOW),
    ),
    "objects.set_alert": ("F F F F F - -", lambda v, me: objects_of(v.service).set_alert(me, v.object, 5, now=NOW)),
    "objects.set_policy": (
        "F F X X X - -",
        lambda v, me: objects_of(v.service).set_policy(me, v.object, ObjectPolicy(role=Role.READ), now=NOW),
    ),
    "objects.set_properties": (
        "F F X X X - -",
        lambda v, me: objects_of(v.service).set_properties(me, v.object, {("a", "b"): "c"}, now=NOW),
    ),
    "objects.share": (
        "F F X X X - F",
        lambda v, me: objects_of(v.service).share(me, v.object, [grant_to(v.house.emil, Level.READ)], now=NOW),
    ),
    "objects.shared": ("F F F F X - F", lambda v, me: objects_of(v.service).shared(me, v.object)),
    "objects.show": ("R F F F F - -", lambda v, me: objects_of(v.service).show(me, v.object, now=NOW)),
    "objects.hide": ("R F F F F - -", lambda v, me: objects_of(v.service).hide(me, v.object, now=NOW)),
    "calendars.get": ("F F F F F - -", lambda v, me: calendars_of(v.service).get(me, v.calendar)),
    "calendars.named": (
        "F F F F F - -",
        lambda v, me: calendars_of(v.service).get_named(me, v.house.anna.account_id, "annas"),
    ),
    "calendars.change": (
        "F F X X X - -",
        lambda v, me: calendars_of(v.service).change(me, v.calendar, CalendarChange(title="New"), now=NOW),
    ),
    "calendars.view": (
        "F F F F F - -",
        lambda v, me: calendars_of(v.service).change_view(me, v.calendar, ViewChange(title="Mine"), now=NOW),
    ),
    "calendars.set_default": (
        "F X X X X - -",
        lambda v, me: calendars_of(v.service).set_default(me, v.calendar, now=NOW),
    ),
    "calendars.share": ("F F X X X - F", lambda v, me: calendars_of(v.service).share(me, v.calendar, [], now=NOW)),
    "calendars.grant": (
        "F F X X X - F",
        lambda v, me: calendars_of(v.service).grant(me, v.calendar, grant_to(v.house.emil, Level.READ), now=NOW),
    ),
    "calendars.revoke": (
        "F F X X X - F",
        lambda v, me: calendars_of(v.service).revoke(
            me, v.calendar, grant_to(v.house.emil, Level.READ).holder, now=NOW
        ),
    ),
    "calendars.revoke own": (
        "F F F F F - F",
        lambda v, me: calendars_of(v.service).revoke(me, v.calendar, grant_to(me, Level.READ).holder, now=NOW),
    ),
    "calendars.looks": ("F F F F F - -", lambda v, me: v.look(me)),
    "calendars.access": ("F F F F F - -", lambda v, me: calendars_of(v.service).get_access(me, v.calendar)),
    "calendars.shared": ("F F F F X - F", lambda v, me: calendars_of(v.service).get_shares(me, v.calendar)),
    "calendars.members": ("F F F F X - F", lambda v, me: calendars_of(v.service).get_members(me, v.calendar)),
    "calendars.invite": (
        "F F X X X - F",
        lambda v, me: calendars_of(v.service).invite(me, v.calendar, [v.house.emil.account_id], now=NOW),
    ),
    "calendars.of": ("F F F F F - F", lambda v, me: v.listed(me)),
    "calendars.remove": ("F X X X X - F", lambda v, me: calendars_of(v.service).remove(me, v.calendar, now=NOW)),
    "query.occurrences": (
        "F F F F F - -",
        lambda v, me: query_of(v.service).find_occurrences(me, november(v)),
    ),
    "query.of_object": ("F F F F F - -", lambda v, me: query_of(v.service).find_occurrences_of(me, v.object, limit=1)),
    "query.beginning": (
        "F F F F F - -",
        lambda v, me: query_of(v.service).find_first_of(
            me, objects_of(v.service).get(me, v.object), until=lambda first: first + timedelta(days=1), limit=1
        ),
    ),
    "query.agenda": (
        "F F F F F - -",
        lambda v, me: query_of(v.service).find_agenda(me, november(v)),
    ),
    "query.objects": ("F F F F F - -", lambda v, me: query_of(v.service).find_objects(me, v.calendar)),
    "query.todos": (
        "F F F F F - -",
        lambda v, me: query_of(v.service).find_todos(me, november(v)),
    ),
    "query.days": (
        "F F F F F - -",
        lambda v, me: query_of(v.service).find_days(me, november(v)),
    ),
    "query.free_busy": (
        "F F F F F - -",
        lambda v, me: query_of(v.service).find_free_busy(me, november(v)),
    ),
    "query.search": ("F F F F F - -", lambda v, me: query_of(v.service).search(me, "x", calendar_ids=(v.calendar,))),
    "sync.token": ("F F F F F - -", lambda v, me: sync_of(v.service).get_token(me, v.calendar)),
    "sync.changes": ("F F F F F - -", lambda v, me: sync_of(v.service).get_changes(me, v.calendar)),
    "history.of": ("F F X X X - -", lambda v, me: history_of(v.service).get_past(me, v.object)),
    "history.of a deleted one": ("F F - - - - -", lambda v, me: history_of(v.service).get_past(me, v.gone)),
    "history.of_uid": ("F F X X X - -", lambda v, me: history_of(v.service).get_pasts(me, v.calendar, "gone")),
    "history.removed": ("F F X X X - -", lambda v, me: history_of(v.service).get_departures(me, v.calendar)),
    "history.every_removed": (
        "F F X X X - -",
        lambda v, me: list(walk_departures(lambda: v.service.read(me), v.calendar)),
    ),
    "history.restore": ("F F - - - - -", lambda v, me: history_of(v.service).restore(me, v.gone, 1, now=NOW)),
    "transfer.take_in": (
        "F F X X X - -",
        lambda v, me: v.service.transfer.take_in(me, v.calendar, text_of("in"), now=NOW),
    ),
    "transfer.export": ("F F F F F - -", lambda v, me: list(v.service.transfer.export(me, v.calendar))),
}
ANSWERS = {None: "F", Kind.FORBIDDEN: "X", Kind.NOT_FOUND: "-", Kind.RULE: "R"}
READS = {
    *(
        "objects.get",
        "objects.at",
        "objects.at_some",
        "objects.entries",
        "objects.shared",
        "calendars.get",
        "calendars.looks",
        "calendars.named",
    ),
    *("calendars.access", "calendars.shared", "calendars.members", "calendars.of", "sync.token", "sync.changes"),
    *(name for name in TABLE if name.startswith("query.") or name == "transfer.export"),
}


def answer_of(verb: Callable[[Verbs, Caller], Any], verbs: Verbs, me: Caller) -> str:
    try:
        verb(verbs, me)
    except Fault as fault:
        return ANSWERS[fault.kind]
    return ANSWERS[None]


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", TABLE)
def test_every_verb_by_everybody(house: Household, name: str, who: str) -> None:
    expected, verb = TABLE[name]
    assert answer_of(verb, Verbs(house), house.people[who]) == expected.split()[PEOPLE.index(who)]


@pytest.mark.parametrize("name", TABLE)
def test_a_key_that_reads_does_no_more(house: Household, name: str) -> None:
    verbs = Verbs(house)
    token = house.sync.get_token(house.anna, house.calendar.id)
    expected = "F" if name in READS else "X"
    if name.startswith("history.") and name != "history.restore":
        expected = "-" if "deleted" in name else "X"
    assert answer_of(TABLE[name][1], verbs, house.key("anna", Scope.READ)) == expected
    assert house.sync.get_token(house.anna, house.calendar.id) == token


@pytest.mark.parametrize("name", TABLE)
def test_a_key_that_generates_does_nothing_here(house: Household, name: str) -> None:
    assert answer_of(TABLE[name][1], Verbs(house), house.key("anna", Scope.GENERATE)) == "X"


@BOTH
@pytest.mark.parametrize("scope", [Scope.READ, Scope.GENERATE])
@pytest.mark.parametrize("name", [name for name, (expected, _) in TABLE.items() if expected.endswith("F")])
def test_an_administrator_manages_with_a_full_key_alone(house: Household, name: str, scope: Scope) -> None:
    verbs = Verbs(house)
    refused = "-" if scope is Scope.READ and name in READS else "X"
    assert answer_of(TABLE[name][1], verbs, house.key("gwen", scope)) == refused
    assert answer_of(TABLE[name][1], verbs, house.key("gwen", Scope.FULL)) == "F"


@pytest.mark.parametrize("name", [name for name in TABLE if name not in ("calendars.named", "calendars.of")])
def test_what_is_not_there_is_not_found_by_its_owner(house: Household, name: str) -> None:
    verbs = Verbs(house)
    for number in (0, -1, 2**31 - 1, 2**40, -(2**70), 2**70):
        verbs.calendar = verbs.object = verbs.gone = number
        assert answer_of(TABLE[name][1], verbs, house.anna) == "-"

"""Edits, moves, copies, deletions, hiding."""

import pytest
from tests.service.household import BOTH, NOW, Household, grant_to, refused, text_of
from tests.units import edited

from kalends.core.objects.patch import EditResult
from kalends.errors import Fault, Kind
from kalends.service.objects import FORGET_ALERT, Conditions, Edit, Extras, Place, Seen
from kalends.service.records import Level, ObjectPolicy, Role


def to(*lines: str, uid: str = "one") -> Edit:
    return lambda _: edited(text_of(uid, *lines))


def appended(line: str) -> Edit:
    return lambda seen: edited(seen.stored.text.replace("END:VEVENT", f"{line}\r\nEND:VEVENT"))


@BOTH
def test_everything_in_one_change(house: Household) -> None:
    saved = house.put("anna")
    other = house.own("anna")
    extras = Extras(
        alert=30,
        policy=ObjectPolicy(role=Role.READ),
        properties={("kona", "external"): "x"},
        grants=(grant_to(house.dora, Level.READ),),
        author_id=house.cleo.account_id,
        method="REQUEST",
    )
    changed = house.objects.change(
        house.anna,
        saved.id,
        edit=appended("SUMMARY:New"),
        place=Place(other.id, "new.ics"),
        extras=extras,
        conditions=Conditions(etags=frozenset({saved.etag})),
        now=NOW,
    ).saved
    assert changed is not None
    assert (changed.id, changed.calendar_id, changed.href, changed.created) == (saved.id, other.id, "new.ics", False)
    seen = house.get("anna", saved.id)
    assert seen.stored.facts.summary == "New"
    assert (seen.alert, seen.stored.draft.policy) == (30, ObjectPolicy(role=Role.READ))
    assert seen.properties == ((("kona", "external"), "x"),)
    assert seen.stored.draft.method == "REQUEST"
    assert house.get("cleo", saved.id).stored.draft.author_id == house.cleo.account_id
    assert not house.get("dora", saved.id).busy
    with refused(Kind.NOT_FOUND):
        house.get("bert", saved.id)


@BOTH
def test_a_change_is_done_wholly_or_not_at_all(house: Household) -> None:
    saved, other = house.put("anna"), house.own("anna")
    house.put("anna", "one", calendar_id=other.id)
    before = house.get("anna", saved.id)
    token = house.sync.get_token(house.anna, house.calendar.id)
    change = {
        "edit": to("SUMMARY:New"),
        "place": Place(other.id),
        "extras": Extras(alert=5, properties={("a", "b"): "c"}),
    }
    with refused(Kind.EXISTS, "no-uid-conflict"):
        house.objects.change(house.anna, saved.id, **change, now=NOW)
    assert house.get("anna", saved.id) == before
    assert house.sync.get_token(house.anna, house.calendar.id) == token


def test_an_edit_sees_the_object_that_it_changes(house: Household) -> None:
    saved = house.put("anna")
    for number in range(3):
        house.objects.edit(house.bert, saved.id, appended(f"COMMENT:{number}"), now=NOW)
    lines = house.get("anna", saved.id).stored.text.split("\r\n")
    assert [line for line in lines if line.startswith("COMMENT")] == ["COMMENT:0", "COMMENT:1", "COMMENT:2"]
    assert len(house.history.get_past(house.anna, saved.id).former) == 3


def test_an_edit_may_refuse_and_nothing_is_done(house: Household) -> None:
    saved = house.put("anna")

    def refuse(_: Seen) -> EditResult:
        raise Fault(Kind.RULE, "No.")

    with refused(Kind.RULE):
        house.objects.edit(house.anna, saved.id, refuse, now=NOW)
    assert house.get("anna", saved.id).stored.version == 1


def test_an_edit_deletes(house: Household) -> None:
    saved = house.put("anna")
    changed = house.objects.edit(house.anna, saved.id, EditResult(None), now=NOW)
    assert changed.saved is None
    with refused(Kind.NOT_FOUND):
        house.get("anna", saved.id)


@BOTH
def test_an_edit_splits(house: Household) -> None:
    saved = house.put("anna", "one", "RRULE:FREQ=DAILY")
    house.objects.change(
        house.anna,
        saved.id,
        extras=Extras(properties={("a", "b"): "c"}, grants=(grant_to(house.emil, Level.READ),)),
        now=NOW,
    )
    halves = edited(text_of("one", "RRULE:FREQ=DAILY;COUNT=2"), text_of("two", "RRULE:FREQ=DAILY"))
    changed = house.objects.edit(house.anna, saved.id, halves, now=NOW)
    (other,) = changed.others
    assert other.created
    assert house.get("emil", other.id).stored.facts.uid == "two"
    assert house.get("anna", other.id).properties == ((("a", "b"), "c"),)
    with refused(Kind.STALE):
        house.objects.edit(house.anna, saved.id, halves, now=NOW)


def test_whoever_has_one_event_alone_cannot_split_it(house: Household) -> None:
    saved = house.put("anna", "one", "RRULE:FREQ=DAILY")
    house.objects.share(house.anna, saved.id, [grant_to(house.emil, Level.FULL)], now=NOW)
    with refused(Kind.NOT_FOUND):
        house.objects.edit(house.emil, saved.id, EditResult(None, edited("", text_of("two")).others), now=NOW)
    assert house.get("emil", saved.id).stored.version == 1


@pytest.mark.parametrize("edit", [to(uid="two"), lambda _: edited("nonsense"), lambda _: edited(text_of(""))])
def test_an_edit_keeps_the_uid_and_the_rules(house: Household, edit: Edit) -> None:
    saved = house.put("anna")
    with pytest.raises(Fault) as caught:
        house.objects.edit(house.anna, saved.id, edit, now=NOW)
    assert caught.value.precondition.startswith(("no-uid-conflict", "valid-calendar"))
    assert house.get("anna", saved.id).stored.version == 1


@BOTH
def test_a_move_takes_everything_along(house: Household) -> None:
    saved, other = house.put("anna"), house.own("anna")
    house.objects.share(house.anna, saved.id, [grant_to(house.emil, Level.READ)], now=NOW)
    house.objects.set_alert(house.emil, saved.id, 5, now=NOW)
    moved = house.objects.move(house.anna, saved.id, Place(other.id), now=NOW)
    assert (moved.id, moved.calendar_id, moved.href) == (saved.id, other.id, saved.href)
    assert house.get("emil", saved.id).alert == 5
    assert [item.etag for item in house.sync.get_changes(house.anna, other.id).items] == [saved.etag]
    assert house.query.find_objects(house.anna, house.calendar.id) == ()


def test_an_object_gets_another_name(house: Household) -> None:
    saved = house.put("anna")
    token = house.sync.get_token(house.anna, house.calendar.id)
    moved = house.objects.move(house.anna, saved.id, Place(house.calendar.id, "x.ics"), now=NOW)
    assert (moved.href, moved.id) == ("x.ics", saved.id)
    changes = house.sync.get_changes(house.anna, house.calendar.id, token).items
    assert {(item.href, item.etag) for item in changes} == {("one.ics", None), ("x.ics", saved.etag)}
    other = house.put("anna", "two")
    with refused(Kind.EXISTS):
        house.objects.move(house.anna, other.id, Place(house.calendar.id, "x.ics"), now=NOW)


def test_a_move_demands_full_access_on_both_sides(house: Household) -> None:
    saved = house.put("anna")
    cleos = house.own("cleo")
    house.calendars.grant(house.cleo, cleos.id, grant_to(house.anna, Level.READ), now=NOW)
    with refused(Kind.FORBIDDEN):
        house.objects.move(house.anna, saved.id, Place(cleos.id), now=NOW)
    with refused(Kind.NOT_FOUND):
        house.objects.move(house.anna, saved.id, Place(house.own("emil").id), now=NOW)
    with refused(Kind.NOT_FOUND):
        house.objects.move(house.anna, saved.id, Place(4711), now=NOW)
    assert house.get("anna", saved.id).stored.calendar_id == house.calendar.id


def test_a_copy_is_another_object(house: Household) -> None:
    saved = house.put("anna", "one", "SUMMARY:x")
    own = house.own("cleo")
    copied = house.objects.copy(house.cleo, saved.id, Place(own.id), now=NOW)
    assert copied.id != saved.id
    assert (copied.etag, copied.answer.stored.draft.author_id) == (saved.etag, house.cleo.account_id)
    private = house.put("anna", "two", "CLASS:PRIVATE")
    with refused(Kind.FORBIDDEN):
        house.objects.copy(house.cleo, private.id, Place(own.id), now=NOW)
    with refused(Kind.STALE):
        house.objects.copy(house.cleo, saved.id, Place(own.id), conditions=Conditions(absent=True), now=NOW)


def test_a_deletion_happens_once(house: Household) -> None:
    saved = house.put("anna")
    house.objects.delete(house.anna, saved.id, now=NOW)
    with refused(Kind.NOT_FOUND):
        house.objects.delete(house.anna, saved.id, now=NOW)


def test_somebody_does_not_want_to_see_it(house: Household) -> None:
    saved = house.put("anna")
    house.objects.share(house.anna, saved.id, [grant_to(house.emil, Level.READ)], now=NOW)
    house.objects.hide(house.emil, saved.id, now=NOW)
    assert house.objects.shared_with_me(house.emil) == ()
    house.objects.show(house.emil, saved.id, now=NOW)
    assert len(house.objects.shared_with_me(house.emil)) == 1
    with refused(Kind.RULE):
        house.objects.hide(house.anna, saved.id, now=NOW)


def test_an_alert_of_ones_own_is_forgotten(house: Household) -> None:
    saved = house.put("anna")
    house.objects.set_alert(house.cleo, saved.id, 5, now=NOW)
    assert (house.get("cleo", saved.id).alert, house.get("anna", saved.id).alert) == (5, None)
    house.objects.change(house.cleo, saved.id, extras=Extras(alert=FORGET_ALERT), now=NOW)
    assert house.get("cleo", saved.id).alert is None


def test_grants_that_make_no_sense(house: Household) -> None:
    saved = house.put("anna")
    twice = [grant_to(house.emil, Level.READ), grant_to(house.emil, Level.FULL)]
    with refused(Kind.INVALID):
        house.objects.share(house.anna, saved.id, twice, now=NOW)
    with refused(Kind.INVALID):
        house.calendars.share(house.anna, house.calendar.id, twice, now=NOW)
    nobody = grant_to(house.emil, Level.READ)
    gone = type(nobody)(type(nobody.holder)(nobody.holder.kind, 4711), nobody.level)
    with refused(Kind.NOT_FOUND):
        house.objects.share(house.anna, saved.id, [gone], now=NOW)


def test_the_list_of_a_calendar_has_the_etags_that_are_seen(house: Household) -> None:
    saved, private = house.put("anna"), house.put("anna", "two", "CLASS:PRIVATE")
    for who, etags in (
        ("anna", [saved.etag, private.etag]),
        ("cleo", [saved.etag, f"{private.etag}-busy"]),
        ("dora", [f"{saved.etag}-busy", f"{private.etag}-busy"]),
    ):
        entries = house.objects.entries(house.people[who], house.calendar.id)
        assert [(each.href, each.etag) for each in entries] == list(zip(("one.ics", "two.ics"), etags, strict=True))
        seen = [house.objects.at(house.people[who], house.calendar.id, each.href) for each in entries]
        assert [each.stored.etag for each in seen] == etags
    house.objects.share(house.anna, saved.id, [grant_to(house.dora, Level.READ)], now=NOW)
    entries = house.objects.entries(house.dora, house.calendar.id)
    assert [each.etag for each in entries] == [saved.etag, f"{private.etag}-busy"]


def test_whom_it_was_given_is_told_to_whoever_reads_it(house: Household) -> None:
    saved = house.put("anna")
    grant = grant_to(house.emil, Level.READ)
    house.objects.share(house.anna, saved.id, [grant], now=NOW)
    assert house.get("cleo", saved.id).grants == (grant,)
    assert house.get("dora", saved.id).grants == ()
    assert len(house.calendars.get(house.cleo, house.calendar.id).grants) == 4
    seen = house.calendars.get(house.dora, house.calendar.id)
    assert (seen.shared, seen.grants) == (True, ())

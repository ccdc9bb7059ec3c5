"""What was: listed, restored, forgotten."""

from datetime import timedelta

import pytest
from tests.service.household import BOTH, NOW, Household, grant_to, refused, text_of

from kalends.errors import Kind
from kalends.service import history
from kalends.service.history import walk_departures
from kalends.service.objects import Extras, Place
from kalends.service.records import Ending, Level


@BOTH
def test_every_version_is_kept_and_restored(house: Household) -> None:
    history = house.history
    first = house.put("anna", "one", "SUMMARY:1")
    house.put("bert", "one", "SUMMARY:2")
    third = house.put("anna", "one", "SUMMARY:3")
    past = history.get_past(house.bert, first.id)
    assert past.present is not None
    assert past.present.etag == third.etag
    assert [(each.version, each.summary, each.ending) for each in past.former] == [
        (2, "2", Ending.REPLACED),
        (1, "1", Ending.REPLACED),
    ]
    assert [each.ended_by for each in past.former] == [house.anna.account_id, house.bert.account_id]
    restored = history.restore(house.bert, first.id, 1, now=NOW)
    assert (restored.id, restored.etag, restored.created) == (first.id, first.etag, False)
    assert [each.summary for each in history.get_past(house.anna, first.id).former] == ["3", "2", "1"]
    assert history.get_version(house.anna, first.id, 2).summary == "2"
    with refused(Kind.NOT_FOUND):
        history.get_version(house.anna, first.id, 17)
    with refused(Kind.NOT_FOUND):
        history.restore(house.anna, first.id, 17, now=NOW)


@BOTH
def test_who_loses_the_calendar_is_told_no_more_of_what_was_deleted(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "PART", 1)
    for uid in ("one", "two", "three"):
        house.objects.delete(house.anna, house.put("anna", uid).id, now=NOW)
    told = walk_departures(lambda: house.service.read(house.bert), house.calendar.id)
    assert next(told)
    house.calendars.share(house.anna, house.calendar.id, [grant_to(house.bert, Level.READ)], now=NOW)
    with refused(Kind.FORBIDDEN):
        next(told)
    told = walk_departures(lambda: house.service.read(house.anna), house.calendar.id)
    assert next(told)
    house.calendars.remove(house.anna, house.calendar.id, now=NOW)
    assert len(list(told)) == 2


@BOTH
def test_a_deleted_object_comes_back_under_its_id(house: Household) -> None:
    saved = house.put("anna", "one", "SUMMARY:x")
    house.objects.set_properties(house.anna, saved.id, {("a", "b"): "c"}, now=NOW)
    token = house.sync.get_token(house.anna, house.calendar.id)
    house.objects.delete(house.bert, saved.id, now=NOW)
    (removed,) = house.history.get_departures(house.anna, house.calendar.id)
    assert (removed.object_id, removed.summary, removed.ending) == (saved.id, "x", Ending.DELETED)
    back = house.history.restore(house.anna, saved.id, removed.version, now=NOW)
    assert (back.id, back.etag, back.href, back.created) == (saved.id, saved.etag, saved.href, True)
    assert house.get("anna", saved.id).properties == ((("a", "b"), "c"),)
    assert house.history.get_departures(house.anna, house.calendar.id) == ()
    (item,) = house.sync.get_changes(house.anna, house.calendar.id, token).items
    assert item.etag == saved.etag
    assert house.put("anna", "one", "SUMMARY:goes on").id == saved.id


def test_a_uid_that_was_taken_meanwhile(house: Household) -> None:
    saved = house.put("anna")
    house.objects.delete(house.anna, saved.id, now=NOW)
    other = house.put("anna", "one", "SUMMARY:another")
    with refused(Kind.EXISTS, "no-uid-conflict"):
        house.history.restore(house.anna, saved.id, 1, now=NOW)
    pasts = house.history.get_pasts(house.anna, house.calendar.id, "one")
    assert [(past.present.id if past.present else None) for past in pasts] == [other.id, None]


def test_an_href_that_was_taken_meanwhile(house: Household) -> None:
    saved = house.put("anna")
    house.objects.delete(house.anna, saved.id, now=NOW)
    house.objects.put(house.anna, house.calendar.id, text_of("two"), href="one.ics", now=NOW)
    assert house.history.restore(house.anna, saved.id, 1, now=NOW).href not in ("one.ics", "")


@BOTH
def test_what_was_in_a_removed_calendar_comes_back_elsewhere(house: Household) -> None:
    saved = house.put("anna", "one", "SUMMARY:x")
    house.calendars.remove(house.anna, house.calendar.id, now=NOW)
    for name in ("bert", "emil"):
        with refused(Kind.NOT_FOUND):
            house.history.get_past(house.people[name], saved.id)
    (version,) = house.history.get_departures(house.anna, house.calendar.id)
    with refused(Kind.NOT_FOUND) as refusal:
        house.history.restore(house.anna, saved.id, version.version, now=NOW)
    assert "removed: name another one" in refusal.fault.detail
    new = house.own("anna")
    back = house.history.restore(house.anna, saved.id, version.version, calendar_id=new.id, now=NOW)
    assert (back.id, back.calendar_id, back.etag) == (saved.id, new.id, saved.etag)


def test_the_past_of_an_object_that_came_from_elsewhere_is_not_told(house: Household) -> None:
    """Emil wrote it in his own calendar, and moved it into Anna's: what it was there is his."""
    emils = house.own("emil")
    house.calendars.grant(house.anna, house.calendar.id, grant_to(house.emil, Level.FULL), now=NOW)
    saved = house.put("emil", "one", "SUMMARY:draft", calendar_id=emils.id)
    house.put("emil", "one", "SUMMARY:final", calendar_id=emils.id)
    house.objects.move(house.emil, saved.id, Place(house.calendar.id), now=NOW)
    assert house.history.get_past(house.anna, saved.id).former == ()
    assert [each.summary for each in house.history.get_past(house.emil, saved.id).former] == ["final", "draft"]
    with refused(Kind.NOT_FOUND):
        house.history.restore(house.anna, saved.id, 1, now=NOW)


def test_the_method_stays_in_the_history(house: Household) -> None:
    objects = house.objects
    saved = objects.put(house.anna, house.calendar.id, text_of(), extras=Extras(method="REQUEST"), now=NOW)
    objects.put(house.anna, house.calendar.id, text_of("one", "SUMMARY:2"), extras=Extras(method="PUBLISH"), now=NOW)
    past = house.history.get_past(house.anna, saved.id)
    assert [each.method for each in past.former] == ["REQUEST"]


@BOTH
def test_versions_are_forgotten_after_a_while(house: Household) -> None:
    saved = house.put("anna", "one", "SUMMARY:1")
    for number in range(2, 6):
        house.put("anna", "one", f"SUMMARY:{number}")
    later = NOW + timedelta(days=30)
    assert house.service.tidy.run(now=later).versions == 0
    assert house.service.tidy.run(now=later + timedelta(seconds=1)).versions == 4
    assert house.history.get_past(house.anna, saved.id).former == ()
    assert house.get("anna", saved.id).stored.facts.summary == "5"


def test_what_is_written_forgets_what_is_old(house: Household) -> None:
    saved = house.put("anna", "one", "SUMMARY:1")
    house.put("anna", "one", "SUMMARY:2")
    later = NOW + timedelta(days=31)
    text = text_of("one", "SUMMARY:3")
    house.objects.put(house.anna, house.calendar.id, text, now=later)
    assert [each.summary for each in house.history.get_past(house.anna, saved.id).former] == ["2"]
    house.objects.delete(house.anna, saved.id, now=later + timedelta(days=31))
    assert [each.summary for each in house.history.get_past(house.anna, saved.id).former] == ["3"]

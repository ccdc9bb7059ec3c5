"""How rights come together: grants of several sorts, authors, classes, single objects."""

import pytest
from tests.service.household import BOTH, EVERYONE_READS, NOW, Household, at, grant_to, refused, text_of

from kalends.errors import Kind
from kalends.service.access import Access
from kalends.service.access.level import decide
from kalends.service.objects import Place
from kalends.service.query import Query
from kalends.service.records import Grant, Holder, HolderKind, Level


@pytest.mark.parametrize("granted", Access)
@pytest.mark.parametrize("author", [True, False])
@pytest.mark.parametrize("classification", ["", "PUBLIC", "PRIVATE", "CONFIDENTIAL", "X-SECRET"])
def test_what_a_grant_comes_to(granted: Access, author: bool, classification: str) -> None:
    decided = decide(granted, author=author, classification=classification)
    if author and granted >= Access.READ:
        assert decided is Access.OWNER
    elif granted is Access.READ and classification not in ("", "PUBLIC"):
        assert decided is Access.BUSY
    else:
        assert decided is granted


@pytest.mark.parametrize("classification", ["PRIVATE", "CONFIDENTIAL", "X-SECRET"])
def test_a_private_event_is_busy_time_to_whoever_only_reads(house: Household, classification: str) -> None:
    saved = house.put(
        "anna", "one", "SUMMARY:Doctor", "LOCATION:Clinic", "ATTENDEE:mailto:x@example.org", f"CLASS:{classification}"
    )
    for who in ("cleo", "finn", "dora"):
        seen = house.get(who, saved.id)
        assert seen.busy
        assert seen.stored.etag != saved.etag
        for secret in ("Doctor", "Clinic", "example.org"):
            assert secret not in repr(seen)
        assert house.query.search(house.people[who], "doctor").items == ()
    for who in ("anna", "bert"):
        assert house.get(who, saved.id).stored.text == saved.answer.stored.text
        assert house.query.search(house.people[who], "doctor").items


def test_the_best_of_several_grants_counts(house: Household) -> None:
    saved = house.put("anna")
    assert house.get("dora", saved.id).busy
    house.calendars.grant(house.anna, house.calendar.id, EVERYONE_READS, now=NOW)
    assert house.get("dora", saved.id).access is Access.READ
    assert house.get("emil", saved.id).access is Access.READ
    assert house.get("gwen", saved.id).access is Access.READ
    group = Grant(Holder(HolderKind.GROUP, house.group_id), Level.FULL)
    house.calendars.grant(house.anna, house.calendar.id, group, now=NOW)
    assert house.get("finn", saved.id).access is Access.FULL
    house.groups.change(house.gwen, house.group_id, members=[house.emil.account_id], now=NOW)
    assert house.get("finn", saved.id).access is Access.READ
    assert house.get("emil", saved.id).access is Access.FULL


def test_a_single_object_is_shared_by_itself(house: Household) -> None:
    shared, other = house.put("anna", "shared"), house.put("anna", "other")
    house.objects.share(house.anna, shared.id, [grant_to(house.emil, Level.READ)], now=NOW)
    assert house.get("emil", shared.id).access is Access.READ
    with refused(Kind.NOT_FOUND):
        house.get("emil", other.id)
    with refused(Kind.NOT_FOUND):
        house.calendars.get(house.emil, house.calendar.id)
    with refused(Kind.FORBIDDEN):
        house.objects.delete(house.emil, shared.id, now=NOW)
    assert [each.id for each in house.objects.shared_with_me(house.emil)] == [shared.id]
    found = house.query.find_occurrences(house.emil, Query(at(1), at(30)))
    assert [each.seen.id for each in found.items] == [shared.id]
    assert house.objects.of_uid(house.emil, "shared")[0].id == shared.id
    assert house.calendars.get_all(house.emil) == ()


def test_full_access_to_one_object_is_none_to_its_calendar(house: Household) -> None:
    shared = house.put("anna", "shared")
    house.objects.share(house.anna, shared.id, [grant_to(house.emil, Level.FULL)], now=NOW)
    own = house.own("emil")
    text = text_of("shared", "SUMMARY:By Emil")
    assert not house.objects.put(house.emil, house.calendar.id, text, now=NOW).created
    with refused(Kind.NOT_FOUND):
        house.objects.put(house.emil, house.calendar.id, text_of("new"), now=NOW)
    with refused(Kind.NOT_FOUND):
        house.objects.move(house.emil, shared.id, Place(own.id), now=NOW)
    house.objects.delete(house.emil, shared.id, now=NOW)


def test_an_author_owns_the_event_as_long_as_he_sees_the_calendar(house: Household) -> None:
    saved = house.put("bert", "berts")
    assert house.get("bert", saved.id).access is Access.OWNER
    house.calendars.grant(house.anna, house.calendar.id, grant_to(house.bert, Level.READ), now=NOW)
    assert house.get("bert", saved.id).access is Access.OWNER
    assert not house.put("bert", "berts", "SUMMARY:Still his").created
    house.calendars.revoke(house.anna, house.calendar.id, grant_to(house.bert, Level.READ).holder, now=NOW)
    with refused(Kind.NOT_FOUND):
        house.get("bert", saved.id)


@BOTH
def test_an_event_is_given_away(house: Household) -> None:
    saved = house.put("anna", "one")
    given = house.objects.give(house.anna, saved.id, house.emil.account_id, now=NOW)
    assert given.answer.stored.draft.author_id == house.emil.account_id
    assert given.etag == saved.etag
    assert house.get("emil", saved.id).access is Access.OWNER
    assert house.get("anna", saved.id).access is Access.OWNER, "it is still in her calendar"
    house.objects.give(house.emil, saved.id, house.anna.account_id, now=NOW)
    with refused(Kind.NOT_FOUND):
        house.objects.give(house.anna, saved.id, 4711, now=NOW)


def test_an_administrator_reads_what_he_gave_himself(house: Household) -> None:
    saved = house.put("anna")
    with refused(Kind.NOT_FOUND):
        house.get("gwen", saved.id)
    seen = house.calendars.get_owned(house.gwen, house.anna.account_id)
    assert [(each.id, each.access) for each in seen] == [(house.calendar.id, Access.NONE)]
    assert house.calendars.get_owned(house.emil, house.anna.account_id) == ()
    house.calendars.grant(house.gwen, house.calendar.id, grant_to(house.gwen, Level.READ), now=NOW)
    assert house.get("gwen", saved.id).access is Access.READ
    told = house.calendars.get_shares(house.anna, house.calendar.id)
    assert "Gwen" in [each.principal.name for each in told]


def test_what_may_not_be_seen_is_told_in_the_same_words(house: Household) -> None:
    """Nobody learns by the words of a fault whether something is there."""
    saved = house.put("anna")
    with refused(Kind.NOT_FOUND) as there:
        house.get("emil", saved.id)
    with refused(Kind.NOT_FOUND) as nowhere:
        house.get("emil", 4711)
    assert there.fault.detail == nowhere.fault.detail
    with refused(Kind.NOT_FOUND) as taken:
        house.put("emil", "one")
    with refused(Kind.NOT_FOUND) as free:
        house.put("emil", "new")
    with refused(Kind.NOT_FOUND) as no_calendar:
        house.put("emil", "new", calendar_id=4711)
    assert taken.fault.detail == free.fault.detail == no_calendar.fault.detail

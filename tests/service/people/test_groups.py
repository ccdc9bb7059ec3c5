"""Groups and the directory."""

import pytest
from tests.service.household import BOTH, NOW, Household, refused

from kalends.errors import Kind
from kalends.service.records import EVERYONE, EVERYONE_GUID, Holder, HolderKind, Scope


@BOTH
def test_a_group_is_made_filled_renamed_and_removed(house: Household) -> None:
    groups = house.groups
    members = [house.anna.account_id, house.bert.account_id]
    group = groups.create(house.gwen, " Board ", members, now=NOW)
    assert group.name == "Board"
    assert [each.name for each in groups.get_members(house.emil, group.id)] == ["Anna", "Bert"]
    assert [each.id for each in groups.get_groups_of(house.anna, house.anna.account_id)] == [group.id]
    assert groups.get_by_guid(house.anna, group.guid.upper()) == group
    assert groups.change(house.gwen, group.id, name="Bench", now=NOW)[0].name == "Bench"
    changed = groups.change(house.gwen, group.id, members=members[1:], now=NOW)[1]
    assert [each.name for each in changed] == ["Bert"]
    assert [each.name for each in groups.get_all(house.anna)] == ["Readers", "Bench"]
    groups.remove(house.gwen, group.id, now=NOW)
    with refused(Kind.NOT_FOUND):
        groups.get(house.anna, group.id)
    with refused(Kind.NOT_FOUND):
        groups.get_members(house.anna, group.id)


def test_only_administrators_change_groups(house: Household) -> None:
    groups = house.groups
    for me in (house.anna, house.key("gwen", Scope.READ)):
        with refused(Kind.FORBIDDEN):
            groups.create(me, "x", now=NOW)
        with refused(Kind.FORBIDDEN):
            groups.change(me, house.group_id, name="x", now=NOW)
        with refused(Kind.FORBIDDEN):
            groups.change(me, house.group_id, members=[], now=NOW)
        with refused(Kind.FORBIDDEN):
            groups.remove(me, house.group_id, now=NOW)
    assert [each.name for each in groups.get_members(house.anna, house.group_id)] == ["Finn"]


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 201, " Everyone"])
def test_a_group_has_a_name(house: Household, name: str) -> None:
    with refused(Kind.INVALID):
        house.groups.create(house.gwen, name, now=NOW)
    with refused(Kind.INVALID):
        house.groups.change(house.gwen, house.group_id, name=name, now=NOW)


def test_a_group_of_nobody_that_is_there(house: Household) -> None:
    with refused(Kind.NOT_FOUND):
        house.groups.create(house.gwen, "x", [4711], now=NOW)
    assert len(house.groups.get_all(house.gwen)) == 1
    with refused(Kind.NOT_FOUND):
        house.groups.change(house.gwen, 4711, members=[], now=NOW)


def test_a_removed_group_takes_its_rights_along(house: Household) -> None:
    saved = house.put("anna")
    assert house.get("finn", saved.id)
    house.groups.remove(house.gwen, house.group_id, now=NOW)
    with refused(Kind.NOT_FOUND):
        house.get("finn", saved.id)


@BOTH
def test_the_directory(house: Household) -> None:
    directory = house.directory
    anna = directory.get_account(house.emil, house.anna.account_id)
    assert directory.get_by_guid(house.emil, anna.guid.upper()) == anna
    assert directory.get_by_email(house.emil, "ANNA@example.org") == anna
    assert directory.get_some(house.emil, [anna.id, 4711]) == (anna,)
    assert directory.search(house.emil, "ann") == (anna,)
    assert directory.search(house.emil, "ÂNN examp") == (anna,)
    assert len(directory.search(house.emil)) == 7
    assert directory.search(house.emil, "nobody") == ()
    everyone = directory.get_principal(house.emil, EVERYONE_GUID.upper())
    assert everyone.holder == EVERYONE
    group = house.groups.get(house.emil, house.group_id)
    found = [directory.get_principal(house.emil, guid) for guid in (group.guid, anna.guid)]
    assert [each.holder for each in found] == [Holder(HolderKind.GROUP, group.id), Holder(HolderKind.ACCOUNT, anna.id)]
    assert [each.name for each in directory.name_holders(house.emil, [each.holder for each in found])] == [
        "Anna",
        "Readers",
    ]
    for guid in ("", "x", "' OR 1", anna.guid[:-1]):
        with refused(Kind.NOT_FOUND):
            directory.get_principal(house.emil, guid)
        with refused(Kind.NOT_FOUND):
            directory.get_by_guid(house.emil, guid)
    for email in ("", "nobody@example.org", "@", "a b@example.org"):
        with refused(Kind.NOT_FOUND):
            directory.get_by_email(house.emil, email)


def test_a_key_that_generates_learns_nobody(house: Household) -> None:
    me = house.key("anna", Scope.GENERATE)
    with refused(Kind.FORBIDDEN):
        house.directory.search(me)
    with refused(Kind.FORBIDDEN):
        house.groups.get_all(me)


@BOTH
def test_name_and_members_change_together_or_not_at_all(house: Household) -> None:
    groups = house.groups
    with refused(Kind.NOT_FOUND):
        groups.change(house.gwen, house.group_id, name="Other", members=[999], now=NOW)
    with refused(Kind.INVALID):
        groups.change(house.gwen, house.group_id, name=" ", members=[], now=NOW)
    with refused(Kind.FORBIDDEN):
        groups.change(house.anna, house.group_id, name="Other", now=NOW)
    with refused(Kind.NOT_FOUND):
        groups.change(house.gwen, 999, now=NOW)
    assert groups.get(house.anna, house.group_id).name == "Readers"
    group, members = groups.change(house.gwen, house.group_id, name=" Writers ", now=NOW)
    assert (group.name, [each.name for each in members]) == ("Writers", ["Finn"])
    assert [each.name for each in groups.get_members(house.anna, house.group_id)] == ["Finn"]
    groups.change(house.gwen, house.group_id, members=[house.anna.account_id], now=NOW)
    assert [each.name for each in groups.get_members(house.anna, house.group_id)] == ["Anna"]

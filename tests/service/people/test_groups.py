"""Groups and the directory."""

import pytest
from tests.service.household import BOTH, NOW, Household, refused

from kalends.errors import Kind
from kalends.service.records import EVERYONE, EVERYONE_GUID, Holder, HolderKind, Scope


@BOTH
def test_a_group_is_made_filled_renamed_and_removed(house: Household) -> None:
    groups = house.service.groups
    members = [house.anna.account_id, house.bert.account_id]
    group = groups.create(house.gwen, " Board ", members, now=NOW)
    assert group.name == "Board"
    assert [each.name for each in groups.members(house.emil, group.id)] == ["Anna", "Bert"]
    assert [each.id for each in groups.of(house.anna, house.anna.account_id)] == [group.id]
    assert groups.by_guid(house.anna, group.guid.upper()) == group
    assert groups.rename(house.gwen, group.id, "Bench").name == "Bench"
    assert [each.name for each in groups.put_members(house.gwen, group.id, members[1:])] == ["Bert"]
    assert [each.name for each in groups.all(house.anna)] == ["Readers", "Bench"]
    groups.remove(house.gwen, group.id)
    with refused(Kind.NOT_FOUND):
        groups.get(house.anna, group.id)
    with refused(Kind.NOT_FOUND):
        groups.members(house.anna, group.id)


def test_only_administrators_change_groups(house: Household) -> None:
    groups = house.service.groups
    for me in (house.anna, house.key("gwen", Scope.READ)):
        with refused(Kind.FORBIDDEN):
            groups.create(me, "x", now=NOW)
        with refused(Kind.FORBIDDEN):
            groups.rename(me, house.group_id, "x")
        with refused(Kind.FORBIDDEN):
            groups.put_members(me, house.group_id, [])
        with refused(Kind.FORBIDDEN):
            groups.remove(me, house.group_id)
    assert [each.name for each in groups.members(house.anna, house.group_id)] == ["Finn"]


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 201, " Everyone"])
def test_a_group_has_a_name(house: Household, name: str) -> None:
    with refused(Kind.INVALID):
        house.service.groups.create(house.gwen, name, now=NOW)
    with refused(Kind.INVALID):
        house.service.groups.rename(house.gwen, house.group_id, name)


def test_a_group_of_nobody_that_is_there(house: Household) -> None:
    with refused(Kind.NOT_FOUND):
        house.service.groups.create(house.gwen, "x", [4711], now=NOW)
    assert len(house.service.groups.all(house.gwen)) == 1
    with refused(Kind.NOT_FOUND):
        house.service.groups.put_members(house.gwen, 4711, [])


def test_a_removed_group_takes_its_rights_along(house: Household) -> None:
    saved = house.put("anna")
    assert house.get("finn", saved.id)
    house.service.groups.remove(house.gwen, house.group_id)
    with refused(Kind.NOT_FOUND):
        house.get("finn", saved.id)


@BOTH
def test_the_directory(house: Household) -> None:
    directory = house.service.directory
    anna = directory.account(house.emil, house.anna.account_id)
    assert directory.by_guid(house.emil, anna.guid.upper()) == anna
    assert directory.by_email(house.emil, "ANNA@example.org") == anna
    assert directory.some(house.emil, [anna.id, 4711]) == (anna,)
    assert directory.like(house.emil, "ann") == (anna,)
    assert directory.like(house.emil, "ÂNN examp") == (anna,)
    assert len(directory.like(house.emil)) == 7
    assert directory.like(house.emil, "nobody") == ()
    everyone = directory.principal(house.emil, EVERYONE_GUID.upper())
    assert everyone.holder == EVERYONE
    group = house.service.groups.get(house.emil, house.group_id)
    found = directory.principals(house.emil, [group.guid, anna.guid])
    assert [each.holder for each in found] == [Holder(HolderKind.GROUP, group.id), Holder(HolderKind.ACCOUNT, anna.id)]
    assert [each.name for each in directory.named(house.emil, [each.holder for each in found])] == ["Anna", "Readers"]
    for guid in ("", "x", "' OR 1", anna.guid[:-1]):
        with refused(Kind.NOT_FOUND):
            directory.principal(house.emil, guid)
        with refused(Kind.NOT_FOUND):
            directory.by_guid(house.emil, guid)
    for email in ("", "nobody@example.org", "@", "a b@example.org"):
        with refused(Kind.NOT_FOUND):
            directory.by_email(house.emil, email)


def test_a_key_that_generates_learns_nobody(house: Household) -> None:
    me = house.key("anna", Scope.GENERATE)
    with refused(Kind.FORBIDDEN):
        house.service.directory.like(me)
    with refused(Kind.FORBIDDEN):
        house.service.groups.all(me)


@BOTH
def test_name_and_members_change_together_or_not_at_all(house: Household) -> None:
    groups = house.service.groups
    with refused(Kind.NOT_FOUND):
        groups.change(house.gwen, house.group_id, name="Other", members=[999])
    with refused(Kind.INVALID):
        groups.change(house.gwen, house.group_id, name=" ", members=[])
    with refused(Kind.FORBIDDEN):
        groups.change(house.anna, house.group_id, name="Other")
    with refused(Kind.NOT_FOUND):
        groups.change(house.gwen, 999)
    assert groups.get(house.anna, house.group_id).name == "Readers"
    group, members = groups.change(house.gwen, house.group_id, name=" Writers ")
    assert (group.name, [each.name for each in members]) == ("Writers", ["Finn"])
    assert [each.name for each in groups.members(house.anna, house.group_id)] == ["Finn"]
    groups.change(house.gwen, house.group_id, members=[house.anna.account_id])
    assert [each.name for each in groups.members(house.anna, house.group_id)] == ["Anna"]

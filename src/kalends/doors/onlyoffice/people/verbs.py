"""People and groups: listed, and one by one."""

from collections.abc import Iterable

from kalends.doors.onlyoffice.call import Call
from kalends.doors.onlyoffice.sharing import Json, guid_of
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.service.records import EVERYONE_GUID, Account, Group

EVERYONE_NAME = "Everyone"
_ACTIVE = 1


def people(call: Call) -> Answer:
    """Everybody."""
    return Answer([person_json(each) for each in call.service.directory.like(call.me)])


def myself(call: Call) -> Answer:
    """The caller."""
    return Answer(_with_groups(call, call.service.directory.account(call.me, call.me.account_id)))


def person(call: Call) -> Answer:
    """The person of an id."""
    guid = guid_of(call.given.plain("userId") or "")
    return Answer(_with_groups(call, call.service.directory.by_guid(call.me, guid)))


def groups(call: Call) -> Answer:
    """Every group; "Everyone" is the first."""
    found = call.service.groups.all(call.me)
    return Answer([_group_json(EVERYONE_GUID, EVERYONE_NAME), *(_group_json(each.guid, each.name) for each in found)])


def group(call: Call) -> Answer:
    """The group of an id, with its members."""
    guid = guid_of(call.given.plain("groupId") or "")
    if guid == EVERYONE_GUID:
        everybody = call.service.directory.like(call.me)
        return Answer(_group_json(EVERYONE_GUID, EVERYONE_NAME) | {"members": _members(everybody)})
    found = call.service.groups.by_guid(call.me, guid)
    members = call.service.groups.members(call.me, found.id)
    return Answer(_group_json(found.guid, found.name) | {"members": _members(members)})


def person_json(account: Account) -> Json:
    """A person, small."""
    first, _, last = account.name.partition(" ")
    return {
        "id": account.guid,
        "userName": account.email.partition("@")[0],
        "firstName": first,
        "lastName": last,
        "displayName": account.name,
        "email": account.email,
        "status": _ACTIVE,
        "isAdmin": account.admin,
        "isVisitor": False,
    }


def _with_groups(call: Call, account: Account) -> Json:
    found: Iterable[Group] = call.service.groups.of(call.me, account.id)
    return person_json(account) | {"groups": [{"id": each.guid, "name": each.name} for each in found]}


def _group_json(guid: str, name: str) -> Json:
    return {"id": guid, "name": name, "category": None, "manager": None}


def _members(accounts: Iterable[Account]) -> list[Json]:
    return [person_json(each) for each in accounts]

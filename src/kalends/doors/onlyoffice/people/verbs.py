"""People and groups: listed, and one by one.

GET /api/2.0/people, /people/@self, /people/{userId}
GET /api/2.0/group, /group/{groupId}
Ids are GUIDs; "Everyone" has a fixed one.
"""

from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.sharing import Json, guid_of
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.service.people import directory, groups
from kalends.service.records import EVERYONE_GUID, Account
from kalends.service.unit import Unit

EVERYONE_NAME = "Everyone"
_ACTIVE = 1


def people(call: OnlyofficeCall) -> Answer:
    """Everybody."""
    return Answer([person_json(each) for each in directory.search(call.unit)])


def myself(call: OnlyofficeCall) -> Answer:
    """The caller."""
    return Answer(_with_groups(call.unit, directory.get_account(call.unit, call.unit.by)))


def person(call: OnlyofficeCall) -> Answer:
    """The person of an id."""
    guid = guid_of(call.parameters.plain("userId") or "")
    return Answer(_with_groups(call.unit, directory.get_by_guid(call.unit, guid)))


def every_group(call: OnlyofficeCall) -> Answer:
    """Every group; "Everyone" is the first."""
    found = groups.get_all(call.unit)
    return Answer([_group_json(EVERYONE_GUID, EVERYONE_NAME), *(_group_json(each.guid, each.name) for each in found)])


def group(call: OnlyofficeCall) -> Answer:
    """The group of an id, with its members."""
    guid = guid_of(call.parameters.plain("groupId") or "")
    if guid == EVERYONE_GUID:
        name, members = EVERYONE_NAME, directory.search(call.unit)
    else:
        found = groups.get_by_guid(call.unit, guid)
        name, members = found.name, groups.get_members(call.unit, found.id)
    return Answer(_group_json(guid, name) | {"members": [person_json(each) for each in members]})


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


def _with_groups(unit: Unit, account: Account) -> Json:
    found = groups.get_groups_of(unit, account.id)
    return person_json(account) | {"groups": [{"id": each.guid, "name": each.name} for each in found]}


def _group_json(guid: str, name: str) -> Json:
    return {"id": guid, "name": name, "category": None, "manager": None}

"""People and groups: listed, and one by one.

GET /api/2.0/people, /people/@self, /people/{userId}
GET /api/2.0/group, /group/{groupId}
Ids are GUIDs; "Everyone" has a fixed one.
"""

from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.sharing import Json, account_of, look_up
from kalends.doors.onlyoffice.wire.envelope import OnlyofficeAnswer
from kalends.service.people import directory, groups
from kalends.service.records import EVERYONE_GUID, Account
from kalends.service.unit import Unit

EVERYONE_NAME = "Everyone"
_ACTIVE = 1


def get_people(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """List all people."""
    return OnlyofficeAnswer([person_json(each) for each in directory.search(call.unit)])


def get_self(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Return the caller."""
    return OnlyofficeAnswer(_with_groups(call.unit, directory.get_account(call.unit, call.unit.by)))


def get_person(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Return the person of an id."""
    account = account_of(call, "userId", call.parameters.plain("userId") or "")
    return OnlyofficeAnswer(_with_groups(call.unit, account))


def get_groups(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """List all groups, "Everyone" first."""
    found = groups.get_all(call.unit)
    return OnlyofficeAnswer(
        [_group_json(EVERYONE_GUID, EVERYONE_NAME), *(_group_json(each.guid, each.name) for each in found)]
    )


def get_group(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Return the group of an id, with its members."""
    guid = (call.parameters.plain("groupId") or "").lower()
    if guid == EVERYONE_GUID:
        name, members = EVERYONE_NAME, directory.search(call.unit)
    else:
        with look_up("groupId", guid):
            found = groups.get_by_guid(call.unit, guid)
            name, members = found.name, groups.get_members(call.unit, found.id)
    return OnlyofficeAnswer(_group_json(guid, name) | {"members": [person_json(each) for each in members]})


def person_json(account: Account) -> Json:
    """A person, without groups."""
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

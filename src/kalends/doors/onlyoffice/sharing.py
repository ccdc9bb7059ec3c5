"""Sharing: grants ⇄ sharing options, and the permissions in answers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.errors import Fault, Kind
from kalends.service.people import directory
from kalends.service.records import Account, Grant, HolderKind, Level
from kalends.service.sharing import Shared

Json = dict[str, Any]

READ: Json = {"id": "read", "name": "Read only", "defaultAction": True, "defaultStyle": "read"}
FULL: Json = {"id": "full_access", "name": "Full access", "defaultAction": False, "defaultStyle": "full"}
OWNER: Json = {"id": "owner", "name": "Owner", "defaultAction": False, "defaultStyle": "owner"}
# Not in the product's list: other doors can share so, and a list that is sent back must not grant more.
BUSY: Json = {"id": "busy", "name": "Free/busy only", "defaultAction": False, "defaultStyle": "busy"}

_ACTIONS = {Level.READ: READ, Level.FULL: FULL, Level.BUSY: BUSY}
_LEVELS = {action["id"]: level for level, action in _ACTIONS.items()}
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def guid_of(text: str) -> str:
    """A GUID in lower case. Fault NOT_FOUND for anything else."""
    if not _GUID.fullmatch(text):
        raise Fault(Kind.NOT_FOUND, "Item not found")
    return text.lower()


def read_sharing_options(call: OnlyofficeCall, name: str = "sharingOptions") -> list[tuple[str, Level]] | None:
    """Read the GUIDs and levels of a list of sharing options; None for no list, or one of empty options alone.

    Collects what is wrong with it. The vendor's own example is a list of one empty option: a client that sends it
    says nothing about sharing, so nothing changes; an empty list removes all shares.
    """
    items = call.parameters.items(name)
    if items is None or (items and not any(items)):
        return None
    found: dict[str, Level] = {}
    for number, item in enumerate(items):
        # answers list the owner as an option too
        if not item or str(item.get("actionid", "")).lower() == OWNER["id"]:
            continue
        option = _option(call, f"{name}[{number}]", item)
        if option is not None:
            found[option[0]] = option[1]
    return list(found.items())


def _option(call: OnlyofficeCall, field: str, item: Mapping[str, object]) -> tuple[str, Level] | None:
    action, guid = item.get("actionid", "read"), item.get("itemid")
    level = _LEVELS.get(action.lower()) if isinstance(action, str) else None
    if level is None:
        call.parameters.wrong(f"{field}.actionId", "must be read or full_access")
    if not isinstance(guid, str) or not guid:
        call.parameters.wrong(f"{field}.itemId", "must be the id of a person or a group")
        return None
    return None if level is None else (guid.lower(), level)


def grants_of(call: OnlyofficeCall, options: Sequence[tuple[str, Level]] | None) -> tuple[Grant, ...] | None:
    """The grants of sharing options. Fault NOT_FOUND for an unknown id."""
    if options is None:
        return None
    principals = directory.get_principals(call.unit, [guid_of(guid) for guid, _ in options])
    return tuple(Grant(each.holder, level) for each, (_, level) in zip(principals, options, strict=True))


def sharing_json(owner: Account | None, shared: Iterable[Shared]) -> Json:
    """The owner and the people and groups with whom an object is shared."""
    items = [] if owner is None else [_item(owner.guid, owner.name, OWNER, is_group=False, can_edit=False)]
    items += [
        _item(
            each.principal.guid,
            each.principal.name,
            _ACTIONS[each.level],
            is_group=each.principal.holder.kind is not HolderKind.ACCOUNT,
            can_edit=True,
        )
        for each in shared
    ]
    return {"actions": [READ, FULL], "items": items}


def _item(guid: str, name: str, action: Json, *, is_group: bool, can_edit: bool) -> Json:
    return {"id": guid, "name": name, "isGroup": is_group, "canEdit": can_edit, "selectedAction": action}


def permissions_json(owner: Account | None, shared: Sequence[Shared]) -> Json:
    """The permissions of an object, under both spellings: the document's and the product's."""
    data = sharing_json(owner, shared)
    users = [{"objectId": each.principal.guid, "name": each.principal.name} for each in shared]
    return {"Data": data, "data": data, "users": users}

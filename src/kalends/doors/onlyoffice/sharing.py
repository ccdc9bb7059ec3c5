"""Sharing: grants ⇄ sharing options, and the permissions in answers."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.wire.parameters import not_found
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


@dataclass(frozen=True, slots=True)
class SharingOption:
    """What a person is to have: a GUID, and the parameter that it came in, for faults."""

    parameter: str
    guid: str
    level: Level


def account_of(call: OnlyofficeCall, name: str, guid: str) -> Account:
    """The account that a parameter names. Fault NOT_FOUND."""
    with look_up(name, guid):
        return directory.get_by_guid(call.unit, guid)


@contextmanager
def look_up(name: str, guid: str) -> Iterator[None]:
    """Look a GUID up inside; a fault of one that is unknown, or no GUID at all, names the parameter."""
    if not _GUID.fullmatch(guid):
        raise not_found(name)
    try:
        yield
    except Fault as fault:
        raise (not_found(name) if fault.kind is Kind.NOT_FOUND else fault) from None


def read_sharing_options(call: OnlyofficeCall, name: str = "sharingOptions") -> list[SharingOption] | None:
    """Read the GUIDs and levels of a list of sharing options; None for no list, or one of empty options alone.

    Collects what is wrong with it. The vendor's own example is a list of one empty option: a client that sends it
    says nothing about sharing, so nothing changes; an empty list removes all shares.
    """
    items = call.parameters.items(name)
    if items is None or (items and not any(items)):
        return None
    found: dict[str, SharingOption] = {}
    for number, item in enumerate(items):
        # answers list the owner as an option too
        if not item or str(item.get("actionid", "")).lower() == OWNER["id"]:
            continue
        option = _option(call, f"{name}[{number}]", item)
        if option is not None:
            found[option.guid] = option
    return list(found.values())


def _option(call: OnlyofficeCall, field: str, item: Mapping[str, object]) -> SharingOption | None:
    action, guid = item.get("actionid", "read"), item.get("itemid")
    level = _LEVELS.get(action.lower()) if isinstance(action, str) else None
    if level is None:
        call.parameters.wrong(f"{field}.actionId", "must be read or full_access")
    if not isinstance(guid, str) or not guid:
        call.parameters.wrong(f"{field}.itemId", "must be the id of a person or a group")
        return None
    return None if level is None else SharingOption(f"{field}.itemId", guid.lower(), level)


def grants_of(call: OnlyofficeCall, options: Sequence[SharingOption] | None) -> tuple[Grant, ...] | None:
    """The grants of sharing options. Fault NOT_FOUND for an unknown id."""
    return None if options is None else tuple(_grant(call, option) for option in options)


def _grant(call: OnlyofficeCall, option: SharingOption) -> Grant:
    with look_up(option.parameter, option.guid):
        return Grant(directory.get_principal(call.unit, option.guid).holder, option.level)


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

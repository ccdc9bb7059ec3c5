"""People, groups and everyone as one list, one query a function."""

from collections.abc import Collection

from kalends.service.records import EVERYONE, EVERYONE_GUID, Holder, HolderKind, Principal
from kalends.store.sql import Executor, Row, require_row

EVERYONE_AS_PRINCIPAL = Principal(EVERYONE, EVERYONE_GUID, "Everyone", "")

_ACCOUNTS = "SELECT 'account', id, guid, name, email FROM account"
_GROUPS = "SELECT 'group', id, guid, name, '' FROM person_group"


class DirectoryTable:
    """Implements `service.ports.Directory`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def by_guid(self, guid: str) -> Principal:
        if guid == EVERYONE_GUID:
            return EVERYONE_AS_PRINCIPAL
        rows = self._execute(f"{_ACCOUNTS} WHERE guid = ? UNION ALL {_GROUPS} WHERE guid = ?", guid, guid)
        return _principal_of(require_row(rows, "There is nobody of that GUID."))

    def some(self, holders: Collection[Holder]) -> tuple[Principal, ...]:
        asked = {kind: sorted({holder.id for holder in holders if holder.kind is kind}) for kind in HolderKind}
        rows = self._execute(
            f"{_ACCOUNTS} WHERE id $among UNION ALL {_GROUPS} WHERE id $among ORDER BY 1, 2",
            asked[HolderKind.ACCOUNT],
            asked[HolderKind.GROUP],
        )
        everyone = (EVERYONE_AS_PRINCIPAL,) if EVERYONE in holders else ()
        return (*map(_principal_of, rows), *everyone)


def _principal_of(row: Row) -> Principal:
    kind, holder_id, guid, name, email = row
    return Principal(Holder(HolderKind(kind), holder_id), guid, name, email)

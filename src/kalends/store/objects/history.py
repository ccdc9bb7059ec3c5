"""Former versions of objects. One query a function."""

from collections.abc import Iterable
from datetime import datetime

from kalends.service.records import Ending, ObjectKind, Version
from kalends.store.objects.columns import POLICY_COLUMNS, policy_of
from kalends.store.owners import OwnerDirectory
from kalends.store.sql import Executor, Row, require_row, to_datetime, to_microseconds

_SAME = (
    "owner_id, calendar_id, version, href, uid, kind, summary, etag, author_id, method,"
    f" {POLICY_COLUMNS}, properties, cuts, content"
)
VERSION_COLUMNS = f"object_id, written, written_by, {_SAME}, ended, ended_by, ending"
VERSION_VALUES = f"id, modified, modified_by, {_SAME}, CAST(? AS BIGINT), CAST(? AS BIGINT), ?"
"""Selects a former version from a row of `object`; the values are when, by whom and how it ended."""

KEEP_PROPERTIES = (
    "INSERT INTO former_property (owner_id, object_id, version, namespace, name, value)"
    " SELECT object.owner_id, object.id, object.version, property.namespace, property.name, property.value"
    " FROM object JOIN property ON property.owner_id = object.owner_id"
    "   AND property.calendar_id = object.calendar_id AND property.object_id = object.id"
    " WHERE object.owner_id = ? AND object.calendar_id = ? AND property.namespace <> 'import'"
)
"""Copies the properties of a calendar's objects to their versions, which were inserted before."""

_OLDEST = "FROM former_version WHERE owner_id = ? AND ended < ? ORDER BY ended LIMIT ?"
_FORGET = (
    f"DELETE FROM former_version WHERE owner_id = ? AND (object_id, version) IN (SELECT object_id, version {_OLDEST})"
)
_PURGEABLE = (
    "SELECT id FROM account WHERE EXISTS"
    " (SELECT 1 FROM former_version WHERE former_version.owner_id = account.id AND ended < ?) ORDER BY id LIMIT ?"
)
# An object that was moved to another owner is in that owner's rows, and so are its later versions.
_SAME_OBJECT = "object_owner.object_id = former_version.object_id"
_IN_PLACE = "({0}.owner_id = former_version.owner_id AND {0}.calendar_id = former_version.calendar_id)"
_REMOVED = (
    "FROM former_version WHERE owner_id = ? AND calendar_id = ? AND ending <> 'replaced'"
    " AND NOT EXISTS (SELECT 1 FROM object_owner JOIN object"
    "   ON object.owner_id = object_owner.owner_id AND object.id = object_owner.object_id"
    f"  WHERE {_SAME_OBJECT} AND (former_version.ending = 'deleted' OR {_IN_PLACE.format('object')}))"
    " AND NOT EXISTS (SELECT 1 FROM object_owner JOIN former_version AS later"
    "   ON later.owner_id = object_owner.owner_id AND later.object_id = object_owner.object_id"
    f"  WHERE {_SAME_OBJECT} AND later.version > former_version.version"
    f"   AND (former_version.ending = 'deleted' OR {_IN_PLACE.format('later')}))"
    " ORDER BY ended DESC, object_id DESC"
)
# Where nothing but outdated versions is left of an object, it is removed from the directory first.
_FORGET_OWNER = (
    f"DELETE FROM object_owner WHERE owner_id = ? AND object_id IN (SELECT object_id {_OLDEST})"
    " AND NOT EXISTS (SELECT 1 FROM object"
    "   WHERE object.owner_id = object_owner.owner_id AND object.id = object_owner.object_id)"
    " AND NOT EXISTS (SELECT 1 FROM former_version WHERE former_version.owner_id = object_owner.owner_id"
    "   AND former_version.object_id = object_owner.object_id AND former_version.ended >= ?)"
)


class HistoryTable:
    """Implements `service.ports.History`."""

    def __init__(self, execute: Executor, owners: OwnerDirectory) -> None:
        self._execute = execute
        self._owners = owners

    def of(self, object_id: int) -> tuple[Version, ...]:
        rows = self._execute(
            f"SELECT {VERSION_COLUMNS} FROM former_version WHERE owner_id $among AND object_id = ?"
            " ORDER BY version DESC",
            self._owners_of(object_id),
            object_id,
        )
        return _versions_of(rows)

    def of_uid(self, owner_id: int, calendar_id: int, uid: str) -> tuple[Version, ...]:
        rows = self._execute(
            f"SELECT {VERSION_COLUMNS} FROM former_version WHERE owner_id = ? AND calendar_id = ? AND uid = ?"
            " ORDER BY ended DESC, object_id DESC, version DESC",
            owner_id,
            calendar_id,
            uid,
        )
        return _versions_of(rows)

    def find(self, object_id: int, version: int) -> Version:
        rows = self._execute(
            f"SELECT {VERSION_COLUMNS} FROM former_version WHERE owner_id $among AND object_id = ? AND version = ?",
            self._owners_of(object_id),
            object_id,
            version,
        )
        return _version_of(require_row(rows, "There is no such version."))

    def removed(self, owner_id: int, calendar_id: int, *, limit: int) -> tuple[Version, ...]:
        rows = self._execute(f"SELECT {VERSION_COLUMNS} {_REMOVED} LIMIT ?", owner_id, calendar_id, limit)
        return _versions_of(rows)

    def every_removed(self, owner_id: int, calendar_id: int) -> tuple[tuple[int, int], ...]:
        rows = self._execute(f"SELECT object_id, version {_REMOVED}", owner_id, calendar_id)
        return tuple((object_id, version) for object_id, version in rows)

    def purgeable(self, *, before: datetime, limit: int) -> tuple[int, ...]:
        return tuple(row[0] for row in self._execute(_PURGEABLE, to_microseconds(before), limit))

    def purge(self, owner_id: int, *, before: datetime, at_most: int) -> int:
        oldest = (owner_id, owner_id, to_microseconds(before), at_most)
        self._execute(_FORGET_OWNER, *oldest, to_microseconds(before))
        return len(self._execute(f"{_FORGET} RETURNING object_id", *oldest))

    def forget(self, owner_id: int, *, before: datetime, at_most: int) -> None:
        oldest = (owner_id, owner_id, to_microseconds(before), at_most)
        self._execute(_FORGET_OWNER, *oldest, to_microseconds(before))
        self._execute(_FORGET, *oldest)

    def _owners_of(self, object_id: int) -> list[int]:
        # Read from the table: the cache may know the present owner only.
        return list(self._owners.find([object_id]).get(object_id, ()))


def _versions_of(rows: Iterable[Row]) -> tuple[Version, ...]:
    return tuple(_version_of(row) for row in rows)


def _version_of(row: Row) -> Version:
    object_id, written, written_by, owner_id, calendar_id, version, href, uid, kind, summary, *rest = row
    etag, author_id, method, *policy, properties, cuts, text, ended, ended_by, ending = rest
    return Version(
        object_id=object_id,
        version=version,
        owner_id=owner_id,
        calendar_id=calendar_id,
        href=href,
        uid=uid,
        kind=ObjectKind(kind),
        summary=summary,
        text=text,
        etag=etag,
        author_id=author_id,
        method=method,
        policy=policy_of(tuple(policy)),
        properties=properties,
        written=to_datetime(written),
        written_by=written_by,
        ended=to_datetime(ended),
        ended_by=ended_by,
        ending=Ending(ending),
        cuts=cuts,
    )

"""The former versions of objects, one query a function."""

from collections.abc import Iterable
from datetime import datetime

from kalends.service.records import Ending, ObjectKind, Version
from kalends.store.objects.policies import POLICY_COLUMNS, policy_of
from kalends.store.rows import Ask, Row, micros, moment_of, only

_SAME = (
    "owner_id, calendar_id, version, href, uid, kind, summary, etag, author_id, method,"
    f" {POLICY_COLUMNS}, properties, cuts, content"
)
FORMER_COLUMNS = f"object_id, written, written_by, {_SAME}, ended, ended_by, ending"
FORMER_VALUES = f"id, modified, modified_by, {_SAME}, CAST(? AS BIGINT), CAST(? AS INTEGER), ?"
"""What makes a former version of a row of `object`: when it ended, by whom and how are the values."""

KEEP_PROPERTIES = (
    "INSERT INTO former_property (owner_id, object_id, version, namespace, name, value)"
    " SELECT object.owner_id, object.id, object.version, property.namespace, property.name, property.value"
    " FROM object JOIN property ON property.owner_id = object.owner_id"
    "   AND property.calendar_id = object.calendar_id AND property.object_id = object.id"
    " WHERE object.owner_id = ? AND object.calendar_id = ?"
)
"""What keeps the properties of the objects of a calendar beside their versions, once these are there."""

_FORGET = (
    "DELETE FROM former_version WHERE (object_id, version) IN (SELECT object_id, version FROM former_version"
    " WHERE ended < ? ORDER BY ended LIMIT ? $skip)"
)
_REMOVED = (
    "FROM former_version WHERE owner_id = ? AND calendar_id = ?"
    " AND ending = 'deleted' AND NOT EXISTS (SELECT 1 FROM object WHERE object.id = former_version.object_id)"
    " AND NOT EXISTS (SELECT 1 FROM former_version AS later WHERE later.object_id = former_version.object_id"
    "   AND later.version > former_version.version)"
    " ORDER BY ended DESC, object_id DESC"
)


class HistoryTable:
    """Implements `service.ports.History`."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def of(self, object_id: int) -> tuple[Version, ...]:
        rows = self._ask(
            f"SELECT {FORMER_COLUMNS} FROM former_version WHERE object_id = ? ORDER BY version DESC", object_id
        )
        return _versions_of(rows)

    def of_uid(self, owner_id: int, calendar_id: int, uid: str) -> tuple[Version, ...]:
        rows = self._ask(
            f"SELECT {FORMER_COLUMNS} FROM former_version WHERE owner_id = ? AND calendar_id = ? AND uid = ?"
            " ORDER BY ended DESC, object_id DESC, version DESC",
            owner_id,
            calendar_id,
            uid,
        )
        return _versions_of(rows)

    def find(self, object_id: int, version: int) -> Version:
        rows = self._ask(
            f"SELECT {FORMER_COLUMNS} FROM former_version WHERE object_id = ? AND version = ?", object_id, version
        )
        return _version_of(only(rows, "There is no such version."))

    def removed(self, owner_id: int, calendar_id: int, *, limit: int) -> tuple[Version, ...]:
        rows = self._ask(f"SELECT {FORMER_COLUMNS} {_REMOVED} LIMIT ?", owner_id, calendar_id, limit)
        return _versions_of(rows)

    def every_removed(self, owner_id: int, calendar_id: int) -> tuple[tuple[int, int], ...]:
        rows = self._ask(f"SELECT object_id, version {_REMOVED}", owner_id, calendar_id)
        return tuple((object_id, version) for object_id, version in rows)

    def purge(self, *, before: datetime, at_most: int) -> int:
        return len(self._ask(f"{_FORGET} RETURNING object_id", micros(before), at_most))

    def forget(self, *, before: datetime, at_most: int) -> None:
        self._ask(_FORGET, micros(before), at_most)


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
        written=moment_of(written),
        written_by=written_by,
        ended=moment_of(ended),
        ended_by=ended_by,
        ending=Ending(ending),
        cuts=cuts,
    )

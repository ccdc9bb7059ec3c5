"""Properties: what a protocol stores beside calendars and objects. One query a function."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from kalends.service.records import Calendar, Properties, Stored, Version
from kalends.store.sql import Executor, Row

_PLACE = "owner_id = ? AND calendar_id = ? AND object_id = ?"
_ITSELF = 0  # the object_id of a property of the calendar itself
_SHOWN = "namespace <> 'import'"
"""The condition of properties that are not import marks."""
_MARK = "'import', 'mark'"
_MOST_MARKS = 100


class PropertyTable:
    """Implements `service.ports.ObjectProperties`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def of_calendars(self, calendars: Collection[Calendar]) -> dict[int, Properties]:
        some = [each for each in calendars if each.properties]
        if not some:
            return {}
        rows = self._execute(
            "SELECT calendar_id, namespace, name, value FROM property"
            f" WHERE owner_id $among AND calendar_id $among AND object_id = {_ITSELF}",
            sorted({each.owner_id for each in some}),
            [each.id for each in some],
        )
        return _grouped(rows)

    def of_objects(self, stored: Collection[Stored]) -> dict[int, Properties]:
        some = [each for each in stored if each.draft.properties]
        if not some:
            return {}
        rows = self._execute(
            "SELECT object_id, namespace, name, value FROM property"
            f" WHERE owner_id $among AND calendar_id $among AND object_id $among AND {_SHOWN}",
            sorted({each.owner_id for each in some}),
            sorted({each.calendar_id for each in some}),
            [each.id for each in some],
        )
        return _grouped(rows)

    def of_version(self, version: Version) -> Properties:
        if not version.properties:
            return {}
        rows = self._execute(
            "SELECT object_id, namespace, name, value FROM former_property"
            " WHERE owner_id = ? AND object_id = ? AND version = ?",
            version.owner_id,
            version.object_id,
            version.version,
        )
        return _grouped(rows).get(version.object_id, {})

    def put_calendar(self, calendar: Calendar, properties: Properties) -> Calendar:
        self._put((calendar.owner_id, calendar.id, _ITSELF), properties)
        self._execute(
            "UPDATE calendar SET properties = ? WHERE owner_id = ? AND id = ?",
            len(properties),
            calendar.owner_id,
            calendar.id,
        )
        return replace(calendar, properties=len(properties))

    def put_object(self, stored: Stored, properties: Properties) -> Stored:
        self._put((stored.owner_id, stored.calendar_id, stored.id), properties)
        return replace(stored, draft=replace(stored.draft, properties=len(properties)))

    def mark_of(self, stored: Stored) -> str:
        rows = self._execute(
            f"SELECT value FROM property WHERE {_PLACE} AND (namespace, name) = ({_MARK})",
            stored.owner_id,
            stored.calendar_id,
            stored.id,
        )
        return str(rows[0][0]) if rows else ""

    def put_marks(self, marks: Sequence[tuple[Stored, str]]) -> None:
        for start in range(0, len(marks), _MOST_MARKS):
            some = marks[start : start + _MOST_MARKS]
            rows = ", ".join([f"(?, ?, ?, {_MARK}, ?)"] * len(some))
            self._execute(
                f"INSERT INTO property (owner_id, calendar_id, object_id, namespace, name, value) VALUES {rows}"
                " ON CONFLICT (owner_id, calendar_id, object_id, namespace, name) DO UPDATE SET value = excluded.value",
                *(value for stored, mark in some for value in (stored.owner_id, stored.calendar_id, stored.id, mark)),
            )

    def _put(self, place: tuple[int, int, int], properties: Properties) -> None:
        self._execute(f"DELETE FROM property WHERE {_PLACE} AND {_SHOWN}", *place)
        for (namespace, name), value in properties.items():
            self._execute(
                "INSERT INTO property (owner_id, calendar_id, object_id, namespace, name, value)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                *place,
                namespace,
                name,
                value,
            )


def _grouped(rows: Collection[Row]) -> dict[int, Properties]:
    found: dict[int, dict[tuple[str, str], str]] = {}
    for number, namespace, name, value in sorted(rows):
        found.setdefault(number, {})[namespace, name] = value
    return dict(found)

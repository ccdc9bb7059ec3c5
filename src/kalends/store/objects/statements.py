"""The single statements that writes of objects are made of.

What is written takes the cursor that the owner has next, and the event that is appended afterwards raises the owner and
the calendar to it: both are locked, so that all is one step, and nothing has to be asked for the cursor alone.
"""

from datetime import datetime
from functools import cache

from kalends.errors import Fault, Kind
from kalends.service.records import Ending, Facts, Holder, HolderKind, ObjectDraft, Stored
from kalends.store.holders import account_holder, note_holder
from kalends.store.objects.columns import DRAFT_COLUMNS, FACT_COLUMNS, MISSING, draft_values, fact_values
from kalends.store.objects.history import KEEP_PROPERTIES, VERSION_COLUMNS, VERSION_VALUES
from kalends.store.objects.policies import POLICY_COLUMNS, policy_values
from kalends.store.sql import Executor, Value, require_row, require_short, to_microseconds

CalendarKey = tuple[int, int]
"""The owner and the calendar."""

_REVISION_COLUMNS = "version, modified, modified_by"
_BESIDE_COLUMNS = f"modified, modified_by, author_id, {POLICY_COLUMNS}, properties"
_OWN_COLUMNS = f"owner_id, calendar_id, created, {_REVISION_COLUMNS}"
# Not as joins: an INSERT that selects from two tables takes SQLite three times as long.
_SET_COUNTER = "counter = (SELECT cursor + 1 FROM event_cursor WHERE event_cursor.owner_id = object.owner_id)"
_NEXT_CURSOR = "(SELECT cursor + 1 FROM event_cursor WHERE event_cursor.owner_id = calendar.owner_id)"
_WHERE_KEY = "id = ? AND owner_id = ? AND calendar_id = ?"
_COMPANIONS = {
    "calendar_grant": "object_id, holder_kind, holder_id, level",
    "object_view": "object_id, account_id, hidden, alert",
    "property": "object_id, namespace, name, value",
}


class ObjectStatements:
    """What writes of objects ask, one statement a function."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def demand_calendar(self, place: CalendarKey) -> None:
        """Pass where the calendar is there. Fault NOT_FOUND."""
        require_row(
            self._execute("SELECT id FROM calendar WHERE owner_id = ? AND id = ?", *place), "There is no such calendar."
        )

    def demand_free(self, place: CalendarKey, draft: ObjectDraft, *, but: int) -> None:
        """Pass where no object but one has that href or UID. Fault EXISTS."""
        rows = self._execute(
            "SELECT href FROM object WHERE owner_id = ? AND calendar_id = ? AND href = ? AND id <> ?"
            " UNION ALL SELECT href FROM object WHERE owner_id = ? AND calendar_id = ? AND uid = ? AND id <> ?",
            *(*place, draft.href, but),
            *(*place, draft.facts.uid, but),
        )
        if any(row[0] == draft.href for row in rows):
            raise Fault(Kind.EXISTS, f'There is an object of the name "{draft.href}" in the calendar already.')
        if rows:
            raise Fault(
                Kind.EXISTS,
                f'The calendar has an object of that UID already, of the name "{rows[0][0]}".',
                precondition="no-uid-conflict",
            )

    def next_version(self, owners: list[int], object_id: int) -> int:
        """The version with which an object comes back."""
        rows = self._execute(
            "SELECT coalesce(max(version), 0) + 1 FROM former_version WHERE owner_id $among AND object_id = ?",
            owners,
            object_id,
        )
        return int(rows[0][0])

    def insert(self, stored: Stored, *, new: bool) -> int | None:
        """Write a row; its id, which is the object's own unless it is new.

        None where href, UID or id is taken, or the calendar is gone.
        """
        given: tuple[Value, ...] = () if new else (stored.id,)
        values = (*given, *_own_values(stored), *draft_values(stored.draft))
        columns = f"{'' if new else 'id, '}{_OWN_COLUMNS}, {DRAFT_COLUMNS}"
        rows = self._execute(
            f"INSERT INTO object (counter, {columns}) SELECT {_NEXT_CURSOR}, {_placeholders(values)}"
            " FROM calendar WHERE owner_id = ? AND id = ? ON CONFLICT DO NOTHING RETURNING id",
            *values,
            stored.owner_id,
            stored.calendar_id,
        )
        if not rows:
            return None
        object_id = int(rows[0][0])
        self._execute(
            "INSERT INTO object_words (owner_id, calendar_id, object_id, words) VALUES (?, ?, ?, ?)",
            stored.owner_id,
            stored.calendar_id,
            object_id,
            f" {stored.facts.words}",
        )
        return object_id

    def keep(self, stored: Stored, ending: Ending, *, by: int | None, now: datetime) -> None:
        """Write the present version into the history. Fault NOT_FOUND where there is no such object."""
        rows = self._execute(
            f"INSERT INTO former_version ({VERSION_COLUMNS}) SELECT {VERSION_VALUES} FROM object WHERE {_WHERE_KEY}"
            " RETURNING object_id",
            to_microseconds(now),
            by,
            ending.value,
            *_key(stored),
        )
        require_row(rows, MISSING)
        if stored.draft.properties:
            self._execute(f"{KEEP_PROPERTIES} AND object.id = ?", stored.owner_id, stored.calendar_id, stored.id)

    def update(self, stored: Stored) -> None:
        """Write all that a new version changes."""
        columns = f"{_REVISION_COLUMNS}, {DRAFT_COLUMNS}"
        self._execute(
            f"UPDATE object SET {_SET_COUNTER}, {_assigned(columns)} WHERE {_WHERE_KEY}",
            *_revision_values(stored),
            *draft_values(stored.draft),
            *_key(stored),
        )

    def update_beside(self, stored: Stored) -> None:
        """Write what stands beside the text alone. Fault NOT_FOUND."""
        rows = self._execute(
            f"UPDATE object SET {_SET_COUNTER}, {_assigned(_BESIDE_COLUMNS)} WHERE {_WHERE_KEY} RETURNING id",
            to_microseconds(stored.modified),
            stored.modified_by,
            stored.draft.author_id,
            *policy_values(stored.draft.policy),
            stored.draft.properties,
            *_key(stored),
        )
        require_row(rows, MISSING)

    def update_facts(self, stored: Stored, facts: Facts) -> None:
        """Write the facts alone. Fault NOT_FOUND."""
        rows = self._execute(
            f"UPDATE object SET {_assigned(FACT_COLUMNS)} WHERE {_WHERE_KEY} RETURNING id",
            *fact_values(facts),
            *_key(stored),
        )
        require_row(rows, MISSING)

    def update_words(self, stored: Stored, words: str) -> None:
        """Write the words of a search."""
        self._execute(
            "UPDATE object_words SET words = ? WHERE object_id = ? AND owner_id = ? AND calendar_id = ?",
            f" {words}",
            *_key(stored),
        )

    def delete(self, stored: Stored) -> None:
        """Delete the row, with its words."""
        self._execute(f"DELETE FROM object WHERE {_WHERE_KEY}", *_key(stored))
        self._execute(
            "DELETE FROM object_words WHERE object_id = ? AND owner_id = ? AND calendar_id = ?", *_key(stored)
        )

    def delete_companions(self, stored: Stored) -> None:
        """Delete the grants on an object, its properties, and what each person wants of it."""
        for table in _COMPANIONS:
            self._execute(
                f"DELETE FROM {table} WHERE object_id = ? AND owner_id = ? AND calendar_id = ?", *_key(stored)
            )

    def move_companions(self, stored: Stored, place: CalendarKey) -> None:
        """Let the grants on an object, its properties, and what each person wants of it follow it elsewhere."""
        for table, columns in _COMPANIONS.items():
            # Taken out and put in again: rows do not change the machine that they are on, if there are several.
            rows = self._execute(
                f"DELETE FROM {table} WHERE object_id = ? AND owner_id = ? AND calendar_id = ? RETURNING {columns}",
                *_key(stored),
            )
            for row in rows:
                if table == "calendar_grant":
                    note_holder(self._execute, Holder(HolderKind(row[1]), row[2]), place[0])
                elif table == "object_view":
                    note_holder(self._execute, account_holder(row[1]), place[0])
                values = (*place, *row)
                self._execute(
                    f"INSERT INTO {table} (owner_id, calendar_id, {columns}) VALUES ({_placeholders(values)})", *values
                )


def require_short_names(draft: ObjectDraft) -> None:
    """Pass where href and UID fit into an index. Fault TOO_LARGE."""
    require_short(draft.href)
    require_short(draft.facts.uid or "")


def _own_values(stored: Stored) -> tuple[Value, ...]:
    return (stored.owner_id, stored.calendar_id, to_microseconds(stored.created), *_revision_values(stored))


def _revision_values(stored: Stored) -> tuple[Value, ...]:
    return (stored.version, to_microseconds(stored.modified), stored.modified_by)


def _key(stored: Stored) -> tuple[int, int, int]:
    return stored.id, stored.owner_id, stored.calendar_id


def _placeholders(values: tuple[Value, ...]) -> str:
    return ", ".join("?" * len(values))


@cache
def _assigned(columns: str) -> str:
    return ", ".join([f"{column} = ?" for column in columns.split(", ")])

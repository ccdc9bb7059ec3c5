"""Writing calendar objects. Every write except a reindex appends an event, which sync reports.

The caller has locked the calendars, so what is read here still holds when it is written. A Fault is raised before
anything is changed, so a verb may continue after it.

A write stores the owner's next cursor as the object's counter, and the event that is appended afterwards raises owner
and calendar to it. Both are locked, and no query is needed for the cursor alone.
"""

from dataclasses import replace
from datetime import datetime
from functools import cache

from kalends.errors import Fault, Kind
from kalends.service.records import Calendar, Ending, EventKind, Facts, Holder, HolderKind, ObjectDraft, Stored
from kalends.store.holders import account_holder, note_holder
from kalends.store.objects.columns import (
    DRAFT_COLUMNS,
    FACT_COLUMNS,
    MISSING,
    POLICY_COLUMNS,
    draft_values,
    fact_values,
    policy_values,
)
from kalends.store.objects.events import append_event
from kalends.store.objects.history import KEEP_PROPERTIES, VERSION_COLUMNS, VERSION_VALUES
from kalends.store.objects.queries import ObjectQueries
from kalends.store.owners import OwnerDirectory
from kalends.store.sql import Executor, Value, require_row, require_short, to_microseconds

_NO_ID = 0
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


class ObjectTable(ObjectQueries):
    """Implements `service.ports.Objects`."""

    def __init__(self, execute: Executor, owners: OwnerDirectory) -> None:
        super().__init__(execute, owners)
        self._do = ObjectStatements(execute)

    def add(
        self, calendar: Calendar, draft: ObjectDraft, *, by: int | None, now: datetime, object_id: int | None = None
    ) -> Stored:
        require_short_names(draft)
        place = (calendar.owner_id, calendar.id)
        version = 1 if object_id is None else self._next_version(object_id)
        added = Stored(object_id or _NO_ID, *place, version, now, now, by, draft)
        # Checking first whether the names are free would cost each new object a query.
        new_id = self._do.insert(added, new=object_id is None)
        if new_id is None:
            self._do.demand_calendar(place)
            self._do.demand_free(place, draft, but=_NO_ID)
            raise Fault(Kind.EXISTS, "There is an object of that id already.")
        self._owners.add(new_id, calendar.owner_id)
        stored = replace(added, id=new_id)
        self._append(EventKind.CREATED, after=stored, by=by, now=now)
        return stored

    def put(self, stored: Stored, draft: ObjectDraft, *, by: int | None, now: datetime) -> Stored:
        require_short_names(draft)
        place = (stored.owner_id, stored.calendar_id)
        if (draft.href, draft.facts.uid) != (stored.href, stored.facts.uid):
            self._do.demand_free(place, draft, but=stored.id)
        self._do.keep(stored, Ending.REPLACED, by=by, now=now)
        renamed = draft.href != stored.href
        if renamed:
            self._append(EventKind.MOVED_OUT, before=stored, by=by, now=now)
        new = replace(stored, version=stored.version + 1, modified=now, modified_by=by, draft=draft)
        self._do.update(new)
        if renamed:
            self._append(EventKind.MOVED_IN, after=new, by=by, now=now)
        else:
            self._append(EventKind.CHANGED, before=stored, after=new, by=by, now=now)
        if draft.facts.words != stored.facts.words:
            self._do.update_words(stored, draft.facts.words)
        return new

    def amend(self, stored: Stored, draft: ObjectDraft, *, by: int | None, now: datetime) -> Stored:
        beside = replace(stored.draft, author_id=draft.author_id, policy=draft.policy, properties=draft.properties)
        new = replace(stored, draft=beside)
        self._do.update_beside(new)
        self._append(EventKind.AMENDED, before=stored, after=new, by=by, now=now)
        return new

    def reindex(self, stored: Stored, facts: Facts) -> None:
        if facts.uid != stored.facts.uid:
            draft = replace(stored.draft, facts=facts)
            require_short_names(draft)
            self._do.demand_free((stored.owner_id, stored.calendar_id), draft, but=stored.id)
        self._do.update_facts(stored, facts)
        self._do.update_words(stored, facts.words)

    def move(self, stored: Stored, calendar: Calendar, href: str, *, by: int | None, now: datetime) -> Stored:
        target = (calendar.owner_id, calendar.id)
        draft = replace(stored.draft, href=href)
        require_short_names(draft)
        self._do.demand_free(target, draft, but=stored.id)
        self._do.keep(stored, Ending.MOVED, by=by, now=now)
        self._append(EventKind.MOVED_OUT, before=stored, by=by, now=now)
        self._do.delete(stored)
        self._do.move_companions(stored, target)
        whose = replace(stored, owner_id=calendar.owner_id, calendar_id=calendar.id)
        new = replace(whose, version=stored.version + 1, modified=now, modified_by=by, draft=draft)
        self._do.insert(new, new=False)
        self._append(EventKind.MOVED_IN, after=new, by=by, now=now)
        if new.owner_id != stored.owner_id:
            self._owners.add(new.id, new.owner_id)
        return new

    def remove(self, stored: Stored, *, by: int | None, now: datetime) -> None:
        self._do.keep(stored, Ending.DELETED, by=by, now=now)
        self._append(EventKind.REMOVED, before=stored, by=by, now=now)
        self._do.delete_companions(stored)
        self._do.delete(stored)

    def _append(
        self,
        what: EventKind,
        *,
        before: Stored | None = None,
        after: Stored | None = None,
        by: int | None,
        now: datetime,
    ) -> None:
        """Append an event about an object as it was before, and as it is after."""
        stored = after or before
        assert stored is not None
        append_event(
            self._execute,
            (stored.owner_id, stored.calendar_id),
            what,
            thing=(stored.id, stored.href),
            versions=(None if before is None else before.version, None if after is None else after.version),
            by=by,
            now=now,
        )

    def _next_version(self, object_id: int) -> int:
        """The version number of an object that comes back, to any owner."""
        owners = self._owners.find([object_id]).get(object_id, ())
        return self._do.next_version(list(owners), object_id)


class ObjectStatements:
    """The statements that writes of objects consist of, one a function."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def demand_calendar(self, place: CalendarKey) -> None:
        """Check that the calendar exists. Fault NOT_FOUND."""
        require_row(
            self._execute("SELECT id FROM calendar WHERE owner_id = ? AND id = ?", *place), "There is no such calendar."
        )

    def demand_free(self, place: CalendarKey, draft: ObjectDraft, *, but: int) -> None:
        """Check that no object other than `but` has the draft's href or UID. Fault EXISTS."""
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
        """The version number of an object that comes back."""
        rows = self._execute(
            "SELECT coalesce(max(version), 0) + 1 FROM former_version WHERE owner_id $among AND object_id = ?",
            owners,
            object_id,
        )
        return int(rows[0][0])

    def insert(self, stored: Stored, *, new: bool) -> int | None:
        """Insert a row and return its id, which a new object gets here.

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
        """Copy the present version into the history. Fault NOT_FOUND."""
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
        """Update everything that a new version changes."""
        columns = f"{_REVISION_COLUMNS}, {DRAFT_COLUMNS}"
        self._execute(
            f"UPDATE object SET {_SET_COUNTER}, {_assigned(columns)} WHERE {_WHERE_KEY}",
            *_revision_values(stored),
            *draft_values(stored.draft),
            *_key(stored),
        )

    def update_beside(self, stored: Stored) -> None:
        """Update only what is stored beside the text. Fault NOT_FOUND."""
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
        """Update only the facts. Fault NOT_FOUND."""
        rows = self._execute(
            f"UPDATE object SET {_assigned(FACT_COLUMNS)} WHERE {_WHERE_KEY} RETURNING id",
            *fact_values(facts),
            *_key(stored),
        )
        require_row(rows, MISSING)

    def update_words(self, stored: Stored, words: str) -> None:
        """Update the words for the search."""
        self._execute(
            "UPDATE object_words SET words = ? WHERE object_id = ? AND owner_id = ? AND calendar_id = ?",
            f" {words}",
            *_key(stored),
        )

    def delete(self, stored: Stored) -> None:
        """Delete the row and its words."""
        self._execute(f"DELETE FROM object WHERE {_WHERE_KEY}", *_key(stored))
        self._execute(
            "DELETE FROM object_words WHERE object_id = ? AND owner_id = ? AND calendar_id = ?", *_key(stored)
        )

    def delete_companions(self, stored: Stored) -> None:
        """Delete the grants on an object, its properties and its views."""
        for table in _COMPANIONS:
            self._execute(
                f"DELETE FROM {table} WHERE object_id = ? AND owner_id = ? AND calendar_id = ?", *_key(stored)
            )

    def move_companions(self, stored: Stored, place: CalendarKey) -> None:
        """Move the grants on an object, its properties and its views to another calendar."""
        for table, columns in _COMPANIONS.items():
            # Deleted and inserted again: in a distributed database an UPDATE cannot move a row to another machine.
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
    """Check that href and UID fit into an index. Fault TOO_LARGE."""
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

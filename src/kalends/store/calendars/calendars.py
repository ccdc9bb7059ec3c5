"""Calendars. One query a function."""

from collections.abc import Collection, Iterable
from datetime import datetime

from kalends.service.records import Calendar, CalendarDraft, EventKind, Look, ObjectKind
from kalends.store.calendars.views import ViewTable
from kalends.store.objects.events import append_event
from kalends.store.objects.history import KEEP_PROPERTIES, VERSION_COLUMNS, VERSION_VALUES
from kalends.store.owners import OwnerDirectory
from kalends.store.sql import (
    NAMED_LOCK,
    Executor,
    Row,
    Value,
    clamp_small,
    require_inserted,
    require_row,
    require_short,
    to_datetime,
    to_microseconds,
)

_LOOK = "title, description, colour, text_colour, time_zone, alert"
_COUNTS = "generation, counter, access_epoch, swept, size"
COLUMNS = f"id, owner_id, name, {_LOOK}, kinds, is_default, created, {_COUNTS}, properties"
_LOCKED = (
    f"SELECT {COLUMNS} FROM (SELECT owner_id AS locked_id FROM event_cursor WHERE owner_id $among"
    "   ORDER BY owner_id $lock) AS locked"
    " JOIN calendar ON calendar.owner_id = locked.locked_id"
    " WHERE calendar.owner_id $among AND id $among ORDER BY calendar.owner_id, id $lock"
)
"""Locks the owner's row of event_cursor first, then the calendars: writers for one owner wait for each other."""

_MISSING = "There is no such calendar."
_DEFAULT_TAKEN = "There is a default calendar already."


class CalendarTable(ViewTable):
    """Implements `service.ports.Calendars`."""

    def __init__(self, execute: Executor, owners: OwnerDirectory) -> None:
        super().__init__(execute)
        self._execute = execute
        self._owners = owners

    def add(self, draft: CalendarDraft, *, now: datetime) -> Calendar:
        moment = to_microseconds(now)
        rows = self._execute(
            f"INSERT INTO calendar (owner_id, name, {_LOOK}, kinds, is_default, created, {_COUNTS})"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0)"
            f" ON CONFLICT DO NOTHING RETURNING {COLUMNS}",
            draft.owner_id,
            require_short(draft.name),
            *_look_values(draft.look),
            _kinds_text(draft.kinds),
            int(draft.default),
            moment,
            moment,
        )
        calendar = calendar_of(require_inserted(rows, f'There is a calendar "{draft.name}" already, or a default one.'))
        self._owners.add(calendar.id, calendar.owner_id)
        return calendar

    def find(self, calendar_id: int) -> Calendar:
        return calendar_of(require_row(self._owners.rows([calendar_id], self._read), _MISSING))

    def named(self, owner_id: int, name: str) -> Calendar:
        rows = self._execute(f"SELECT {COLUMNS} FROM calendar WHERE owner_id = ? AND name = ?", owner_id, name)
        return calendar_of(require_row(rows, _MISSING))

    def some(self, ids: Collection[int]) -> tuple[Calendar, ...]:
        return _calendars_of(self._owners.rows(ids, self._read))

    def lock(self, ids: Collection[int], *, subject: str = "") -> tuple[Calendar, ...]:
        if subject:
            self._execute(NAMED_LOCK, subject)
        return _calendars_of(self._owners.rows(ids, self._read_locked))

    def owned(self, owner_id: int) -> tuple[Calendar, ...]:
        return _calendars_of(self._execute(f"SELECT {COLUMNS} FROM calendar WHERE owner_id = ? ORDER BY id", owner_id))

    def put(self, calendar: Calendar) -> None:
        if calendar.default:
            self._demand_no_other_default(calendar)
        rows = self._execute(
            "UPDATE calendar SET title = ?, description = ?, colour = ?, text_colour = ?, time_zone = ?, alert = ?,"
            " kinds = ?, is_default = ? WHERE owner_id = ? AND id = ? RETURNING id",
            *_look_values(calendar.look),
            _kinds_text(calendar.kinds),
            int(calendar.default),
            calendar.owner_id,
            calendar.id,
        )
        require_row(rows, _MISSING)

    def remove(self, calendar: Calendar, *, by: int | None, now: datetime) -> None:
        self._execute(
            f"INSERT INTO former_version ({VERSION_COLUMNS})"
            f" SELECT {VERSION_VALUES} FROM object WHERE owner_id = ? AND calendar_id = ?",
            to_microseconds(now),
            by,
            "deleted",
            calendar.owner_id,
            calendar.id,
        )
        place = (calendar.owner_id, calendar.id)
        self._execute(KEEP_PROPERTIES, *place)
        append_event(self._execute, place, EventKind.CALENDAR_REMOVED, by=by, now=now)
        require_row(self._execute("DELETE FROM calendar WHERE owner_id = ? AND id = ? RETURNING id", *place), _MISSING)
        self._execute("DELETE FROM calendar_owner WHERE calendar_id = ?", calendar.id)

    def renew(self, calendar: Calendar, *, now: datetime) -> None:
        moment = to_microseconds(now)
        rows = self._execute(
            "UPDATE calendar SET generation = CASE WHEN generation < ? THEN ? ELSE generation + 1 END"
            " WHERE owner_id = ? AND id = ? RETURNING id",
            moment,
            moment,
            calendar.owner_id,
            calendar.id,
        )
        require_row(rows, _MISSING)

    def _read(self, owners: list[int], ids: list[int]) -> list[Row]:
        return self._execute(f"SELECT {COLUMNS} FROM calendar WHERE owner_id $among AND id $among", owners, ids)

    def _read_locked(self, owners: list[int], ids: list[int]) -> list[Row]:
        return self._execute(_LOCKED, owners, owners, ids)

    def _demand_no_other_default(self, calendar: Calendar) -> None:
        others = self._execute(
            "SELECT id FROM calendar WHERE owner_id = ? AND is_default = 1 AND id <> ?", calendar.owner_id, calendar.id
        )
        require_inserted([()] if not others else [], _DEFAULT_TAKEN)


def renew_all_calendars(execute: Executor, now: datetime) -> None:
    """Give every calendar a new generation, after a backup was restored: sync tokens become invalid."""
    moment = to_microseconds(now)
    for (owner_id,) in execute("SELECT id FROM account ORDER BY id"):
        execute(
            "UPDATE calendar SET generation = CASE WHEN generation < ? THEN ? ELSE generation + 1 END"
            " WHERE owner_id = ?",
            moment,
            moment,
            owner_id,
        )


def calendar_of(row: Row) -> Calendar:
    """The calendar in a row of `COLUMNS`."""
    calendar_id, owner_id, name, *look, kinds, default, created = row[:12]
    generation, counter, epoch, swept, size, properties = row[12:]
    return Calendar(
        id=calendar_id,
        owner_id=owner_id,
        name=name,
        look=Look(*look),
        kinds=frozenset(map(ObjectKind, kinds.split())),
        default=bool(default),
        created=to_datetime(created),
        generation=generation,
        counter=counter,
        access_epoch=epoch,
        swept=swept,
        size=size,
        properties=properties,
    )


def _calendars_of(rows: Iterable[Row]) -> tuple[Calendar, ...]:
    return tuple(sorted((calendar_of(row) for row in rows), key=lambda calendar: calendar.id))


def _look_values(look: Look) -> tuple[Value, ...]:
    return (look.title, look.description, look.colour, look.text_colour, look.time_zone, clamp_small(look.alert))


def _kinds_text(kinds: Collection[ObjectKind]) -> str:
    return " ".join(sorted(kinds))

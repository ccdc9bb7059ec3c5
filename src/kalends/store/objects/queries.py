"""Finding calendar objects. One query a function.

Where many objects are selected, long texts are not read at once: a row of `_SHORT_COLUMNS` ends with the length of the
text and has NULL in the place of a long one, so that limits are checked before texts fill the memory.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate

from kalends.errors import Fault, Kind
from kalends.service.ports import ObjectBatch, TextTooLong
from kalends.service.records import Calendar, Entry, ObjectKind, Stored
from kalends.store.holders import GRANTS_IN_REACH
from kalends.store.objects.columns import COLUMNS, MISSING, stored_of, window_sql, window_values
from kalends.store.owners import OwnedId, OwnerDirectory, batch_calendars, batch_owned
from kalends.store.sql import Executor, Row, Value, batches, require_row

PAGE = 500
AT_ONCE = 5000
"""Objects of a window that are read with one query; more are read in pages."""

BATCH_OCTETS = 4_194_304
"""Octets of text in one `ObjectBatch`; a single object may have more."""

MOST_WORDS = 50

_LONG = 16_384  # octets from which a text is long
# Neither database reads the text for that.
_LENGTH = "octet_length(content)"
_SHORT_COLUMNS = f"{COLUMNS}, {_LENGTH}"
for _name in ("summary", "words", "content"):
    _SHORT_COLUMNS = _SHORT_COLUMNS.replace(f" {_name},", f" CASE WHEN {_LENGTH} <= {_LONG} THEN {_name} END,")

_CALENDARS_AT_ONCE = 100
_LATEST = 2**62
_BEYOND_IDS = 2**62
_FIRST = COLUMNS.replace(",", "").split().index("first")
_MOMENTS = {"created": "created", "modified": "modified"}
_FROM_MOMENT = (
    "WHERE owner_id = ? AND calendar_id = ? AND kind = ? AND (first, id) > (?, ?) AND first < ?"
    " ORDER BY first, id LIMIT ?"
)
_STARTING = f"SELECT first, id, owner_id FROM (SELECT first, id, owner_id FROM object {_FROM_MOMENT}) AS part"

# Each grant is looked up on its own, so that the index of UIDs is used whatever the planner's estimates are. The
# database does not sort, which would take longer than everything else.
_REACHABLE_BY_UID = (
    f"SELECT {COLUMNS} FROM object WHERE owner_id = ? AND calendar_id IN (SELECT id FROM calendar WHERE owner_id = ?)"
    f" AND uid = ? UNION ALL SELECT {COLUMNS} FROM object WHERE (owner_id, id) IN"
    " (SELECT calendar_grant.owner_id, (SELECT o.id FROM object AS o"
    " WHERE o.owner_id = calendar_grant.owner_id AND o.calendar_id = calendar_grant.calendar_id AND o.uid = ?"
    f" AND (calendar_grant.object_id = 0 OR calendar_grant.object_id = o.id)) {GRANTS_IN_REACH})"
)
_PLACE = "owner_id = ? AND calendar_id = ?"


class ObjectQueries:
    """The reading part of `service.ports.Objects`."""

    def __init__(self, execute: Executor, owners: OwnerDirectory) -> None:
        self._execute = execute
        self._owners = owners

    def find(self, object_id: int) -> Stored:
        return stored_of(require_row(self._owners.rows([object_id], self._read), MISSING))

    def some(self, ids: Collection[int]) -> tuple[Stored, ...]:
        return tuple(sorted(_stored(self._owners.rows(ids, self._read)), key=_id)) if ids else ()

    def at(self, calendar: Calendar, href: str) -> Stored:
        rows = self._select(f"WHERE {_PLACE} AND href = ?", calendar.owner_id, calendar.id, href)
        return stored_of(require_row(rows, MISSING))

    def at_some(self, calendar: Calendar, hrefs: Collection[str]) -> tuple[Stored, ...]:
        where = f"WHERE {_PLACE} AND href $among ORDER BY href"
        return _stored(self._select(where, calendar.owner_id, calendar.id, list(hrefs)))

    def of_uid(self, calendar: Calendar, uid: str) -> Stored:
        rows = self._select(f"WHERE {_PLACE} AND uid = ?", calendar.owner_id, calendar.id, uid)
        return stored_of(require_row(rows, MISSING))

    def with_uid(self, uid: str, calendars: Collection[Calendar]) -> tuple[Stored, ...]:
        where = "WHERE owner_id $among AND calendar_id $among AND uid = ?"
        found = (row for place in batch_calendars(calendars) for row in self._select(where, *place, uid))
        return tuple(sorted(_stored(found), key=_id))

    def of_uid_reached(self, uid: str, account_id: int) -> tuple[Stored, ...]:
        found = _stored(self._execute(_REACHABLE_BY_UID, account_id, account_id, uid, uid, account_id, account_id))
        return tuple(sorted({each.id: each for each in found}.values(), key=_id))

    def window(
        self,
        calendars: Collection[Calendar],
        start: int,
        end: int,
        kinds: Collection[ObjectKind] = (),
        *,
        most: int | None = None,
    ) -> Iterator[Stored]:
        more, of_kinds = (" AND kind $among", ([kind.value for kind in kinds],)) if kinds else ("", ())
        values = window_values(calendars, start, end, of_kinds)
        rows = self._execute(f"{window_sql(_SHORT_COLUMNS, more)} LIMIT ?", *values, AT_ONCE + 1)
        if len(rows) <= AT_ONCE:
            _demand_below(most, [(row[_FIRST], row[-1]) for row in rows])
            yield from self._whole(rows)
            return
        del rows
        sizes = self._execute(window_sql(f"owner_id, id, first, {_LENGTH}", more), *values)
        _demand_below(most, [(first, octets) for *_, first, octets in sizes])
        for page in batches([(owner_id, object_id) for owner_id, object_id, *_ in sizes]):
            yield from _stored(self._rows_of(page))

    def starting(
        self, calendars: Collection[Calendar], kind: ObjectKind, after: tuple[int, int], end: int, *, limit: int
    ) -> ObjectBatch:
        places = [(each.owner_id, each.id) for each in calendars]
        if len(places) == 1:
            sql = f"SELECT {_SHORT_COLUMNS} FROM object {_FROM_MOMENT}"
            return self._batch(self._execute(sql, *places[0], kind.value, *after, end, limit), limit)
        found: list[tuple[int, int, int]] = []
        for at in range(0, len(places), _CALENDARS_AT_ONCE):
            some = places[at : at + _CALENDARS_AT_ONCE]
            # One part per calendar, since the index sorts by calendar first.
            parts = " UNION ALL ".join([_STARTING] * len(some))
            values = [value for place in some for value in (*place, kind.value, *after, end, limit)]
            rows = self._execute(
                f"SELECT first, id, owner_id FROM ({parts}) AS found ORDER BY first, id LIMIT ?", *values, limit
            )
            found += [(first, object_id, owner_id) for first, object_id, owner_id in rows]
        found.sort()
        return self._batch(self._sketches([(owner_id, object_id) for _, object_id, owner_id in found[:limit]]), limit)

    def newest(
        self,
        calendars: Collection[Calendar],
        kind: ObjectKind,
        window: tuple[int, int],
        *,
        by: str,
        until: tuple[int, int] | None,
        limit: int,
    ) -> ObjectBatch:
        if not calendars:
            return ObjectBatch((), more=False)
        column = _MOMENTS[by]
        values = window_values(calendars, *window, (kind.value,))
        moment, object_id = until or (_LATEST, 0)
        rows = self._execute(
            f"SELECT owner_id, id FROM ({window_sql(f'owner_id, id, {column}', ' AND kind = ?')}) AS found"
            f" WHERE ({column}, id) <= (?, ?) ORDER BY {column} DESC, id DESC LIMIT ?",
            *values,
            moment,
            object_id,
            limit,
        )
        return self._batch(self._sketches([(owner_id, object_id) for owner_id, object_id in rows]), limit)

    def search(
        self, calendars: Collection[Calendar], words: Collection[str], *, before_id: int | None = None, limit: int
    ) -> tuple[Stored, ...]:
        if not words:
            return ()
        if len(words) > MOST_WORDS:
            raise Fault(Kind.TOO_LARGE, f"Search for no more than {MOST_WORDS} words at once.")
        each = " AND ".join("words LIKE ? ESCAPE '!'" for _ in words)
        rows = self._execute(
            "SELECT owner_id, object_id FROM object_words WHERE owner_id $among AND calendar_id $among"
            f" AND object_id < ? AND {each} ORDER BY object_id DESC LIMIT ?",
            *_places(calendars),
            _BEYOND_IDS if before_id is None else before_id,
            *(f"% {_literal(word)}%" for word in words),
            limit,
        )
        places = [(owner_id, object_id) for owner_id, object_id in rows]
        return tuple(sorted(_stored(self._rows_of(places)), key=_id, reverse=True))

    def entries(self, calendar: Calendar, *, after: str = "", limit: int | None = None) -> tuple[Entry, ...]:
        limits = "" if limit is None else " LIMIT ?"
        rows = self._execute(
            "SELECT href, id, etag, kind FROM object WHERE owner_id = ? AND calendar_id = ? AND href > ?"
            f" ORDER BY href{limits}",
            calendar.owner_id,
            calendar.id,
            after,
            *(() if limit is None else (limit,)),
        )
        return tuple(Entry(href, object_id, etag, ObjectKind(kind)) for href, object_id, etag, kind in rows)

    def closed(self, calendar: Calendar) -> tuple[Stored, ...]:
        # The condition of the index object_closed, word by word.
        where = f"WHERE {_PLACE} AND closed + alone > 0 ORDER BY id"
        return _stored(self._select(where, calendar.owner_id, calendar.id))

    def walk(self, calendar: Calendar) -> Iterator[Stored]:
        where = f"WHERE {_PLACE} AND href > ? ORDER BY href LIMIT ?"
        after = ""
        while rows := self._select(where, calendar.owner_id, calendar.id, after, PAGE):
            page = _stored(rows)
            yield from page
            after = page[-1].href

    def page(self, calendar: Calendar, *, after: str, limit: int, zoned: bool = False) -> tuple[Stored, ...]:
        of_zoned = "AND zoned = 1 " if zoned else ""
        where = f"WHERE {_PLACE} AND href > ? {of_zoned}ORDER BY href LIMIT ?"
        return _stored(self._select(where, calendar.owner_id, calendar.id, after, limit))

    def _select(self, where: str, *values: Value) -> list[Row]:
        return self._execute(f"SELECT {COLUMNS} FROM object {where}", *values)

    def _read(self, owners: list[int], ids: list[int]) -> list[Row]:
        return self._select("WHERE owner_id $among AND id $among", owners, ids)

    def _rows_of(self, places: Collection[OwnedId], columns: str = COLUMNS) -> list[Row]:
        """The rows of objects, in no order."""
        sql = f"SELECT {columns} FROM object WHERE owner_id $among AND id $among"
        return [row for owners, ids in batch_owned(places) for row in self._execute(sql, owners, ids)]

    def _sketches(self, places: list[OwnedId]) -> list[Row]:
        """The rows of `_SHORT_COLUMNS` of objects, in the order of `places`."""
        known = {row[0]: row for row in self._rows_of(places, _SHORT_COLUMNS)}
        return [known[object_id] for _, object_id in places]

    def _batch(self, rows: list[Row], limit: int) -> ObjectBatch:
        """As many of these short rows as `BATCH_OCTETS` allows, with their texts."""
        octets = accumulate(row[-1] for row in rows)
        fitting = max(1, sum(1 for each in octets if each <= BATCH_OCTETS))
        return ObjectBatch(tuple(self._whole(rows[:fitting])), more=len(rows) == limit or len(rows) > fitting)

    def _whole(self, rows: Iterable[Row]) -> Iterator[Stored]:
        """The objects of short rows; long texts are read now."""
        for row in rows:
            if row[-1] <= _LONG:
                yield stored_of(row[:-1])
            else:
                yield from _stored(self._rows_of([(row[1], row[0])]))


def _demand_below(most: int | None, sizes: Sequence[tuple[int, int]]) -> None:
    if most is not None and sum(octets for _, octets in sizes) > most:
        raise TextTooLong(sizes)


def _stored(rows: Iterable[Row]) -> tuple[Stored, ...]:
    return tuple([stored_of(row) for row in rows])


def _id(stored: Stored) -> int:
    return stored.id


def _places(calendars: Collection[Calendar]) -> tuple[list[int], list[int]]:
    """The owners and the ids of calendars, for a statement whose index begins with the calendar."""
    return list({each.owner_id for each in calendars}), [each.id for each in calendars]


def _literal(word: str) -> str:
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")

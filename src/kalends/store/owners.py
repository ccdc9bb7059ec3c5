"""The directory of owners: which accounts own rows of a calendar or an object, by its public id.

Every other statement about a calendar or its content names the owner, so that a database that is distributed by owner
knows which machine to ask. An object that was moved to another owner's calendar has several owners: its former versions
stay with the owner for whom they were written.

A process caches what it has looked up. An entry can be wrong only for an object that was moved to another owner since,
or for an id of a transaction that was rolled back: then no row is found, and the directory is read again.
"""

from collections.abc import Callable, Collection, Iterator

from kalends.service.records import Calendar, Stored
from kalends.store.sql import Executor, Row, batches

MOST_REMEMBERED = 20_000
"""Ids of each kind that a process caches; a full cache is cleared."""

MOST_OWNERS = 8
"""Owners in one statement: an index is searched once per pair of owner and id."""

OwnedId = tuple[int, int]
"""An owner, and the id of something in the owner's rows."""

Owners = tuple[int, ...]
RowReader = Callable[[list[int], list[int]], list[Row]]
"""Reads the rows of these owners with these ids; the first column is the id."""


class OwnerCache:
    """The owners that a process knows, by id; shared by all its connections."""

    def __init__(self) -> None:
        self._owners: dict[int, Owners] = {}

    def of(self, ids: Collection[int]) -> dict[int, Owners]:
        """The cached owners of these ids; an id that is not cached is left out."""
        owners = self._owners
        return {each: owners[each] for each in ids if each in owners}

    def add(self, owners: dict[int, Owners]) -> None:
        """Cache the owners of these ids."""
        if len(self._owners) + len(owners) > MOST_REMEMBERED:
            self._owners = {}
        self._owners.update(owners)


class OwnerCaches:
    """The caches of a process: one for calendars, one for objects."""

    def __init__(self) -> None:
        self.calendars = OwnerCache()
        self.objects = OwnerCache()


class OwnerDirectory:
    """The owners of calendars, or of objects, each in a table of its own."""

    def __init__(self, execute: Executor, cache: OwnerCache, kind: str) -> None:
        self._execute = execute
        self._cache = cache
        self._find = f"SELECT {kind}_id, owner_id FROM {kind}_owner WHERE {kind}_id $among"
        self._add = f"INSERT INTO {kind}_owner ({kind}_id, owner_id) VALUES (?, ?) ON CONFLICT DO NOTHING"

    def add(self, thing_id: int, owner_id: int) -> None:
        """Record that an owner has, or had, rows of this id."""
        self._execute(self._add, thing_id, owner_id)
        self._cache.add({thing_id: (owner_id,)})

    def find(self, ids: Collection[int]) -> dict[int, Owners]:
        """All owners of each of these ids, read from the table; an unknown id is left out."""
        found: dict[int, Owners] = {}
        for batch in batches(ids):
            for thing_id, owner_id in self._execute(self._find, batch):
                found[thing_id] = (*found.get(thing_id, ()), owner_id)
        self._cache.add(found)
        return found

    def rows(self, ids: Collection[int], read: RowReader) -> list[Row]:
        """The rows of these ids, with any owner."""
        remembered = self._cache.of(ids)
        unknown = [each for each in ids if each not in remembered]
        found = _fetch(remembered | self.find(unknown) if unknown else remembered, read)
        missing = remembered.keys() - {row[0] for row in found} if len(found) < len(ids) else ()
        if missing:
            moved = {each: owners for each, owners in self.find(missing).items() if owners != remembered[each]}
            found += _fetch(moved, read)
        return found


def _fetch(owners: dict[int, Owners], read: RowReader) -> list[Row]:
    return [row for some, ids in _batch_by_owner(owners) for row in read(some, ids)]


def _batch_by_owner(owners_of: dict[int, Owners]) -> Iterator[tuple[list[int], list[int]]]:
    """Owners and ids for one statement after the other."""
    if len(owners_of) == 1:  # the usual case
        ((thing_id, owners),) = owners_of.items()
        return iter([(list(owners), [thing_id])])
    ids_of: dict[int, set[int]] = {}
    for thing_id, owners in owners_of.items():
        for owner_id in owners:
            ids_of.setdefault(owner_id, set()).add(thing_id)
    return _statement_batches(ids_of)


def batch_calendars(calendars: Collection[Calendar]) -> Iterator[tuple[list[int], list[int]]]:
    """The owners and ids of calendars, for one statement after the other."""
    return _batch_by_owner({each.id: (each.owner_id,) for each in calendars})


def batch_owned(places: Collection[OwnedId]) -> Iterator[tuple[list[int], list[int]]]:
    """The owners and ids of these rows, for one statement after the other."""
    return _batch_by_owner({thing_id: (owner_id,) for owner_id, thing_id in places})


def batch_objects(objects: Collection[Stored]) -> Iterator[tuple[list[int], list[int]]]:
    """The owners and ids of objects, for one statement after the other."""
    return _batch_by_owner({each.id: (each.owner_id,) for each in objects})


def _statement_batches(ids_of: dict[int, set[int]]) -> Iterator[tuple[list[int], list[int]]]:
    """The ids of each owner, in as few statements as stay quick."""
    owners = sorted(ids_of)
    for start in range(0, len(owners), MOST_OWNERS):
        some = owners[start : start + MOST_OWNERS]
        for ids in batches(sorted({each for owner_id in some for each in ids_of[owner_id]})):
            yield some, ids

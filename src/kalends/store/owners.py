"""The directory of owners: by the public id of a calendar or an object, the accounts in whose rows it is to be found.

Every other statement about a calendar or what is in it names the owner, so that a database that is spread over machines
by owner knows which of them to ask. An object that was moved to another owner's calendar has several: its former
versions stay with the owner they were written for.

A process remembers what it has looked up. That can be wrong only for an object that was moved to another owner since,
or for an id that a transaction took and gave back: nothing is found then, and the directory is read again.
"""

from collections.abc import Callable, Collection, Iterator

from kalends.service.records import Calendar, Stored
from kalends.store.sql import Executor, Row, batches

MOST_REMEMBERED = 20_000
"""Ids of each kind that a process remembers; then it begins anew."""

MOST_OWNERS = 8
"""Owners in one statement: an index is searched once for each pair of an id and an owner."""

OwnedId = tuple[int, int]
"""An owner, and the id of something that is in the owner's rows."""

Owners = tuple[int, ...]
RowReader = Callable[[list[int], list[int]], list[Row]]
"""Reads the rows of some owners that have one of some ids; the id stands first in each."""


class OwnerCache:
    """The owners that a process remembers, by id; all its connections share it."""

    def __init__(self) -> None:
        self._owners: dict[int, Owners] = {}

    def of(self, ids: Collection[int]) -> dict[int, Owners]:
        """The owners of those of these ids that are remembered."""
        owners = self._owners
        return {each: owners[each] for each in ids if each in owners}

    def add(self, owners: dict[int, Owners]) -> None:
        """Remember the owners of these ids."""
        if len(self._owners) + len(owners) > MOST_REMEMBERED:
            self._owners = {}
        self._owners.update(owners)


class OwnerCaches:
    """What a process remembers of calendars, and of objects."""

    def __init__(self) -> None:
        self.calendars = OwnerCache()
        self.objects = OwnerCache()


class OwnerDirectory:
    """The owners of one kind of thing, in a table of its own."""

    def __init__(self, execute: Executor, cache: OwnerCache, kind: str) -> None:
        self._execute = execute
        self._cache = cache
        self._find = f"SELECT {kind}_id, owner_id FROM {kind}_owner WHERE {kind}_id $among"
        self._add = f"INSERT INTO {kind}_owner ({kind}_id, owner_id) VALUES (?, ?) ON CONFLICT DO NOTHING"

    def add(self, thing_id: int, owner_id: int) -> None:
        """Note that something is, or was, in the rows of an owner."""
        self._execute(self._add, thing_id, owner_id)
        self._cache.add({thing_id: (owner_id,)})

    def find(self, ids: Collection[int]) -> dict[int, Owners]:
        """All owners of each of these ids, as the directory has them; an id of nothing is left out."""
        found: dict[int, Owners] = {}
        for batch in batches(ids):
            for thing_id, owner_id in self._execute(self._find, batch):
                found[thing_id] = (*found.get(thing_id, ()), owner_id)
        self._cache.add(found)
        return found

    def rows(self, ids: Collection[int], read: RowReader) -> list[Row]:
        """The rows of these ids, whoever owns them."""
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
    """Owners and ids for one statement each."""
    if len(owners_of) == 1:  # mostly it is one thing that is asked for
        ((thing_id, owners),) = owners_of.items()
        return iter([(list(owners), [thing_id])])
    ids_of: dict[int, set[int]] = {}
    for thing_id, owners in owners_of.items():
        for owner_id in owners:
            ids_of.setdefault(owner_id, set()).add(thing_id)
    return _statement_batches(ids_of)


def batch_calendars(calendars: Collection[Calendar]) -> Iterator[tuple[list[int], list[int]]]:
    """The owners and the ids of calendars, for one statement each."""
    return _batch_by_owner({each.id: (each.owner_id,) for each in calendars})


def batch_owned(places: Collection[OwnedId]) -> Iterator[tuple[list[int], list[int]]]:
    """The owners and the ids of these places, for one statement each."""
    return _batch_by_owner({thing_id: (owner_id,) for owner_id, thing_id in places})


def batch_objects(objects: Collection[Stored]) -> Iterator[tuple[list[int], list[int]]]:
    """The owners and the ids of objects, for one statement each."""
    return _batch_by_owner({each.id: (each.owner_id,) for each in objects})


def _statement_batches(ids_of: dict[int, set[int]]) -> Iterator[tuple[list[int], list[int]]]:
    """The ids of each owner, in as few statements as are quick."""
    owners = sorted(ids_of)
    for start in range(0, len(owners), MOST_OWNERS):
        some = owners[start : start + MOST_OWNERS]
        for ids in batches(sorted({each for owner_id in some for each in ids_of[owner_id]})):
            yield some, ids

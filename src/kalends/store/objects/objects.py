"""Writing calendar objects. Each write but a reindex is a change that the sync tells of.

The caller has locked the calendars, so that what is read here still holds when it is written. What is refused leaves
no trace: a verb may go on after a Fault.
"""

from dataclasses import replace
from datetime import datetime

from kalends.errors import Fault, Kind
from kalends.service.records import Calendar, Ending, EventKind, Facts, ObjectDraft, Stored
from kalends.store.objects.appending import append_event
from kalends.store.objects.queries import ObjectQueries
from kalends.store.objects.statements import ObjectStatements, require_short_names
from kalends.store.owners import OwnerDirectory
from kalends.store.sql import Executor

_NO_ID = 0


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
        # Asking first whether the names are free would cost each new object a question.
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
        """Append an event; one with a version on one side alone changes how many objects the calendar holds."""
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
        """The version with which an object comes back, to whichever owner."""
        owners = self._owners.find([object_id]).get(object_id, ())
        return self._do.next_version(list(owners), object_id)

"""The verbs as most tests want them: each in a unit of its own."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import ModuleType
from typing import Any

from kalends.core.objects.object import CalendarObject
from kalends.core.objects.patch import EditResult
from kalends.service import calendars, history, objects, query, sync
from kalends.service.access import Caller
from kalends.service.house import Service
from kalends.service.objects import Changed, Edit, Extras, Saved, Seen
from kalends.service.people import directory, groups
from kalends.service.ports import Store, Transaction
from kalends.service.records import ObjectPolicy, Properties


class Verbs:
    """The functions of a module; a call with `now` is made in a unit that writes, any other in one that reads."""

    def __init__(self, service: Service, module: ModuleType) -> None:
        self._service = service
        self._module = module

    def __getattr__(self, name: str) -> Callable[..., Any]:
        verb = getattr(self._module, name)

        def call(caller: Caller, *args: Any, now: datetime | None = None, **named: Any) -> Any:
            if now is None:
                with self._service.read(caller) as unit:
                    return verb(unit, *args, **named)
            return self._service.write(caller, now, lambda unit: verb(unit, *args, **named))

        return call


class ObjectVerbs(Verbs):
    """The verbs about objects, and three short forms of `change`."""

    def __init__(self, service: Service) -> None:
        super().__init__(service, objects)

    def edit(self, caller: Caller, object_id: int, edit: Edit | EditResult, **more: Any) -> Changed:
        """Change the text of an object."""
        changed: Changed = self.change(caller, object_id, edit=edit, **more)
        return changed

    def set_policy(self, caller: Caller, object_id: int, policy: ObjectPolicy, *, now: datetime) -> Saved:
        """Replace the policy of an object."""
        saved: Saved = self.change(caller, object_id, extras=Extras(policy=policy), now=now).saved
        return saved

    def set_properties(self, caller: Caller, object_id: int, properties: Properties, *, now: datetime) -> Saved:
        """Change what a protocol keeps beside the text of an object."""
        saved: Saved = self.change(caller, object_id, extras=Extras(properties=properties), now=now).saved
        return saved

    def put_chosen(
        self,
        caller: Caller,
        choose: Callable[[Sequence[Seen]], int],
        uid: str,
        text: str,
        *,
        named: int | None = None,
        now: datetime,
    ) -> Saved:
        """Put a text into the calendar that is chosen by where the objects of its UID are."""
        return self._service.write(
            caller,
            now,
            lambda unit: objects.put(unit, objects.lock_chosen(unit, uid, choose, named=named), text),
        )


def objects_of(service: Service) -> ObjectVerbs:
    """The verbs about objects."""
    return ObjectVerbs(service)


def edited(text: str, *others: str) -> EditResult:
    """The result of an edit that makes these texts, whatever they say."""
    return EditResult(_opened(text), tuple(map(_opened, others)))


def _opened(text: str) -> CalendarObject:
    nothing = CalendarObject.read("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    return CalendarObject.read(text) if "BEGIN:VCALENDAR" in text else CalendarObject(nothing.calendar, text)


class WatchedStore:
    """A store that knows whether a writing transaction is open, and lets others act before each of them."""

    def __init__(self, store: Store, *meanwhile: Callable[[], object]) -> None:
        self._store = store
        self._meanwhile = list(meanwhile)
        self.is_writing = False
        self.begun = 0

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        if self._meanwhile:
            self._meanwhile.pop(0)()
        self.begun += 1
        with self._store.writing() as transaction:
            self.is_writing = True
            try:
                yield transaction
            finally:
                self.is_writing = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def nobody() -> None:
    """Nobody acts in between."""


def calendars_of(service: Service) -> Verbs:
    """The verbs about calendars."""
    return Verbs(service, calendars)


def query_of(service: Service) -> Verbs:
    """The verbs about what is in calendars."""
    return Verbs(service, query)


def groups_of(service: Service) -> Verbs:
    """The verbs about groups."""
    return Verbs(service, groups)


def directory_of(service: Service) -> Verbs:
    """The verbs about people."""
    return Verbs(service, directory)


def sync_of(service: Service) -> Verbs:
    """The verbs about changes."""
    return Verbs(service, sync)


def history_of(service: Service) -> Verbs:
    """The verbs about former versions."""
    return Verbs(service, history)

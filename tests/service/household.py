"""People with every sort of right on one calendar, and the texts that they put into it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.units import (
    ObjectVerbs,
    Verbs,
    calendars_of,
    directory_of,
    groups_of,
    history_of,
    objects_of,
    query_of,
    sync_of,
)

from kalends.errors import Fault, Kind
from kalends.service.access import Caller, caller_of
from kalends.service.calendars import NewCalendar, SeenCalendar
from kalends.service.house import Service
from kalends.service.objects import Saved, Seen
from kalends.service.people import NewAccount
from kalends.service.records import EVERYONE, Grant, Holder, HolderKind, Level, Look, ObjectKind, Scope

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ALL_KINDS = frozenset(ObjectKind)

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)
"""For a test that is to hold on every database."""


def text_of(uid: str = "one", *lines: str, start: str = "DTSTART:20261124T100000Z", kind: str = "VEVENT") -> str:
    """An object: a start, and whatever lines else."""
    inner = [f"UID:{uid}", "DTSTAMP:20261101T000000Z", *([start] if start else []), *lines]
    framed = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//Test//EN", f"BEGIN:{kind}", *inner, f"END:{kind}"]
    return "\r\n".join([*framed, "END:VCALENDAR", ""])


def at(day: int, hour: int = 0, *, month: int = 11, year: int = 2026) -> datetime:
    """An instant in the month of the tests."""
    return datetime(year, month, day, hour, tzinfo=UTC)


@dataclass(frozen=True)
class Household:
    """Anna's calendar: Bert has all of it, Cleo reads, Dora sees when she is busy; Emil is nobody, Gwen administers.

    Finn is in a group that reads.
    """

    service: Service
    people: dict[str, Caller]
    calendar: SeenCalendar
    group_id: int

    @classmethod
    def of(cls, service: Service) -> "Household":
        people = {name: _caller(service, name) for name in ("anna", "bert", "cleo", "dora", "emil", "finn")}
        people["gwen"] = _caller(service, "gwen", admin=True)
        group = groups_of(service).create(people["gwen"], "Readers", [people["finn"].account_id], now=NOW)
        grants = (
            grant_to(people["bert"], Level.FULL),
            grant_to(people["cleo"], Level.READ),
            grant_to(people["dora"], Level.BUSY),
            Grant(Holder(HolderKind.GROUP, group.id), Level.READ),
        )
        new = NewCalendar(Look("Anna's"), "annas", ALL_KINDS, grants)
        return cls(service, people, calendars_of(service).create(people["anna"], new, now=NOW), group.id)

    def __getattr__(self, name: str) -> Caller:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def objects(self) -> ObjectVerbs:
        """The verbs about objects, each in a unit of its own."""
        return objects_of(self.service)

    @property
    def calendars(self) -> Verbs:
        """The verbs about calendars."""
        return calendars_of(self.service)

    @property
    def query(self) -> Verbs:
        """The verbs about what is in calendars."""
        return query_of(self.service)

    @property
    def groups(self) -> Verbs:
        """The verbs about groups."""
        return groups_of(self.service)

    @property
    def directory(self) -> Verbs:
        """The verbs about people."""
        return directory_of(self.service)

    @property
    def sync(self) -> Verbs:
        """The verbs about changes."""
        return sync_of(self.service)

    @property
    def history(self) -> Verbs:
        """The verbs about former versions."""
        return history_of(self.service)

    def key(self, name: str, scope: Scope) -> Caller:
        """The same person with a key of that scope."""
        return replace(self.people[name], scope=scope, key_id=1)

    def put(self, who: str, uid: str = "one", *lines: str, calendar_id: int = 0, **more: Any) -> Saved:
        """Put an object into Anna's calendar, or another."""
        text = text_of(uid, *lines, **more)
        return self.objects.put(self.people[who], calendar_id or self.calendar.id, text, now=NOW)

    def get(self, who: str, object_id: int) -> Seen:
        """The object as somebody sees it."""
        return self.objects.get(self.people[who], object_id)

    def own(self, who: str, title: str = "Own") -> SeenCalendar:
        """A further calendar of somebody."""
        return calendars_of(self.service).create(self.people[who], NewCalendar(Look(title), None, ALL_KINDS), now=NOW)


def _caller(service: Service, name: str, *, admin: bool = False) -> Caller:
    new = NewAccount(f"{name}@example.org", name.capitalize(), admin=admin)
    return caller_of(service.people.add(new, now=NOW), None)


def grant_to(caller: Caller, level: Level) -> Grant:
    """A grant to a person."""
    return Grant(Holder(HolderKind.ACCOUNT, caller.account_id), level)


EVERYONE_READS = Grant(EVERYONE, Level.READ)


def refused(kind: Kind, precondition: str = "") -> Any:
    """Expects a Fault of a kind, with that precondition, as in `with refused(Kind.STALE): …`."""
    return _Refused(kind, precondition)


class _Refused:
    def __init__(self, kind: Kind, precondition: str) -> None:
        self._expected = (kind, precondition)
        self.fault: Fault

    def __enter__(self) -> "_Refused":
        return self

    def __exit__(self, _kind: object, fault: BaseException | None, _trace: object) -> bool:
        if fault is not None and not isinstance(fault, Fault):
            return False
        assert fault is not None, f"not refused: {self._expected}"
        assert (fault.kind, fault.precondition) == self._expected, fault.detail
        self.fault = fault
        return True


def tried(verb: Callable[[], Saved]) -> Saved | Fault:
    """What a verb came to."""
    try:
        return verb()
    except Fault as fault:
        return fault

"""The attributes of an event in a request; an attribute that was not sent differs from null."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Any

import msgspec

from kalends.core.recur.rule import Rule
from kalends.core.recur.text import read_rule
from kalends.doors.kona.attributes import Attributes
from kalends.doors.kona.call import MOST_ID, KonaCall
from kalends.doors.kona.faults import rule_fault
from kalends.errors import Fault
from kalends.service.people import directory
from kalends.service.records import Account, Progress

_TEXT_TERMS = {"participants", "stakeholder", "visibility"}
_REPEAT = ("period", "frequency", "sel_days", "series_end_at", "rrule")
_EXTERNAL = ("external_object", "external_objects")
_TERMS = ("status", "visibility", "stakeholder", "default_role", "participant_ids", "editor_ids", *_EXTERNAL)
_FIELDS = {"participants": "participant_ids", "editors": "editor_ids"}


class Visibility(IntEnum):
    """Which members of the space see an event."""

    PARTICIPANTS_ONLY = 1
    PUBLIC = 2


class Stakeholder(IntEnum):
    """Whom an event is for."""

    JUST_ME = 0
    GROUP = 1
    EVERYONE = 2


class DefaultRole(IntEnum):
    """What participants may do with an event, unless they have more rights."""

    EDITOR = 1
    VIEWER = 2
    COLLABORATION_COMPLETE = 3


class RepeatPeriod(IntEnum):
    """The unit in which a series repeats."""

    NONE = 0
    DAY = 1
    WEEK = 2
    MONTH = 3
    YEAR = 4
    WEEKDAY = 5


class RepeatFrequency(IntEnum):
    """The interval of a series, in periods."""

    NONE = 0
    EVERY = 1
    EVERY_OTHER = 2
    EVERY_THIRD = 3


class DayOfWeek(IntEnum):
    """The days of a week."""

    SUNDAY = 0
    MONDAY = 1
    TUESDAY = 2
    WEDNESDAY = 3
    THURSDAY = 4
    FRIDAY = 5
    SATURDAY = 6


class ExternalObject(msgspec.Struct, frozen=True, omit_defaults=True):
    """The object of another program that an event belongs to."""

    id: str
    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class RepeatInput:
    """The attributes of recurrence; `names` are those that were sent. An `end` that is a date includes that day."""

    names: frozenset[str]
    period: RepeatPeriod | None
    frequency: RepeatFrequency | None
    days: tuple[DayOfWeek, ...]
    end: date | None
    rule: Rule | None

    def __bool__(self) -> bool:
        return bool(self.names)


NO_REPEAT = RepeatInput(frozenset(), None, None, (), None, None)


@dataclass(frozen=True, slots=True)
class EventInput:
    """The attributes of an event; None if not sent. `terms` are those that are stored beside the text.

    An `end` that is a date includes that day.
    """

    name: str | None
    location: str | None
    details: str | None
    all_day: bool | None
    start: datetime | None
    end: date | None
    space_id: int | None
    creator_id: int | None
    repeat: RepeatInput
    terms: Mapping[str, Any]

    @property
    def texts(self) -> bool:
        """Whether any attribute was sent that is stored in the text itself."""
        plain = (self.name, self.location, self.details, self.all_day, self.start, self.end)
        return any(each is not None for each in plain) or bool(self.repeat) or bool(_TEXT_TERMS & set(self.terms))


def read_event_input(attributes: Attributes) -> EventInput:
    """Read the attributes of a request. Faults INVALID for malformed values, RULE for impossible ones."""
    event_input = EventInput(
        name=attributes.text("name"),
        location=attributes.text("location"),
        details=attributes.text("details"),
        all_day=attributes.flag("all_day"),
        start=attributes.moment("start_at"),
        end=attributes.last_moment("end_at"),
        space_id=attributes.whole("space_id"),
        creator_id=attributes.whole("creator_id"),
        repeat=_repeat(attributes),
        terms=_terms(attributes),
    )
    attributes.settle()
    if event_input.space_id is not None and event_input.space_id <= 0:
        raise rule_fault("space_id", "names no space")
    return event_input


def _terms(attributes: Attributes) -> dict[str, Any]:
    """What stands beside the text, by the names of `fields.terms`."""
    if not attributes.has_any(_TERMS):
        return {}
    found: dict[str, Any] = {
        "status": attributes.choice("status", Progress),
        "visibility": attributes.choice("visibility", Visibility),
        "stakeholder": attributes.choice("stakeholder", Stakeholder),
        "default_role": attributes.choice("default_role", DefaultRole),
        "participants": _people(attributes, "participant_ids"),
        "editors": _people(attributes, "editor_ids"),
    }
    # plain numbers: what is as every event begins is not written
    terms = {
        name: int(value) if isinstance(value, IntEnum) else value for name, value in found.items() if value is not None
    }
    name = next((name for name in _EXTERNAL if attributes.has(name)), None)
    return terms if name is None else terms | {"external": _external(attributes, name)}


def _people(attributes: Attributes, name: str) -> tuple[int, ...] | None:
    ids = attributes.wholes(name)
    return None if ids is None else tuple(dict.fromkeys(ids))


def _external(attributes: Attributes, name: str) -> ExternalObject | None:
    """A thing elsewhere; None takes it away. One may stand alone in a list."""
    value = attributes.raw(name)
    if isinstance(value, list) and len(value) <= 1:
        value = value[0] if value else {}
    if value is None or value == {}:
        return None
    if not isinstance(value, dict):
        attributes.wrong(name, "must be one object")
        return None
    inner = Attributes(value)
    texts = {part: inner.text(part) for part in ("id", "name", "data", "url")}
    inner.settle()
    number, title = texts["id"], texts["name"] or texts["data"]
    if not number or not title:
        attributes.settle()
        raise rule_fault(name, "needs id and name, both texts")
    return ExternalObject(number, title, texts["url"] or "")


def _repeat(attributes: Attributes) -> RepeatInput:
    if not attributes.has_any(_REPEAT):
        return NO_REPEAT
    return RepeatInput(
        names=frozenset(name for name in _REPEAT if attributes.has(name)),
        period=attributes.choice("period", RepeatPeriod),
        frequency=attributes.choice("frequency", RepeatFrequency),
        days=_days(attributes),
        end=attributes.last_moment("series_end_at"),
        rule=_rule(attributes),
    )


def _days(attributes: Attributes) -> tuple[DayOfWeek, ...]:
    numbers = attributes.wholes("sel_days") or []
    if any(not 0 <= each <= 6 for each in numbers):
        attributes.wrong("sel_days", "must be 0 (Sunday) to 6 (Saturday), or a list of them")
        return ()
    return tuple(DayOfWeek(each) for each in sorted(set(numbers)))


def _rule(attributes: Attributes) -> Rule | None:
    text = attributes.text("rrule")
    if not text:
        return None
    try:
        return read_rule(text.strip().removeprefix("RRULE:"))[0]
    except Fault as fault:
        attributes.wrong("rrule", f"is not a rule: {fault.flaws[0].message if fault.flaws else fault.detail}")
        return None


def accounts_in(call: KonaCall, terms: Mapping[str, Any]) -> dict[int, Account]:
    """The accounts that the attributes of a request name. Fault RULE for an id of no account."""
    wanted = {number for name in _FIELDS for number in terms.get(name, ())}
    known = {number for number in wanted if 0 < number <= MOST_ID}
    found = {each.id: each for each in directory.get_some(call.unit, sorted(known))} if known else {}
    for name, field in _FIELDS.items():
        for number in terms.get(name, ()):
            if number not in found:
                raise rule_fault(field, f"names nobody: there is no person of the id {number}")
    return found

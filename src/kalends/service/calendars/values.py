"""Calendars as values: what verbs take and return, and the rules for what is written about one (RFC 4791 §4.2)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from kalends.core.draft import text_flaw
from kalends.errors import Fault, Flaw, Kind
from kalends.service.access import Access
from kalends.service.objects.values import digest_of
from kalends.service.people.fields import demand_none, flaws_of_time_zone
from kalends.service.records import NO_ALERT, Account, Calendar, Grant, Look, ObjectKind, Properties, View

LONGEST_TITLE = 500
LONGEST_DESCRIPTION = 20_000
LONGEST_COLOUR = 64
LONGEST_NAME = 255
MOST_MINUTES = 60 * 24 * 366

Value = TypeVar("Value", Look, View)

_NAME = re.compile(r"(?!\.{1,2}\Z)[^\x00-\x1f\x7f/\ud800-\udfff\ufffe\uffff]+")


@dataclass(frozen=True, slots=True)
class NewCalendar:
    """A calendar that is wanted. `name` is the segment of its path; None lets one be made."""

    look: Look
    name: str | None = None
    kinds: frozenset[ObjectKind] = frozenset({ObjectKind.EVENT, ObjectKind.TODO})
    grants: tuple[Grant, ...] = ()
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """What is to be different about a calendar, for everybody; None leaves a thing as it is.

    `properties` that are not named stay; "" removes one.
    """

    title: str | None = None
    description: str | None = None
    colour: str | None = None
    text_colour: str | None = None
    time_zone: str | None = None
    alert: int | None = None
    grants: tuple[Grant, ...] | None = None
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ViewChange:
    """What is to be different about how the caller sees a calendar; None leaves it as it is.

    `reset` begins with a view that says nothing.
    """

    title: str | None = None
    colour: str | None = None
    text_colour: str | None = None
    time_zone: str | None = None
    alert: int | None = None
    hidden: bool | None = None
    reset: bool = False


@dataclass(frozen=True, slots=True)
class SeenCalendar:
    """A calendar as the caller sees it: `look` is what it says itself, with what the caller's view says instead.

    `shared`: somebody has a grant on it; `grants` are told to those who read it. `owner` is whose it is; `properties`
    are what protocols keep beside it.
    """

    calendar: Calendar
    access: Access
    view: View
    look: Look
    owner: Account
    shared: bool
    grants: tuple[Grant, ...] = ()
    properties: Properties = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The id of the calendar."""
        return self.calendar.id

    @property
    def time_zone(self) -> str:
        """Where its days and floating times are; a view may show another."""
        return self.calendar.look.time_zone

    @property
    def ctag(self) -> str:
        """A text that is another whenever what the caller sees in the calendar may be."""
        calendar = self.calendar
        return f"{calendar.generation}-{calendar.counter}-{calendar.access_epoch}-{calendar.id}"

    @property
    def validator(self) -> str:
        """A name of all that the caller sees of the calendar but what is in it (RFC 9110 §8.8.1)."""
        calendar, owner = self.calendar, self.owner
        itself = (
            calendar.id,
            calendar.name,
            calendar.look,
            sorted(calendar.kinds),
            calendar.default,
            sorted(self.properties.items()),
        )
        return digest_of(*itself, owner.id, owner.name, self.access, self.view, self.shared, self.grants)


def look_in(calendar: Calendar, view: View) -> Look:
    """The look of a calendar, with what a person's view says instead."""
    return _updated(calendar.look, view, ("title", "colour", "text_colour", "time_zone", "alert"))


def view_instead_of(seen: SeenCalendar, change: CalendarChange, view: ViewChange | None) -> ViewChange:
    """How somebody is to see a calendar that they wanted to change, and may not. Fault FORBIDDEN."""
    look = seen.look
    kept = {name: seen.properties.get(name, "") for name in change.properties}
    shared = None if change.grants is None else set(change.grants)
    if change.description not in (None, look.description) or kept != change.properties:
        raise _only_for_all()
    if shared not in (None, set(seen.grants)):
        raise _only_for_all()
    names = ("title", "colour", "text_colour", "time_zone", "alert")
    fields = {name: getattr(change, name) for name in names if getattr(change, name) != getattr(look, name)}
    return replace(view or ViewChange(), **fields)


def _only_for_all() -> Fault:
    detail = "The description, the sharing and the kind of a calendar are everybody's: they need full access to it."
    return Fault(Kind.FORBIDDEN, detail)


def changed_look(old: Look, change: CalendarChange) -> Look:
    """A look with what is to be different."""
    return _updated(old, change, ("title", "description", "colour", "text_colour", "time_zone", "alert"))


def changed_view(old: View, change: ViewChange) -> View:
    """A view with what is to be different."""
    view = View(old.calendar_id, old.account_id) if change.reset else old
    return _updated(view, change, ("title", "colour", "text_colour", "time_zone", "alert", "hidden"))


def _updated(old: Value, new: object, names: Iterable[str]) -> Value:
    """A value with those of these fields that another one has."""
    fields = {name: getattr(new, name) for name in names}
    return replace(old, **{name: value for name, value in fields.items() if value is not None})


def demand_name(name: str) -> str:
    """The name of a calendar, if it can be a segment of a path. Fault INVALID."""
    if not _NAME.fullmatch(name) or len(name.encode("utf-8", "surrogatepass")) > LONGEST_NAME:
        message = f"The name of a calendar has 1 to {LONGEST_NAME} octets, no slash and no control character."
        raise Fault(Kind.INVALID, message, [Flaw("bad-name", message, "name")])
    return name


def demand_sound(look: Look | CalendarChange | ViewChange) -> None:
    """Raise Fault INVALID with every flaw of what is written about a calendar; None is no flaw."""
    demand_none(_flaws_of(look))


def _flaws_of(look: Look | CalendarChange | ViewChange) -> Iterable[Flaw]:
    title, alert = look.title, look.alert
    if title is not None and not title.strip():
        yield Flaw("bad-title", "The title is empty.", "title")
    yield from _flaws_of_text("title", title, LONGEST_TITLE)
    if not isinstance(look, ViewChange):
        yield from _flaws_of_text("description", look.description, LONGEST_DESCRIPTION)
    yield from _flaws_of_text("colour", look.colour, LONGEST_COLOUR)
    yield from _flaws_of_text("text colour", look.text_colour, LONGEST_COLOUR)
    if alert is not None and alert != NO_ALERT and not 0 <= alert <= MOST_MINUTES:
        yield Flaw("bad-alert", f"An alert is 0 to {MOST_MINUTES} minutes before the start.", "alert")
    if look.time_zone is not None:
        yield from flaws_of_time_zone(look.time_zone)


def _flaws_of_text(name: str, text: str | None, longest: int) -> Iterable[Flaw]:
    if text is None:
        return
    if len(text) > longest:
        yield Flaw(f"bad-{name}", f"The {name} is longer than {longest} characters.", name)
    wrong = text_flaw(text)
    if wrong:
        yield Flaw(f"bad-{name}", f"The {name} {wrong}.", name)

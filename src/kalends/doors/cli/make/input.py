"""The event that is asked for, as options or JSON say it, before anything of it is read.

Every field may be missing (or null, which is the same): `draft.py` says what is mandatory and what a value may be.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

import msgspec

from kalends.edge.requests.fields import fill_struct
from kalends.errors import Flaw


class RuleInput(msgspec.Struct, frozen=True):
    """The parts of a rule."""

    frequency: str | None = None
    interval: int | None = None
    count: int | None = None
    until: str | None = None
    by_day: list[str] | None = None
    by_month_day: list[int] | None = None
    by_month: list[int] | None = None


class PersonInput(msgspec.Struct, frozen=True):
    """A person with an address."""

    email: str | None = None
    name: str | None = None


class ReminderInput(msgspec.Struct, frozen=True):
    """A reminder: how long before the start, and what it does."""

    before: int | str | None = None
    action: str | None = None


class DraftInput(msgspec.Struct, frozen=True):
    """An event as it is asked for."""

    title: str | None = None
    start: str | None = None
    end: str | None = None
    duration: str | None = None
    zone: str | None = None
    all_day: bool | None = None
    description: str | None = None
    location: str | None = None
    organizer: str | PersonInput | None = None
    attendees: list[str | PersonInput] | None = None
    rule: str | RuleInput | None = None
    count: int | None = None
    until: str | None = None
    exclude: list[str] | None = None
    reminders: list[int | str | ReminderInput] | None = None
    uid: str | None = None
    method: str | None = None
    status: str | None = None
    sequence: int | None = None


_INSIDE: Mapping[str, type[msgspec.Struct]] = {
    "rule": RuleInput,
    "organizer": PersonInput,
    "attendees": PersonInput,
    "reminders": ReminderInput,
}


def input_of_options(options: Mapping[str, object]) -> DraftInput:
    """The wish of options, which are of the right types."""
    return msgspec.convert(options, DraftInput)


def input_of_json(raw: Mapping[str, object]) -> tuple[DraftInput, list[Flaw]]:
    """The wish of an object of JSON, and a flaw for every field that is unknown or of the wrong type."""
    wish, flaws = fill_struct(raw, DraftInput)
    return wish, [*_unknown(raw), *flaws]


def _unknown(raw: Mapping[str, object]) -> Iterator[Flaw]:
    """A field that is not known is a slip of the pen: a file is not written for fields that do nothing."""
    yield from _strangers(raw, DraftInput, "")
    for field, shape in _INSIDE.items():
        value = raw.get(field)
        if isinstance(value, dict):
            yield from _strangers(value, shape, f"{field}.")
        elif isinstance(value, list):
            for at, item in enumerate(value):
                if isinstance(item, dict):
                    yield from _strangers(item, shape, f"{field}[{at}].")


def _strangers(raw: Mapping[str, object], shape: type[msgspec.Struct], above: str) -> Iterator[Flaw]:
    for name in raw:
        if name not in shape.__struct_fields__:
            near = get_close_matches(name, shape.__struct_fields__, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(shape.__struct_fields__)}"
            yield Flaw("unknown-field", f"is no field{hint}", above + name)

"""The attributes of an object, or the parameters of a query, each read as what it has to be."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from enum import IntEnum
from typing import TypeVar

from kalends.doors.kona.wire.moments import moment_of
from kalends.edge.fields import Findings, UnreadableError

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_FLAGS: dict[object, bool] = {True: True, False: False, "true": True, "1": True, "false": False, "0": False}
_NO_NUMBER = "must be a whole number"
MOST_ITEMS = 10_000

E = TypeVar("E", bound=IntEnum)


class Given:
    """What was sent. A value that is not what it has to be is noted; `settle` raises Fault INVALID for all of them.

    A reader answers None where nothing was sent, or null; `has` tells these two apart.
    """

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values
        self._findings = Findings()

    def having(self, values: Mapping[str, object]) -> "Given":
        """The same with other values of some names."""
        return Given({**self._values, **values}) if values else self

    def settle(self) -> None:
        """Raise Fault INVALID where anything was found to be wrong."""
        self._findings.settle()

    def wrong(self, name: str, message: str) -> None:
        """Note that an attribute is wrong."""
        self._findings.add(name, message)

    def has(self, name: str) -> bool:
        """Whether it was sent."""
        return name in self._values

    def has_any(self, names: Collection[str]) -> bool:
        """Whether any of these was sent."""
        return not self._values.keys().isdisjoint(names)

    def raw(self, name: str) -> object:
        """The value as it was sent."""
        return self._values.get(name)

    def text(self, name: str) -> str | None:
        """A text that a calendar can carry; null is an empty one."""
        value = self.raw(name)
        if value is None:
            return "" if self.has(name) else None
        if not isinstance(value, str):
            self.wrong(name, "must be a text")
            return None
        return self._findings.text(name, value)

    def flag(self, name: str) -> bool | None:
        """True or false, also as 1 or 0, or as text."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        key = value.lower() if isinstance(value, str) else value
        found = _FLAGS.get(key) if isinstance(key, bool | int | str) else None
        if found is None:
            self.wrong(name, "must be true or false")
        return found

    def whole(self, name: str) -> int | None:
        """A whole number, or its digits."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        number = whole_of(value)
        if number is None:
            self.wrong(name, _NO_NUMBER)
        return number

    def choice(self, name: str, among: type[E]) -> E | None:
        """One of the numbers of a closed set."""
        number = self.whole(name)
        if number is None:
            return None
        found = next((each for each in among if each.value == number), None)
        if found is None:
            known = ", ".join(f"{each.value} ({each.name.lower()})" for each in among)
            self.wrong(name, f"must be one of {known}")
        return found

    def wholes(self, name: str) -> list[int] | None:
        """A list of whole numbers; a single one is a list of it; null is an empty one."""
        value = self.raw(name)
        if not self.has(name):
            return None
        listed = [] if value is None or value == "" else value if isinstance(value, list) else [value]
        found = [whole_of(each) for each in listed[:MOST_ITEMS]]
        if len(listed) > MOST_ITEMS or None in found:
            self.wrong(name, f"must be a list of up to {MOST_ITEMS:,} whole numbers")
            return None
        return [each for each in found if each is not None]

    def moment(self, name: str) -> datetime | None:
        """An instant."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        try:
            return moment_of(value)
        except UnreadableError as error:
            self.wrong(name, str(error))
            return None


def whole_of(value: object) -> int | None:
    """A whole number, also as 5.0 or as digits; None for anything else."""
    if isinstance(value, str):
        return int(value) if _WHOLE.fullmatch(value.strip()) else None
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None

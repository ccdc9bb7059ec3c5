"""What a door finds wrong while it reads a body: every fault, each field blamed once."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from kalends.core.address import flaw_of as address_flaw
from kalends.core.draft import text_flaw
from kalends.errors import Fault, Flaw, Kind

INTEGER_MAX = 2**31 - 1  # RFC 5545 §3.3.8

T = TypeVar("T")


class UnreadableError(ValueError):
    """Why a value cannot be read, in words that follow the field's name."""


class Findings:
    """The faults of one body, and the checks that every door makes.

    A check answers with the value, or with an empty one and a note; so one pass finds every fault. `flaws` are those
    that were found before (wrong types); their fields are not blamed again for being missing.
    """

    def __init__(self, flaws: Iterable[Flaw] = ()) -> None:
        self.flaws = list(flaws)
        self._mistyped = {flaw.field.partition("[")[0] for flaw in self.flaws}

    def add(self, field: str, message: str, code: str = "invalid") -> None:
        """Note that a field is wrong."""
        self.flaws.append(Flaw(code, message, field))

    def settle(self) -> None:
        """Raise Fault INVALID where anything was found."""
        if self.flaws:
            raise Fault(Kind.INVALID, "The request has faults.", self.flaws)

    def demand(self, field: str, value: T | None, message: str = "is required") -> T | None:
        """The value of a mandatory field."""
        if value is None and not any(field == known or field.startswith(f"{known}.") for known in self._mistyped):
            self.add(field, message, "required")
        return value

    def read(self, field: str, reader: Callable[[str], T], text: str | None) -> T | None:
        """What `reader` makes of a text; its UnreadableError becomes a note."""
        if text is None:
            return None
        try:
            return reader(text)
        except UnreadableError as error:
            self.add(field, str(error))
            return None

    def text(self, field: str, value: str | None) -> str:
        """A text that a calendar can carry."""
        if value is None:
            return ""
        flaw = None if value.isprintable() else text_flaw(value)  # what can be printed is no control character
        if flaw is None:
            return value
        self.add(field, flaw, "control-character")
        return ""

    def address(self, field: str, value: str | None) -> str:
        """An e-mail address."""
        if value is None:
            return ""
        flaw = address_flaw(value)
        if flaw is None:
            return value
        self.add(field, flaw, "address")
        return ""

    def whole(self, field: str, value: int | None, least: int) -> int | None:
        """A whole number from `least` to 2147483647."""
        if value is None or least <= value <= INTEGER_MAX:
            return value
        self.add(field, f"must be a whole number from {least} to {INTEGER_MAX}")
        return None

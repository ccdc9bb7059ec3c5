"""The fields of a request, read with every fault collected, each field blamed once.

`Findings` collects faults. `Fields` reads values by their names, as the subclass of each dialect wants them.
`fill_struct` makes a typed struct of a JSON object.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec

from kalends.core.address import flaw_of as address_flaw
from kalends.core.draft import text_flaw
from kalends.edge.requests.parse import explain
from kalends.errors import Fault, Flaw, Kind

INTEGER_MAX = 2**31 - 1  # RFC 5545 §3.3.8
MOST_FLAWS_A_LIST = 20
_FLAGS = {"true": True, "1": True, "false": False, "0": False}

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)


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


class Fields:
    """Values by name, of a body or a query. What a value should not be is noted; `settle` raises Fault INVALID for all.

    A reader answers None where nothing was sent.
    """

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values
        self._findings = Findings()

    def settle(self) -> None:
        """Raise Fault INVALID where anything was found to be wrong."""
        self._findings.settle()

    def wrong(self, name: str, message: str, code: str = "invalid") -> None:
        """Note that a value is wrong."""
        self._findings.add(name, message, code)

    def has(self, name: str) -> bool:
        """Whether it was sent."""
        return name in self._values

    def raw(self, name: str) -> object:
        """The value as it was sent."""
        return self._values.get(name)

    def plain(self, name: str) -> str | None:
        """A text of any characters."""
        value = self.raw(name)
        if value is None or isinstance(value, str):
            return value
        self.wrong(name, "must be a text")
        return None

    def text(self, name: str) -> str | None:
        """A text that a calendar can carry."""
        value = self.plain(name)
        return None if value is None else self._findings.text(name, value)

    def flag(self, name: str) -> bool | None:
        """True or false, also as 1 or 0, or as text."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        flag = _FLAGS.get(str(value).lower()) if isinstance(value, bool | int | str) else None
        if flag is None:
            self.wrong(name, "must be true or false")
        return flag

    def read_text(self, name: str, reader: Callable[[str], T]) -> T | None:
        """What `reader` makes of a text; its UnreadableError is noted. An empty text is as good as none."""
        text = self.plain(name)
        return self._findings.read(name, reader, text) if text else None


def fill_struct(raw: Mapping[str, object], shape: type[S]) -> tuple[S, list[Flaw]]:
    """A `shape` filled from JSON, and one flaw for each field of the wrong type.

    A field that is wrong keeps its default; what is right inside a nested object is kept. Unknown fields
    are passed over. Every field of `shape` must have a default.
    """
    try:
        return msgspec.convert(raw, shape), []
    except (msgspec.ValidationError, RecursionError):
        return _with_whole_numbers(raw, shape)


def _with_whole_numbers(raw: Mapping[str, object], shape: type[S]) -> tuple[S, list[Flaw]]:
    """The same where 5.0 stands for 5: to JSON they are one number (RFC 8259 §6)."""
    try:
        raw = {name: _whole(value) for name, value in raw.items()}
        return msgspec.convert(raw, shape), []
    except (msgspec.ValidationError, RecursionError):
        return _piecewise(raw, shape, "")


def _whole(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {name: _whole(item) for name, item in value.items()}
    return value


def _piecewise(raw: Mapping[str, object], shape: type[S], above: str) -> tuple[S, list[Flaw]]:
    values: dict[str, object] = {}
    flaws: list[Flaw] = []
    for field in msgspec.structs.fields(shape):
        if field.encode_name not in raw:
            continue
        value, wrong = _one(raw[field.encode_name], field.type, above + field.encode_name)
        flaws += wrong
        if value is not msgspec.UNSET:
            values[field.name] = value
    return shape(**values), flaws


def _one(value: object, kind: object, path: str) -> tuple[object, list[Flaw]]:
    struct, item = _inner(kind)
    try:
        return msgspec.convert(value, kind), []
    except RecursionError:
        return msgspec.UNSET, [Flaw("type", "nested too deeply", path)]
    except msgspec.ValidationError as error:
        if struct is not None and isinstance(value, dict):
            return _piecewise(value, struct, path + ".")
        if item is not None and isinstance(value, list):
            return msgspec.UNSET, _item_flaws(value, item, path)
        reason, below = explain(str(error))
        code = "type" if ", got " in reason else "value"
        return msgspec.UNSET, [Flaw(code, reason, path + ("." if below[:1].isalpha() else "") + below)]


def _item_flaws(values: list[object], kind: object, path: str) -> list[Flaw]:
    flaws: list[Flaw] = []
    for number, value in enumerate(values):
        flaws += _one(value, kind, f"{path}[{number}]")[1]
        if len(flaws) >= MOST_FLAWS_A_LIST:
            break
    return flaws or [Flaw("type", "expected another list", path)]


@cache
def _inner(kind: object) -> tuple[type[msgspec.Struct] | None, Any]:
    """The struct and the list item among the alternatives of a type."""
    struct = item = None
    for choice in _choices(kind):
        if isinstance(choice, type) and issubclass(choice, msgspec.Struct):
            struct = choice
        elif get_origin(choice) is list:
            (item,) = get_args(choice)
    return struct, item


def _choices(kind: object) -> tuple[Any, ...]:
    if get_origin(kind) is Annotated:
        return _choices(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return tuple(inner for choice in get_args(kind) for inner in _choices(choice))
    return (kind,)

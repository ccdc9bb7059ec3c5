"""Filters: which calendar objects a report is about, as values (RFC 4791 §9.7, §9.9).

    ComponentFilter VCALENDAR
    └─ ComponentFilter VEVENT           in a time range, and all of these:
       ├─ PropertyFilter SUMMARY        holds a text, or its time is in a time range
       │  └─ ParameterFilter LANGUAGE   holds a text
       └─ ComponentFilter VALARM        goes off in a time range

Each may say instead that what it names is not there (RFC 4791 §9.7.4). The outermost filter is about the VCALENDAR.

A filter that exists is valid: to make one that the RFC forbids raises Fault INVALID, with the precondition
`valid-filter`; one with a collation that is not known, UNSUPPORTED with `supported-collation`; one with more than
`MOST_CONDITIONS`, UNSUPPORTED with `supported-filter`. Properties, parameters and components that no RFC defines can be
asked for like any other (RFC 4791 §7.7). Names may be given in any case, and are in capitals.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kalends.core.ics.registry import COMPONENTS, PROPERTIES
from kalends.core.match.collation import COLLATIONS, DEFAULT_COLLATION, octets_under
from kalends.core.recur.series import Window
from kalends.errors import Fault, Flaw, Kind

MOST_CONDITIONS = 100
"""Filters inside one another and beside one another, in all: clients send ten at the most."""

TIMED = frozenset(("VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VALARM", "VAVAILABILITY"))
"""The components that RFC 4791 §9.9 and RFC 7953 §7.2.2 say to be at a time."""

_TIMES = frozenset(("DATE", "DATE-TIME"))


@dataclass(frozen=True, slots=True)
class TimeRange:
    """From an instant, and to before another (aware, UTC); one of the two may be None, for an open end."""

    start: datetime | None = None
    end: datetime | None = None
    window: Window = field(init=False, repr=False, compare=False)
    """The same, as a series takes it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "window", Window(self.start, self.end))
        # RFC 4791 §9.9: at least one end MUST be there, and the second MUST be greater
        if self.start is None and self.end is None:
            raise _invalid("a time range needs a start or an end", "RFC 4791 §9.9")
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise _invalid("a time range ends after it starts", "RFC 4791 §9.9")


@dataclass(frozen=True, slots=True)
class TextMatch:
    """A text that a value holds somewhere, or (`negate`) does not hold."""

    text: str
    collation: str = DEFAULT_COLLATION
    negate: bool = False
    octets: bytes = field(init=False, repr=False, compare=False)
    """The text as the collation compares it."""

    def __post_init__(self) -> None:
        # RFC 4791 §7.5: "default" is the collation that is taken without any
        if self.collation == "default":
            object.__setattr__(self, "collation", DEFAULT_COLLATION)
        if self.collation not in COLLATIONS:
            message = f'the collation "{self.collation[:60]}" is not known; use one of {", ".join(COLLATIONS)}'
            flaw = Flaw("unknown-collation", message, rfc="RFC 4791 §7.5")
            raise Fault(Kind.UNSUPPORTED, f"{message}.", [flaw], precondition="supported-collation")
        object.__setattr__(self, "octets", octets_under(self.collation, self.text))

    def accepts(self, *values: bytes) -> bool:
        """Whether one of some values, as the collation compares them, holds the text; or, negated, none does."""
        return any(self.octets in value for value in values) is not self.negate


@dataclass(frozen=True, slots=True)
class ParameterFilter:
    """A parameter that a property has, with any value or one that holds a text (RFC 4791 §9.7.3)."""

    name: str
    text_match: TextMatch | None = None
    is_not_defined: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name.upper())
        _demand_alone(self.name, self.text_match, is_not_defined=self.is_not_defined)


@dataclass(frozen=True, slots=True)
class PropertyFilter:
    """A property that a component has: with any value, one that holds a text, or a time in a range (RFC 4791 §9.7.2).

    All parameter filters have to match the same property.
    """

    name: str
    text_match: TextMatch | None = None
    time_range: TimeRange | None = None
    parameters: tuple[ParameterFilter, ...] = ()
    is_not_defined: bool = False
    size: int = field(init=False, repr=False, compare=False)
    """How many conditions there are in it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name.upper())
        object.__setattr__(self, "size", 1 + len(self.parameters))
        _demand_few(self.size)
        _demand_alone(self.name, self.text_match, self.time_range, *self.parameters, is_not_defined=self.is_not_defined)
        if self.time_range is None:
            return
        if self.text_match is not None:
            raise _invalid(f"{self.name}: a time range or a text, not both", "RFC 4791 §9.7.2")
        row = PROPERTIES.get(self.name)
        if row is not None and row.default not in _TIMES:
            raise _invalid(f"{self.name} is no time, so it is in no time range", "RFC 4791 §7.8")


@dataclass(frozen=True, slots=True)
class ComponentFilter:
    """A component that is there, and for which all conditions hold (RFC 4791 §9.7.1)."""

    name: str
    time_range: TimeRange | None = None
    properties: tuple[PropertyFilter, ...] = ()
    components: tuple["ComponentFilter", ...] = ()
    is_not_defined: bool = False
    size: int = field(init=False, repr=False, compare=False)
    """How many conditions there are in it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name.upper())
        sizes = [each.size for each in self.properties] + [each.size for each in self.components]
        object.__setattr__(self, "size", 1 + sum(sizes))
        _demand_few(self.size)
        _demand_alone(self.name, self.time_range, *sizes, is_not_defined=self.is_not_defined)
        if self.time_range is not None and self.name not in TIMED:
            raise _invalid(f"{self.name[:60]} is at no time, so it is in no time range", "RFC 4791 §9.9")
        _demand_place(self.name, self.components)


def _demand_alone(name: str, *others: object, is_not_defined: bool) -> None:
    if is_not_defined and any(each is not None for each in others):
        raise _invalid(f"of {name[:60]} nothing can be asked if it is not to be there", "RFC 4791 §9.7.4")


def _demand_place(name: str, components: Sequence[ComponentFilter]) -> None:
    for each in components:
        row = COMPONENTS.get(each.name)
        if row is not None and name in COMPONENTS and name not in row.inside:
            raise _invalid(f"{each.name} does not stand in {name}", "RFC 4791 §7.8")


def _demand_few(size: int) -> None:
    if size > MOST_CONDITIONS:
        message = f"the filter has more than {MOST_CONDITIONS} conditions"
        flaw = Flaw("large-filter", message, rfc="RFC 4791 §7.8")
        raise Fault(Kind.UNSUPPORTED, f"{message}.", [flaw], precondition="supported-filter")


def _invalid(message: str, rfc: str) -> Fault:
    return Fault(
        Kind.INVALID,
        f"The filter is not valid: {message}.",
        [Flaw("bad-filter", message, rfc=rfc)],
        precondition="valid-filter",
    )

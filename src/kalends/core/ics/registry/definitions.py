"""What the registry says of a component, property, parameter and value type (RFC 5545 §8.3)."""

from dataclasses import dataclass
from typing import NamedTuple


class ValueType(NamedTuple):
    """A value type, and where it is defined."""

    name: str
    rfc: str


@dataclass(frozen=True, slots=True)
class ParameterDefinition:
    """A property parameter: its kind of value, the values of a set, and whether it may have several.

    `kind` is a value type, or "TOKEN". A closed set admits nothing but its values, an open one X-names and further
    registered names.
    """

    name: str
    kind: str
    rfc: str
    values: frozenset[str]
    closed: bool
    many: bool


@dataclass(frozen=True, slots=True)
class PropertyDefinition:
    """A property: its value types, how many values it holds, its parameters, and its values where they are a set.

    `default` is the type of a value without a VALUE parameter; `explicit` says that the RFC wants VALUE all the same.
    `utc` says that a date-time must end in Z.
    """

    name: str
    default: str
    others: frozenset[str]
    params: frozenset[str]
    rfc: str
    values: frozenset[str]
    closed: bool
    many: bool
    utc: bool
    explicit: bool
    deprecated: bool


class NotBoth(NamedTuple):
    """At most one of the two properties."""

    first: str
    second: str
    rfc: str


class Together(NamedTuple):
    """Both properties, or neither."""

    first: str
    second: str
    rfc: str


class Needs(NamedTuple):
    """The first property only with the second; `without_method` says that a message has rules of its own for them."""

    name: str
    needed: str
    rfc: str
    without_method: bool = False


class WithoutMethod(NamedTuple):
    """The property is required where the calendar has no METHOD."""

    name: str
    rfc: str


class OneInside(NamedTuple):
    """At least one component of these names inside."""

    names: tuple[str, ...]
    rfc: str


class ByAction(NamedTuple):
    """What an alarm of one ACTION must hold, and of what it may hold one at the most."""

    action: str
    required: tuple[str, ...]
    at_most_once: tuple[str, ...]
    rfc: str


class ByMethod(NamedTuple):
    """What a component of a message of one METHOD must hold, should hold, and must not hold."""

    method: str
    required: tuple[str, ...]
    advised: tuple[str, ...]
    excluded: tuple[str, ...]
    rfc: str


Constraint = NotBoth | Together | Needs | WithoutMethod | OneInside | ByAction | ByMethod


@dataclass(frozen=True, slots=True)
class ComponentDefinition:
    """A component: where it may stand, how often each property may, and the rules between them.

    A property `once` is there exactly once, `at_most_once` may be missing, `should_once` may repeat with a warning,
    `several` is free. `statuses` are the values of STATUS here.
    """

    name: str
    rfc: str
    inside: frozenset[str]
    once: frozenset[str]
    at_most_once: frozenset[str]
    should_once: frozenset[str]
    several: frozenset[str]
    rules: tuple[Constraint, ...]
    statuses: frozenset[str]


def words(text: str) -> frozenset[str]:
    """The words of a text, so that a row of a table can be read."""
    return frozenset(text.split())

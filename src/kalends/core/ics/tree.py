"""The tree of an iCalendar text: ordered and lossless (RFC 5545 §3.1, §3.4, §3.6).

    Stream ─ Component … ─ Property and Component, in the order of the text

Nothing in a tree is ever changed in place: an edit makes a new component that shares what stayed. So a stream that
was read keeps the very bytes it was read from, and a tree may be shared between threads and kept in caches.
The classes are plain slotted ones because a frozen dataclass costs three times as much to make, a million at a time.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Self

from kalends.core.ics.lines import FRAME, KNOWN_HEADS, Parameter, parse_head, write_head
from kalends.errors import Flaw

Params = Iterable[tuple[str, str | Iterable[str]]]

_FORBIDDEN = re.compile("[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")


def _refuse(name: str, value: str) -> None:
    """Raise ValueError where a content line could be forged: a line break, or a BEGIN that is no component."""
    if _FORBIDDEN.search(value):
        raise ValueError(f"the value of {name} cannot hold line breaks or control characters (RFC 5545 §3.1)")
    if name in FRAME:
        raise ValueError(f"{name} is the frame of a component, not a property (RFC 5545 §3.6)")


class Property:
    """One content line: a name, parameters, and a value as it is written (escaped, not yet typed).

    `name` is in capitals; `head` is what stands before the colon, exactly as written; `number` is the line's number
    in its unfolded text, from 1, or 0 for a property that was made. Two properties are equal if name, parameters and
    value are.
    """

    __slots__ = ("head", "name", "number", "params", "value")

    def __init__(self, head: str, name: str, params: tuple[Parameter, ...], value: str, number: int = 0) -> None:
        self.head = head
        self.name = name
        self.params = params
        self.value = value
        self.number = number

    @classmethod
    def make(cls, name: str, value: str, params: Params = ()) -> Self:
        """A property from its parts: `value` in its written form, parameters decoded.

        Raises ValueError for a name, a parameter or a value that no content line can carry (a line break, say).
        """
        listed = tuple(
            Parameter(key.upper(), (values,) if isinstance(values, str) else tuple(values)) for key, values in params
        )
        head, name = write_head(name, listed), name.upper()
        _refuse(name, value)
        return cls(head, name, listed, value)

    @classmethod
    def headed(cls, head: str, value: str) -> Self:
        """A property from a head that is known to be good (a constant of the program) and a written value."""
        known = KNOWN_HEADS.get(head)
        name, params = parse_head(head) if known is None else known[:2]
        if known is None or not (value.isprintable() or _FORBIDDEN.search(value) is None):
            _refuse(name, value)
        return cls(head, name, params, value)

    @property
    def line(self) -> str:
        """The unfolded content line."""
        return f"{self.head}:{self.value}"

    @property
    def written(self) -> str:
        """The unfolded content line as a text has it, which is another for a property that was mended."""
        return self.line

    def param(self, name: str) -> str | None:
        """The first value of a parameter (`name` in capitals), decoded; None where it is missing."""
        for key, values in self.params:
            if key == name:
                return values[0]
        return None

    def values_of(self, name: str) -> tuple[str, ...]:
        """All values of a parameter (`name` in capitals); empty where it is missing."""
        return tuple(value for key, values in self.params if key == name for value in values)

    def with_value(self, value: str) -> Self:
        """The same property with another written value; raises ValueError as `make` does."""
        _refuse(self.name, value)
        return type(self)(self.head, self.name, self.params, value, self.number)

    def with_params(self, params: Params) -> Self:
        """The same property with other parameters; raises ValueError as `make` does."""
        return type(self).make(self.name, self.value, params)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Property):
            return NotImplemented
        return self.name == other.name and self.value == other.value and self.params == other.params

    def __hash__(self) -> int:
        return hash((self.name, self.params, self.value))

    def __repr__(self) -> str:
        return f"<Property {self.line!r}>"


class Component:
    """A component: BEGIN, its properties and components in the order of the text, END (RFC 5545 §3.6).

    `name` is in capitals; `number` is the number of its BEGIN line in the unfolded text, 0 if it was made.
    """

    __slots__ = ("items", "name", "number")

    def __init__(self, name: str, items: Iterable["Property | Component"] = (), number: int = 0) -> None:
        self.name = name
        self.items: tuple[Property | Component, ...] = tuple(items)
        self.number = number

    @property
    def properties(self) -> list[Property]:
        """The properties, in order."""
        found = []
        for item in self.items:  # a loop: a comprehension would be a call of its own, and this is asked most of all
            if isinstance(item, Property):
                found.append(item)
        return found

    @property
    def components(self) -> list["Component"]:
        """The components directly inside, in order."""
        found = []
        for item in self.items:
            if isinstance(item, Component):
                found.append(item)
        return found

    def first(self, name: str) -> Property | None:
        """The first property of that name (in capitals), or None."""
        for item in self.items:
            if item.name == name and isinstance(item, Property):
                return item
        return None

    def all(self, name: str) -> list[Property]:
        """Every property of that name (in capitals), in order."""
        found = []
        for item in self.items:
            if item.name == name and isinstance(item, Property):
                found.append(item)
        return found

    def children(self, *names: str) -> list["Component"]:
        """The components directly inside of those names (in capitals), in order."""
        return [item for item in self.items if isinstance(item, Component) and item.name in names]

    def walk(self) -> Iterator["Component"]:
        """This component and everything below it, in the order of the text; needs no recursion."""
        waiting = [self]
        while waiting:
            component = waiting.pop()
            yield component
            inside = [item for item in component.items if isinstance(item, Component)]
            inside.reverse()
            waiting += inside

    def with_items(self, items: Iterable["Property | Component"]) -> Self:
        """The same component with other contents."""
        return type(self)(self.name, items, self.number)

    def without(self, drop: Callable[["Property | Component"], bool]) -> Self:
        """The same component without the items for which `drop` is true."""
        return self.with_items([item for item in self.items if not drop(item)])

    def set(self, prop: Property) -> Self:
        """The same component with `prop` in the place of the first of its name, further ones dropped; else before
        the first component inside, or last."""
        kept: list[Property | Component] = []
        placed = False
        for item in self.items:
            if isinstance(item, Property) and item.name == prop.name:
                if not placed:
                    kept.append(prop)
                placed = True
            else:
                kept.append(item)
        if not placed:
            end = next((at for at, item in enumerate(kept) if isinstance(item, Component)), len(kept))
            kept.insert(end, prop)
        return self.with_items(kept)

    def _steps(self) -> Iterator["Property | str | None"]:
        """Begin, contents and end of everything inside, flat: what equality compares, without recursion."""
        yield self.name
        waiting = [iter(self.items)]
        while waiting:
            for item in waiting[-1]:
                if isinstance(item, Component):
                    yield item.name
                    waiting.append(iter(item.items))
                    break
                yield item
            else:
                waiting.pop()
                yield None

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Component):
            return NotImplemented
        waiting: list[tuple[Component, Component]] = [(self, other)]
        while waiting:  # needs no recursion, and looks at nothing twice that both have
            mine, theirs = waiting.pop()
            if mine.name != theirs.name or len(mine.items) != len(theirs.items):
                return False
            for one, two in zip(mine.items, theirs.items, strict=True):
                if one is two:
                    continue
                if isinstance(one, Component) and isinstance(two, Component):
                    waiting.append((one, two))
                elif one != two:
                    return False
        return True

    def __hash__(self) -> int:
        return hash(tuple(self._steps()))

    def __repr__(self) -> str:
        return f"<Component {self.name} of {len(self.items)}>"


class SharedComponent(Component):
    """A component that is written again and again, as part of other trees: `text` is kept by the first writing."""

    __slots__ = ("text",)

    def __init__(self, name: str, items: Iterable["Property | Component"] = (), number: int = 0) -> None:
        super().__init__(name, items, number)
        self.text: str | None = None


class Stream:
    """What one text holds: its components (VCALENDARs, as a rule), and the text itself (RFC 5545 §3.4).

    `source` is exactly what was read, or None for a stream that was made. `flaws` are the deviations that a lenient
    reading accepted; `mended` says that the tree is not what the source says, so that the tree is what is written.
    Two streams are equal if their components are.
    """

    __slots__ = ("components", "flaws", "mended", "source")

    def __init__(
        self,
        components: Iterable[Component],
        source: str | bytes | None = None,
        flaws: Iterable[Flaw] = (),
        *,
        mended: bool = False,
    ) -> None:
        self.components = tuple(components)
        self.source = source
        self.flaws = tuple(flaws)
        self.mended = mended

    def walk(self) -> Iterator[Component]:
        """Every component at every depth, in the order of the text."""
        for component in self.components:
            yield from component.walk()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Stream):
            return NotImplemented
        return self.components == other.components

    def __hash__(self) -> int:
        return hash(self.components)

    def __repr__(self) -> str:
        return f"<Stream of {len(self.components)}>"

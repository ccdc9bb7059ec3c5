"""Which components and properties of an object are shown (RFC 4791 §9.6.1 to §9.6.4).

A selection that names neither properties nor components selects all of its component, as the example of RFC 4791 §7.8.1
has it with VTIMEZONE. One that names something selects what it names and nothing else: what is left may lack properties
that a calendar needs (RFC 4791 §9.6), since the client asked for that.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kalends.core.ics.tree import Component, Property


@dataclass(frozen=True, slots=True)
class PropertySelection:
    """A property, or (`no_value`) its name and parameters alone."""

    name: str
    no_value: bool = False


@dataclass(frozen=True, slots=True)
class ComponentSelection:
    """A component: some or all of its properties, and some or all of what stands in it."""

    name: str
    properties: tuple[PropertySelection, ...] = ()
    components: tuple["ComponentSelection", ...] = ()
    all_properties: bool = False
    all_components: bool = False
    _properties: dict[str, bool] = field(init=False, repr=False, compare=False)
    _components: dict[str, "ComponentSelection"] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name.upper())
        object.__setattr__(self, "_properties", {each.name.upper(): each.no_value for each in self.properties})
        object.__setattr__(self, "_components", {each.name: each for each in self.components})

    @property
    def is_whole(self) -> bool:
        """Whether everything is selected."""
        named = self.properties or self.components
        return (self.all_properties and self.all_components) or not (
            named or self.all_properties or self.all_components
        )

    def select(self, component: Component) -> Component:
        """What is selected of a component; the very same one where that is all."""
        return component if self.is_whole else component.with_items(self._items(component))

    def inside(self, component: Component) -> Component | None:
        """What is selected of a component that stands in the selected one; None where it is nothing."""
        if self.is_whole or self.all_components:
            return component
        selection = self._components.get(component.name)
        return None if selection is None else selection.select(component)

    def _items(self, component: Component) -> Iterator[Property | Component]:
        for item in component.items:
            selected = self._property(item) if isinstance(item, Property) else self.inside(item)
            if selected is not None:
                yield selected

    def _property(self, prop: Property) -> Property | None:
        if self.all_properties:
            return prop
        no_value = self._properties.get(prop.name)
        return prop.with_value("") if no_value else None if no_value is None else prop

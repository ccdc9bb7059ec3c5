"""Which objects a filter matches (RFC 4791 §9.7).

A component filter matches if one component of the name meets all of its conditions; so does a property filter, with one
property, and a parameter filter inside it is about that same property. A text is looked for in the value as it reads:
unescaped where it is text, all values of a list together, else as it is written. `negate` is about a property that is
there: one that is missing holds no text, and does not match either (RFC 4791 §9.7.5).

A time range is about instances, and the other conditions about the component that describes them: in one object an
override may match where the series does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import unescape_text, value_type
from kalends.core.match.collation import octets_under
from kalends.core.match.filters import ComponentFilter, ParameterFilter, PropertyFilter, TextMatch
from kalends.core.match.preselection import EDGES
from kalends.core.objects.object import CalendarObject
from kalends.core.recur.budget import Budget
from kalends.core.report.overlap import OBJECT_UNITS, Times
from kalends.core.time.offsets import Zone

_TEXTS = frozenset(("TEXT", "UID"))


def matches(opened: CalendarObject, wanted: ComponentFilter, zone: Zone, *, budget: Budget | None = None) -> bool:
    """Whether an object matches a filter; days and floating times count in `zone`.

    `budget` is what it may cost to expand the object: one of a few hundred units with that of the whole answer as its
    parent, say, so that those who need little always have it. Where it is used up, an object counts as being at every
    time of its span, so that too much is found and nothing is lost.
    """
    return _Match(Times(opened, zone, budget or Budget(OBJECT_UNITS))).has_component(wanted, (opened.calendar,))


@dataclass(frozen=True, slots=True)
class _Match:
    """One object, and what was prepared of its texts."""

    times: Times
    octets: dict[tuple[int, str], bytes] = field(default_factory=dict)

    def has_component(
        self, wanted: ComponentFilter, components: Sequence[Component], inside: Component | None = None
    ) -> bool:
        """Whether one of some components matches a filter; `inside` is what they stand in."""
        named = [each for each in components if each.name == wanted.name]
        if wanted.is_not_defined:
            return not named
        return any(self._meets(wanted, each) and self._is_in_range(wanted, each, inside) for each in named)

    def _meets(self, wanted: ComponentFilter, component: Component) -> bool:
        return all(self._has_property(each, component) for each in wanted.properties) and all(
            self.has_component(each, component.components, component) for each in wanted.components
        )

    def _is_in_range(self, wanted: ComponentFilter, component: Component, inside: Component | None) -> bool:
        if wanted.time_range is None:
            return True
        return inside is not None and self.times.overlap(component, wanted.time_range.window, inside)

    def _has_property(self, wanted: PropertyFilter, component: Component) -> bool:
        props = component.all(wanted.name)
        if wanted.is_not_defined:
            return not props
        if wanted.time_range is not None and component.name in EDGES.get(wanted.name, ()):
            return self._has_edge(wanted, component, props)
        return any(self._fits(wanted, each) for each in props)

    def _fits(self, wanted: PropertyFilter, prop: Property) -> bool:
        if wanted.text_match is not None and not wanted.text_match.accepts(self._value(prop, wanted.text_match)):
            return False
        if wanted.time_range is not None and not self.times.holds(prop, wanted.time_range.window):
            return False
        return all(self._has_parameter(each, prop) for each in wanted.parameters)

    def _has_edge(self, wanted: PropertyFilter, component: Component, props: Sequence[Property]) -> bool:
        """Whether DTSTART, DTEND or DUE of an instance is in a range, also where DURATION stands for the end."""
        assert wanted.time_range is not None
        if props:
            fits = any(all(self._has_parameter(each, prop) for each in wanted.parameters) for prop in props)
        else:
            instead = component.first("DTSTART") is not None and component.first("DURATION") is not None
            fits = instead and all(each.is_not_defined for each in wanted.parameters)
        return fits and self.times.edge_lies(component, wanted.name, wanted.time_range.window)

    def _has_parameter(self, wanted: ParameterFilter, prop: Property) -> bool:
        values = prop.values_of(wanted.name)
        if wanted.is_not_defined or not values:
            return wanted.is_not_defined and not values
        match = wanted.text_match
        return match is None or match.accepts(*(octets_under(match.collation, each) for each in values))

    def _value(self, prop: Property, match: TextMatch) -> bytes:
        key = id(prop), match.collation
        found = self.octets.get(key)
        if found is None:
            text = unescape_text(prop.value) if value_type(prop) in _TEXTS else prop.value
            found = self.octets[key] = octets_under(match.collation, text)
        return found

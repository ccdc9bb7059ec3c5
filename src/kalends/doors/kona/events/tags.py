"""Texts of an event: its name, place and details, and the tags that are marked in them."""

import re
from collections.abc import Iterable

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import parse_texts, property_text, write_texts

_TAG = re.compile(r"(?<![\w#&/])#(\w*[^\W\d]\w*)")
PRIVATE = "PRIVATE"


def tags_in(*texts: str) -> list[str]:
    """The words that are marked with #, in their order, each once."""
    return list(dict.fromkeys(found for text in texts for found in _TAG.findall(text)))


def tags_of(component: Component) -> list[str]:
    """The tags of an event."""
    return tags_in(property_text(component, "SUMMARY"), property_text(component, "DESCRIPTION"))


def with_tags(component: Component, old: Iterable[str]) -> Component:
    """The component with its tags among its categories (RFC 5545 §3.8.1.2); those that it had before go."""
    gone, tags = set(old), tags_of(component)
    if gone == set(tags):
        return component
    others = [each for prop in component.all("CATEGORIES") for each in parse_texts(prop.value) if each not in gone]
    kept = component.without(lambda item: isinstance(item, Property) and item.name == "CATEGORIES")
    wanted = list(dict.fromkeys([*others, *tags]))
    if not wanted:
        return kept
    return kept.set(Property.headed("CATEGORIES", write_texts(wanted)))


def with_class(component: Component, *, closed: bool) -> Component:
    """The component as private where it is closed, for those who only have its text (RFC 5545 §3.8.1.3)."""
    if closed:
        return component.set(Property.headed("CLASS", PRIVATE))
    return component.without(lambda item: isinstance(item, Property) and item.name == "CLASS")

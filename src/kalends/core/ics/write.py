"""Tree → text: CRLF, lines folded at 75 octets (RFC 5545 §3.1)."""

from collections.abc import Iterator

from kalends.core.ics.lines import FOLD_AT, fold, is_name
from kalends.core.ics.registry import COMPONENTS
from kalends.core.ics.tree import Component, Property, SharedComponent, Stream

PRODID = "-//Kalends//Kalends//EN"
"""What we call ourselves in the calendars that we make (RFC 5545 §3.7.3)."""


def write(tree: Stream | Component) -> bytes:
    """The UTF-8 text of a tree; a stream that was read and not mended comes back byte for byte.

    Raises ValueError for a component with a name that no content line can carry.
    """
    if isinstance(tree, Component):
        return _text((tree,)).encode()
    if tree.source is None or tree.mended:
        return _text(tree.components).encode()
    return tree.source if isinstance(tree.source, bytes) else tree.source.encode()


def _text(components: tuple[Component, ...]) -> str:
    lines: list[str] = []
    for component in components:
        _lines(component, lines)
    lines.append("")
    return "\r\n".join(lines)


def _lines(component: Component, lines: list[str]) -> None:
    """Append the component's lines; a stack of its own, since nesting may be deeper than Python's."""
    outer: list[tuple[str, Iterator[Property | Component]]] = []
    end = ""
    rest: Iterator[Property | Component] = iter((component,))
    while True:
        inner = _properties(rest, lines)
        if isinstance(inner, SharedComponent):
            lines.append(_kept(inner))
        elif inner is not None:
            lines.append(f"BEGIN:{_name(inner)}")
            outer.append((end, rest))
            end, rest = f"END:{inner.name}", iter(inner.items)
        elif outer:
            lines.append(end)
            end, rest = outer.pop()
        else:
            return


def _kept(component: SharedComponent) -> str:
    """The component's lines, as one piece; made by the first call."""
    if component.text is None:
        lines: list[str] = []
        _lines(Component(component.name, component.items), lines)
        component.text = "\r\n".join(lines)
    return component.text


def _properties(items: Iterator[Property | Component], lines: list[str]) -> Component | None:
    """Append the lines of the properties up to the next component, which is the answer."""
    for item in items:
        if isinstance(item, Component):
            return item
        line = f"{item.head}:{item.value}" if item.__class__ is Property else item.written
        lines.append(line if len(line) <= FOLD_AT and line.isascii() else fold(line))
    return None


def _name(component: Component) -> str:
    if component.name not in COMPONENTS and not is_name(component.name):
        raise ValueError(f"{component.name!r} is not the name of a component (RFC 5545 §3.6)")
    return component.name

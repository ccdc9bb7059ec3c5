"""What could not be understood, each at its place in the text."""

from kalends.core.ics.tree import Property


class Notes:
    """A list of (number of the logical line, offset in it, message)."""

    def __init__(self) -> None:
        self.found: list[tuple[int, int, str]] = []

    def add(self, prop: Property, message: str, offset: int = 0) -> None:
        """Note what is wrong with a property; `offset` counts in its value."""
        self.found.append((prop.number, len(prop.head) + 1 + offset, f"{prop.name}: {message}"))

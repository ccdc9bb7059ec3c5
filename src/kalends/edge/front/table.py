"""Where each path leads: one table of exact paths, and a short list of patterns."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.types import Scope

from kalends.edge.door import Door, Place


@dataclass(frozen=True, slots=True)
class Opening:
    """A door in the front: its prefix leads to it, and these of its routes the root has as aliases.

    An alias that ends in a slash is a tree: all the door's routes that begin so, and whatever else is asked for there.
    """

    door: Door
    aliases: tuple[str, ...] = ()

    @property
    def trees(self) -> tuple[str, ...]:
        """The aliases that are trees."""
        return tuple(alias for alias in self.aliases if alias.endswith("/"))

    def at_root(self, path: str) -> bool:
        """Whether the root has a route of the door too."""
        return path in self.aliases or path.startswith(self.trees)


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a path leads: a door, a place in it (None: there is none), and its name in logs and metrics."""

    door: Door
    place: Place | None
    route: str


class Table:
    """All paths of the server. What no door claims is left to `pages`."""

    def __init__(self, openings: Iterable[Opening], pages: Door) -> None:
        self.exact: dict[str, Landing] = {}
        self._patterns: list[tuple[re.Pattern[str], Landing]] = []
        self._beyond: list[tuple[str, Landing]] = []
        for opening in openings:
            self._open(opening)
            nowhere = Landing(opening.door, None, "")
            self._beyond += [(start.rstrip("/"), nowhere) for start in (opening.door.prefix, *opening.trees)]
        self._open(Opening(pages))
        self._nowhere = Landing(pages, None, "")

    def search(self, scope: Scope) -> Landing:
        """The landing of a path that is not an exact one; puts what a pattern took into the scope."""
        path: str = scope["path"]
        for pattern, landing in self._patterns:
            match = pattern.fullmatch(path)
            if match is not None:
                scope["path_params"] = match.groupdict()
                return landing
        for prefix, landing in self._beyond:
            if path == prefix or path.startswith(prefix + "/"):
                return landing
        return self._nowhere

    def _open(self, opening: Opening) -> None:
        door = opening.door
        for path in door.places:
            self._lead(door.prefix + path, door, path)
        for path in (*opening.aliases, *door.places):
            if path in door.places and opening.at_root(path):
                self._lead(path, door, path)

    def _lead(self, path: str, door: Door, place: str) -> None:
        landing = Landing(door, door.places[place], path)
        if "{" in path:
            self._patterns.append((pattern_of(path), landing))
        else:
            self.exact[path] = landing


def pattern_of(path: str) -> re.Pattern[str]:
    """The expression of a path in which `{name}` takes one segment, and `{+name}` any number of them."""
    pieces = re.split(r"(\{\+?\w+\})", path)
    return re.compile("".join(map(_expression, pieces)), re.DOTALL)


def _expression(piece: str) -> str:
    if piece.startswith("{+"):
        return f"(?P<{piece[2:-1]}>.+)"
    return f"(?P<{piece[1:-1]}>[^/]+)" if piece.startswith("{") else re.escape(piece)

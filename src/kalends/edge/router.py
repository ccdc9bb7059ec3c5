"""Where each path leads: one table of exact paths, and a short list of patterns."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.types import Scope

from kalends.edge.door import Door, Resource

_WHOLE = re.DOTALL | re.ASCII


@dataclass(frozen=True, slots=True)
class Mount:
    """A door where it is mounted: below its prefix, and at the root those of its routes that are aliases.

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
class RouteMatch:
    """Where a path leads: a door, a resource of it (None: there is none), and its name in logs and metrics."""

    door: Door
    resource: Resource | None
    route: str


class Router:
    """All paths of the server. What no door claims is left to `pages`."""

    def __init__(self, mounts: Iterable[Mount], pages: Door) -> None:
        self.exact: dict[str, RouteMatch] = {}
        self._folded: dict[str, RouteMatch] = {}
        self._patterns: list[tuple[re.Pattern[str], RouteMatch]] = []
        self._unknown: list[tuple[re.Pattern[str], RouteMatch]] = []
        for mount in mounts:
            self._mount(mount)
            nowhere = RouteMatch(mount.door, None, "")
            flags = re.IGNORECASE if mount.door.any_case else re.NOFLAG
            starts = (re.escape(start.rstrip("/")) for start in (mount.door.prefix, *mount.trees))
            self._unknown += [(re.compile(f"{start}(/.*)?", _WHOLE | flags), nowhere) for start in starts]
        self._mount(Mount(pages))
        self._nowhere = RouteMatch(pages, None, "")

    def search(self, scope: Scope) -> RouteMatch:
        """The match of a path that is not an exact one; puts what a pattern took into the scope."""
        path: str = scope["path"]
        folded = self._folded.get(path.lower())
        if folded is not None:
            return folded
        for pattern, match in self._patterns:
            parts = pattern.fullmatch(path)
            if parts is not None:
                scope["path_params"] = parts.groupdict()
                return match
        for start, match in self._unknown:
            if start.fullmatch(path):
                return match
        return self._nowhere

    def _mount(self, mount: Mount) -> None:
        door = mount.door
        for path in door.resources:
            self._add(door.prefix + path, door, path)
        for path in (*mount.aliases, *door.resources):
            if path in door.resources and mount.at_root(path):
                self._add(path, door, path)

    def _add(self, path: str, door: Door, path_in_door: str) -> None:
        match = RouteMatch(door, door.resources[path_in_door], path)
        if "{" in path:
            self._patterns.append((pattern_of(path, any_case=door.any_case), match))
            return
        self.exact[path] = match
        if door.any_case:
            self._folded[path.lower()] = match


def pattern_of(path: str, *, any_case: bool = False) -> re.Pattern[str]:
    """The expression of a path in which `{name}` takes one segment, and `{+name}` any number of them."""
    pieces = re.split(r"(\{\+?\w+\})", path)
    return re.compile("".join(map(_expression, pieces)), _WHOLE | (re.IGNORECASE if any_case else re.NOFLAG))


def _expression(piece: str) -> str:
    if piece.startswith("{+"):
        return f"(?P<{piece[2:-1]}>.+)"
    return f"(?P<{piece[1:-1]}>[^/]+)" if piece.startswith("{") else re.escape(piece)

"""What an index can be asked for on behalf of a filter: fewer objects to look at, and none missed (RFC 4791 §9.7).

An index has kind, span and UID of each object, and no object is of two kinds (RFC 4791 §4.1). It has no times of
alarms; and indexes that were made long ago have not all times of VFREEBUSY and VAVAILABILITY. These are preselected by
kind alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kalends.core.match.filters import ComponentFilter, PropertyFilter, TextMatch
from kalends.core.recur.series import RECURRING, Window
from kalends.core.time.offsets import moved

CALENDAR = "VCALENDAR"
_KINDS = RECURRING | {"VFREEBUSY", "VAVAILABILITY"}
EDGES = {"DTSTART": RECURRING, "DTEND": frozenset(("VEVENT",)), "DUE": frozenset(("VTODO",))}
"""The properties whose time each instance has for itself, and the components that have them (RFC 4791 §9.9)."""
_EVERYTHING = Window()


@dataclass(frozen=True, slots=True)
class Preselection:
    """Every object that a filter matches is of these kinds, with a span that touches the window, and such a UID.

    `kinds` is None for all kinds, and empty where nothing can match. A span touches a window if it begins before its
    end, and ends at its start or later.

    `decides`: the filter asks for nothing but the kind and an instance in `window`. Then every object of the kind
    matches that has one, and a caller who knows that (it does not recur and has no local times, so its span is its only
    instance) need not open it, nor look at more than its instances.
    """

    kinds: frozenset[str] | None = None
    window: Window = _EVERYTHING
    uid: TextMatch | None = None
    decides: bool = False


def preselect(wanted: ComponentFilter) -> Preselection:
    """The preselection of a filter."""
    if wanted.is_not_defined or wanted.name != CALENDAR:
        # an object is a VCALENDAR: all match what is not there, and none what is another thing
        return Preselection(None if wanted.is_not_defined and wanted.name != CALENDAR else frozenset(), decides=True)
    named = [each for each in wanted.components if each.name in _KINDS and not each.is_not_defined]
    if not named:
        return Preselection(decides=wanted.size == 1)
    kinds = frozenset(each.name for each in named)
    if len(kinds) > 1:
        return Preselection(frozenset(), decides=True)
    return Preselection(
        kinds,
        next((each for each in map(_window, named) if each != _EVERYTHING), _EVERYTHING),
        next((each for each in map(_uid, named) if each is not None), None),
        decides=wanted.size == named[0].size + 1 and _is_plain(named[0]),
    )


def span_window(kind: str, window: Window) -> Window:
    """The window that the span of a component touches which is in a window: a to-do may be in it that ends when the
    window begins, or begins when it ends."""
    if kind != "VTODO":
        return window
    return Window(window.start and moved(window.start, -1), window.end and moved(window.end, 1))


def _is_plain(wanted: ComponentFilter) -> bool:
    """Whether a filter asks for no more than instances in its time range, each in it by its start and end alone."""
    return wanted.size == 1 and (wanted.time_range is None or wanted.name in ("VEVENT", "VJOURNAL"))


def _window(wanted: ComponentFilter) -> Window:
    if wanted.name not in RECURRING:
        return _EVERYTHING
    if wanted.time_range is not None:
        return span_window(wanted.name, wanted.time_range.window)
    return next((each.time_range.window for each in _of_edges(wanted) if each.time_range is not None), _EVERYTHING)


def _of_edges(wanted: ComponentFilter) -> Iterator[PropertyFilter]:
    return (each for each in wanted.properties if wanted.name in EDGES.get(each.name, ()))


def _uid(wanted: ComponentFilter) -> TextMatch | None:
    found = (each.text_match for each in wanted.properties if each.name == "UID" and each.text_match is not None)
    return next(found, None)

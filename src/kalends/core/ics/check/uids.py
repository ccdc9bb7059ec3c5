"""UIDs: one for each object, and one object in a message (RFC 5545 §3.8.4.7, RFC 5546 §2.1.5, §3.2–§3.4).

A series may stand in several calendars of a text; what a message says is a thing of its own. What an import takes for
the same object is the same here: `core.objects.files` says what becomes of the others.
"""

from collections.abc import Iterable

from kalends.core.ics.problems import CheckReport, Problems
from kalends.core.ics.registry import COMPONENTS
from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import property_text

_RFC = "RFC 5545 §3.8.4.7"
_REVISION = "RFC 5546 §2.1.5"
_OBJECTS = frozenset(("", "PUBLISH", "REQUEST"))  # METHODs of calendars whose components may be parts of one object
_MANY = frozenset(("", "PUBLISH"))  # METHODs of calendars that may hold several objects
_HIDDEN = frozenset(("VTIMEZONE",))


def check_uids(calendars: Iterable[Component], problems: Problems) -> None:
    """Note the components that cannot be the object, or the instance, that their UID says."""
    report = CheckReport(problems)
    objects = _Objects(report)
    for number, calendar in enumerate(calendars, 1):
        method = property_text(calendar, "METHOD").strip().upper()
        place = 0 if method in _OBJECTS else number
        first: Property | None = None
        for part in calendar.components:
            uid = part.first("UID")
            if part.name not in COMPONENTS or part.name in _HIDDEN or uid is None or not uid.value.strip():
                continue
            objects.add(place, part, uid)
            first = first or uid
            if method not in _MANY and uid.value != first.value:
                report.error(uid, "several-uids", f"a {method} is about one UID", "RFC 5546 §3.2")


class _Objects:
    """The first component of each UID, of each start among its masters, and of each instance."""

    def __init__(self, report: CheckReport) -> None:
        self._report = report
        self._masters: dict[tuple[int, str], Component] = {}
        self._starts: dict[tuple[int, str, str], Component] = {}
        self._kinds: dict[tuple[int, str], str] = {}
        self._instances: set[tuple[object, ...]] = set()

    def add(self, place: int, part: Component, uid: Property) -> None:
        """Take in a component, and note what is wrong with it beside those before."""
        kind = self._kinds.setdefault((place, uid.value), part.name)
        instance = part.first("RECURRENCE-ID")
        if kind != part.name:
            self._report.error(uid, "repeated-uid", f"a {kind} has this UID too", _RFC)
        elif instance is None:
            self._add_master(place, part, uid)
        else:
            self._add_instance(place, uid, instance)

    def _add_master(self, place: int, part: Component, uid: Property) -> None:
        start = part.first("DTSTART")
        key = (place, uid.value)
        first = self._masters.setdefault(key, part)
        same = self._starts.setdefault((*key, start.line if start else ""), part)
        if first is part:
            return
        if same is not part and (part == same or _sequence(part) != _sequence(same)):
            message = f"another {part.name} of this UID starts at the same time; the newer one counts"
            self._report.warn(uid, "repeated-instance", message, _REVISION)
        else:
            message = f"another {part.name} has this UID, and neither is an instance of the other"
            self._report.error(uid, "repeated-uid", message, _RFC)

    def _add_instance(self, place: int, uid: Property, instance: Property) -> None:
        """Exports hold an instance twice, as it was and as it is; no RFC forbids it, and the newer one counts."""
        key = (place, uid.value, instance.value, instance.param("TZID"), instance.param("RANGE"))
        if key in self._instances:
            message = "two components are for the same instance; the newer one counts"
            self._report.warn(instance, "repeated-instance", message, _REVISION)
        self._instances.add(key)


def _sequence(part: Component) -> str:
    prop = part.first("SEQUENCE")
    return prop.value.strip().lstrip("0") if prop else ""

"""The zones of an object, where a name that nobody knows does not spoil the rest."""

from kalends.core.ics.tree import Component
from kalends.core.recur.series import zones_of
from kalends.core.time.offsets import Zone
from kalends.errors import Fault


class ForgivingZones:
    """What the TZIDs of a calendar mean; one that means nothing is the zone of whoever looks.

    So such a time counts as a floating one, which is how clients show it. `forgave` says whether there was one.
    """

    __slots__ = ("_exact", "_otherwise", "forgave")

    def __init__(self, calendar: Component, otherwise: Zone) -> None:
        self._exact = zones_of(calendar)
        self._otherwise = otherwise
        self.forgave = False

    def __call__(self, tzid: str) -> Zone:
        try:
            return self._exact(tzid)
        except Fault:
            self.forgave = True
            return self._otherwise

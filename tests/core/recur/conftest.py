"""What the tests of recurrence share: small calendars, and edits."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from tests.core.recurrence import objects_of

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component
from kalends.core.recur.series import Series, Window, Zones, series_of, zones_of
from kalends.core.time.zones import zone


@dataclass(frozen=True, slots=True)
class Made:
    """The components of one UID, and what their zones mean."""

    components: tuple[Component, ...]
    zones: Zones

    @property
    def series(self) -> Series:
        """Their series."""
        return series_of(self.components, self.zones)


Make = Callable[..., Made]


@pytest.fixture
def make() -> Make:
    """Components of one UID from their lines, each a text without BEGIN, UID, DTSTAMP and END."""

    def build(*bodies: str, kind: str = "VEVENT") -> Made:
        texts = [f"BEGIN:{kind}\nUID:u\nDTSTAMP:20260101T000000Z\n{body.strip()}\nEND:{kind}\n" for body in bodies]
        text = f"BEGIN:VCALENDAR\n{''.join(texts)}END:VCALENDAR\n"
        calendar = read(text.replace("\n", "\r\n")).components[0]
        return Made(objects_of(calendar)[0], zones_of(calendar))

    return build


@pytest.fixture
def begins() -> Callable[..., list[str]]:
    """When the instances of components begin, as in 2026-03-01T09:00 (UTC)."""

    def list_them(components: tuple[Component, ...], zones: Zones, window: Window | None = None) -> list[str]:
        found = series_of(components, zones).instances(window or Window(), zone("UTC"))
        return [f"{each.begins:%Y-%m-%dT%H:%M}" for each in found]

    return list_them


@pytest.fixture
def lines() -> Callable[[Component], list[str]]:
    """The properties of a component as lines, but for UID and DTSTAMP."""

    def list_them(component: Component) -> list[str]:
        return [prop.line for prop in component.properties if prop.name not in ("UID", "DTSTAMP")]

    return list_them

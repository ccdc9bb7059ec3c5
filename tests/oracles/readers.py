"""Three programs that we did not write, each telling what a calendar of one event says, in the same words.

A meaning is a dict: method, zones (TZIDs described), uid, summary, description, location, status, sequence, start, end
(`20261217`, an instant `20261217T093000Z`, or None), organizer, organizer_name, attendees, rule (its text), excluded
and alarms (action, seconds from the start, description). What a text does not hold is None, or an empty list.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from icalendar import Calendar

Meaning = dict[str, Any]
Reader = Callable[[bytes], Meaning]

_PLACE = Path(__file__).parent
_ICAL_JS = _PLACE.parent.parent / ".cache/oracles/node_modules/ical.js/dist/ical.js"
_PLAIN = ("uid", "summary", "description", "location", "status")


def missing(reason: str) -> None:
    """Leave a test out, but fail where CI is set."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def written(when: date | datetime) -> str:
    """A day, or an instant in UTC, as iCalendar writes it."""
    if isinstance(when, datetime):
        return when.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ").zfill(16)
    return when.strftime("%Y%m%d").zfill(8)


class IcalendarReader:
    """The library icalendar, from PyPI."""

    name = "icalendar"

    def __call__(self, text: bytes) -> Meaning:
        calendar = Calendar.from_ical(text)
        [event] = calendar.walk("VEVENT")
        organizer = event.get("ORGANIZER")
        said = {name: _text(event.get(name.upper())) for name in _PLAIN}
        return said | {
            "method": _text(calendar.get("METHOD")),
            "zones": [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")],
            "sequence": event.get("SEQUENCE"),
            "start": written(event["DTSTART"].dt),
            "end": written(event["DTEND"].dt) if "DTEND" in event else None,
            "organizer": _text(organizer),
            "organizer_name": None if organizer is None else organizer.params.get("CN"),
            "attendees": [str(each) for each in _listed(event.get("ATTENDEE"))],
            "rule": event["RRULE"].to_ical().decode() if "RRULE" in event else None,
            "excluded": [written(day.dt) for each in _listed(event.get("EXDATE")) for day in each.dts],
            "alarms": [
                [str(alarm["ACTION"]), _seconds(alarm["TRIGGER"].dt), _text(alarm["DESCRIPTION"])]
                for alarm in event.walk("VALARM")
            ],
        }


class LibicalReader:
    """libical, the C library, by the binding beside this file."""

    name = "libical"

    def __init__(self, libical: ModuleType) -> None:
        self._libical = libical

    def __call__(self, text: bytes) -> Meaning:
        calendar = self._libical.parse(text)
        [event] = calendar.components("VEVENT")
        told = _first_values(event)
        organizer = event.properties("ORGANIZER")
        return {name: told.get(name.upper()) for name in _PLAIN} | {
            "method": _first_values(calendar).get("METHOD"),
            "zones": [each.values("TZID")[0] for each in calendar.components("VTIMEZONE")],
            "sequence": int(told["SEQUENCE"]) if "SEQUENCE" in told else None,
            "start": self._when(event.start(), told["DTSTART"]),
            "end": self._when(event.end(), told["DTEND"]) if "DTEND" in told else None,
            "organizer": told.get("ORGANIZER"),
            "organizer_name": _name_of(organizer[0].parameters) if organizer else None,
            "attendees": event.values("ATTENDEE"),
            "rule": told.get("RRULE"),
            "excluded": [self._excluded(each.value, calendar) for each in event.properties("EXDATE")],
            "alarms": [self._alarm(each) for each in event.components("VALARM")],
        }

    def _excluded(self, value: str, calendar: Any) -> str:
        if "T" not in value or value.endswith("Z"):
            return value
        wall = datetime.strptime(value, "%Y%m%dT%H%M%S")
        zone = self._libical.Zone(calendar.components("VTIMEZONE")[0])
        return written((wall - timedelta(seconds=zone.offset_at_wall(wall))).replace(tzinfo=UTC))

    def _when(self, read: int | datetime, value: str) -> str:
        return value if len(value) == len("20261217") else written(datetime.fromtimestamp(int(read), UTC))

    def _alarm(self, alarm: Any) -> list[Any]:
        told = _first_values(alarm)
        minutes = int(told["TRIGGER"].removeprefix("-PT").removesuffix("M")) if told["TRIGGER"] != "PT0S" else 0
        return [told["ACTION"], -60 * minutes, told["DESCRIPTION"]]


class IcalJsReader:
    """ical.js, from npm, in a Node process that reads one text after the other."""

    name = "ical.js"

    def __init__(self) -> None:
        node = shutil.which("node")
        if node is None or not _ICAL_JS.exists():
            missing("ical.js is not installed: `make oracles` does it, and needs Node.js")
        command = [str(node), str(_PLACE / "ical.mjs"), str(_ICAL_JS)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __call__(self, text: bytes) -> Meaning:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(text.decode()).encode() + b"\n")
        self._process.stdin.flush()
        said: Meaning = json.loads(self._process.stdout.readline())
        assert "error" not in said, said["error"]
        return said

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=10)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _seconds(trigger: timedelta) -> int:
    return int(trigger.total_seconds())


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _first_values(component: Any) -> dict[str, str]:
    return {each.name: each.text for each in reversed(component.properties())}


def _name_of(parameters: list[str]) -> str | None:
    written_name = next((each.removeprefix("CN=") for each in parameters if each.startswith("CN=")), None)
    return written_name.strip('"') if written_name else None

"""Calendar objects with as many of something as is wanted, each kind with its limit."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from kalends.core.ics.limits import OBJECT_LIMITS

START = "DTSTART:20261124T100000Z"
STAMP = "DTSTAMP:20261101T000000Z"


def event(*lines: str, named: str = "") -> list[str]:
    return ["BEGIN:VEVENT", "UID:one", STAMP, START, *([named] if named else []), *lines, "END:VEVENT"]


def zone(*inner: str, tzid: str = "Here") -> list[str]:
    return ["BEGIN:VTIMEZONE", f"TZID:{tzid}", *inner, "END:VTIMEZONE"]


OBSERVANCE = ["BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0100", "END:STANDARD"]
DATE = "20261125T100000Z"


def text_of(*parts: list[str]) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//T//T//EN", *(line for part in parts for line in part)]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def properties(number: int) -> str:
    return text_of(event(*["COMMENT:"] * (number - 3)))


def components(number: int) -> str:
    return text_of(event(*["BEGIN:X-A", "END:X-A"] * (number - 1)))


def overrides(number: int) -> str:
    first = datetime(2026, 11, 24)
    places = (f"{first + at * timedelta(seconds=1):%Y%m%dT%H%M%SZ}" for at in range(number))
    return text_of(event(), *(event(named=f"RECURRENCE-ID:{place}") for place in places))


def dates(name: str) -> Callable[[int], str]:
    def made(number: int) -> str:
        # half of them in one line
        half = number // 2
        return text_of(event(f"{name}:{','.join([DATE] * half)}", *[f"{name}:{DATE}"] * (number - half)))

    return made


def rules(number: int) -> str:
    return text_of(event(*["RRULE:FREQ=DAILY"] * (number - 10), *["EXRULE:FREQ=DAILY"] * 10))


def zones(number: int) -> str:
    return text_of(*(zone(*OBSERVANCE, tzid=f"Zone {at}") for at in range(number)), event())


def observances(number: int) -> str:
    return text_of(zone(*OBSERVANCE * number), event())


KINDS = [
    pytest.param(properties, OBJECT_LIMITS.properties, "properties", "COMMENT", id="properties"),
    pytest.param(components, OBJECT_LIMITS.components, "components", "X-A", id="components"),
    pytest.param(overrides, OBJECT_LIMITS.overrides, "overrides", "RECURRENCE-ID", id="overrides"),
    pytest.param(dates("EXDATE"), OBJECT_LIMITS.exdates, "values of EXDATE", "EXDATE", id="exdates"),
    pytest.param(dates("RDATE"), OBJECT_LIMITS.rdates, "values of RDATE", "RDATE", id="rdates"),
    pytest.param(rules, OBJECT_LIMITS.rules, "recurrence rules", "EXRULE", id="rules"),
    pytest.param(zones, OBJECT_LIMITS.zones, "VTIMEZONEs", "VTIMEZONE", id="zones"),
    pytest.param(observances, OBJECT_LIMITS.observances, "observances in one VTIMEZONE", "STANDARD", id="observances"),
]

"""libical 3 through ctypes: a reader of iCalendar that we did not write, for comparison in tests.

    calendar = libical.parse(text)                   Component
    calendar.components("VEVENT")[0].values("SUMMARY")
    libical.Zone(calendar.components("VTIMEZONE")[0]).offset_at(moment)

A component belongs to the text it was parsed from, which lives as long as one of its components does. Tests call
`require()` first: without the library they are left out, but fail where CI is set.
"""

import ctypes
import os
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_void_p
from ctypes.util import find_library
from datetime import datetime
from functools import lru_cache
from typing import Any

import pytest

_ANY_COMPONENT = 1
_ANY = 0  # of properties and of parameters
_TEXT = 5008  # ICAL_TEXT_VALUE

_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "icalparser_parse_string": (c_void_p, [c_char_p]),
    "icalcomponent_free": (None, [c_void_p]),
    "icalcomponent_isa": (c_int, [c_void_p]),
    "icalcomponent_kind_to_string": (c_char_p, [c_int]),
    "icalcomponent_new_clone": (c_void_p, [c_void_p]),
    "icalcomponent_get_first_component": (c_void_p, [c_void_p, c_int]),
    "icalcomponent_get_next_component": (c_void_p, [c_void_p, c_int]),
    "icalcomponent_get_first_property": (c_void_p, [c_void_p, c_int]),
    "icalcomponent_get_next_property": (c_void_p, [c_void_p, c_int]),
    "icalproperty_get_property_name": (c_char_p, [c_void_p]),
    "icalproperty_get_value": (c_void_p, [c_void_p]),
    "icalproperty_get_value_as_string": (c_char_p, [c_void_p]),
    "icalproperty_get_first_parameter": (c_void_p, [c_void_p, c_int]),
    "icalproperty_get_next_parameter": (c_void_p, [c_void_p, c_int]),
    "icalparameter_as_ical_string": (c_char_p, [c_void_p]),
    "icalvalue_isa": (c_int, [c_void_p]),
    "icalvalue_get_text": (c_char_p, [c_void_p]),
    "icaltime_as_timet_with_zone": (c_long, []),  # its arguments are set where the structure is known
    "icaltimezone_new": (c_void_p, []),
    "icaltimezone_set_component": (c_int, [c_void_p, c_void_p]),
    "icaltimezone_free": (None, [c_void_p, c_int]),
    "icalerror_set_errors_are_fatal": (None, [c_int]),
}


class _Time(ctypes.Structure):
    """`struct icaltimetype` of libical 3."""

    _fields_ = (
        *((name, c_int) for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "is_daylight")),
        ("zone", c_void_p),
    )


@lru_cache(maxsize=1)
def _library() -> Any:
    """The library with its functions' types; raises OSError where it is missing."""
    library = ctypes.CDLL(find_library("ical") or "libical.so.3")
    for name, (result, arguments) in _FUNCTIONS.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    for name in ("icaltimezone_get_utc_offset", "icaltimezone_get_utc_offset_of_utc_time"):
        function = getattr(library, name)
        function.restype, function.argtypes = c_int, [c_void_p, POINTER(_Time), POINTER(c_int)]
    library.icaltime_as_timet_with_zone.argtypes = [_Time, c_void_p]
    for name in ("icalcomponent_get_dtstart", "icalcomponent_get_dtend"):
        function = getattr(library, name)
        function.restype, function.argtypes = _Time, [c_void_p]
    library.icalerror_set_errors_are_fatal(0)
    return library


def require() -> None:
    """Leave the test out where libical is not installed; fail instead where CI is set."""
    try:
        _library()
    except OSError:
        reason = "libical 3 (libical.so.3, Debian's libical3) is not installed"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


class Property:
    """One property as libical read it.

    `value` is its written form; `text` is the decoded text where libical knows the value to be TEXT, else `value`;
    `parameters` are written as NAME=value.
    """

    def __init__(self, pointer: int) -> None:
        library = _library()
        self.name: str = library.icalproperty_get_property_name(pointer).decode()
        self.value: str = (library.icalproperty_get_value_as_string(pointer) or b"").decode()
        value = library.icalproperty_get_value(pointer)
        is_text = value and library.icalvalue_isa(value) == _TEXT
        self.text: str = (library.icalvalue_get_text(value) or b"").decode() if is_text else self.value
        found = _each(pointer, _ANY, "icalproperty_get_{}_parameter")
        self.parameters = [library.icalparameter_as_ical_string(each).decode() for each in found]

    def __repr__(self) -> str:
        return ";".join([self.name, *self.parameters]) + ":" + self.value


class Component:
    """One component as libical read it; what libical could not read stands there as X-LIC-ERROR."""

    def __init__(self, pointer: int, owner: "_Text") -> None:
        self.pointer = pointer
        self._owner = owner

    @property
    def name(self) -> str:
        """The name, in capitals."""
        library = _library()
        return library.icalcomponent_kind_to_string(library.icalcomponent_isa(self.pointer)).decode()

    def components(self, name: str | None = None) -> list["Component"]:
        """The components directly inside, of one name or all."""
        found = _each(self.pointer, _ANY_COMPONENT, "icalcomponent_get_{}_component")
        inside = [Component(each, self._owner) for each in found]
        return [each for each in inside if name in (None, each.name)]

    def properties(self, name: str | None = None) -> list[Property]:
        """The properties, of one name or all; one with a list of values comes as several."""
        found = [Property(each) for each in _each(self.pointer, _ANY, "icalcomponent_get_{}_property")]
        return [each for each in found if name in (None, each.name)]

    def values(self, name: str) -> list[str]:
        """The decoded values of every property of that name."""
        return [each.text for each in self.properties(name)]

    def start(self) -> int | datetime:
        """DTSTART: seconds since 1970 where its zone is known or it is in UTC, else the wall time."""
        return _moment(_library().icalcomponent_get_dtstart(self.pointer))

    def end(self) -> int | datetime:
        """DTEND, or DTSTART and DURATION; in the same form as `start`."""
        return _moment(_library().icalcomponent_get_dtend(self.pointer))


class _Text:
    """The parsed text that components belong to; freed with the last of them."""

    def __init__(self, pointer: int) -> None:
        self.pointer = pointer

    def __del__(self) -> None:
        _library().icalcomponent_free(self.pointer)


class Zone:
    """The zone that libical makes of a VTIMEZONE."""

    def __init__(self, vtimezone: Component) -> None:
        library = _library()
        self._pointer = library.icaltimezone_new()
        clone = library.icalcomponent_new_clone(vtimezone.pointer)  # the zone frees it
        if not library.icaltimezone_set_component(self._pointer, clone):
            raise ValueError("libical makes no zone of this VTIMEZONE")

    def offset_at(self, moment: datetime) -> int:
        """Seconds east of Greenwich at an instant (naive, or aware in UTC)."""
        return _library().icaltimezone_get_utc_offset_of_utc_time(self._pointer, byref(_time(moment)), None)

    def offset_at_wall(self, wall: datetime) -> int:
        """Seconds east of Greenwich at a wall time (naive)."""
        return _library().icaltimezone_get_utc_offset(self._pointer, byref(_time(wall)), None)

    def __del__(self) -> None:
        _library().icaltimezone_free(self._pointer, 1)


def parse(text: str | bytes) -> Component:
    """The first component of a text (an XROOT around several); raises ValueError where libical finds none."""
    pointer = _library().icalparser_parse_string(text.encode() if isinstance(text, str) else text)
    if not pointer:
        raise ValueError("libical reads no component in this text")
    return Component(pointer, _Text(pointer))


def _each(pointer: int, kind: int, function: str) -> list[int]:
    library, found = _library(), []
    each = getattr(library, function.format("first"))(pointer, kind)
    while each:
        found.append(each)
        each = getattr(library, function.format("next"))(pointer, kind)
    return found


def _time(moment: datetime) -> _Time:
    return _Time(moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)


def _moment(time: _Time) -> int | datetime:
    if time.zone:
        return _library().icaltime_as_timet_with_zone(time, time.zone)
    return datetime(time.year, time.month, time.day, time.hour, time.minute, time.second)

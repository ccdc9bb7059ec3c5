"""Peers for the recurrence benchmark: what each says of one calendar, as the starts in a window.

All begin where the text was read: dateutil with a rule of its own, recurring-ical-events with icalendar's tree, libical
with its component. libical expands a rule alone wholly in C; where there is a zone it calls back for each occurrence.
"""

import ctypes
import importlib
from collections.abc import Callable, Sequence
from ctypes.util import find_library
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rruleset, rrulestr

_EPOCH = datetime(1970, 1, 1)
Ask = Callable[[], Sequence[date]]


@dataclass(frozen=True, slots=True)
class Question:
    """One row of the table: a series, and the window in which its starts are asked for (naive; UTC where zoned).

    `hits` is how many there are, `goal` how many milliseconds one answer may take.
    """

    title: str
    rule: str
    start: datetime
    window: tuple[datetime, datetime]
    hits: int
    goal: float
    zone: str = ""
    excluded: tuple[datetime, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The event as lines of text."""
        param = f";TZID={self.zone}:" if self.zone else ":"
        times = ",".join(f"{each:%Y%m%dT%H%M%S}" for each in self.excluded)
        lines = ["BEGIN:VEVENT", "UID:series", "DTSTAMP:20060101T000000Z", f"RRULE:{self.rule}", "DURATION:PT1H"]
        lines += [f"DTSTART{param}{self.start:%Y%m%dT%H%M%S}"]
        return [*lines, *([f"EXDATE{param}{times}"] if times else []), "END:VEVENT"]


def dateutil(question: Question) -> Ask:
    """python-dateutil, which goes by the wall; its results are put into the zone."""
    low, high = question.window
    zone = ZoneInfo(question.zone) if question.zone else None

    def ask() -> list[datetime]:
        rule = rrulestr(question.rule, dtstart=question.start)
        if zone is None:
            return [each for each in rule.between(low, high, inc=True) if each < high]
        rules = rruleset()
        rules.rrule(rule)
        for each in question.excluded:
            rules.exdate(each)
        found = rules.between(low - timedelta(days=1), high + timedelta(days=1))
        starts = [each.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None) for each in found]
        return [each for each in starts if low <= each < high]

    return ask


def recurring(question: Question) -> Ask | None:
    """recurring-ical-events, where it is installed."""
    try:
        icalendar: Any = importlib.import_module("icalendar")
        peer: Any = importlib.import_module("recurring_ical_events")
    except ImportError:
        return None
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", *question.lines, "END:VCALENDAR", ""]
    calendar = icalendar.Calendar.from_ical("\r\n".join(lines))
    low, high = [each.replace(tzinfo=UTC) if question.zone else each for each in question.window]

    def ask() -> list[datetime]:
        starts = [each["DTSTART"].dt for each in peer.of(calendar).between(low, high)]
        starts = [each.astimezone(UTC).replace(tzinfo=None) if each.tzinfo else each for each in starts]
        return sorted(each for each in starts if each >= question.window[0])

    return ask


class _Time(ctypes.Structure):
    """`struct icaltimetype` of libical 3."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "is_dst")),
        ("zone", ctypes.c_void_p),
    )


class _Span(ctypes.Structure):
    """`struct icaltime_span` of libical 3."""

    _fields_ = (("start", ctypes.c_long), ("end", ctypes.c_long), ("is_busy", ctypes.c_int))


_CALLBACK = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(_Span), ctypes.c_void_p)


def libical(question: Question, vtimezone: str) -> Ask | None:
    """libical 3, where it is installed; `vtimezone` is the text of the question's zone."""
    try:
        library = ctypes.CDLL(find_library("ical") or "libical.so.3")
    except OSError:
        return None
    library.icalerror_set_errors_are_fatal(0)
    return _series_in_c(library, question, vtimezone) if question.zone else _rule_in_c(library, question)


def _rule_in_c(library: Any, question: Question) -> Ask:
    expand = library.icalrecur_expand_recurrence
    expand.argtypes = [ctypes.c_char_p, ctypes.c_long, ctypes.c_int, ctypes.POINTER(ctypes.c_long)]
    start = int((question.start - _EPOCH).total_seconds())
    count = question.hits

    def ask() -> list[datetime]:
        found = (ctypes.c_long * count)()
        expand(question.rule.encode(), start, count, found)
        return [_EPOCH + timedelta(seconds=moment) for moment in found]

    return ask


def _series_in_c(library: Any, question: Question, vtimezone: str) -> Ask:
    library.icalparser_parse_string.restype = ctypes.c_void_p
    first = library.icalcomponent_get_first_component
    first.restype, first.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_int]
    walk = library.icalcomponent_foreach_recurrence
    walk.restype, walk.argtypes = None, [ctypes.c_void_p, _Time, _Time, _CALLBACK, ctypes.c_void_p]
    library.icaltimezone_get_utc_timezone.restype = ctypes.c_void_p
    utc = library.icaltimezone_get_utc_timezone()
    text = "\r\n".join(["BEGIN:VCALENDAR", *vtimezone.split("\r\n")[:-1], *question.lines, "END:VCALENDAR", ""])
    root = library.icalparser_parse_string(text.encode())
    event = first(root, library.icalcomponent_string_to_kind(b"VEVENT"))
    low, high = [
        _Time(each.year, each.month, each.day, each.hour, each.minute, each.second, 0, 0, utc)
        for each in question.window
    ]

    def ask() -> list[datetime]:
        found: list[int] = []
        walk(event, low, high, _CALLBACK(lambda _event, span, _data: found.append(span.contents.start)), None)
        return [_EPOCH + timedelta(seconds=moment) for moment in found]

    return ask

"""The file of this dialect: its lines in the vendor's order, with the vendor's label where it does no harm."""

import re
import secrets
from datetime import UTC, datetime

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import escape_text, write_date_time
from kalends.core.ics.write import write
from kalends.doors.skycore.event import FileEvent

_LABEL = ";ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8"  # from vCalendar 1.0; RFC 5545 has no such parameters
_DIFFERS = re.compile(r"[\\;,=\x00-\x1f\x7f]|\s$")  # what the two readings of a labelled value disagree about
_FIXED = (Property.make("VERSION", "2.0"), Property.make("PRODID", "-//GENERIC//NONSGML iCal v1.0//EN"))
_RANDOM_DIGITS = 20


def file_of(event: FileEvent, now: datetime) -> bytes:
    """The iCalendar text of an event."""
    stamp = write_date_time(now.astimezone(UTC))
    vevent = Component(
        "VEVENT",
        (
            Property.headed("UID", f"{stamp}-{_random()}"),
            Property.headed("DTSTAMP", stamp),
            _labelled("SUMMARY", event.title),
            Property.headed("DTSTART", write_date_time(event.start)),
            Property.headed("DTEND", write_date_time(event.end)),
            _labelled("LOCATION", event.location),
            _labelled("DESCRIPTION", event.description),
        ),
    )
    return write(Component("VCALENDAR", (*_FIXED, vevent)))


def _random() -> int:
    """As many digits as keep two files of one second apart, none of them a leading zero."""
    least: int = 10 ** (_RANDOM_DIGITS - 1)
    return least + secrets.randbelow(9 * least)


def _labelled(name: str, text: str) -> Property:
    """The label as the vendor prints it, where the value reads the same with and without it; else plain TEXT."""
    return Property.headed(name if _DIFFERS.search(text) else name + _LABEL, escape_text(text))

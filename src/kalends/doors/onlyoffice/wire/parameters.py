"""The parameters of one request: from path, query and body, in that order, by names in any case."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from enum import IntEnum
from typing import TypeVar

from kalends.core.draft import uid_flaw
from kalends.core.time.dates import Date
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import is_utc, shown_offset
from kalends.edge.requests.fields import Fields, UnreadableError
from kalends.edge.requests.parse import decode_json
from kalends.edge.requests.times import WrittenTime, written_time
from kalends.errors import Fault, Flaw, Kind

MOST_ID = 2**31 - 1

_ITEMS = {
    "calendarId": "calendar that you can see",
    "date": "occurrence of the event",
    "eventId": "event that you can see",
    "eventUid": "event that you can see",
    "groupId": "group",
    "itemId": "person or group",
    "ownerId": "person",
    "todoId": "to-do that you can see",
    "userId": "person",
}
_HUGE = 2**62
_LONG = 10**100
_NO_NUMBER = "must be a whole number"
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
WHOLE_NUMBER = re.compile(r"[+-]?[0-9]+", re.ASCII)
"""The digits of a whole number, of whatever length."""

E = TypeVar("E", bound=IntEnum)
_TIME_FORMS = 'is not a time: send "2026-11-24", "2026-11-24T10:00:00", "2026-11-24T10:00:00Z" or "…+01:00"'
# A path cannot hold colons with every client, so hyphens may stand for them.
_TIME_SHAPE = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[T ](\d{2})[:-](\d{2})(?:[:-](\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+ -]\d{2}[:-]?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)


class RequestParameters(Fields):
    """The parameters of one request. null is the same as a parameter that is missing: None."""

    def __init__(self, *sources: Mapping[str, object], files: Iterable[bytes] = ()) -> None:
        values: dict[str, object] = {}
        for source in reversed(sources):
            values |= {name.lower(): value for name, value in source.items() if value is not None}
        super().__init__(values)
        self.files = tuple(files)

    def has(self, name: str) -> bool:
        """Whether the parameter was sent."""
        return super().has(name.lower())

    def raw(self, name: str) -> object:
        """The value as it was sent; to JSON, 1.0 and 1 are one number (RFC 8259 §6)."""
        value = super().raw(name.lower())
        return int(value) if isinstance(value, float) and value.is_integer() else value

    def demanded(self, name: str) -> str:
        """A text of any characters that has to be there."""
        value = self.plain(name)
        if not value and not (self.has(name) and not isinstance(self.raw(name), str)):
            self.wrong(name, "is required", "required")
        return value or ""

    def uid(self, name: str) -> str | None:
        """The UID that something is to have; a number is as good as its digits."""
        value = self.raw(name)
        number = isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LONG
        text = str(value) if number else self.plain(name)
        flaw = uid_flaw(text or "")
        if flaw is not None:
            self.wrong(name, flaw)
        return text if text and text.strip() else None

    def whole(self, name: str) -> int | None:
        """A whole number, or its digits; one that is beyond all ids stays so."""
        value = self.raw(name)
        if isinstance(value, bool) or not isinstance(value, int | str):
            if value is not None:
                self.wrong(name, _NO_NUMBER)
            return None
        if isinstance(value, int):
            return max(-_HUGE, min(value, _HUGE))
        digits = value.strip()
        if not digits:
            return None
        if _WHOLE.fullmatch(digits):
            return int(digits)
        if WHOLE_NUMBER.fullmatch(digits):
            return -_HUGE if digits[0] == "-" else _HUGE
        self.wrong(name, _NO_NUMBER)
        return None

    def id(self, name: str) -> int:
        """The id that a path names. Fault NOT_FOUND for what can be none."""
        value = self.raw(name)
        digits = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
        if not digits and value is None:
            self.wrong(name, "is required", "required")
            self.settle()
        if len(digits) > 10 or not (digits.isascii() and digits.isdigit()):
            raise not_found(name)
        return known_id(name, int(digits))

    def item(self, name: str) -> int:
        """The id that a body names. Faults INVALID for what is no number, NOT_FOUND for one that can be none."""
        number = self.whole(name)
        if not self.has(name):
            self.wrong(name, "is required", "required")
        self.settle()
        return known_id(name, number or 0)

    def choice(self, name: str, among: type[E]) -> E | None:
        """A name in any case, or its number."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        if isinstance(value, int | str) and not isinstance(value, bool):
            text = str(value).strip().lower()
            for each in among:
                if text in (each.name.replace("_", "").lower(), str(each.value)):
                    return each
        names = ", ".join(each.name.replace("_", " ").title().replace(" ", "") for each in among)
        self.wrong(name, f"must be one of {names}")
        return None

    def items(self, name: str) -> list[Mapping[str, object]] | None:
        """A list of objects; names inside in small letters. A text is read as JSON, as forms send it; an empty one is
        the object that XML has no other sign for."""
        value = self.raw(name)
        if isinstance(value, str) and value.strip():
            value = self._decoded(name, value)
        if value is None:
            return None
        listed = value if isinstance(value, list) else [value]
        if not all(isinstance(each, dict) or (isinstance(each, str) and not each.strip()) for each in listed):
            self.wrong(name, "must be a list of objects")
            return None
        return [
            {key.lower(): inner for key, inner in each.items()} if isinstance(each, dict) else {} for each in listed
        ]

    def _decoded(self, name: str, text: str) -> object:
        try:
            return decode_json(text.encode("utf-8", "surrogatepass"))
        except Fault:
            self.wrong(name, "must be a list of objects")
            return []

    def time(self, name: str) -> WrittenTime | None:
        """A day, or a day and time."""
        return self.read_text(name, written_time_of)


def known_id(name: str, number: int) -> int:
    """The number in a parameter, if it may be an id. Fault NOT_FOUND for one that cannot."""
    if not 0 < number <= MOST_ID:
        raise not_found(name)
    return number


def not_found(name: str) -> Fault:
    """The fault of a parameter that names nothing; the same for what the caller may not see."""
    flaw = absent(name)
    return Fault(Kind.NOT_FOUND, f"{name} {flaw.message}.", [flaw])


def absent(name: str) -> Flaw:
    """The flaw of a parameter that names nothing, as `ownerId` or `sharingOptions[0].itemId`."""
    return Flaw("not-found", f"names no {_ITEMS[name.rpartition('.')[2]]}", name)


def written_time_of(text: str) -> WrittenTime:
    """A time as it was sent. Raises UnreadableError."""
    match = _TIME_SHAPE.fullmatch(text.strip())
    if match is None:
        raise UnreadableError(_TIME_FORMS)
    try:
        return written_time(match)
    except ValueError:
        raise UnreadableError(_TIME_FORMS) from None


def time_text(moment: datetime, zone: Zone) -> str:
    """An instant as seen in a zone; in UTC where the zone's offset has seconds, as old ones do."""
    offset = 0 if is_utc(zone) else zone.offset_at(moment)
    if offset == 0 or offset % 60:
        return f"{_seven(moment)}Z"
    minutes = abs(offset) // 60
    return f"{_seven(zone.to_wall(moment))}{'-' if offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"


def day_text(day: Date | date) -> str:
    """A whole day, which is in UTC."""
    found = day.day if isinstance(day, Date) else day
    return f"{_seven(datetime.combine(found, time()))}Z"


def zone_json(zone: Zone, now: datetime) -> dict[str, object]:
    """A time zone, with its offset in minutes as it is now."""
    seconds = zone.offset_at(now)
    return {"name": f"({shown_offset(seconds)}) {zone.name}", "id": zone.name, "offset": seconds // 60}


def _seven(wall: datetime) -> str:
    parts = (wall.year, wall.month, wall.day, wall.hour, wall.minute, wall.second, wall.microsecond)
    # half of the time of a format string, or of `isoformat` of an aware time; a month has thousands of these
    return "%04d-%02d-%02dT%02d:%02d:%02d.%06d0" % parts  # noqa: UP031 — for that reason

"""Google Calendar: what it refuses over CalDAV or its API, or does not show of a file."""

from collections.abc import Iterator
from datetime import date, datetime

from kalends.core.ics.tree import Property
from kalends.core.ics.values import MalformedValueError, Period, parse_recur, typed
from kalends.core.inspection.profiles.profile import FileView, Place, Profile, ProfileRule
from kalends.core.time.names import iana_name
from kalends.errors import Severity

_CALDAV = "https://developers.google.com/workspace/calendar/caldav/v2/guide"
_HOURLY = "https://github.com/googleapis/google-api-ruby-client/issues/572"
_CANCELLED = "https://github.com/pimutils/vdirsyncer/issues/510"
_ZONES = "https://github.com/derekantrican/GAS-ICS-Sync/issues/194"
_LATE_DATES = "https://github.com/esrg-knights/Squire/issues/107"
_TIMES = ("DTSTART", "DTEND", "DUE")
_DAY = len("20260101")


def _kinds(view: FileView) -> Iterator[Place]:
    return (Place(part) for part in view.parts("VTODO", "VJOURNAL"))


def _sounds(view: FileView) -> Iterator[Place]:
    for part in view.parts():
        for alarm in part.children("VALARM"):
            action = alarm.first("ACTION")
            if action is not None and action.value.strip().upper() == "AUDIO":
                yield Place(action)


def _frequencies(view: FileView) -> Iterator[Place]:
    for event in view.parts("VEVENT"):
        for prop in event.all("RRULE"):
            if _parts(prop).get("FREQ") in ("SECONDLY", "MINUTELY", "HOURLY"):
                yield Place(prop, len(prop.head) + 1)


def _parts(prop: Property) -> dict[str, str]:
    try:
        return dict(parse_recur(prop.value, both_ends=True))
    except MalformedValueError:
        return {}


def _cancelled(view: FileView) -> Iterator[Place]:
    for event in view.parts("VEVENT"):
        status = event.first("STATUS")
        if status is not None and status.value.strip().upper() == "CANCELLED" and event.first("RECURRENCE-ID") is None:
            yield Place(status)


def _zones(view: FileView) -> Iterator[Place]:
    """Times in a zone that only its own definition describes; one place for each zone."""
    told: set[str] = set()
    for event in view.parts("VEVENT"):
        for prop in (prop for name in _TIMES for prop in event.all(name)):
            tzid = prop.param("TZID")
            if tzid is not None and tzid not in told:
                told.add(tzid)
                if iana_name(tzid) is None:
                    yield Place(prop)


def _late_dates(view: FileView) -> Iterator[Place]:
    for event in view.parts("VEVENT"):
        ends = [_parts(prop).get("UNTIL", "")[:_DAY] for prop in event.all("RRULE")]
        if ends and all(ends):
            yield from (Place(prop) for prop in event.all("RDATE") if any(each > max(ends) for each in _days(prop)))


def _days(prop: Property) -> Iterator[str]:
    try:
        value = typed(prop)
    except MalformedValueError:
        return
    for each in value if isinstance(value, tuple) and not isinstance(value, Period) else (value,):
        start = each.start if isinstance(each, Period) else each
        if isinstance(start, date | datetime):
            yield f"{start:%Y%m%d}"


GOOGLE = Profile(
    "google",
    "Google Calendar",
    (
        ProfileRule("google-kind", "Google Calendar takes events alone", _CALDAV, _kinds),
        ProfileRule("google-sound", "Google Calendar has no alarms with a sound", _CALDAV, _sounds, Severity.WARNING),
        ProfileRule("google-frequency", "Google Calendar repeats daily at the most", _HOURLY, _frequencies),
        ProfileRule("google-cancelled", "Google Calendar refuses an event that is cancelled", _CANCELLED, _cancelled),
        ProfileRule("google-zone", "Google Calendar wants a name of the tz database for a zone", _ZONES, _zones),
        ProfileRule(
            "google-late-date",
            "Google Calendar does not show dates after the rule's UNTIL",
            _LATE_DATES,
            _late_dates,
            Severity.WARNING,
        ),
    ),
)

"""Outlook and Exchange: they convert an event to MAPI, and know only recurrences that have a form there.

[MS-OXCICAL] §2.1.3.2.2 lists these forms, and says that an implementation "SHOULD gracefully fail" for every other.
What comes by mail is then an attachment, "not supported calendar message.ics"; of a file, the event is skipped.
"""

from collections.abc import Iterator

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import MalformedValueError, parse_recur
from kalends.core.inspection.profiles.profile import FileView, Place, Profile, ProfileRule
from kalends.errors import Severity

_OXCICAL = "https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-oxcical"
_TEMPLATES = f"{_OXCICAL}/2b9345c9-6cd6-494e-9b28-473d61ac44e4"
_ZONE_RULE = f"{_OXCICAL}/9b81b753-23fc-4635-a4f0-16445897d22b"
_APPENDIX = f"{_OXCICAL}/afb90409-bcd2-4a44-9f1e-ca9340ec0508"
_DATES = f"{_OXCICAL}/ed2f4b82-2803-4232-a3ba-253898a9885d"
_SUPPORT = "https://support.microsoft.com/en-us/kb/2643084"
_STANDARDS = "https://learn.microsoft.com/en-us/openspecs/exchange_standards/ms-stanoical"
_TASKS = f"{_STANDARDS}/ff65327d-f02b-4845-b45a-441fcd988789"

_COMMON = frozenset(("FREQ", "INTERVAL", "BYHOUR", "BYMINUTE", "UNTIL", "COUNT", "WKST"))
_OF = {
    "DAILY": frozenset[str](),
    "WEEKLY": frozenset(("BYDAY",)),
    "MONTHLY": frozenset(("BYMONTHDAY", "BYDAY", "BYSETPOS")),
    "YEARLY": frozenset(("BYMONTHDAY", "BYMONTH", "BYDAY", "BYSETPOS")),
}
_ONE_VALUE = ("BYHOUR", "BYMINUTE", "BYMONTH", "BYSETPOS")


def _rules(view: FileView) -> Iterator[tuple[Property, dict[str, str]]]:
    """The rules of events that can be read, and their parts."""
    for event in view.parts("VEVENT"):
        yield from _rules_of(event)


def _rules_of(component: Component) -> Iterator[tuple[Property, dict[str, str]]]:
    for prop in component.all("RRULE"):
        try:
            yield prop, dict(parse_recur(prop.value, both_ends=True))
        except MalformedValueError:
            continue


def _place(prop: Property, part: str = "") -> Place:
    return Place(prop, len(prop.head) + 1 + max(prop.value.upper().find(part), 0))


def _numbered(days: str) -> list[str]:
    return [day for day in days.split(",") if day[:-2]]


def _frequencies(view: FileView) -> Iterator[Place]:
    return (_place(prop, "FREQ") for prop, parts in _rules(view) if parts["FREQ"] not in _OF)


def _parts(view: FileView) -> Iterator[Place]:
    for prop, parts in _rules(view):
        allowed = _OF.get(parts["FREQ"])
        if allowed is None:
            continue
        strange = [name for name in parts if name not in _COMMON | allowed]
        strange += [name for name in _ONE_VALUE if name in allowed | _COMMON and "," in parts.get(name, "")]
        if parts["FREQ"] in ("MONTHLY", "YEARLY"):
            strange += _strange_days(parts)
        if strange:
            yield _place(prop, strange[0])


def _strange_days(parts: dict[str, str]) -> Iterator[str]:
    """Week days of a month are the first to fourth, or the last, of those listed."""
    days = parts.get("BYDAY")
    if "BYSETPOS" in parts and parts["BYSETPOS"].lstrip("+") not in ("1", "2", "3", "4", "-1"):
        yield "BYSETPOS"
    if days is not None and ("BYMONTHDAY" in parts or ("BYSETPOS" not in parts and not _numbered(days))):
        yield "BYDAY"


def _month_days(view: FileView) -> Iterator[Place]:
    for prop, parts in _rules(view):
        if parts["FREQ"] in ("MONTHLY", "YEARLY") and "," in parts.get("BYMONTHDAY", ""):
            yield _place(prop, "BYMONTHDAY")


def _numbered_days(view: FileView) -> Iterator[Place]:
    for prop, parts in _rules(view):
        if len(_numbered(parts.get("BYDAY", ""))) > 1:
            yield _place(prop, "BYDAY")


def _dates(view: FileView) -> Iterator[Place]:
    for event in view.parts("VEVENT"):
        prop = event.first("RDATE")
        if prop is not None and prop.value.strip() and event.first("RRULE") is None:
            yield Place(prop)


def _calendars(view: FileView) -> Iterator[Place]:
    found = [each for each in view.stream.components if each.name == "VCALENDAR"]
    return (Place(each) for each in found[1:2])


def _zone_rules(view: FileView) -> Iterator[Place]:
    for zone in view.parts("VTIMEZONE"):
        if not zone.children("DAYLIGHT"):
            continue
        for part in zone.children("STANDARD", "DAYLIGHT"):
            yield from (_place(prop) for prop, parts in _rules_of(part) if not _is_zone_rule(parts))


def _is_zone_rule(parts: dict[str, str]) -> bool:
    day, month_day = parts.get("BYDAY"), parts.get("BYMONTHDAY")
    if parts["FREQ"] != "YEARLY" or (day is None) == (month_day is None):
        return False
    return "," not in (day or month_day or "") and (day is None or bool(_numbered(day)))


def _tasks(view: FileView) -> Iterator[Place]:
    return (Place(part) for part in view.parts("VTODO"))


OUTLOOK = Profile(
    "outlook",
    "Outlook and Exchange",
    (
        ProfileRule("outlook-frequency", "Outlook repeats daily at the most", _TEMPLATES, _frequencies),
        ProfileRule("outlook-rule-part", "Outlook has no recurrence of this form", _TEMPLATES, _parts),
        ProfileRule("outlook-month-days", "Outlook takes one day of a month", _SUPPORT, _month_days),
        ProfileRule(
            "outlook-numbered-days", "Outlook takes one numbered week day of a month", _SUPPORT, _numbered_days
        ),
        ProfileRule("outlook-dates-alone", "Outlook takes no event with RDATE and without RRULE", _DATES, _dates),
        ProfileRule("outlook-calendars", "Outlook reads one VCALENDAR of a file", _APPENDIX, _calendars),
        ProfileRule(
            "outlook-zone-rule", "Outlook wants one day of the year for a change of the clocks", _ZONE_RULE, _zone_rules
        ),
        ProfileRule("outlook-task", "Outlook imports no tasks of a file", _TASKS, _tasks, Severity.WARNING),
    ),
)

"""How much of an object a report shows: CALDAV:calendar-data as a value, and the text that answers it (RFC 4791 §9.6).

    the object → instances, or fewer overrides → fewer periods → what is selected → fewer zones → text

Whoever asks for nothing, or for no less than there is, is given the very same text.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.write import write
from kalends.core.match.filters import TimeRange
from kalends.core.objects.object import CalendarObject
from kalends.core.report.expansion import Allowance, expand, over_limits
from kalends.core.report.limits import limit_freebusy_set, limit_recurrence_set
from kalends.core.report.selection import ComponentSelection
from kalends.core.report.standard_zones import without_standard_zones
from kalends.core.time.offsets import Zone

_END = "END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class DataRequest:
    """What is asked of each object: what is selected (None: all), how series and free and busy are shown, which zones.

    `expand` goes before `limit_recurrence_set`; RFC 4791 §9.6 lets a client ask for one of them. `standard_zones` is
    false for a client that wants no definitions of zones which it knows (RFC 7809 §7.1).
    """

    selection: ComponentSelection | None = None
    expand: TimeRange | None = None
    limit_recurrence_set: TimeRange | None = None
    limit_freebusy_set: TimeRange | None = None
    standard_zones: bool = True


def calendar_data(opened: CalendarObject, asked: DataRequest, zone: Zone, allowance: Allowance | None = None) -> str:
    """The text of an object as it was asked for; days and floating times count in `zone`.

    `allowance` is what expansions may cost, and is shared by all objects of an answer. Fault TOO_LARGE with the
    precondition `number-of-matches-within-limits` for more; where times or rules cannot be used, the Faults INVALID and
    UNSUPPORTED of a series that is to be expanded.
    """
    allowance = allowance or Allowance()
    if asked.expand is not None:
        text = _expanded(opened, asked, asked.expand, zone, allowance)
    else:
        text = _limited(opened, asked, zone, allowance)
    return text if asked.standard_zones else without_standard_zones(text)


def _limited(opened: CalendarObject, asked: DataRequest, zone: Zone, allowance: Allowance) -> str:
    calendar = opened.calendar
    if asked.limit_recurrence_set is not None:
        calendar = limit_recurrence_set(opened, asked.limit_recurrence_set, zone, allowance.work)
    if asked.limit_freebusy_set is not None:
        calendar = limit_freebusy_set(calendar, asked.limit_freebusy_set, opened.zones(zone), zone)
    if asked.selection is not None:
        calendar = _root(asked.selection).select(calendar)
    return opened.text if calendar is opened.calendar else write(calendar).decode()


def _expanded(opened: CalendarObject, asked: DataRequest, span: TimeRange, zone: Zone, allowance: Allowance) -> str:
    root = _root(asked.selection)
    properties = [item for item in opened.calendar.items if isinstance(item, Property)]
    head = write(root.select(opened.calendar.with_items(properties))).decode().removesuffix(_END)
    return "".join([head, *_texts(_components(opened, asked, span, zone, allowance), root, allowance), _END])


def _components(
    opened: CalendarObject, asked: DataRequest, span: TimeRange, zone: Zone, allowance: Allowance
) -> Iterator[Component]:
    components = expand(opened, span, zone, allowance)
    if asked.limit_freebusy_set is None or opened.kind != "VFREEBUSY":
        return components
    limited = limit_freebusy_set(Component("VCALENDAR", components), asked.limit_freebusy_set, opened.zones(zone), zone)
    return iter(limited.components)


def _texts(components: Iterator[Component], root: ComponentSelection, allowance: Allowance) -> Iterator[str]:
    for component in components:
        selected = root.inside(component)
        if selected is not None:
            octets = write(selected)
            if not allowance.octets.take(len(octets)):
                raise over_limits("octets")
            yield octets.decode()


def _root(selection: ComponentSelection | None) -> ComponentSelection:
    """What is selected of the VCALENDAR: nothing, where the selection is of something else."""
    if selection is None:
        return ComponentSelection("VCALENDAR")
    return selection if selection.name == "VCALENDAR" else ComponentSelection("VCALENDAR", components=(selection,))

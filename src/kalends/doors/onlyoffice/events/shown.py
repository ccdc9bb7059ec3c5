"""Events and to-dos as this dialect's JSON shows them."""

from datetime import UTC, datetime, timedelta

from kalends.core.ics.tree import Component
from kalends.core.ics.values import unescape_text
from kalends.core.objects.forgiving import ForgivingZones
from kalends.core.objects.index import master_of, parts_of
from kalends.core.recur.series import Instance
from kalends.core.recur.series.moments import read_when
from kalends.core.time.dates import Date, instant
from kalends.core.time.offsets import Zone
from kalends.doors.onlyoffice.alert import Alert, alert_in, alert_json, alert_of
from kalends.doors.onlyoffice.events.rule import rule_text
from kalends.doors.onlyoffice.events.scene import SHARED_EVENTS, Scene
from kalends.doors.onlyoffice.sharing import Json
from kalends.doors.onlyoffice.wire.moments import shown, shown_day
from kalends.errors import Fault
from kalends.service.access import Access, Scope
from kalends.service.objects import Seen
from kalends.service.objects.reading import calendar_in
from kalends.service.objects.remembered import Remembered
from kalends.service.query import Occurrence
from kalends.service.records import ObjectKind

TENANT = "1"

_STATUSES = {"TENTATIVE": 0, "CONFIRMED": 1, "CANCELLED": 2}
_CONFIRMED = 1


def occurrences_json(occurrences: tuple[Occurrence, ...], scene: Scene) -> list[Json]:
    """Occurrences, in their order; what all occurrences of a component have in common is worked out once.

    So is the rule of each object: a long text is not remembered, and would be read again for each of its overrides.
    """
    common: dict[tuple[int, int], Json] = {}
    rules: dict[int, str] = {}
    found = []
    for each in occurrences:
        component = each.instance.component
        key = (each.seen.id, id(component))
        same = common.get(key)
        if same is None:
            if each.seen.id not in rules:
                rules[each.seen.id] = _rule(each.seen, scene)
            same = common[key] = _common(each.seen, component, scene, rule=rules[each.seen.id])
        start, end = _span(each.instance, scene)
        found.append({**same, "start": start, "end": end, "allDay": each.instance.all_day})
    return found


def _rule(seen: Seen, scene: Scene) -> str:
    return _written_rule(seen.stored.text, scene.calendar_zone(seen)) if seen.stored.facts.recurs else ""


def _write_rule(text: str, zone: Zone) -> str:
    calendar = calendar_in(text)
    return rule_text(master_of(parts_of(calendar)), ForgivingZones(calendar, zone), zone)


_written_rule = Remembered(_write_rule)


def _common(seen: Seen, component: Component, scene: Scene, *, rule: str) -> Json:
    """An occurrence but for its times, whose places are kept."""
    facts, is_own = seen.stored.facts, scene.is_own(seen)
    # all in one piece, since a month has thousands of these
    return {
        **_head(seen, component, scene),
        "start": "",
        "end": "",
        "allDay": False,
        "repeatRule": rule,
        "isShared": not is_own or bool(scene.grants(seen)),
        "permissions": scene.permissions(seen),
        "isEditable": seen.access >= Access.FULL,
        "alert": alert_json(_alert(seen, component, scene)),
        "owner": scene.owner_json(seen),
        "canUnsubscribe": not is_own and scene.me.scope is Scope.FULL,
        "uniqueId": facts.uid or "",
        "status": _status(component),
        "hasAttachments": component.first("ATTACH") is not None,
        "TenantId": TENANT,
        "Todo": facts.kind is ObjectKind.TODO,
    }


def _head(seen: Seen, component: Component, scene: Scene) -> Json:
    return {
        "objectId": str(seen.id),
        "sourceId": str(seen.stored.calendar_id) if scene.calendar(seen) else SHARED_EVENTS,
        "title": _text(component, "SUMMARY"),
        "description": _text(component, "DESCRIPTION"),
    }


def _span(instance: Instance, scene: Scene) -> tuple[str, str]:
    """Start and end; the end of whole days is the last of them."""
    if instance.all_day:
        start, end = instance.start, instance.end
        if isinstance(start, Date) and isinstance(end, Date):
            return shown_day(start), shown_day(max(start.day, end.day - timedelta(days=1)))
    return shown(instance.begins, scene.zone), shown(instance.ends, scene.zone)


def _alert(seen: Seen, component: Component, scene: Scene) -> Alert:
    if seen.alert is not None:
        return alert_of(seen.alert)
    calendar = scene.calendar(seen)
    return alert_in(component, calendar.look.alert if calendar else None)


def _status(component: Component) -> int:
    prop = component.first("STATUS")
    return _CONFIRMED if prop is None else _STATUSES.get(unescape_text(prop.value).strip().upper(), _CONFIRMED)


def _text(component: Component, name: str) -> str:
    prop = component.first(name)
    return unescape_text(prop.value) if prop else ""


def todo_json(seen: Seen, scene: Scene) -> Json:
    """A to-do."""
    calendar = calendar_in(seen.stored.text)
    component = master_of(parts_of(calendar))
    return {
        **_head(seen, component, scene),
        "start": _moment(component, ("DTSTART", "DUE"), calendar, seen, scene),
        "completed": _completed(component, calendar, seen, scene),
        "owner": scene.owner_json(seen),
        "uniqueId": seen.stored.facts.uid or "",
    }


def _completed(component: Component, calendar: Component, seen: Seen, scene: Scene) -> str | None:
    """When a to-do was done. One that is marked as done without a time was so when it was last changed."""
    told = _moment(component, ("COMPLETED",), calendar, seen, scene)
    if told is None and _text(component, "STATUS").strip().upper() == "COMPLETED":
        return shown(seen.stored.modified.astimezone(UTC), scene.zone)
    return told


def _moment(component: Component, names: tuple[str, ...], calendar: Component, seen: Seen, scene: Scene) -> str | None:
    zone = scene.calendar_zone(seen)
    for name in names:
        prop = component.first(name)
        if prop is None:
            continue
        try:
            when = read_when(prop, ForgivingZones(calendar, zone))
            return shown_day(when) if isinstance(when, Date) else shown(instant(when, zone), scene.zone)
        except Fault:
            continue
    return None


def months_later(moment: datetime, months: int) -> datetime:
    """The same day so many months later, or the last of that month; held within the year 9999."""
    number = moment.year * 12 + moment.month - 1 + months
    if number // 12 > 9999:
        return datetime.max.replace(tzinfo=UTC)
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=number // 12, month=number % 12 + 1, day=day)
        except ValueError:
            continue
    return moment.replace(year=number // 12, month=number % 12 + 1)

"""Events and to-dos as this dialect's JSON shows them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial

from kalends.core.ics.tree import Component
from kalends.core.ics.values import property_text, unescape_text
from kalends.core.objects.object import CalendarObject
from kalends.core.recur.series import Instance
from kalends.core.recur.series.moments import read_when
from kalends.core.time.dates import Date, instant
from kalends.core.time.offsets import Zone
from kalends.doors.onlyoffice.alert import Alert, alert_in, alert_json, alert_of
from kalends.doors.onlyoffice.events.rule import rule_text
from kalends.doors.onlyoffice.events.scene import SHARED_EVENTS, Scene
from kalends.doors.onlyoffice.sharing import Json
from kalends.doors.onlyoffice.wire.forms import Alike, Form, Pattern
from kalends.doors.onlyoffice.wire.times import shown, shown_day
from kalends.errors import Fault
from kalends.service.access import Access, Scope
from kalends.service.objects import Seen
from kalends.service.query import Occurrence
from kalends.service.records import ObjectKind

TENANT = "1"

_STATUSES = {"TENTATIVE": 0, "CONFIRMED": 1, "CANCELLED": 2}
_CONFIRMED = 1


class Events:
    """Occurrences as they are shown; what all occurrences of a component have in common is worked out once.

    So is the rule of each object: a long text is not remembered, and would be read again for each of its overrides.
    """

    def __init__(self, scene: Scene, form: Form, name: str) -> None:
        self._scene, self._form, self._name = scene, form, name
        self._patterns: dict[int, dict[int, Pattern]] = {}
        self._rules: dict[int, str] = {}

    def size(self, occurrence: Occurrence) -> int:
        """The octets of an occurrence in an answer, in a list of that name."""
        return self._form.size(self._name, *self._part(occurrence))

    def shown(self, occurrences: Iterable[Occurrence]) -> Alike:
        """A list of occurrences, in their order."""
        return Alike([self._part(each) for each in occurrences])

    def forget(self, object_id: int) -> None:
        """Let go of what was worked out for an object."""
        self._patterns.pop(object_id, None)

    def _part(self, occurrence: Occurrence) -> tuple[Pattern, Json]:
        seen, instance = occurrence.seen, occurrence.instance
        patterns = self._patterns.setdefault(seen.id, {})
        pattern = patterns.get(id(instance.component))
        if pattern is None:
            fields = partial(_fields, seen, instance.component, self._scene, rule=self._rule(seen))
            pattern = patterns[id(instance.component)] = Pattern(fields)
        start, end = _span(instance, self._scene)
        return pattern, {"start": start, "end": end, "allDay": instance.all_day}

    def _rule(self, seen: Seen) -> str:
        if not seen.stored.facts.recurs:
            return ""
        if seen.id not in self._rules:
            self._rules[seen.id] = _rule_text(seen.object, self._scene.calendar_zone(seen))
        return self._rules[seen.id]


def _rule_text(opened: CalendarObject, zone: Zone) -> str:
    return opened.derive(f"onlyoffice rule {zone.name}", lambda: rule_text(opened.master, opened.zones(zone), zone))


def _fields(seen: Seen, component: Component, scene: Scene, *, rule: str) -> tuple[Json, Json]:
    """An occurrence but for its times: what stands before them, and what behind."""
    facts, is_own = seen.stored.facts, scene.is_own(seen)
    # all in one piece, since a month has thousands of these
    behind = {
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
    return _head(seen, component, scene), behind


def _head(seen: Seen, component: Component, scene: Scene) -> Json:
    return {
        "objectId": str(seen.id),
        "sourceId": str(seen.stored.calendar_id) if scene.calendar(seen) else SHARED_EVENTS,
        "title": property_text(component, "SUMMARY"),
        "description": property_text(component, "DESCRIPTION"),
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


def todo_json(seen: Seen, scene: Scene) -> Json:
    """A to-do."""
    component = seen.object.master
    return {
        **_head(seen, component, scene),
        "start": _moment(("DTSTART", "DUE"), seen, scene),
        "completed": _completed(seen, scene),
        "owner": scene.owner_json(seen),
        "uniqueId": seen.stored.facts.uid or "",
    }


def _completed(seen: Seen, scene: Scene) -> str | None:
    """When a to-do was done. One that is marked as done without a time was so when it was last changed."""
    told = _moment(("COMPLETED",), seen, scene)
    if told is None and property_text(seen.object.master, "STATUS").strip().upper() == "COMPLETED":
        return shown(seen.stored.modified.astimezone(UTC), scene.zone)
    return told


def _moment(names: tuple[str, ...], seen: Seen, scene: Scene) -> str | None:
    zone = scene.calendar_zone(seen)
    for name in names:
        prop = seen.object.master.first(name)
        if prop is None:
            continue
        try:
            when = read_when(prop, seen.object.zones(zone))
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

"""Events and to-dos as JSON; calendars, owners and shares are looked up once for all items of an answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from kalends.core.ics.tree import Component
from kalends.core.ics.values import property_text, unescape_text
from kalends.core.objects.object import CalendarObject
from kalends.core.recur.series import Instance
from kalends.core.recur.series.moments import read_when
from kalends.core.time.dates import Date, instant
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone
from kalends.doors.onlyoffice.alerts import Alert, alert_in, alert_json, alert_of
from kalends.doors.onlyoffice.call import SHARED_EVENTS, OnlyofficeCall
from kalends.doors.onlyoffice.events.repeat import rule_text
from kalends.doors.onlyoffice.sharing import Json, permissions_json
from kalends.doors.onlyoffice.wire.formats import Format, ItemTemplate, TemplatedItems
from kalends.doors.onlyoffice.wire.parameters import day_text, time_text
from kalends.errors import Fault
from kalends.service import calendars
from kalends.service.access import Access, Caller, Scope
from kalends.service.calendars import SeenCalendar
from kalends.service.objects import Seen
from kalends.service.people import directory
from kalends.service.query import Occurrence
from kalends.service.records import Account, Grant, ObjectKind, Principal
from kalends.service.sharing import Shared

TENANT = "1"
_STATUSES = {"TENTATIVE": 0, "CONFIRMED": 1, "CANCELLED": 2}
_CONFIRMED = 1


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """The surroundings of some objects, as the caller sees them."""

    me: Caller
    zone: Zone
    calendars: dict[int, SeenCalendar]
    accounts: dict[int, Account]
    shared: dict[int, tuple[Shared, ...]]
    _alone: dict[int, Json] = field(default_factory=dict, repr=False)
    _owners: dict[int, Json] = field(default_factory=dict, repr=False)

    @classmethod
    def for_objects(cls, call: OnlyofficeCall, seen: Iterable[Seen]) -> "AnswerContext":
        """The surroundings of these objects, and of their calendars those that the caller sees."""
        objects = tuple(seen)
        found = calendars.get_some(call.unit, {each.stored.calendar_id for each in objects}) if objects else ()
        return cls.for_calendars(call, objects, found)

    @classmethod
    def for_calendars(
        cls, call: OnlyofficeCall, seen: Iterable[Seen], found: Iterable[SeenCalendar]
    ) -> "AnswerContext":
        """The surroundings of objects, with the calendars that the caller sees."""
        objects = {each.id: each for each in seen}
        known = {each.id: each for each in found}
        return cls(
            me=call.me,
            zone=call.zone,
            calendars=known,
            accounts=_accounts(call, objects.values(), known.values()),
            shared=_shared(call, objects.values()),
        )

    def calendar(self, seen: Seen) -> SeenCalendar | None:
        """The calendar of an object; None where the caller only has the object."""
        return self.calendars.get(seen.stored.calendar_id)

    def calendar_zone(self, seen: Seen) -> Zone:
        """Where the floating times of an object count."""
        calendar = self.calendar(seen)
        return zone(calendar.time_zone) if calendar else self.zone

    def owner(self, seen: Seen) -> Account | None:
        """Whose an object is: its author's, or else the calendar's owner's."""
        return self.accounts.get(_owner_id(seen)) or self.accounts.get(seen.stored.owner_id)

    def is_own(self, seen: Seen) -> bool:
        """Whether an object is the caller's own, also with a key that only reads."""
        own = self.me.account_id in (seen.stored.owner_id, _owner_id(seen))
        return seen.access is Access.OWNER or (own and self.me.scope is not Scope.FULL)

    def owner_json(self, seen: Seen) -> Json:
        """Whose an object is, as it is shown; made once for each owner."""
        owner = self.owner(seen)
        number = 0 if owner is None else owner.id
        if number not in self._owners:
            told = ("", "") if owner is None else (owner.guid, owner.name)
            self._owners[number] = {"objectId": told[0], "name": told[1]}
        return self._owners[number]

    def permissions(self, seen: Seen) -> Json:
        """Who has an object; all that were shared with no one have one list for each owner."""
        owner, grants = self.owner(seen), self.grants(seen)
        if grants or owner is None:
            return permissions_json(owner, grants)
        if owner.id not in self._alone:
            self._alone[owner.id] = permissions_json(owner, ())
        return self._alone[owner.id]

    def grants(self, seen: Seen) -> Sequence[Shared]:
        """Whom an object was given by itself."""
        return self.shared.get(seen.id, ())


def _accounts(call: OnlyofficeCall, seen: Iterable[Seen], found: Iterable[SeenCalendar]) -> dict[int, Account]:
    """Whose objects these are; the owners of the calendars are known already."""
    known = {each.owner.id: each.owner for each in found}
    ids = {each.stored.owner_id for each in seen} | {_owner_id(each) for each in seen}
    missing = sorted(ids - known.keys())
    return known | {each.id: each for each in directory.get_some(call.unit, missing)} if missing else known


def _shared(call: OnlyofficeCall, seen: Iterable[Seen]) -> dict[int, tuple[Shared, ...]]:
    """Whom each object was given by itself, with their names."""
    holders = {grant.holder for each in seen for grant in each.grants}
    if not holders:
        return {}
    found = directory.name_holders(call.unit, holders)
    return {each.id: _named(each.grants, found) for each in seen if each.grants}


def _named(grants: Iterable[Grant], principals: Iterable[Principal]) -> tuple[Shared, ...]:
    levels = {grant.holder: grant.level for grant in grants}
    return tuple(Shared(each, levels[each.holder]) for each in principals if each.holder in levels)


def _owner_id(seen: Seen) -> int:
    author = seen.stored.draft.author_id
    return seen.stored.owner_id if author is None else author


class OccurrenceRenderer:
    """Occurrences as they are shown; what all occurrences of a component have in common is worked out once.

    So is the rule of each object: a long text is not remembered, and would be read again for each of its overrides.
    """

    def __init__(self, context: AnswerContext, format: Format, name: str) -> None:
        self._context, self._format, self._name = context, format, name
        self._patterns: dict[int, dict[int, ItemTemplate]] = {}
        self._rules: dict[int, str] = {}

    def size(self, occurrence: Occurrence) -> int:
        """The octets of an occurrence in an answer, in a list of that name."""
        return self._format.size(self._name, *self._part(occurrence))

    def render(self, occurrences: Iterable[Occurrence]) -> TemplatedItems:
        """A list of occurrences, in their order."""
        return TemplatedItems([self._part(each) for each in occurrences])

    def forget(self, object_id: int) -> None:
        """Let go of what was worked out for an object."""
        self._patterns.pop(object_id, None)

    def _part(self, occurrence: Occurrence) -> tuple[ItemTemplate, Json]:
        seen, instance = occurrence.seen, occurrence.instance
        patterns = self._patterns.setdefault(seen.id, {})
        pattern = patterns.get(id(instance.component))
        if pattern is None:
            fields = partial(_occurrence_fields, seen, instance.component, self._context, rule=self._rule(seen))
            pattern = patterns[id(instance.component)] = ItemTemplate(fields)
        start, end = _span(instance, self._context)
        own = {"start": start, "end": end, "allDay": instance.all_day}
        if instance.piece.recurs:
            own["recurrenceId"] = start if instance.piece.stays else _recurrence_id(seen, instance, self._context)
        return pattern, own

    def _rule(self, seen: Seen) -> str:
        if not seen.stored.facts.recurs:
            return ""
        if seen.id not in self._rules:
            self._rules[seen.id] = _rule_text(seen.object, self._context.calendar_zone(seen), self._context.zone)
        return self._rules[seen.id]


def _rule_text(opened: CalendarObject, zone: Zone, clock: Zone) -> str:
    name = f"onlyoffice rule {zone.name} {clock.name}"
    return opened.derive(name, lambda: rule_text(opened.master, opened.zones(zone), zone, clock))


def _occurrence_fields(seen: Seen, component: Component, context: AnswerContext, *, rule: str) -> tuple[Json, Json]:
    """An occurrence but for its times: what stands before them, and what behind."""
    facts, is_own = seen.stored.facts, context.is_own(seen)
    # all in one piece, since a month has thousands of these
    behind = {
        "repeatRule": rule,
        "isShared": not is_own or bool(context.grants(seen)),
        "permissions": context.permissions(seen),
        "isEditable": seen.access >= Access.FULL,
        "alert": alert_json(_alert(seen, component, context)),
        "owner": context.owner_json(seen),
        "canUnsubscribe": not is_own and context.me.scope is Scope.FULL,
        "uniqueId": facts.uid or "",
        "status": _status(component),
        "hasAttachments": component.first("ATTACH") is not None,
        "TenantId": TENANT,
        "Todo": facts.kind is ObjectKind.TODO,
    }
    return _common_fields(seen, component, context), behind


def _common_fields(seen: Seen, component: Component, context: AnswerContext) -> Json:
    return {
        "objectId": str(seen.id),
        "sourceId": str(seen.stored.calendar_id) if context.calendar(seen) else SHARED_EVENTS,
        "title": property_text(component, "SUMMARY"),
        "description": property_text(component, "DESCRIPTION"),
    }


def _span(instance: Instance, context: AnswerContext) -> tuple[str, str]:
    """Start and end; the end of whole days is the last of them."""
    if instance.all_day:
        start, end = instance.start, instance.end
        if isinstance(start, Date) and isinstance(end, Date):
            return day_text(start), day_text(max(start.day, end.day - timedelta(days=1)))
    return time_text(instance.begins, context.zone), time_text(instance.ends, context.zone)


def _recurrence_id(seen: Seen, instance: Instance, context: AnswerContext) -> str:
    """The start that the series gives to an occurrence that was moved, in the form of `start`."""
    named = instance.recurrence_id
    if isinstance(named, Date):
        return day_text(named)
    return time_text(instance.piece.axis.instant(instance.key, context.calendar_zone(seen)), context.zone)


def _alert(seen: Seen, component: Component, context: AnswerContext) -> Alert:
    if seen.alert is not None:
        return alert_of(seen.alert)
    calendar = context.calendar(seen)
    return alert_in(component, calendar.look.alert if calendar else None)


def _status(component: Component) -> int:
    prop = component.first("STATUS")
    return _CONFIRMED if prop is None else _STATUSES.get(unescape_text(prop.value).strip().upper(), _CONFIRMED)


def todo_json(seen: Seen, context: AnswerContext) -> Json:
    """A to-do."""
    component = seen.object.master
    return {
        **_common_fields(seen, component, context),
        "start": _moment(("DTSTART", "DUE"), seen, context),
        "completed": _completed(seen, context),
        "owner": context.owner_json(seen),
        "uniqueId": seen.stored.facts.uid or "",
    }


def _completed(seen: Seen, context: AnswerContext) -> str | None:
    """When a to-do was done. One that is marked as done without a time was so when it was last changed."""
    told = _moment(("COMPLETED",), seen, context)
    if told is None and property_text(seen.object.master, "STATUS").strip().upper() == "COMPLETED":
        return time_text(seen.stored.modified.astimezone(UTC), context.zone)
    return told


def _moment(names: tuple[str, ...], seen: Seen, context: AnswerContext) -> str | None:
    zone = context.calendar_zone(seen)
    for name in names:
        prop = seen.object.master.first(name)
        if prop is None:
            continue
        try:
            when = read_when(prop, seen.object.zones(zone))
            return day_text(when) if isinstance(when, Date) else time_text(instant(when, zone), context.zone)
        except Fault:
            continue
    return None


def months_later(moment: datetime, months: int) -> datetime:
    """The same day that many months later, or the last of that month; held within the year 9999."""
    number = moment.year * 12 + moment.month - 1 + months
    if number // 12 > 9999:
        return datetime.max.replace(tzinfo=UTC)
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=number // 12, month=number % 12 + 1, day=day)
        except ValueError:
            continue
    return moment.replace(year=number // 12, month=number % 12 + 1)

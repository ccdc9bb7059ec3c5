"""The attributes of a PUT → a patch of the event, of one instance, or of one and all that follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kalends.core.ics.values import property_text
from kalends.core.objects.edit import apply, is_same_rule, second_half
from kalends.core.objects.object import CalendarObject
from kalends.core.objects.patch import (
    KEEP,
    WHOLE,
    Attendees,
    Categories,
    EditResult,
    Extent,
    FollowingInstances,
    Keep,
    OneInstance,
    Patch,
)
from kalends.core.objects.people import Person
from kalends.core.objects.revise import Editor
from kalends.core.recur.edit import moved_rule
from kalends.core.recur.rule import Rule
from kalends.core.recur.series import Instance
from kalends.core.time.dates import Utc, instant, zoned
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import is_utc
from kalends.doors.kona.events.input import EventInput
from kalends.doors.kona.events.policy import is_resumed, policy_with
from kalends.doors.kona.events.post import demand_rule_fits
from kalends.doors.kona.events.repeat import rule_after
from kalends.doors.kona.events.series import EventSeries, InstanceSelector
from kalends.doors.kona.events.tags import PRIVATE, tags_in
from kalends.doors.kona.events.times import EventSpan, span_after, span_of
from kalends.doors.kona.faults import rule_fault
from kalends.service.objects import Seen
from kalends.service.records import Account

_TERMS = frozenset(("stakeholder", "visibility"))


@dataclass(frozen=True, slots=True)
class EditRequest:
    """A PUT: the attributes, the selected instance, the zones of the caller and of the event, and the people named."""

    event_input: EventInput
    selector: InstanceSelector
    caller_zone: Zone
    event_zone: Zone
    now: datetime
    people: Mapping[int, Account]
    host: Person
    uid: str
    """The UID of the second half of a series that is split."""

    def __call__(self, seen: Seen) -> EditResult:
        """Apply the request to an event. Faults NOT_FOUND for the instance, RULE."""
        event = EventSeries.of(seen, self.event_zone)
        instance = event.instance(self.selector) if self.selector else event.first
        extent = _extent(self.selector, instance, self.uid)
        by = Editor(self.host.email, self.now.astimezone(UTC), self.event_zone)
        return apply(event.object, _Translation(self, seen, event, instance, extent, by).patch(), extent, by)


def _extent(selector: InstanceSelector, instance: Instance, uid: str) -> Extent:
    named = instance.recurrence_id
    if not selector or named is None:
        return WHOLE
    return FollowingInstances(named, uid) if selector.following else OneInstance(named)


@dataclass(frozen=True, slots=True)
class _Translation:
    """The translation of a request into a patch of an event, from one of its instances on."""

    request: EditRequest
    seen: Seen
    event: EventSeries
    instance: Instance
    extent: Extent
    by: Editor

    def patch(self) -> Patch:
        """The patch. Fault RULE."""
        event_input = self.request.event_input
        old = span_of(self.instance)
        new = self._in_zone(span_after(event_input, old, self.request.caller_zone))
        patch = Patch(
            summary=KEEP if event_input.name is None else event_input.name,
            description=KEEP if event_input.details is None else event_input.details,
            location=KEEP if event_input.location is None else event_input.location,
            start=KEEP if new == old else new.start,
            duration=KEEP if new == old else new.duration,
            categories=self._categories(),
        )
        if isinstance(self.extent, OneInstance):
            self._demand_same_rule()
            return patch
        return replace(
            patch,
            rule=self._rule(old, new),
            attendees=self._attendees(),
            classification=self._class(),
            status="" if is_resumed(self.seen, event_input.terms) else KEEP,
        )

    def _categories(self) -> Categories:
        """Tags are categories too: the old ones are removed, the new ones added."""
        event_input, part = self.request.event_input, self.instance.component
        name, details = property_text(part, "SUMMARY"), property_text(part, "DESCRIPTION")
        after = tags_in(
            name if event_input.name is None else event_input.name,
            details if event_input.details is None else event_input.details,
        )
        return Categories(added=tuple(after), removed=tuple(tags_in(name, details)))

    def _attendees(self) -> Attendees | Keep:
        terms, policy = self.request.event_input.terms, self.seen.stored.draft.policy
        if "participants" not in terms:
            return KEEP
        guests, gone = self._accounts(terms["participants"]), self._accounts((*policy.participants, *policy.departed))
        invited = tuple(Person(each.email, each.name) for each in guests)
        return Attendees(invited, tuple(each.email for each in gone), self.request.host)

    def _accounts(self, numbers: Sequence[int]) -> list[Account]:
        return [self.request.people[number] for number in numbers if number in self.request.people]

    def _class(self) -> str | Keep:
        """PRIVATE for a closed event, for readers that only have its text (RFC 5545 §3.8.1.3)."""
        terms = self.request.event_input.terms
        if not _TERMS & set(terms):
            return KEEP
        return PRIVATE if policy_with(self.seen.stored.draft.policy, terms).is_closed else ""

    def _in_zone(self, span: EventSpan) -> EventSpan:
        """The span, in the caller's zone instead of UTC where an event becomes a series: a morning stays one."""
        caller, start, end = self.request.caller_zone, span.start, span.end
        if not isinstance(start, Utc) or is_utc(caller) or self.event.recurs or not self.request.event_input.repeat:
            return span
        if rule_after(self.request.event_input.repeat, None, start) is None:
            return span
        return EventSpan(zoned(instant(start), caller), zoned(instant(end, caller), caller))

    def _rule(self, old: EventSpan, new: EventSpan) -> Rule | Keep | None:
        """The rule after the request, moved along with the start. Fault RULE."""
        repeat = self.request.event_input.repeat
        if not repeat or (isinstance(self.extent, FollowingInstances) and self._keeps_rule()):
            return KEEP
        before = self._target().rule
        if before is not None and new != old:
            before = moved_rule(before, old.start, new.start)
        rule = rule_after(repeat, before, new.start)
        if rule is not None and not is_same_rule(rule, before):
            demand_rule_fits(rule, new.start)
        return rule

    def _target(self) -> CalendarObject:
        extent, event = self.extent, self.event.object
        return second_half(event, extent, self.by) if isinstance(extent, FollowingInstances) else event

    def _demand_same_rule(self) -> None:
        """Refuse a rule for one instance that differs from the rule of the series. Fault RULE."""
        if self.request.event_input.repeat and not self._keeps_rule():
            raise rule_fault(min(self.request.event_input.repeat.names), "belongs to the whole series: change that")

    def _keeps_rule(self) -> bool:
        """Whether the rule that was sent is the one of the series."""
        start = self.event.first.start
        assert start is not None
        return is_same_rule(rule_after(self.request.event_input.repeat, self.event.rule, start), self.event.rule)

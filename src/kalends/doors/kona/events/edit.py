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
from kalends.doors.kona.events.fields.repeat import rule_after
from kalends.doors.kona.events.fields.sent import Sent
from kalends.doors.kona.events.fields.span import Stretch, stretch_after, stretch_of
from kalends.doors.kona.events.fields.terms import is_resumed, policy_with
from kalends.doors.kona.events.fields.words import PRIVATE, tags_in
from kalends.doors.kona.events.opened import Opened, Which
from kalends.doors.kona.events.post import demand_fit
from kalends.doors.kona.faults import against_rule
from kalends.service.objects import Seen
from kalends.service.records import Account

_TERMS = frozenset(("stakeholder", "visibility"))


@dataclass(frozen=True, slots=True)
class EditRequest:
    """What was sent, for which instance, by whom, where and when, and the people whom it names."""

    sent: Sent
    which: Which
    caller: Zone
    place: Zone
    now: datetime
    people: Mapping[int, Account]
    host: Person
    uid: str
    """The UID of the second half of a series that is split."""

    def __call__(self, seen: Seen) -> EditResult:
        """The edit that the request asks for. Faults NOT_FOUND for the instance, RULE."""
        opened = Opened.of(seen, self.place)
        instance = opened.instance(self.which) if self.which else opened.first
        extent = _extent(self.which, instance, self.uid)
        by = Editor(self.host.email, self.now.astimezone(UTC), self.place)
        return apply(opened.object, _Translation(self, seen, opened, instance, extent, by).patch(), extent, by)


def _extent(which: Which, instance: Instance, uid: str) -> Extent:
    named = instance.recurrence_id
    if not which or named is None:
        return WHOLE
    return FollowingInstances(named, uid) if which.following else OneInstance(named)


@dataclass(frozen=True, slots=True)
class _Translation:
    """A request, the event that it is about, and the instance that it begins with."""

    request: EditRequest
    seen: Seen
    opened: Opened
    instance: Instance
    extent: Extent
    by: Editor

    def patch(self) -> Patch:
        """The patch. Fault RULE."""
        sent = self.request.sent
        old = stretch_of(self.instance)
        new = self._in_zone(stretch_after(sent, old, self.request.caller))
        patch = Patch(
            summary=KEEP if sent.name is None else sent.name,
            description=KEEP if sent.details is None else sent.details,
            location=KEEP if sent.location is None else sent.location,
            start=KEEP if new == old else new.start,
            duration=KEEP if new == old else new.lasting,
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
            status="" if is_resumed(self.seen, sent.terms) else KEEP,
        )

    def _categories(self) -> Categories:
        """The tags before and after: they stand among the categories too."""
        sent, part = self.request.sent, self.instance.component
        name, details = property_text(part, "SUMMARY"), property_text(part, "DESCRIPTION")
        after = tags_in(name if sent.name is None else sent.name, details if sent.details is None else sent.details)
        return Categories(added=tuple(after), removed=tuple(tags_in(name, details)))

    def _attendees(self) -> Attendees | Keep:
        terms, policy = self.request.sent.terms, self.seen.stored.draft.policy
        if "participants" not in terms:
            return KEEP
        guests, gone = self._accounts(terms["participants"]), self._accounts((*policy.participants, *policy.departed))
        invited = tuple(Person(each.email, each.name) for each in guests)
        return Attendees(invited, tuple(each.email for each in gone), self.request.host)

    def _accounts(self, numbers: Sequence[int]) -> list[Account]:
        return [self.request.people[number] for number in numbers if number in self.request.people]

    def _class(self) -> str | Keep:
        """An event that is closed is private for those who only have its text (RFC 5545 §3.8.1.3)."""
        terms = self.request.sent.terms
        if not _TERMS & set(terms):
            return KEEP
        return PRIVATE if policy_with(self.seen.stored.draft.policy, terms).is_closed else ""

    def _in_zone(self, stretch: Stretch) -> Stretch:
        """Of an event that becomes a series, times of the caller's zone in the place of UTC: a morning stays one."""
        caller, start, end = self.request.caller, stretch.start, stretch.end
        if not isinstance(start, Utc) or is_utc(caller) or self.opened.recurs or not self.request.sent.repeat:
            return stretch
        if rule_after(self.request.sent.repeat, None, start) is None:
            return stretch
        return Stretch(zoned(instant(start), caller), zoned(instant(end, caller), caller))

    def _rule(self, old: Stretch, new: Stretch) -> Rule | Keep | None:
        """The rule after the request, as it is beside the new start. Fault RULE."""
        repeat = self.request.sent.repeat
        if not repeat or (isinstance(self.extent, FollowingInstances) and self._keeps_rule()):
            return KEEP
        before = self._target().rule
        if before is not None and new != old:
            before = moved_rule(before, old.start, new.start)
        rule = rule_after(repeat, before, new.start)
        if rule is not None and not is_same_rule(rule, before):
            demand_fit(rule, new.start)
        return rule

    def _target(self) -> CalendarObject:
        extent, opened = self.extent, self.opened.object
        return second_half(opened, extent, self.by) if isinstance(extent, FollowingInstances) else opened

    def _demand_same_rule(self) -> None:
        """One instance has no rule of its own: what is said of it has to be what is. Fault RULE."""
        if self.request.sent.repeat and not self._keeps_rule():
            raise against_rule(min(self.request.sent.repeat.names), "belongs to the whole series: change that")

    def _keeps_rule(self) -> bool:
        """Whether the rule that was sent is the one of the series."""
        start = self.opened.first.start
        assert start is not None
        return is_same_rule(rule_after(self.request.sent.repeat, self.opened.rule, start), self.opened.rule)

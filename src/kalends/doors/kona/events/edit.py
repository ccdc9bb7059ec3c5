"""Old text → new text: what a PUT changes of an event, and everything else as it was."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import uuid4

from kalends.core.draft.rule import rule_text
from kalends.core.draft.values import Person
from kalends.core.ics.tree import Component, Property
from kalends.core.ics.write import write
from kalends.core.itip.incoming import revised, with_parts
from kalends.core.recur.edit import at_first_hit, change_all, change_one, move, split
from kalends.core.recur.rule import Rule
from kalends.core.recur.series import Instance
from kalends.core.recur.series.moments import read_when, when_property
from kalends.core.time.dates import Utc, When, instant, zoned
from kalends.core.time.names import is_name
from kalends.core.time.offsets import Zone
from kalends.core.time.vtimezone import vtimezone
from kalends.core.time.zones import is_utc, zone
from kalends.doors.kona.events.fields.beside import beside_in
from kalends.doors.kona.events.fields.people import with_guests
from kalends.doors.kona.events.fields.repeat import is_same, rule_after
from kalends.doors.kona.events.fields.sent import NO_REPEAT, Repeat, Sent
from kalends.doors.kona.events.fields.span import Stretch, stretch_after, stretch_of
from kalends.doors.kona.events.fields.words import tags_of, with_class, with_tags, with_text
from kalends.doors.kona.events.opened import Opened, Which, rule_of
from kalends.doors.kona.events.post import demand_fit
from kalends.doors.kona.faults import against_rule
from kalends.errors import Fault, Kind
from kalends.service.objects import Outcome, Seen
from kalends.service.records import Account

_TEXTS = (("SUMMARY", "name"), ("DESCRIPTION", "details"), ("LOCATION", "location"))
_RECURRENCE = frozenset(("RRULE", "RDATE", "EXDATE", "EXRULE"))
_TERMS = frozenset(("stakeholder", "visibility"))


@dataclass(frozen=True, slots=True)
class Hand:
    """What an edit is made with: what was sent, for which instance, by whom, where and when, and who is named."""

    sent: Sent
    which: Which
    caller: Zone
    place: Zone
    now: datetime
    people: Mapping[int, Account]
    host: Person


class Editor:
    """The edit of one request; it may be made twice."""

    def __init__(self, hand: Hand) -> None:
        self._hand = hand
        self._sent = hand.sent
        self._uid = str(uuid4())

    def edit(self, seen: Seen) -> Outcome:
        """The text after the request. Faults NOT_FOUND for the instance, RULE."""
        opened = Opened.of(seen.stored.text, self._hand.place)
        if not self._hand.which:
            return self._outcome(seen, opened, self._whole(seen, opened, opened.parts))
        instance = opened.instance(self._hand.which)
        named = instance.recurrence_id
        if named is None:
            return self._outcome(seen, opened, self._whole(seen, opened, opened.parts))
        is_same = self._one(instance.component, instance) == instance.component
        if self._hand.which.following:
            editor = self._without_rule() if self._has_rule_of(opened) else self
            is_same = is_same and not editor._sent.repeat
            return Outcome(seen.stored.text) if is_same else editor._following(seen, opened, named)
        self._demand_same_rule(opened)
        if is_same:
            return Outcome(seen.stored.text)  # it needs no exception of its own
        parts = change_one(opened.parts, named, lambda each: self._one(each, instance), opened.zones)
        return self._outcome(seen, opened, parts)

    def _outcome(self, seen: Seen, opened: Opened, parts: Sequence[Component]) -> Outcome:
        new = with_parts(opened.calendar, parts)
        if new == opened.calendar:
            return Outcome(seen.stored.text)
        return Outcome(write(self._revised(opened, new)).decode(), method="REQUEST")

    def _revised(self, opened: Opened, new: Component) -> Component:
        done = revised(opened.calendar, new, email=self._hand.host.email, now=self._hand.now.astimezone(UTC))
        return _with_zones(done)

    def _following(self, seen: Seen, opened: Opened, named: When) -> Outcome:
        halves = split(opened.parts, named, uid=self._uid, zones=opened.zones)
        after = self._whole(seen, opened, halves.after)
        if not halves.before:
            return self._outcome(seen, opened, after)
        before = self._revised(opened, with_parts(opened.calendar, halves.before))
        rest = _with_zones(with_parts(opened.calendar, after))
        return Outcome(write(before).decode(), (write(rest).decode(),), method="REQUEST")

    def _whole(self, seen: Seen, opened: Opened, parts: Sequence[Component]) -> Sequence[Component]:
        """The series changed: its times, and then all else."""
        here = opened if parts is opened.parts else replace_parts(opened, parts)
        old = stretch_of(here.first)
        new = self._in_zone(stretch_after(self._sent, old, self._hand.caller), here)
        if new != old:
            parts = move(parts, new.start, opened.zones, lasting=new.lasting)
        return change_all(parts, lambda each: self._changed(each, seen, opened), opened.zones)

    def _in_zone(self, stretch: Stretch, opened: Opened) -> Stretch:
        """Of an event that becomes a series, times of the caller's zone in the place of UTC: his morning stays one."""
        caller, start, end = self._hand.caller, stretch.start, stretch.end
        if not isinstance(start, Utc) or is_utc(caller) or opened.recurs or not self._sent.repeat:
            return stretch
        if rule_after(self._sent.repeat, None, start) is None:
            return stretch
        return Stretch(zoned(instant(start), caller), zoned(instant(end, caller), caller))

    def _one(self, component: Component, instance: Instance) -> Component:
        """One instance changed."""
        old = stretch_of(instance)
        new = stretch_after(self._sent, old, self._hand.caller)
        if new != old:
            component = _placed(component, new)
        return self._with_texts(component)

    def _changed(self, component: Component, seen: Seen, opened: Opened) -> Component:
        component = self._with_texts(component)
        component = self._with_people(component, seen)
        if self._sent.repeat and component.first("RECURRENCE-ID") is None:
            component = _repeating(component, self._sent.repeat, opened)
        return component

    def _with_texts(self, component: Component) -> Component:
        tags = tags_of(component)
        for name, field in _TEXTS:
            text = getattr(self._sent, field)
            if text is not None:
                component = with_text(component, name, text)
        return with_tags(component, tags)

    def _with_people(self, component: Component, seen: Seen) -> Component:
        terms, beside = self._sent.terms, beside_in(seen.stored.draft.dialects.kona)
        if "participants" in terms:
            guests, gone = self._accounts(terms["participants"]), self._accounts(beside.participants)
            component = with_guests(component, guests, gone, self._hand.host)
        if _TERMS & set(terms):
            component = with_class(component, closed=beside.changed(terms).is_closed)
        return component

    def _accounts(self, numbers: Sequence[int]) -> list[Account]:
        return [self._hand.people[number] for number in numbers if number in self._hand.people]

    def _demand_same_rule(self, opened: Opened) -> None:
        """One instance has no rule of its own: what is said of it has to be what is. Fault RULE."""
        if self._sent.repeat and not self._has_rule_of(opened):
            raise against_rule(min(self._sent.repeat.names), "belongs to the whole series: change that")

    def _without_rule(self) -> "Editor":
        """The editor of the same request without what it says of the rule."""
        found = copy(self)
        found._sent = replace(self._sent, repeat=NO_REPEAT)
        return found

    def _has_rule_of(self, opened: Opened) -> bool:
        """Whether the rule that was sent, if any, is the one of the series."""
        repeat, start = self._sent.repeat, opened.first.start
        assert start is not None
        return not repeat or is_same(rule_after(repeat, opened.rule, start), opened.rule)


def replace_parts(opened: Opened, parts: Sequence[Component]) -> Opened:
    """The event of other components in the same calendar."""
    if not parts:
        raise Fault(Kind.NOT_FOUND, "There is no such event.")
    text = write(with_parts(opened.calendar, parts)).decode()
    return Opened.of(text, opened.place)


def _placed(component: Component, stretch: Stretch) -> Component:
    """The component at another time, told by start and end."""
    bare = component.without(lambda item: isinstance(item, Property) and item.name == "DURATION")
    return bare.set(when_property("DTSTART", stretch.start)).set(when_property("DTEND", stretch.end))


def _repeating(component: Component, repeat: Repeat, opened: Opened) -> Component:
    """The component with the rule that was sent; it begins where that first strikes."""
    prop = component.first("DTSTART")
    if prop is None:
        return component
    start = read_when(prop, opened.zones)
    old = rule_of(component)
    rule = rule_after(repeat, old, start)
    if rule is None:
        return component.without(lambda item: isinstance(item, Property) and item.name in _RECURRENCE)
    if is_same(rule, old):
        return component
    demand_fit(rule, start)
    return at_first_hit(_with_rule(component, rule, start), opened.zones)


def _with_rule(component: Component, rule: Rule, start: When) -> Component:
    return component.set(Property.headed("RRULE", rule_text(rule, start)))


def _with_zones(calendar: Component) -> Component:
    """The calendar with the zones that its times name and that it has not (RFC 5545 §3.6.5)."""
    known = {prop.value for each in calendar.children("VTIMEZONE") if (prop := each.first("TZID"))}
    named = {prop.param("TZID") for part in calendar.components for prop in part.properties}
    missing = sorted(name for name in named if name and name not in known)
    return calendar if not missing else calendar.with_items(_items_with(calendar, missing))


def _items_with(calendar: Component, missing: Sequence[str]) -> list[Property | Component]:
    first = next((at for at, item in enumerate(calendar.items) if isinstance(item, Component)), 0)
    made = [each for name in missing if (each := _zone_of(name, calendar)) is not None]
    return [*calendar.items[:first], *made, *calendar.items[first:]]


def _zone_of(name: str, calendar: Component) -> Component | None:
    """The definition of a zone, from the year of the first start on; None for a name that nobody knows."""
    if not is_name(name):
        return None
    starts = [prop for part in calendar.components if (prop := part.first("DTSTART"))]
    years = [int(prop.value[:4]) for prop in starts if prop.value[:4].isdecimal()]
    return vtimezone(zone(name), date(max(1, min(years, default=1970)), 1, 1))

"""iCalendar texts as clients send them: the one object of a text (RFC 4791 §4.1), and its edit (RFC 5546)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice

from kalends.core.ics.lines import locate_all
from kalends.core.ics.problems import MOST
from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Property, Stream
from kalends.core.ics.values import escape_text
from kalends.core.ics.write import write
from kalends.core.itip import Message, NoEffect, receive
from kalends.core.objects.files import FileObject, objects_in
from kalends.core.objects.object import CalendarObject, parts_of, uid_of
from kalends.core.objects.patch import EditResult
from kalends.core.objects.revise import is_older, is_organizer, keep_sequence, raise_sequence, without_method
from kalends.core.time.offsets import Zone
from kalends.errors import Fault, Flaw, Kind, Severity
from kalends.service.limits import Limits
from kalends.service.objects import Seen
from kalends.service.objects.text import DAMAGE, ObjectText, validate

_COMPARED_METHODS = frozenset(("REPLY", "COUNTER"))
NO_EFFECT = "no-effect"


@dataclass(frozen=True, slots=True)
class RemovedLines:
    """The place where METHOD was removed from a text, and the number of lines removed."""

    line: int = 0
    missing: int = 0

    def in_original(self, flaw: Flaw) -> Flaw:
        """The flaw with its line number in the text as sent."""
        return replace(flaw, line=flaw.line + self.missing) if flaw.line >= self.line else flaw


NOTHING_REMOVED = RemovedLines()


@dataclass(frozen=True, slots=True)
class EventText:
    """The one object of a text, and the METHOD of the text.

    `text` is the text without METHOD. `uid` is None where the text has none. `stream` is the parsed text if it holds
    this object alone, so that it can be stored unchanged. `left_out` are notes on the parts of the text that are
    ignored, with line numbers of the text as sent.
    """

    text: str
    method: str
    calendar: Component
    uid: str | None
    removed: RemovedLines
    stream: Stream | None
    left_out: tuple[Flaw, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether the text holds this object alone."""
        return self.stream is not None

    @property
    def parts(self) -> Sequence[Component]:
        """The components of the object."""
        return parts_of(self.calendar)

    def validated(self, calendar: Component, limits: Limits) -> ObjectText:
        """The validated text of the object: the text as sent, if `calendar` was not changed. Faults as `validate`."""
        if self.exact and calendar is self.calendar:
            return validate(self.text, limits, stream=self.stream)
        return validate(write(calendar), limits)

    @contextmanager
    def original_lines(self) -> Iterator[None]:
        """Give faults the line numbers of the text as sent."""
        try:
            yield
        except Fault as fault:
            flaws = [self.removed.in_original(each) for each in fault.flaws]
            raise Fault(
                fault.kind, fault.detail, flaws, precondition=fault.precondition, retry_after=fault.retry_after
            ) from None


def read_event_text(ics: str, kind: str) -> EventText:
    """Read the one object of a kind (VEVENT, VTODO) in a text. Fault INVALID for none or several."""
    stream = read(ics, lenient=True)
    _demand_whole(stream)
    text, method = without_method(ics)
    if method:
        stream = read(text, lenient=True)
    found = list(objects_in(stream))
    own = [each for each in found if parts_of(each.calendar)[0].name == kind]
    if not own:
        raise _text_fault("no-object", f"holds no {kind}", "RFC 5545 §3.6")
    several = len({each.origin for each in own})
    if several > 1 or (several < len(own) and not own[0].origin):
        raise _text_fault("several-uids", f"holds several objects ({len(own)} UIDs): send one, or import it")
    one = own[0]
    exact = one.whole and len(stream.components) == 1
    removed = _removed_lines(ics, text)
    others = (flaw for each in found if each is not one for flaw in _left_out(each, one))
    left_out = tuple(map(removed.in_original, _located(list(islice(chain(_errors(one), others), MOST)), text)))
    return EventText(text, method, one.calendar, _own_uid(stream, kind), removed, stream if exact else None, left_out)


def _errors(found: FileObject) -> list[Flaw]:
    return [flaw for flaw in found.flaws if flaw.severity is Severity.ERROR]


def _left_out(found: FileObject, taken: FileObject) -> list[Flaw]:
    """Notes on another object of the text, which is ignored."""
    name = parts_of(found.calendar)[0].name
    same = "of the same UID " if found.origin == taken.origin else ""
    message = f"a {name} {same}stands beside the {parts_of(taken.calendar)[0].name}, and is left out"
    return [Flaw("left-out", message, name, found.line), *_errors(found)]


def _located(flaws: Sequence[Flaw], text: str) -> list[Flaw]:
    """The flaws with their line numbers in the text, instead of the unfolded text."""
    places = locate_all(text, [(flaw.line, 0) for flaw in flaws]) if flaws else []
    return [replace(flaw, line=line if flaw.line else 0) for flaw, (line, _) in zip(flaws, places, strict=True)]


def notes_on(event_text: EventText | None, note: str) -> list[Flaw]:
    """Notes on a text for the answer: the effect of its METHOD, and what was left out of it."""
    if event_text is None:
        return []
    return [*([Flaw("message", note, "METHOD")] if note else ()), *event_text.left_out]


def _own_uid(stream: Stream, kind: str) -> str | None:
    return uid_of([part for part in stream.walk() if part.name == kind])


def _removed_lines(ics: str, text: str) -> RemovedLines:
    """The place where two texts begin to differ, and the number of lines missing."""
    missing = ics.count("\n") - text.count("\n")
    if not missing:
        return NOTHING_REMOVED
    pairs = zip(ics.split("\n"), text.split("\n"), strict=False)
    return RemovedLines(next((number for number, (one, other) in enumerate(pairs, 1) if one != other), 1), missing)


def _demand_whole(stream: Stream) -> None:
    """Fault INVALID for a text so damaged that its meaning can only be guessed."""
    damage = [flaw for flaw in stream.flaws if flaw.code in DAMAGE]
    if damage:
        raise Fault(Kind.INVALID, "The text is no iCalendar.", damage)


def _text_fault(code: str, message: str, rfc: str = "") -> Fault:
    return Fault(Kind.INVALID, f"ics {message}.", [Flaw(code, message, "ics", rfc=rfc)])


def with_uid(calendar: Component, uid: str) -> Component:
    """The object with a UID; the same object if it has that UID already."""
    named = Property.headed("UID", escape_text(uid))
    items: list[Property | Component] = []
    changed = False
    for item in calendar.items:
        if isinstance(item, Component) and item.name != "VTIMEZONE" and uid_of([item]) != uid:
            items.append(item.set(named))
            changed = True
        else:
            items.append(item)
    return calendar.with_items(items) if changed else calendar


@dataclass(frozen=True, slots=True)
class TextEdit:
    """The edit that replaces an event by a text, or applies a message to it.

    `synced`: keep the SEQUENCE of the text; a lower one than the stored is a conflict. `whole`: a text without METHOD
    is the whole event.
    """

    event_text: EventText
    email: str
    zone: Zone
    synced: bool
    whole: bool

    def __call__(self, seen: Seen) -> EditResult:
        event_text = self.event_text
        old = seen.object
        _demand_kind(old, event_text)
        came = CalendarObject(with_uid(event_text.calendar, seen.stored.facts.uid or ""))
        if (self.synced or event_text.method in _COMPARED_METHODS) and is_older(old, came):
            raise Fault(Kind.RULE, "The event has a newer revision: the SEQUENCE of the text is lower.")
        result = receive(Message(came, event_text.method, self.zone, whole=self.whole and not event_text.method), old)
        if isinstance(result, NoEffect):
            return EditResult(old, note=result.reason)
        new = result.object
        assert new is not None  # a message never takes an event away
        if self.synced:
            new = keep_sequence(old, new)
        elif event_text.method != "REPLY":
            new = raise_sequence(old, new, organized=is_organizer(old, self.email))
        method = event_text.method if self.synced else _stored_method(event_text)
        return EditResult(_with_sent_text(event_text, old, new), method=method, note=result.note)


@dataclass(frozen=True, slots=True)
class MessageEdit:
    """The same for a POST, where a message without effect is Fault RULE."""

    edit: TextEdit

    def __call__(self, seen: Seen) -> EditResult:
        result = self.edit(seen)
        if result.note and result.object is not None and result.object.calendar == seen.object.calendar:
            raise no_effect(result.note)
        return result


def no_effect(reason: str) -> Fault:
    """The fault of a POSTed message that changes nothing."""
    return Fault(Kind.RULE, reason, [Flaw(NO_EFFECT, reason, "ics", rfc="RFC 5546 §3.2")])


def _stored_method(event_text: EventText) -> str:
    """RFC 5546 §3.2: a change by the organizer is a REQUEST, unless the text has another METHOD."""
    return event_text.method or "REQUEST"


def _demand_kind(old: CalendarObject, event_text: EventText) -> None:
    if old.kind != event_text.parts[0].name:
        message = f"is a {event_text.parts[0].name}, and what is to be changed is a {old.kind}"
        raise Fault(Kind.INVALID, message, [Flaw("kind", message, "ics")])


def _with_sent_text(event_text: EventText, old: CalendarObject, new: CalendarObject) -> CalendarObject:
    """The new object with the text as sent, or the stored object, if it equals one of them."""
    if new.calendar is event_text.calendar:
        return CalendarObject(event_text.calendar, event_text.text) if event_text.exact else new
    return old if new.calendar == old.calendar else new

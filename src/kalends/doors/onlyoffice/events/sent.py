"""iCalendar texts as clients send them: the one event or to-do in it, ready to be stored (RFC 4791 §4.1)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from kalends.core.ics.lines import locate
from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Property, Stream
from kalends.core.ics.values import escape_text
from kalends.core.ics.write import write
from kalends.core.objects.files import FileObject, objects_in
from kalends.core.objects.object import parts_of, uid_of
from kalends.core.objects.revise import without_method
from kalends.errors import Fault, Flaw, Kind, Severity
from kalends.service.limits import Limits
from kalends.service.objects.text import DAMAGE, ObjectText, validate


@dataclass(frozen=True, slots=True)
class Gap:
    """The line of a text from which on METHOD is missing, and by how many lines."""

    line: int = 0
    missing: int = 0

    def as_sent(self, flaw: Flaw) -> Flaw:
        """The flaw with its line as it was sent."""
        return replace(flaw, line=flaw.line + self.missing) if flaw.line >= self.line else flaw


NO_GAP = Gap()


@dataclass(frozen=True, slots=True)
class Sent:
    """One object of a text, and the METHOD with which it came.

    `text` is what was sent but for METHOD. `uid` is None where the text has none. `stream` is what the text holds,
    where that is this object alone, so that it can be stored as it is. `left_out` tells what else the text holds, and
    is not taken, by the lines that were sent.
    """

    text: str
    method: str
    calendar: Component
    uid: str | None
    gap: Gap
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
        """The text of what was made of the object: the one that was sent, where nothing was changed. Faults as those
        of `validate`."""
        if self.exact and calendar is self.calendar:
            return validate(self.text, limits, stream=self.stream)
        return validate(write(calendar), limits)

    @contextmanager
    def lines_as_sent(self) -> Iterator[None]:
        """Faults about the text tell lines as they were sent."""
        try:
            yield
        except Fault as fault:
            flaws = [self.gap.as_sent(each) for each in fault.flaws]
            raise Fault(
                fault.kind, fault.detail, flaws, precondition=fault.precondition, retry_after=fault.retry_after
            ) from None


def sent_in(ics: str, kind: str) -> Sent:
    """The one object of a kind (VEVENT, VTODO) in a text. Fault INVALID: no iCalendar, none of the kind, several."""
    stream = read(ics, lenient=True)
    _demand_whole(stream)
    text, method = without_method(ics)
    if method:
        stream = read(text, lenient=True)
    found = list(objects_in(stream))
    own = [each for each in found if parts_of(each.calendar)[0].name == kind]
    if not own:
        raise _refusal("no-object", f"holds no {kind}", "RFC 5545 §3.6")
    several = len({each.origin for each in own})
    if several > 1 or (several < len(own) and not own[0].origin):
        raise _refusal("several-uids", f"holds several objects ({len(own)} UIDs): send one, or import it")
    one = own[0]
    exact = one.whole and len(stream.components) == 1
    gap = _gap(ics, text)
    others = [flaw for each in found if each is not one for flaw in _other(each, one)]
    left_out = tuple(gap.as_sent(_located(flaw, text)) for flaw in (*_lost(one), *others))
    return Sent(text, method, one.calendar, _own_uid(stream, kind), gap, stream if exact else None, left_out)


def _lost(found: FileObject) -> list[Flaw]:
    return [flaw for flaw in found.flaws if flaw.severity is Severity.ERROR]


def _other(found: FileObject, taken: FileObject) -> list[Flaw]:
    """Why something of a text is not taken beside its one object."""
    name = parts_of(found.calendar)[0].name
    same = "of the same UID " if found.origin == taken.origin else ""
    message = f"a {name} {same}stands beside the {parts_of(taken.calendar)[0].name}, and is left out"
    return [Flaw("left-out", message, name, found.line), *_lost(found)]


def _located(flaw: Flaw, text: str) -> Flaw:
    """A flaw with the line of the text, and not of the unfolded one."""
    return replace(flaw, line=locate(text, flaw.line)[0]) if flaw.line else flaw


def notes_on(sent: Sent | None, note: str) -> list[Flaw]:
    """What is told of a text in the answer: what its METHOD did, and what was left out of it."""
    if sent is None:
        return []
    return [*([Flaw("message", note, "METHOD")] if note else ()), *sent.left_out]


def _own_uid(stream: Stream, kind: str) -> str | None:
    return uid_of([part for part in stream.walk() if part.name == kind])


def _gap(ics: str, text: str) -> Gap:
    """Where a text goes on otherwise, and how many lines it lost."""
    missing = ics.count("\n") - text.count("\n")
    if not missing:
        return NO_GAP
    pairs = zip(ics.split("\n"), text.split("\n"), strict=False)
    return Gap(next((number for number, (one, other) in enumerate(pairs, 1) if one != other), 1), missing)


def _demand_whole(stream: Stream) -> None:
    """Raise Fault INVALID where what the text says can only be guessed."""
    damage = [flaw for flaw in stream.flaws if flaw.code in DAMAGE]
    if damage:
        raise Fault(Kind.INVALID, "The text is no iCalendar.", damage)


def _refusal(code: str, message: str, rfc: str = "") -> Fault:
    return Fault(Kind.INVALID, f"ics {message}.", [Flaw(code, message, "ics", rfc=rfc)])


def with_uid(calendar: Component, uid: str) -> Component:
    """The object under a UID; the same one where it has that already."""
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

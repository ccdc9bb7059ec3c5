"""The edit that a text makes of an event that is there, by RFC 5546; for PUT and POST of icsevent and icstodo."""

from dataclasses import dataclass

from kalends.core.itip import Message, NoEffect, receive
from kalends.core.objects.object import CalendarObject
from kalends.core.objects.patch import EditResult
from kalends.core.objects.revise import is_older, is_organizer, keep_sequence, raise_sequence
from kalends.core.time.offsets import Zone
from kalends.doors.onlyoffice.events.sent import Sent, with_uid
from kalends.errors import Fault, Flaw, Kind
from kalends.service.objects import Seen

_WEIGHED = frozenset(("REPLY", "COUNTER"))
NO_EFFECT = "no-effect"


@dataclass(frozen=True, slots=True)
class TextEdit:
    """The edit that gives an event another text.

    `synced`: SEQUENCE is as it was sent, and an older one conflicts. `whole`: without METHOD, a text is all of the
    event.
    """

    sent: Sent
    email: str
    zone: Zone
    synced: bool
    whole: bool

    def __call__(self, seen: Seen) -> EditResult:
        sent = self.sent
        old = seen.object
        _demand_kind(old, sent)
        came = CalendarObject(with_uid(sent.calendar, seen.stored.facts.uid or ""))
        if (self.synced or sent.method in _WEIGHED) and is_older(old, came):
            raise Fault(Kind.RULE, "The event has a newer revision: the SEQUENCE of the text is lower.")
        result = receive(Message(came, sent.method, self.zone, whole=self.whole and not sent.method), old)
        if isinstance(result, NoEffect):
            return EditResult(old, note=result.reason)
        new = result.object
        if new is None:
            return result
        if self.synced:
            new = keep_sequence(old, new)
        elif sent.method != "REPLY":
            new = raise_sequence(old, new, organized=is_organizer(old, self.email))
        method = sent.method if self.synced else _method(sent)
        return EditResult(_written(sent, old, new), method=method, note=result.note)


@dataclass(frozen=True, slots=True)
class MessageEdit:
    """The same for a POST: a message, or instances alone, that leave all as it was are Fault RULE."""

    edit: TextEdit

    def __call__(self, seen: Seen) -> EditResult:
        result = self.edit(seen)
        if result.note and result.object is not None and result.object.calendar == seen.object.calendar:
            raise no_effect(result.note)
        return result


def no_effect(reason: str) -> Fault:
    """The fault of a message that is POSTed and changes nothing."""
    return Fault(Kind.RULE, reason, [Flaw(NO_EFFECT, reason, "ics", rfc="RFC 5546 §3.2")])


def _method(sent: Sent) -> str:
    """RFC 5546 §3.2: what an organizer tells is a REQUEST, unless the text says that it is something else."""
    return sent.method or "REQUEST"


def _demand_kind(old: CalendarObject, sent: Sent) -> None:
    if old.kind != sent.parts[0].name:
        message = f"is a {sent.parts[0].name}, and what is to be changed is a {old.kind}"
        raise Fault(Kind.INVALID, message, [Flaw("kind", message, "ics")])


def _written(sent: Sent, old: CalendarObject, new: CalendarObject) -> CalendarObject:
    """The new object with the text that was sent or stored, where it is the same."""
    if new.calendar is sent.calendar:
        return CalendarObject(sent.calendar, sent.text) if sent.exact else new
    return old if new.calendar == old.calendar else new

"""A wish → a draft: what is mandatory, what a value may be, and every flaw at once."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import uuid4

from kalends.core.draft import Action, Draft, Method, Reminder, Status, begin_at_first_hit, differs_on_clock
from kalends.core.recur.series.axis import digits
from kalends.core.time.dates import Date, When
from kalends.core.time.zones import Zone, find_zone
from kalends.doors.cli.make.people import people_of, person_of
from kalends.doors.cli.make.rule import rule_of
from kalends.doors.cli.make.span import end_of, span_of
from kalends.doors.cli.make.times import offset_wall, read_minutes, read_when
from kalends.doors.cli.make.wish import Notice, Wish
from kalends.edge.fields import Findings, UnreadableError
from kalends.errors import Fault, Flaw, Kind

UID_MOST = 1024

E = TypeVar("E", bound=StrEnum)


def draft_of(wish: Wish, flaws: Iterable[Flaw], now: datetime) -> Draft:
    """The draft of a wish; a UID that is not wished for is made here. Fault INVALID with every flaw."""
    found = Findings(flaws)
    zone = _zone(found, wish.zone)
    start, end = span_of(found, wish, zone)
    method = _one_of(found, "method", wish.method, Method)
    draft = Draft(
        uid=_uid(found, wish.uid),
        stamp=now.replace(microsecond=0),
        start=start or Date(now.date()),
        end=end,
        summary=found.text("title", wish.title),
        description=found.text("description", wish.description),
        location=found.text("location", wish.location),
        organizer=person_of(found, "organizer", wish.organizer),
        attendees=people_of(found, "attendees", wish.attendees or []),
        method=method,
        status=_status(found, wish, method),
        sequence=found.whole("sequence", wish.sequence, 0) or 0,
        rule=rule_of(found, wish, zone, start),
        excluded=_excluded(found, wish, zone),
        reminders=_reminders(found, wish),
    )
    _check_parties(found, wish, method)
    found.settle()
    _check_clock(found, wish, draft)
    return _begun(wish, draft)


def _check_clock(found: Findings, wish: Wish, draft: Draft) -> None:
    """Refuse days of a rule that an offset beside the start makes ambiguous: only a zone has a clock to count them."""
    said = offset_wall(wish.start or "")
    if said is None or not differs_on_clock(draft, said):
        return
    shown = digits(draft.start)
    place = wish.zone or "UTC"
    reason = f"is {said:%A %H:%M} where it is written and {shown:%A %H:%M} in {place}, by which the rule would count"
    found.add("start", f"{reason}: give the zone in which it is, and the start without an offset")
    found.settle()


def _begun(wish: Wish, draft: Draft) -> Draft:
    """The draft from its first occurrence on. Fault INVALID where it has none."""
    try:
        return begin_at_first_hit(draft, end_at=None if wish.end is not None else lambda start: end_of(wish, start))
    except Fault as fault:
        flaws = [replace(flaw, field="rule") for flaw in fault.flaws]
        raise Fault(Kind.INVALID, fault.detail, flaws) from None


def _zone(found: Findings, name: str | None) -> Zone | None:
    if name is None:
        return None
    try:
        return find_zone(name)
    except Fault as fault:
        found.add("zone", fault.flaws[0].message, fault.flaws[0].code)
        return None


def _uid(found: Findings, sent: str | None) -> str:
    if sent is None:
        return str(uuid4())
    if not sent.strip():
        found.add("uid", "must not be empty: leave it out to get a new one")
    elif len(sent) > UID_MOST:
        found.add("uid", f"must have at most {UID_MOST} characters")
    elif "\n" in sent or "\r" in sent:
        found.add("uid", "cannot hold a line break")
    return found.text("uid", sent)


def _one_of(found: Findings, field: str, sent: str | None, kinds: type[E]) -> E | None:
    if sent is None:
        return None
    try:
        return kinds(sent.upper())
    except ValueError:
        found.add(field, f"must be one of {', '.join(kind.lower() for kind in kinds)}")
        return None


def _status(found: Findings, wish: Wish, method: Method | None) -> Status:
    sent = _one_of(found, "status", wish.status, Status)
    if method is not Method.CANCEL:
        return sent or Status.CONFIRMED
    # RFC 5546 §3.2.5: STATUS, where it is there, MUST be CANCELLED
    if sent not in (None, Status.CANCELLED):
        found.add("status", "must be cancelled where the method is cancel")
    return Status.CANCELLED


def _excluded(found: Findings, wish: Wish, zone: Zone | None) -> tuple[When, ...]:
    if wish.exclude and wish.rule is None:
        found.add("exclude", "leaves out days of an event that repeats: give a rule too")
    days = (
        found.read(f"exclude[{at}]", lambda text: read_when(text, zone), day)
        for at, day in enumerate(wish.exclude or ())
    )
    return tuple(day for day in days if day is not None)


def _reminders(found: Findings, wish: Wish) -> tuple[Reminder, ...]:
    return tuple(_reminder(found, f"reminders[{at}]", sent) for at, sent in enumerate(wish.reminders or ()))


def _reminder(found: Findings, field: str, sent: int | str | Notice) -> Reminder:
    before, action = (sent.before, sent.action) if isinstance(sent, Notice) else (sent, None)
    kind = _one_of(found, f"{field}.action", action, Action) or Action.DISPLAY
    field = f"{field}.before" if isinstance(sent, Notice) else field
    if found.demand(field, before) is None or before is None:
        return Reminder(0, kind)
    try:
        return Reminder(read_minutes(before), kind)
    except UnreadableError as error:
        found.add(field, str(error))
        return Reminder(0, kind)


def _check_parties(found: Findings, wish: Wish, method: Method | None) -> None:
    """Who must be named, and who must not: RFC 5545 §3.8.4.1, §3.8.4.3, RFC 5546 §3.2."""
    mails = any(isinstance(sent, Notice) and (sent.action or "").lower() == "email" for sent in wish.reminders or ())
    if wish.organizer is None:
        reasons = (("a method", method), ("attendees", wish.attendees), ("a reminder by mail", mails))
        needed = [reason for reason, given in reasons if given]
        if needed:
            found.add("organizer", f"is required with {' and '.join(needed)}")
    if method is Method.REQUEST and not wish.attendees:
        found.add("attendees", "are required where the method is request")
    if method is Method.PUBLISH and wish.attendees:
        found.add("attendees", "cannot be named where the method is publish")

"""A wish → a draft: what is mandatory, what a value may be, and every flaw at once."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import uuid4

from kalends.core.address import folded
from kalends.core.draft import (
    Action,
    Draft,
    Method,
    Person,
    Reminder,
    Status,
    begin_at_first_hit,
    differs_on_clock,
    uid_flaw,
)
from kalends.core.recur.series.axis import digits
from kalends.core.time.dates import Date, When
from kalends.core.time.zones import Zone, find_zone
from kalends.doors.cli.make.input import DraftInput, PersonInput, ReminderInput
from kalends.doors.cli.make.rule import rule_of
from kalends.doors.cli.make.times import end_of, offset_wall, read_minutes, read_when, span_of
from kalends.edge.requests.fields import Findings, UnreadableError
from kalends.errors import Fault, Flaw, Kind

UID_MOST = 1024

E = TypeVar("E", bound=StrEnum)
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]*)>")


def read_draft(draft_input: DraftInput, flaws: Iterable[Flaw], now: datetime) -> Draft:
    """The draft of a wish; a UID that is not wished for is made here. Fault INVALID with every flaw."""
    findings = Findings(flaws)
    zone = _zone(findings, draft_input.zone)
    start, end = span_of(findings, draft_input, zone)
    method = _one_of(findings, "method", draft_input.method, Method)
    draft = Draft(
        uid=_uid(findings, draft_input.uid),
        stamp=now.replace(microsecond=0),
        start=start or Date(now.date()),
        end=end,
        summary=findings.text("title", draft_input.title),
        description=findings.text("description", draft_input.description),
        location=findings.text("location", draft_input.location),
        organizer=person_of(findings, "organizer", draft_input.organizer),
        attendees=people_of(findings, "attendees", draft_input.attendees or []),
        method=method,
        status=_status(findings, draft_input, method),
        sequence=findings.whole("sequence", draft_input.sequence, 0) or 0,
        rule=rule_of(findings, draft_input, zone, start),
        excluded=_excluded(findings, draft_input, zone),
        reminders=_reminders(findings, draft_input),
    )
    _check_parties(findings, draft_input, method)
    findings.settle()
    _check_clock(findings, draft_input, draft)
    return _from_first_hit(draft_input, draft)


def _check_clock(findings: Findings, draft_input: DraftInput, draft: Draft) -> None:
    """Refuse days of a rule that an offset beside the start makes ambiguous: only a zone has a clock to count them."""
    said = offset_wall(draft_input.start or "")
    if said is None or not differs_on_clock(draft, said):
        return
    shown = digits(draft.start)
    place = draft_input.zone or "UTC"
    reason = f"is {said:%A %H:%M} where it is written and {shown:%A %H:%M} in {place}, by which the rule would count"
    findings.add("start", f"{reason}: give the zone in which it is, and the start without an offset")
    findings.settle()


def _from_first_hit(draft_input: DraftInput, draft: Draft) -> Draft:
    """The draft from its first occurrence on. Fault INVALID where it has none."""
    try:
        return begin_at_first_hit(
            draft, end_at=None if draft_input.end is not None else lambda start: end_of(draft_input, start)
        )
    except Fault as fault:
        flaws = [replace(flaw, field="rule") for flaw in fault.flaws]
        raise Fault(Kind.INVALID, fault.detail, flaws) from None


def _zone(findings: Findings, name: str | None) -> Zone | None:
    if name is None:
        return None
    try:
        return find_zone(name)
    except Fault as fault:
        findings.add("zone", fault.flaws[0].message, fault.flaws[0].code)
        return None


def _uid(findings: Findings, sent: str | None) -> str:
    if sent is None:
        return str(uuid4())
    if not sent.strip():
        findings.add("uid", "must not be empty: leave it out to get a new one")
    elif len(sent) > UID_MOST:
        findings.add("uid", f"must have at most {UID_MOST} characters")
    elif flaw := uid_flaw(sent):
        findings.add("uid", flaw)
    return sent


def _one_of(findings: Findings, field: str, sent: str | None, kinds: type[E]) -> E | None:
    if sent is None:
        return None
    try:
        return kinds(sent.upper())
    except ValueError:
        findings.add(field, f"must be one of {', '.join(kind.lower() for kind in kinds)}")
        return None


def _status(findings: Findings, draft_input: DraftInput, method: Method | None) -> Status:
    sent = _one_of(findings, "status", draft_input.status, Status)
    if method is not Method.CANCEL:
        return sent or Status.CONFIRMED
    # RFC 5546 §3.2.5: STATUS, where it is there, MUST be CANCELLED
    if sent not in (None, Status.CANCELLED):
        findings.add("status", "must be cancelled where the method is cancel")
    return Status.CANCELLED


def _excluded(findings: Findings, draft_input: DraftInput, zone: Zone | None) -> tuple[When, ...]:
    if draft_input.exclude and draft_input.rule is None:
        findings.add("exclude", "leaves out days of an event that repeats: give a rule too")
    days = (
        findings.read(f"exclude[{at}]", lambda text: read_when(text, zone), day)
        for at, day in enumerate(draft_input.exclude or ())
    )
    return tuple(day for day in days if day is not None)


def _reminders(findings: Findings, draft_input: DraftInput) -> tuple[Reminder, ...]:
    return tuple(_reminder(findings, f"reminders[{at}]", sent) for at, sent in enumerate(draft_input.reminders or ()))


def _reminder(findings: Findings, field: str, sent: int | str | ReminderInput) -> Reminder:
    before, action = (sent.before, sent.action) if isinstance(sent, ReminderInput) else (sent, None)
    kind = _one_of(findings, f"{field}.action", action, Action) or Action.DISPLAY
    field = f"{field}.before" if isinstance(sent, ReminderInput) else field
    if findings.demand(field, before) is None or before is None:
        return Reminder(0, kind)
    try:
        return Reminder(read_minutes(before), kind)
    except UnreadableError as error:
        findings.add(field, str(error))
        return Reminder(0, kind)


def _check_parties(findings: Findings, draft_input: DraftInput, method: Method | None) -> None:
    """Who must be named, and who must not: RFC 5545 §3.8.4.1, §3.8.4.3, RFC 5546 §3.2."""
    mails = any(
        isinstance(sent, ReminderInput) and (sent.action or "").lower() == "email"
        for sent in draft_input.reminders or ()
    )
    if draft_input.organizer is None:
        reasons = (("a method", method), ("attendees", draft_input.attendees), ("a reminder by mail", mails))
        needed = [reason for reason, given in reasons if given]
        if needed:
            findings.add("organizer", f"is required with {' and '.join(needed)}")
    if method is Method.REQUEST and not draft_input.attendees:
        findings.add("attendees", "are required where the method is request")
    if method is Method.PUBLISH and draft_input.attendees:
        findings.add("attendees", "cannot be named where the method is publish")


def person_of(findings: Findings, field: str, sent: str | PersonInput | None) -> Person | None:
    """A person with an address that can be written to; None where none is named."""
    if sent is None:
        return None
    if isinstance(sent, PersonInput):
        email = findings.demand(f"{field}.email", sent.email)
        return Person(findings.address(f"{field}.email", email), findings.text(f"{field}.name", sent.name).strip())
    match = _NAMED.fullmatch(sent.strip())
    name, email = (match["name"].strip().strip('"'), match["email"].strip()) if match else ("", sent.strip())
    return Person(findings.address(field, email), findings.text(field, name))


def people_of(findings: Findings, field: str, sent: list[str | PersonInput]) -> tuple[Person, ...]:
    """People, each once."""
    people = (person_of(findings, f"{field}[{at}]", each) for at, each in enumerate(sent))
    return tuple({folded(person.email): person for person in people if person is not None}.values())

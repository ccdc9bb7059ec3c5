"""Text → what is stored of it: read, checked and indexed (RFC 4791 §4.1, §5.3.2.1).

A text is kept as it was sent, if it is one calendar object, and iCalendar by the letter, or deviates from it in ways
that hurt nobody: what `core.ics.lenient` names, less what means damage (`DAMAGE`), and rules of RFC 5545 that do not
decide when something is. All of that is told as warnings. An event that cannot be placed in time is refused.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from functools import cache
from hashlib import sha256

from kalends.core.ics.check import check, check_object, excess_of, excess_of_zones
from kalends.core.ics.cuts import text_of
from kalends.core.ics.lenient import DEVIATIONS
from kalends.core.ics.lines import locate, locate_all
from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Stream
from kalends.core.objects.index import index_of
from kalends.core.objects.object import CalendarObject
from kalends.core.recur.series.moments import ZONE_NOT_KNOWN, notes_of
from kalends.core.time.zones import zone
from kalends.errors import Fault, Flaw, Kind, Severity
from kalends.service.limits import Limits, demand_below
from kalends.service.records import Facts, ObjectKind, Span

BAD_DATA = "valid-calendar-data"
BAD_OBJECT = "valid-calendar-object-resource"
BAD_KIND = "supported-calendar-component"
LONGEST_UID = 2_000
"""Octets, since a database keeps UIDs in an index."""

DAMAGE = frozenset(
    (
        *("utf-16", "not-utf-8", "charset", "control-character"),
        *("content-line", "head", "component-line", "end-missing", "end-without-begin", "outside"),
    )
)
"""Deviations of `core.ics.lenient` that a stored text may not have: what it says is guessed. An import mends them."""

NOTES = frozenset((ZONE_NOT_KNOWN, *(code for code, row in DEVIATIONS.items() if row.loss)))
"""Flaws that whoever sent a text is told of in the answer: what it says is not what is done."""

WHOEVER_LOOKS = "whoever looks"
_UTC = zone("Etc/UTC")
_NO_REASON = frozenset(("unknown-zone", "deprecated"))
_RULES = frozenset(("RRULE", "EXRULE"))
_OF_RULES = re.compile("BY[A-Z]+|FREQ|INTERVAL|COUNT|UNTIL|WKST|RSCALE|SKIP|RRULE|EXRULE")
_KINDS = frozenset(ObjectKind)
# CONTROL of RFC 5545 §3.1, and what XML cannot carry; the controls from U+0080 on are neither
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class ObjectText:
    """A text that can be stored, its object and what was derived; `flaws` are warnings."""

    text: str
    cuts: str
    etag: str
    object: CalendarObject
    facts: Facts
    flaws: tuple[Flaw, ...]

    @property
    def uid(self) -> str:
        """The UID, which the check has demanded."""
        assert self.facts.uid is not None
        return self.facts.uid


def validate(sent: str | bytes, limits: Limits, *, stream: Stream | None = None) -> ObjectText:
    """A text as it is to be stored. Faults INVALID, UNSUPPORTED and TOO_LARGE, each with its precondition.

    `stream` is what was read of it already, with leniency.
    """
    octets, text, cuts = _text(sent, limits)
    stream = _checked(_stream(text) if stream is None else stream)
    _demand_none(check_object(stream), BAD_OBJECT)
    opened = CalendarObject(stream.components[0], text)
    _demand_kind(opened.parts)
    _demand_few(opened, text, limits)
    found = check(stream, lenient=True)
    _demand_start(opened, found)
    facts = _placed(opened, found)
    demand_below(len((facts.uid or "").encode()), LONGEST_UID, "octets of UID", code="long-uid", precondition=BAD_DATA)
    flaws = [replace(flaw, severity=Severity.WARNING) for flaw in (*stream.flaws, *found)]
    flaws += _in_text(notes_on(opened), text)
    return ObjectText(text, cuts, etag_of(octets), opened, facts, tuple(flaws))


def notes_on(opened: CalendarObject) -> list[Flaw]:
    """What of an object is taken otherwise than it says; the lines as in its tree."""
    if opened.kind == ObjectKind.FREE_BUSY:
        return []
    opened.series(_UTC)  # which asks what every zone is
    return notes_of(opened.parts, opened.zones(_UTC), WHOEVER_LOOKS)


def _in_text(flaws: Sequence[Flaw], text: str) -> list[Flaw]:
    """The same flaws with the lines of the text as it was sent."""
    places = locate_all(text, [(flaw.line, 0) for flaw in flaws]) if flaws else []
    return [replace(flaw, line=line) for flaw, (line, _) in zip(flaws, places, strict=True)]


def validate_edit(opened: CalendarObject, limits: Limits, same: Facts | None = None) -> ObjectText:
    """An object that an edit made of a stored one without new rules and starts, as it is to be stored; no warnings.

    `same` are the facts of the stored one, where the edit left all instances where they were.

    It was valid, and a patch writes nothing that is not: so its text is not parsed, nor its properties checked again.
    Faults as those of `validate`.
    """
    octets, text, cuts = _text(opened.text, limits)
    try:
        _demand_few(opened, text, limits)
        facts = facts_of(opened, strict=True, span=None if same is None or same.local else same.span)
    except Fault:
        return validate(octets, limits)  # which tells where in the text it is
    return ObjectText(text, cuts, etag_of(octets), opened, facts, ())


def _demand_start(opened: CalendarObject, found: Iterable[Flaw]) -> None:
    """Raise Fault INVALID where a component that is no override lacks the start that it must have."""
    lost = {part.name for part in opened.parts if part.first("DTSTART") is None and part.first("RECURRENCE-ID") is None}
    if lost:
        _demand_none((flaw for flaw in found if flaw.code == "missing-dtstart" and flaw.field in lost), BAD_DATA)


def _placed(opened: CalendarObject, found: Sequence[Flaw]) -> Facts:
    """The facts of an object; Fault where its times or rules cannot be understood, with line and column if known."""
    try:
        return facts_of(opened, strict=True)
    except Fault as fault:
        fields = {flaw.field for flaw in fault.flaws}
        told = [flaw for flaw in found if flaw.field in fields and flaw.code not in _NO_REASON]
        flaws = [replace(flaw, severity=Severity.ERROR) for flaw in told or _at_rule(opened.text, fault.flaws, found)]
        precondition = "supported-rscale" if fault.kind is Kind.UNSUPPORTED else BAD_DATA
        raise _refusal(flaws, precondition, fault.kind, fault.detail) from None


def _at_rule(text: str, flaws: Iterable[Flaw], found: Iterable[Flaw]) -> list[Flaw]:
    """Flaws of a part of a rule (BYDAY, say) with the place where the rule stands, if they tell none."""
    places = [(flaw.line, flaw.column) for flaw in found if flaw.field in _RULES and flaw.line]
    lines = enumerate(text.splitlines(), 1)
    places += [(number, 1) for number, line in lines if line[:6].upper() in ("RRULE:", "RRULE;")]
    line, column = places[0] if places else (0, 0)
    return [
        replace(flaw, line=line, column=column) if not flaw.line and _OF_RULES.fullmatch(flaw.field) else flaw
        for flaw in flaws
    ]


def facts_of(opened: CalendarObject, *, strict: bool = False, span: Span | None = None) -> Facts:
    """What is derived from an object; as `core.objects.index_of` says."""
    index = index_of(opened, strict=strict, span=None if span is None else (span.first, span.last))
    return Facts(
        uid=index.uid,
        kind=ObjectKind(index.kind),
        span=Span(index.first, index.last),
        summary=index.summary,
        classification=index.classification,
        status=index.status,
        transparent=index.transparent,
        sequence=index.sequence,
        recurs=index.recurs,
        zoned=index.zoned,
        local=index.local,
        words=index.words,
    )


def etag_of(octets: bytes) -> str:
    """The name of a text: two texts are equal to the last octet if theirs are."""
    return sha256(octets).hexdigest()[:32]


def _text(sent: str | bytes, limits: Limits) -> tuple[bytes, str, str]:
    """A text as octets, as text, and where it is folded inside a character."""
    octets = sent if isinstance(sent, bytes) else sent.encode("utf-8", "surrogatepass")
    demand_below(len(octets), limits.object_octets, "octets of text", precondition="max-resource-size")
    demand_below(octets.count(b"\n"), limits.items.lines, "lines of text", precondition="max-resource-size")
    try:
        text, cuts = text_of(octets)
    except UnicodeDecodeError:
        raise _fault("not-utf-8", "The text is not UTF-8.", "RFC 5545 §3.1.4") from None
    if unfit := _UNFIT.search(text):
        where = f"U+{ord(unfit[0]):04X} at position {unfit.start() + 1}"
        raise _fault("control-character", f"The text holds the control character {where}.", "RFC 5545 §3.1")
    return octets, text, cuts


def _fault(code: str, message: str, rfc: str) -> Fault:
    return Fault(Kind.INVALID, message, [Flaw(code, message, rfc=rfc)], precondition=BAD_DATA)


def _stream(text: str) -> Stream:
    try:
        return read(text, lenient=True)
    except Fault as fault:
        precondition = BAD_DATA if fault.kind is Kind.INVALID else "max-resource-size"
        errors = [flaw for flaw in fault.flaws if flaw.severity is Severity.ERROR]
        raise Fault(fault.kind, fault.detail, errors, precondition=precondition) from None


def _checked(stream: Stream) -> Stream:
    _demand_none((flaw for flaw in stream.flaws if flaw.code in DAMAGE), BAD_DATA)
    if not stream.components:
        raise _fault("no-calendar", "The text holds no calendar.", "RFC 5545 §3.4")
    return stream


def _demand_none(flaws: Iterable[Flaw], precondition: str) -> None:
    found = [replace(flaw, severity=Severity.ERROR) for flaw in flaws]
    if found:
        raise _refusal(found, precondition, Kind.INVALID, found[0].message)


def _refusal(flaws: Sequence[Flaw], precondition: str, kind: Kind, message: str) -> Fault:
    """The fault of a text that is not stored; it says where the first flaw is."""
    first = flaws[0] if flaws else Flaw("bad-value", message)
    where = f"line {first.line}, column {first.column}: " if first.line else ""
    rest = f" and {len(flaws) - 1} more" if len(flaws) > 1 else ""
    detail = f"The calendar object is not valid: {where}{(first.message if first.line else message).rstrip('.')}{rest}."
    return Fault(kind, detail, flaws or [first], precondition=precondition)


def _demand_kind(parts: Iterable[Component]) -> None:
    for part in parts:
        if part.name not in _KINDS:
            message = f"A calendar keeps {', '.join(sorted(_KINDS))}, not {part.name[:40]}."
            flaw = Flaw("kind", message, line=part.number, rfc="RFC 4791 §5.2.3")
            raise Fault(Kind.UNSUPPORTED, message, [flaw], precondition=BAD_KIND)


@cache
def _smallest(limits: Limits) -> int:
    numbers: tuple[int, ...] = astuple(limits.items)
    return min(limits.attendees, *numbers)


def _demand_few(opened: CalendarObject, text: str, limits: Limits) -> None:
    """Raise Fault TOO_LARGE where a component has too many guests, or the object too many of anything."""
    if text.count(":") + text.count(",") < _smallest(limits):  # each property has a colon, each further value a comma
        return
    for part in opened.calendar.components:
        guests = sum(prop.name == "ATTENDEE" for prop in part.properties)
        demand_below(guests, limits.attendees, "attendees", precondition="max-attendees-per-instance")
    parts, zones = opened.parts, opened.calendar.children("VTIMEZONE")
    excess = excess_of(parts, limits.items) or excess_of_zones(zones, limits.items)
    if excess is not None:
        line, _ = locate(text, excess.number)
        flaw = Flaw("too-many", excess.message, excess.field, line)
        message = f"The calendar object is too large: line {line}: {excess.message}."
        raise Fault(Kind.TOO_LARGE, message, [flaw], precondition="max-resource-size")

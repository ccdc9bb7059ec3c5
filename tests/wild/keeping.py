"""What becomes of texts of the wild: kept to the last octet, or refused for a reason that the text itself confirms."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from tests.service.household import NOW
from tests.units import calendars_of, objects_of
from tests.wild.corpus import Wild

from kalends.errors import Fault
from kalends.service.access import caller_of
from kalends.service.calendars import NewCalendar
from kalends.service.house import Service
from kalends.service.people import NewAccount
from kalends.service.records import Look, ObjectKind
from kalends.store.open import open_store

_FOLD = re.compile(rb"(?:\r?\n)+[ \t]")
_CALENDAR = re.compile(rb"(?i)\A(?:\xef\xbb\xbf)?\s*BEGIN:VCALENDAR[ \t]*\r?\n")
_FRAMES = re.compile(rb"(?im)^(?:BEGIN|END):([^\r\n]*?)[ \t]*\r?$")
_OWN = frozenset((b"VCALENDAR", b"VTIMEZONE", b"STANDARD", b"DAYLIGHT", b"VALARM"))
_KEPT = frozenset((b"VEVENT", b"VTODO", b"VJOURNAL", b"VFREEBUSY"))
_TIMED = re.compile(rb"(?im)^(?:DTSTART|DTEND|DUE|DURATION|RDATE|EXDATE|RECURRENCE-ID|FREEBUSY)[:;][^\r\n]*")
_RULE = re.compile(rb"(?im)^(?:RRULE|EXRULE)[:;][^\r\n]*")
_MOMENT = rb"\d{8}T\d{6}Z?"
_LENGTH = rb"[+-]?P(?:\d{1,6}W|(?:\d{1,6}D)?(?:T(?:\d{1,6}[HMS])+)?)"
_ONE = rb"(?:\d{8}(?:T\d{6}Z?)?|" + _LENGTH + rb"|" + _MOMENT + rb"/(?:" + _MOMENT + rb"|" + _LENGTH + rb"))"
_SOUND_TIME = re.compile(
    rb"[A-Z-]+(?:;(?!VALUE=TIME)[A-Z-]+=(?:\"[^\"]*\"|[^\";:]*))*:" + _ONE + rb"(?:," + _ONE + rb")*", re.IGNORECASE
)
_PART = rb"(?:UNTIL|COUNT|INTERVAL|BY[A-Z]+|WKST|RSCALE|SKIP)=[^;]+"
_FREQ = rb"FREQ=(?:SECOND|MINUTE|HOUR|DAI|WEEK|MONTH|YEAR)LY"
_SOUND_RULE = re.compile(
    rb"(?:RRULE|EXRULE):(?:" + _PART + rb";)*" + _FREQ + rb"(?:;" + _PART + rb")*;?", re.IGNORECASE
)
_LINE = re.compile(rb"[A-Za-z0-9-]+(?:;[A-Za-z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*)(?:,(?:\"[^\"]*\"|[^\";:,]*))*)*:")


@dataclass
class Tally:
    """How many were kept, and how many were refused for which reason; `wrong` are those that were refused wrongly."""

    kept: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def refuse(self, wild: Wild, fault: Fault) -> None:
        """Count a refusal, and hold its reason against the text."""
        code = fault.flaws[0].code
        self.refused[f"{fault.precondition}: {_general(fault.flaws[0].message)}"] += 1
        if not confirmed(wild.octets, code, fault.precondition):
            self.wrong.append(f"{wild.name}: {fault.detail}")

    def lines(self, title: str) -> list[str]:
        """The table: how many were kept, then the reasons, the most frequent first."""
        rows = [f"{number:6}  {reason}" for reason, number in self.refused.most_common()]
        return [f"{title}: {self.kept:,} objects kept to the last octet, {self.refused.total()} refused", *rows]

    def write(self, title: str, file: Path) -> None:
        """Put the table into a file, for whoever runs the tests."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(self.lines(title)) + "\n")


def _general(message: str) -> str:
    """A message without what is of one text alone."""
    return re.sub(r"'[^']*'|U\+\S+ at position \d+|not [A-Z-]+$", "…", message)


def confirmed(octets: bytes, code: str, precondition: str) -> bool:
    """Whether a text is what it was refused for, as far as lines alone can tell."""
    unfolded = _FOLD.sub(b"", octets)
    match code:
        case "valid-calendar-object-resource":
            return not is_one_object(octets)
        case "kind":
            return any(name.upper() not in _OWN | _KEPT for name in _FRAMES.findall(unfolded))
        case "missing-dtstart":
            return _lacks(unfolded, b"VEVENT", b"DTSTART")
        case "control-character":
            return re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", octets) is not None
        case "bad-value" | "value-type" | "malformed" | "value-count":
            return not _is_timed_well(unfolded)
        case "calendar-not-supported":
            return b"RSCALE=" in unfolded
        case "not-utf-8":
            return _is_no_utf_8(unfolded)
    # what is left is of the form: a frame that does not fit, or a line that is none
    return not _is_well_formed(unfolded)


def _is_no_utf_8(octets: bytes) -> bool:
    try:
        octets.decode()
    except UnicodeDecodeError:
        return True
    return False


def _is_timed_well(unfolded: bytes) -> bool:
    times = all(_SOUND_TIME.fullmatch(line.strip()) for line in _TIMED.findall(unfolded))
    return times and all(_SOUND_RULE.fullmatch(line.strip()) for line in _RULE.findall(unfolded))


def _is_well_formed(unfolded: bytes) -> bool:
    lines = [line for line in unfolded.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()]
    if not all(map(_LINE.match, lines)):
        return False
    stack: list[bytes] = []
    for line in lines:
        kind, _, name = line.partition(b":")
        if kind.upper() == b"BEGIN":
            stack.append(name.strip().upper())
        elif not stack or (kind.upper() == b"END" and stack.pop() != name.strip().upper()):
            return False
    return not stack


def is_one_object(octets: bytes) -> bool:
    """RFC 4791 §4.1: one calendar, no METHOD, components of one kind, each with the UID, each instance once."""
    unfolded = _FOLD.sub(b"", octets)
    if not _CALENDAR.match(unfolded) or unfolded.upper().count(b"BEGIN:VCALENDAR") != 1:
        return False
    if re.search(rb"(?im)^METHOD[:;]", unfolded):
        return False
    components = list(_components(unfolded))
    uids = {_first(lines, b"UID") for _, lines in components}
    places = [(_first(lines, b"RECURRENCE-ID"), _first(lines, b"UID")) for _, lines in components]
    kinds = {name for name, _ in components}
    return len(kinds) == 1 and None not in uids and len(uids) == 1 and len(set(places)) == len(places)


def _components(unfolded: bytes) -> Iterator[tuple[bytes, list[bytes]]]:
    """The components of a calendar but its zones, with the lines of their own."""
    stack: list[bytes] = []
    lines: list[bytes] = []
    for line in unfolded.splitlines():
        kind, _, name = line.strip().partition(b":")
        if kind.upper() == b"BEGIN":
            stack.append(name.upper())
            lines = [] if len(stack) == 2 else lines
        elif kind.upper() == b"END" and stack:
            if len(stack) == 2 and stack[-1] != b"VTIMEZONE":
                yield stack[-1], lines
            stack.pop()
        elif len(stack) == 2:
            lines.append(line)


def _first(lines: Iterable[bytes], name: bytes) -> bytes | None:
    for line in lines:
        if re.match(name + rb"[:;]", line, re.IGNORECASE):
            return line.strip()[len(name) + 1 :] or None
    return None


def _lacks(unfolded: bytes, kind: bytes, name: bytes) -> bool:
    return any(_first(lines, name) is None for each, lines in _components(unfolded) if each == kind)


def keep_all(database: str | Path, texts: Iterable[Wild]) -> Tally:
    """Put each text into a calendar of its own file; what another process then finds there is compared."""
    tally, expected = Tally(), {}
    with_store = open_store(database)
    try:
        put, me = _putter(Service.of(with_store))
        for wild in texts:
            try:
                expected[put(wild)] = wild.octets
            except Fault as fault:
                tally.refuse(wild, fault)
    finally:
        with_store.close()
    again = open_store(database)
    try:
        service = Service.of(again)
        for object_id, octets in expected.items():
            stored = objects_of(service).get(me, object_id).stored
            assert stored.octets == octets
            assert stored.etag == sha256(octets).hexdigest()[:32]
            tally.kept += 1
        assert service.upkeep.examine().complaints == ()
    finally:
        again.close()
    return tally


def _putter(service: Service) -> tuple[Callable[[Wild], int], object]:
    me = caller_of(service.people.add(NewAccount("anna@example.org", "Anna"), now=NOW), None)
    calendars: dict[str, int] = {}

    def put(wild: Wild) -> int:
        if wild.name not in calendars:
            new = NewCalendar(Look(wild.name[-200:]), None, frozenset(ObjectKind))
            calendars[wild.name] = calendars_of(service).create(me, new, now=NOW).id
        saved = objects_of(service).put(me, calendars[wild.name], wild.octets, now=NOW)
        assert saved.created, wild.name
        return saved.id

    return put, me

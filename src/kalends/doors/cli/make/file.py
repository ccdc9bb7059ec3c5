"""The text of what was wished for, from options or from a file of JSON, and where it goes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kalends.core.draft import Draft, Method, calendar_of
from kalends.core.ics.write import write
from kalends.core.time.dates import Floating
from kalends.doors.cli.make.draft import read_draft
from kalends.doors.cli.make.input import DraftInput, input_of_json
from kalends.doors.cli.terminal import octets_of, write_text
from kalends.edge.requests.parse import decode_json
from kalends.errors import Fault, Flaw, Kind

_OPTIONS: Mapping[str, str] = {
    "all_day": "--all-day",
    "attendees": "--attendee",
    "reminders": "--remind",
    "rule": "--repeat",
}


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file, and whether a time in it floats."""

    text: bytes
    floats: bool


def file_of_options(wish: DraftInput, now: datetime) -> MadeFile:
    """The file of one event. Fault INVALID; each flaw's message names its option."""
    try:
        return _made([read_draft(wish, (), now)])
    except Fault as fault:
        raise _renamed(fault, (f"{_option(flaw.field)}: {flaw.message}" for flaw in fault.flaws)) from None


def file_of_json(name: str, now: datetime) -> MadeFile:
    """The file of the events in a file of JSON ("-": standard input). Fault INVALID; each flaw names its field."""
    octets = octets_of(name)
    name = "standard input" if name == "-" else name
    try:
        raw = decode_json(octets)
    except Fault as fault:
        flaw = fault.flaws[0]
        place = f"{name}:{flaw.line}:{flaw.column}" if flaw.line else name
        raise _renamed(fault, [f"{place}: this is not JSON: {flaw.message.replace('the body', 'the file')}"]) from None
    events = raw if isinstance(raw, list) else [raw]
    drafts, flaws = _drafts(events, now, several=isinstance(raw, list))
    flaws = flaws or list(_flaws_together(drafts))
    if flaws:
        raise _renamed(Fault(Kind.INVALID, "", flaws), (f"{name}: {flaw.field}{flaw.message}" for flaw in flaws))
    return _made(drafts)


def write_file(text: bytes, output: Path | None) -> None:
    """Write a text to a file, or to standard output as it is. Fault INVALID where that cannot be done."""
    if output is None:
        write_text([text])
        return
    try:
        output.write_bytes(text)
    except (OSError, ValueError) as error:  # ValueError: NUL in the name
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Fault(Kind.INVALID, f"{output} cannot be written: {reason}.") from None


def _made(drafts: Sequence[Draft]) -> MadeFile:
    tree = calendar_of(drafts, drafts[0].method)
    return MadeFile(write(tree), any(isinstance(draft.start, Floating) for draft in drafts))


def _drafts(events: Sequence[object], now: datetime, *, several: bool) -> tuple[list[Draft], list[Flaw]]:
    drafts: list[Draft] = []
    flaws: list[Flaw] = []
    for number, event in enumerate(events, 1):
        try:
            drafts.append(_draft(event, now))
        except Fault as fault:
            where = f"event {number}: " if several else ""
            flaws += (Flaw(flaw.code, _about(flaw), where) for flaw in fault.flaws)
    return drafts, flaws


def _draft(event: object, now: datetime) -> Draft:
    if not isinstance(event, dict):
        raise Fault(Kind.INVALID, "", [Flaw("type", "an event is an object of JSON")])
    return read_draft(*input_of_json(event), now)


def _about(flaw: Flaw) -> str:
    return f"{flaw.field}: {flaw.message}" if flaw.field else flaw.message


def _flaws_together(drafts: Sequence[Draft]) -> Iterator[Flaw]:
    """What is wrong with events only because they are in one file."""
    if not drafts:
        yield Flaw("empty", "there is no event in it")
    if len({draft.method for draft in drafts}) > 1:
        yield Flaw("method", "one file has one method: give all events the same, or none")
    elif len(drafts) > 1 and drafts[0].method not in (None, Method.PUBLISH):
        # RFC 5546 §3.2.2, §3.2.5: all components of a REQUEST or CANCEL have the same UID
        yield Flaw("method", "an invitation or a cancellation holds one event: make a file of each")
    uids = Counter(draft.uid for draft in drafts)
    yield from (Flaw("uid", f'the uid "{uid}" is used twice') for uid, times in uids.items() if times > 1)


def _option(field: str) -> str:
    """The option of a field: attendees[1] is the second --attendee."""
    name, _, rest = field.partition("[")
    option = _OPTIONS.get(name, f"--{name}")
    number = rest.partition("]")[0]
    return f"{option} (number {int(number) + 1})" if number else option


def _renamed(fault: Fault, messages: Iterable[str]) -> Fault:
    flaws = [Flaw(flaw.code, message) for flaw, message in zip(fault.flaws, messages, strict=True)]
    return Fault(fault.kind, fault.detail, flaws)

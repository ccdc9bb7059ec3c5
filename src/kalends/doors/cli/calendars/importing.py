"""Files on their way into a calendar: progress on a terminal, and a report of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import typer

from kalends.core.ics.lenient import DEVIATIONS
from kalends.doors.cli.progress import progress_bar
from kalends.doors.cli.terminal import octets_of, say, say_json, warn
from kalends.errors import Fault, Flaw, Kind
from kalends.service.access import Caller
from kalends.service.house import Service
from kalends.service.transfer import Note, Progress, Report, Skipped

ALL, PARTLY, UNREADABLE, STOPPED = 0, 1, 2, 130

_MOST_OCTETS = 100_000_000
"""As much as any setting lets in; more need not be read of a file."""

_UNREADABLE = frozenset({Kind.INVALID, Kind.TOO_LARGE, Kind.UNSUPPORTED})
_GO_ON = "Stopped. What was taken stays; the same command goes on with the rest."


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file: a report, or why it cannot be read."""

    name: str
    report: Report | None
    error: str | None


@dataclass(frozen=True, slots=True)
class FileImporter:
    """The calendar into which files go, and who puts them there."""

    service: Service
    me: Caller
    calendar_id: int
    now: datetime

    def take(self, name: str) -> FileOutcome:
        """Take in a file; one that cannot be read is reported, and the next ones are taken all the same."""
        try:
            octets = octets_of(name, _MOST_OCTETS + 1)
        except Fault as fault:
            return _unreadable(name, fault.detail)
        try:
            return FileOutcome(name, self._put(name, octets), None)
        except KeyboardInterrupt:
            warn("")  # the sign for the key stands in the line
            warn(f"kalends: {name}: {_GO_ON}")
            raise typer.Exit(STOPPED) from None
        except Fault as fault:
            if fault.kind not in _UNREADABLE:
                raise
            return _unreadable(name, f"{name}: {fault.detail}")

    def _put(self, name: str, octets: bytes) -> Report:
        with progress_bar(name) as tell_bar:

            def told(progress: Progress) -> None:
                tell_bar(progress.done, progress.total)

            return self.service.transfer.take_in(self.me, self.calendar_id, octets, told=told, now=self.now)


def _unreadable(name: str, reason: str) -> FileOutcome:
    warn(f"kalends: {reason}")
    return FileOutcome(name, None, reason)


def exit_code(taken: Sequence[FileOutcome]) -> int:
    """The exit code: all was taken, or a part, or a file cannot be read."""
    if any(each.report is None for each in taken):
        return UNREADABLE
    return PARTLY if any(each.report and _is_partial(each.report) for each in taken) else ALL


def _is_partial(report: Report) -> bool:
    """Whether an object was not taken, or was taken without the meaning of a part of it."""
    losses = (note for note in report.notes if note.flaw.code in DEVIATIONS and DEVIATIONS[note.flaw.code].loss)
    return bool(report.skipped) or any(losses)


def print_outcome(taken: FileOutcome) -> None:
    """Report on standard output what became of a file; why it cannot be read was reported already."""
    if taken.report is None:
        return
    say(f"{taken.name}: {_summary(taken.report)}")
    for skipped in taken.report.skipped:
        say(f"  line {skipped.line}, UID {skipped.uid or '–'}: {skipped.reason}")
    for note in taken.report.notes:
        uid = f", UID {note.uid}" if note.uid else ""
        say(f"  line {note.flaw.line}{uid}: {note.flaw.field}: {note.flaw.message}")
    for flaw in taken.report.mended:
        say(f"  line {flaw.line}: mended: {flaw.message}")


def print_outcomes_json(taken: Sequence[FileOutcome]) -> None:
    """The same of all files, for programs."""
    say_json([_record(each) for each in taken])


def _summary(report: Report) -> str:
    numbers = (
        (report.added, "added"),
        (report.replaced, "replaced"),
        (report.unchanged, "there already"),
        (len(report.skipped), "not taken"),
    )
    told = ", ".join(f"{number:,} {what}" for number, what in numbers if number) or "nothing in it"
    if not report.warned:
        return told
    return f"{told}; {report.warned:,} taken though {'it breaks' if report.warned == 1 else 'they break'} a rule"


def _record(taken: FileOutcome) -> dict[str, object]:
    report = taken.report or Report(0, 0, 0, 0, ())
    return {
        "file": taken.name,
        "error": taken.error,
        "added": report.added,
        "replaced": report.replaced,
        "unchanged": report.unchanged,
        "warned": report.warned,
        "skipped": [_skipped(each) for each in report.skipped],
        "mended": _flaws(report.mended),
        "notes": [_note(each) for each in report.notes],
    }


def _skipped(skipped: Skipped) -> dict[str, object]:
    return {
        "uid": skipped.uid,
        "line": skipped.line,
        "reason": skipped.reason,
        "flaws": _flaws(skipped.flaws),
    }


def _note(note: Note) -> dict[str, object]:
    flaw = note.flaw
    return {"uid": note.uid, "line": flaw.line, "property": flaw.field, "code": flaw.code, "message": flaw.message}


def _flaws(flaws: Iterable[Flaw]) -> list[dict[str, object]]:
    return [{"code": each.code, "message": each.message, "line": each.line} for each in flaws]

"""`kalends check`: every fault of a calendar file, with a caret under it (RFC 5545)."""

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated
from unicodedata import combining, east_asian_width

import typer

from kalends.doors.cli.options import Json
from kalends.doors.cli.terminal import octets_of, say, warn
from kalends.errors import Fault, Flaw

_Files = Annotated[list[str], typer.Argument(metavar="FILE...", help='Calendar files; "-" is standard input.')]


class ProfileName(StrEnum):
    """The programs whose refusals are known."""

    OUTLOOK = "outlook"
    GOOGLE = "google"
    APPLE = "apple"
    STRICT = "strict"


_Profile = Annotated[
    ProfileName | None,
    typer.Option(help="Name what this program refuses, too, though the standard allows it.", show_default=False),
]

CLEAN, ERRORS, UNREADABLE = 0, 1, 2
_MOST_FAULTS = 10_000  # of the lines of a file, and as many of its objects
_BEFORE, _WINDOW = 50, 100  # characters of a long line that are shown before the caret, and in all


def check(files: _Files, *, profile: _Profile = None, as_json: Json = False) -> None:
    """Check calendar files: exit 0 clean or warnings only, 1 errors, 2 a file that cannot be read."""
    code = CLEAN
    rows: list[dict[str, str | int]] = []
    errors = warnings = unreadable = 0
    for name in files:
        try:
            source, flaws = _inspect(name, profile)
        except Fault as fault:
            warn(f"kalends: {fault.detail}")
            code, unreadable = UNREADABLE, unreadable + 1
            continue
        found = sum(flaw.severity == "error" for flaw in flaws)
        errors, warnings = errors + found, warnings + len(flaws) - found
        code = max(code, ERRORS if found else CLEAN)
        rows += [_row(name, flaw) for flaw in flaws]
        if not as_json:
            _show(name, source, flaws)
    if as_json:
        for line in json.dumps(rows, indent=2).split("\n"):
            say(line)
    elif unreadable < len(files):
        say(_summary(errors, warnings))
    raise typer.Exit(code)


def _inspect(name: str, profile: ProfileName | None) -> tuple[bytes, list[Flaw]]:
    """The octets of a file and its faults; Fault where it cannot be read."""
    from kalends.core.ics.limits import TEXT_LIMITS
    from kalends.core.inspection import PROFILES, check_file

    source = octets_of(name, TEXT_LIMITS.octets + 1)
    try:
        return source, check_file(source, profile=PROFILES[profile] if profile else None, most=_MOST_FAULTS)
    except Fault as fault:
        raise Fault(fault.kind, f"{name}: {fault.detail}") from fault


def _row(name: str, flaw: Flaw) -> dict[str, str | int]:
    return {
        "file": name,
        "line": flaw.line,
        "column": flaw.column,
        "severity": str(flaw.severity),
        "code": flaw.code,
        "message": flaw.message,
        "rfc": flaw.rfc if flaw.rfc.startswith("RFC") else "",
        "source": flaw.rfc,
    }


def _show(name: str, source: bytes, flaws: list[Flaw]) -> None:
    from kalends.core.ics.lines import physical_lines
    from kalends.core.ics.source import readable_text

    lines = physical_lines(readable_text(source)) if flaws else []
    for flaw in flaws:
        source_of = f" ({flaw.rfc})" if flaw.rfc else ""
        place = f"{name}:{flaw.line}:{flaw.column}: {flaw.severity}: {flaw.message}{source_of}"
        say(place)
        for text in _picture(lines[flaw.line - 1], flaw.column - 1):
            say(text)


def _picture(line: str, at: int) -> Iterator[str]:
    """The line, or the part of a long one around an offset, and a caret under that offset."""
    start = max(0, at - _BEFORE) if len(line) > _WINDOW else 0
    part = line[start : start + _WINDOW]
    before = ("…" if start else "") + _safe(part[: at - start])
    yield f"    {before}{_safe(part[at - start :])}{'…' if start + _WINDOW < len(line) else ''}"
    yield f"    {' ' * _cells(before)}^"


def _safe(text: str) -> str:
    """The text without what would move the cursor: control characters as their pictures, a tab as a blank."""
    return "".join(map(_safe_character, text))


def _safe_character(character: str) -> str:
    if character == "\t":
        return " "
    if character < " ":
        return chr(0x2400 + ord(character))
    if character == "\x7f":
        return "\u2421"
    return character if character.isprintable() or combining(character) else "\ufffd"


def _cells(text: str) -> int:
    """How many columns of a terminal the text fills."""
    return sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text)


def _summary(errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return "No faults."
    return f"{errors} error{'' if errors == 1 else 's'}, {warnings} warning{'' if warnings == 1 else 's'}."

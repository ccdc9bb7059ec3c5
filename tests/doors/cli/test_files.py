"""`kalends import` and `kalends export`."""

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kalends.doors.cli.calendars.importing import ALL, PARTLY, STOPPED, UNREADABLE
from kalends.doors.cli.terminal import EXIT_CODES
from kalends.errors import Kind

HALTING = str(Path(__file__).with_name("halting.py"))
ANNA = "anna@example.org"


def event(uid: str, *lines: str, start: str = "DTSTART:20261124T100000Z") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261101T000000Z", start, *lines, "END:VEVENT", ""])


def calendar(*parts: str) -> str:
    return "".join(["BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//T//T//EN\r\n", *parts, "END:VCALENDAR\r\n"])


@pytest.fixture
def work(run) -> None:
    run("user", "add", ANNA)
    assert run("calendar", "add", "Work", "--name", "work").exit_code == 0


def report(answer, code: int = ALL) -> list[dict[str, Any]]:
    assert answer.exit_code == code
    return json.loads(answer.stdout)


def test_a_file_goes_in_and_comes_out(run, work: None, tmp_path: Path) -> None:
    file = tmp_path / "a.ics"
    file.write_bytes(calendar(event("a", "SUMMARY:Müller"), event("b", "RRULE:FREQ=DAILY")).encode())
    taken = run("import", str(file), "--into", "Work")
    assert (taken.exit_code, taken.stderr) == (ALL, "")
    assert taken.stdout == f"{file}: 2 added\n"
    assert run("import", str(file), "--into", "work").stdout == f"{file}: 2 there already\n"
    out = run("export", "Work")
    assert (out.exit_code, out.stderr) == (0, "")
    assert out.stdout_bytes.count(b"BEGIN:VEVENT") == 2
    assert "SUMMARY:Müller\r\n".encode() in out.stdout_bytes
    assert run("export", "Work", "--output", str(tmp_path / "out.ics")).stdout == ""
    assert (tmp_path / "out.ics").read_bytes() == out.stdout_bytes
    assert run("check", str(tmp_path / "out.ics")).exit_code == 0


def test_the_report_says_what_was_not_taken_and_why(run, work: None, tmp_path: Path) -> None:
    file = tmp_path / "a.ics"
    file.write_bytes(
        calendar(event("a"), event("bad\x1b[2J", start="DTSTART:tomorrow"), event("b", "oops", "PRIORITY:x")).encode()
    )
    taken = run("import", str(file), "--into", "Work")
    assert (taken.exit_code, taken.stderr) == (PARTLY, "")
    first, skipped, *mended = taken.stdout.splitlines()
    assert first == f"{file}: 2 added, 1 not taken; 1 taken though it breaks a rule"
    assert skipped.startswith("  line 9, UID bad")
    assert "'tomorrow' is not a date" in skipped
    assert skipped.count("line") == 1  # that of the file, and no other
    assert [each.partition(": mended: ")[0] for each in mended] == ["  line 10", "  line 18"]
    assert "\x1b" not in taken.stdout
    [told] = report(run("import", str(file), "--into", "Work", "--json"), PARTLY)
    [skipped] = told.pop("skipped")
    assert told.pop("notes") == []
    assert [each["code"] for each in told.pop("mended")] == ["control-character", "content-line"]
    assert told == {"file": str(file), "error": None, "added": 0, "replaced": 0, "unchanged": 2, "warned": 1}
    assert (skipped["line"], "tomorrow" in skipped["reason"], len(skipped["flaws"])) == (9, True, 1)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("DTEND:None", PARTLY),
        ("RRULE:FREQ=DAILY;COUNT=0", PARTLY),
        ("EXDATE:nonsense", PARTLY),
        ("DTEND: 20261124T110000Z", ALL),
        ("DTEND;TZID=Nowhere:20261124T130000", ALL),
    ],
)
def test_a_part_that_is_left_out_is_told_by_the_exit_code(run, work: None, line: str, code: int) -> None:
    taken = run("import", "-", "--into", "Work", text=calendar(event("a", line)))
    assert (taken.exit_code, "1 added" in taken.stdout) == (code, True), taken.stdout
    assert ("left out" in taken.stdout) is (code == PARTLY)


def test_a_file_that_cannot_be_read_stops_no_other(run, work: None, tmp_path: Path) -> None:
    good, bad, missing = tmp_path / "good.ics", tmp_path / "bad.ics", tmp_path / "missing.ics"
    good.write_text(calendar(event("a")))
    bad.write_text("")
    answer = run("import", str(missing), str(bad), str(good), "--into", "Work", "--json")
    assert [each["error"] is None for each in report(answer, UNREADABLE)] == [False, False, True]
    assert answer.stderr.count("\n") == 2
    assert f"{missing} cannot be read" in answer.stderr
    assert [each["objects"] for each in json.loads(run("calendar", "list", "--json").stdout)] == [1]


def test_standard_input(run, work: None) -> None:
    assert report(run("import", "-", "--into", "Work", "--json", text=calendar(event("a"))))[0]["added"] == 1


def test_into_a_calendar_that_one_may_fill(run, work: None) -> None:
    run("user", "add", "bert@example.org")
    file = calendar(event("a"))
    missing = run("import", "-", "--into", "NoEffect", "--as", ANNA, text=file)
    assert (missing.exit_code, missing.stdout) == (EXIT_CODES[Kind.NOT_FOUND], "")
    assert run("import", "-", "--into", "1", "--as", "bert@example.org", text=file).exit_code == 3
    run("calendar", "share", "Work", "bert@example.org", "--level", "read", "--as", ANNA)
    forbidden = run("import", "-", "--into", "Work", "--as", "bert@example.org", text=file)
    assert forbidden.exit_code == EXIT_CODES[Kind.FORBIDDEN]
    run("calendar", "share", "Work", "bert@example.org", "--level", "full", "--as", ANNA)
    assert run("import", "-", "--into", "Work", "--as", "bert@example.org", text=file).exit_code == ALL


def test_a_newer_file_replaces_and_an_older_one_does_not(run, work: None) -> None:
    def put(sequence: int) -> dict[str, Any]:
        text = calendar(event("a", f"SEQUENCE:{sequence}", f"SUMMARY:{sequence}"))
        return json.loads(run("import", "-", "--into", "Work", "--json", text=text).stdout)[0]

    put(2)
    assert len(put(1)["skipped"]) == 1
    assert put(3)["replaced"] == 1


def test_an_export_that_fails_leaves_the_file_as_it_was(run, work: None, tmp_path: Path) -> None:
    file = tmp_path / "out.ics"
    file.write_text("before")
    assert run("export", "NoEffect", "--output", str(file)).exit_code == 3
    nowhere = run("export", "Work", "--output", str(tmp_path / "no" / "out.ics"))
    assert (nowhere.exit_code, "cannot be written" in nowhere.stderr) == (EXIT_CODES[Kind.INVALID], True)
    assert run("export", "Work", "--output", "nul\0").exit_code == EXIT_CODES[Kind.INVALID]
    assert file.read_text() == "before"
    assert {each.name for each in tmp_path.iterdir()} == {"out.ics", "data"}


def _import(
    data: Path, file: Path, *, program: Sequence[str] = ("-m", "kalends"), **streams: Any
) -> subprocess.Popen[bytes]:
    command = [sys.executable, *program, "--data", str(data), "import", str(file), "--into", "Work"]
    return subprocess.Popen(command, **streams)


def test_a_terminal_sees_how_far_it_is(run, work: None, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "[a].ics"
    file.write_text(calendar(*(event(f"e{number}") for number in range(700))))
    ours, theirs = pty.openpty()
    process = _import(
        data, file, stdout=subprocess.PIPE, stderr=theirs, env=os.environ | {"TERM": "xterm", "COLUMNS": "250"}
    )
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 4096):
            seen += chunk
    except OSError:  # so a terminal ends whose other side is closed
        pass
    os.close(ours)
    assert process.communicate()[0].decode() == f"{file}: 700 added\n"
    assert b"[a].ics" in seen
    assert b"700/700" in seen


def test_an_import_that_is_stopped_is_gone_on_with(run, work: None, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.ics"
    file.write_text(calendar(*(event(f"e{number}") for number in range(150))))
    process = _import(data, file, program=[HALTING], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline().split() == [b"100", b"150"]
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate()
    assert process.returncode == STOPPED
    assert b"the same command goes on" in stderr
    assert b"Traceback" not in stderr
    [told] = report(run("import", str(file), "--into", "Work", "--json"))
    assert (told["unchanged"], told["added"]) == (100, 50)

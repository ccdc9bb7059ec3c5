"""No text of others acts on a terminal: what a calendar, an account or the name of a file holds is shown, not done."""

import json
import os
import pty
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.doors.cli.conftest import Run
from typer.testing import Result

from kalends.__main__ import ProgramRoot
from kalends.core.unicode import one_line, printable_json
from kalends.errors import Fault, Kind

ACTING = (
    *(chr(number) for number in (*range(0x20), *range(0x7F, 0xA0))),
    *(
        chr(number)
        for number in (0x061C, 0x200E, 0x200F, 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    ),
)
"""C0, DEL, C1, the separators of lines, and all that Unicode calls Bidi_Control."""
HOSTILE = "a\u202eb\u2066c\u200fd\u061ce"
"""What every door takes into a title: marks of direction are in texts of people who write both ways."""
WORSE = "x\x1b[2J\x9b2J\x7f\u202e\u2028\x07y"
"""What a file may hold."""
ANNA = "anna@example.org"


def demand_printable(text: str) -> None:
    assert not [each for each in text if each in ACTING and each != "\n"], ascii(text)


@pytest.fixture
def shown(run: Run) -> Callable[..., Result]:
    """Runs a command, and lets no acting character pass."""

    def run_and_look(*arguments: str, code: int = 0, text: str = "") -> Result:
        done = run(*arguments, text=text)
        assert done.exit_code == code, done.output
        demand_printable(done.stdout)
        demand_printable(done.stderr)
        return done

    return run_and_look


def file_of(folder: Path, *lines: str) -> str:
    event = ("UID:one", "DTSTAMP:20261101T000000Z", "DTSTART:20261124T100000Z", "DTEND:20261124T110000Z", *lines)
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", f"X-WR-CALNAME:{HOSTILE}", "BEGIN:VEVENT")
    place = folder / "hostile.ics"
    place.write_bytes("\r\n".join((*head, *event, "END:VEVENT", "END:VCALENDAR", "")).encode())
    return str(place)


@pytest.mark.parametrize("character", ACTING)
def test_a_line_holds_no_character_that_acts(character: str) -> None:
    assert one_line(f"a{character}b") == "a" + ascii(character)[1:-1] + "b"
    bidi = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
    assert unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") or unicodedata.bidirectional(character) in bidi


@pytest.mark.parametrize("character", ACTING)
def test_json_holds_none_either_and_means_the_same(character: str) -> None:
    values = [f"a{character}", f"\\{character}", {character: [f'"{character}"', "\\u202e"]}]
    written = printable_json(json.dumps(values, ensure_ascii=False))
    demand_printable(written)
    assert json.loads(written) == values


@pytest.mark.parametrize("text", ["Grüße", "日本語", "שלום", "مرحبا", "e\u0301", "\U0001f600", "a b"])
def test_letters_of_all_scripts_are_as_they_are(text: str) -> None:
    assert one_line(text) == text
    assert printable_json(text) == text


def test_what_reads_files(shown: Callable[..., Result], tmp_path: Path) -> None:
    file = file_of(tmp_path, f"SUMMARY:{WORSE}", f"LOCATION:{WORSE}", f"ATTENDEE;CN={HOSTILE}:mailto:{WORSE}@x")
    assert "\\u202e" in shown("show", file).stdout
    assert "\u241b" in shown("check", file, code=1).stdout  # a picture of ESC, so that the caret stands right
    shown("check", file, "--json", code=1)
    window = ("--from", "2026-11-01", "--to", "2026-12-01")
    assert "\\u202e" in shown("expand", file, *window).stdout
    [row] = json.loads(shown("expand", file, *window, "--json").stdout)
    assert "\u202e" in row["summary"]
    shown("freebusy", file, *window)
    shown("freebusy", file, *window, "--json")
    for command in ("show", "check", "expand", "freebusy"):
        rest = window if command in ("expand", "freebusy") else ()
        assert "\\x1b" in shown(command, f"{WORSE}.ics", *rest, code=2).stderr


def test_what_shows_accounts_and_what_they_hold(shown: Callable[..., Result], tmp_path: Path) -> None:
    shown("user", "add", ANNA, "--name", HOSTILE, "--admin")
    assert HOSTILE not in shown("user", "list").stdout
    assert json.loads(shown("user", "list", "--json").stdout)[0]["name"] == HOSTILE
    shown("user", "set", ANNA, "--name", HOSTILE)
    shown("key", "add", ANNA, "--label", HOSTILE)
    shown("key", "list", ANNA)
    shown("key", "revoke", ANNA, "--label", HOSTILE)
    shown("calendar", "add", HOSTILE)
    shown("calendar", "list")
    assert json.loads(shown("calendar", "list", "--json").stdout)[0]["title"] == HOSTILE
    shown("group", "add", HOSTILE, "--member", ANNA)
    shown("group", "list")
    shown("group", "members", HOSTILE)
    shown("calendar", "share", HOSTILE, HOSTILE)
    shown("group", "rename", HOSTILE, f"{HOSTILE}!")
    client = json.loads(shown("oauth", "add-client", HOSTILE, "--redirect", "https://a.example/", "--json").stdout)
    shown("oauth", "list-clients")
    shown("oauth", "remove-client", client[0]["client_id"], "--yes")
    shown("import", file_of(tmp_path, f"SUMMARY:{HOSTILE}"), "--into", HOSTILE)
    shown("import", file_of(tmp_path, f"SUMMARY:{HOSTILE}", f"COMMENT:{WORSE}"), "--into", HOSTILE)
    shown("import", file_of(tmp_path, f"SUMMARY:{HOSTILE}!"), "--into", HOSTILE, "--json")
    assert HOSTILE not in shown("history", HOSTILE, "one").stdout
    former = json.loads(shown("history", HOSTILE, "one", "--json").stdout)
    assert [each["summary"] for each in former] == [f"{HOSTILE}!", HOSTILE, HOSTILE]
    shown("restore", str(former[0]["object"]))
    shown("doctor")
    # questions, and faults that name what was typed
    shown("calendar", "remove", HOSTILE, text="n\n", code=4)
    shown("group", "remove", f"{HOSTILE}!", text="n\n", code=4)
    shown("oauth", "withdraw", ANNA, text="n\n", code=4)
    shown("user", "remove", ANNA, text="n\n", code=4)
    shown("user", "remove", WORSE, "--yes", code=3)
    shown("calendar", "remove", WORSE, "--yes", code=3)
    shown("backup", str(tmp_path / f"{HOSTILE}.backup"))
    shown("restore-backup", str(tmp_path / f"{HOSTILE}.backup"), text="n\n", code=4)
    shown("calendar", "remove", HOSTILE, "--yes")


@pytest.mark.parametrize(
    "arguments",
    [
        (WORSE,),
        (f"--{WORSE}",),
        ("show", f"--{WORSE}", "x"),
        ("user", WORSE),
        ("make", "--count", WORSE),
        ("key", "add", ANNA, "--scope", WORSE),
        ("expand", "x", "--from", WORSE, "--to", "2026-01-01"),
        ("make", "--title", "x", "--start", WORSE),
    ],
)
def test_what_was_typed_wrongly_is_repeated_printable(shown: Callable[..., Result], arguments: tuple[str, ...]) -> None:
    done = shown(*arguments, code=2)
    assert "\\x1b" in done.stderr


def test_a_file_or_a_program_gets_calendar_text_as_it_is(run: Run, tmp_path: Path) -> None:
    made = run("make", "--title", HOSTILE, "--start", "2026-11-24", "--uid", "one")
    assert f"SUMMARY:{HOSTILE}\r\n".encode() in made.stdout_bytes
    run("user", "add", ANNA)
    run("calendar", "add", "Work")
    assert run("import", file_of(tmp_path, f"SUMMARY:{HOSTILE}"), "--into", "Work").exit_code == 0
    assert f"SUMMARY:{HOSTILE}\r\n".encode() in run("export", "Work").stdout_bytes
    run("export", "Work", "--output", str(tmp_path / "out.ics"))
    assert f"SUMMARY:{HOSTILE}\r\n".encode() in (tmp_path / "out.ics").read_bytes()


def on_a_terminal(data: Path, *arguments: str) -> str:
    """What a command writes on a terminal, which shows it with CR before each LF."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "kalends", *arguments]
    environment = os.environ | {"KALENDS_DATA": str(data), "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"}
    with subprocess.Popen(command, stdout=follower, stderr=subprocess.DEVNULL, env=environment) as process:
        os.close(follower)
        found = b""
        while piece := _read(leader):
            found += piece
        assert process.wait() == 0, found
    os.close(leader)
    return found.decode()


def _read(leader: int) -> bytes:
    try:
        return os.read(leader, 65_536)
    except OSError:  # the other end was closed
        return b""


def test_a_terminal_is_shown_calendar_text_line_by_line(run: Run, data: Path, tmp_path: Path) -> None:
    run("user", "add", ANNA)
    run("calendar", "add", "Work")
    run("import", file_of(tmp_path, f"SUMMARY:{HOSTILE}"), "--into", "Work")
    for command in (
        ("make", "--title", HOSTILE, "--start", "2026-11-24"),
        ("export", "Work"),
        ("freebusy", file_of(tmp_path), "--from", "2026-11-01", "--to", "2026-12-01"),
    ):
        text = on_a_terminal(data, *command)
        assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
        assert text.endswith("END:VCALENDAR\r\n")
        demand_printable(text.replace("\r\n", "\n"))
        assert (f"SUMMARY:{one_line(HOSTILE)}\r\n" in text) is (command[0] != "freebusy")


def test_a_fault_that_leaves_a_command_is_printable(
    shown: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Fault(Kind.BUSY, WORSE)

    monkeypatch.setattr(ProgramRoot, "service", refuse)
    assert "\\x1b" in shown("user", "list", code=6).stderr

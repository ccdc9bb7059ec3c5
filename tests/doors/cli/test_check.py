"""`kalends check`: carets, exit codes, and what it does with files that are none."""

import json
from pathlib import Path

import pytest

from kalends.core.ics.limits import TEXT_LIMITS

CLEAN = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n"
    b"DTSTART:20260101T000000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def with_line(line: str) -> bytes:
    return CLEAN.replace(b"END:VEVENT", line.encode() + b"\r\nEND:VEVENT")


@pytest.fixture
def checked(run, tmp_path: Path):
    """Checks texts as files; answers exit code, lines of output, and standard error."""

    def check(*texts: bytes, options: tuple[str, ...] = ()) -> tuple[int, list[str], str]:
        paths = [tmp_path / f"{number}.ics" for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_bytes(text)
        answer = run("check", *options, *map(str, paths))
        return answer.exit_code, answer.stdout.replace(f"{tmp_path}/", "").splitlines(), answer.stderr

    return check


def test_a_clean_file_exits_0(checked) -> None:
    assert checked(CLEAN) == (0, ["No faults."], "")


def test_warnings_alone_exit_0(checked) -> None:
    code, lines, _ = checked(CLEAN.replace(b"\r\n", b"\n"))
    assert code == 0
    assert lines[0].startswith("0.ics:1:1: warning: ")
    assert lines[-1] == "0 errors, 1 warning."


def test_an_error_exits_1_with_a_caret_under_it(checked) -> None:
    code, lines, _ = checked(with_line("PRIORITY:10"))
    assert code == 1
    assert lines == [
        "0.ics:8:10: error: PRIORITY is a number from 0 to 9 (RFC 5545 §3.8.1.9)",
        "    PRIORITY:10",
        "             ^",
        "1 error, 0 warnings.",
    ]


def test_faults_of_lines_hide_none_of_objects(checked) -> None:
    _, lines, _ = checked(with_line("SUMMARY : a\r\nno colon\r\nPRIORITY:10"))
    assert [line.split(":")[1] for line in lines if line.startswith("0.ics")] == ["8", "9", "10"]
    assert lines[-1] == "3 errors, 0 warnings."


@pytest.mark.parametrize(
    ("value", "shown", "before"),
    [
        ("日本語,", "SUMMARY:日本語,", 14),  # three characters of two columns
        ("e\u0301,", "SUMMARY:e\u0301,", 9),  # an accent of its own takes no column
        ("a\tb,", "SUMMARY:a b,", 11),
        ("a\u202eb,", "SUMMARY:a\ufffdb,", 11),  # what turns the direction of writing is not let through
    ],
)
def test_the_caret_stands_where_the_eye_expects_it(checked, value: str, shown: str, before: int) -> None:
    _, lines, _ = checked(with_line(f"SUMMARY:{value}"))
    assert lines[1:3] == [f"    {shown}", "    " + " " * before + "^"]


@pytest.mark.parametrize(
    ("octet", "picture"), [(b"\x1b", "\u241b"), (b"\x00", "\u2400"), (b"\x7f", "\u2421"), (b"\xff", "\ufffd")]
)
def test_no_control_character_reaches_the_terminal(checked, octet: bytes, picture: str) -> None:
    code, lines, _ = checked(CLEAN.replace(b"UID:1", b"UID:1" + octet + b"[31m"))
    assert code == 1
    assert lines[1:3] == [f"    UID:1{picture}[31m", "         ^"]
    assert all(line.isprintable() for line in lines)


def test_a_message_with_what_the_file_says_is_safe_too(checked) -> None:
    _, lines, _ = checked(with_line("DTEND:\u202e\u0085x"))
    assert "\\u202e" in lines[0]
    assert all(line.isprintable() for line in lines)


def test_a_long_line_is_shown_through_a_window(checked) -> None:
    _, lines, _ = checked(with_line("DESCRIPTION:" + "x" * 5_000 + "," + "y" * 5_000))
    assert len(lines[1]) < 120
    assert lines[1].startswith("    …x")
    assert lines[1].endswith("y…")
    assert lines[1][lines[2].index("^")] == ","


def test_a_fault_in_a_folded_line_is_shown_in_its_piece(checked) -> None:
    _, lines, _ = checked(with_line("DESCRIPTION:abc\r\n def, g"))
    assert lines[:3] == [
        "0.ics:9:5: error: `,` is written `\\,` in a text (RFC 5545 §3.3.11)",
        "     def, g",
        "        ^",
    ]


def test_of_several_files_the_worst_wins(checked) -> None:
    code, lines, _ = checked(CLEAN, with_line("GEO:1"), CLEAN)
    assert code == 1
    assert [line[:5] for line in lines if ".ics:" in line] == ["1.ics"]


def test_what_cannot_be_read_exits_2_and_the_others_are_checked(run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.ics"
    bad.write_bytes(with_line("GEO:1"))
    answer = run("check", str(tmp_path / "missing.ics"), str(tmp_path), str(bad))
    assert answer.exit_code == 2
    assert "missing.ics cannot be read: No such file" in answer.stderr
    assert "Is a directory" in answer.stderr
    assert "bad.ics:8:5: error:" in answer.stdout


def test_too_large_a_file_exits_2(run, tmp_path: Path) -> None:
    path = tmp_path / "large.ics"
    with path.open("wb") as file:
        file.truncate(TEXT_LIMITS.octets + 1)
    answer = run("check", str(path))
    assert answer.exit_code == 2
    assert "100,000,000" in answer.stderr


def test_a_name_that_moves_the_cursor_is_told_safely(run) -> None:
    answer = run("check", "a\x1b[31m.ics")
    assert answer.exit_code == 2
    assert "\x1b" not in answer.stderr


@pytest.mark.parametrize("text", [b"", b"hello", b"\x00\xff" * 50, b"<html></html>\r\n", CLEAN[:60]])
def test_whatever_is_no_calendar_exits_1(checked, text: bytes) -> None:
    code, lines, _ = checked(text)
    assert code == 1
    assert "error" in lines[0]


def test_standard_input_is_read(run) -> None:
    answer = run("check", "-", text=with_line("GEO:1"))
    assert answer.exit_code == 1
    assert answer.stdout.startswith("-:8:5: error: ")


def of(section: str) -> dict[str, str]:
    return {"rfc": section, "source": section}


def test_a_rule_of_a_profile_is_told_with_its_source(checked) -> None:
    hourly = with_line("RRULE:FREQ=HOURLY;COUNT=3")
    assert checked(hourly)[:2] == (0, ["No faults."])
    code, lines, _ = checked(hourly, options=("--profile", "outlook", "--json"))
    (fault,) = json.loads("\n".join(lines))
    assert (code, fault["code"], fault["line"], fault["rfc"]) == (1, "outlook-frequency", 8, "")
    assert fault["source"].startswith("https://learn.microsoft.com/")


def test_json_is_a_list_of_every_fault(checked) -> None:
    code, lines, _ = checked(CLEAN, with_line("GEO:1\r\nCLASS:SECRET"), options=("--json",))
    assert code == 1
    faults = json.loads("\n".join(lines))
    assert [(each.pop("file")[-5:], each.pop("message") != "") for each in faults] == [("1.ics", True)] * 2
    assert faults == [
        {"line": 8, "column": 5, "severity": "error", "code": "bad-value", **of("RFC 5545 §3.8.1.6")},
        {"line": 9, "column": 7, "severity": "warning", "code": "unknown-value", **of("RFC 5545 §3.8.1.3")},
    ]
    assert checked(CLEAN, options=("--json",)) == (0, ["[]"], "")


def test_a_file_that_cannot_be_read_is_not_called_free_of_faults(run) -> None:
    alone = run("check", "there-is-none.ics")
    assert (alone.exit_code, alone.stdout) == (2, "")
    assert "there-is-none.ics cannot be read: No such file" in alone.stderr


def test_every_fault_is_told_where_there_are_hundreds(checked) -> None:
    code, lines, _ = checked(with_line("GEO:1\r\n" * 300 + "stray\r\n" * 300 + "GEO:1"))
    assert code == 1
    assert sum(": error: " in line for line in lines) >= 601
    assert int(lines[-1].split()[0]) >= 601

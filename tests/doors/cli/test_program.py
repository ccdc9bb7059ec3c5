"""The program as a person starts it: in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"starlette", "uvicorn", "apsw", "argon2", "msgspec", "rich", "pydantic", "asyncio", "kalends.service.records"}

HELP = """
import sys
sys.argv = ["kalends", *sys.argv[1:]]
from kalends.__main__ import main
try:
    main()
finally:
    print("|".join(sys.modules), file=sys.stderr)
"""


def kalends(*arguments: str | bytes, cwd: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kalends", *arguments]
    environment = {key: value for key, value in os.environ.items() if key != "KALENDS_DATA"}
    return subprocess.run(command, cwd=cwd, input=text, capture_output=True, text=True, env=environment, check=False)


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["user"],
        ["user", "add"],
        ["key"],
        ["key", "revoke"],
        ["make"],
        ["show"],
        ["expand"],
        ["freebusy"],
        ["import"],
        ["history"],
        ["doctor"],
        ["backup"],
        ["calendar"],
        ["group", "add"],
    ],
)
def test_help_imports_nothing_heavy(command: list[str]) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", HELP, *command, "--help"], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0
    assert "Usage: " in answer.stdout
    assert HEAVY.isdisjoint(answer.stderr.strip().split("|"))


def test_version(tmp_path: Path) -> None:
    answer = kalends("--version", cwd=tmp_path)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.split()[0] == "kalends"
    assert answer.stdout.split()[1][0].isdigit()


def test_a_command_is_wanted(tmp_path: Path) -> None:
    assert kalends(cwd=tmp_path).returncode == 2
    assert kalends("--data", "x", cwd=tmp_path).returncode == 2
    assert kalends("user", cwd=tmp_path).returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_an_account_and_its_key_in_the_default_folder(tmp_path: Path) -> None:
    added = kalends("user", "add", "anna@example.org", "--password-stdin", cwd=tmp_path, text="secret\n")
    assert (added.returncode, added.stderr) == (0, "")
    key = kalends("key", "add", "anna@example.org", cwd=tmp_path)
    assert (key.returncode, len(key.stdout.strip())) == (0, 48)
    assert [entry.name for entry in tmp_path.iterdir()] == ["data"]


def test_a_fault_is_one_line_and_no_trace(tmp_path: Path) -> None:
    answer = kalends("user", "list", cwd=tmp_path)
    assert (answer.returncode, answer.stdout) == (3, "")
    assert answer.stderr.startswith("kalends: There is no calendar data in data")
    assert answer.stderr.count("\n") == 1


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    answer = kalends("user", "add", b"a\xff@example.org", cwd=tmp_path)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr
    answer = kalends("user", "add", "a@example.org", "--data", b"d\xff", cwd=tmp_path)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_output_that_cannot_be_written_is_told_without_a_trace(tmp_path: Path) -> None:
    made = kalends("make", "--title", "Tea", "--start", "2026-12-17", "--output", "tea.ics", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    for command in ("show", "check"):
        with Path("/dev/full").open("w") as full:
            answer = subprocess.run(
                [sys.executable, "-m", "kalends", command, "tea.ics"],
                cwd=tmp_path,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert (answer.returncode, answer.stderr.count("\n")) == (2, 1)
        assert answer.stderr.startswith("kalends: Standard output cannot be written: ")

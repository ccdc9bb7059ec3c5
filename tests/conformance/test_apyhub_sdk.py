"""The vendor's own program for npm works with only its address changed, and asks nobody but our server."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.oracles.readers import missing

PACKAGE = Path(__file__).parents[2] / ".cache" / "oracles" / "node_modules" / "apyhub"
PROGRAM = Path(__file__).parent / "apyhub" / "sdk.cjs"


@pytest.mark.oracle
def test_the_vendors_program_makes_a_file_and_an_address(start_server: Callable[..., Any]) -> None:
    if not shutil.which("node") or not PACKAGE.exists():
        missing("apyhub is not installed: `make oracles` does it, and needs Node.js")
    server = start_server()
    command = ["node", str(PROGRAM), server.url, server.key, str(PACKAGE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["zones"]["answer"]["data"][0]["key"] == "Africa/Abidjan"
    made = told["file"]["answer"]
    assert made.startswith("BEGIN:VCALENDAR\r\n")
    for line in (
        "DTSTART;TZID=America/New_York:20270114T100000",
        "RRULE:FREQ=WEEKLY;COUNT=5",
        "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bo@exa",
    ):
        assert f"\r\n{line}\r\n" in made
    assert "DTSTART;TZID=Africa/Abidjan:20270114T100000\r\n" in told["listed"]["answer"] or (
        "DTSTART:20270114T100000Z\r\n" in told["listed"]["answer"]
    )
    address = told["url"]["answer"]["data"]
    assert address.endswith(".ics")
    assert "RRULE:FREQ=WEEKLY;COUNT=5" in server.ask("GET", address.removeprefix(server.url)).text
    assert told["refused"]["error"].startswith("400: ")
    assert "Asia/Kolkata" in told["refused"]["error"]

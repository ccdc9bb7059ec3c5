"""Raw HTTP/1.1 (RFC 9112): sound requests however they are cut, framed and put in a row, and requests that are none.

A sound request does what it says, whatever the pieces in which it arrives and whatever upgrade it offers; what is no
request is refused and does nothing, and what stands after it is not taken for another one.
"""

from collections.abc import Callable, Sequence
from random import Random
from time import monotonic, sleep

from tests.siege.client import LATER, Client, encoded
from tests.siege.things import EVENTS, TEN
from tests.siege.wire import Answer, Connection, Gone, Silent, request

_PAUSE = 0.0005
_WAIT = 1.0
_UPGRADES = (
    ["connection: Upgrade, HTTP2-Settings", "upgrade: h2c", "http2-settings: AAMAAABkAAQCAAAAAAIAAAAA"],
    ["Connection: upgrade", "UPGRADE: h2c"],
    [
        "connection: upgrade",
        "upgrade: websocket",
        "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==",
        "sec-websocket-version: 13",
    ],
    ["upgrade: TLS/1.0, HTTP/2.0"],
)


def play(client: Client) -> None:
    """A few exchanges about one event."""
    event = ""
    try:
        [made] = client.done("owner", "POST", EVENTS, {"name": "raw", "start_at": TEN})["calendar_events"]
        event = str(made["id"])
        for _ in range(client.draw.randint(3, 5)):
            client.draw.choice(SCENES)(client, event)
    finally:
        if event:
            client.ask("owner", "DELETE", f"{EVENTS}/{event}")


def _split(client: Client, event: str) -> None:
    """A change in any frame, cut at any points, is stored."""
    name = f"raw {client.draw.getrandbits(40):x}"
    sent = _change(client, event, name)
    connection = client.connect()
    try:
        _in_pieces(connection, sent, client.draw)
        answer = _taken(client, connection, sent, "PUT")
    finally:
        connection.close()
    if answer is not None and answer.status not in LATER:
        _demand_name(client, event, name, sent, answer)


def _row(client: Client, event: str) -> None:
    """Requests in a row are answered one after the other, each by its own answer."""
    draw, names = client.draw, []
    ids = [f"row-{client.number}-{draw.getrandbits(32):x}" for _ in range(draw.randint(2, 6))]
    requests = []
    for each in ids:
        if draw.random() < 0.5:
            names.append(f"raw {draw.getrandbits(40):x}")
            requests.append(("PUT", _change(client, event, names[-1], f"x-request-id: {each}")))
        else:
            lines = [*client.credentials("owner"), f"x-request-id: {each}"]
            requests.append(("GET", request("GET", f"{EVENTS}/{event}", lines)))
    connection = client.connect()
    try:
        whole = b"".join(sent for _, sent in requests)
        _in_pieces(connection, whole, draw)
        answers = [_taken(client, connection, sent, method) for method, sent in requests]
    finally:
        connection.close()
    told = [answer.header("x-request-id") for answer in answers if answer is not None]
    if told != ids:
        client.find(f"{whole[:300]!r}", f"the answers are {told}, not {ids}")
    elif names and all(answer is not None and answer.status == 200 for answer in answers):
        _demand_name(client, event, names[-1], whole, answers[-1])


def _change(client: Client, event: str, name: str, *more: str) -> bytes:
    """A PUT that is sound, in a drawn frame."""
    draw, body = client.draw, encoded({"name": name})
    lines = [*client.credentials("owner"), *more]
    if draw.random() < 0.4:
        lines += draw.choice(_UPGRADES)
    if draw.random() < 0.15 and not more:
        lines.append("expect: 100-continue")
    path = draw.choice((f"{EVENTS}/{event}", f"/kona{EVENTS}/{event}", f"/api{EVENTS}/{event}?"))
    if draw.random() < 0.5:
        return request("PUT", path, lines, body)
    head = request("PUT", path, [*lines, draw.choice(("transfer-encoding: chunked", "Transfer-Encoding:Chunked"))])
    head = head.replace(b"content-length: 0\r\n", b"")
    return head + _chunked(body, draw)


def _chunked(body: bytes, draw: Random) -> bytes:
    """A body in chunks of odd sizes, with extensions and trailers (RFC 9112 §7.1)."""
    pieces, at = [], 0
    while at < len(body):
        size = draw.choice((1, 1, 2, 3, 7, 500))
        piece = body[at : at + size]
        extension = draw.choice((b"", b"", b"", b";a=b", b';a="b c"'))
        written = draw.choice((b"%x", b"%X", b"0%x", b"000%x")) % len(piece)
        pieces.append(written + extension + b"\r\n" + piece + b"\r\n")
        at += size
    trailers = draw.choice((b"", b"", b"x-checksum: 1\r\n", b"x-request-id: trailing\r\n"))
    return b"".join(pieces) + b"0\r\n" + trailers + b"\r\n"


def _in_pieces(connection: Connection, octets: bytes, draw: Random) -> None:
    """Send octets in pieces that are cut anywhere."""
    cuts = sorted(draw.sample(range(1, len(octets)), min(draw.choice((0, 1, 1, 2, 5)), len(octets) - 1)))
    for start, end in zip((0, *cuts), (*cuts, len(octets)), strict=True):
        try:
            connection.send(octets[start:end])
        except Gone:
            return
        if end < len(octets):
            sleep(_PAUSE)


def _taken(client: Client, connection: Connection, sent: bytes, method: str) -> Answer | None:
    """The next answer to a sound request; None, and a finding, where none comes."""
    began, shown = monotonic(), f"raw {sent[:400]!r}"
    try:
        answer = connection.answer(to=method)
    except (Gone, Silent) as trouble:
        client.find(shown, f"no answer ({type(trouble).__name__})")
        return None
    client.look("owner", sent, answer, monotonic() - began, shown)
    if answer.status >= 400 and answer.status not in LATER:
        client.find(shown, f"{answer.status}: {answer.body[:300]!r}")
    return answer


def _demand_name(client: Client, event: str, name: str, sent: bytes, answer: Answer | None) -> None:
    [found] = client.done("owner", "GET", f"{EVENTS}/{event}")["calendar_events"]
    if found["name"] != name:
        status = answer.status if answer else "nothing"
        client.find(f"raw {sent[:400]!r}", f"{status} was answered, and the name is {found['name']!r}, not {name!r}")


def _malformed(client: Client, event: str) -> None:
    """What is no request is refused, and does nothing."""
    name = f"forged {client.draw.getrandbits(40):x}"
    lines, body = client.credentials("owner"), encoded({"name": name})
    sent, may_be_taken = client.draw.choice(_MALFORMED)(f"{EVENTS}/{event}", lines, body, client.draw)
    connection = client.connect()
    try:
        _in_pieces(connection, sent, client.draw)
        connection.finish()
        came = connection.rest(seconds=_WAIT)
    finally:
        connection.close()
    status = int(came[9:12]) if came[:5] == b"HTTP/" and came[9:12].isdigit() else 0
    shown = f"raw {sent[:400]!r}"
    client.tally.count(client.kind, client.number, status, 0.0, shown)
    if status >= 500 and status not in (501, 503, 505):
        client.find(shown, f"{came[:400]!r}")
    if 200 <= status < 300 and not may_be_taken:
        client.find(shown, f"it was taken: {came[:300]!r}")
    [found] = client.done("owner", "GET", f"{EVENTS}/{event}")["calendar_events"]
    if found["name"] == name and not may_be_taken:
        client.find(shown, f"it was stored, and {status} answered")


Malformed = Callable[[str, Sequence[str], bytes, Random], tuple[bytes, bool]]


def _head(path: str, lines: Sequence[str], *more: str, first: str = "PUT {} HTTP/1.1") -> bytes:
    return "\r\n".join((first.format(path), *lines, *more, "", "")).encode("latin-1")


def _hosts(path: str, lines: Sequence[str], body: bytes, draw: Random) -> tuple[bytes, bool]:
    """RFC 9112 §3.2: none or two of them are refused."""
    hosts = draw.choice(((), ("host: localhost", "host: localhost"), ("host: a", "Host: b")))
    return _head(path, lines, *hosts, f"content-length: {len(body)}") + body, False


def _lengths(path: str, lines: Sequence[str], body: bytes, draw: Random) -> tuple[bytes, bool]:
    """RFC 9112 §6.3: lengths that contradict each other, or are none."""
    size = len(body)
    told = draw.choice(
        (
            (f"content-length: {size}", f"content-length: {size + 1}"),
            (f"content-length: +{size}",),
            (f"content-length: -{size}",),
            (f"content-length: {size}, {size - 1}",),
            ("content-length: 1e1",),
            ("content-length: 0x10",),
            ("content-length:",),
            ("content-length: " + "9" * 30,),
            (f"content-length: {size + 10}",),
        )
    )
    return _head(path, lines, "host: localhost", *told) + body, False


def _codings(path: str, lines: Sequence[str], body: bytes, draw: Random) -> tuple[bytes, bool]:
    """RFC 9112 §6.1: codings that nobody knows, or that leave open where the body ends."""
    coding = draw.choice(
        ("identity, chunked", "chunked, identity", "gzip, chunked", "chunked, chunked", "xchunked", "chunked;q=1", "")
    )
    chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    return _head(path, lines, "host: localhost", f"transfer-encoding: {coding}") + chunks, False


def _both(path: str, lines: Sequence[str], body: bytes, _draw: Random) -> tuple[bytes, bool]:
    """RFC 9112 §6.3: Transfer-Encoding wins, or both are refused; what stands behind is never a request."""
    inner = _head(path, lines, "host: localhost", f"content-length: {len(body)}") + body
    return _head(path, lines, "host: localhost", "content-length: 6", "transfer-encoding: chunked") + (
        b"0\r\n\r\n" + inner
    ), False


def _chunks(path: str, lines: Sequence[str], body: bytes, draw: Random) -> tuple[bytes, bool]:
    """RFC 9112 §7.1: sizes that are none, and chunks that are longer or shorter than they say."""
    size = draw.choice((b"-1", b"0x10", b"g", b"", b"ffffffffffffffffff", b"%x " % (len(body) + 1), b"1"))
    chunks = size + b"\r\n" + body + b"\r\n0\r\n\r\n"
    return _head(path, lines, "host: localhost", "transfer-encoding: chunked") + chunks, False


def _names(path: str, lines: Sequence[str], body: bytes, draw: Random) -> tuple[bytes, bool]:
    """RFC 9112 §5: names and values of fields that are none."""
    line = draw.choice(("x y: z", "x : z", ": z", "x", " folded", "x: a\0b", "x\0: a", "é: x", "x: a\rb: c"))
    return _head(path, lines, "host: localhost", line, f"content-length: {len(body)}") + body, line in ("x: a\rb: c",)


def _large_head(path: str, lines: Sequence[str], body: bytes, draw: Random) -> tuple[bytes, bool]:
    """A head above the limit, in one field or in many."""
    more = draw.choice(([f"x-large: {'x' * 70_000}"], [f"x-{number}: {'x' * 60}" for number in range(1200)]))
    head = _head(path, lines, "host: localhost", *more, f"content-length: {len(body)}")
    return head + body, False


def _first_lines(path: str, lines: Sequence[str], body: bytes, draw: Random) -> tuple[bytes, bool]:
    """RFC 9112 §3: lines that begin no request."""
    first = draw.choice(
        (
            "PUT {}",
            "PUT  {} HTTP/1.1",
            "PUT {} HTTP/9.9",
            "P\0T {} HTTP/1.1",
            "PUT {} HTTP/1.1 x",
            "{}",
            "PUT é HTTP/1.1",
        )
    )
    return _head(path, lines, "host: localhost", f"content-length: {len(body)}", first=first) + body, False


def _key_behind(path: str, lines: Sequence[str], body: bytes, _draw: Random) -> tuple[bytes, bool]:
    """RFC 9110 §6.5.1: a field behind the body is none of the head, so nobody is signed in by it."""
    chunks = b"%x\r\n%b\r\n0\r\n%b\r\n\r\n" % (len(body), body, "\r\n".join(lines).encode())
    return _head(path, (), "host: localhost", "transfer-encoding: chunked") + chunks, False


_MALFORMED: tuple[Malformed, ...] = (
    *(_hosts, _lengths, _codings, _both, _chunks, _names, _large_head, _first_lines, _key_behind),
)
SCENES: tuple[Callable[[Client, str], None], ...] = (_split, _split, _row, _malformed, _malformed)

"""Requests, octet by octet: the same however they are cut, and none that was not sent."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import PATIENCE
from tests.edge.wire import HOST, NEXT, answered, echo, line, status, told

from kalends.edge.server.head import MOST_HEAD_OCTETS

UPGRADE = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
BODY = b"BEGIN:VCALENDAR\r\n\r\nUpgrade: h2c\r\n\r\nEND:VCALENDAR\r\n"
SIZED = b"PUT /a%2Fb HTTP/1.1\r\n" + HOST + UPGRADE + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
CHUNKED = (
    b"PUT /a%2Fb HTTP/1.1\r\n"
    + HOST
    + UPGRADE
    + b"Transfer-Encoding: chunked\r\n\r\n11;x=y\r\n"
    + BODY[:17]
    + b"\r\n%x\r\n" % len(BODY[17:])
    + BODY[17:]
    + b"\r\n0\r\nX-Forwarded-For: 6.6.6.6\r\nUpgrade: h2c\r\n\r\n"
)


async def _all_cuts(octets: bytes) -> list[bytes]:
    found = []
    async with asyncio.timeout(PATIENCE):
        for cut in range(1, len(octets)):
            async with line(echo) as wire:
                await wire.send(octets, [cut])
                found.append(await wire.read_until(lambda received: received.count(b"}") >= 2))
    return found


@pytest.mark.parametrize("first", [SIZED, CHUNKED], ids=["sized", "chunked"])
@pytest.mark.rfc("9110 §7.8")
def test_an_offered_upgrade_is_ignored_at_every_split_point(first):
    whole = answered(echo, first + NEXT, count=2)
    put, post = told(whole)
    assert (put["method"], put["raw_path"], put["path"], put["body"]) == ("PUT", "/a%2Fb", "/a/b", BODY.decode())
    assert ["upgrade", "h2c"] in put["headers"]  # nothing is rewritten
    assert (post["method"], post["path"], post["body"]) == ("POST", "/next", "next")
    found = asyncio.run(_all_cuts(first + NEXT))
    assert len(found) == len(first + NEXT) - 1
    assert set(found) == {whole}


@given(st.lists(st.integers(1, len(CHUNKED + NEXT) - 1), max_size=12))
def test_the_same_in_many_pieces(cuts):
    assert answered(echo, CHUNKED + NEXT, cuts, count=2) == answered(echo, CHUNKED + NEXT, count=2)


def test_the_same_octet_by_octet():
    octets = SIZED + CHUNKED + NEXT
    whole = answered(echo, octets, count=3)
    assert len(told(whole)) == 3
    assert answered(echo, octets, range(1, len(octets)), count=3) == whole


TRAILERS = [b"X-Forwarded-For: 6.6.6.6", b"X-Forwarded-Host: evil.example", b"Authorization: Basic QTpC", b"Host: evil"]


@pytest.mark.parametrize("trailer", TRAILERS)
@pytest.mark.rfc("9110 §6.5.1")
def test_a_trailer_is_no_header(trailer):
    request = b"POST /t HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n%b\r\n\r\n" % trailer
    for cuts in ([], [request.index(trailer)], [len(request) - 1], range(1, len(request))):
        first, second = told(answered(echo, request + NEXT, cuts, count=2))
        assert first["headers"] == [["host", "localhost"], ["transfer-encoding", "chunked"]]
        assert (first["body"], second["body"]) == ("a", "next")


@pytest.mark.parametrize("trailer", [b"Content-Length: 5", b"Transfer-Encoding: chunked", b"A : b", b"A: b\r\n c"])
def test_a_trailer_that_would_frame_the_message_ends_the_connection(trailer):
    request = b"POST /t HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n%b\r\n\r\n" % trailer
    received = answered(echo, request + NEXT, count=2)
    assert status(received) == 400
    assert b"next" not in received


METHODS = (
    "GET POST PUT PATCH DELETE OPTIONS PROPFIND PROPPATCH REPORT MKCALENDAR MKCOL ACL COPY MOVE LOCK UNLOCK SEARCH"
)


@pytest.mark.parametrize("method", METHODS.split())
def test_methods_pass(method):
    (request,) = told(answered(echo, method.encode() + b" /k/a%2Fb%20c?d=%2F HTTP/1.1\r\n" + HOST + b"\r\n"))
    assert (request["method"], request["raw_path"], request["query"]) == (method, "/k/a%2Fb%20c", "d=%2F")
    assert request["path"] == "/k/a/b c"


BOTH = (400, 501)
REFUSED = {
    b"GET / HTTP/1.1\r\n\r\n": 400,  # RFC 9112 §3.2
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n": 400,
    b"GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n": 400,
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n": 501,  # RFC 9112 §6.1
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n": 501,
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": (400, 501),
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": (
        400,
        501,
    ),
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n": 400,
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n": (400, 501),
    b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": 400,
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n": 400,  # §6.3
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": 400,
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab": 400,
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na": 400,
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\na": 400,
    b"GET / HTTP/1.1\nHost: a\n\n": 400,  # RFC 9112 §2.2: a bare LF may be refused
    b"GET / HTTP/1.1\r\nHost: a\n\r\n": 400,
    b"GET / HTTP/1.1\r\nHost: a\r\n\n": 400,
    b"GET / HTTP/1.1\r\nHost: a\r\nB: c\r\n d\r\n\r\n": 400,  # RFC 9112 §5.2: a folded line
    b"GET / HTTP/1.1\r\n Host: a\r\n\r\n": 400,
    b"GET / HTTP/1.1\r\nHost : a\r\n\r\n": 400,  # RFC 9112 §5.1
    b"GET / HTTP/1.1\r\nHost: a\r\nB: c\rd\r\n\r\n": 400,
    b"GET / HTTP/1.1\r\nHost: a\r\nB: c\0d\r\n\r\n": 400,
    b"GET / HTTP/2.0\r\nHost: a\r\n\r\n": 505,
    b"GET / HTTP/1.2\r\nHost: a\r\n\r\n": (400, 505),
    b"GET /\r\n\r\n": 400,
    b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n": 400,  # RFC 9112 §3: one space
    b"GET /  HTTP/1.1\r\nHost: a\r\n\r\n": 400,
    b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n": 400,
    b"GET / HTTP/1.1 \r\nHost: a\r\n\r\n": 400,
    b"GET a HTTP/1.1\r\nHost: a\r\n\r\n": 400,
    b"GET * HTTP/1.1\r\nHost: a\r\n\r\n": 400,
    b"GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n": 400,
    b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n": 501,
    b"BREW / HTTP/1.1\r\nHost: a\r\n\r\n": 501,
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n": (400, 501, 505),
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03": 400,
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n": 400,
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\n": 400,
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\na\r\n0\r\n\r\n": 400,
}


@pytest.mark.parametrize("octets", REFUSED)
def test_what_is_no_request_is_refused_and_ends_the_connection(octets):
    expected = REFUSED[octets]
    for cuts in ([], range(1, len(octets))):
        received = answered(echo, octets + NEXT, cuts, count=2)
        assert status(received) in (expected if isinstance(expected, tuple) else (expected,))
        assert b"connection: close\r\n" in received
        assert received.count(b"HTTP/1.1") == 1 + received.count(b"of HTTP/1.1") + received.count(b"speaks HTTP/1.1")
        assert b"next" not in received


@pytest.mark.rfc("9112 §3.2.2")
def test_the_absolute_form_counts_more_than_host():
    (request,) = told(answered(echo, b"GET HTTP://a.example:8/b?c HTTP/1.1\r\nHost: evil\r\n\r\n"))
    assert (request["raw_path"], request["query"], request["headers"]) == ("/b", "c", [["host", "a.example:8"]])
    (request,) = told(answered(echo, b"GET http://a.example?c HTTP/1.1\r\nHost: evil\r\n\r\n"))
    assert (request["raw_path"], request["query"]) == ("/", "c")


@pytest.mark.rfc("9112 §5.1")
def test_space_around_a_value_is_no_part_of_it():
    (request,) = told(answered(echo, b"\r\n\r\nGET / HTTP/1.1\r\nHOST: \t a \t \r\nB:\r\n\r\n"))
    assert request["headers"] == [["host", "a"], ["b", ""]]


# The head's size


def head_of(size: int) -> bytes:
    start = b"GET /large HTTP/1.1\r\n" + HOST + b"X-Pad: "
    return start + b"a" * (size - len(start) - 4) + b"\r\n\r\n"


@pytest.mark.parametrize(
    "cuts", [[], [30_000], [MOST_HEAD_OCTETS - 1], [MOST_HEAD_OCTETS - 3], range(1000, 65_000, 1000)], ids=str
)
@pytest.mark.parametrize("before", [b"", NEXT, SIZED, CHUNKED], ids=["alone", "after a body", "sized", "chunked"])
def test_a_head_is_measured_however_it_comes(before, cuts):
    cuts = [len(before) + cut for cut in cuts]
    count = 2 if before else 1
    received = answered(echo, before + head_of(MOST_HEAD_OCTETS), cuts, count=count)
    assert told(received)[-1]["path"] == "/large"
    refused = answered(echo, before + head_of(MOST_HEAD_OCTETS + 1), cuts, count=count)
    assert refused.count(b"HTTP/1.1 200") == count - 1
    assert b"HTTP/1.1 431 " in refused
    assert b"65,536 bytes" in refused


def test_a_head_without_end_is_refused_as_soon_as_it_is_too_large():
    endless = head_of(MOST_HEAD_OCTETS + 1)[:MOST_HEAD_OCTETS]
    assert status(answered(echo, endless)) == 431


def test_frames_of_chunks_are_bounded_as_well():
    start = b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
    dust = b"1\r\na\r\n" * 50_000 + b"0\r\n\r\n"
    (request,) = told(answered(echo, start + dust))
    assert len(request["body"]) == 50_000
    for endless in (b"1;" + b"x" * 70_000, b"0\r\n" + b"a: b\r\n" * 12_000, b"0\r\na: " + b"b" * 70_000):
        assert status(answered(echo, start + endless, range(0, 60_000, 5_000))) == 431


def test_exactly_the_limit_of_a_frame_is_taken():
    start = b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
    frame = b"0\r\na: " + b"b" * (65_536 - 10) + b"\r\n\r\n"
    assert len(frame) == 65_536
    for cuts in ([], [len(start) + 40_000]):
        assert len(told(answered(echo, start + frame + NEXT, cuts, count=2))) == 2
        assert status(answered(echo, start + frame.replace(b"b", b"bb", 1) + NEXT, cuts)) == 431

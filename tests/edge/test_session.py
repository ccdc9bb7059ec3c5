"""The one cookie: what is found as by other servers of RFC 6265, and how long it takes."""

import time

import pytest

from kalends.edge.identity.session import cookie_in, set_cookie


@pytest.mark.rfc("6265 §4.2.1", "6265 §5.4")
@pytest.mark.parametrize(
    ("header", "value"),
    [
        (b"", ""),
        (b"k=v", "v"),
        (b"a=1; k=v; b=2", "v"),
        (b"a=1;k=v;b=2", "v"),
        (b"  k = v  ; a=1", "v"),
        (b"\tk\t=\tv\t", "v"),
        (b"k=", ""),
        (b"k=; a=1", ""),
        (b"k=one; k=two", "one"),
        (b"k=; k=two", ""),
        (b'k="v"', "v"),
        (b'k="v', '"v'),
        (b'k="', '"'),
        (b'k=""', ""),
        (b'k="a\\"b"', 'a\\"b'),
        (b"k=a=b==", "a=b=="),
        (b"k=a b", "a b"),
        (b"k=a,b", "a,b"),
        (b"k=\xe9", "\xe9"),
        (b"kk=1; ak=2; k.=3; K=4", ""),
        (b'a="; k=v"', 'v"'),  # a server does not know quotes: a semicolon ends a value (RFC 6265 §4.1.1)
        (b"k", ""),
        (b"k; k=v", "v"),
        (b";;; ;k=v", "v"),
        (b"$Version=1; k=v; $Path=/", "v"),
    ],
)
def test_where_the_cookie_is(header: bytes, value: str) -> None:
    assert cookie_in(header, "k") == value


@pytest.mark.parametrize(
    "piece",
    [b'k="\\"\\"', b"\\042", b'"\\', b"; k", b";k ", b"; ", b" ", b"\t", b"k=", b"=", b'"', b";k=;", b"k k "],
)
@pytest.mark.parametrize("start", [b"", b"k=", b'k="', b'a="', b"; k"])
def test_no_header_takes_long(piece: bytes, start: bytes) -> None:
    """SimpleCookie takes 11 s for 60 kB of escaped quotes (CVE-2024-7592)."""
    header = start + piece * (2_000_000 // len(piece))
    before = time.process_time()
    cookie_in(header, "k")
    assert time.process_time() - before < 2


def test_a_cookie_that_is_set() -> None:
    bare = set_cookie("k", "v", seconds=60, secure=False)
    assert bare == "k=v; Max-Age=60; HttpOnly; SameSite=Strict"
    full = set_cookie("k", "v", seconds=60, path="/", same_site="Lax", secure=True)
    assert full == "k=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"

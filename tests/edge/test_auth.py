import asyncio
from base64 import b64encode
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from kalends.edge.auth import MISSING, WRONG, Gate, credentials
from kalends.edge.hop import Hop
from kalends.errors import Fault, Kind
from kalends.service.house import Service
from kalends.service.people import Credentials, NewAccount
from kalends.store.sqlite import open_store

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def request(*headers: tuple[bytes, bytes]) -> Request:
    return Request({"type": "http", "method": "GET", "headers": list(headers), "client": ("127.0.0.1", 4711)})


def caught_from(function, *arguments):
    """What a function gave, or the Fault that it raised; anything else comes through."""
    try:
        return function(*arguments), None
    except Fault as fault:
        return None, fault


def basic(text: str) -> tuple[bytes, bytes]:
    return b"authorization", b"Basic " + b64encode(text.encode())


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ([], None),
        ([(b"apy-token", b"")], None),
        ([(b"authorization", b"")], None),
        ([(b"apy-token", b"abc")], Credentials(None, "abc")),
        ([(b"x-api-key", b" abc ")], Credentials(None, "abc")),
        ([(b"authorization", b"Bearer abc")], Credentials(None, "abc")),
        ([(b"authorization", b"bearer   abc")], Credentials(None, "abc")),
        ([basic("ada@example.org:se:cret")], Credentials("ada@example.org", "se:cret")),
        ([basic("ädä@example.org:pässwörd")], Credentials("ädä@example.org", "pässwörd")),
        ([(b"apy-token", b"one"), (b"authorization", b"Bearer two")], Credentials(None, "one")),
    ],
)
def test_where_credentials_are_found(headers, found):
    assert credentials(request(*headers)) == found


@pytest.mark.parametrize(
    "value",
    [b"Basic", b"Basic !!!", b"Basic YWJj", b"Basic /w==", b"Basic YTpiAA==", b"Digest x=1", b"Bearer", b"\xff\xfe x"],
)
def test_an_authorization_that_cannot_be_read_is_wrong(value):
    with pytest.raises(Fault) as caught:
        credentials(request((b"authorization", value)))
    assert [flaw.code for flaw in caught.value.flaws] == [WRONG]


@given(st.binary() | st.binary().map(lambda octets: b"Basic " + b64encode(octets)))
def test_no_header_is_unforeseen(value):
    found, fault = caught_from(credentials, request((b"authorization", value)))
    assert fault is None or fault.kind is Kind.UNAUTHENTICATED
    assert found is None or found.secret or found.login is not None


@pytest.fixture
def service(tmp_path):
    store = open_store(tmp_path)
    yield Service.of(store, known_zone=lambda name: name == "UTC")
    store.close()


@pytest.fixture
def gate(service):
    hop = Hop()
    yield Gate(service, hop=hop, now=lambda: NOW, rate_limit=0)
    hop.close()


@pytest.fixture
def key(service):
    made = service.people.first_administrator(NOW)
    assert made is not None
    return made[1]


def flaw_codes(gate, *headers):
    with pytest.raises(Fault) as caught:
        asyncio.run(gate.admit(request(*headers)))
    assert caught.value.kind is Kind.UNAUTHENTICATED
    return [flaw.code for flaw in caught.value.flaws]


def test_missing_and_wrong_are_told_apart(gate, key):
    assert flaw_codes(gate) == [MISSING]
    assert flaw_codes(gate, (b"apy-token", b"x" * 48)) == [WRONG]
    assert flaw_codes(gate, (b"apy-token", key.swapcase().encode())) == [WRONG]
    assert flaw_codes(gate, basic(f"nobody@example.org:{key}")) == [WRONG]


@pytest.mark.parametrize("way", ["apy-token", "x-api-key", "bearer", "basic"])
def test_one_key_opens_in_every_way(gate, key, way):
    headers = {
        "apy-token": (b"apy-token", key.encode()),
        "x-api-key": (b"x-api-key", key.encode()),
        "bearer": (b"authorization", b"Bearer " + key.encode()),
        "basic": basic(f"admin@localhost:{key}"),
    }
    assert asyncio.run(gate.admit(request(headers[way]))).email == "admin@localhost"


def test_the_password_of_an_account_opens(gate, service):
    service.people.add(NewAccount("ada@example.org", password="correct horse"), now=NOW)
    assert asyncio.run(gate.admit(request(basic("ADA@example.org:correct horse")))).key_id is None
    assert flaw_codes(gate, basic("ada@example.org:wrong horse")) == [WRONG]


def test_a_key_is_remembered_for_a_few_seconds_only(service, key):
    ticks = [100.0]
    hop = Hop()
    gate = Gate(service, hop=hop, now=lambda: NOW, ticks=lambda: ticks[0])
    sent = (b"apy-token", key.encode())
    asyncio.run(gate.admit(request(sent)))
    (made,) = service.people.keys.of("admin@localhost")
    service.people.keys.revoke("admin@localhost", label=made.label, now=NOW)
    asyncio.run(gate.admit(request(sent)))
    ticks[0] += 5.1
    assert flaw_codes(gate, sent) == [WRONG]
    hop.close()


def test_the_rate_of_one_key_is_limited(service, key):
    hop = Hop()
    gate = Gate(service, hop=hop, now=lambda: NOW, rate_limit=3)
    sent = request((b"apy-token", key.encode()))
    for _ in range(3):
        asyncio.run(gate.admit(sent))
    with pytest.raises(Fault) as caught:
        asyncio.run(gate.admit(sent))
    assert caught.value.kind is Kind.RATE_LIMITED
    assert caught.value.retry_after in range(1, 61)
    hop.close()

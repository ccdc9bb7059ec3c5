import asyncio
import time
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from tests.service.conftest import QuickHasher

from kalends.edge.capacity.executor import PASSWORDS_OF_ADDRESS, Executor
from kalends.edge.context import CURRENT, context_of
from kalends.edge.identity.auth import MISSING, MOST_BASIC, WRONG, Authenticator, credentials
from kalends.edge.identity.origin import public_url
from kalends.errors import Fault, Kind
from kalends.service.house import Service
from kalends.service.people import Credentials, NewAccount, People
from kalends.store.sqlite import open_store

SITE = public_url("https://calendar.example.org/kalends")
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
    yield Service.of(store)
    store.close()


@pytest.fixture
def authenticator(service):
    executor = Executor()
    yield Authenticator(service, executor=executor, public_url=SITE, now=lambda: NOW, rate_limit=0)
    executor.close()


@pytest.fixture
def key(service):
    made = service.people.first_administrator(NOW)
    assert made is not None
    return made[1]


def flaw_codes(authenticator, *headers):
    with pytest.raises(Fault) as caught:
        asyncio.run(authenticator.authenticate(request(*headers)))
    assert caught.value.kind is Kind.UNAUTHENTICATED
    return [flaw.code for flaw in caught.value.flaws]


def test_missing_and_wrong_are_told_apart(authenticator, key):
    assert flaw_codes(authenticator) == [MISSING]
    assert flaw_codes(authenticator, (b"apy-token", b"x" * 48)) == [WRONG]
    assert flaw_codes(authenticator, (b"apy-token", key.swapcase().encode())) == [WRONG]
    assert flaw_codes(authenticator, basic(f"nobody@example.org:{key}")) == [WRONG]


@pytest.mark.parametrize("way", ["apy-token", "x-api-key", "bearer", "basic"])
def test_one_key_opens_in_every_way(authenticator, key, way):
    headers = {
        "apy-token": (b"apy-token", key.encode()),
        "x-api-key": (b"x-api-key", key.encode()),
        "bearer": (b"authorization", b"Bearer " + key.encode()),
        "basic": basic(f"admin@localhost:{key}"),
    }
    assert asyncio.run(authenticator.authenticate(request(headers[way]))).email == "admin@localhost"


def test_the_password_of_an_account_opens(authenticator, service):
    service.people.add(NewAccount("ada@example.org", password="correct horse"), now=NOW)
    assert asyncio.run(authenticator.authenticate(request(basic("ADA@example.org:correct horse")))).key_id is None
    assert flaw_codes(authenticator, basic("ada@example.org:wrong horse")) == [WRONG]


def test_a_key_is_remembered_for_a_few_seconds_only(service, key):
    ticks = [100.0]
    executor = Executor()
    authenticator = Authenticator(service, executor=executor, public_url=SITE, now=lambda: NOW, ticks=lambda: ticks[0])
    sent = (b"apy-token", key.encode())
    asyncio.run(authenticator.authenticate(request(sent)))
    (made,) = service.people.keys.of("admin@localhost")
    service.people.keys.revoke("admin@localhost", label=made.label, now=NOW)
    asyncio.run(authenticator.authenticate(request(sent)))
    ticks[0] += 5.1
    assert flaw_codes(authenticator, sent) == [WRONG]
    executor.close()


def test_the_rate_of_one_key_is_limited(service, key):
    executor = Executor()
    authenticator = Authenticator(service, executor=executor, public_url=SITE, now=lambda: NOW, rate_limit=3)
    sent = request((b"apy-token", key.encode()))
    for _ in range(3):
        asyncio.run(authenticator.authenticate(sent))
    with pytest.raises(Fault) as caught:
        asyncio.run(authenticator.authenticate(sent))
    assert caught.value.kind is Kind.RATE_LIMITED
    assert caught.value.retry_after in range(1, 61)
    executor.close()


@pytest.fixture
def busy_gate(service, key):
    """A authenticator with time, and with a hash that costs none."""
    executor = Executor(wait_seconds=120)
    people = People(service.store, hasher=QuickHasher())
    people.add(NewAccount("ada@example.org", password="correct horse"), now=NOW)
    yield Authenticator(
        replace(service, people=people), executor=executor, public_url=SITE, now=lambda: NOW, rate_limit=0
    )
    executor.close()


MARKS = "\u0301\u0323"


def test_the_longest_login_and_password_can_be_sent(authenticator, service):
    """Each of their characters has four octets; one octet more is refused before it is decoded."""
    login, password = "\U00010400" * 250 + "@x.y", "\U0001f511" * 1000
    service.people.add(NewAccount(login, password=password), now=NOW)
    assert asyncio.run(authenticator.authenticate(request(basic(f"{login}:{password}")))).email == login
    assert flaw_codes(authenticator, basic(f"{login}:{password}x")) == [WRONG]
    fits = b"Basic " + b64encode(b"a:" + b"x" * (MOST_BASIC * 3 // 4 - 2))
    assert len(fits) == 6 + MOST_BASIC
    assert credentials(request((b"authorization", fits))) is not None
    with pytest.raises(Fault):
        credentials(request((b"authorization", fits + b"eHh4")))


def test_a_password_that_is_too_long_is_never_touched(authenticator, service):
    service.people.add(NewAccount("ada@example.org", password="correct horse"), now=NOW)
    before = time.process_time()
    for length in (30_000, 300_000):
        assert flaw_codes(authenticator, basic("ada@example.org:a" + MARKS * length)) == [WRONG]
        with pytest.raises(Fault):
            service.people.authenticate(Credentials("ada@example.org", "a" + MARKS * length), address="", now=NOW)
        with pytest.raises(Fault):
            service.people.authenticate(Credentials("a" + MARKS * length, "x"), address="", now=NOW)
    assert time.process_time() - before < 5


async def all_at_once(authenticator, headers, address="192.0.2.1"):
    """What becomes of requests that one client sends at the same time: the caller or the Fault of each."""

    async def one(header):
        sent = Request({"type": "http", "method": "GET", "headers": [header], "client": (address, 1)})
        context_of(sent).client = address
        CURRENT.set(context_of(sent))
        return await authenticator.authenticate(sent)

    return await asyncio.gather(*(one(header) for header in headers), return_exceptions=True)


def test_failures_count_while_others_wait(busy_gate):
    sent = [basic(f"ada@example.org:wrong {number}") for number in range(20)]
    faults = asyncio.run(all_at_once(busy_gate, sent))
    assert Counter(fault.kind for fault in faults) == {Kind.UNAUTHENTICATED: 10, Kind.RATE_LIMITED: 10}


def test_a_password_that_comes_many_times_at_once_is_hashed_once(busy_gate):
    right = asyncio.run(all_at_once(busy_gate, [basic("ada@example.org:correct horse")] * 40))
    assert {caller.email for caller in right} == {"ada@example.org"}
    wrong = asyncio.run(all_at_once(busy_gate, [basic("ada@example.org:wrong")] * 40))
    assert {fault.kind for fault in wrong} == {Kind.UNAUTHENTICATED}
    # it was one try: nine more are left
    sent = [basic(f"ada@example.org:wrong {number}") for number in range(10)]
    faults = asyncio.run(all_at_once(busy_gate, sent))
    assert Counter(fault.kind for fault in faults) == {Kind.UNAUTHENTICATED: 9, Kind.RATE_LIMITED: 1}


def test_passwords_of_one_address_wait_in_a_short_line_and_keys_in_none(busy_gate, key):
    most = PASSWORDS_OF_ADDRESS.at_once + PASSWORDS_OF_ADDRESS.waiting
    sent = [basic(f"guess{number}@example.org:wrong") for number in range(most + 5)]

    async def scene():
        flood = asyncio.create_task(all_at_once(busy_gate, sent))
        await asyncio.sleep(0)
        callers = await all_at_once(busy_gate, [(b"apy-token", key.encode())])
        assert not flood.done()
        return callers, await flood

    callers, faults = asyncio.run(scene())
    assert callers[0].email == "admin@localhost"
    assert Counter(fault.kind for fault in faults) == {Kind.UNAUTHENTICATED: most, Kind.BUSY: 5}
    assert all(fault.retry_after for fault in faults if fault.kind is Kind.BUSY)

"""What is asked of a store that takes no writes: who may read still can."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.units import calendars_of

from kalends.errors import Fault, Kind
from kalends.service.access import caller_of
from kalends.service.calendars import NewCalendar
from kalends.service.house import Service
from kalends.service.people import Credentials, NewAccount
from kalends.service.people.throttle import ACCOUNT_AT_ADDRESS, KEYS, UnstoredCounts
from kalends.service.ports import Outage, Store
from kalends.service.records import KeptFile, Look, Scope
from kalends.store.open import open_store

NOW = datetime(2026, 11, 21, tzinfo=UTC)
EMAIL, PASSWORD, ADDRESS = "anna@example.org", "correct horse battery staple", "192.0.2.1"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "data")
    yield opened
    opened.close()


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process grows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def service_of(store: Store) -> Service:
    """The verbs of a process that was just started."""
    return Service.of(store)


def test_what_was_made_before_is_read_and_opens(store: Store) -> None:
    service = service_of(store)
    me = caller_of(service.people.add(NewAccount(EMAIL, password=PASSWORD), now=NOW), None)
    key = service.people.keys.add(EMAIL, label="a", scope=Scope.FULL, now=NOW).secret
    calendar = calendars_of(service).create(me, NewCalendar(Look("Work")), now=NOW).id
    file = service.files.keep(
        KeptFile("a.ics", "text", "text/calendar"), owner_id=me.account_id, now=NOW, lifetime=timedelta(days=1)
    )
    with service.read(me) as unit:
        feed = service.feeds.of(unit, calendar)
    signed_in = service.people.authenticate(Credentials(EMAIL, PASSWORD), address=ADDRESS, now=NOW)
    token = service.people.tokens.issue(signed_in, now=NOW).secret
    wrong = Credentials(EMAIL, "wrong")
    with pytest.raises(Fault):
        service.people.authenticate(wrong, address=ADDRESS, now=NOW)
    with full_disk():
        again = service_of(store)
        assert again.people.authenticate(Credentials(None, key), address=ADDRESS, now=NOW).account_id == me.account_id
        right = Credentials(EMAIL, PASSWORD)  # the wrong one before cannot be forgotten now
        assert again.people.authenticate(right, address=ADDRESS, now=NOW).account_id == me.account_id
        assert again.people.devices.mark(me, now=NOW) == ""  # there is no secret for it yet
        assert again.files.fetch(file, NOW).text == "text"
        with again.read(me) as unit:
            assert again.feeds.of(unit, calendar) == feed
        assert again.people.tokens.holder(token, now=NOW) == me
        assert again.quota.spend("a", limit=1, seconds=60, now=NOW) is None
        with pytest.raises(Outage) as caught:
            calendars_of(again).create(me, NewCalendar(Look("Home")), now=NOW)
        assert caught.value.kind is Kind.BUSY
        assert store.outage is not None
    assert again.quota.spend("a", limit=1, seconds=60, now=NOW) is None
    assert again.quota.spend("a", limit=1, seconds=60, now=NOW) == 60
    assert store.outage is None


def refusals(service: Service, credentials: Credentials, times: int) -> list[Kind]:
    """The kinds of fault of several attempts to sign in from one address."""
    found = []
    for _ in range(times):
        with pytest.raises(Fault) as caught:
            service.people.authenticate(credentials, address=ADDRESS, now=NOW)
        found.append(caught.value.kind)
    return found


def test_who_guesses_while_nothing_can_be_stored_is_stopped_all_the_same(store: Store) -> None:
    service = service_of(store)
    service.people.add(NewAccount(EMAIL, password=PASSWORD), now=NOW)
    wrong, right = Credentials(EMAIL, "wrong"), Credentials(EMAIL, PASSWORD)
    with full_disk():
        most = ACCOUNT_AT_ADDRESS.failures
        assert refusals(service, wrong, most + 1) == [*[Kind.UNAUTHENTICATED] * most, Kind.RATE_LIMITED]
        assert refusals(service, right, 1) == [Kind.RATE_LIMITED]
        later = NOW + timedelta(seconds=ACCOUNT_AT_ADDRESS.seconds)
        assert service.people.authenticate(right, address=ADDRESS, now=later).email == EMAIL
        unknown = Credentials(None, "k" * 48)
        assert refusals(service, unknown, KEYS.failures + 1)[-2:] == [Kind.UNAUTHENTICATED, Kind.RATE_LIMITED]


def test_what_counts_in_memory_is_bounded() -> None:
    counts = UnstoredCounts()
    counts.add(((KEYS, str(number)) for number in range(UnstoredCounts.MOST + 1)), NOW)
    for _ in range(KEYS.failures):
        counts.add([(KEYS, "0")], NOW)
    assert counts.wait((KEYS, "0"), NOW) == KEYS.seconds  # it was the oldest, went, and began anew
    assert len(counts._counts) == UnstoredCounts.MOST

"""Files that are kept for a while, and their tokens."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kalends.errors import Fault, Kind
from kalends.service.files import Files
from kalends.service.limits import Limits
from kalends.service.ports import Store
from kalends.service.records import AccountDraft, KeptFile
from kalends.store.open import open_store as open_any
from kalends.store.sqlite import open_store

WEEK = timedelta(days=7)
TEXT = "BEGIN:VCALENDAR\r\nSUMMARY:Büro 🎈\r\nEND:VCALENDAR\r\n"
TYPE = "text/calendar; charset=utf-8; method=REQUEST"


BOTH = pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)
FILE = KeptFile("büro.ics", TEXT, TYPE)


@pytest.fixture
def files(store: Store, now: datetime) -> Files:
    add_people(store, now)
    return Files(store)


def add_people(store: Store, now: datetime) -> None:
    """Two accounts, of the ids 1 and 2."""
    with store.writing() as transaction:
        for name in ("ada@example.org", "bo@example.org"):
            draft = AccountDraft(name, name, False, "UTC", password_hash="", guid=name)
            transaction.accounts.add(draft, name, now=now)


def keep(files: Files, now: datetime, lifetime: timedelta = WEEK, owner_id: int = 1) -> str:
    return files.keep(FILE, owner_id=owner_id, now=now, lifetime=lifetime)


def kind_of(files: Files, token: str, now: datetime) -> Kind:
    with pytest.raises(Fault) as caught:
        files.fetch(token, now)
    return caught.value.kind


def test_a_file_comes_back(files: Files, now: datetime) -> None:
    token = keep(files, now)
    assert re.fullmatch(r"[A-Za-z0-9._-]+", token)
    assert files.fetch(token, now) == KeptFile("büro.ics", TEXT, TYPE)


def test_every_process_has_the_same_secret(files: Files, store: Store, now: datetime) -> None:
    token = keep(files, now)
    assert Files(store).fetch(token, now).text == TEXT


def test_a_file_is_gone_when_its_time_is_over(files: Files, now: datetime) -> None:
    token = keep(files, now + timedelta(seconds=0.4))
    assert files.fetch(token, now + WEEK).text == TEXT
    assert kind_of(files, token, now + WEEK + timedelta(seconds=1)) is Kind.GONE


def test_it_stays_gone_after_its_row_went(files: Files, store: Store, now: datetime) -> None:
    token = keep(files, now)
    later = now + 2 * WEEK
    keep(files, later)
    with store.reading() as transaction, pytest.raises(Fault):
        transaction.files.find(token.partition(".")[0])
    assert kind_of(files, token, later) is Kind.GONE


def test_the_expiry_cannot_be_changed(files: Files, now: datetime) -> None:
    token = keep(files, now)
    file_id, expiry, mac = token.split(".")
    assert kind_of(files, f"{file_id}.{int(expiry, 16) + 9:x}.{mac}", now) is Kind.NOT_FOUND
    assert kind_of(files, f"{file_id}.{int(expiry, 16) - 9 * 10**6:x}.{mac}", now) is Kind.NOT_FOUND


def test_a_token_of_another_server_is_none(files: Files, now: datetime, tmp_path) -> None:
    other = open_store(tmp_path / "other")
    add_people(other, now)
    assert kind_of(files, keep(Files(other), now), now) is Kind.NOT_FOUND
    other.close()


@pytest.mark.parametrize("change", range(75))
def test_every_character_of_a_token_counts(files: Files, now: datetime, change: int) -> None:
    token = keep(files, now)
    assert len(token) == 75
    forged = token[:change] + ("A" if token[change] != "A" else "B") + token[change + 1 :]
    assert kind_of(files, forged, now) is Kind.NOT_FOUND
    assert kind_of(files, token[:change], now) is Kind.NOT_FOUND


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(token=st.text(st.characters(), max_size=100) | st.from_regex(r"[A-Za-z0-9]{22}\.[0-9a-f]{8}\.[\w-]{43}"))
def test_no_text_is_a_token_by_chance(files: Files, now: datetime, token: str) -> None:
    assert kind_of(files, token, now) is Kind.NOT_FOUND


@pytest.mark.parametrize("text", ["nul \0", "half \ud800", "\udfff"])
@pytest.mark.parametrize("field", ["name", "text", "media_type"])
def test_what_no_store_can_keep_is_refused(files: Files, now: datetime, field: str, text: str) -> None:
    texts = {"name": "a", "text": "b", "media_type": "c", field: text}
    with pytest.raises(Fault) as caught:
        files.keep(KeptFile(**texts), owner_id=1, now=now, lifetime=WEEK)
    assert caught.value.kind is Kind.INVALID
    assert [flaw.field for flaw in caught.value.flaws] == [field]


def test_old_files_go_by_themselves_a_few_at_a_time(files: Files, store: Store, now: datetime) -> None:
    tokens = [keep(files, now) for _ in range(20)]
    left = []
    for _ in range(3):
        keep(files, now + 2 * WEEK)
        left.append(sum(stored(store, token) for token in tokens))
    assert left == [12, 4, 0]


def stored(store: Store, token: str) -> bool:
    with store.reading() as transaction:
        try:
            transaction.files.find(token.partition(".")[0])
        except Fault:
            return False
        return True


def full(files: Files, now: datetime, owner_id: int = 1, file: KeptFile = FILE) -> Fault:
    """The fault of a file for which there is no room."""
    with pytest.raises(Fault) as caught:
        files.keep(file, owner_id=owner_id, now=now, lifetime=WEEK)
    assert caught.value.kind is Kind.TOO_LARGE
    return caught.value


@BOTH
def test_as_many_as_the_limit_are_kept_and_no_more(store: Store, now: datetime) -> None:
    add_people(store, now)
    files = Files(store, Limits(kept_files=3))
    tokens = [keep(files, now + timedelta(hours=number)) for number in range(3)]
    later = now + timedelta(hours=5)
    fault = full(files, later)
    assert "3 files are kept" in fault.detail
    assert f"after {now + WEEK:%Y-%m-%dT%H:%M:%SZ}" in fault.detail
    assert fault.retry_after == (WEEK - timedelta(hours=5)).total_seconds()
    assert all(files.fetch(token, later).text == TEXT for token in tokens)
    keep(files, later, owner_id=2)  # it is the limit of one account


@BOTH
def test_as_many_octets_as_the_limit_are_kept_and_no_more(store: Store, now: datetime) -> None:
    add_people(store, now)
    whole = len(TEXT.encode()) + len("büro.ics".encode())
    files = Files(store, Limits(kept_octets=3 * whole))
    for _ in range(3):
        keep(files, now)
    assert f"{3 * whole + 1:,} bytes" in full(files, now, file=KeptFile("", "x", TYPE)).detail
    keep(files, now, owner_id=2)


def test_one_that_is_larger_than_all_may_be_is_never_kept(store: Store, now: datetime) -> None:
    add_people(store, now)
    fault = full(Files(store, Limits(kept_octets=10)), now)
    assert (fault.retry_after, "come again" in fault.detail) == (None, False)
    assert "ask for the file itself" in fault.detail


@BOTH
def test_what_has_expired_makes_room_the_oldest_first(store: Store, now: datetime) -> None:
    add_people(store, now)
    files = Files(store, Limits(kept_files=20))
    tokens = [keep(files, now + timedelta(seconds=number)) for number in range(20)]
    full(files, now + WEEK - timedelta(seconds=1))
    later = now + WEEK + timedelta(seconds=15)  # sixteen have expired
    fresh = keep(files, later)
    assert [stored(store, token) for token in tokens] == [False] * 8 + [True] * 12
    assert files.fetch(fresh, later).text == TEXT
    for _ in range(15):
        keep(files, later)
    full(files, later)


@BOTH
def test_the_files_of_an_account_go_with_it(store: Store, now: datetime) -> None:
    add_people(store, now)
    files = Files(store)
    gone, stays = keep(files, now), keep(files, now, owner_id=2)
    with store.writing() as transaction:
        transaction.accounts.remove(1)
    assert (stored(store, gone), stored(store, stays)) == (False, True)
    with pytest.raises(Fault) as caught:
        keep(files, now)
    assert caught.value.kind is Kind.NOT_FOUND


def test_two_at_once_do_not_pass_the_limit_together(postgres_url: str, now: datetime) -> None:
    store = open_any(postgres_url)
    add_people(store, now)
    files, begun = Files(store, Limits(kept_files=5)), Barrier(8)

    def attempt(_: int) -> str:
        begun.wait(30)
        try:
            keep(files, now)
        except Fault as fault:
            return fault.kind.value
        return "kept"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(attempt, range(8))) == ["kept"] * 5 + ["too-large"] * 3
    store.close()

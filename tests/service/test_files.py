"""Files that are kept for a while, and their tokens."""

import re
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kalends.errors import Fault, Kind
from kalends.service.chance import SystemChance
from kalends.service.files import Files
from kalends.service.ports import Store
from kalends.service.records import KeptFile
from kalends.store.sqlite import open_store

WEEK = timedelta(days=7)
TEXT = "BEGIN:VCALENDAR\r\nSUMMARY:Büro 🎈\r\nEND:VCALENDAR\r\n"
TYPE = "text/calendar; charset=utf-8; method=REQUEST"


@pytest.fixture
def files(store: Store) -> Files:
    return Files(store, SystemChance())


def keep(files: Files, now: datetime, lifetime: timedelta = WEEK) -> str:
    return files.keep("büro.ics", TEXT, TYPE, now=now, lifetime=lifetime)


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
    assert Files(store, SystemChance()).fetch(token, now).text == TEXT


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
    assert kind_of(files, keep(Files(other, SystemChance()), now), now) is Kind.NOT_FOUND
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
        files.keep(**texts, now=now, lifetime=WEEK)
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

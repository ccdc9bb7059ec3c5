"""Quotas: how much in a while, and exact across processes."""

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kalends.service.ports import Store
from kalends.service.quota import Quota, subject_of
from kalends.store.sqlite import open_store


@pytest.fixture
def quota(store: Store) -> Quota:
    return Quota(store)


def test_a_limit_is_kept_until_the_window_ends(quota: Quota, now: datetime) -> None:
    spent = [quota.spend("key:1", limit=3, seconds=60, now=now + timedelta(seconds=n)) for n in range(5)]
    assert spent == [None, None, None, 57, 56]
    assert quota.spend("key:1", limit=3, seconds=60, now=now + timedelta(seconds=59.5)) == 1
    assert quota.spend("key:1", limit=3, seconds=60, now=now + timedelta(seconds=60)) is None


def test_waiting_as_long_as_told_is_enough(quota: Quota, now: datetime) -> None:
    quota.spend("key:1", limit=1, seconds=60, now=now)
    later = now + timedelta(seconds=12.3)
    wait = quota.spend("key:1", limit=1, seconds=60, now=later)
    assert wait == 48
    assert quota.spend("key:1", limit=1, seconds=60, now=later + timedelta(seconds=wait)) is None


def test_one_subject_does_not_spend_for_another(quota: Quota, now: datetime) -> None:
    assert quota.spend("key:1", limit=1, seconds=60, now=now) is None
    assert quota.spend("key:2", limit=1, seconds=60, now=now) is None
    assert quota.spend("key:1", limit=1, seconds=60, now=now) == 60


@pytest.mark.parametrize("subject", ["", "\0", "half \ud800", "x" * 100_000])
def test_any_text_is_a_subject(quota: Quota, now: datetime, subject: str) -> None:
    assert quota.spend(subject, limit=1, seconds=60, now=now) is None
    assert quota.spend(subject, limit=1, seconds=60, now=now) == 60


def test_a_limit_of_nothing_refuses(quota: Quota, now: datetime) -> None:
    assert quota.spend("key:1", limit=0, seconds=60, now=now) == 1


def test_old_counters_go_by_themselves(quota: Quota, store: Store, now: datetime) -> None:
    for number in range(20):
        quota.spend(f"key:{number}", limit=1, seconds=1, now=now)
    for number in range(20, 24):
        quota.spend(f"key:{number}", limit=1, seconds=1, now=now + timedelta(seconds=5))
    with store.reading() as transaction:
        left = [n for n in range(20) if transaction.counters.spent(subject_of("quota", f"key:{n}"), now=now).count]
    assert left == []


SPEND = """
import sys
from datetime import datetime
from pathlib import Path
from kalends.service.quota import Quota
from kalends.store.sqlite import open_store
store = open_store(Path(sys.argv[1]))
now = datetime.fromisoformat(sys.argv[2])
sys.stdin.readline()
spent = [Quota(store).spend("key:1", limit=100, seconds=60, now=now) for _ in range(50)]
print(spent.count(None))
store.close()
"""


def test_four_processes_share_one_limit(tmp_path: Path, now: datetime) -> None:
    open_store(tmp_path).close()
    command = [sys.executable, "-c", SPEND, str(tmp_path), now.isoformat()]
    together = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for process in together:
        process.stdin.write("\n")
        process.stdin.flush()
    allowed = [int(process.communicate()[0]) for process in together]
    assert sum(allowed) == 100

"""Twenty thousand drawn rules, beside rrule-temporal and ical.js; dateutil is asked where neither says what we say."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from tests.oracles.recur.draws import Case, cases
from tests.oracles.recur.peers import Peer
from tests.oracles.recur.verdict import demand_right

SHARDS = 16  # so that workers share them


@pytest.fixture(scope="module")
def peers() -> Iterator[tuple[Peer, ...]]:
    programs = Peer("rrule-temporal"), Peer("ical.js"), Peer("dateutil")
    yield programs
    for peer in programs:
        peer.stop()


@pytest.mark.oracle
@pytest.mark.rfc("5545 §3.3.10")
@pytest.mark.parametrize("shard", range(SHARDS))
@settings(max_examples=20_000 // SHARDS, suppress_health_check=list(HealthCheck))
@given(case=cases())
def test_a_drawn_rule(peers: tuple[Peer, ...], shard: int, case: Case) -> None:
    demand_right(case, peers)

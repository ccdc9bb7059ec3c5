"""Twenty thousand drawn rules, beside python-dateutil and libical."""

from collections.abc import Iterator
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from tests.oracles.recur.draws import Case, cases
from tests.oracles.recur.peers import Peer
from tests.oracles.recur.verdict import demand_right

SHARDS = 16  # so that workers share them


@pytest.fixture(scope="module")
def peers(libical: ModuleType) -> Iterator[tuple[Peer, ...]]:
    both = Peer("dateutil"), Peer("libical")
    yield both
    for peer in both:
        peer.stop()


@pytest.mark.oracle
@pytest.mark.rfc("5545 §3.3.10")
@pytest.mark.parametrize("shard", range(SHARDS))
@settings(max_examples=20_000 // SHARDS, suppress_health_check=list(HealthCheck))
@given(case=cases())
def test_a_drawn_rule(peers: tuple[Peer, ...], shard: int, case: Case) -> None:
    demand_right(case, peers)

"""From where somebody calls, and whether the account signed in from there lately."""

import ipaddress
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache

from kalends.errors import Fault
from kalends.service.ports import Store, Transaction
from kalends.service.quota import subject_of

REMEMBERED = timedelta(days=30)
NOTED_AFTER = timedelta(days=1)
MOST_NETWORKS = 100
"""Networks that are remembered of one account: those that were noted last."""


@lru_cache(1024)
def network_of(address: str) -> str:
    """Whose address it is: a subscriber of IPv6 has a whole /64 to choose from (RFC 6177 §2)."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))


class KnownNetworks:
    """The networks at which accounts signed in with their password."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def last_seen(self, transaction: Transaction, account_id: int, address: str, *, now: datetime) -> datetime | None:
        """When the account was last noted there; None where that is more than 30 days ago, or never was."""
        seen = transaction.networks.last_seen(account_id, _digest(account_id, address))
        # what was noted in the future was noted by a clock that went wrong
        return seen if seen is not None and abs(now - seen) < REMEMBERED else None

    def note(self, account_id: int, address: str, last_seen: datetime | None, *, now: datetime) -> None:
        """Note that the account signed in there, unless that was done within a day."""
        if last_seen is not None and timedelta() <= now - last_seen < NOTED_AFTER:
            return
        # a store that is busy is no reason to refuse the right password
        with suppress(Fault), self._store.writing() as transaction:
            transaction.networks.note(account_id, _digest(account_id, address), now=now, keep=MOST_NETWORKS)


def _digest(account_id: int, address: str) -> str:
    return subject_of("network", str(account_id), network_of(address))

"""How often somebody may guess: always on, and counted in the store, so that it holds across processes.

Wrong passwords count for the account at the address, for the address, and for the account from anywhere. Wrong
keys count for the address alone, and many are let pass, since a key cannot be guessed: what counts is the load.
"""

import ipaddress
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from kalends.errors import Fault, Kind
from kalends.service.ports import Counters, Outage, Store
from kalends.service.quota import PURGED_AT_ONCE, subject_of, wait_for


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures in so many seconds."""

    name: str
    failures: int
    seconds: int


ACCOUNT_AT_ADDRESS = Limit("password-account-address", 10, 15 * 60)
ADDRESS = Limit("password-address", 100, 15 * 60)
ACCOUNT = Limit("password-account", 200, 60 * 60)
KEYS = Limit("key-address", 600, 60)

_Tally = tuple[Limit, str]


class Throttle:
    """Counts failures, and stops who has too many of them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def demand_password_try(self, account: str, address: str, now: datetime) -> None:
        """Let a password be tried. Fault RATE_LIMITED."""
        with self._store.reading() as transaction:
            waits = [_wait(transaction.counters, tally, now) for tally in _tallies(account, address)]
        if max(waits):
            raise _too_often(max(waits))

    def count_password(self, account: str, address: str, now: datetime) -> None:
        """Count a wrong password."""
        with self._store.writing() as transaction:
            for limit, subject in _tallies(account, address):
                transaction.counters.spend(subject, seconds=limit.seconds, now=now)
            transaction.counters.purge(now=now, at_most=PURGED_AT_ONCE)

    def forgive(self, account: str, address: str, now: datetime) -> None:
        """Forget the wrong passwords of an account at an address, after the right one."""
        _, subject = _tallies(account, address)[0]
        with self._store.reading() as transaction:
            forgiven = transaction.counters.spent(subject, now=now).count == 0
        if not forgiven:
            # a disk that is full is no reason to refuse the right password
            with suppress(Outage), self._store.writing() as transaction:
                transaction.counters.clear(subject)

    def count_key(self, address: str, now: datetime) -> None:
        """Count a wrong key. Fault RATE_LIMITED where there were too many; nothing is written then."""
        tally = (KEYS, subject_of(KEYS.name, _network(address)))
        with self._store.reading() as transaction:
            wait = _wait(transaction.counters, tally, now)
        if wait:
            raise _too_often(wait)
        with self._store.writing() as transaction:
            transaction.counters.spend(tally[1], seconds=KEYS.seconds, now=now)
            transaction.counters.purge(now=now, at_most=PURGED_AT_ONCE)


def _tallies(account: str, address: str) -> tuple[_Tally, _Tally, _Tally]:
    network = _network(address)
    return (
        (ACCOUNT_AT_ADDRESS, subject_of(ACCOUNT_AT_ADDRESS.name, account, network)),
        (ADDRESS, subject_of(ADDRESS.name, network)),
        (ACCOUNT, subject_of(ACCOUNT.name, account)),
    )


def _wait(counters: Counters, tally: _Tally, now: datetime) -> int:
    limit, subject = tally
    spent = counters.spent(subject, now=now)
    return wait_for(spent, now) if spent.count >= limit.failures else 0


def _network(address: str) -> str:
    """Whose address it is: a subscriber of IPv6 has a whole /64 to choose from (RFC 6177 §2)."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))


def _too_often(seconds: int) -> Fault:
    return Fault(
        Kind.RATE_LIMITED,
        f"There were too many failed attempts to sign in; try again in {seconds} seconds.",
        retry_after=seconds,
    )

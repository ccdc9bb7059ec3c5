"""How often somebody may guess: always on, and counted in the store, so that it holds across processes.

Wrong passwords count for the account at the address, for the address, and for the account from anywhere. The last count
is no matter where the account signed in lately, or where a device of its person asks: else whoever guesses from
anywhere would lock that person out. Each device has a count of its own instead, so that a stolen mark is worth little.
Wrong keys count for the address alone, and many are let pass, since a key cannot be guessed: what counts is the load.

While the database takes no writes, or others keep its lock, failures count in this process: a full disk or a long
write would else be an invitation to guess.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from kalends.errors import Fault, Kind
from kalends.service.people.networks import network_of
from kalends.service.ports import Counters, Store
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
DEVICE = Limit("password-device", 10, 15 * 60)
KEYS = Limit("key-address", 600, 60)

_Tally = tuple[Limit, str]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A password that is to be tried for an account: from which address, and whether its person is known there.

    `device` tells the device of the account that asks from others; "" where none does.
    """

    account: str
    address: str
    at_known_network: bool = False
    device: str = ""


class UnstoredCounts:
    """Failures that could not be stored, in the memory of this process; the oldest go where there are too many."""

    MOST = 10_000

    def __init__(self) -> None:
        self._counts: dict[str, tuple[int, datetime]] = {}

    def add(self, tallies: Iterable[_Tally], now: datetime) -> None:
        """Count a failure."""
        for limit, subject in tallies:
            count, ends = self._counts.pop(subject, (0, now))
            if ends <= now:
                count, ends = 0, now + timedelta(seconds=limit.seconds)
            self._counts[subject] = (count + 1, ends)
        while len(self._counts) > self.MOST:
            self._counts.pop(next(iter(self._counts)), None)

    def wait(self, tally: _Tally, now: datetime) -> int:
        """The seconds until something may be tried again; 0 for at once."""
        limit, subject = tally
        count, ends = self._counts.get(subject, (0, now))
        return ceil((ends - now).total_seconds()) if count >= limit.failures and ends > now else 0


class Throttle:
    """Counts failures, and stops who has too many of them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._unstored = UnstoredCounts()

    def demand_password_try(self, attempt: Attempt, now: datetime) -> None:
        """Let a password be tried. Fault RATE_LIMITED."""
        with self._store.reading() as transaction:
            waits = [_wait(transaction.counters, tally, now) for tally in _tallies(attempt)]
            if not attempt.at_known_network and not _is_trusted(transaction.counters, attempt, now):
                waits.append(_wait(transaction.counters, _from_anywhere(attempt), now))
        waits += [self._unstored.wait(tally, now) for tally in _unstored_tallies(attempt)]
        if max(waits):
            raise _too_often(max(waits))

    def count_password(self, attempt: Attempt, now: datetime) -> None:
        """Count a wrong password."""
        try:
            self._store_password(attempt, now)
        except Fault:
            self._unstored.add(_unstored_tallies(attempt), now)

    def _store_password(self, attempt: Attempt, now: datetime) -> None:
        with self._store.writing() as transaction:
            counters = transaction.counters
            tallies = [*_tallies(attempt)]
            if attempt.device:
                tallies.append(_of_device(attempt))
            if not attempt.at_known_network and not _is_trusted(counters, attempt, now):
                tallies.append(_from_anywhere(attempt))
            for limit, subject in tallies:
                counters.spend(subject, seconds=limit.seconds, now=now)
            counters.purge(now=now, at_most=PURGED_AT_ONCE)

    def forgive(self, attempt: Attempt, now: datetime) -> None:
        """Forget the wrong passwords of an account at an address and a device, after the right one."""
        subjects = [subject for _, subject in _forgivable(attempt)]
        with self._store.reading() as transaction:
            counted = [each for each in subjects if transaction.counters.spent(each, now=now).count]
        if counted:
            # a disk that is full, or a store that is busy, is no reason to refuse the right password
            with suppress(Fault), self._store.writing() as transaction:
                for subject in counted:
                    transaction.counters.clear(subject)

    def count_key(self, address: str, now: datetime) -> None:
        """Count a wrong key. Fault RATE_LIMITED where there were too many; nothing is written then."""
        tally = (KEYS, subject_of(KEYS.name, network_of(address)))
        with self._store.reading() as transaction:
            wait = _wait(transaction.counters, tally, now)
        if wait or (wait := self._unstored.wait(tally, now)):
            raise _too_often(wait)
        try:
            with self._store.writing() as transaction:
                transaction.counters.spend(tally[1], seconds=KEYS.seconds, now=now)
                transaction.counters.purge(now=now, at_most=PURGED_AT_ONCE)
        except Fault:
            self._unstored.add([tally], now)


def _tallies(attempt: Attempt) -> tuple[_Tally, _Tally]:
    """What counts wherever somebody asks."""
    network = network_of(attempt.address)
    return (
        (ACCOUNT_AT_ADDRESS, subject_of(ACCOUNT_AT_ADDRESS.name, attempt.account, network)),
        (ADDRESS, subject_of(ADDRESS.name, network)),
    )


def _unstored_tallies(attempt: Attempt) -> tuple[_Tally, ...]:
    """What counts while nothing can be stored: that from anywhere too, but for who is known."""
    known = attempt.at_known_network or bool(attempt.device)
    return _tallies(attempt) if known else (*_tallies(attempt), _from_anywhere(attempt))


def _from_anywhere(attempt: Attempt) -> _Tally:
    return ACCOUNT, subject_of(ACCOUNT.name, attempt.account)


def _of_device(attempt: Attempt) -> _Tally:
    return DEVICE, subject_of(DEVICE.name, attempt.device)


def _is_trusted(counters: Counters, attempt: Attempt, now: datetime) -> bool:
    """Whether a device asks that did not send too many wrong passwords itself."""
    return bool(attempt.device) and not _wait(counters, _of_device(attempt), now)


def _forgivable(attempt: Attempt) -> Iterable[_Tally]:
    yield _tallies(attempt)[0]
    if attempt.device:
        yield _of_device(attempt)


def _wait(counters: Counters, tally: _Tally, now: datetime) -> int:
    limit, subject = tally
    spent = counters.spent(subject, now=now)
    return wait_for(spent, now) if spent.count >= limit.failures else 0


def _too_often(seconds: int) -> Fault:
    return Fault(
        Kind.RATE_LIMITED,
        f"There were too many failed attempts to sign in; try again in {seconds} seconds.",
        retry_after=seconds,
    )

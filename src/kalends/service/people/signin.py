"""Signing in: a key alone, a key of an account, or the account's password.

Whether an account exists is not to be learnt here: the fault is the same, and so is the work, since a password is
hashed in either case. What can be nobody's password is refused before any work, and counts for nothing. A secret that
has the shape of a key is only ever taken for a key; it is looked up before any throttle, so that no number of wrong
passwords locks out the right key.
"""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from kalends.core.address import flaw_of, folded
from kalends.errors import Fault, Kind
from kalends.service.access import Caller, caller_of
from kalends.service.people import fields
from kalends.service.people.devices import Devices
from kalends.service.people.keys import digest_of
from kalends.service.people.networks import KnownNetworks
from kalends.service.people.proof import proof_of
from kalends.service.people.throttle import Attempt, Throttle
from kalends.service.ports import Hasher, Store
from kalends.service.records import Account, Key

TOUCHED_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request brought: a key alone (`login` is None), or a login with a key or a password.

    `mark` is that of the device that asks (`devices`), where it has one.
    """

    login: str | None
    secret: str = field(repr=False)
    mark: str = field(default="", repr=False)

    @property
    def has_password(self) -> bool:
        """Whether the secret is taken for a password, which has to be hashed."""
        return self.login is not None and not fields.KEY_SHAPE.fullmatch(self.secret)


@dataclass(frozen=True, slots=True)
class _Claimed:
    """The account that a login names, if there is one, and when it was last noted at the network of the caller."""

    account: Account | None = None
    password_hash: str = field(default="", repr=False)
    last_seen: datetime | None = None


class SignIn:
    """Tells who somebody is."""

    def __init__(self, store: Store, hasher: Hasher, devices: Devices) -> None:
        self._store = store
        self._hasher = hasher
        self._devices = devices
        self._networks = KnownNetworks(store)
        self._throttle = Throttle(store)

    def authenticate(self, credentials: Credentials, *, address: str, now: datetime) -> Caller:
        """Who has these credentials. Faults UNAUTHENTICATED, RATE_LIMITED."""
        if not credentials.has_password:
            return self._with_key(credentials, address, now)
        if not fields.can_be_password(credentials.secret):
            raise _wrong()
        return self._with_password(credentials, address, now)

    def _with_key(self, credentials: Credentials, address: str, now: datetime) -> Caller:
        held = self._held(credentials)
        if held is None:
            self._throttle.count_key(address, now)
            raise Fault(Kind.UNAUTHENTICATED, "The key is unknown, or was revoked.")
        key, account = held
        self._touch(key, now)
        return caller_of(account, key)

    def _held(self, credentials: Credentials) -> tuple[Key, Account] | None:
        try:
            with self._store.reading() as transaction:
                key, account = transaction.keys.holder(digest_of(credentials.secret))
        except Fault as fault:
            if fault.kind is Kind.NOT_FOUND:
                return None
            raise
        login = credentials.login
        return (key, account) if login is None or _login(login) == folded(account.email) else None

    def _with_password(self, credentials: Credentials, address: str, now: datetime) -> Caller:
        name = _login(credentials.login or "")
        claimed = self._claimed(name, address, now)
        attempt = Attempt(name, address, claimed.last_seen is not None, self._device(credentials.mark, claimed, now))
        self._throttle.demand_password_try(attempt, now)
        matches = self._hasher.matches(claimed.password_hash, fields.prepared_password(credentials.secret))
        if claimed.account is None or not matches:
            self._throttle.count_password(attempt, now)
            raise _wrong()
        self._throttle.forgive(attempt, now)
        self._networks.note(claimed.account.id, address, claimed.last_seen, now=now)
        return replace(caller_of(claimed.account, None), proof=proof_of(claimed.password_hash))

    def _claimed(self, name: str, address: str, now: datetime) -> _Claimed:
        with self._store.reading() as transaction:
            try:
                account = transaction.accounts.find(name)
            except Fault as fault:
                if fault.kind is Kind.NOT_FOUND:
                    return _Claimed()
                raise
            password_hash = transaction.accounts.password_hash(account.id)
            return _Claimed(account, password_hash, self._networks.last_seen(transaction, account.id, address, now=now))

    def _device(self, mark: str, claimed: _Claimed, now: datetime) -> str:
        if not mark or claimed.account is None:
            return ""
        return self._devices.device_of(mark, claimed.account.id, claimed.password_hash, now=now)

    def _touch(self, key: Key, now: datetime) -> None:
        if key.last_used is not None and now - key.last_used < TOUCHED_AFTER:
            return
        # A store that is busy is no reason to refuse the right key: its next use is noted instead.
        with suppress(Fault), self._store.writing() as transaction:
            transaction.keys.touch(key.id, now=now)


def _login(login: str) -> str:
    """The folded address of a login; "", which no account has, for a login that is no address."""
    return "" if flaw_of(login) else folded(login)


def _wrong() -> Fault:
    return Fault(Kind.UNAUTHENTICATED, "The e-mail address or the password is wrong.")

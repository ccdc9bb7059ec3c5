"""Signing in: a key alone, a key of an account, or the account's password.

Whether an account exists is not to be learnt here: the fault is the same, and so is the work, since a password is
hashed in either case. A secret that has the shape of a key is only ever taken for a key; it is looked up before
any throttle, so that no number of wrong passwords locks out the right key.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kalends.core.address import flaw_of, folded
from kalends.errors import Fault, Kind
from kalends.service.access import Caller, caller_of
from kalends.service.people import fields
from kalends.service.people.keys import digest_of
from kalends.service.people.throttle import Throttle
from kalends.service.ports import Hasher, Store
from kalends.service.records import Account, Key

TOUCHED_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request brought: a key alone (`login` is None), or a login with a key or a password."""

    login: str | None
    secret: str = field(repr=False)


class SignIn:
    """Tells who somebody is."""

    def __init__(self, store: Store, hasher: Hasher) -> None:
        self._store = store
        self._hasher = hasher
        self._throttle = Throttle(store)

    def authenticate(self, credentials: Credentials, *, address: str, now: datetime) -> Caller:
        """Who has these credentials. Faults UNAUTHENTICATED, RATE_LIMITED."""
        if credentials.login is None or fields.KEY_SHAPE.fullmatch(credentials.secret):
            return self._with_key(credentials, address, now)
        return self._with_password(credentials.login, credentials.secret, address, now)

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

    def _with_password(self, login: str, password: str, address: str, now: datetime) -> Caller:
        name = _login(login)
        self._throttle.demand_password_try(name, address, now)
        with self._hasher.attempt():
            # Others may have failed while this one waited for its place.
            self._throttle.demand_password_try(name, address, now)
            caller = self._proven(name, password)
            if caller is None:
                self._throttle.count_password(name, address, now)
                raise Fault(Kind.UNAUTHENTICATED, "The e-mail address or the password is wrong.")
        self._throttle.forgive(name, address, now)
        return caller

    def _proven(self, name: str, password: str) -> Caller | None:
        with self._store.reading() as transaction:
            password_hash = transaction.accounts.password_hash(name)
            caller = caller_of(transaction.accounts.find(name), None) if password_hash else None
        matches = self._hasher.matches(password_hash, fields.prepared_password(password))
        return caller if matches else None

    def _touch(self, key: Key, now: datetime) -> None:
        if key.last_used is not None and now - key.last_used < TOUCHED_AFTER:
            return
        # A store that is busy is no reason to refuse the right key: its next use is noted instead.
        with suppress(Fault), self._store.writing() as transaction:
            transaction.keys.touch(key.id, now=now)


def _login(login: str) -> str:
    """The folded address of a login; "", which no account has, for a login that is no address."""
    return "" if flaw_of(login) else folded(login)

"""Tokens: what a program gets for signing in with a password, good for some days (compare RFC 6749 §1.4).

    kt.<account>.<seconds since 1970>.<HMAC-SHA256>

Nothing is stored: the server's secret vouches for account and end. The hash of the password goes into the HMAC, so a
new password ends every token that was had with the old one.
"""

import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256

from kalends.core.address import folded
from kalends.errors import Fault, Kind
from kalends.service.access import Caller, caller_of
from kalends.service.ports import Chance, Store, Transaction
from kalends.service.records import Account
from kalends.service.secrets import settled

LIFETIME = timedelta(days=30)

_KEPT_UNDER = "sign-in tokens"
_SECRET_OCTETS = 32
_SHAPE = re.compile(r"kt\.([1-9][0-9]{0,9})\.([0-9]{1,11})\.([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Token:
    """A token, which is told once, and when it ends."""

    secret: str = field(repr=False)
    expires: datetime


def is_token(secret: str) -> bool:
    """Whether a secret has the shape of a token, which no key has."""
    return secret.startswith("kt.")


class Tokens:
    """The verbs about tokens."""

    def __init__(self, store: Store, chance: Chance) -> None:
        self._store = store
        self._chance = chance

    def issue(self, me: Caller, *, now: datetime) -> Token:
        """A token for somebody who signed in with a password."""
        expires = (now + LIFETIME).replace(microsecond=0)
        secret = self._secret
        with self._store.reading() as transaction:
            account = transaction.accounts.by_id(me.account_id)
            head = f"kt.{account.id}.{int(expires.timestamp())}"
            return Token(f"{head}.{_seal(transaction, secret, account, head)}", expires)

    def holder(self, token: str, *, now: datetime) -> Caller:
        """Whose token it is. Fault UNAUTHENTICATED for one that is none, or that has ended."""
        shape = _SHAPE.fullmatch(token)
        if shape is None or int(shape[2]) <= now.timestamp():
            raise _unknown()
        account = self._proven(int(shape[1]), token, shape[3])
        if account is None:
            raise _unknown()
        return caller_of(account, None)

    def _proven(self, account_id: int, token: str, seal: str) -> Account | None:
        secret = self._secret
        with self._store.reading() as transaction:
            for account in transaction.accounts.some([account_id]):
                expected = _seal(transaction, secret, account, token.rpartition(".")[0])
                return account if hmac.compare_digest(expected, seal) else None
        return None

    @cached_property
    def _secret(self) -> str:
        return settled(self._store, _KEPT_UNDER, lambda: self._chance.hexadecimal(_SECRET_OCTETS))


def _seal(transaction: Transaction, secret: str, account: Account, head: str) -> str:
    password = transaction.accounts.password_hash(folded(account.email))
    message = f"{head}.{sha256(password.encode()).hexdigest()}"
    return hmac.new(secret.encode(), message.encode(), sha256).hexdigest()


def _unknown() -> Fault:
    return Fault(Kind.UNAUTHENTICATED, "The token is unknown, or has ended.")

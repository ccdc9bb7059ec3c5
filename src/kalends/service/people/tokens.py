"""Tokens: what a program gets for signing in with a password, good for some days (compare RFC 6749 §1.4).

    kt.<account>.<seconds since 1970>.<HMAC-SHA256>

Nothing is stored: the server's secret vouches for account and end. The hash of the password goes into the HMAC, so a
new password ends every token that was had with the old one.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kalends.errors import Fault, Kind
from kalends.service.access import Caller, caller_of
from kalends.service.people.proof import demand_proof
from kalends.service.people.seals import Seals
from kalends.service.ports import Store

LIFETIME = timedelta(days=30)

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

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seals = Seals(store, "sign-in tokens")

    def issue(self, me: Caller, *, now: datetime) -> Token:
        """A token for somebody who signed in with a password. Fault UNAUTHENTICATED where that was changed since."""
        expires = (now + LIFETIME).replace(microsecond=0)
        with self._store.reading() as transaction:
            demand_proof(transaction, me)
            account = transaction.accounts.by_id(me.account_id)
            password_hash = transaction.accounts.password_hash(account.id)
        head = f"kt.{account.id}.{int(expires.timestamp())}"
        return Token(f"{head}.{self._seals.of_account(head, password_hash)}", expires)

    def holder(self, token: str, *, now: datetime) -> Caller:
        """Whose token it is. Fault UNAUTHENTICATED for one that is none, or that has ended."""
        shape = _SHAPE.fullmatch(token)
        if shape is None or int(shape[2]) <= now.timestamp():
            raise _unknown()
        with self._store.reading() as transaction:
            accounts = transaction.accounts.some([int(shape[1])])
            password_hash = transaction.accounts.password_hash(int(shape[1]))
        if not accounts or not self._seals.holds(token, password_hash):
            raise _unknown()
        return caller_of(accounts[0], None)


def _unknown() -> Fault:
    return Fault(Kind.UNAUTHENTICATED, "The token is unknown, or has ended.")

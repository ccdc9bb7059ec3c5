"""Who sits before the page of consent: signed in for an hour, or not yet.

    ks.<account, or 0>.<seconds since 1970>.<chance>.<HMAC-SHA256>

As the tokens of a sign-in nothing of it is stored, and a new password ends it; it opens that page and nothing else.
What the page sends back carries a proof that it is this page, in this session: another site cannot know it.
"""

import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256

from kalends.core.address import folded
from kalends.service.access import Caller, caller_of
from kalends.service.ports import Chance, Store, Transaction
from kalends.service.records import Account
from kalends.service.secrets import settled

LIFETIME = timedelta(hours=1)

_KEPT_UNDER = "consent sessions"
_SHAPE = re.compile(r"ks\.(0|[1-9][0-9]{0,9})\.([0-9]{1,11})\.([0-9a-f]{32})\.([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Session:
    """A session: its secret for the cookie, its proof for the page, and who is signed in."""

    secret: str = field(repr=False)
    proof: str = field(repr=False)
    caller: Caller | None = None

    def is_proven_by(self, proof: str) -> bool:
        """Whether a form comes from a page of this session."""
        return hmac.compare_digest(self.proof.encode(), proof.encode("utf-8", "surrogatepass"))


class Sessions:
    """The verbs about sessions."""

    def __init__(self, store: Store, chance: Chance) -> None:
        self._store = store
        self._chance = chance

    def begin(self, me: Caller | None = None, *, now: datetime) -> Session:
        """A new session, of somebody who signed in or of nobody yet."""
        number, secret = me.account_id if me else 0, self._secret
        head = f"ks.{number}.{int((now + LIFETIME).timestamp())}.{self._chance.hexadecimal(16)}"
        with self._store.reading() as transaction:
            account = transaction.accounts.by_id(number) if number else None
            return self._session(f"{head}.{_seal(transaction, secret, head, account)}", me)

    def resume(self, secret: str, *, now: datetime) -> Session | None:
        """The session of a secret; None where it has ended, or is none."""
        shape = _SHAPE.fullmatch(secret)
        if shape is None or int(shape[2]) <= now.timestamp():
            return None
        head, number, kept = secret.rpartition(".")[0], int(shape[1]), self._secret
        with self._store.reading() as transaction:
            account = next(iter(transaction.accounts.some([number])), None) if number else None
            if number and account is None:
                return None
            if not hmac.compare_digest(_seal(transaction, kept, head, account), shape[4]):
                return None
        return self._session(secret, caller_of(account, None) if account else None)

    def _session(self, secret: str, me: Caller | None) -> Session:
        return Session(secret, _mac(self._secret, f"page of {secret}"), me)

    @cached_property
    def _secret(self) -> str:
        return settled(self._store, _KEPT_UNDER, lambda: self._chance.hexadecimal(32))


def _seal(transaction: Transaction, secret: str, head: str, account: Account | None) -> str:
    password = transaction.accounts.password_hash(folded(account.email)) if account else ""
    return _mac(secret, f"{head}.{sha256(password.encode()).hexdigest()}")


def _mac(secret: str, message: str) -> str:
    return hmac.new(secret.encode(), message.encode(), sha256).hexdigest()

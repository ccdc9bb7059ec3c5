"""Who sits before the page of consent: signed in for an hour, or not yet.

    ks.<account, or 0>.<seconds since 1970>.<chance>.<HMAC-SHA256>

As the tokens of a sign-in nothing of it is stored, and a new password ends it; it opens that page and nothing else.
What the page sends back carries a proof that it is this page, in this session: another site cannot know it.
"""

import hmac
import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from kalends.service import randomness
from kalends.service.access import Caller, caller_of
from kalends.service.people.proof import demand_proof, proof_of
from kalends.service.people.seals import Seals
from kalends.service.ports import Store

LIFETIME = timedelta(hours=1)

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

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seals = Seals(store, "consent sessions")

    def begin(self, me: Caller | None = None, *, now: datetime) -> Session:
        """A new session, of somebody who signed in or of nobody yet.

        Fault UNAUTHENTICATED where the password was changed since the sign-in.
        """
        number = me.account_id if me else 0
        head = f"ks.{number}.{int((now + LIFETIME).timestamp())}.{randomness.hexadecimal(16)}"
        with self._store.reading() as transaction:
            if me is not None:
                demand_proof(transaction, me)
            password_hash = transaction.accounts.password_hash(transaction.accounts.by_id(number).id) if number else ""
        return self._session(f"{head}.{self._seals.of_account(head, password_hash)}", me)

    def resume(self, secret: str, *, now: datetime) -> Session | None:
        """The session of a secret; None where it has ended, or is none."""
        shape = _SHAPE.fullmatch(secret)
        if shape is None or int(shape[2]) <= now.timestamp():
            return None
        number = int(shape[1])
        with self._store.reading() as transaction:
            accounts = transaction.accounts.some([number]) if number else ()
            password_hash = transaction.accounts.password_hash(number) if number else ""
        if (number and not accounts) or not self._seals.holds(secret, password_hash):
            return None
        me = replace(caller_of(accounts[0], None), proof=proof_of(password_hash)) if accounts else None
        return self._session(secret, me)

    def _session(self, secret: str, me: Caller | None) -> Session:
        return Session(secret, self._seals.of(f"page of {secret}"), me)

"""The API keys: made, listed, replaced, revoked. The key itself is told once, and only its SHA-256 is kept."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from kalends.errors import Fault, Kind
from kalends.service import randomness
from kalends.service.people import fields
from kalends.service.people.owner import account_of
from kalends.service.ports import Store, Transaction
from kalends.service.records import DEFAULT_LABEL, Account, Key, KeyDraft, Scope


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new key, with the secret that is told now and never again."""

    key: Key
    secret: str = field(repr=False)


class Keys:
    """The verbs about keys."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, email: str, *, label: str = DEFAULT_LABEL, scope: Scope = Scope.FULL, now: datetime) -> MadeKey:
        """Make a key. Faults NOT_FOUND, INVALID; EXISTS where a working key of the account has that label."""
        fields.demand_none(fields.flaws_of_label(label))
        with self._store.writing() as transaction:
            account = account_of(transaction, email)
            return self.make(transaction, account, label=label, scope=scope, now=now)

    def of(self, email: str) -> tuple[Key, ...]:
        """Every key of an account, the revoked ones too. Fault NOT_FOUND."""
        with self._store.reading() as transaction:
            return transaction.keys.of(account_of(transaction, email).id)

    def reset(self, email: str, *, label: str = DEFAULT_LABEL, now: datetime) -> MadeKey:
        """Revoke the key of a label, and make one of the same label and scope. Fault NOT_FOUND."""
        with self._store.writing() as transaction:
            account = account_of(transaction, email)
            old = transaction.keys.revoke(_labelled(transaction, account, label), now=now)
            return self.make(transaction, account, label=old.label, scope=old.scope, now=now)

    def revoke(self, email: str, *, label: str = DEFAULT_LABEL, now: datetime) -> Key:
        """Revoke the key of a label. Fault NOT_FOUND."""
        with self._store.writing() as transaction:
            key = _labelled(transaction, account_of(transaction, email), label)
            return transaction.keys.revoke(key, now=now)

    def revoke_id(self, email: str, key_id: int, *, now: datetime) -> Key:
        """Revoke the key of an id. Fault NOT_FOUND, also where the key is another account's."""
        with self._store.writing() as transaction:
            key = _numbered(transaction, account_of(transaction, email), key_id)
            return transaction.keys.revoke(key, now=now)

    def make(self, transaction: Transaction, account: Account, *, label: str, scope: Scope, now: datetime) -> MadeKey:
        """Make a key inside a transaction that does more than that. Fault EXISTS."""
        secret = randomness.letters(fields.KEY_LENGTH)
        draft = KeyDraft(account.id, label, scope, digest_of(secret))
        return MadeKey(transaction.keys.add(draft, now=now), secret)


def digest_of(secret: str) -> str:
    """What is kept of a key: SHA-256 is enough, since a key is too long to be guessed."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _working(transaction: Transaction, account: Account) -> tuple[Key, ...]:
    return tuple(key for key in transaction.keys.of(account.id) if key.revoked is None)


def _labelled(transaction: Transaction, account: Account, label: str) -> Key:
    for key in _working(transaction, account):
        if key.label == label:
            return key
    raise Fault(Kind.NOT_FOUND, f"{account.email} has no working key of that label.")


def _numbered(transaction: Transaction, account: Account, key_id: int) -> Key:
    for key in _working(transaction, account):
        if key.id == key_id:
            return key
    raise Fault(Kind.NOT_FOUND, f"{account.email} has no working key of the id {key_id}.")

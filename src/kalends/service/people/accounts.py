"""The accounts: made, found, changed, removed; the last administrator stays.

These verbs have no caller: whoever has the data folder has every account, and who signs in is nobody yet. So each opens
its own transactions, and hashes passwords between them: that takes a tenth of a second, in which nobody may wait.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from kalends.core.address import folded
from kalends.errors import Fault, Flaw, Kind
from kalends.service import randomness
from kalends.service.access import Caller
from kalends.service.people import fields
from kalends.service.people.completion import Work, begin, complete
from kalends.service.people.devices import Devices
from kalends.service.people.keys import Keys
from kalends.service.people.oauth.granting import Granting
from kalends.service.people.oauth.secrets import is_access_token
from kalends.service.people.owner import account_of
from kalends.service.people.proof import password_of
from kalends.service.people.signin import Credentials, SignIn
from kalends.service.people.tokens import Tokens, is_token
from kalends.service.ports import Hasher, Store, Transaction
from kalends.service.records import Account, AccountDraft, Holder, HolderKind, Scope

FIRST_EMAIL = "admin@localhost"
FIRST_NAME = "Administrator"
FIRST_LABEL = "first"

# The lock of a transaction that reads who is an administrator in order to decide what to write.
_ADMINISTRATORS = "administrators"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account that is wanted; without a name it is called by what stands before the @."""

    email: str
    name: str = ""
    password: str | None = field(default=None, repr=False)
    admin: bool = False
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What is to be different about an account; None leaves a thing as it is."""

    name: str | None = None
    password: str | None = field(default=None, repr=False)
    admin: bool | None = None
    time_zone: str | None = None


class People:
    """Everyone who has an account here.

    `keys` holds the verbs about their keys, `tokens` those about sign-ins, `devices` those about where these were.
    """

    def __init__(self, store: Store, *, hasher: Hasher) -> None:
        self._store = store
        self._hasher = hasher
        self.devices = Devices(store)
        self._sign_in = SignIn(store, hasher, self.devices)
        self.keys = Keys(store)
        self.tokens = Tokens(store)
        self._granting = Granting(store)

    def authenticate(self, credentials: Credentials, *, address: str, now: datetime) -> Caller:
        """Who has these credentials. Faults UNAUTHENTICATED, RATE_LIMITED. May take a tenth of a second."""
        if credentials.login is None and is_token(credentials.secret):
            return self.tokens.holder(credentials.secret, now=now)
        if credentials.login is None and is_access_token(credentials.secret):
            return self._granting.holder(credentials.secret, now=now)
        return self._sign_in.authenticate(credentials, address=address, now=now)

    def add(self, new: NewAccount, *, now: datetime) -> Account:
        """Make an account. Fault INVALID with every flaw; EXISTS where the address has an account."""
        fields.demand_none(self._flaws_of_new(new))
        draft = AccountDraft(
            email=new.email,
            name=new.name.strip() or new.email.partition("@")[0],
            admin=new.admin,
            time_zone=new.time_zone,
            password_hash=self._hash(new.password),
            guid=randomness.new_guid(),
        )
        with self._store.writing() as transaction:
            return transaction.accounts.add(draft, folded(new.email), now=now)

    def find(self, email: str) -> Account:
        """The account of an address, however it is capitalised. Fault NOT_FOUND."""
        with self._store.reading() as transaction:
            return account_of(transaction, email)

    def everyone(self) -> tuple[Account, ...]:
        """Every account, in the order of the addresses."""
        with self._store.reading() as transaction:
            return transaction.accounts.all()

    def change(self, email: str, change: AccountChange) -> Account:
        """Change an account. Faults NOT_FOUND, INVALID; RULE where no administrator would be left.

        A new password ends what applications were allowed: it is what people change when they lost hold of something.
        """
        fields.demand_none(self._flaws_of_change(change))
        password_hash = self._hash(change.password)
        with self._store.writing() as transaction:
            transaction.lock_named(_ADMINISTRATORS)
            old = account_of(transaction, email)
            new = _changed(old, change)
            if old.admin and not new.admin:
                _demand_another_administrator(transaction)
            if password_hash:
                transaction.lock_named(password_of(new.id))
            transaction.accounts.put(new)
            if password_hash:
                transaction.accounts.put_password_hash(new.id, password_hash)
                transaction.consents.remove_of(new.id)
        return new

    def remove(self, email: str) -> Account:
        """Remove an account and its keys. Faults NOT_FOUND; RULE where no administrator would be left."""
        with self._store.writing() as transaction:
            transaction.lock_named(_ADMINISTRATORS)
            account = account_of(transaction, email)
            if account.admin:
                _demand_another_administrator(transaction)
            transaction.accounts.remove(account.id)
            task = begin(transaction, Work.REMOVE, Holder(HolderKind.ACCOUNT, account.id))
        complete(self._store, task)
        return account

    def first_administrator(self, now: datetime) -> tuple[Account, str] | None:
        """Make the first account and its key, where there is no account at all; None where there is one.

        Of many processes that ask at once, one makes it and is told the key; nobody is told it again.
        """
        with self._store.reading() as transaction:
            if transaction.accounts.any():
                return None
        with self._store.writing() as transaction:
            transaction.lock_named(_ADMINISTRATORS)
            if transaction.accounts.any():
                return None
            draft = AccountDraft(FIRST_EMAIL, FIRST_NAME, True, "UTC", password_hash="", guid=randomness.new_guid())
            account = transaction.accounts.add(draft, folded(FIRST_EMAIL), now=now)
            made = self.keys.make(transaction, account, label=FIRST_LABEL, scope=Scope.FULL, now=now)
        return account, made.secret

    def _hash(self, password: str | None) -> str:
        if password is None:
            return ""
        return self._hasher.hash(fields.prepared_password(password))

    def _flaws_of_new(self, new: NewAccount) -> Iterable[Flaw]:
        yield from fields.flaws_of_email(new.email)
        yield from self._flaws_of_change(AccountChange(new.name, new.password, new.admin, new.time_zone))

    def _flaws_of_change(self, change: AccountChange) -> Iterable[Flaw]:
        if change.name is not None:
            yield from fields.flaws_of_name(change.name)
        if change.password is not None:
            yield from fields.flaws_of_password(change.password)
        if change.time_zone is not None:
            yield from fields.flaws_of_time_zone(change.time_zone)


def _changed(old: Account, change: AccountChange) -> Account:
    name = old.name if change.name is None else change.name.strip() or old.email.partition("@")[0]
    return replace(
        old,
        name=name,
        admin=old.admin if change.admin is None else change.admin,
        time_zone=change.time_zone or old.time_zone,
        has_password=old.has_password or change.password is not None,
    )


def _demand_another_administrator(transaction: Transaction) -> None:
    if transaction.accounts.administrators() < 2:
        raise Fault(Kind.RULE, "This is the last administrator: make another account an administrator first.")

"""What the verbs ask about people, their groups and their keys."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from kalends.service.records import Account, AccountDraft, Group, Holder, Key, KeyDraft, Principal


class Accounts(Protocol):
    """The accounts. An address is always asked for in its folded form (`core.address.folded`)."""

    def add(self, draft: AccountDraft, folded: str, *, now: datetime) -> Account:
        """Keep a new account. Fault EXISTS where an account has that folded address."""

    def find(self, folded: str) -> Account:
        """The account of an address. Fault NOT_FOUND."""

    def by_id(self, account_id: int) -> Account:
        """The account of an id. Fault NOT_FOUND."""

    def by_guid(self, guid: str) -> Account:
        """The account of a GUID, in small letters. Fault NOT_FOUND."""

    def some(self, ids: Collection[int]) -> tuple[Account, ...]:
        """The accounts of these ids, in the order of the ids; those that are not there are left out."""

    def all(self) -> tuple[Account, ...]:
        """Every account, in the order of the folded addresses."""

    def any(self) -> bool:
        """Whether there is an account at all."""

    def put(self, account: Account) -> None:
        """Store name, admin and time zone of an account anew; the rest of an account stays. Fault NOT_FOUND."""

    def remove(self, account_id: int) -> None:
        """Remove an account and all that belongs to it. Fault NOT_FOUND.

        Its keys, its calendars with their objects and history, and its places in groups go with it; what it holds in
        the calendars of others is removed by `Holders`. What it wrote there stays: its author is an id that nobody
        has any more.
        """

    def administrators(self) -> int:
        """How many accounts are administrators."""

    def password_hash(self, account_id: int) -> str:
        """The hash of the account's password; "" where there is no such account or it has no password."""

    def put_password_hash(self, account_id: int, password_hash: str) -> None:
        """Store the hash of a new password. Fault NOT_FOUND."""


class Networks(Protocol):
    """The networks at which accounts signed in lately, each named by a digest of account and network."""

    def last_seen(self, account_id: int, digest: str) -> datetime | None:
        """When a network was last noted for an account; None where it was not, or is forgotten."""

    def note(self, account_id: int, digest: str, *, now: datetime, keep: int) -> None:
        """Note that an account signed in there; of its networks the `keep` that were noted last are kept.

        Nothing happens where there is no such account.
        """

    def purge(self, *, before: datetime, at_most: int) -> int:
        """Forget what was noted before a moment, the oldest first, and no more than `at_most`; how many."""


class Groups(Protocol):
    """The groups and who is in them."""

    def add(self, name: str, guid: str, *, now: datetime) -> Group:
        """Keep a new group. Fault EXISTS where a group has that GUID."""

    def find(self, group_id: int) -> Group:
        """The group of an id. Fault NOT_FOUND."""

    def by_guid(self, guid: str) -> Group:
        """The group of a GUID, in small letters. Fault NOT_FOUND."""

    def all(self) -> tuple[Group, ...]:
        """Every group, in the order of the ids."""

    def rename(self, group_id: int, name: str) -> None:
        """Call a group otherwise. Fault NOT_FOUND."""

    def remove(self, group_id: int) -> None:
        """Remove a group; the grants that it held are removed by `Holders`. Fault NOT_FOUND."""

    def members(self, group_id: int) -> tuple[Account, ...]:
        """Who is in a group, in the order of the ids; nobody where there is no such group."""

    def of(self, account_id: int) -> tuple[Group, ...]:
        """The groups that an account is in, in the order of the ids."""

    def put_members(self, group_id: int, account_ids: Collection[int]) -> None:
        """Let exactly these accounts be in a group; `Holders.renew` raises the access epochs of what it reaches.

        Fault NOT_FOUND where there is no such group or account.
        """


class Directory(Protocol):
    """People, groups and everyone, as one list of principals."""

    def by_guid(self, guid: str) -> Principal:
        """The principal of a GUID, in small letters; "Everyone" has `EVERYONE_GUID`. Fault NOT_FOUND."""

    def some(self, holders: Collection[Holder]) -> tuple[Principal, ...]:
        """These principals: accounts, groups, everyone, each kind in the order of ids; absent ones are left out."""


class Keys(Protocol):
    """The API keys."""

    def add(self, draft: KeyDraft, *, now: datetime) -> Key:
        """Keep a new key. Fault EXISTS where the account has a key of that label that is not revoked."""

    def holder(self, digest: str) -> tuple[Key, Account]:
        """The key of a digest, and whose it is. Fault NOT_FOUND where there is none, or it is revoked."""

    def of(self, account_id: int) -> tuple[Key, ...]:
        """Every key of an account, the revoked ones too, in the order in which they were made."""

    def revoke(self, key: Key, *, now: datetime) -> Key:
        """Revoke a key. Fault NOT_FOUND where there is none, or it is revoked already."""

    def touch(self, key_id: int, *, now: datetime) -> None:
        """Note that a key was used; a use before the one that is noted changes nothing."""

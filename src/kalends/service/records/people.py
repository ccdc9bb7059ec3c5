"""People, groups and keys. Nothing here holds a password, a key or the hash of one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

DEFAULT_LABEL = "default"

EVERYONE_GUID = "c5cc67d1-c3e8-43c0-a3ad-3928ae3e5b5e"
"""The GUID of "Everyone": all accounts, present and future. It stands in no table, and clients know it."""


class Scope(StrEnum):
    """How far a key reaches."""

    GENERATE = "generate"
    READ = "read"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Account:
    """A person, or a program, with an address of its own. The GUID never changes."""

    id: int
    email: str
    name: str
    admin: bool
    time_zone: str
    created: datetime
    has_password: bool
    guid: str


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """An account before it is stored; `password_hash` is "" where there is no password."""

    email: str
    name: str
    admin: bool
    time_zone: str
    password_hash: str
    guid: str


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts that are named together. The GUID never changes."""

    id: int
    guid: str
    name: str
    created: datetime


class HolderKind(StrEnum):
    """What may hold a grant."""

    ACCOUNT = "account"
    GROUP = "group"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a grant: an account or a group by its id, or everyone, whose id is 0."""

    kind: HolderKind
    id: int


EVERYONE = Holder(HolderKind.EVERYONE, 0)


@dataclass(frozen=True, slots=True)
class Principal:
    """A holder as people see it; `email` is "" where it is no account."""

    holder: Holder
    guid: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Key:
    """An API key, without the secret itself."""

    id: int
    account_id: int
    label: str
    scope: Scope
    created: datetime
    last_used: datetime | None
    revoked: datetime | None


@dataclass(frozen=True, slots=True)
class KeyDraft:
    """A key before it is stored; `digest` is the SHA-256 of the secret, in hexadecimal digits."""

    account_id: int
    label: str
    scope: Scope
    digest: str

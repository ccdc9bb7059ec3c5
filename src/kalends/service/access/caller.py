"""Who calls, with which account and key, and how far the scope of the key reaches."""

from dataclasses import dataclass, field
from enum import StrEnum

from kalends.errors import Fault, Kind
from kalends.service.records import Account, Key, Scope


class Right(StrEnum):
    """What a request wants to do."""

    GENERATE = "generate"
    READ = "read"
    WRITE = "write"
    ADMINISTER = "administer"


# The scopes with which a right can be had; the first is the least, and is the one that a refusal names.
_SCOPES: dict[Right, tuple[Scope, ...]] = {
    Right.GENERATE: (Scope.GENERATE, Scope.FULL),
    Right.READ: (Scope.READ, Scope.FULL),
    Right.WRITE: (Scope.FULL,),
    Right.ADMINISTER: (Scope.FULL,),
}


@dataclass(frozen=True, slots=True)
class Caller:
    """The account behind a request, and how it signed in; `key_id` is None after a password.

    `proof` names the password that the caller signed in with, "" for any other way: what is given for a password is not
    given for one that was changed meanwhile.
    """

    account_id: int
    email: str
    name: str
    admin: bool
    time_zone: str
    scope: Scope
    key_id: int | None
    proof: str = field(default="", repr=False, compare=False)


def caller_of(account: Account, key: Key | None) -> Caller:
    """The caller that signed in with a key, or with the account's password, which reaches everything."""
    return Caller(
        account_id=account.id,
        email=account.email,
        name=account.name,
        admin=account.admin,
        time_zone=account.time_zone,
        scope=key.scope if key else Scope.FULL,
        key_id=key.id if key else None,
    )


def demand(caller: Caller, right: Right) -> None:
    """Let a caller pass who has the right; raise Fault FORBIDDEN, naming the scope that is needed, else."""
    scopes = _SCOPES[right]
    if caller.scope not in scopes:
        raise Fault(
            Kind.FORBIDDEN,
            f'This needs a key with the scope "{scopes[0]}"; the scope of the key that was sent is "{caller.scope}".',
        )
    if right is Right.ADMINISTER and not caller.admin:
        raise Fault(Kind.FORBIDDEN, 'Only an administrator may do this, with a key of the scope "full".')

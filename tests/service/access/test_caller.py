"""Who may do what: the whole table."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kalends.errors import Fault, Kind
from kalends.service.access import Caller, Right, Scope, caller_of, demand
from kalends.service.records import Account, Key

ALLOWED = {
    Scope.GENERATE: {Right.GENERATE},
    Scope.READ: {Right.READ},
    Scope.FULL: {Right.GENERATE, Right.READ, Right.WRITE, Right.ADMINISTER},
}
NEEDED = {
    Right.GENERATE: '"generate"',
    Right.READ: '"read"',
    Right.WRITE: '"full"',
    Right.ADMINISTER: '"full"',
}


def caller(scope: Scope, *, admin: bool = True) -> Caller:
    return Caller(1, "anna@example.org", "Anna", admin, "UTC", scope, 7)


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("right", Right)
def test_every_scope_and_right(scope: Scope, right: Right) -> None:
    if right in ALLOWED[scope]:
        demand(caller(scope), right)
        return
    with pytest.raises(Fault) as caught:
        demand(caller(scope), right)
    assert caught.value.kind is Kind.FORBIDDEN
    assert NEEDED[right] in caught.value.detail
    assert f'"{scope}"' in caught.value.detail


def test_only_administrators_administer() -> None:
    with pytest.raises(Fault) as caught:
        demand(caller(Scope.FULL, admin=False), Right.ADMINISTER)
    assert caught.value.kind is Kind.FORBIDDEN
    assert "administrator" in caught.value.detail
    demand(caller(Scope.FULL, admin=False), Right.WRITE)


def test_a_key_reaches_as_far_as_its_scope_and_a_password_everywhere() -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    account = Account(1, "anna@example.org", "Anna", True, "UTC", now, True, "guid")
    key = Key(7, 1, "label", Scope.READ, now, None, None)
    assert caller_of(account, key) == replace(caller(Scope.READ), key_id=7)
    assert caller_of(account, None) == replace(caller(Scope.FULL), key_id=None)


def test_a_password_is_named_but_not_shown() -> None:
    """Nor does it make somebody another caller."""
    signed_in = replace(caller(Scope.FULL), proof="hash")
    assert caller(Scope.FULL).proof == ""
    assert signed_in == caller(Scope.FULL)
    assert "hash" not in repr(signed_in)

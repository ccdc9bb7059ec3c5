"""Who may do what: the whole table."""

import pytest

from kalends.errors import Fault, Kind
from kalends.service.access import Caller, Right, Scope, demand

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

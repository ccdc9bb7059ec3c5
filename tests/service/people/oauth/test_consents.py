"""What a person has allowed: told, and taken back."""

from datetime import timedelta

import pytest
from tests.service.household import BOTH, refused
from tests.service.people.oauth.conftest import Scene

from kalends.errors import Fault, Kind
from kalends.service.people.oauth.granting import CODE_LIFETIME
from kalends.service.records import Scope

ANNA, GWEN = "anna@example.org", "gwen@example.org"


def names(scene: Scene, email: str = ANNA, later: timedelta = timedelta(0)) -> list[tuple[str, Scope]]:
    found = scene.oauth.consented.of(email, now=scene.now + later)
    return [(each.client.name, each.consent.scope) for each in found]


def opens(scene: Scene, token: str) -> bool:
    try:
        return scene.who(token) is not None
    except Fault as fault:
        return fault.kind is not Kind.UNAUTHENTICATED


@BOTH
def test_what_is_allowed_is_told_and_taken_back(scene: Scene) -> None:
    assert names(scene) == []
    shop, again, phone = (scene.tokens(client) for client in (scene.shop.client, scene.shop.client, scene.phone.client))
    assert names(scene) == [("Shop", Scope.FULL), ("Shop", Scope.FULL), ("Phone", Scope.FULL)]
    assert names(scene, GWEN) == []
    ended = scene.oauth.consented.withdraw(ANNA.upper(), scene.shop.client.client_id)
    assert ended == (scene.shop.client,)
    assert names(scene) == [("Phone", Scope.FULL)]
    assert [opens(scene, each.access) for each in (shop, again, phone)] == [False, False, True]
    with pytest.raises(Fault) as caught:
        scene.oauth.granting.refresh(scene.shop.client, shop.refresh, now=scene.now)
    assert caught.value.precondition == "invalid_grant"
    with refused(Kind.NOT_FOUND):
        scene.oauth.consented.withdraw(ANNA, scene.shop.client.client_id)
    assert scene.oauth.consented.withdraw(ANNA) == (scene.phone.client,)
    assert scene.oauth.consented.withdraw(ANNA) == ()
    assert not opens(scene, phone.access)


def test_a_code_that_nobody_used_is_allowed_no_longer_than_it_lives(scene: Scene) -> None:
    scene.code(scene.shop.client, "read")
    assert names(scene) == [("Shop", Scope.READ)]
    assert names(scene, later=CODE_LIFETIME) == []


def test_nobody_of_that_address(scene: Scene) -> None:
    for email in ("emil@example.org", "nobody"):
        with refused(Kind.NOT_FOUND):
            scene.oauth.consented.of(email, now=scene.now)
        with refused(Kind.NOT_FOUND):
            scene.oauth.consented.withdraw(email)

"""Applications: which may be made, by whom, and how they prove which they are."""

import re

import pytest
from tests.service.people.oauth.conftest import BACK, Scene

from kalends.errors import Fault, Kind
from kalends.service.people.oauth import NewClient
from kalends.service.records import Scope

ADDRESS = "192.0.2.7"


def test_an_application_is_made_by_an_administrator(scene: Scene) -> None:
    assert re.fullmatch(r"[A-Za-z0-9]{24}", scene.shop.client.client_id)
    assert re.fullmatch(r"[A-Za-z0-9]{48}", scene.shop.secret)
    assert scene.phone.secret == ""
    assert (scene.shop.client.confidential, scene.phone.client.confidential) == (True, False)
    assert scene.shop.secret not in repr(scene.shop)
    assert scene.oauth.applications.all(scene.gwen) == (scene.shop.client, scene.phone.client)
    for verb in (
        lambda: scene.oauth.applications.add(scene.anna, NewClient("x", (BACK,)), now=scene.now),
        lambda: scene.oauth.applications.all(scene.anna),
        lambda: scene.oauth.applications.remove(scene.anna, scene.shop.client.client_id),
    ):
        with pytest.raises(Fault) as caught:
            verb()
        assert caught.value.kind is Kind.FORBIDDEN


@pytest.mark.parametrize(
    "redirect",
    [
        "https://app.example",
        "https://app.example:8443/back?x=%20&y=1",
        "http://localhost:3000/back",
        "http://127.0.0.1/back",
        "http://[::1]:1/",
        "com.example.app:/back",
        "com.example.app://host/back",
    ],
)
@pytest.mark.rfc("8252 §7.1")
def test_redirects_that_may_be(scene: Scene, redirect: str) -> None:
    made = scene.oauth.applications.add(scene.gwen, NewClient("App", (redirect,), Scope.READ), now=scene.now)
    assert made.client.redirects == (redirect,)


@pytest.mark.parametrize(
    "redirect",
    [
        "",
        "/back",
        "http://app.example/back",
        "http://localhost.evil.example/",
        "https://app.example/back#part",
        "https://user@app.example/",
        "https://app.example/ back",
        "https://app.example/bäck",
        "https://app.example/\nback",
        'https://app.example/"back',
        "https://app.example\\@evil.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "myapp:/back",
        "https://app.example/" + "x" * 1000,
    ],
)
@pytest.mark.rfc("6749 §3.1.2")
def test_redirects_that_may_not_be(scene: Scene, redirect: str) -> None:
    with pytest.raises(Fault) as caught:
        scene.oauth.applications.add(scene.gwen, NewClient("App", (redirect,)), now=scene.now)
    assert [flaw.field for flaw in caught.value.flaws] == ["redirect"]
    assert len(scene.oauth.applications.all(scene.gwen)) == 2


@pytest.mark.parametrize(
    "new",
    [
        NewClient(" ", (BACK,)),
        NewClient("a\nb", (BACK,)),
        NewClient("App", ()),
        NewClient("App", (BACK,), public=True, in_query=True),
    ],
)
def test_applications_that_may_not_be(scene: Scene, new: NewClient) -> None:
    with pytest.raises(Fault) as caught:
        scene.oauth.applications.add(scene.gwen, new, now=scene.now)
    assert caught.value.kind is Kind.INVALID


@pytest.mark.rfc("6749 §2.3")
def test_an_application_proves_which_it_is(scene: Scene) -> None:
    proven, now = scene.oauth.applications.proven, scene.now
    shop, phone = scene.shop.client, scene.phone.client
    assert proven(shop.client_id, scene.shop.secret, address=ADDRESS, now=now) == shop
    assert proven(phone.client_id, "", address=ADDRESS, now=now) == phone
    wrong = [
        (shop.client_id, ""),
        (shop.client_id, "x"),
        (shop.client_id, "\ud800"),
        (phone.client_id, scene.shop.secret),
        ("unknown", scene.shop.secret),
        ("unknown", ""),
        ("\ud800\0", ""),
    ]
    for client_id, secret in wrong:
        with pytest.raises(Fault) as caught:
            proven(client_id, secret, address=ADDRESS, now=now)
        assert (caught.value.kind, caught.value.precondition) == (Kind.UNAUTHENTICATED, "invalid_client")


def test_wrong_secrets_are_throttled(scene: Scene) -> None:
    kinds = set()
    for _ in range(601):
        with pytest.raises(Fault) as caught:
            scene.oauth.applications.proven("unknown", "", address=ADDRESS, now=scene.now)
        kinds.add(caught.value.kind)
    assert kinds == {Kind.UNAUTHENTICATED, Kind.RATE_LIMITED}

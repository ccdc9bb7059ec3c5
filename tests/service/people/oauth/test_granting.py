"""Codes and tokens: what they open, how often, how long, and what ends them all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from tests.service.household import BOTH
from tests.service.people.oauth.conftest import BACK, CHALLENGE, PROVEN, VERIFIER, Scene

from kalends.errors import Fault, Kind
from kalends.service.people import AccountChange, Credentials
from kalends.service.people.oauth import Asking, Redemption, Tokens
from kalends.service.people.oauth.granting import ACCESS_LIFETIME, CODE_LIFETIME, REFRESH_LIFETIME, REMEMBERED
from kalends.service.ports import Store
from kalends.service.records import Client, Scope

SECOND = timedelta(seconds=1)
ANNA = "anna@example.org"


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Fault) as caught:
        act()
    return caught.value.precondition


def opens(scene: Scene, token: str, now: datetime | None = None) -> bool:
    try:
        return scene.who(token, now) is not None
    except Fault as fault:
        return fault.kind is not Kind.UNAUTHENTICATED


@BOTH
def test_a_code_becomes_tokens_that_speak_for_the_person(scene: Scene) -> None:
    tokens = scene.tokens(scene.shop.client)
    assert scene.who(tokens.access) == scene.anna
    assert tokens.scope is Scope.FULL
    assert tokens.access not in repr(tokens)
    assert not opens(scene, tokens.refresh)
    assert not opens(scene, tokens.access.lower())
    with pytest.raises(Fault):
        scene.people.authenticate(Credentials(ANNA, tokens.access), address="192.0.2.1", now=scene.now)


def test_an_access_token_ends_after_a_week(scene: Scene) -> None:
    token = scene.tokens(scene.shop.client).access
    assert timedelta(seconds=604800) == ACCESS_LIFETIME
    assert opens(scene, token, scene.now + ACCESS_LIFETIME - SECOND)
    assert not opens(scene, token, scene.now + ACCESS_LIFETIME)


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.rfc("6749 §3.3")
def test_a_token_reaches_as_far_as_was_allowed(scene: Scene, scope: Scope) -> None:
    tokens = scene.tokens(scene.shop.client, scope.value)
    assert (tokens.scope, scene.who(tokens.access).scope) == (scope, scope)
    again = scene.oauth.granting.refresh(scene.shop.client, tokens.refresh, now=scene.now)
    assert scene.who(again.access).scope is scope


@pytest.mark.rfc("6749 §6")
def test_a_refresh_may_narrow_the_scope_and_never_widen_it(scene: Scene) -> None:
    granting, shop = scene.oauth.granting, scene.shop.client
    wide = scene.tokens(shop)
    narrow = granting.refresh(shop, wide.refresh, scope="read", now=scene.now)
    assert (narrow.scope, scene.who(narrow.access).scope) == (Scope.READ, Scope.READ)
    assert granting.refresh(shop, narrow.refresh, now=scene.now).scope is Scope.FULL
    reading = scene.tokens(shop, "read").refresh
    assert refused(lambda: granting.refresh(shop, reading, scope="full", now=scene.now)) == "invalid_scope"
    assert refused(lambda: granting.refresh(shop, reading, scope="generate", now=scene.now)) == "invalid_scope"
    assert granting.refresh(shop, reading, now=scene.now).scope is Scope.READ


@pytest.mark.rfc("6749 §4.1.3", "7636 §4.6")
@pytest.mark.parametrize(
    ("brought", "challenge", "redirect"),
    [
        (Redemption("https://app.example/other", VERIFIER), CHALLENGE, BACK),
        (Redemption("", VERIFIER), CHALLENGE, BACK),
        (Redemption(BACK, VERIFIER), CHALLENGE, ""),
        (Redemption(BACK, ""), CHALLENGE, BACK),
        (Redemption(BACK, "w" * 43), CHALLENGE, BACK),
        (Redemption(BACK, CHALLENGE), CHALLENGE, BACK),
        (Redemption(BACK, "\ud800"), CHALLENGE, BACK),
        (Redemption(BACK, VERIFIER), "", BACK),  # RFC 9700 §4.8.2: the key was taken out of the request
    ],
)
def test_a_code_is_bound_to_address_and_proof_key(
    scene: Scene, brought: Redemption, challenge: str, redirect: str
) -> None:
    shop = scene.shop.client
    code = scene.code(shop, redirect=redirect, challenge=challenge)
    redeem = scene.oauth.granting.redeem
    assert refused(lambda: redeem(shop, code, brought, now=scene.now)) == "invalid_grant"
    right = Redemption(redirect, VERIFIER if challenge else "")
    assert opens(scene, redeem(shop, code, right, now=scene.now).access)


@BOTH
def test_a_code_is_bound_to_its_application_and_to_a_minute(scene: Scene) -> None:
    redeem, shop, phone = scene.oauth.granting.redeem, scene.shop.client, scene.phone.client
    code = scene.code(shop)
    assert refused(lambda: redeem(phone, code, PROVEN, now=scene.now)) == "invalid_grant"
    assert refused(lambda: redeem(shop, code, PROVEN, now=scene.now + CODE_LIFETIME)) == "invalid_grant"
    for other in ("", "oc.", code[:-1], code + "x", "\ud800", scene.tokens(shop).refresh):
        assert refused(lambda other=other: redeem(shop, other, PROVEN, now=scene.now)) == "invalid_grant"
    assert opens(scene, redeem(shop, code, PROVEN, now=scene.now + CODE_LIFETIME - SECOND).access)
    assert timedelta(seconds=60) == CODE_LIFETIME


@BOTH
@pytest.mark.rfc("6749 §4.1.2")
def test_a_code_that_comes_twice_ends_what_it_gave(scene: Scene) -> None:
    granting, shop = scene.oauth.granting, scene.shop.client
    bystander = scene.tokens(shop)
    code = scene.code(shop)
    first = granting.redeem(shop, code, PROVEN, now=scene.now)
    second = granting.refresh(shop, first.refresh, now=scene.now)
    assert refused(lambda: granting.redeem(shop, code, PROVEN, now=scene.now)) == "invalid_grant"
    assert not opens(scene, first.access)
    assert not opens(scene, second.access)
    assert refused(lambda: granting.refresh(shop, first.refresh, now=scene.now)) == "invalid_grant"
    assert opens(scene, bystander.access)


def test_a_stolen_code_is_noticed_after_its_minute_too(scene: Scene) -> None:
    granting, shop = scene.oauth.granting, scene.shop.client
    code = scene.code(shop)
    tokens = granting.redeem(shop, code, PROVEN, now=scene.now)
    late = scene.now + timedelta(days=2)
    assert refused(lambda: granting.redeem(shop, code, PROVEN, now=late)) == "invalid_grant"
    assert not opens(scene, tokens.access, late)


@BOTH
def test_an_application_with_a_secret_keeps_its_refresh_token(scene: Scene) -> None:
    granting, shop, now = scene.oauth.granting, scene.shop.client, scene.now
    first = scene.tokens(shop)
    for _ in range(4):
        now += REFRESH_LIFETIME - SECOND
        again = granting.refresh(shop, first.refresh, now=now)
        assert again.refresh == first.refresh
        assert opens(scene, again.access, now)
    now += REFRESH_LIFETIME
    assert refused(lambda: granting.refresh(shop, first.refresh, now=now)) == "invalid_grant"


@BOTH
@pytest.mark.rfc("9700 §2.2.2")
def test_an_application_without_gets_another_and_the_old_one_ends_all(scene: Scene) -> None:
    granting, phone = scene.oauth.granting, scene.phone.client
    first = scene.tokens(phone)
    second = granting.refresh(phone, first.refresh, now=scene.now)
    third = granting.refresh(phone, second.refresh, now=scene.now)
    assert len({first.refresh, second.refresh, third.refresh}) == 3
    assert all(opens(scene, each.access) for each in (first, second, third))
    assert refused(lambda: granting.refresh(phone, first.refresh, now=scene.now)) == "invalid_grant"
    assert not any(opens(scene, each.access) for each in (first, second, third))
    assert refused(lambda: granting.refresh(phone, third.refresh, now=scene.now)) == "invalid_grant"


def test_a_refresh_token_is_its_applications_own(scene: Scene) -> None:
    granting, shop, phone = scene.oauth.granting, scene.shop.client, scene.phone.client
    tokens = scene.tokens(shop)
    assert refused(lambda: granting.refresh(phone, tokens.refresh, now=scene.now)) == "invalid_grant"
    assert refused(lambda: granting.refresh(shop, tokens.access, now=scene.now)) == "invalid_grant"
    assert opens(scene, granting.refresh(shop, tokens.refresh, now=scene.now).access)


@BOTH
@pytest.mark.rfc("7009 §2.1")
def test_revoking(scene: Scene) -> None:
    granting, shop, phone = scene.oauth.granting, scene.shop.client, scene.phone.client
    tokens = scene.tokens(shop)
    other = granting.refresh(shop, tokens.refresh, now=scene.now).access
    assert refused(lambda: granting.revoke(phone, tokens.access)) == "invalid_grant"
    for _ in range(2):
        granting.revoke(shop, tokens.access)
        granting.revoke(shop, "nonsense")
    assert not opens(scene, tokens.access)
    assert opens(scene, other)
    granting.revoke(shop, tokens.refresh)
    assert not opens(scene, other)
    assert refused(lambda: granting.refresh(shop, tokens.refresh, now=scene.now)) == "invalid_grant"


@BOTH
@pytest.mark.parametrize("end", ["account", "password", "application"])
def test_what_ends_all_tokens(scene: Scene, end: str) -> None:
    tokens = scene.tokens(scene.shop.client)
    ends: dict[str, Callable[[], object]] = {
        "account": lambda: scene.people.remove(ANNA),
        "password": lambda: scene.people.change(ANNA, AccountChange(password="another word")),
        "application": lambda: scene.oauth.applications.remove(scene.gwen, scene.shop.client.client_id),
    }
    scene.people.change(ANNA, AccountChange(name="Anna"))
    assert opens(scene, tokens.access)
    ends[end]()
    assert not opens(scene, tokens.access)


@pytest.mark.rfc("6749 §4.1.2.1", "9700 §2.1.1")
@pytest.mark.parametrize(
    ("asking", "name"),
    [
        (Asking(), "invalid_request"),
        (Asking("token"), "unsupported_response_type"),
        (Asking("code id_token"), "unsupported_response_type"),
        (Asking("code", scope="everything"), "invalid_scope"),
        (Asking("code", scope="read generate"), "invalid_scope"),
        (Asking("code", challenge=CHALLENGE), "invalid_request"),
        (Asking("code", challenge=VERIFIER, method="plain"), "invalid_request"),
        (Asking("code", challenge="short", method="S256"), "invalid_request"),
        (Asking("code", challenge=CHALLENGE + "=", method="S256"), "invalid_request"),
        (Asking("code", method="S256"), "invalid_request"),
    ],
)
def test_what_cannot_be_asked(scene: Scene, asking: Asking, name: str) -> None:
    assert refused(lambda: scene.oauth.granting.asked(scene.shop.client, asking)) == name


def test_the_proof_key_is_demanded_of_those_without_a_secret(scene: Scene) -> None:
    assert refused(lambda: scene.oauth.granting.asked(scene.phone.client, Asking("code"))) == "invalid_request"
    asked = scene.oauth.granting.asked(scene.phone.client, Asking("code", challenge=CHALLENGE, method="S256"))
    assert asked.challenge == CHALLENGE


@pytest.mark.parametrize(
    ("most", "wanted", "found"),
    [
        (Scope.FULL, "", Scope.FULL),
        (Scope.FULL, "read", Scope.READ),
        (Scope.FULL, "read full", Scope.FULL),
        (Scope.READ, "", Scope.READ),
        (Scope.READ, " read  read ", Scope.READ),
        (Scope.READ, "full", None),
        (Scope.READ, "generate", None),
        (Scope.READ, " ", None),
    ],
)
def test_scopes(scene: Scene, most: Scope, wanted: str, found: Scope | None) -> None:
    client = replace(scene.shop.client, scope=most)
    ask: Callable[[], object] = lambda: scene.oauth.granting.asked(client, Asking("code", scope=wanted)).scope  # noqa: E731
    if found is None:
        assert refused(ask) == "invalid_scope"
    else:
        assert ask() is found


@pytest.mark.rfc("6749 §3.1.2.3")
def test_people_are_sent_to_an_address_of_the_application_alone(scene: Scene) -> None:
    destination = scene.oauth.granting.destination
    shop, phone = scene.shop.client, scene.phone.client
    assert destination(shop.client_id, BACK) == (shop, BACK)
    assert destination(phone.client_id, "") == (phone, BACK)
    wrong: list[tuple[Client | None, str]] = [(shop, ""), (None, BACK)]
    wrong += [(shop, each) for each in (BACK + "/", BACK + "?x", BACK.upper(), "https://evil.example/", BACK + "\n")]
    for client, redirect in wrong:
        with pytest.raises(Fault) as caught:
            destination(client.client_id if client else "unknown", redirect)
        assert caught.value.kind is Kind.NOT_FOUND


def test_a_key_that_only_reads_allows_nothing(scene: Scene) -> None:
    wanted = scene.oauth.granting.asked(scene.shop.client, Asking("code"))
    with pytest.raises(Fault) as caught:
        scene.oauth.granting.allow(replace(scene.anna, scope=Scope.READ), wanted, now=scene.now)
    assert caught.value.kind is Kind.FORBIDDEN


def test_what_has_ended_is_swept(scene: Scene, store: Store) -> None:
    shop = scene.shop.client
    old = scene.tokens(shop)
    later = scene.now + REFRESH_LIFETIME + REMEMBERED
    scene.oauth.granting.redeem(shop, replace_now(scene, later).code(shop), PROVEN, now=later)
    assert refused(lambda: scene.oauth.granting.refresh(shop, old.refresh, now=scene.now)) == "invalid_grant"


def replace_now(scene: Scene, now: datetime) -> Scene:
    return replace(scene, now=now)


@BOTH
@pytest.mark.parametrize("kind", ["code", "refresh token"])
def test_what_is_used_once_is_used_once_however_many_come_together(scene: Scene, kind: str) -> None:
    granting, phone = scene.oauth.granting, scene.phone.client
    secret = scene.code(phone) if kind == "code" else scene.tokens(phone).refresh
    barrier = Barrier(4)
    given: list[Tokens] = []
    refusals: list[str] = []

    def come() -> None:
        barrier.wait()
        try:
            if kind == "code":
                given.append(granting.redeem(phone, secret, PROVEN, now=scene.now))
            else:
                given.append(granting.refresh(phone, secret, now=scene.now))
        except Fault as fault:
            refusals.append(fault.precondition)

    threads = [Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(given), refusals) == (1, ["invalid_grant"] * 3)
    assert not opens(scene, given[0].access)

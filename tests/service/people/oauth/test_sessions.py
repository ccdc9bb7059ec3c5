"""Sessions before the page of consent: who they speak for, and what ends them."""

from datetime import timedelta

import pytest
from tests.service.people.oauth.conftest import BACK, CHALLENGE, Scene

from kalends.errors import Fault, Kind
from kalends.service.people import AccountChange, Credentials
from kalends.service.people.oauth import Asking, Sessions
from kalends.service.people.oauth.sessions import LIFETIME
from kalends.service.ports import Store


def test_a_session_speaks_for_whom_it_was_begun(scene: Scene, store: Store) -> None:
    sessions = scene.oauth.sessions
    for caller in (None, scene.anna):
        begun = sessions.begin(caller, now=scene.now)
        other_process = Sessions(store)
        assert other_process.resume(begun.secret, now=scene.now) == begun
        assert begun.caller == caller
        assert begun.secret not in repr(begun)
        assert begun.is_proven_by(begun.proof)
        assert not any(begun.is_proven_by(other) for other in ("", begun.secret, "\ud800"))


def test_every_session_has_a_proof_of_its_own(scene: Scene) -> None:
    first, second = (scene.oauth.sessions.begin(scene.anna, now=scene.now) for _ in range(2))
    assert not first.is_proven_by(second.proof)


def test_a_session_ends_with_its_hour_its_password_and_its_account(scene: Scene) -> None:
    sessions, now = scene.oauth.sessions, scene.now
    secret = sessions.begin(scene.anna, now=now).secret
    assert sessions.resume(secret, now=now + LIFETIME - timedelta(seconds=1))
    assert sessions.resume(secret, now=now + LIFETIME) is None
    scene.people.change("anna@example.org", AccountChange(password="another word"))
    assert sessions.resume(secret, now=now) is None
    credentials = Credentials("anna@example.org", "another word")
    anna = scene.people.authenticate(credentials, address="192.0.2.1", now=now)
    secret = sessions.begin(anna, now=now).secret
    scene.people.remove("anna@example.org")
    assert sessions.resume(secret, now=now) is None


def test_a_session_cannot_be_changed(scene: Scene) -> None:
    sessions = scene.oauth.sessions
    secret = sessions.begin(scene.anna, now=scene.now).secret
    _, account, ends, chance, seal = secret.split(".")
    changed = (
        f"ks.{scene.gwen.account_id}.{ends}.{chance}.{seal}",
        f"ks.0.{ends}.{chance}.{seal}",
        f"ks.{account}.{int(ends) + 1}.{chance}.{seal}",
        f"ks.{account}.{ends}.{'0' * 32}.{seal}",
        f"ks.{account}.{ends}.{chance}.{'0' * 64}",
        secret + "\n",
        "",
    )
    assert [sessions.resume(each, now=scene.now) for each in changed] == [None] * 7


def test_a_password_that_was_changed_meanwhile_opens_no_session_and_allows_nothing(scene: Scene) -> None:
    secret = scene.oauth.sessions.begin(scene.anna, now=scene.now).secret
    session = scene.oauth.sessions.resume(secret, now=scene.now)
    assert session is not None
    assert session.caller is not None
    asked = scene.oauth.granting.asked(scene.shop.client, Asking("code", BACK, "", CHALLENGE, "S256"))
    assert scene.oauth.granting.allow(session.caller, asked, now=scene.now)
    scene.people.change("anna@example.org", AccountChange(password="another word"))
    for act in (
        lambda: scene.oauth.sessions.begin(scene.anna, now=scene.now),
        lambda: scene.oauth.granting.allow(session.caller, asked, now=scene.now),
    ):
        with pytest.raises(Fault) as caught:
            act()
        assert caught.value.kind is Kind.UNAUTHENTICATED

"""Two applications, one with a secret, and somebody who allows them something."""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

import pytest

from kalends.service.access import Caller
from kalends.service.people import Credentials, NewAccount, People
from kalends.service.people.oauth import Asking, MadeClient, NewClient, OAuth, Redemption, Tokens
from kalends.service.ports import Store
from kalends.service.records import Client

BACK = "https://app.example/back"
VERIFIER = "v" * 43
CHALLENGE = urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
PROVEN = Redemption(BACK, VERIFIER)


@dataclass(frozen=True)
class Scene:
    """Anna, the administrator Gwen, and two applications."""

    people: People
    oauth: OAuth
    anna: Caller
    gwen: Caller
    shop: MadeClient
    phone: MadeClient
    now: datetime

    def code(self, client: Client, scope: str = "", redirect: str = BACK, challenge: str = CHALLENGE) -> str:
        """A code that Anna gave to an application."""
        asking = Asking("code", redirect, scope, challenge, "S256" if challenge else "")
        return self.oauth.granting.allow(self.anna, self.oauth.granting.asked(client, asking), now=self.now)

    def tokens(self, client: Client, scope: str = "") -> Tokens:
        """What an application has after that."""
        return self.oauth.granting.redeem(client, self.code(client, scope), PROVEN, now=self.now)

    def who(self, secret: str, now: datetime | None = None) -> Caller:
        """For whom a secret speaks."""
        return self.people.authenticate(Credentials(None, secret), address="192.0.2.1", now=now or self.now)


@pytest.fixture
def scene(people: People, store: Store, now: datetime) -> Scene:
    callers = []
    for name in ("anna", "gwen"):
        email = f"{name}@example.org"
        people.add(NewAccount(email, password="secret word", admin=name == "gwen"), now=now)
        callers.append(people.authenticate(Credentials(email, "secret word"), address="192.0.2.1", now=now))
    oauth = OAuth.of(store)
    shop = oauth.applications.add(callers[1], NewClient("Shop", (BACK, "https://app.example/other")), now=now)
    phone = oauth.applications.add(callers[1], NewClient("Phone", (BACK,), public=True), now=now)
    return Scene(people, oauth, *callers, shop, phone, now)

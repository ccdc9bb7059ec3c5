"""A browser before the page of consent, and applications that call the endpoints; all in this process."""

import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

import pytest
from tests.house import Answer, House

from kalends.__main__ import ProgramRoot
from kalends.service.access import caller_of
from kalends.service.people import NewAccount
from kalends.service.people.oauth import MadeClient, NewClient
from kalends.service.records import Scope

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)
ANNA, PASSWORD = "anna@example.org", "correct horse"
BACK = "https://app.example/back?x=1"
VERIFIER = "v" * 43
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
PROOF = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


@dataclass
class Browser:
    """Keeps one cookie, and fills the form of the page that it sees."""

    house: House
    mount: str = ""
    cookie: str = ""

    def open(self, **asked: str) -> Answer:
        """Open the page with these parameters."""
        return self._kept(self.house.ask("GET", self._path, query=urlencode(asked), headers=self._headers()))

    def send(self, page: Answer, /, **fields: str) -> Answer:
        """Send the form of a page with these fields, in the place of what it holds."""
        action = re.search(r'<form method="post" action="\?([^"]*)">', page.text)
        proof = re.search(r'name="page" value="([0-9a-f]+)"', page.text)
        assert action, page.text
        assert proof, page.text
        body = urlencode({"page": proof[1]} | fields)
        query = unescape(action[1])
        return self._kept(self.house.ask("POST", self._path, body, query=query, headers=self._headers()))

    def sign_in(self, page: Answer, email: str = ANNA, password: str = PASSWORD) -> Answer:
        """What the page of consent shows after signing in."""
        sent = self.send(page, step="sign-in", email=email, password=password)
        assert sent.status == 303, sent.text
        assert sent.headers["location"].startswith("?")
        query = sent.headers["location"][1:]
        return self._kept(self.house.ask("GET", self._path, query=query, headers=self._headers()))

    def consent(self, **asked: str) -> Answer:
        """The page of consent of these parameters, signed in."""
        return self.sign_in(self.open(**asked))

    @property
    def _path(self) -> str:
        return f"{self.mount}/oauth/authorize"

    def _headers(self) -> dict[str, str]:
        return {"cookie": self.cookie} if self.cookie else {}

    def _kept(self, answer: Answer) -> Answer:
        if "set-cookie" in answer.headers:
            self.cookie = answer.headers["set-cookie"].partition(";")[0]
        return answer


@dataclass
class Office:
    """Anna, the administrator Gwen, and three applications.

    A shop that has a secret, a phone that has none, and a planner that sends its parameters in the query.
    """

    house: House
    shop: MadeClient = field(init=False)
    phone: MadeClient = field(init=False)
    planner: MadeClient = field(init=False)

    def __post_init__(self) -> None:
        now = ProgramRoot().now()
        with self.house.service() as service:
            service.people.add(NewAccount(ANNA, "Anna", PASSWORD), now=now)
            gwen = caller_of(service.people.add(NewAccount("gwen@example.org", "Gwen", admin=True), now=now), None)
            self.shop = service.oauth.applications.add(gwen, NewClient("The <Shop>", (BACK,)), now=now)
            redirects = (BACK, "com.example.phone:/back")
            new = NewClient("Phone", redirects, Scope.READ, public=True)
            self.phone = service.oauth.applications.add(gwen, new, now=now)
            new = NewClient("Planner", (BACK,), in_query=True)
            self.planner = service.oauth.applications.add(gwen, new, now=now)

    def asks(self, made: MadeClient, **more: str) -> dict[str, str]:
        """The parameters with which an application sends a person here; an empty one is left out."""
        proof = {} if made.secret else PROOF
        asked = {"response_type": "code", "client_id": made.client.client_id, "redirect_uri": BACK, **proof, **more}
        return {name: value for name, value in asked.items() if value}

    def code(self, made: MadeClient, **more: str) -> str:
        """A code that Anna gave to an application."""
        browser = Browser(self.house)
        sent = browser.send(browser.consent(**self.asks(made, **more)), step="allow")
        assert sent.status == 303, sent.text
        return told(sent)["code"]

    def post(self, made: MadeClient, path: str = "/oauth/token", **fields: str) -> Answer:
        """What an endpoint answers to an application; one with a secret sends it by Basic."""
        known = {"client_id": made.client.client_id} if not made.secret else {}
        headers = basic(made.client.client_id, made.secret) if made.secret else {}
        return self.house.ask("POST", path, urlencode({**known, **fields}), headers=headers)

    def redeem(self, made: MadeClient, code: str, **more: str) -> Answer:
        """What the token endpoint answers to a code."""
        proof = {} if made.secret else {"code_verifier": VERIFIER}
        return self.post(made, grant_type="authorization_code", code=code, redirect_uri=BACK, **proof, **more)

    def tokens(self, made: MadeClient, **more: str) -> dict[str, Any]:
        """Tokens of an application."""
        answer = self.redeem(made, self.code(made, **more))
        assert answer.status == 200, answer.text
        return answer.json

    def opens(self, token: str) -> bool:
        """Whether an access token opens a door."""
        answer = self.house.ask("GET", "/api/2.0/calendar/sharing", headers={"authorization": f"Bearer {token}"})
        assert answer.status in (200, 401)
        return answer.status == 200


def basic(client_id: str, secret: str) -> dict[str, str]:
    """RFC 6749 §2.3.1: both parts as a form would write them."""
    text = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return {"authorization": f"Basic {b64encode(text.encode()).decode()}"}


def told(sent: Answer) -> dict[str, str]:
    """What an application is told by where a person is sent."""
    location = urlsplit(sent.headers["location"])
    assert sent.headers["location"].startswith(BACK + "&")
    return {name: values[0] for name, values in parse_qs(location.query, keep_blank_values=True).items() if name != "x"}


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The embedded database; for a test that is marked with `BOTH`, that and one elsewhere."""
    return request.getfixturevalue("postgres_url") if getattr(request, "param", "") == "postgres" else ""


@pytest.fixture
def office(tmp_path: Path, database: str) -> Iterator[Office]:
    house = House(tmp_path / "data", database=database)
    yield Office(house)
    house.close()


@pytest.fixture
def browser(office: Office) -> Browser:
    return Browser(office.house)

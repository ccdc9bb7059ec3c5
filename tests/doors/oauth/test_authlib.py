"""Authlib's client walks code, refresh, proof key and revocation, over HTTP, against a server that runs."""

import re
from html import unescape
from typing import Any

import pytest
import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from tests.conftest import PATIENCE
from tests.doors.oauth.conftest import ANNA, PASSWORD

from kalends.__main__ import ProgramRoot
from kalends.service.access import caller_of
from kalends.service.people import NewAccount
from kalends.service.people.oauth import MadeClient, NewClient
from kalends.service.records import Scope

BACK = "http://localhost:1/back"


def made_client(server: Any, *, public: bool) -> MadeClient:
    """An application on a running server, and Anna beside it."""
    now = ProgramRoot().now()
    with ProgramRoot().service(server.data, make=False) as service:
        if len(service.people.everyone()) == 1:
            service.people.add(NewAccount(ANNA, "Anna", PASSWORD), now=now)
        administrator = caller_of(service.people.everyone()[0], None)
        return service.oauth.applications.add(
            administrator, NewClient("Walker", (BACK,), Scope.READ, public=public), now=now
        )


def walked(url: str) -> str:
    """Where a browser is sent in the end, that signs in and allows."""
    with requests.Session() as browser:
        page = browser.get(url, timeout=PATIENCE)
        for fields in ({"step": "sign-in", "email": ANNA, "password": PASSWORD}, {"step": "allow"}):
            proof = re.search(r'name="page" value="(\w+)"', page.text)[1]
            action = unescape(re.search(r'action="([^"]*)"', page.text)[1])
            target = requests.compat.urljoin(page.url, action)
            page = browser.post(target, data={"page": proof, **fields}, allow_redirects=False, timeout=PATIENCE)
            assert page.status_code == 303
            if page.headers["location"].startswith("?"):
                page = browser.get(requests.compat.urljoin(target, page.headers["location"]), timeout=PATIENCE)
        return page.headers["location"]


@pytest.mark.parametrize("way", ["client_secret_basic", "client_secret_post", "none"])
def test_authlib_walks_the_whole_way(server: Any, way: str) -> None:
    made = made_client(server, public=way == "none")
    told = requests.get(f"{server.url}/.well-known/oauth-authorization-server", timeout=PATIENCE).json()
    with OAuth2Session(
        made.client.client_id,
        made.secret or None,
        scope="read",
        redirect_uri=BACK,
        token_endpoint_auth_method=way,
        code_challenge_method="S256",
        token_endpoint=told["token_endpoint"],
    ) as session:
        verifier = "a-verifier.of_43~characters-or-more-0123456789"
        url, state = session.create_authorization_url(told["authorization_endpoint"], code_verifier=verifier)
        back = walked(url)
        with pytest.raises(OAuthError):
            session.fetch_token(told["token_endpoint"], authorization_response=back, code_verifier="x" * 43)
        token = session.fetch_token(
            told["token_endpoint"], authorization_response=back, state=state, code_verifier=verifier
        )
        assert (token["token_type"], token["expires_in"], token["scope"]) == ("bearer", 604800, "read")
        read = f"{server.url}/api/2.0/calendar/sharing"
        assert session.get(read, timeout=PATIENCE).status_code == 200
        refreshed = session.refresh_token(told["token_endpoint"])
        assert refreshed["access_token"] != token["access_token"]
        assert (refreshed["refresh_token"] == token["refresh_token"]) is bool(made.secret)
        assert session.get(read, timeout=PATIENCE).status_code == 200
        ended = session.revoke_token(
            told["revocation_endpoint"], refreshed["refresh_token"], token_type_hint="refresh_token"
        )
        assert ended.status_code == 200
        with pytest.raises(OAuthError) as caught:
            session.refresh_token(told["token_endpoint"], refresh_token=refreshed["refresh_token"])
        assert caught.value.error == "invalid_grant"

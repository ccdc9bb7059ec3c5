"""Signing in: passwords, tokens and cookies of ONLYOFFICE, and programs that act for somebody by OAuth 2.0."""

import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.doors import nasty
from tests.siege.client import NOBODY, Client, Halted, basic
from tests.siege.server import BACK, PASSWORD
from tests.siege.texts import FORM
from tests.siege.wire import Answer

SELF = "/api/2.0/people/@self"
PAGE = "/oauth/authorize"


def play(client: Client) -> None:
    """One way of signing in, from its begin to its end."""
    client.draw.choice((_session, _program, _program, _nonsense))(client)


def _session(client: Client) -> None:
    """A token for a password: alone, and as a cookie, which writes nothing without its origin."""
    person = client.household[client.draw.choice(("owner", "reader"))]
    body = {"userName": person.email, "password": PASSWORD}
    token = client.done(NOBODY, "POST", "/api/2.0/authentication", body)["response"]["token"]
    bare, cookie = [f"authorization: {token}"], [f"cookie: a=1; asc_auth_key={token}"]
    host = f"origin: http://localhost:{client.site.port}"
    for signed in (bare, cookie):
        client.expect((200,), person.role, "GET", SELF, credentials=signed)
    write = "/api/2.0/calendar/utcoffset"
    sent = {"timeZone": "Asia/Tokyo", "startDate": "2026-11-24", "endDate": "2026-11-25"}
    client.expect((401, 403), person.role, "POST", write, sent, credentials=cookie)
    client.expect(
        (401, 403), person.role, "POST", write, sent, credentials=cookie, lines=["origin: http://evil.example"]
    )
    client.expect((201,), person.role, "POST", write, sent, credentials=cookie, lines=[host])
    client.expect((401,), NOBODY, "GET", SELF, credentials=[f"authorization: {token[:-1]}!"])


def _program(client: Client) -> None:
    """A program is allowed, or not; its tokens are used, refreshed and revoked."""
    site, person = client.site, client.household["owner"]
    asked = {"response_type": "code", "client_id": site.client_id, "redirect_uri": BACK, "state": "s"}
    page, cookie = _signed_in(client, f"{PAGE}?{urlencode(asked)}", person.email)
    step = client.draw.choice(("allow", "allow", "deny"))
    sent = _send(client, page, cookie, step=step)
    told = parse_qs(urlsplit(sent.header("location") or "").query)
    if step == "deny":
        if told.get("error") != ["access_denied"]:
            client.find(PAGE, f"denied, and sent to {sent.header('location')!r}")
        return
    program = [basic(site.client_id, site.client_secret)]
    redeemed = {"grant_type": "authorization_code", "code": told["code"][0], "redirect_uri": BACK}
    tokens = _token(client, redeemed, program).json
    bearer = [f"authorization: Bearer {tokens['access_token']}"]
    client.expect((200,), "owner", "GET", "/userinfo", credentials=bearer)
    fresh = _token(client, {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}, program).json
    client.expect((200,), "owner", "GET", SELF, credentials=[f"authorization: Bearer {fresh['access_token']}"])
    body = urlencode({"token": tokens["refresh_token"]})
    client.expect((200,), NOBODY, "POST", "/oauth/revoke", body, lines=[FORM], credentials=program)
    refused = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    client.expect((400,), NOBODY, "POST", "/oauth/token", urlencode(refused), lines=[FORM], credentials=program)


def _token(client: Client, fields: dict[str, str], program: list[str]) -> Answer:
    return client.expect((200,), NOBODY, "POST", "/oauth/token", urlencode(fields), lines=[FORM], credentials=program)


def _signed_in(client: Client, path: str, email: str) -> tuple[Answer, list[str]]:
    """The page of consent, and the cookie of whoever signed in on it."""
    page = client.expect((200,), NOBODY, "GET", path)
    cookie = _cookie(page, [])
    sent = _send(client, page, cookie, step="sign-in", email=email, password=PASSWORD)
    cookie = _cookie(sent, cookie)
    return client.expect((200,), NOBODY, "GET", f"{PAGE}{sent.header('location')}", lines=cookie), cookie


def _send(client: Client, page: Answer, cookie: list[str], **fields: str) -> Answer:
    """Send the form of a page, as a browser would."""
    text = page.body.decode()
    action = re.search(r'<form method="post" action="\?([^"]*)">', text)
    proof = re.search(r'name="page" value="([0-9a-f]+)"', text)
    if not action or not proof:
        client.find(PAGE, f"no form: {text[:300]}")
        raise Halted
    origin = f"origin: http://localhost:{client.site.port}"
    body, path = urlencode({"page": proof[1]} | fields), f"{PAGE}?{unescape(action[1])}"
    return client.expect((303,), NOBODY, "POST", path, body, lines=[FORM, origin, *cookie])


def _cookie(answer: Answer, before: list[str]) -> list[str]:
    found = answer.header("set-cookie")
    return [f"cookie: {found.partition(';')[0]}"] if found else before


def _nonsense(client: Client) -> None:
    """Credentials and parameters that are none, in places where somebody signs in."""
    draw = client.draw
    names = ("response_type", "client_id", "redirect_uri", "scope", "state", "grant_type", "code", "refresh_token")
    for _ in range(draw.randint(3, 6)):
        pairs = [(draw.choice(names), draw.choice(nasty.STRINGS)[:500]) for _ in range(draw.randint(0, 6))]
        text = urlencode(pairs, errors="replace")
        client.expect((400,), NOBODY, "GET", f"{PAGE}?{text}")
        client.expect((400, 401), NOBODY, "POST", draw.choice(("/oauth/token", "/oauth/revoke")), text, lines=[FORM])
    known = urlencode({"response_type": "code", "client_id": client.site.client_id, "redirect_uri": BACK})
    client.expect((200,), NOBODY, "GET", f"{PAGE}?{known}")

"""The page of consent: who is let on, what is sent where, and what nobody can make it do."""

import re
from datetime import timedelta

import pytest
import time_machine
from tests.doors.oauth.conftest import ANNA, BACK, BOTH, CHALLENGE, PASSWORD, Browser, Office, told
from tests.house import Answer, House

from kalends.__main__ import ProgramRoot
from kalends.service.people import AccountChange
from kalends.service.people.throttle import Attempt, Throttle

ISSUER = "http://localhost:8080"


def tables(office: Office) -> tuple[int, int]:
    rows = office.house.rows()
    return rows["oauth_consent"], rows["oauth_ticket"]


def test_what_every_page_forbids(office: Office, browser: Browser) -> None:
    pages = [browser.open(**office.asks(office.shop)), browser.consent(**office.asks(office.shop))]
    for page in [*pages, browser.open()]:
        policy = page.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        assert "script" not in page.text
        assert (page.headers["cache-control"], page.headers["x-frame-options"]) == ("no-store", "DENY")
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "form-action 'self' https://app.example;" in pages[0].headers["content-security-policy"]
    assert "form-action 'self';" in browser.open().headers["content-security-policy"]


def test_a_page_has_labels_and_escapes_what_it_shows(office: Office, browser: Browser) -> None:
    page = browser.open(**office.asks(office.shop, state='"><script>'))
    for name in re.findall(r'<input id="(\w+)"', page.text):
        assert f'<label for="{name}">' in page.text
    assert '<html lang="en">' in page.text
    consent = browser.sign_in(page)
    assert "Allow The &lt;Shop&gt;?" in consent.text
    assert "<Shop>" not in consent.text + page.text
    assert ANNA in consent.text
    assert "<strong>app.example</strong>" in consent.text


@BOTH
@pytest.mark.rfc("6749 §4.1.2", "9207 §2")
def test_allowing_sends_a_code_with_state_and_issuer(office: Office, browser: Browser) -> None:
    page = browser.consent(**office.asks(office.shop, state="ä &+="))
    assert tables(office) == (0, 0)
    sent = browser.send(page, step="allow")
    assert sent.status == 303
    found = told(sent)
    assert re.fullmatch(r"oc\.[A-Za-z0-9]{48}", found.pop("code"))
    assert found == {"state": "ä &+=", "iss": ISSUER}
    assert sent.headers["cache-control"] == "no-store"
    assert tables(office) == (1, 1)


@pytest.mark.rfc("6749 §4.1.2.1")
def test_denying_sends_the_refusal(office: Office, browser: Browser) -> None:
    found = told(browser.send(browser.consent(**office.asks(office.shop, state="s")), step="deny"))
    assert found.pop("error_description")
    assert found == {"error": "access_denied", "state": "s", "iss": ISSUER}
    assert tables(office) == (0, 0)


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"response_type": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"scope": "full"}, "invalid_scope"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge": "", "code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge": "x"}, "invalid_request"),
    ],
)
@pytest.mark.rfc("6749 §4.1.2.1", "7636 §4.4.1")
def test_what_an_application_may_not_ask_is_told_to_it(
    office: Office, browser: Browser, more: dict[str, str], error: str
) -> None:
    for answer in (browser.open(**office.asks(office.phone, state="s", **more)),):
        assert answer.status == 303
        found = told(answer)
        assert found.pop("error_description")
        assert found == {"error": error, "state": "s", "iss": ISSUER}


def test_a_parameter_that_comes_twice(office: Office) -> None:
    def open_with(twice: str) -> Answer:
        query = "&".join(f"{name}={value}" for name, value in office.asks(office.phone).items())
        return office.house.ask("GET", "/oauth/authorize", query=f"{query}&{twice}", headers={})

    assert told(open_with("scope=read&scope=read"))["error"] == "invalid_request"
    for twice in ("client_id=x", f"client_id={office.phone.client.client_id}", "redirect_uri=x"):
        answer = open_with(twice)
        assert (answer.status, "location" in answer.headers) == (400, False)


@pytest.mark.parametrize(
    "more",
    [
        {"client_id": ""},
        {"client_id": "unknown"},
        {"client_id": "\0"},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": BACK + "/"},
        {"redirect_uri": BACK.replace("https", "http")},
        {"redirect_uri": "com.example.phone:/back"},
    ],
)
@pytest.mark.rfc("6749 §4.1.2.1")
def test_nobody_is_sent_anywhere_where_application_or_address_is_wrong(
    office: Office, browser: Browser, more: dict[str, str]
) -> None:
    answer = browser.open(**office.asks(office.shop, **more))
    assert answer.status == 400
    assert "location" not in answer.headers
    assert 'role="alert"' in answer.text
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    "query", ["client_id=%ff", "&".join(f"p{n}=" for n in range(101)), "%00=%00", "client_id=%ED%A0%80"]
)
def test_a_query_that_cannot_be_read(office: Office, query: str) -> None:
    answer = office.house.ask("GET", "/oauth/authorize", query=query, headers={})
    assert (answer.status, "location" in answer.headers) == (400, False)


@pytest.mark.rfc("6749 §3.1.2.3")
def test_the_address_may_be_left_out_where_there_is_one(office: Office, browser: Browser) -> None:
    sent = browser.send(browser.consent(**office.asks(office.shop, redirect_uri="")), step="allow")
    code = told(sent)["code"]
    tokens = office.post(office.shop, grant_type="authorization_code", code=code)
    assert tokens.status == 200
    assert browser.open(**office.asks(office.phone, redirect_uri="")).status == 400


def test_an_application_on_a_phone(office: Office, browser: Browser) -> None:
    page = browser.consent(**office.asks(office.phone, redirect_uri="com.example.phone:/back"))
    assert "form-action 'self' com.example.phone:;" in page.headers["content-security-policy"]
    assert "see your calendars and events" in page.text
    sent = browser.send(page, step="allow")
    assert sent.headers["location"].startswith("com.example.phone:/back?code=oc.")


@pytest.mark.rfc("6749 §10.12")
def test_only_the_page_itself_decides(office: Office, browser: Browser) -> None:
    asked = office.asks(office.shop)
    page = browser.consent(**asked)
    thief = Browser(office.house)
    theirs = thief.open(**asked)
    for proof in ("", "0" * 64, re.search(r'name="page" value="(\w+)"', theirs.text)[1]):
        assert browser.send(page, step="allow", page=proof).status == 403
    cookie, browser.cookie = browser.cookie, ""
    assert browser.send(page, step="allow").status == 403
    browser.cookie = cookie
    assert tables(office) == (0, 0)
    assert browser.send(page, step="allow").status == 303


def test_who_is_not_signed_in_decides_nothing(office: Office, browser: Browser) -> None:
    page = browser.open(**office.asks(office.shop))
    for step in ("allow", "nonsense", ""):
        answer = browser.send(page, step=step)
        assert (answer.status, 'type="password"' in answer.text) == (200, True)
    assert tables(office) == (0, 0)


def test_a_page_that_was_open_for_too_long(office: Office, browser: Browser) -> None:
    page = browser.consent(**office.asks(office.shop))
    with time_machine.travel(ProgramRoot().now() + timedelta(minutes=61)):
        answer = browser.send(page, step="allow")
        assert (answer.status, 'type="password"' in answer.text) == (403, True)
        assert "Try again" in answer.text
    assert tables(office) == (0, 0)


def test_a_new_password_ends_the_session(office: Office, browser: Browser) -> None:
    page = browser.consent(**office.asks(office.shop))
    with office.house.service() as service:
        service.people.change(ANNA, AccountChange(password="another word"))
    assert browser.send(page, step="allow").status == 403


@BOTH
def test_wrong_passwords_are_told_alike_and_throttled(office: Office, browser: Browser) -> None:
    page = browser.open(**office.asks(office.shop))
    wrong = {"email": ANNA, "password": "wrong"}
    said = {
        browser.send(page, step="sign-in", **(wrong | {"email": email})).text for email in (ANNA, "x@y.example", "")
    }
    alerts = {re.search(r'<p role="alert">([^<]*)', each)[1] for each in said}
    assert alerts == {"The e-mail address or the password is wrong."}
    statuses = [browser.send(page, step="sign-in", **wrong).status for _ in range(10)]
    assert statuses == [403] * 9 + [429]
    right = browser.send(page, step="sign-in", email=ANNA, password=PASSWORD)
    assert right.status == 429
    assert 1 <= int(right.headers["retry-after"]) <= 900
    assert tables(office) == (0, 0)


def test_a_key_is_no_password_here(office: Office, browser: Browser) -> None:
    with office.house.service() as service:
        key = service.people.keys.add(ANNA, now=ProgramRoot().now()).secret
    answer = browser.send(browser.open(**office.asks(office.shop)), step="sign-in", email=ANNA, password=key)
    assert (answer.status, "a key is for programs" in answer.text) == (403, True)


def test_signing_in_begins_another_session(office: Office, browser: Browser) -> None:
    page = browser.open(**office.asks(office.shop))
    planted = browser.cookie
    browser.sign_in(page)
    assert browser.cookie != planted
    other = Browser(office.house, cookie=planted)
    assert 'type="password"' in other.open(**office.asks(office.shop)).text


def test_somebody_else_may_sign_in(office: Office, browser: Browser) -> None:
    page = browser.consent(**office.asks(office.shop))
    assert browser.send(page, step="leave").status == 303
    assert 'type="password"' in browser.open(**office.asks(office.shop)).text


def test_the_cookie_is_for_this_page_alone(office: Office, browser: Browser) -> None:
    cookie = browser.open(**office.asks(office.shop)).headers["set-cookie"]
    assert [part.strip() for part in cookie.split(";")[1:]] == ["Max-Age=3600", "HttpOnly", "SameSite=Lax"]
    browser.consent(**office.asks(office.shop))
    token = browser.cookie.partition("=")[2]
    assert not office.opens(token)


def test_the_cookie_is_secure_behind_https(tmp_path) -> None:
    house = House(tmp_path / "data", public_url="https://calendar.example.org/kalends")
    office = Office(house)
    page = Browser(house).open(**office.asks(office.shop))
    assert page.headers["set-cookie"].endswith("; Secure")
    house.close()


@pytest.mark.parametrize("mount", ["", "/api", "/kona"])
def test_the_page_stands_at_every_base(office: Office, mount: str) -> None:
    browser = Browser(office.house, mount)
    assert "code" in told(browser.send(browser.consent(**office.asks(office.shop)), step="allow"))


@pytest.mark.parametrize("body", [b"\xff=%ff", b"page=%ff", b"x" * 70_000, b"&".join(b"a%d=" % n for n in range(200))])
def test_a_form_that_cannot_be_read(office: Office, body: bytes) -> None:
    asked = "&".join(f"{name}={value}" for name, value in office.asks(office.shop, redirect_uri="").items())
    answer = office.house.ask("POST", "/oauth/authorize", body, query=asked, headers={})
    assert answer.status in (400, 403, 413)
    assert "location" not in answer.headers


def test_the_proof_key_is_kept_with_the_code(office: Office) -> None:
    code = office.code(office.phone)
    assert office.redeem(office.phone, code, code_challenge=CHALLENGE).status == 200


def test_signing_in_makes_the_device_known(office: Office, browser: Browser) -> None:
    page = browser.open(**office.asks(office.shop))
    sent = browser.send(page, step="sign-in", email=ANNA, password=PASSWORD)
    device = sent.cookies[1]
    assert re.fullmatch(
        r"kalends_device=kd\.\d+\.\d+\.[0-9a-f]{32}\.[0-9a-f]{64}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict",
        device,
    )
    assert ANNA not in device
    mark = device.partition(";")[0].partition("=")[2]
    assert not office.opens(mark)
    assert office.house.ask("GET", "/userinfo", headers={"cookie": f"asc_auth_key={mark}"}).status == 401


def test_a_known_device_gets_in_during_an_attack_from_anywhere(office: Office, browser: Browser) -> None:
    page = browser.open(**office.asks(office.shop))
    device = browser.send(page, step="sign-in", email=ANNA, password=PASSWORD).cookies[1].partition(";")[0]
    with office.house.service() as service:  # the network is not known any more, the device is
        with service.store.writing() as transaction:
            transaction.networks.purge(before=ProgramRoot().now() + timedelta(days=1), at_most=10)
        for number in range(200):
            attempt = Attempt(ANNA, f"198.51.100.{number}")
            Throttle(service.store).count_password(attempt, ProgramRoot().now())
    stranger, known = Browser(office.house), Browser(office.house)
    page = stranger.open(**office.asks(office.shop))
    assert stranger.send(page, step="sign-in", email=ANNA, password=PASSWORD).status == 429
    page = known.open(**office.asks(office.shop))
    known.cookie += f"; {device}"
    assert known.send(page, step="sign-in", email=ANNA, password=PASSWORD).status == 303


def test_an_empty_form_counts_for_nothing(office: Office, browser: Browser) -> None:
    page = browser.open(**office.asks(office.shop))
    before = office.house.rows()["counter"]
    for _ in range(12):
        assert browser.send(page, step="sign-in").status == 403
    assert office.house.rows()["counter"] == before

"""The endpoints of applications: what they answer, how they refuse, and where they say that they are."""

from base64 import b64encode
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from tests.doors.oauth.conftest import BACK, BOTH, VERIFIER, Office, basic
from tests.house import Answer, House

from kalends.service.people.oauth import MadeClient

UNKNOWN = "oc." + "x" * 48


def refusal(answer: Answer) -> tuple[int, str]:
    assert set(answer.json) == {"error", "error_description"}
    assert all(" " <= letter <= "~" and letter not in '"\\' for letter in answer.json["error_description"])
    assert answer.headers["cache-control"] == "no-store"
    return answer.status, answer.json["error"]


@BOTH
@pytest.mark.rfc("6749 §5.1")
def test_a_code_becomes_tokens(office: Office) -> None:
    answer = office.redeem(office.shop, office.code(office.shop, state="s"))
    assert answer.status == 200
    assert (answer.headers["cache-control"], answer.headers["pragma"]) == ("no-store", "no-cache")
    told = answer.json
    access, refresh = told.pop("access_token"), told.pop("refresh_token")
    assert told == {"token_type": "bearer", "expires_in": 604800, "scope": "full"}
    assert access != refresh
    assert office.opens(access)
    assert not office.opens(refresh)


@BOTH
@pytest.mark.rfc("6749 §6")
def test_a_refresh_token_stays_or_is_replaced(office: Office) -> None:
    for made, stays in ((office.shop, True), (office.phone, False)):
        first = office.tokens(made)
        second = office.post(made, grant_type="refresh_token", refresh_token=first["refresh_token"])
        assert second.status == 200
        assert set(second.json) == set(first)
        assert second.json["access_token"] != first["access_token"]
        assert (second.json["refresh_token"] == first["refresh_token"]) is stays
        third = office.post(made, grant_type="refresh_token", refresh_token=first["refresh_token"])
        assert (third.status == 200) is stays
        assert office.opens(second.json["access_token"]) is stays


@BOTH
def test_a_code_that_comes_twice_ends_what_it_gave(office: Office) -> None:
    code = office.code(office.shop)
    tokens = office.redeem(office.shop, code).json
    assert refusal(office.redeem(office.shop, code)) == (400, "invalid_grant")
    assert not office.opens(tokens["access_token"])
    refreshed = office.post(office.shop, grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert refusal(refreshed) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (400, "invalid_request")),
        ({"grant_type": "password"}, (400, "unsupported_grant_type")),
        ({"grant_type": "client_credentials"}, (400, "unsupported_grant_type")),
        ({"grant_type": "authorization_code"}, (400, "invalid_request")),
        ({"grant_type": "authorization_code", "code": ""}, (400, "invalid_request")),
        ({"grant_type": "authorization_code", "code": "x"}, (400, "invalid_grant")),
        ({"grant_type": "authorization_code", "code": UNKNOWN, "redirect_uri": BACK}, (400, "invalid_grant")),
        ({"grant_type": "refresh_token"}, (400, "invalid_request")),
        ({"grant_type": "refresh_token", "refresh_token": "\0"}, (400, "invalid_grant")),
    ],
)
@pytest.mark.rfc("6749 §5.2")
def test_refusals(office: Office, fields: dict[str, str], expected: tuple[int, str]) -> None:
    assert refusal(office.post(office.shop, **fields)) == expected


@pytest.mark.parametrize("fields", [{"redirect_uri": BACK + "x"}, {"redirect_uri": ""}, {"code_verifier": "w" * 43}])
def test_a_code_is_bound(office: Office, fields: dict[str, str]) -> None:
    code = office.code(office.phone)
    right = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    assert refusal(office.post(office.phone, **(right | fields))) == (400, "invalid_grant")
    assert refusal(office.post(office.shop, **right)) == (400, "invalid_grant")
    assert office.post(office.phone, **right).status == 200


def test_a_scope_may_be_narrowed_and_is_kept(office: Office) -> None:
    tokens = office.tokens(office.shop)
    fields = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    narrow = office.post(office.shop, **fields, scope="generate").json
    assert narrow["scope"] == "generate"
    answer = office.house.ask(
        "GET", "/api/2.0/calendar/sharing", headers={"authorization": f"Bearer {narrow['access_token']}"}
    )
    assert answer.status == 403
    assert refusal(office.post(office.shop, **fields, scope="x")) == (400, "invalid_scope")


@pytest.mark.rfc("6749 §2.3.1")
def test_every_way_to_prove_which_application_it_is(office: Office) -> None:
    shop, client_id = office.shop, office.shop.client.client_id
    form = {"grant_type": "authorization_code", "redirect_uri": BACK}
    posted = {"client_id": client_id, "client_secret": shop.secret}
    ways = [
        (posted, {}),
        ({}, basic(client_id, shop.secret)),
        ({"client_id": client_id}, basic(client_id, shop.secret)),
    ]
    for more, headers in ways:
        body = urlencode({**form, **more, "code": office.code(shop)})
        assert office.house.ask("POST", "/oauth/token", body, headers=headers).status == 200
    both = urlencode({**form, **posted, "code": UNKNOWN})
    answer = office.house.ask("POST", "/oauth/token", both, headers=basic(client_id, shop.secret))
    assert refusal(answer) == (400, "invalid_request")
    other = urlencode({**form, "client_id": office.phone.client.client_id, "code": UNKNOWN})
    answer = office.house.ask("POST", "/oauth/token", other, headers=basic(client_id, shop.secret))
    assert refusal(answer) == (400, "invalid_request")


def _basic_of(text: str) -> dict[str, str]:
    return {"authorization": f"Basic {b64encode(text.encode()).decode()}"}


@pytest.mark.rfc("6749 §5.2")
def test_who_is_not_known_gets_nothing(office: Office) -> None:
    client_id = office.shop.client.client_id
    wrong: list[tuple[dict[str, str], dict[str, str]]] = [
        ({}, {}),
        ({"client_id": "unknown"}, {}),
        ({"client_id": client_id}, {}),
        ({"client_id": client_id, "client_secret": "wrong"}, {}),
        ({"client_id": office.phone.client.client_id, "client_secret": "x"}, {}),
        ({}, basic(client_id, "wrong")),
        ({}, basic(client_id, "")),
        ({}, _basic_of("no colon")),
        ({}, {"authorization": "Basic ???"}),
        ({}, {"authorization": "Basic /w=="}),
        ({}, {"authorization": f"Bearer {office.house.key}"}),
    ]
    for path in ("/oauth/token", "/oauth/revoke"):
        for fields, headers in wrong:
            body = urlencode({"grant_type": "authorization_code", "code": UNKNOWN, "token": UNKNOWN} | fields)
            answer = office.house.ask("POST", path, body, headers=headers)
            assert refusal(answer) == (401, "invalid_client")
            assert answer.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (401, "invalid_client")),
        (b'{"grant_type": "refresh_token"}', (401, "invalid_client")),
        (b"grant_type=x&grant_type=x", (400, "invalid_request")),
        (b"client_id=%ff", (400, "invalid_request")),
        (b"\xff\xfe", (401, "invalid_client")),
        (b"client_id=%00&client_secret=%00", (401, "invalid_client")),
        (b"&".join(b"a%d=" % n for n in range(101)), (400, "invalid_request")),
        (b"x" * 70_000, (413, "invalid_request")),
    ],
)
def test_bodies_that_are_no_form(house: House, body: bytes, expected: tuple[int, str]) -> None:
    assert refusal(house.ask("POST", "/oauth/token", body, headers={})) == expected


def test_who_does_not_say_which_application_it_is_from_is_told_how(house: House) -> None:
    for body in (b"", b'{"client_id": "x", "client_secret": "y"}'):
        description = house.ask("POST", "/oauth/token", body, headers={}).json["error_description"]
        assert "client_id and client_secret" in description
        assert "application/x-www-form-urlencoded), not as JSON" in description


def test_wrong_secrets_are_throttled(office: Office) -> None:
    answers = [office.house.ask("POST", "/oauth/token", b"client_id=x", headers={}) for _ in range(601)]
    assert {answer.status for answer in answers[:600]} == {401}
    assert refusal(answers[-1]) == (429, "temporarily_unavailable")
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60


@BOTH
@pytest.mark.rfc("7009 §2.2")
def test_revoking(office: Office) -> None:
    for made in (office.shop, office.phone):
        tokens = office.tokens(made)
        other = next(each for each in (office.shop, office.phone) if each is not made)
        assert refusal(office.post(other, "/oauth/revoke", token=tokens["access_token"])) == (400, "invalid_grant")
        assert refusal(office.post(made, "/oauth/revoke")) == (400, "invalid_request")
        for token in (tokens["access_token"], tokens["access_token"], "unknown"):
            answer = office.post(made, "/oauth/revoke", token=token, token_type_hint="nonsense")
            assert (answer.status, answer.body) == (200, b"")
        assert not office.opens(tokens["access_token"])
        office.post(made, "/oauth/revoke", token=tokens["refresh_token"])
        fields = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        assert refusal(office.post(made, **fields)) == (400, "invalid_grant")


@pytest.mark.parametrize("mount", ["", "/api", "/kona"])
def test_the_endpoints_stand_at_every_base(office: Office, mount: str) -> None:
    made: MadeClient = office.shop
    assert refusal(office.post(made, f"{mount}/oauth/token", grant_type="x")) == (400, "unsupported_grant_type")
    assert office.post(made, f"{mount}/oauth/revoke", token="x").status == 200
    wrong = office.house.ask("GET", f"{mount}/oauth/token", headers={})
    assert (wrong.status, wrong.headers["allow"]) == (405, "OPTIONS, POST")
    assert wrong.json["problemType"].endswith("/docs/kona/bad_request")
    assert office.house.ask("GET", f"{mount}/oauth/nothing", headers={}).json["problemType"].endswith("/not_found")


@pytest.mark.rfc("8414 §3.2")
def test_the_metadata(house: House) -> None:
    answer = house.ask("GET", "/.well-known/oauth-authorization-server", headers={})
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    told = answer.json
    assert told["issuer"] == "http://localhost:8080"
    assert told["token_endpoint"] == "http://localhost:8080/oauth/token"
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["authorization_response_iss_parameter_supported"] is True
    for name in ("authorization_endpoint", "token_endpoint", "revocation_endpoint"):
        path = told[name].removeprefix(told["issuer"])
        assert house.ask("OPTIONS", path, headers={}).status == 204


@pytest.mark.parametrize("below", ["", "/api", "/kona"])
@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "name"),
    [
        ("DELETE", "/oauth/token", {}, 405, "bad_request"),
        ("POST", "/oauth/token", {"content-encoding": "gzip"}, 415, "bad_request"),
        ("GET", "/oauth/nothing", {}, 404, "not_found"),
        ("GET", "/oauth", {}, 404, "not_found"),
    ],
)
def test_what_no_endpoint_answers_is_refused_as_kona_does(
    office: Office, below: str, method: str, path: str, headers: dict[str, str], status: int, name: str
) -> None:
    answer = office.house.ask(method, below + path, "a=b" if method == "POST" else b"", headers=headers)
    assert answer.status == status
    assert set(answer.json) == {"problemType", "title", "details"}
    assert answer.json["problemType"].endswith(f"/docs/kona/{name}")
    page = answer.json["problemType"].partition("//")[2].partition("/")[2]
    assert answer.json["title"] in office.house.ask("GET", f"/{page}").text


def in_query(office: Office, made: MadeClient, code: str, body: str = "", **more: str) -> Answer:
    """What the token endpoint answers to the request of Kona's documentation."""
    known = {"client_id": made.client.client_id, "client_secret": made.secret}
    fields = {"grant_type": "authorization_code", **known, "code": code, **more}
    return office.house.ask("POST", "/oauth/token", body, query=urlencode(fields))


def test_an_application_may_send_its_parameters_in_the_query(office: Office) -> None:
    code = office.code(office.planner, redirect_uri="")
    answer = in_query(office, office.planner, code)
    assert answer.status == 200, answer.text
    assert set(answer.json) == {"access_token", "token_type", "expires_in", "refresh_token", "scope"}
    assert refusal(in_query(office, office.planner, code)) == (400, "invalid_grant")
    assert not office.opens(answer.json["access_token"])


def test_its_only_address_may_be_named_with_the_code_alone(office: Office) -> None:
    code = office.code(office.planner, redirect_uri="")
    assert refusal(in_query(office, office.planner, code, redirect_uri=f"{BACK}/2")) == (400, "invalid_grant")
    assert in_query(office, office.planner, code, redirect_uri=BACK).status == 200


def test_an_address_that_was_asked_with_binds_the_code_in_the_query_too(office: Office) -> None:
    code = office.code(office.planner)
    assert refusal(in_query(office, office.planner, code)) == (400, "invalid_grant")
    assert in_query(office, office.planner, code, redirect_uri=BACK).status == 200


def test_others_are_told_to_send_a_form(office: Office) -> None:
    code = office.code(office.shop)
    answer = in_query(office, office.shop, code, redirect_uri=BACK)
    assert refusal(answer) == (400, "invalid_request")
    assert "in the body" in answer.json["error_description"]
    assert "--in-query" in answer.json["error_description"]
    assert office.redeem(office.shop, code).status == 200


def test_a_parameter_stands_in_query_or_body(office: Office) -> None:
    code = office.code(office.planner, redirect_uri="")
    answer = in_query(office, office.planner, code, body=urlencode({"code": code}))
    assert refusal(answer) == (400, "invalid_request")
    assert in_query(office, office.planner, code).status == 200


def test_a_wrong_secret_in_the_query(office: Office) -> None:
    wrong = replace(office.planner, secret="x" * 48)
    assert refusal(in_query(office, wrong, UNKNOWN)) == (401, "invalid_client")

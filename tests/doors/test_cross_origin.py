"""What a page of another site can make a browser write: nothing by cookie or by Basic that is remembered."""

from base64 import b64encode
from collections.abc import Iterator

import pytest
from tests.house import House

from kalends.__main__ import ProgramRoot
from kalends.service.people import NewAccount

PASSWORD = "correct horse"
OWN = "https://calendar.example.org"
EVIL = {"origin": "https://evil.example"}
EVENT = {"description": "d", "organizer_email": "a@example.org", "attendees_emails": ["b@example.org"]}
EVENT |= {"time_zone": "Europe/Berlin", "meeting_date": "24-11-2026"}
WRITES = [
    ("POST", "/api/2.0/calendar", {"name": "x"}, 201),
    ("POST", "/calendar_events", {"name": "x", "start_at": 1795514400000, "end_at": 1795518000000}, 201),
    ("POST", "/generate/ical/url", EVENT, 200),
]

FOREIGN = [
    EVIL,
    {"origin": "null"},
    {"origin": ""},
    {"origin": "https://calendar.example.org.evil.example"},
    {"origin": "http://calendar.example.org"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": OWN},
    {"sec-fetch-site": "Cross-Site"},
    {"sec-fetch-site": ""},
    EVIL | {"sec-fetch-site": "cross-site"},
]
HERE = [
    {},
    {"origin": OWN},
    {"origin": "http://localhost:8080"},
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "same-origin", "origin": "null"},
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    data = tmp_path_factory.mktemp("house") / "data"
    house = House(data, public_url=f"{OWN}/kalends", cors_origins=["https://evil.example"])
    with house.service() as service:
        service.people.add(NewAccount("anna@example.org", password=PASSWORD), now=ProgramRoot().now())
    yield house
    house.close()


def basic(secret: str, login: str = "admin@localhost") -> dict[str, str]:
    return {"authorization": f"Basic {b64encode(f'{login}:{secret}'.encode()).decode()}"}


@pytest.mark.parametrize(("method", "path", "body", "status"), WRITES)
@pytest.mark.parametrize("sent", FOREIGN)
def test_basic_of_another_page_writes_nothing(house: House, method, path, body, status, sent) -> None:
    before = house.rows()
    for credentials in (basic(house.key), basic(PASSWORD, "anna@example.org")):
        house.ask("GET", "/api/2.0/people", headers=credentials)  # what is remembered opens nothing more
        answer = house.ask(method, path, body, headers=credentials | sent)
        assert answer.status == 403, answer.text
        assert "www-authenticate" not in answer.headers
        assert "apy-token" in answer.text
    after = house.rows()
    assert {name: after[name] for name in ("calendar", "object", "kept_file")} == {
        name: before[name] for name in ("calendar", "object", "kept_file")
    }


@pytest.mark.parametrize(("method", "path", "body", "status"), WRITES)
@pytest.mark.parametrize("sent", HERE)
def test_basic_of_this_page_or_of_a_program_writes(house: House, method, path, body, status, sent) -> None:
    assert house.ask(method, path, body, headers=basic(house.key) | sent).status == status


@pytest.mark.parametrize(("method", "path", "body", "status"), WRITES)
@pytest.mark.parametrize("sent", FOREIGN)
def test_keys_in_headers_write_from_any_page(house: House, method, path, body, status, sent) -> None:
    """A page has to know them, and CORS lets a browser send them; Basic beside a key is not looked at."""
    for credentials in (
        {"apy-token": house.key},
        {"x-api-key": house.key},
        {"authorization": f"Bearer {house.key}"},
        {"apy-token": house.key} | basic("wrong"),
    ):
        answer = house.ask(method, path, body, headers=credentials | sent)
        assert answer.status == status, answer.text
        if sent.get("origin") == EVIL["origin"]:
            assert answer.headers["access-control-allow-origin"] == EVIL["origin"]


@pytest.mark.parametrize("sent", FOREIGN)
def test_any_page_may_make_a_browser_read(house: House, sent) -> None:
    """It does not see what comes back, unless CORS lets it."""
    assert house.ask("GET", "/api/2.0/people", headers=basic(house.key) | sent).status == 200
    assert house.ask("GET", "/api/2.0/people", headers={"cookie": f"asc_auth_key={house.key}"} | sent).status == 200


@pytest.mark.parametrize("sent", [{}, *FOREIGN])
def test_a_cookie_writes_nothing_for_another_page_nor_for_a_program(house: House, sent) -> None:
    cookie = {"cookie": f"asc_auth_key={house.key}"}
    assert house.ask("POST", "/api/2.0/calendar", {"name": "x"}, headers=cookie | sent).status == 401


@pytest.mark.parametrize(("sent", "cookies"), [*((each, 0) for each in FOREIGN), *((each, 2) for each in HERE)])
def test_another_page_signs_nobody_in_by_cookie(house: House, sent, cookies) -> None:
    """It may know a password and have a token for it, but its visitor stays who they were."""
    body = {"userName": "anna@example.org", "password": PASSWORD}
    answer = house.ask("POST", "/api/2.0/authentication", body, headers=sent)
    assert (answer.status, len(answer.cookies)) == (201, cookies)
    assert answer.json["response"]["token"]


@pytest.mark.parametrize("sent", HERE[1:])
def test_a_cookie_writes_for_our_own_pages(house: House, sent) -> None:
    cookie = {"cookie": f"a=1; asc_auth_key={house.key}"}
    assert house.ask("POST", "/api/2.0/calendar", {"name": "x"}, headers=cookie | sent).status == 201

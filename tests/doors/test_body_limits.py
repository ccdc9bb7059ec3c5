"""The most octets of a body that each door takes: so many pass, and one more is refused before anything is done."""

from collections.abc import Iterator

import pytest
from tests.house import House

from kalends.doors.kona import call as kona
from kalends.doors.oauth import parameters as oauth
from kalends.doors.onlyoffice import call as onlyoffice

GENERATED = 5_000
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
TEXT_LIMITS: dict[str, tuple[str, str, int, bytes, dict[str, str]]] = {
    "apyhub": ("POST", "/generate/ical/file", GENERATED, b"{}", JSON),
    "skycore": ("POST", "/skycore/v2", GENERATED, b"{}", JSON),
    "kona": ("POST", "/calendar_events", kona.BODY_CAP, b"{}", JSON),
    "kona: change": ("PUT", "/calendar_events/1", kona.BODY_CAP, b"{}", JSON),
    "onlyoffice": ("POST", "/api/2.0/calendar", onlyoffice.BODY_CAP, b"{}", JSON),
    "onlyoffice: sign in": ("POST", "/api/2.0/authentication", oauth.BODY_CAP, b"{}", JSON),
    "oauth": ("POST", "/oauth/token", oauth.BODY_CAP, b"grant_type=", FORM),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house") / "data", body_limit=GENERATED)
    yield house
    house.close()


@pytest.mark.parametrize("name", TEXT_LIMITS)
def test_the_limit_passes_and_one_more_does_not(house: House, name: str) -> None:
    method, path, most, body, headers = TEXT_LIMITS[name]
    pad = b"x" if headers is FORM else b" "
    sent = {"apy-token": house.key, **headers}
    assert house.ask(method, path, body.ljust(most, pad), headers=sent).status in (400, 401, 404, 422)
    refused = house.ask(method, path, body.ljust(most + 1, pad), headers=sent)
    assert refused.status == 413
    assert name == "skycore" or f"{most:,}" in refused.text  # skycore has a text of its own for each status


def test_a_file_to_import(house: House) -> None:
    """The file is told to be too large before a letter of it is read; none of that size is made for this."""
    sent = [(b"apy-token", house.key.encode()), (b"content-type", b"text/calendar")]
    path = "/api/2.0/calendar/import"
    for more, status in ((0, False), (1, True)):
        length = [(b"content-length", b"%d" % (onlyoffice.FILES_CAP + more))]
        answer = house.ask("POST", path, b"x", headers=[*sent, *length])
        assert (answer.status == 413) is status, answer.text

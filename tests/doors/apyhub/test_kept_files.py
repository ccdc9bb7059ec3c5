"""The contract of `POST /generate/ical/url`: the address needs no key, works for 7 days, and then is gone."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from tests.doors.apyhub.conftest import GOOD
from tests.house import House

URL = "/generate/ical/url"


def path_of(answer):
    assert answer.status == 200
    assert set(answer.json) == {"data"}
    return urlsplit(answer.json["data"]).path


def test_the_address_is_absolute_and_needs_no_key(house):
    made = house.ask("POST", URL, GOOD | {"id": "kept-1", "sequence": 3}, query="output=review&event_type=cancel")
    assert re.fullmatch(r"http://localhost:8080/apyhub/files/[A-Za-z0-9._-]+[.]ics", made.json["data"])
    kept = house.ask("GET", path_of(made), headers={})
    assert kept.status == 200
    assert "UID:kept-1" in kept.lines
    assert "METHOD:CANCEL" in kept.lines
    assert kept.headers["content-type"] == "text/calendar; charset=utf-8; method=CANCEL"
    assert kept.headers["cache-control"] == "private"
    assert kept.headers["content-disposition"] == "attachment; filename=\"review.ics\"; filename*=UTF-8''review.ics"


def test_it_is_the_file_that_the_other_path_answers(house, time_machine):
    time_machine.move_to(datetime(2026, 11, 21, 9, tzinfo=UTC), tick=False)
    body = GOOD | {"id": "same", "summary": "ação\n日本 𝄞"}
    kept = house.ask("GET", path_of(house.ask("POST", URL, body)), headers={})
    assert kept.body == house.ask("POST", "/generate/ical/file", body).body


def test_head(house):
    path = path_of(house.ask("POST", URL, GOOD))
    whole, head = (house.ask(method, path, headers={}) for method in ("GET", "HEAD"))
    assert (head.status, head.headers["content-length"]) == (200, whole.headers["content-length"])
    assert house.ask("POST", path, headers={}).status == 405


def test_two_requests_have_two_addresses(house):
    assert path_of(house.ask("POST", URL, GOOD)) != path_of(house.ask("POST", URL, GOOD))


def test_after_seven_days_it_is_gone(house, time_machine):
    moment = datetime(2026, 11, 21, 9, tzinfo=UTC)
    time_machine.move_to(moment, tick=False)
    path = path_of(house.ask("POST", URL, GOOD))
    time_machine.move_to(moment + timedelta(days=7, seconds=-1), tick=False)
    assert house.ask("GET", path, headers={}).status == 200
    for later in (timedelta(days=7), timedelta(days=4000)):
        time_machine.move_to(moment + later, tick=False)
        answer = house.ask("GET", path, headers={})
        assert answer.status == 410
        assert set(answer.json) == {"error"}
        assert b"BEGIN:VCALENDAR" not in answer.body


def test_it_is_gone_and_not_unknown_after_its_row_went_too(house, time_machine):
    moment = datetime(2026, 11, 21, 9, tzinfo=UTC)
    time_machine.move_to(moment, tick=False)
    path = path_of(house.ask("POST", URL, GOOD))
    time_machine.move_to(moment + timedelta(days=8), tick=False)
    while house.rows()["kept_file"] > 1:
        before = house.rows()["kept_file"]
        path_of(house.ask("POST", URL, GOOD))
        assert house.rows()["kept_file"] < before + 1
        time_machine.shift(timedelta(days=8))
    assert house.ask("GET", path, headers={}).status == 410


@pytest.mark.parametrize("changed", ["id", "expiry", "mac", "none", "long"])
def test_a_token_that_is_none_of_ours(house, changed):
    path = path_of(house.ask("POST", URL, GOOD))
    start, _, token = path.rpartition("/")
    file_id, expiry, mac, suffix = token.split(".")
    forged = {
        "id": f"{'A' * len(file_id)}.{expiry}.{mac}",
        "expiry": f"{file_id}.{int(expiry, 16) + 86_400:x}.{mac}",
        "mac": f"{file_id}.{expiry}.{'A' * len(mac)}",
        "none": "x",
        "long": "x" * 10_000,
    }
    answer = house.ask("GET", f"{start}/{forged[changed]}.{suffix}", headers={})
    assert (answer.status, answer.json) == (404, {"error": "not found"})


def test_it_outlives_a_restart(tmp_path):
    first = House(tmp_path / "data")
    path = path_of(first.ask("POST", URL, GOOD | {"id": "old"}))
    first.close()
    second = House(tmp_path / "data")
    kept = second.ask("GET", path, headers={})
    second.close()
    assert "UID:old" in kept.lines


def test_the_lifetime_is_a_setting(tmp_path, time_machine):
    house = House(tmp_path / "data", file_lifetime_days=1)
    moment = datetime(2026, 11, 21, 9, tzinfo=UTC)
    time_machine.move_to(moment, tick=False)
    path = path_of(house.ask("POST", URL, GOOD))
    time_machine.move_to(moment + timedelta(days=1), tick=False)
    assert house.ask("GET", path, headers={}).status == 410
    house.close()


def test_the_public_url_is_a_setting_and_a_host_is_not_believed(tmp_path):
    house = House(tmp_path / "data", public_url="https://calendar.example.org/")
    made = house.ask("POST", URL, GOOD)
    house.close()
    assert made.json["data"].startswith("https://calendar.example.org/apyhub/files/")


def test_a_strange_host_is_not_believed(house):
    headers = [(b"host", b"evil.example"), (b"apy-token", house.key.encode())]
    assert "evil" not in house.ask("POST", URL, GOOD, headers=headers).json["data"]


def test_what_is_refused_is_not_kept(house):
    before = house.rows()
    assert house.ask("POST", URL, GOOD | {"time_zone": "x"}).status == 400
    assert house.ask("POST", URL, GOOD, headers={}).status == 401
    assert house.rows() == before
    assert house.ask("POST", URL, GOOD).status == 200
    assert house.rows()["kept_file"] == before["kept_file"] + 1


def test_an_account_that_has_too_many_is_told_what_to_do(tmp_path, time_machine):
    house = House(tmp_path / "data", file_limit=2)
    moment = datetime(2026, 11, 21, 9, tzinfo=UTC)
    time_machine.move_to(moment, tick=False)
    path = path_of(house.ask("POST", URL, GOOD))
    path_of(house.ask("POST", URL, GOOD))
    refused = house.ask("POST", URL, GOOD)
    assert (refused.status, refused.headers["retry-after"]) == (413, str(7 * 86_400))
    assert set(refused.json) == {"error"}
    assert "ask for the file itself" in refused.json["error"]
    assert "2026-11-28T09:00:00Z" in refused.json["error"]
    assert house.ask("POST", "/generate/ical/file", GOOD).status == 200
    assert house.ask("GET", path, headers={}).status == 200
    time_machine.move_to(moment + timedelta(days=7), tick=False)
    path_of(house.ask("POST", URL, GOOD))
    house.close()


def test_so_is_one_whose_files_are_too_large_together(tmp_path):
    house = House(tmp_path / "data", file_octets_limit=4_000)
    large = GOOD | {"description": "x" * 1_500}
    path_of(house.ask("POST", URL, large))
    refused = house.ask("POST", URL, large)
    assert refused.status == 413
    assert "4,000" in refused.json["error"]
    path_of(house.ask("POST", URL, GOOD))
    house.close()


def test_an_address_without_the_suffix_is_one_of_before(house):
    path = path_of(house.ask("POST", URL, GOOD))
    assert house.ask("GET", path.removesuffix(".ics"), headers={}).status == 200

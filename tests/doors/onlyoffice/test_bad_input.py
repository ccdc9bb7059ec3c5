"""What careless and hostile clients send: a clean refusal, and nothing is stored."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.doors import nasty
from tests.doors.onlyoffice.conftest import API, Office, ics
from tests.house import House

EVENT = "/calendar/icsevent"
SQL = "'; DROP TABLE account; --"
MARKUP = '<script>alert(1)</script>&amp;"]]>'
IDS = [
    "0",
    "-1",
    "99",
    str(2**31),
    str(2**63),
    str(2**64),
    "9" * 5_000,
    "1.5",
    "x",
    "١",
    " ",
    "%",
    "1 OR 1=1",
    "1\u0000",
]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    house = House(tmp_path_factory.mktemp("bad") / "data")
    made = Office.of(house)
    made.post("anna", ics("kept", "SUMMARY:Kept"))
    yield made
    house.close()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("some text", "line 1"),
        ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "line"),
        (ics("u", "no colon"), "line 8, column 3: "),
        (ics("u", "SUMMARY;=:x"), "line 8, column 8: "),
        (ics("u", "SUMMARY:a\u0001b"), "line 8, column 10: "),
        (ics("u", "DTSTART:x").replace("DTSTART:2", "X-A:2"), "line 8, column"),
        (ics("u", start="DTSTART:20261324T100000Z"), "line 7, column 9: "),
        (ics("u", start=""), "line 4"),
        ("", "ics is required"),
        (ics("u", kind="VTODO"), "VEVENT"),
        (ics("u").replace("BEGIN:VEVENT", "BEGIN:VEVENT\r\nUID:v\r\nEND:VEVENT\r\nBEGIN:VEVENT", 1), "several"),
    ],
    ids=range(11),
)
def test_malformed_icalendar(office: Office, text: str, told: str) -> None:
    before = office.house.rows()
    status, message = office.refused("anna", "POST", EVENT, {"ics": text})
    assert status == 400
    assert told in message
    assert office.house.rows() == before


def test_lines_are_told_as_they_were_sent(office: Office) -> None:
    text = (
        ics("u", "DTSTART:x")
        .replace("DTSTART:2", "X-A:2")
        .replace("VERSION:2.0\r\n", "VERSION:2.0\r\nMETHOD:REQ\r\n UEST\r\n")
    )
    answer = office.ask("anna", "POST", EVENT, {"ics": text})
    [fault] = answer.json["error"]["data"]["faults"]
    assert fault["line"] == 10
    assert "line 10, column" in answer.json["error"]["message"]


@pytest.mark.parametrize("number", IDS)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", "/calendar/{}"), ("PUT", "/calendar/{}"), ("DELETE", "/calendar/{}"), ("PUT", "/calendar/{}/view")),
        *(("GET", "/calendar/{}/sharing"), ("PUT", "/calendar/1/{}"), ("DELETE", "/calendar/events/{}")),
        *(("DELETE", "/calendar/todos/{}"), ("GET", "/calendar/events/{}/historybyid")),
        *(("DELETE", "/calendar/events/{}/unsubscribe"), ("GET", "/calendar/events/{}/historybyuid")),
        *(("GET", "/calendar/calendar/{}/2026-11-01/2026-11-02"), ("GET", "/people/{}"), ("GET", "/group/{}")),
    ],
)
def test_ids_that_are_none(office: Office, method: str, path: str, number: str) -> None:
    status = 400 if path.endswith("historybyid") and number in ("0", "-1") else 404
    assert office.refused("anna", method, path.format(number), {"name": "x"})[0] == status


@pytest.mark.parametrize("number", [*IDS[1:7], 2**31, 10**400, 99, True, 1.5, [], {}, "x"])
def test_ids_in_bodies(office: Office, number: object) -> None:
    before = office.house.rows()
    for method, path, body in (
        ("PUT", EVENT, {"eventId": number, "ics": ics()}),
        ("PUT", "/calendar/icstodo", {"todoId": number, "ics": ics()}),
    ):
        assert office.ask("anna", method, path, body).status in (400, 404)
    if number != "-1":
        body = {"calendarId": number, "ics": ics("new")}
        assert office.ask("anna", "POST", EVENT, body).status in (400, 404)
    assert office.house.rows() == before


@pytest.mark.parametrize("number", ["abc", "1.5", 1.5, True, [], {}, None])
def test_ids_in_bodies_that_are_no_numbers(office: Office, number: object) -> None:
    for name, path in (("eventId", EVENT), ("todoId", "/calendar/icstodo")):
        status, message = office.refused("anna", "PUT", path, {name: number, "ics": ics()})
        assert (status, message.split()[0]) == (400, name)


@pytest.mark.parametrize("number", ["+-5", "--5", "+", "-", "٣", "²", "1e999", "+1" + "0" * 5000, "\ud800", "\0", 1.5])
def test_a_calendar_that_is_no_number(office: Office, number: object) -> None:
    """A PUT leaves the event where it is, or there is no such calendar."""
    event = office.post("anna", ics("one"))["objectId"]
    for path, name in ((EVENT, "eventId"), ("/calendar/icstodo", "todoId")):
        status = office.ask("anna", "PUT", path, {name: event, "calendarId": number}).status
        assert status in (200, 400, 404)
    for path in (EVENT, "/calendar/icstodo"):
        assert office.ask("anna", "POST", path, {"calendarId": number, "ics": ics("new")}).status in (400, 404)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("alertType", "Sometimes"), ("alertType", 7), ("alertType", []), ("alertType", True), ("ics", 5)),
        *(("eventUid", []), ("eventUid", "a\u0000"), ("sharingOptions", "x"), ("sharingOptions", 5)),
        *(("sharingOptions", [5]), ("sharingOptions", [{"itemId": "x", "actionId": "all"}]), ("calendarId", "x")),
        *(("sharingOptions", [{"actionId": "read"}]), ("calendarId", 1.5), ("calendarId", [1])),
    ],
)
def test_wrong_types_and_names(office: Office, name: str, value: object) -> None:
    before = office.house.rows()
    answer = office.ask("anna", "POST", EVENT, {"ics": ics("wrong"), name: value})
    assert answer.status == 400
    assert name in answer.json["error"]["message"]
    assert office.house.rows() == before


def test_every_wrong_parameter_is_named(office: Office) -> None:
    body = {"ics": 5, "alertType": "x", "calendarId": "y"}
    answer = office.ask("anna", "POST", EVENT, body)
    assert {fault["field"] for fault in answer.json["error"]["data"]["faults"]} == {"ics", "alertType", "calendarId"}


@pytest.mark.parametrize("body", [b"{", b"[]", b"5", b"\xff", b'{"a":', b"null", b"{'ics': 1}", b"[" * 100_000])
def test_bodies_that_are_no_json(office: Office, body: bytes) -> None:
    assert office.refused("anna", "POST", EVENT, body)[0] == 400


BOMB = '<!DOCTYPE a [<!ENTITY b "' + "x" * 50 + '"><!ENTITY c "' + "&b;" * 50 + '">]><a><ics>&c;&c;</ics></a>'


@pytest.mark.parametrize(
    "body",
    [
        BOMB,
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a><ics>x</ics></a>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a><ics>&b;</ics></a>',
        '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:9/x"> %b;]><a><ics>x</ics></a>',
        "<!DOCTYPE a><a><ics>x</ics></a>",
        BOMB.encode("utf-16"),
        "<a><ics>&b;</ics></a>",
        "<a><ics>x</a>",
        "<a>" * 1_000,
        "<a>" + "<b>" * 40 + "</b>" * 40 + "</a>",
        "<a b='" + "x" * 3_900_000 + "'",
        '<?xml version="1.0" encoding="no-such"?><a/>',
        "<",
    ],
    ids=range(13),
)
def test_xml_that_is_a_weapon(office: Office, body: str | bytes) -> None:
    status, message = office.refused("anna", "POST", EVENT, body, headers={"content-type": "text/xml"})
    assert status == 400
    assert "root:" not in message


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"--x", "multipart/form-data; boundary="),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n", "multipart/form-data; boundary=x"),
        (b"a=%ff", "application/x-www-form-urlencoded"),
        (b"&".join([b"a=1"] * 2_000), "application/x-www-form-urlencoded"),
        (b"a[" * 500 + b"=1", "application/x-www-form-urlencoded"),
    ],
    ids=range(7),
)
def test_forms_that_are_broken(office: Office, body: bytes, media_type: str) -> None:
    for who, path in (("anna", EVENT), ("anna", "/calendar/import"), ("", "/authentication")):
        assert office.refused(who, "POST", path, body, headers={"content-type": media_type})[0] == 400


def test_large_bodies(office: Office) -> None:
    before = office.house.rows()
    large = {"ics": ics("u", "DESCRIPTION:" + "x" * 20_000_000)}
    assert office.refused("anna", "POST", EVENT, large)[0] == 413
    assert office.refused("anna", "POST", EVENT, {"ics": ics("u", "DESCRIPTION:" + "x" * 1_100_000)})[0] == 413
    assert office.refused("", "POST", "/authentication", {"userName": "x" * 100_000, "password": "x"})[0] == 413
    assert office.house.rows() == before


@pytest.mark.parametrize("name", ["name", "description", "textColor", "backgroundColor"])
@pytest.mark.parametrize("value", [SQL, MARKUP, "\u202e", "漢" * 100, "x" * 25_000, "\u0000", "😀"])
def test_texts_of_a_calendar(office: Office, name: str, value: str) -> None:
    answer = office.ask("bert", "POST", "/calendar", {"name": "x", name: value})
    assert answer.status in (201, 400)
    if answer.status == 400:
        assert name in json.dumps(answer.json)
        return
    path = f"/calendar/{answer.json['response']['objectId']}"
    field = "title" if name == "name" else name
    assert office.done("bert", "GET", path)[field] == value
    assert office.ask("bert", "GET", path + ".xml").status == 200
    office.done("bert", "DELETE", path)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/calendar/eventdays/x/y",
            "/calendar/eventdays/2026-02-30/2026-03-01",
            "/calendar/calendars/2026-11-01/2026",
        ),
        *("/calendar/calendars/2026-11-02/2026-11-01", "/calendar/calendars/10000-01-01/10001-01-01"),
        *(f"/calendar/calendars/{SQL}/2026-11-01", "/calendar/calendars/0000-01-01/2026-01-01"),
        "/calendar/calendars/2026-11-01T25:00/2026-11-02",
    ],
)
def test_windows_that_are_none(office: Office, path: str) -> None:
    assert office.refused("anna", "GET", path)[0] in (400, 404)


@pytest.mark.parametrize("path", ["calendars/2026-11-01", "eventdays/2026-11-01", "calendar/1/2026-11-01", "events"])
@pytest.mark.parametrize("ending", [".json", ".xml"])
def test_nothing_before_the_ending_of_a_path(office: Office, path: str, ending: str) -> None:
    for method in ("GET", "PUT", "DELETE"):
        answer = office.ask("anna", method, f"/calendar/{path}/{ending}")
        assert answer.status in (404, 405), answer.text


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Adak"])
def test_a_window_of_ten_thousand_years(office: Office, zone: str) -> None:
    office.zone("cleo", zone)
    endless = office.post("cleo", ics("endless", "RRULE:FREQ=DAILY"))
    for path in ("/calendar/calendars/{}", "/calendar/eventdays/{}", f"/calendar/calendar/{endless['sourceId']}/{{}}"):
        status, message = office.refused("cleo", "GET", path.format("0001-01-01/9999-12-31"))
        assert (status, "50,000" in message) == (413, True)
    office.done("cleo", "DELETE", f"/calendar/events/{endless['objectId']}")
    assert office.done("cleo", "GET", "/calendar/eventdays/0001-01-01/9999-12-31") == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "x", "startDate": "2026-11-24"}, "endDate"),
        ({"startDate": "2026-11-24", "endDate": "2026-11-25"}, "name"),
        ({"name": "x", "startDate": "2026-11-24", "endDate": "2026-11-23"}, "endDate"),
        ({"name": "x", "startDate": "tomorrow", "endDate": "2026-11-23"}, "startDate"),
        ({"name": "x", "startDate": 5, "endDate": "2026-11-23"}, "startDate"),
        ({"name": "x", "startDate": "2026-11-24", "endDate": "2026-11-25", "repeatType": "freq=x"}, "repeatType"),
        (
            {"name": "x", "startDate": "2026-11-24", "endDate": "2026-11-25", "repeatType": "freq=daily;exdates=x"},
            "repeatType",
        ),
        ({"name": "x", "startDate": "2026-11-24", "endDate": "2026-11-25", "isAllDayLong": "maybe"}, "isAllDayLong"),
        ({"name": "x", "startDate": "0001-01-01T00:00:00+14:00", "endDate": "2026-11-25"}, "years"),
        ({"name": "x", "startDate": "9999-12-31", "endDate": "9999-12-31", "isAllDayLong": True}, ""),
    ],
)
def test_events_from_fields_that_cannot_be(office: Office, body: dict[str, Any], field: str) -> None:
    status, message = office.refused("anna", "POST", "/calendar/event", body)
    assert status == 400
    assert field in message


def test_of_many_deletions_at_once_one_succeeds(office: Office, start_server: Any) -> None:
    server = start_server(workers=2)
    headers = {"authorization": server.key}
    made = server.ask("POST", API + EVENT, headers=headers, json={"ics": ics("shared")})
    event = made.json()["response"][0]["objectId"]
    begin = threading.Barrier(8)

    def delete(_: int) -> int:
        begin.wait()
        return server.ask("DELETE", f"{API}/calendar/events/{event}", headers=headers).status_code

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(delete, range(8))) == [200] + [404] * 7


POSTED = {"calendarId": 0, "ics": ics("n"), "alertType": "never", "sharingOptions": [{}], "eventUid": "n"}
QUICK = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
STATUSES = {200, 201, 400, 401, 403, 404, 405, 409, 413, 501}


@QUICK
@given(body=nasty.octets(nasty.mutated(POSTED, list(POSTED)) | nasty.values), query=nasty.queries)
def test_random_bodies(office: Office, body: bytes, query: str) -> None:
    check(office, "POST", EVENT, body, query)


FIELDS = {"name": "x", "startDate": "2026-11-24", "endDate": "2026-11-25", "repeatType": "freq=daily", "status": 1}


@QUICK
@given(body=nasty.octets(nasty.mutated(FIELDS, [*FIELDS, "isAllDayLong", "timeZone", "alertType", "description"])))
def test_random_fields(office: Office, body: bytes) -> None:
    for method, path in (("POST", "/calendar/event"), ("POST", "/calendar"), ("PUT", "/calendar/1/1")):
        check(office, method, path, body, "")


@QUICK
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
    parts=st.lists(
        st.sampled_from(["calendar", "events", "custom", "1", "icsevent", "calendars", "2026-11-01", "people", "group"])
        | st.text(min_size=1, max_size=8),
        max_size=5,
    ),
    ending=st.sampled_from(["", ".json", ".xml", "/"]),
)
def test_random_paths(office: Office, method: str, parts: list[str], ending: str) -> None:
    check(office, method, "/" + "/".join(parts).encode("utf-8", "replace").decode() + ending, b"", "")


def check(office: Office, method: str, path: str, body: bytes, query: str) -> None:
    """An answer in the envelope, whatever was sent."""
    answer = office.ask("emil", method, path, body, query=query)
    assert answer.status in STATUSES, answer.text
    if answer.headers["content-type"].startswith("application/json"):
        told = answer.json
        assert told["statusCode"] == answer.status
        assert set(told) <= {"count", "total", "startIndex", "nextIndex", "status", "statusCode", "response", "error"}
    else:
        assert answer.body.startswith(b"<?xml")


@pytest.mark.parametrize("name", ["startDate", "endDate"])
@pytest.mark.parametrize("value", ["", None, " ", 0, []])
def test_an_event_of_fields_needs_its_times(office: Office, name: str, value: object) -> None:
    body = {"name": "x", "startDate": "2026-11-24T10:00:00Z", "endDate": "2026-11-24T11:00:00Z", name: value}
    status, message = office.refused("anna", "POST", "/calendar/event", body)
    assert (status, name in message) == (400, True)


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        (EVENT, {"ics": ics(kind="VTODO")}, "ics holds no VEVENT."),
        ("/calendar/utcoffset", {"timeZone": "Mars"}, "There is no time zone 'Mars'; did you mean "),
        (EVENT, b"<a><ics>", "line 1, column 9: the XML is malformed: Premature end of data in tag ics line 1."),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(office: Office, path: str, body: Any, told: str) -> None:
    status, message = office.refused("anna", "POST", path, body)
    assert (status, message[: len(told)]) == (400, told)
    assert not message.endswith("?.")


def test_a_text_that_is_too_large_for_xml(office: Office) -> None:
    text = b"<r><iCalString>" + b"x" * 10_100_000 + b"</iCalString></r>"
    status, message = office.refused("anna", "POST", "/calendar/importIcs", text)
    assert (status, "as JSON, or as a file" in message) == (413, True)

"""Envelope, JSON and XML, parameters, parts of lists, signing in."""

import time
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
import time_machine
from tests.doors.onlyoffice.conftest import API, Office, ics
from tests.house import House

from kalends.__main__ import ProgramRoot
from kalends.service.people import AccountChange, NewAccount

EVENT = "/calendar/icsevent"


def texts(element: ElementTree.Element) -> object:
    """An element as nested values: names inside, lists where a name is repeated."""
    if not len(element):
        return element.text or ""
    found: dict[str, object] = {}
    for child in element:
        value = texts(child)
        found[child.tag] = value if child.tag not in found else [found[child.tag], value]
    return found


@pytest.mark.parametrize("way", ["ending", "accept", "accept application"])
def test_xml_says_the_same_as_json(office: Office, way: str) -> None:
    body = {"ics": ics("u", "SUMMARY:a < b & c > d"), "sharingOptions": [office.option("bert")]}
    [json] = office.done("anna", "POST", EVENT, body)
    path = EVENT + (".xml" if way == "ending" else "")
    accept = {"accept": {"accept": "text/xml", "accept application": "application/xml;q=1, */*"}.get(way, "*/*")}
    answer = office.ask("anna", "POST", path, body, headers=accept)
    assert answer.headers["content-type"] == "text/xml; charset=UTF-8"
    root = ElementTree.fromstring(answer.body)
    assert root.tag == "result"
    assert [child.tag for child in root] == ["count", "total", "status", "statusCode", "response"]
    told = texts(root)
    assert (told["status"], told["statusCode"], told["count"]) == ("0", "201", "1")
    event = told["response"]
    assert list(event) == list(json)
    assert (event["title"], event["allDay"], event["isShared"]) == ("a < b & c > d", "False", "True")
    assert len(event["permissions"]["Data"]["items"]) == 2
    assert "<repeatRule />" in answer.text
    assert event["alert"] == {name: str(value) for name, value in json["alert"].items()}


def test_json_by_the_ending_counts_over_accept(office: Office) -> None:
    answer = office.ask("anna", "GET", "/people.json", headers={"accept": "text/xml"})
    assert answer.json["count"] == 8


@pytest.mark.parametrize("path", ["/calendar/{}.xml", "/calendar/{}/sharing.xml", "/calendar/{}/sharing.json"])
def test_the_ending_of_a_path_with_ids(office: Office, path: str) -> None:
    answer = office.ask("anna", "GET", path.format(office.calendar("anna")))
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/xml" if path.endswith("xml") else "application/json")


def test_faults_are_xml_too(office: Office) -> None:
    answer = office.ask("anna", "GET", "/calendar/99.xml")
    told = texts(ElementTree.fromstring(answer.body))
    assert answer.status == 404
    message = "names no calendar that you can see"
    faults = {"field": "calendarId", "message": message}
    error = {"message": f"Item not found: calendarId {message}.", "data": {"faults": faults}}
    assert told == {"status": "1", "statusCode": "404", "error": error}
    assert office.ask("anna", "GET", "/nowhere.xml").text.startswith("<?xml")
    assert office.ask("", "GET", "/people.xml").text.startswith("<?xml")


def test_what_xml_cannot_carry_is_replaced(office: Office) -> None:
    event = office.post("anna", ics("u", "SUMMARY:a\ufffbb"))
    body = {"eventId": event["objectId"], "ics": ics("u", "DESCRIPTION:tab\there")}
    assert ElementTree.fromstring(office.ask("anna", "PUT", EVENT + ".xml", body).body) is not None


def test_an_xml_body(office: Office) -> None:
    body = (
        "<request><CALENDARID>0</CALENDARID><ics>"
        + ics("u").replace("\r\n", "&#13;\n")
        + "</ics><alertType>day</alertType><sharingOptions><actionId>full_access</actionId><itemId>"
        + office.guids["bert"]
        + "</itemId></sharingOptions><sharingOptions /></request>"
    )
    [event] = office.done("anna", "POST", EVENT, body, headers={"content-type": "text/xml"})
    assert (event["alert"]["type"], len(office.month("bert")["shared_events"])) == (6, 1)
    assert office.text("anna", event["objectId"]) == ics("u")


def test_a_form(office: Office) -> None:
    fields = {
        "ICS": ics("ü"),
        "alerttype": "2",
        "sharingOptions[0][actionId]": "read",
        "sharingOptions[0][itemId]": office.guids["bert"],
        "sharingOptions[1].itemId": office.guids["cleo"],
        "sharingOptions[1].actionId": "full_access",
    }
    headers = {"content-type": "application/x-www-form-urlencoded"}
    [event] = office.done("anna", "POST", EVENT, urlencode(fields), headers=headers)
    assert (event["uniqueId"], event["alert"]["type"]) == ("ü", 2)
    assert [each["name"] for each in event["permissions"]["users"]] == ["Bert", "Cleo"]
    options = {"eventId": event["objectId"], "sharingOptions": "[]"}
    assert not office.done("anna", "PUT", EVENT, urlencode(options), headers=headers)[0]["isShared"]


def test_a_multipart_form_of_fields(office: Office) -> None:
    body = f'--x\r\nContent-Disposition: form-data; name="ics"\r\n\r\n{ics("u")}\r\n--x--\r\n'.encode()
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert office.done("anna", "POST", EVENT, body, headers=headers)[0]["uniqueId"] == "u"


def test_path_counts_before_query_and_query_before_body(office: Office) -> None:
    one, two = office.calendar("anna", "One"), office.calendar("anna", "Two")
    office.done("anna", "PUT", f"/calendar/{one}", {"calendarId": two, "name": "Body"}, query="NAME=Query")
    assert office.done("anna", "GET", f"/calendar/{one}")["title"] == "Query"
    assert office.done("anna", "GET", f"/calendar/{two}", query=f"calendarId={one}")["title"] == "Two"


def test_parts_of_lists(office: Office) -> None:
    answer = office.ask("anna", "GET", "/people", query="count=2&startIndex=1&sortBy=displayName&sortOrder=descending")
    told = answer.json
    assert [each["displayName"] for each in told["response"]] == ["Finn", "Emil"]
    assert (told["count"], told["startIndex"], told["nextIndex"], told["total"]) == (2, 1, 3, 8)
    last = office.ask("anna", "GET", "/people", query="count=5&startIndex=6").json
    assert (last["count"], last["total"], "nextIndex" in last) == (2, 8, False)
    nothing = office.ask("anna", "GET", "/people", query="count=0&startIndex=3").json
    assert (nothing["count"], nothing["total"], "nextIndex" in nothing) == (0, 8, False)


@pytest.mark.parametrize(
    ("op", "value", "found"),
    [
        ("contains", "NN", ["Anna", "Finn"]),
        ("", "nn", ["Anna", "Finn"]),
        ("equals", "anna", ["Anna"]),
        ("startsWith", "a", ["Administrator", "Anna"]),
        ("present", "", ["Administrator", "Anna", "Bert", "Cleo", "Dora", "Emil", "Finn", "Gwen"]),
    ],
)
def test_filters(office: Office, op: str, value: str, found: list[str]) -> None:
    query = urlencode({"filterBy": "displayName", "filterOp": op, "filterValue": value, "fields": "displayName"})
    told = office.done("anna", "GET", "/people", query=query)
    assert told == [{"displayName": name} for name in found]


def test_lists_of_events_too(office: Office) -> None:
    office.post("anna", ics("u", "RRULE:FREQ=DAILY;COUNT=9"))
    body = {"ics": ics("u", "RRULE:FREQ=DAILY;COUNT=9")}
    told = office.ask("anna", "POST", EVENT, body, query="count=2&startIndex=3&fields=start,objectId").json
    assert [each["start"][8:10] for each in told["response"]] == ["27", "28"]
    assert (told["total"], told["nextIndex"], set(told["response"][0])) == (9, 5, {"start", "objectId"})


@pytest.mark.parametrize(
    "query", ["count=-1", "count=x", "startIndex=-1", "startIndex=1.5", "sortOrder=up", "filterOp=like"]
)
def test_parts_that_cannot_be(office: Office, query: str) -> None:
    status, message = office.refused("anna", "GET", "/people", query=query)
    assert (status, query.partition("=")[0] in message) == (400, True)


PASSWORD = "correct horse battery staple"


@pytest.fixture
def signed_up(office: Office) -> Office:
    with office.house.service() as service:
        service.people.add(NewAccount("hedy@example.org", "Hedy", PASSWORD), now=ProgramRoot().now())
    return office


def sign_in(office: Office, password: str = PASSWORD, name: str = "hedy@example.org") -> dict[str, str]:
    answer = office.ask("", "POST", "/authentication", {"userName": name, "password": password})
    assert answer.status == 201
    assert answer.headers["cache-control"] == "no-store"
    return answer.json["response"] | {"cookie": answer.headers["set-cookie"]}


def me(office: Office, headers: dict[str, str], method: str = "GET", path: str = "/people/@self") -> int:
    return office.house.ask(method, API + path, {"name": "x"}, headers=headers).status


def test_a_token_is_had_for_a_password(signed_up: Office) -> None:
    told = sign_in(signed_up)
    assert PASSWORD not in str(told)
    expires = datetime.fromisoformat(told["expires"])
    assert timedelta(days=29) < expires - datetime.now(UTC) < timedelta(days=31)
    for sent in (told["token"], f"Bearer {told['token']}"):
        answer = signed_up.house.ask("GET", f"{API}/people/@self", headers={"authorization": sent})
        assert answer.json["response"]["displayName"] == "Hedy"


def test_other_ways_to_sign_in(office: Office) -> None:
    key = office.keys["anna"]
    assert sign_in(office, key, "anna@example.org")["token"] == key
    for headers in ({"authorization": key}, {"apy-token": key}, {"x-api-key": key}, {"authorization": f"Bearer {key}"}):
        assert me(office, headers) == 200


@pytest.mark.parametrize(
    ("name", "password"),
    [("hedy@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("hedy", PASSWORD), ("\u0000", "\u0000")],
)
def test_who_is_not_known(signed_up: Office, name: str, password: str) -> None:
    body = {"userName": name, "password": password}
    assert signed_up.refused("", "POST", "/authentication", body) == (401, "User authentication failed")


@pytest.mark.parametrize(
    "body", [{}, {"userName": "hedy@example.org"}, {"userName": "", "password": ""}, {"userName": 5}]
)
def test_a_sign_in_needs_both(office: Office, body: dict[str, object]) -> None:
    assert office.refused("", "POST", "/authentication", body)[0] == 400


def test_a_token_ends(signed_up: Office) -> None:
    token = sign_in(signed_up)["token"]
    assert me(signed_up, {"authorization": token[:-1] + ("0" if token[-1] != "0" else "1")}) == 401
    assert me(signed_up, {"authorization": token.replace("kt.", "kt.1")}) == 401
    with time_machine.travel(datetime.now(UTC) + timedelta(days=31), tick=False):
        assert me(signed_up, {"authorization": token}) == 401
    with signed_up.house.service() as service:
        service.people.change("hedy@example.org", AccountChange(password="another one entirely"))
    assert me(signed_up, {"authorization": token}) == 401


def test_the_cookie(signed_up: Office) -> None:
    told = sign_in(signed_up)
    assert told["cookie"].startswith(f"asc_auth_key={told['token']}; ")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(told["cookie"].split("; "))
    cookie = {"cookie": f"other=1; asc_auth_key={told['token']}"}
    assert me(signed_up, cookie) == 200
    write = ("POST", "/calendar")
    assert me(signed_up, cookie, *write) == 401
    for origin in ("https://evil.example", "http://localhost", "http://localhost:8080.evil.example", "null", ""):
        assert me(signed_up, cookie | {"origin": origin}, *write) == 401
    assert me(signed_up, cookie | {"origin": "http://localhost:8080"}, *write) == 201


def test_a_password_makes_the_device_known_and_a_key_does_not(signed_up: Office) -> None:
    body = {"userName": "hedy@example.org", "password": PASSWORD}
    cookies = signed_up.ask("", "POST", "/authentication", body).cookies
    assert [cookie.partition("=")[0] for cookie in cookies] == ["asc_auth_key", "kalends_device"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookies[1].split("; "))
    assert me(signed_up, {"cookie": cookies[1].partition(";")[0].replace("kalends_device", "asc_auth_key")}) == 401
    body = {"userName": "anna@example.org", "password": signed_up.keys["anna"]}
    assert len(signed_up.ask("", "POST", "/authentication", body).cookies) == 1


def test_a_cookie_header_of_escaped_quotes_costs_nothing(office: Office) -> None:
    """SimpleCookie takes 11 s for this one (CVE-2024-7592)."""
    header = 'asc_auth_key="' + '\\"' * 30_000
    before = time.process_time()
    for _ in range(3):
        assert me(office, {"cookie": header}) == 401
        assert office.house.ask("GET", "/oauth/authorize", headers={"cookie": header}).status == 400
    assert time.process_time() - before < 5


@pytest.mark.parametrize("sent", ["", "x", "kt.", "kt.1.2.3", "Basic", "Basic x", "Digest a=b", "\u00e9"])
def test_credentials_that_are_none(office: Office, sent: str) -> None:
    assert office.ask("", "GET", "/people", headers={"authorization": sent}).status == 401


def test_the_prefix_and_the_root_are_one(office: Office) -> None:
    headers = {"authorization": office.keys["anna"]}
    own = office.house.ask("GET", "/onlyoffice/api/2.0/people", headers=headers)
    assert own.json == office.ask("anna", "GET", "/people").json
    for path in ("/onlyoffice/x", "/api/2.0", "/api/2.0/x/y", "/onlyoffice"):
        answer = office.house.ask("GET", path, headers=headers)
        assert (answer.status, answer.json["status"]) == (404, 1)
    assert office.house.ask("GET", "/elsewhere/people", headers=headers).json == {"error": "not found"}
    assert "problemType" in office.house.ask("GET", "/api/2.1/people", headers=headers).json  # Kona's tree


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/API/2.0/People/@Self", 200),
        ("GET", "/api/2.0/PEOPLE/@self.JSON", 200),
        ("GET", "/OnlyOffice/Api/2.0/Calendar/Sharing", 200),
        ("GET", "/api/2.0/Calendar/EventDays/2026-11-01/2026-11-02", 200),
        ("GET", "/api/2.0/Calendar/Calendar/Shared_Events/2026-11-01/2026-11-02", 200),
        ("GET", "/api/2.0/calendar/SHARED_EVENTS", 200),
        ("POST", "/api/2.0/calendar/ICSevent", 201),
        ("PUT", "/api/2.0/calendar/{}/VIEW", 200),
        ("GET", "/API/2.0/Nowhere", 404),
        ("GET", "/api/2.0/\u017fharing", 404),  # a long s is no s
    ],
)
def test_paths_in_any_case(office: Office, method: str, path: str, status: int) -> None:
    path = path.format(office.calendar("anna"))
    answer = office.house.ask(
        method, path, {"ics": ics("one"), "name": "x"}, headers={"authorization": office.keys["anna"]}
    )
    assert (answer.status, answer.json["statusCode"]) == (status, status)


def test_the_ending_in_any_case(office: Office) -> None:
    calendar = office.calendar("anna")
    for path in ("/People.XML", f"/calendar/{calendar}.Xml", f"/calendar/{calendar}/sharing.xML", "/nowhere.XML"):
        assert office.ask("anna", "GET", path).text.startswith("<?xml")


def test_ids_and_uids_in_a_path_keep_their_case(office: Office) -> None:
    office.post("anna", ics("One"))
    assert office.done("anna", "GET", "/Calendar/Events/One/HistoryByUid")["eventUid"] == "One"
    assert office.ask("anna", "GET", "/calendar/events/one/historybyuid").status == 404
    person = office.done("anna", "GET", f"/People/{office.guids['bert'].upper()}")
    assert person["displayName"] == "Bert"


def test_the_paths_of_other_doors_are_as_they_are_written(office: Office) -> None:
    headers = {"authorization": f"Bearer {office.keys['anna']}"}
    assert office.house.ask("GET", "/Spaces", headers=headers).json == {"error": "not found"}
    assert office.house.ask("GET", "/API/spaces", headers=headers).json == {"error": "not found"}
    assert office.house.ask("GET", "/spaces", headers=headers).status == 200


def test_another_method(office: Office) -> None:
    answer = office.ask("anna", "DELETE", EVENT)
    assert (answer.status, answer.json["statusCode"], answer.headers["allow"]) == (405, 405, "OPTIONS, POST, PUT")


def test_the_cookie_behind_a_proxy(tmp_path: Path) -> None:
    house = House(tmp_path / "data", public_url="https://calendar.example.org/kalends/")
    try:
        office = Office.of(house)
        cookie = {"cookie": f"asc_auth_key={office.keys['anna']}"}
        for origin, status in (("https://calendar.example.org", 201), ("http://calendar.example.org", 401)):
            assert me(office, cookie | {"origin": origin}, "POST", "/calendar") == status
        answer = office.ask(
            "", "POST", "/authentication", {"userName": "anna@example.org", "password": office.keys["anna"]}
        )
        assert answer.headers["set-cookie"].endswith("; Secure")
    finally:
        house.close()

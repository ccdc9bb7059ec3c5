"""The contract of the ApyHub dialect: what is refused, in which words, and that nothing is kept of it."""

import json
from base64 import b64encode

import pytest
from tests.doors.apyhub.conftest import GOOD

from kalends.doors.apyhub.event import ID_MAX, REMINDER_MAX

FILE = "/generate/ical/file"
LONG = "x" * 1_000_000


def rule(**recurrence):
    return {"recurring": True, "recurrence": {"frequency": "WEEKLY"} | recurrence}


# what is changed → the fields that are blamed, in order, and words of the first message
FAULTS = {
    "description is mandatory": ({"description": ...}, ["description"], "is required"),
    "description null": ({"description": None}, ["description"], "is required"),
    "description empty": ({"description": ""}, ["description"], "is required"),
    "description blank": ({"description": " \t\n"}, ["description"], "must not be empty"),
    "organizer_email is mandatory": ({"organizer_email": ...}, ["organizer_email"], "is required"),
    "attendees_emails is mandatory": ({"attendees_emails": ...}, ["attendees_emails"], "is required"),
    "attendees_emails empty": ({"attendees_emails": []}, ["attendees_emails"], "at least one"),
    "time_zone is mandatory": ({"time_zone": ...}, ["time_zone"], "is required"),
    "meeting_date is mandatory": ({"meeting_date": ...}, ["meeting_date"], "is required"),
    "a date of another form": ({"meeting_date": "12/17/2026"}, ["meeting_date"], "DD-MM-YYYY or YYYY-MM-DD"),
    "a date with the month first": ({"meeting_date": "12-17-2026"}, ["meeting_date"], "in no calendar"),
    "a date with two digits for the year": ({"meeting_date": "17-12-26"}, ["meeting_date"], "is not a date"),
    "30 February": ({"meeting_date": "30-02-2027"}, ["meeting_date"], "in no calendar"),
    "the year 0": ({"meeting_date": "0000-01-01"}, ["meeting_date"], "in no calendar"),
    "only an end": ({"start_time": ...}, ["start_time"], "is required where end_time is sent"),
    "24:00": ({"end_time": "24:00"}, ["end_time"], "not a time of day"),
    "a time with am": ({"start_time": "9:30 am"}, ["start_time"], "is not a time"),
    "all_day false without times": (
        {"all_day": False, "start_time": ..., "end_time": ...},
        ["start_time"],
        "is required where all_day is false",
    ),
    "an unknown zone": ({"time_zone": "Europe/Lisbonn"}, ["time_zone"], "Europe/Lisbon, "),
    "an empty zone": ({"time_zone": ""}, ["time_zone"], "is required"),
    "an abbreviation": ({"time_zone": "IST"}, ["time_zone"], "Asia/Kolkata, Europe/Dublin, Asia/Jerusalem"),
    "an offset that no clock shows": ({"time_zone": "UTC+15"}, ["time_zone"], "GET /data/dictionary/timezone"),
    "no attendee under either name": (
        {"attendees_emails": ..., "attendees_email": []},
        ["attendees_email"],
        "at least one",
    ),
    "a wrong address under the other name": (
        {"attendees_emails": ..., "attendees_email": ["a@b.c", "x"]},
        ["attendees_email[1]"],
        "has no @",
    ),
    "no list under the other name": ({"attendees_emails": ..., "attendees_email": 7}, ["attendees_email"], "a list"),
    "a zone with a line break": ({"time_zone": "Europe/Lisbon\r\nX:y"}, ["time_zone"], "not a time zone"),
    "a path as a zone": ({"time_zone": "../../etc/passwd"}, ["time_zone"], "not a time zone"),
    "recurring without recurrence": ({"recurring": True}, ["recurrence.frequency"], "is required"),
    "recurring without frequency": (
        {"recurring": True, "recurrence": {"count": 2}},
        ["recurrence.frequency"],
        "is required",
    ),
    "another frequency": (rule(frequency="HOURLY"), ["recurrence.frequency"], "DAILY, WEEKLY, MONTHLY or YEARLY"),
    "count 0": (rule(count=0), ["recurrence.count"], "from 1"),
    "interval 0": (rule(interval=0), ["recurrence.interval"], "from 1"),
    "a huge count": (rule(count=2**31), ["recurrence.count"], "to 2147483647"),
    "count and until": (rule(count=2, until="2027-01-01"), ["recurrence.until"], "beside count"),
    "until before the start": (rule(until="16-12-2026"), ["recurrence.until"], "before the start"),
    "until is no date": (rule(until="soon"), ["recurrence.until"], "is not a date"),
    "no weekday": (rule(by_day=["MO", "XX"]), ["recurrence.by_day[1]"], "is not a weekday"),
    "a number in a weekly rule": (rule(by_day=["2TU"]), ["recurrence.by_day[0]"], "MONTHLY or YEARLY"),
    "by_month_day in a weekly rule": (rule(by_month_day=[1]), ["recurrence.by_month_day"], "WEEKLY"),
    "day 32": (rule(frequency="MONTHLY", by_month_day=[32]), ["recurrence.by_month_day[0]"], "1 to 31"),
    "month 13": (rule(by_month=[13]), ["recurrence.by_month[0]"], "1 to 12"),
    "an excluded day that is none": (rule(exclude_dates=["x"]), ["recurrence.exclude_dates[0]"], "is not a date"),
    "an empty id": ({"id": " "}, ["id"], "must not be empty"),
    "a long id": ({"id": "x" * (ID_MAX + 1)}, ["id"], "at most 1024"),
    "a line break in an id": ({"id": "a\nb"}, ["id"], "line break"),
    "a negative sequence": ({"sequence": -1}, ["sequence"], "from 0"),
    "a sequence above 31 bits": ({"sequence": 2**31}, ["sequence"], "2147483647"),
    "a negative reminder": ({"reminders": [5, -5]}, ["reminders[1]"], "must be 0 to"),
    "a reminder more than forty years ahead": ({"reminders": [REMINDER_MAX + 1]}, ["reminders[0]"], "must be 0 to"),
    "more than a hundred reminders": ({"reminders": [5] * 101}, ["reminders"], "at most 100"),
    "another action": (
        {"reminders": [{"minutes_before": 5, "action": "sms"}]},
        ["reminders[0].action"],
        '"display" or "email"',
    ),
    "event_type in the body": ({"event_type": "publish"}, ["event_type"], '"request" or "cancel"'),
    "NUL": ({"summary": "a\0b"}, ["summary"], "U+0000"),
    "a control character": ({"location": "a\x1bb"}, ["location"], "control character"),
    "a control character in the description": ({"description": "a\x07"}, ["description"], "control character"),
    "a control character in the name": ({"organizer_name": "a\x7f"}, ["organizer_name"], "control character"),
    "a control character in the id": ({"id": "a\x01"}, ["id"], "control character"),
}

ADDRESSES = ["", "ana", "ana@", "@example.com", "a@b@c", "a b@example.com", "a\r\nX: y@example.com", "a\0@example.com"]

# a field of the wrong type → the same field is named, and no other
MISTYPED = {
    "id": (7, ["a"], {}),
    "summary": (7, True, []),
    "description": (7, {}, [1]),
    "organizer_email": (7, ["ana@example.com"]),
    "organizer_name": (7, {}),
    "attendees_emails": ("bo@example.com", {}, 7),
    "location": (7, False),
    "time_zone": (1, []),
    "start_time": (930, 9.5),
    "end_time": (1015, {}),
    "meeting_date": (20261217, []),
    "all_day": ("yes", 1, []),
    "recurring": ("true", 1, {}),
    "reminders": ("15", 15, {}),
    "sequence": ("1", 1.5, True, []),
    "event_type": (1, []),
}


@pytest.fixture
def nothing_kept(house):
    """Fails where the test left a row in the database."""
    before = house.rows()
    yield
    assert house.rows() == before


def refused(answer, status=400):
    """The shape of every refusal; the fields that it names."""
    assert answer.status == status
    assert answer.headers["content-type"] == "application/json"
    assert "content-disposition" not in answer.headers
    assert "Traceback" not in answer.text
    told = answer.json
    assert set(told) <= {"error", "details"}
    assert isinstance(told["error"], str)
    for detail in told.get("details", []):
        assert detail["field"] in told["error"]
        assert detail["message"] in told["error"]
    return [detail["field"] for detail in told.get("details", [])]


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize("path", [FILE, "/generate/ical/url"])
@pytest.mark.parametrize("row", FAULTS, ids=str)
def test_a_fault_names_its_field_and_says_why(send, row, path):
    changes, fields, words = FAULTS[row]
    answer = send(path=path, **changes)
    assert refused(answer) == fields
    assert words in answer.json["details"][0]["message"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_none(send, address):
    assert refused(send(organizer_email=address)) == ["organizer_email"]
    assert refused(send(attendees_emails=["bo@example.com", address])) == ["attendees_emails[1]"]


@pytest.mark.parametrize(("field", "value"), [(field, value) for field in MISTYPED for value in MISTYPED[field]])
def test_a_known_field_of_the_wrong_type_is_named(send, field, value):
    assert refused(send(**{field: value})) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"attendees_emails": ["bo@example.com", 7]}, "attendees_emails[1]"),
        ({"reminders": [5, "x"]}, "reminders[1]"),
        ({"reminders": [{"action": "email"}]}, "reminders[0].minutes_before"),
        (rule(count="2"), "recurrence.count"),
        (rule(by_day="MO"), "recurrence.by_day"),
        (rule(by_month=[1, "2"]), "recurrence.by_month[1]"),
        (rule(by_month_day=[1.5]), "recurrence.by_month_day[0]"),
        (rule(exclude_dates=[1]), "recurrence.exclude_dates[0]"),
        ({"recurring": True, "recurrence": []}, "recurrence"),
    ],
)
def test_a_wrong_type_inside_is_named_with_its_place(send, changes, field):
    assert refused(send(**changes)) == [field]


@pytest.mark.parametrize("zone", ["Mars/Phobos", "Lisbon/Europe", "Easternia", "xyz"])
def test_an_unknown_zone_names_the_three_closest(house, send, zone):
    known = {each["key"] for each in house.ask("GET", "/data/dictionary/timezone").json["data"]}
    message = send(time_zone=zone).json["details"][0]["message"]
    named = message.rpartition(" are ")[2].split(", ")
    assert len(named) == 3
    assert set(named) <= known


@pytest.mark.usefixtures("nothing_kept")
def test_all_faults_are_told_at_once(house):
    body = {
        "id": "a\nb",
        "summary": "\0",
        "description": "",
        "organizer_email": "ana",
        "attendees_emails": ["bo@example.com", "cy", 7],
        "time_zone": "Mars/Phobos",
        "meeting_date": "tomorrow",
        "start_time": "25:00",
        "recurring": True,
        "recurrence": {"frequency": "HOURLY", "count": 0, "by_month": [0]},
        "reminders": [-1],
        "sequence": -1,
        "event_type": "x",
    }
    fields = refused(house.ask("POST", FILE, body))
    assert {field.partition("[")[0] for field in fields} >= {
        *("id", "summary", "description", "organizer_email", "attendees_emails", "time_zone", "meeting_date"),
        *("start_time", "recurrence.frequency", "recurrence.count", "reminders", "sequence", "event_type"),
    }


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize("value", ["REQUEST", "publish", "cancel%0D%0AX:y", "%00"])
def test_event_type_in_the_query_is_one_of_two(send, value):
    assert refused(send(f"event_type={value}")) == ["event_type"]


@pytest.mark.parametrize("value", ["REQUEST", "publish"])
def test_event_type_in_the_body_is_one_of_two_beside_a_query_too(send, value):
    assert refused(send("event_type=cancel", event_type=value)) == ["event_type"]


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize(
    ("body", "line", "column"),
    [
        (b'{"summary": }', 1, 13),
        (b'{\n  "summary": "x",\n  oops\n}', 3, 3),
        (b'{"summary": "x"', 1, 16),
        (b'{"summary": "\\ud83d"}', 1, 14),
        (b'{"summary": "a\nb"}', 1, 15),
        (b"\xff\xfe{\0}\0", 1, 1),
        (b'{"summary": "\xe9"}', 1, 14),
    ],
)
def test_malformed_json_is_told_with_line_and_column(house, body, line, column):
    answer = house.ask("POST", FILE, body)
    refused(answer)
    assert f"line {line}, column {column}" in answer.json["error"]
    [detail] = answer.json["details"]
    assert (detail["line"], detail["column"]) == (line, column)


@pytest.mark.parametrize("body", [b"", b"  ", b"[]", b"null", b"7", b'"x"', b"true", b"[{}]"])
def test_a_body_that_is_no_object(house, body):
    answer = house.ask("POST", FILE, body)
    assert refused(answer) == [""]


def test_a_deeply_nested_body(house):
    for body in (b"[" * 100_000, b'{"x":' * 100_000, b'{"recurrence":' * 5_000 + b"1" + b"}" * 5_000):
        refused(house.ask("POST", FILE, body))


def test_a_body_with_a_byte_order_mark_is_read(house):
    assert house.ask("POST", FILE, b"\xef\xbb\xbf" + json.dumps(GOOD).encode()).status == 200


@pytest.mark.usefixtures("nothing_kept")
def test_a_body_that_is_too_large(house):
    answer = house.ask("POST", FILE, GOOD | {"description": LONG + LONG[:100_000]})
    assert refused(answer, 413) == []
    assert "1,048,576" in answer.json["error"]
    assert house.ask("POST", FILE, GOOD | {"description": LONG}).status == 200


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize("path", [FILE, "/generate/ical/url", "/apyhub/generate/ical/file"])
def test_who_has_no_key(house, path):
    answer = house.ask("POST", path, GOOD, headers={})
    refused(answer, 401)
    assert answer.json == {"error": "missing api key"}
    assert answer.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize(
    "headers",
    [
        {"apy-token": "x" * 48},
        {"apy-token": "ñ"},
        {"authorization": "Bearer " + "x" * 48},
        {"authorization": "Basic " + b64encode(b"admin@localhost:wrong").decode()},
        {"authorization": "Basic ???"},
        {"authorization": "Digest x=1"},
    ],
)
def test_who_has_a_wrong_key(house, headers):
    answer = house.ask("POST", FILE, GOOD, headers=headers)
    refused(answer, 401)
    assert answer.json == {"error": "invalid api key"}


def test_the_key_is_checked_before_the_body(house):
    assert house.ask("POST", FILE, b"not json", headers={}).status == 401
    assert house.ask("GET", "/data/dictionary/timezone", headers={}).json == {"error": "missing api key"}


def test_every_way_to_send_a_key(house):
    basic = b64encode(f"admin@localhost:{house.key}".encode()).decode()
    ways = [("apy-token", house.key), ("x-api-key", house.key), ("authorization", f"Bearer {house.key}")]
    for name, value in [*ways, ("authorization", f"Basic {basic}")]:
        assert house.ask("POST", FILE, GOOD, headers={name: value}).status == 200
        assert house.ask("GET", "/data/dictionary/timezone", headers={name: value}).status == 200


@pytest.mark.parametrize(("scope", "status"), [("generate", 200), ("full", 200), ("read", 403)])
def test_the_scope_of_a_key(own_house, scope, status):
    key = own_house.add_key(scope)
    answer = own_house.ask("POST", FILE, GOOD, headers={"apy-token": key})
    assert answer.status == status
    if status == 403:
        refused(answer, 403)
        assert "generate" in answer.json["error"]
    assert own_house.ask("GET", "/data/dictionary/timezone", headers={"apy-token": key}).status == 200


def test_too_many_requests(limited_house):
    answers = [limited_house.ask("POST", FILE, GOOD) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    refused(answers[2], 429)
    assert 1 <= int(answers[2].headers["retry-after"]) <= 60


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", FILE, 405, "OPTIONS, POST"),
        ("PUT", FILE, 405, "OPTIONS, POST"),
        ("HEAD", FILE, 405, "OPTIONS, POST"),
        ("POST", "/data/dictionary/timezone", 405, "GET, HEAD, OPTIONS"),
        ("OPTIONS", FILE, 204, "OPTIONS, POST"),
        ("OPTIONS", "/data/dictionary/timezone", 204, "GET, HEAD, OPTIONS"),
    ],
)
def test_other_methods(house, method, path, status, allow):
    answer = house.ask(method, path, headers={})
    assert (answer.status, answer.headers["allow"]) == (status, allow)
    if status == 405:
        refused(answer, 405)


def test_head_of_the_dictionary(house):
    whole = house.ask("GET", "/data/dictionary/timezone")
    head = house.ask("HEAD", "/data/dictionary/timezone")
    assert (head.status, head.headers["content-length"]) == (200, whole.headers["content-length"])


@pytest.mark.parametrize("path", ["/generate", "/generate/ical", FILE + "/", "/apyhub", "/apyhub/x", "/apyhub/files/x"])
def test_an_unknown_path(house, path):
    for headers in ({}, None):
        answer = house.ask("POST" if "files" not in path else "GET", path, GOOD, headers=headers)
        assert (answer.status, answer.json) == (404, {"error": "not found"})

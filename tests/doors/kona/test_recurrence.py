"""Series: every period and frequency both ways, their instances, and what is changed of one, of some, of all."""

from itertools import pairwise
from typing import Any

import pytest
from tests.doors.kona.conftest import BOTH, DAY, EVENTS, HOUR, TEN, Kona, path_of

WEEK = 7 * DAY
WINDOW = "date_range_start=2026-11-01&date_range_end=2027-10-31"

# attributes → RRULE, start of the first instance (days from Tuesday, 24 November), and what is answered, if it differs
RULES: list[tuple[dict[str, Any], str, int, dict[str, Any]]] = [
    ({"period": 1}, "FREQ=DAILY", 0, {"frequency": 1}),
    ({"period": 1, "frequency": 2}, "FREQ=DAILY;INTERVAL=2", 0, {}),
    ({"period": 1, "frequency": 3}, "FREQ=DAILY;INTERVAL=3", 0, {}),
    ({"period": 2, "frequency": 1}, "FREQ=WEEKLY", 0, {}),
    ({"period": 2, "frequency": 3, "sel_days": 2}, "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", 0, {}),
    ({"period": 2, "frequency": 1, "sel_days": [0, 6]}, "FREQ=WEEKLY;BYDAY=SA,SU", 4, {}),
    ({"period": 2, "frequency": 1, "sel_days": [4, 1]}, "FREQ=WEEKLY;BYDAY=MO,TH", 2, {"sel_days": [1, 4]}),
    ({"period": 2, "frequency": 1, "sel_days": []}, "FREQ=WEEKLY", 0, {"sel_days": None}),
    (
        {"period": 2, "frequency": 1, "sel_days": [1, 2, 3, 4, 5]},
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        0,
        {"period": 5, "sel_days": None},
    ),
    ({"period": 3, "frequency": 1}, "FREQ=MONTHLY", 0, {}),
    ({"period": 3, "frequency": 2}, "FREQ=MONTHLY;INTERVAL=2", 0, {}),
    ({"period": 4, "frequency": 3}, "FREQ=YEARLY;INTERVAL=3", 0, {}),
    ({"period": 5, "frequency": 1}, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", 0, {}),
    ({"period": 5, "frequency": 2}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR", 0, {}),
    ({"rrule": "FREQ=MONTHLY;BYDAY=-1FR"}, "FREQ=MONTHLY;BYDAY=-1FR", 3, {"period": 3, "frequency": 1}),
    (
        {"rrule": "FREQ=DAILY;INTERVAL=9;COUNT=4"},
        "FREQ=DAILY;COUNT=4;INTERVAL=9",
        0,
        {"period": 1, "frequency": 3, "rrule": "FREQ=DAILY;COUNT=4;INTERVAL=9"},
    ),
    ({"rrule": "FREQ=HOURLY;INTERVAL=5"}, "FREQ=HOURLY;INTERVAL=5", 0, {"period": 1, "frequency": 3}),
    (
        {"rrule": "FREQ=DAILY", "period": 4, "frequency": 3},
        "FREQ=DAILY",
        0,
        {"period": 1, "frequency": 1, "rrule": None},
    ),
]


def rule_of(kona: Kona, event: dict[str, Any]) -> str:
    (line,) = (
        line for line in kona.lines("anna", event["id"]) if line.startswith("RRULE:FREQ") and "BYMONTH=" not in line
    )
    return line.removeprefix("RRULE:")


@pytest.mark.parametrize(("sent", "rule", "days", "told"), RULES, ids=lambda each: str(each)[:60])
def test_every_rule_both_ways(kona: Kona, sent: dict[str, Any], rule: str, days: int, told: dict[str, Any]) -> None:
    made = kona.post("anna", start_at=TEN, end_at=TEN + HOUR, **sent)
    assert rule_of(kona, made) == rule
    assert made["start_at"] == TEN + days * DAY
    assert (made["series_id"], made["num_in_series"]) == (made["id"], 1)
    expected = sent | told
    assert {name: made.get(name) for name in expected} == expected
    assert ("rrule" in made) is (expected.get("rrule") is not None)
    before = kona.text("anna", made["id"])
    assert kona.put("anna", made["id"], **made) == made
    assert kona.text("anna", made["id"]) == before
    changed = kona.put("anna", kona.post("anna", start_at=TEN, end_at=TEN + HOUR)["id"], **sent)
    assert rule_of(kona, changed) == rule
    assert changed["start_at"] == made["start_at"]


def test_a_moved_instance_is_named_by_the_time_at_which_it_is_shown_too(kona: Kona) -> None:
    series = kona.post("anna", start_at=TEN, end_at=TEN + HOUR, period=1, frequency=1, series_end_at=TEN + 3 * DAY)
    path, later = f"{EVENTS}/{series['id']}", TEN + DAY + 5 * HOUR
    kona.put("anna", f"{path}?num_in_series=2", start_at=later, end_at=later + HOUR)
    assert kona.put("anna", f"{path}?recurrence_id={later}", name="Moved")["recurrence_id"] == TEN + DAY
    kona.delete("anna", f"{path}?recurrence_id={later}")
    assert [each["num_in_series"] for each in kona.all("anna", f"{EVENTS}?{WINDOW}")] == [1, 3, 4]
    assert kona.refused("anna", "DELETE", f"{path}?recurrence_id={later}")[0] == 404


def test_a_yearly_rule_names_its_month(kona: Kona) -> None:
    rrule = "FREQ=YEARLY;BYMONTHDAY=2"
    made = kona.post("anna", start_at=TEN, end_at=TEN + HOUR, rrule=rrule)
    assert (made["rrule"], made["start_at"]) == (f"{rrule};BYMONTH=11", TEN + 343 * DAY)
    plain = kona.post("anna", start_at=TEN, end_at=TEN + HOUR)
    assert kona.put("anna", plain["id"], rrule=rrule)["rrule"] == made["rrule"]


@pytest.mark.parametrize("sent", [{}, {"period": 0}, {"period": 1, "frequency": 0}, {"frequency": 0}, {"rrule": ""}])
def test_what_is_no_series_says_nothing_of_one(kona: Kona, sent: dict[str, Any]) -> None:
    made = kona.post("anna", start_at=TEN, end_at=TEN, **sent)
    series = kona.post("anna", start_at=TEN, end_at=TEN, period=1)
    changed = kona.put("anna", series["id"], **sent) if sent else made
    for each in (made, changed):
        assert not {"series_id", "num_in_series", "period", "frequency", "sel_days", "series_end_at"} & set(each)
    assert kona.one("anna", f"{EVENTS}/{made['id']}?num_in_series=1") == made


@pytest.mark.parametrize(
    ("end", "number"),
    [(TEN + 2 * DAY, 3), (TEN + 2 * DAY - 1000, 2), ("2026-11-26", 3), ("2026-11-26T10:00:00Z", 3), (TEN, 1)],
)
def test_the_end_of_a_series_is_in_it(kona: Kona, end: Any, number: int) -> None:
    made = kona.post("anna", start_at=TEN, end_at=TEN + HOUR, period=1, series_end_at=end)
    assert len(kona.all("anna", f"{EVENTS}?{WINDOW}")) == number
    assert kona.put("anna", made["id"], series_end_at=TEN + 4 * DAY)["series_end_at"] == TEN + 4 * DAY
    assert len(kona.all("anna", f"{EVENTS}?{WINDOW}")) == 5
    assert "series_end_at" not in kona.put("anna", made["id"], series_end_at=None)


def test_a_put_of_an_instance_as_it_is_makes_no_exception(kona: Kona) -> None:
    event = kona.post("anna", name="x #y", details="z", start_at=TEN, period=1, default_role=2, stakeholder=2)
    text, path = kona.text("anna", event["id"]), f"{EVENTS}/{event['id']}?num_in_series=2"
    for sent in ({}, {"id": 4, "tags": []}, {"name": "x #y"}, kona.one("anna", path)):
        assert kona.put("anna", path, **sent) == kona.one("anna", path)
        assert kona.ask("bert", "PUT", path, sent).status == 200  # what changes nothing needs no right
    assert kona.text("anna", event["id"]) == text
    kona.put("anna", path, name="Own")
    assert kona.text("anna", event["id"]).count("BEGIN:VEVENT") == 2


def test_the_end_of_whole_days(kona: Kona) -> None:
    made = kona.post(
        "anna", all_day=True, start_at="2026-11-24", end_at="2026-11-24", period=1, series_end_at="2026-11-26"
    )
    assert made["series_end_at"] == TEN - 10 * HOUR + 2 * DAY
    assert "RRULE:FREQ=DAILY;UNTIL=20261126" in kona.lines("anna", made["id"])
    days = kona.all("anna", f"{EVENTS}?{WINDOW}")
    assert [each["start_at"] for each in days] == [each["end_at"] for each in days]
    assert [each["recurrence_id"] for each in days] == [each["start_at"] for each in days]
    assert kona.one("anna", path_of(days[1]["href"])) == days[1]


def test_a_monthly_series_keeps_its_day_and_skips_months_that_lack_it(kona: Kona) -> None:
    kona.post("anna", start_at="2026-12-31T10:00:00Z", end_at="2026-12-31T11:00:00Z", period=3)
    months = [
        each["start_at"] for each in kona.all("anna", f"{EVENTS}?date_range_start=2026-12-01&date_range_end=2027-08-30")
    ]
    assert len(months) == 5  # December, January, March, May, July


def test_a_morning_stays_a_morning(kona: Kona) -> None:
    kona.zone("anna", "Europe/Berlin")
    made = kona.post("anna", start_at="2026-03-28T08:00:00Z", end_at="2026-03-28T09:00:00Z", period=1)
    assert "DTSTART;TZID=Europe/Berlin:20260328T090000" in kona.lines("anna", made["id"])
    days = kona.all("anna", f"{EVENTS}?date_range_start=2026-03-28&date_range_end=2026-03-30")
    assert [second["start_at"] - first["start_at"] for first, second in pairwise(days)] == [23 * HOUR, 24 * HOUR]


def test_an_event_of_utc_that_becomes_a_series_is_one_of_the_callers_zone(kona: Kona) -> None:
    made = kona.post("anna", start_at=TEN, end_at=TEN + HOUR)
    kona.zone("anna", "Europe/Berlin")
    assert kona.put("anna", made["id"], period=1)["start_at"] == TEN
    lines = kona.lines("anna", made["id"])
    assert {"DTSTART;TZID=Europe/Berlin:20261124T110000", "TZID:Europe/Berlin"} <= set(lines)


@BOTH
def test_instances_by_number_and_by_name(kona: Kona) -> None:
    series = kona.post("anna", start_at=TEN, end_at=TEN + HOUR, period=1, series_end_at=TEN + 4 * DAY)
    path = f"{EVENTS}/{series['id']}"
    listed = kona.all("anna", f"{EVENTS}?{WINDOW}")
    assert [each["num_in_series"] for each in listed] == [1, 2, 3, 4, 5]
    assert {each["series_id"] for each in listed} == {each["id"] for each in listed} == {series["id"]}
    for number, each in enumerate(listed, 1):
        assert each["start_at"] == each["recurrence_id"] == TEN + (number - 1) * DAY
        assert kona.one("anna", f"{path}?num_in_series={number}") == each
        assert kona.one("anna", path_of(each["href"])) == each
    kona.delete("anna", f"{path}?num_in_series=2")
    assert kona.refused("anna", "GET", f"{path}?num_in_series=2")[0] == 404
    left = kona.all("anna", f"{EVENTS}?{WINDOW}")
    assert [each["num_in_series"] for each in left] == [1, 3, 4, 5]  # no number shifts
    kona.delete("anna", f"{path}?num_in_series=1")
    assert [each["num_in_series"] for each in kona.all("anna", f"{EVENTS}?{WINDOW}")] == [3, 4, 5]
    assert kona.one("anna", series["id"])["start_at"] == TEN
    kona.delete("anna", f"{path}?num_in_series=4&scope=following")
    assert [each["num_in_series"] for each in kona.all("anna", f"{EVENTS}?{WINDOW}")] == [3]
    kona.delete("anna", f"{path}?recurrence_id={TEN + 2 * DAY}")
    assert kona.refused("anna", "GET", path)[0] == 404


@BOTH
def test_one_instance_is_changed(kona: Kona) -> None:
    series = kona.post("anna", name="Old", start_at=TEN, end_at=TEN + HOUR, period=1, series_end_at=TEN + 3 * DAY)
    path = f"{EVENTS}/{series['id']}"
    changed = kona.put(
        "anna", f"{path}?num_in_series=2", name="New #t", start_at=TEN + DAY + HOUR, end_at=TEN + DAY + 3 * HOUR
    )
    assert (changed["name"], changed["num_in_series"], changed["recurrence_id"]) == ("New #t", 2, TEN + DAY)
    assert changed["tags"] == ["t"]
    listed = kona.all("anna", f"{EVENTS}?{WINDOW}")
    assert [(each["name"], each["start_at"] - TEN) for each in listed] == [
        *[("Old", 0), ("New #t", DAY + HOUR), ("Old", 2 * DAY), ("Old", 3 * DAY)]
    ]
    assert kona.put("anna", path_of(changed["href"]), **changed) == changed  # an echo changes nothing
    kona.put("anna", path, location="Here", start_at=TEN + 2 * HOUR, end_at=TEN + 3 * HOUR)
    listed = kona.all("anna", f"{EVENTS}?{WINDOW}")
    assert [(each["name"], each["location"], each["start_at"] - TEN) for each in listed] == [
        ("Old", "Here", 2 * HOUR),
        ("New #t", "Here", DAY + HOUR),
        ("Old", "Here", 2 * DAY + 2 * HOUR),
        ("Old", "Here", 3 * DAY + 2 * HOUR),
    ]
    whole = kona.put("anna", f"{path}?num_in_series=3", all_day=True)
    assert (whole["all_day"], whole["start_at"], whole["end_at"]) == (
        True,
        TEN + 2 * DAY - 10 * HOUR,
        TEN + 2 * DAY - 10 * HOUR,
    )


@BOTH
def test_one_and_all_after_it_become_a_series_of_their_own(kona: Kona) -> None:
    series = kona.post(
        "anna", name="Old", start_at=TEN, end_at=TEN + HOUR, period=1, series_end_at=TEN + 5 * DAY, status=0
    )
    kona.put("anna", f"{EVENTS}/{series['id']}?num_in_series=5", name="Own")
    path = f"{EVENTS}/{series['id']}?num_in_series=3&scope=following"
    after = kona.put("anna", path, name="New", start_at=TEN + 2 * DAY + HOUR, end_at=TEN + 2 * DAY + 2 * HOUR)
    assert after["id"] != series["id"]
    assert (after["name"], after["status"], after["num_in_series"]) == ("New", 0, 1)
    listed = kona.all("anna", f"{EVENTS}?{WINDOW}")
    assert [(each["id"], each["name"], each["num_in_series"]) for each in listed] == [
        *((series["id"], "Old", 1), (series["id"], "Old", 2)),
        *((after["id"], "New", 1), (after["id"], "New", 2), (after["id"], "Own", 3), (after["id"], "New", 4)),
    ]
    first = kona.put("anna", f"{EVENTS}/{after['id']}?num_in_series=1&scope=following", name="All")
    assert first["id"] == after["id"]


@BOTH
def test_a_series_is_not_cut_for_nothing(kona: Kona) -> None:
    times = {"start_at": TEN, "end_at": TEN + HOUR}
    counted = kona.post("anna", name="Old", **times, rrule="FREQ=DAILY;COUNT=5")
    ended = kona.post("anna", name="Old", **times, period=2, sel_days=[2, 4], series_end_at=TEN + 5 * WEEK)
    for series in (counted, ended):
        path = f"{EVENTS}/{series['id']}?num_in_series=3"
        kona.put("anna", path, name="Own", details="of it alone")
        shown, text = kona.one("anna", path), kona.text("anna", series["id"])
        for sent in ({}, shown, {"name": "Own"}, {"start_at": shown["start_at"]}, {"id": 7, "tags": ["t"]}):
            assert kona.put("anna", f"{path}&scope=following", **sent) == shown
        assert kona.text("anna", series["id"]) == text
    assert {each["id"] for each in kona.all("anna", f"{EVENTS}?{WINDOW}")} == {counted["id"], ended["id"]}


def test_a_rule_that_is_sent_back_goes_on_as_it_was(kona: Kona) -> None:
    series = kona.post("anna", start_at=TEN, end_at=TEN + HOUR, rrule="FREQ=DAILY;COUNT=5")
    path = f"{EVENTS}/{series['id']}?num_in_series=3"
    kona.put("anna", f"{path}&scope=following", **kona.one("anna", path) | {"name": "New"})
    listed = kona.all("anna", f"{EVENTS}?{WINDOW}")
    assert [each["name"] for each in listed] == ["x", "x", "New", "New", "New"]


def test_a_rule_that_changes_keeps_the_exceptions_that_still_stand(kona: Kona) -> None:
    series = kona.post("anna", start_at=TEN, end_at=TEN + HOUR, period=1, series_end_at=TEN + 3 * WEEK)
    path = f"{EVENTS}/{series['id']}"
    kona.put("anna", f"{path}?num_in_series=8", name="Week later")
    kona.put("anna", f"{path}?num_in_series=3", name="Gone")
    kona.delete("anna", f"{path}?num_in_series=15")
    changed = kona.put("anna", series["id"], period=2)
    assert changed["series_end_at"] == series["series_end_at"]
    listed = kona.all("anna", f"{EVENTS}?{WINDOW}")
    assert [(each["num_in_series"], each["name"]) for each in listed] == [(1, "x"), (2, "Week later"), (4, "x")]


def test_single_instances_of_a_series_that_is_elsewhere(kona: Kona) -> None:
    lines = [
        line
        for day in (24, 25)
        for line in (
            *("BEGIN:VEVENT", "UID:alone", "DTSTAMP:20261101T000000Z", f"RECURRENCE-ID:202611{day}T100000Z"),
            *(f"DTSTART:202611{day}T120000Z", f"SUMMARY:{day}", "END:VEVENT"),
        )
    ]
    event = kona.put_text(
        "anna", "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *lines, "END:VCALENDAR", ""))
    )
    listed = kona.all("anna", f"{EVENTS}?{WINDOW}")
    assert [(each["name"], each["num_in_series"], each["start_at"] - TEN) for each in listed] == [
        *(("24", 1, 2 * HOUR), ("25", 2, DAY + 2 * HOUR))
    ]
    assert kona.put("anna", f"{EVENTS}/{event}?num_in_series=2", name="y")["name"] == "y"
    assert kona.one("anna", event)["name"] == "24"
    assert kona.refused("anna", "PUT", f"{EVENTS}/{event}", {"start_at": TEN, "end_at": TEN})[:2] == (
        422,
        "unprocessable_entity",
    )


def test_a_floating_series_counts_in_the_zone_of_its_calendar(kona: Kona) -> None:
    lines = ("BEGIN:VEVENT", "UID:f", "DTSTAMP:20261101T000000Z", "DTSTART:20261124T100000", "RRULE:FREQ=DAILY;COUNT=2")
    event = kona.put_text(
        "anna", "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *lines, "END:VEVENT", "END:VCALENDAR", ""))
    )
    kona.place("anna", "Asia/Tokyo")
    listed = kona.all("anna", f"{EVENTS}?{WINDOW}")
    assert [each["start_at"] - TEN for each in listed] == [-9 * HOUR, DAY - 9 * HOUR]
    assert kona.one("anna", path_of(listed[1]["href"])) == listed[1]
    assert kona.one("anna", event)["start_at"] == TEN - 9 * HOUR


def test_a_series_that_nobody_can_count_is_listed_without_numbers(kona: Kona) -> None:
    rules = ("RRULE:FREQ=SECONDLY;INTERVAL=7", "RRULE:FREQ=SECONDLY;INTERVAL=11")
    lines = ("BEGIN:VEVENT", "UID:f", "DTSTAMP:20261101T000000Z", "DTSTART:20200101T000000Z", *rules, "END:VEVENT")
    framed = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *lines, "END:VCALENDAR", "")
    kona.put_text("anna", "\r\n".join(framed))
    listed = kona.all("anna", f"{EVENTS}?{WINDOW}")
    assert len(listed) == 25
    assert not [each for each in listed if "num_in_series" in each]

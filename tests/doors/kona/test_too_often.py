"""Events that recur too often for an answer: what is left out is named, here and through the ONLYOFFICE door."""

from tests.doors.kona.conftest import DAY, EVENTS, TEN, Kona

NOVEMBER = f"{EVENTS}?date_range_start=2026-11-01&date_range_end=2026-11-30"
IN_VAIN = ("RRULE:FREQ=SECONDLY;COUNT=60000", "EXRULE:FREQ=SECONDLY;COUNT=60000")


def vain(kona: Kona, uid: str, *rules: str) -> int:
    framed = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//Test//EN", "BEGIN:VEVENT", f"UID:{uid}"]
    inner = ["DTSTAMP:20261101T000000Z", "DTSTART:20261101T000000Z", *rules]
    return kona.put_text("anna", "\r\n".join([*framed, *inner, "END:VEVENT", "END:VCALENDAR", ""]))


def test_a_list_names_what_is_not_whole(kona: Kona) -> None:
    plain = kona.post("anna", start_at=TEN, end_at=TEN)["id"]
    assert "x-incomplete" not in kona.ask("anna", "GET", NOVEMBER).headers
    hostile = [vain(kona, f"vain {number}", *IN_VAIN) for number in range(4)]
    for order in ("", "&order_by=updated_at"):
        answer = kona.ask("anna", "GET", NOVEMBER + order)
        assert [each["id"] for each in answer.json["calendar_events"]] == [plain]
        named = [int(each) for each in answer.headers["x-incomplete"].split(", ")]
        assert named
        assert set(named) <= set(hostile)
        assert "x-total-count" not in answer.headers


def test_the_headers_of_what_may_not_be_whole_are_described(kona: Kona) -> None:
    paths = kona.house.ask("GET", "/openapi.json").json["paths"]
    told = {
        path: list(each["get"]["responses"].get("200", {}).get("headers", ()))
        for path, each in paths.items()
        if "get" in each
    }
    assert told["/users"] == ["Link", "X-Total-Count"]
    assert told[EVENTS] == ["Link", "X-Total-Count", "X-Incomplete"]
    assert {path for path, names in told.items() if names == ["X-Incomplete"] and path.startswith("/api/")} == {
        "/api/2.0/calendar/eventdays/{start}/{end}",
        "/api/2.0/calendar/calendars/{start}/{end}",
        "/api/2.0/calendar/calendar/{calendarId}/{start}/{end}",
    }


def test_an_event_of_every_second_is_listed_page_by_page(kona: Kona) -> None:
    ticks = kona.post("anna", start_at=TEN, end_at=TEN + DAY * 100, rrule="FREQ=SECONDLY")["id"]
    answer = kona.ask("anna", "GET", NOVEMBER)
    assert [each["num_in_series"] for each in answer.json["calendar_events"]] == [*range(1, 26)]
    assert {each["id"] for each in answer.json["calendar_events"]} == {ticks}
    assert "x-incomplete" not in answer.headers


def test_numbers_that_cost_too_much_are_left_out_of_a_list(kona: Kona) -> None:
    ids = {vain(kona, f"{number}", "RRULE:FREQ=SECONDLY", "RRULE:FREQ=SECONDLY;INTERVAL=2") for number in range(3)}
    far = f"{EVENTS}?date_range_start=2030-11-01&date_range_end=2030-12-01"
    found = kona.all("anna", far)
    assert {each["id"] for each in found} == ids
    assert all("recurrence_id" in each and "num_in_series" not in each for each in found)
    status, kind, _ = kona.refused("anna", "GET", f"{EVENTS}/{min(ids)}?num_in_series=999999999")
    assert (status, kind) == (413, "unprocessable_entity")


def test_a_month_shows_once_what_recurs_too_often(kona: Kona) -> None:
    plain = kona.post("anna", start_at=TEN, end_at=TEN)["id"]
    ticks = kona.post("anna", start_at=TEN, end_at=TEN, rrule="FREQ=SECONDLY")["id"]
    month = kona.ask("anna", "GET", "/api/2.0/calendar/calendars/2026-11-01/2026-11-30")
    shown = [each["objectId"] for calendar in month.json["response"] for each in calendar["events"]]
    assert sorted(shown) == sorted([str(plain), str(ticks)])
    assert month.headers["x-incomplete"] == str(ticks)
    calendar = kona.calendar("anna")
    one = kona.ask("anna", "GET", f"/api/2.0/calendar/calendar/{calendar}/2026-11-01/2026-11-30")
    days = kona.ask("anna", "GET", "/api/2.0/calendar/eventdays/2026-11-01/2026-11-30")
    assert {each.headers.get("x-incomplete") for each in (one, days)} == {str(ticks)}
    assert len(days.json["response"]) == 1

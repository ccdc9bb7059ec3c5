"""What a door makes of a rule begins on an occurrence of that rule, as dateutil finds it, or is refused."""

from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.house import House

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
PARTS = st.sampled_from(
    [
        *("FREQ=DAILY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=SA,SU", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=-1FR"),
        *("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYMONTH=3;BYDAY=1SU", "FREQ=WEEKLY;INTERVAL=3;BYDAY=WE"),
    ]
)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(day=DAYS, rule=PARTS)
def test_a_series_begins_on_its_rule(house: House, day: date, rule: str) -> None:
    key = {"authorization": f"Bearer {house.key}"}
    wall = datetime.combine(day, time(12))
    first = next(iter(rrulestr(rule, dtstart=wall)))
    times = {"startDate": f"{wall:%Y-%m-%dT%H:%M:%SZ}", "endDate": f"{wall + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"}
    body = {"name": "x", **times, "repeatType": rule.lower()}
    office = house.ask("POST", "/api/2.0/calendar/event", body, headers=key).json["response"][0]
    assert office["start"][:16] == f"{first:%Y-%m-%dT%H:%M}"
    millis = (wall - datetime(1970, 1, 1)) // timedelta(milliseconds=1)
    event = {"name": "x", "start_at": millis, "end_at": millis + 3_600_000, "rrule": rule}
    kona = house.ask("POST", "/calendar_events", {"calendar_events": [event]}, headers=key).json["calendar_events"][0]
    assert kona["start_at"] - millis == (first - wall) / timedelta(milliseconds=1)

"""Drawn requests through the real doors; three programs that we did not write read the same meaning in each file."""

import re
from datetime import UTC, date, datetime, time
from string import whitespace
from typing import Any
from urllib.parse import unquote

import pytest
from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, given, settings
from tests.house import House
from tests.oracles import drafts
from tests.oracles.readers import Meaning, Reader, written

pytestmark = pytest.mark.oracle

_TEXTS = ("summary", "description", "location")
# The same requests in every run; the long suite draws others.
DRAWN = settings(
    max_examples=350,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@DRAWN
@given(drawn=drafts.apyhub())
def test_apyhub(house: House, readers: list[Reader], drawn: drafts.Drawn) -> None:
    check_apyhub(house, readers, drawn)


@settings(DRAWN, max_examples=150)
@given(drawn=drafts.skycore())
def test_skycore(house: House, readers: list[Reader], drawn: drafts.DrawnSkycore) -> None:
    check_skycore(house, readers, drawn)


def check_skycore(house: House, readers: list[Reader], drawn: drafts.DrawnSkycore) -> None:
    """Send a request, and hold every reader's word against what the request means."""
    body, begins, ends = drawn
    answer = house.ask("POST", "/skycore/v2", body)
    assert answer.status == 200, answer.text
    meant = {
        "summary": body["event-title"],
        "description": body["event-description"],
        "location": body["event-location"],
        "start": written(begins),
        "end": written(ends),
        "method": None,
        "zones": [],
        "rule": None,
        "attendees": [],
        "alarms": [],
    }
    for reader in readers:
        said = reader(answer.body)
        if reader.name == "libical":  # it drops white space of ASCII at both ends of a text
            said |= {name: meant[name] for name in _TEXTS if said[name] == meant[name].strip(whitespace)}
        assert {name: said[name] for name in meant} == meant, reader.name


def check_apyhub(house: House, readers: list[Reader], drawn: drafts.Drawn) -> None:
    """Send a request, and hold every reader's word against what the request means."""
    answer = house.ask("POST", "/generate/ical/file", drawn.body)
    if drawn.rule and not drafts.has_instances(drawn):
        assert answer.status == 400, answer.text
        return
    assert answer.status == 200, answer.text
    meant = meaning_of(drawn)
    for reader in readers:
        said = reader(answer.body)
        assert read_as(said, reader, drawn) == read_as(meant, reader, drawn), reader.name
        check_identity(drawn.body, said)
        if drawn.rule:
            check_instances(drawn, said)


def read_as(meaning: Meaning, reader: Reader, drawn: drafts.Drawn) -> Meaning:
    """The part of a meaning that a reader can be asked about, without what it is known to read in its own way.

    libical 3 does not know RFC 6868, and drops white space at both ends of a text. libical and ical.js take the second
    of two equal wall times, where RFC 5545 §3.3.5 wants the first.
    """
    told = {name: value for name, value in meaning.items() if name not in ("uid", "sequence")}
    told |= {"organizer": address(told["organizer"]), "attendees": [address(each) for each in told["attendees"]]}
    told["organizer_name"] = re.sub("[\n\t]+", " ", told["organizer_name"] or "").strip()  # a name is one line
    told["rule"] = parts_of(told["rule"]) if isinstance(told["rule"], str) else told["rule"] or {}
    if reader.name == "libical":
        told |= {name: (told[name] or "").strip() for name in ("summary", "description", "location")}
        told["alarms"] = [[*each, said.strip()] for *each, said in told["alarms"]]
        del told["organizer_name"]
    if reader.name != "icalendar" and drafts.says_a_time_twice(drawn):
        for name in ("start", "end", "excluded"):
            del told[name]
    return told


def meaning_of(drawn: drafts.Drawn) -> Meaning:
    """What the file of a request has to say to any reader."""
    body = drawn.body
    cancelled = body.get("event_type") == "cancel"
    begins, ends = drafts.span(drawn)
    first = drawn.first or drawn.day  # what is excluded before the first instance excludes nothing
    return {
        "method": "CANCEL" if cancelled else "REQUEST",
        "status": "CANCELLED" if cancelled else "CONFIRMED",
        "summary": body.get("summary") or None,
        "description": body["description"],
        "location": body.get("location") or None,
        "start": written(begins),
        "end": ends and written(ends),
        "zones": [] if drawn.all_day or drafts.is_utc(drawn.zone) else [drawn.zone],
        "organizer": body["organizer_email"],
        "organizer_name": body.get("organizer_name") or None,
        "attendees": list(dict.fromkeys(body["attendees_emails"])),
        "rule": rule_parts(drawn),
        "excluded": [written(_excluded(day, drawn)) for day in drawn.excluded if day >= first],
        "alarms": [_alarm(each, body) for each in body.get("reminders") or []],
    }


def rule_parts(drawn: drafts.Drawn) -> dict[str, set[str]]:
    """The parts of RRULE that the request's recurrence means (RFC 5545 §3.3.10)."""
    sent, until = drawn.rule, drawn.until
    if sent is None:
        return {}
    parts: dict[str, Any] = {"FREQ": [sent["frequency"].upper()]}
    if sent.get("interval", 1) != 1:
        parts["INTERVAL"] = [sent["interval"]]
    if "count" in sent:
        parts["COUNT"] = [sent["count"]]
    if until is not None and drawn.all_day:
        parts["UNTIL"] = [until.strftime("%Y%m%d")]
    elif until is not None:
        wall = until if isinstance(until, datetime) else datetime.combine(until, time(23, 59, 59))
        parts["UNTIL"] = [written(drafts.utc(wall, drawn.zone))]
    months = drafts.months(drawn)  # a yearly rule by days of the month says its month, so that all readers agree
    parts |= {"BYMONTH": months} if months else {}
    names = {"by_day": "BYDAY", "by_month_day": "BYMONTHDAY"}
    parts |= {name: sent[field] for field, name in names.items() if field in sent}
    return {name: set(map(str, values)) for name, values in parts.items()}


def parts_of(rule: str | None) -> dict[str, set[str]]:
    """The parts of a rule's text."""
    pairs = (part.split("=") for part in (rule or "").split(";") if part)
    return {name: set(values.split(",")) for name, values in pairs if (name, values) != ("INTERVAL", "1")}


def check_identity(body: drafts.Body, said: Meaning) -> None:
    """UID and SEQUENCE, as the request says, or as they are made for it."""
    if body.get("id"):
        assert said["uid"].strip() == body["id"].strip()
    else:
        assert re.fullmatch("[0-9a-f-]{36}", said["uid"])
    made = drafts.sequence(datetime.now(UTC)) if body.get("id") else 0
    sent = body.get("sequence")
    assert 0 <= (made if sent is None else sent) - said["sequence"] <= (60 if sent is None and made else 0)


def check_instances(drawn: drafts.Drawn, said: Meaning) -> None:
    """The first ten instances, by dateutil from the rule that was read."""
    expected = drafts.starts(drawn)
    text = re.sub("UNTIL=([0-9TZ]+)", lambda match: f"UNTIL={_until(match[1], drawn)}", said["rule"])
    assert drawn.first is not None
    rule = rrulestr(text, dtstart=datetime.combine(drawn.first, drafts.first_wall(drawn).time()))
    assert drafts.ten(iter(rule), drawn.excluded) == expected


def _until(value: str, drawn: drafts.Drawn) -> str:
    """UNTIL as a wall time of the zone, since dateutil compares it so with a start that has no zone."""
    if "T" not in value:
        return f"{value}T000000"
    moment = datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return moment.astimezone(drafts.zone_of(drawn.zone)).strftime("%Y%m%dT%H%M%S")


def _excluded(day: date, drawn: drafts.Drawn) -> date | datetime:
    if drawn.all_day or drawn.start is None:
        return day
    return drafts.utc(datetime.combine(day, drawn.start), drawn.zone)


def _alarm(sent: int | dict[str, Any], body: drafts.Body) -> list[Any]:
    minutes, action = (sent, "display") if isinstance(sent, int) else (sent["minutes_before"], sent.get("action"))
    shown = next(text for text in (body.get("summary"), body["description"]) if text and text.strip())
    return [(action or "display").upper(), -60 * minutes, shown]


def address(uri: str) -> str:
    return unquote(uri.removeprefix("mailto:")) if uri.startswith("mailto:") else uri

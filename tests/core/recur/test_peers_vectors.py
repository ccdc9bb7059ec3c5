"""Rules and their starts from the test tables of other programs: `tests/vectors/recur/peers` (RFC 5545 §3.3.10).

Where a source leaves out a DTSTART that its rule does not hit, the hits of the rule are compared; else what a calendar
shows, in which DTSTART is the first (RFC 5545 §3.8.5.3).
"""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from tests.cases.open import VECTORS as OPEN
from tests.core.recurrence import expand, objects_of
from tests.oracles.recur.draws import Case
from tests.oracles.recur.verdict import defined

from kalends.core.ics.check import check
from kalends.core.ics.read import read
from kalends.core.ics.values import parse_date, parse_date_time, write_date, write_date_time
from kalends.core.recur.rule import Rule
from kalends.core.recur.series import series_of, zones_of
from kalends.core.recur.text import read_rule
from kalends.errors import Severity

FOLDER = Path(__file__).parents[2] / "vectors" / "recur" / "peers"
VECTORS: list[dict[str, Any]] = json.loads((FOLDER / "vectors.json").read_text())
DECISIONS = tomllib.loads((FOLDER / "decisions.toml").read_text())
IDS = {f"{vector['rule']}@{vector['dtstart']}" for vector in VECTORS}
RULE_LINE = 8


ALLOWED = [vector for vector in VECTORS if vector.get("decision") != "forbidden"]
FORBIDDEN = [vector for vector in VECTORS if vector.get("decision") == "forbidden"]


def named(vector: dict[str, Any]) -> Any:
    """A vector under its name; it has to fail while it is on the list of what is open."""
    name = f"{vector['rule']}@{vector['dtstart']}"
    reason = f"take {name!r} off tests/cases/open.py"
    still_open = pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason)
    return pytest.param(vector, id=name, marks=[still_open] if name in OPEN else [])


def text_of(vector: dict[str, Any]) -> str:
    """An event with the rule; its times float."""
    value = "" if "T" in vector["dtstart"] else ";VALUE=DATE"
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:u", "DTSTAMP:20260101T000000Z")
    event = (f"DTSTART{value}:{vector['dtstart']}", f"RRULE:{vector['rule']}", "END:VEVENT", "END:VCALENDAR", "")
    return "\r\n".join((*lines, *event))


def start_of(vector: dict[str, Any]) -> date:
    return parse_date_time(vector["dtstart"]) if "T" in vector["dtstart"] else parse_date(vector["dtstart"])


def rule_of(vector: dict[str, Any]) -> Rule:
    """The rule, its UNTIL as a wall time, as a series without a zone has it."""
    rule, _ = read_rule(vector["rule"], start_of(vector))
    return replace(rule, until=rule.until.replace(tzinfo=None)) if isinstance(rule.until, datetime) else rule


def shown(moment: date) -> str:
    return write_date_time(moment) if isinstance(moment, datetime) else write_date(moment)


def starts_of(vector: dict[str, Any]) -> Iterator[str]:
    """When the occurrences of the event begin."""
    calendar = read(text_of(vector)).components[0]
    series = series_of(objects_of(calendar)[0], zones_of(calendar))
    day = "T" not in vector["dtstart"]
    return (f"{each.begins:%Y%m%d}" if day else f"{each.begins:%Y%m%dT%H%M%S}" for each in series.instances())


def answer_of(vector: dict[str, Any], most: int) -> list[str]:
    """As many starts as the source compares, with DTSTART where the source has it."""
    if vector["expected"][:1] == [vector["dtstart"]]:
        return list(islice(starts_of(vector), most))
    return [shown(hit) for hit in islice(expand(rule_of(vector), start_of(vector)), most)]


@pytest.mark.rfc("5545 §3.3.10")
@pytest.mark.parametrize("vector", [named(each) for each in ALLOWED])
def test_a_rule_hits_what_its_source_says_or_we_decided(vector: dict[str, Any]) -> None:
    wanted = vector.get("ours", vector["expected"])
    answer = answer_of(vector, len(wanted) + vector["complete"])
    other = vector.get("or")
    if other is not None and answer != wanted:
        answer, wanted = answer_of(vector, len(other) or 1), other
    assert answer == wanted


@pytest.mark.rfc("5545 §3.8.5.3")
def test_dtstart_is_the_first() -> None:
    assert [vector for vector in ALLOWED if next(starts_of(vector)) != vector["dtstart"]] == []


def test_a_rule_that_the_rfc_forbids_is_called_an_error() -> None:
    assert [vector for vector in FORBIDDEN if RULE_LINE not in lines_of_errors(vector)] == []


def lines_of_errors(vector: dict[str, Any]) -> set[int]:
    return {flaw.line for flaw in check(read(text_of(vector))) if flaw.severity is Severity.ERROR}


DEFINED = [vector for vector in VECTORS if DECISIONS.get(vector.get("decision", ""), {}).get("defined")]


@pytest.mark.parametrize("vector", DEFINED, ids=[vector["rule"] for vector in DEFINED])
def test_the_definition_is_with_us(vector: dict[str, Any]) -> None:
    start = start_of(vector)
    assert isinstance(start, datetime)
    hits = [shown(hit) for hit in defined(Case(rule_of(vector), start))]
    wanted = [each for each in vector["ours"] if each in hits or each != vector["dtstart"]]
    assert hits[: len(wanted)] == wanted


def test_every_decision_has_a_reason_and_a_vector() -> None:
    assert {vector["decision"] for vector in VECTORS if "decision" in vector} == set(DECISIONS)
    assert all(len(decision["reason"]) > 30 for decision in DECISIONS.values())


def test_what_is_open_is_a_vector() -> None:
    assert OPEN <= IDS, OPEN - IDS

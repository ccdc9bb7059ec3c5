"""Rules, fact by fact: the files of `tests/vectors/recur/rules` (RFC 5545 §3.3.10, §3.8.5.3, RFC 7529 §4)."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from tests.core.recurrence import expand

from kalends.core.ics.values import parse_date, parse_date_time, write_date, write_date_time
from kalends.core.recur.rule import Rule
from kalends.core.recur.text import read_rule, write_rule
from kalends.errors import Fault

FOLDER = Path(__file__).parents[2] / "vectors" / "recur" / "rules"
FACTS = {f"{path.parent.name}/{path.stem}": tomllib.loads(path.read_text()) for path in sorted(FOLDER.rglob("*.toml"))}
HITTING = {name: fact for name, fact in FACTS.items() if "hits" in fact}
REFUSED = {name: fact for name, fact in FACTS.items() if "hits" not in fact}


def start_of(fact: dict[str, Any]) -> date:
    return when(fact["start"])


def when(text: str) -> date:
    return parse_date_time(text) if "T" in text else parse_date(text)


def rule_of(fact: dict[str, Any]) -> Rule:
    """The rule, its UNTIL in the terms of the wall time: the fact says it where the text has it in UTC."""
    rule, _ = read_rule(fact["rule"], start_of(fact))
    return replace(rule, until=wall(when(fact["until"]))) if "until" in fact else rule


def shown(hit: date) -> str:
    return write_date_time(hit) if isinstance(hit, datetime) else write_date(hit)


def wall(start: date) -> date:
    """What `expand` takes: the wall time, whatever the zone is."""
    return start.replace(tzinfo=None) if isinstance(start, datetime) else start


@pytest.mark.rfc("5545 §3.3.10", "5545 §3.8.5.3", "7529 §4.1")
@pytest.mark.parametrize("fact", HITTING.values(), ids=HITTING)
def test_a_rule_hits_what_the_rfc_says(fact: dict[str, Any]) -> None:
    start = start_of(fact)
    rule = rule_of(fact)
    wanted = [each for each in fact["hits"] if each != "..."]
    hits = list(islice(expand(rule, wall(start)), len(wanted) + 1))
    assert [shown(hit) for hit in hits[: len(wanted)]] == [shown(wall(when(each))) for each in wanted]
    assert (len(hits) == len(wanted)) is fact["ends"]


@pytest.mark.parametrize("fact", HITTING.values(), ids=HITTING)
def test_a_window_shows_the_same(fact: dict[str, Any]) -> None:
    start, rule = start_of(fact), rule_of(fact)
    hits = [wall(when(each)) for each in fact["hits"]]
    for after in hits[1:]:
        assert next(expand(rule, wall(start), after=after), None) == after
        assert list(expand(rule, wall(start), before=after)) == [hit for hit in hits if hit < after]


@pytest.mark.parametrize("fact", HITTING.values(), ids=HITTING)
def test_a_deviation_is_told_and_nothing_else(fact: dict[str, Any]) -> None:
    start = start_of(fact)
    if "until" in fact and isinstance(start, datetime):
        start = start.replace(tzinfo=UTC)  # the start has a zone, which these files do not name
    _, warnings = read_rule(fact["rule"], start)
    assert {(flaw.code, flaw.field) for flaw in warnings} == (
        {(fact["code"], fact["part"])} if "code" in fact else set()
    )


@pytest.mark.rfc("5545 §3.3.10")
@pytest.mark.parametrize("fact", REFUSED.values(), ids=REFUSED)
def test_what_is_no_rule_is_refused_with_its_part(fact: dict[str, Any]) -> None:
    start = start_of(fact)
    with pytest.raises(Fault) as caught:
        next(expand(read_rule(fact["rule"], start)[0], wall(start)), None)
    assert (fact["code"], fact["part"]) in {(flaw.code, flaw.field) for flaw in caught.value.flaws}


@pytest.mark.parametrize("fact", HITTING.values(), ids=HITTING)
def test_a_rule_is_read_as_it_was_written(fact: dict[str, Any]) -> None:
    rule, _ = read_rule(fact["rule"])
    assert read_rule(write_rule(rule))[0] == rule

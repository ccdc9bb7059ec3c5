"""The log: what of the standard library's logging becomes a line, and what stands in it."""

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kalends.edge.monitoring.log import Sink, as_json, as_text, set_up

OURS, OTHERS = logging.getLogger("kalends.edge.door"), logging.getLogger("somebody.else")

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    root, house = logging.getLogger(), logging.getLogger("kalends")
    before = root.handlers, root.level, house.level
    with (tmp_path / "log").open("wb") as file:
        yield Sink(file.fileno())
    root.handlers, root.level, house.level = before


@pytest.fixture
def lines(tmp_path: Path) -> Lines:
    return lambda: [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]


def test_ours_with_their_fields_and_of_others_only_warnings(sink: Sink, lines: Lines) -> None:
    set_up(render=as_json, level="info", sink=sink)
    OURS.info("begun", extra={"fields": {"door": "toy"}})
    OURS.debug("not wanted")
    OTHERS.info("not wanted")
    OTHERS.warning("take %s", "care")
    told = [{name: text for name, text in line.items() if name != "time"} for line in lines()]
    assert told == [
        {"level": "info", "event": "begun", "door": "toy"},
        {"level": "warning", "event": "take care", "logger": "somebody.else"},
    ]


def test_everything_while_debugging_and_nothing_below_the_level(sink: Sink, lines: Lines) -> None:
    set_up(render=as_json, level="debug", sink=sink)
    OTHERS.debug("seen")
    set_up(render=as_json, level="error", sink=sink)
    OURS.warning("not wanted")
    assert [line["event"] for line in lines()] == ["seen"]


def test_a_trace_is_part_of_its_line(sink: Sink, lines: Lines) -> None:
    set_up(render=as_json, level="info", sink=sink)
    OURS.error("unforeseen", exc_info=ValueError("why"))
    OURS.error("no exception at all", exc_info=True)
    first, second = lines()
    assert first["exception"] == "ValueError: why"
    assert "exception" not in second


def test_a_line_for_people_holds_no_character_that_acts() -> None:
    event = {"time": "t", "level": "error", "event": "a\x1b[2Jb\nc", "path": "/\u202e", "exception": "x\x9b\n  y\u2066"}
    lines = as_text(event).decode().split("\n")
    assert lines == ["t error   a\\x1b[2Jb\\nc path='/\\u202e'", "x\\x9b", "  y\\u2066"]


def test_a_warning_does_not_wait_for_others(sink: Sink, lines: Lines) -> None:
    set_up(render=as_json, level="info", sink=sink)
    sink.batched = True
    OURS.info("waits")
    assert lines() == []
    OURS.warning("does not")
    assert [line["event"] for line in lines()] == ["waits", "does not"]

"""Large and deep texts: read within the limits, refused with a clear fault beyond, never a recursion error.

The sizes are real where they are quick; where they are not, the limits are made small instead.
"""

import gc
import sys
from contextlib import suppress
from time import perf_counter

import pytest

from kalends.core.ics.check import check, check_object, check_text
from kalends.core.ics.limits import TEXT_LIMITS, TextLimits
from kalends.core.ics.lines import KNOWN_HEADS, locate_all, parse_head
from kalends.core.ics.problems import MOST
from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Property, Stream
from kalends.core.ics.values import typed
from kalends.core.ics.write import write
from kalends.errors import Fault, Kind


def nested(depth: int) -> bytes:
    return b"BEGIN:VEVENT\r\n" * depth + b"END:VEVENT\r\n" * depth


def refused(text: bytes | str, limits: TextLimits = TEXT_LIMITS) -> str:
    with pytest.raises(Fault) as caught:
        read(text, limits=limits)
    assert caught.value.kind is Kind.TOO_LARGE
    with pytest.raises(Fault):
        read(text, limits=limits, lenient=True)
    return caught.value.detail


DEEP = TextLimits(depth=5_000)


def test_nothing_recurses_however_deep_components_stand_inside_one_another() -> None:
    assert sys.getrecursionlimit() <= DEEP.depth
    stream = read(nested(DEEP.depth), limits=DEEP)
    again = read(nested(DEEP.depth), limits=DEEP)
    assert stream == again
    assert stream != read(nested(DEEP.depth - 1), limits=DEEP)
    assert hash(stream) == hash(again)
    assert repr(stream.components[0])
    assert write(Stream(stream.components)) == nested(DEEP.depth)
    assert len(list(stream.walk())) == DEEP.depth
    assert len(check(stream)) == MOST
    assert check_object(stream)
    del stream, again
    gc.collect()


def test_one_component_more_is_refused() -> None:
    assert read(nested(TEXT_LIMITS.depth))
    assert "100" in refused(nested(TEXT_LIMITS.depth + 1))


def test_a_deep_text_that_never_ends() -> None:
    with pytest.raises(Fault) as caught:
        read(b"BEGIN:X\r\n" * DEEP.depth, limits=DEEP)
    assert len(caught.value.flaws) == MOST
    assert "4999 more" in caught.value.detail
    assert len(read(b"BEGIN:X\r\n" * DEEP.depth, lenient=True, limits=DEEP).components) == 1


def test_a_hundred_parameters() -> None:
    head = "X-A" + "".join(f";P{number}=v" for number in range(TEXT_LIMITS.parameters))
    text = f"BEGIN:VCALENDAR\r\n{head}:x\r\nEND:VCALENDAR\r\n".encode()
    stream = read(text)
    assert len(stream.components[0].properties[0].params) == TEXT_LIMITS.parameters
    assert "101 parameters" in refused(text.replace(b";P0=", b";PX=1;P0="))


def test_a_thousand_values_of_a_parameter() -> None:
    values = ",".join(["v"] * TEXT_LIMITS.values)
    text = f"BEGIN:VCALENDAR\r\nX-A;P={values}:x\r\nEND:VCALENDAR\r\n"
    assert len(read(text).components[0].properties[0].values_of("P")) == TEXT_LIMITS.values
    assert "1,001 values of the parameter P" in refused(text.replace("P=", "P=v,"))


def test_a_line_of_five_million_characters() -> None:
    value = "x\\, " * (TEXT_LIMITS.line // 4 - 10)
    text = f"BEGIN:VCALENDAR\r\nDESCRIPTION:{value}\r\nEND:VCALENDAR\r\n".encode()
    stream = read(text)
    prop = stream.components[0].first("DESCRIPTION")
    assert prop is not None
    assert len(typed(prop)) == len(value) * 3 // 4
    assert read(write(Stream(stream.components))) == stream
    assert check(stream)
    assert "5,000,000" in refused(text.replace(b"DESCRIPTION", b"DESCRIPTION;X=" + b"y" * 100))


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (TextLimits(octets=50), "octets"),
        (TextLimits(lines=3), "lines"),
        (TextLimits(line=30), "characters"),
        (TextLimits(depth=1), "nest"),
        (TextLimits(parameters=0), "parameters"),
        (TextLimits(values=0), "values"),
    ],
)
def test_each_limit_says_its_name(limits: TextLimits, said: str) -> None:
    text = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nX-LONG;A={'x' * 300}:b\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    read(text)
    assert said in refused(text, limits)


@pytest.mark.parametrize(
    "line",
    [
        b"no colon",
        b"X_Y:a",
        b"END:VEVENT",
        b"END:X-OTHER",
        b"BEGIN:",
        b"",
        b'A;B="c:d',
        b"DESCRIPTION:caf\xe9",
        b"SUMMARY:\x01",
        b"SUMMARY:a,b;c\\d",
        b"EXDATE:" + b"20260101T000000Z," * 5,
    ],
)
def test_twenty_thousand_faults_are_told_as_a_hundred(line: bytes) -> None:
    text = b"BEGIN:VCALENDAR\r\n" + (line + b"\r\n") * 20_000 + b"END:VCALENDAR\r\n"
    try:
        flaws = check(read(text))
    except Fault as fault:
        flaws = list(fault.flaws)
    assert len(flaws) == MOST
    assert read(text, lenient=True) is not None


def test_stray_lines_after_stray_lines_take_linear_work() -> None:
    text = b"BEGIN:VCALENDAR\r\nDESCRIPTION:a\r\n" + b"no colon here\r\n" * 200_000 + b"END:VCALENDAR\r\n"
    prop = read(text, lenient=True).components[0].first("DESCRIPTION")
    assert prop is not None
    assert len(prop.value) == len("a") + 200_000 * len("\\nno colon here")


def test_all_places_are_found_in_one_scan() -> None:
    text = "A:b\r\n c\r\n" * 50_000
    places = [(number, 4) for number in range(1, 50_001)]
    assert locate_all(text, places)[::10_000] == [(number * 2, 3) for number in range(1, 50_001, 10_000)]


def test_the_memory_of_heads_is_bounded() -> None:
    KNOWN_HEADS.clear()
    for number in range(10_000):
        parse_head(f"X-{number}")
    parse_head("X-LONG;A=" + "y" * 1000)
    parse_head("BEGIN")
    assert len(KNOWN_HEADS) <= 4096
    assert all(len(head) <= 256 for head in KNOWN_HEADS)
    assert "BEGIN" not in KNOWN_HEADS


def test_the_collector_runs_again_after_a_long_text() -> None:
    text = b"BEGIN:VCALENDAR\r\n" + b"X:y\r\n" * 2_000 + b"END:VCALENDAR\r\n"
    assert gc.isenabled()
    read(text)
    assert gc.isenabled()
    refused(text + nested(5_001))
    assert gc.isenabled()
    gc.disable()
    try:
        read(text)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_made_tree_may_be_as_deep() -> None:
    def made(leaf: str) -> Component:
        component = Component("X", [Property.make("SUMMARY", leaf)])
        for _ in range(20_000):
            component = Component("X", [component])
        return component

    assert made("a") == made("a")
    assert made("a") != made("b")
    assert hash(made("a")) == hash(made("a"))
    assert len(write(made("a"))) > 20_000


def seconds(text: str) -> float:
    begun = perf_counter()
    with suppress(Fault):
        check_text(text)
    return perf_counter() - begun


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param(("SUMMARY:a", "\r", "x\r\n"), id="carriage returns"),
        pytest.param(("SUMMARY:a", "\n", "x\n\n y\r\n"), id="line feeds"),
        pytest.param(("ATTENDEE:" + "a" * 500_000 + "\r\n", "x\r\n", ""), id="stray lines after a long value"),
        pytest.param(('SUMMARY;X="' + "a" * 500_000 + '":v\r\n', "x\r\n", ""), id="stray lines after a long head"),
        pytest.param(("BEGIN:" + "A" * 500_000 + "\r\n", "END:X\r\n", ""), id="stray ends in a long name"),
    ],
)
def test_what_is_wrong_a_hundred_thousand_times_takes_linear_time(piece: tuple[str, str, str]) -> None:
    before, again, after = piece
    text = f"BEGIN:VCALENDAR\r\n{before}{again * 100_000}{after}END:VCALENDAR\r\n"
    assert seconds(text) < 10  # it is less than one; each took minutes, or as many gigabytes, when it was quadratic

"""Normalization in linear time (UAX #15 §13)."""

import sys
import time
import unicodedata
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kalends
from kalends.core.unicode import JOINER, MOST_MARKS, is_stream_safe, normalize, stream_safe

ACUTE, BELOW, DIALYTIKA = "\u0301", "\u0323", "\u0344"  # the last one is decomposed into two marks
FORMS = ("NFC", "NFD", "NFKC", "NFKD")


def longest_run(text: str) -> int:
    run = most = 0
    for character in unicodedata.normalize("NFKD", text):
        run = run + 1 if unicodedata.combining(character) else 0
        most = max(most, run)
    return most


@pytest.mark.parametrize("letter", ["a", "", "漢"])
def test_thirty_marks_stay_and_one_more_is_cut_off(letter: str) -> None:
    text = letter + ACUTE * MOST_MARKS
    assert stream_safe(text) == text
    assert is_stream_safe(text)
    assert stream_safe(text + BELOW) == text + JOINER + BELOW
    assert not is_stream_safe(text + BELOW)


def test_marks_are_counted_as_they_are_when_decomposed() -> None:
    assert is_stream_safe("a" + DIALYTIKA * (MOST_MARKS // 2))
    assert not is_stream_safe("a" + DIALYTIKA * (MOST_MARKS // 2) + ACUTE)
    assert is_stream_safe("\u1eac" + ACUTE * (MOST_MARKS - 2))  # a circumflex and a dot below are a part of the letter
    assert not is_stream_safe("\u1eac" + ACUTE * (MOST_MARKS - 1))


def test_the_table_of_marks_holds_every_mark_there_is() -> None:
    marks = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if all(map(unicodedata.combining, unicodedata.normalize("NFKD", chr(code))))
    ]
    assert len(marks) > 900
    assert all(not is_stream_safe(mark * (MOST_MARKS + 1)) for mark in marks)


@given(st.text(st.sampled_from(["a", "é", "\u1eac", ACUTE, BELOW, DIALYTIKA, "\u0f73", "\ufdfa", JOINER]), max_size=90))
def test_no_run_is_longer_and_nothing_else_changes(text: str) -> None:
    safe = stream_safe(text)
    assert longest_run(safe) <= MOST_MARKS
    assert stream_safe(safe) == safe
    assert safe.replace(JOINER, "") == text.replace(JOINER, "")
    if longest_run(text) <= MOST_MARKS:
        assert safe == text
        for form in FORMS:
            assert normalize(form, text) == unicodedata.normalize(form, text)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("", True),
        ("plain", True),
        ("a" + ACUTE * MOST_MARKS, True),
        ("a" + ACUTE * (MOST_MARKS + 1), False),
        (ACUTE * (MOST_MARKS + 1), False),
        (("a" + ACUTE * MOST_MARKS) * 50, True),
        ("straße" + (ACUTE + BELOW) * 16, False),
    ],
)
def test_thirty_marks_in_a_row_are_enough(text: str, safe: bool) -> None:
    assert is_stream_safe(text) is safe


def test_nobody_normalizes_a_text_but_this_module() -> None:
    sources = {path: path.read_text() for path in Path(kalends.__file__).parent.rglob("*.py")}
    assert [path.name for path, text in sources.items() if "unicodedata.normalize" in text] == ["unicode.py"]


@pytest.mark.parametrize("form", FORMS)
def test_marks_take_linear_time(form: Literal["NFC", "NFD", "NFKC", "NFKD"]) -> None:
    """What is normalized as it is takes 20 s and more."""
    begun = time.process_time()
    normalize(form, "a" + (ACUTE + BELOW) * 80_000)
    assert time.process_time() - begun < 3

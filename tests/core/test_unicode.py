"""What is asked of a text before it is normalized."""

import time
import unicodedata

import pytest

from kalends.core.unicode import MOST_MARKS, is_stream_safe

ACUTE, DOT = "\u0301", "\u0323"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("", True),
        ("plain", True),
        ("a" + ACUTE * MOST_MARKS, True),
        ("a" + ACUTE * (MOST_MARKS + 1), False),
        (ACUTE * (MOST_MARKS + 1), False),
        (("a" + ACUTE * MOST_MARKS) * 50, True),
        ("straße" + (ACUTE + DOT) * 16, False),
    ],
)
def test_thirty_marks_in_a_row_are_enough(text: str, safe: bool) -> None:
    assert is_stream_safe(text) is safe


def test_what_is_safe_is_normalized_in_linear_time() -> None:
    text = ("a" + (ACUTE + DOT) * (MOST_MARKS // 2)) * 10_000
    assert is_stream_safe(text)
    before = time.process_time()
    unicodedata.normalize("NFC", text)
    assert time.process_time() - before < 2

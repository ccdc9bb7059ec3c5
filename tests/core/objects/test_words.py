"""The words of a search, folded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalends.core.objects.words import LONGEST, MOST, MOST_SEARCHED, has_words, search_words, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Réunion d'équipe", "reunion d equipe"),
        ("STRASSE Straße", "strasse"),
        ("e\u0301 é É", "e"),
        ("ﬁne ①②", "fine 12"),
        ("snake_case a-b c.d@e", "snake case a b c d e"),
        ("会議室", "会 議 室"),
        ("でんわ", "て ん わ"),
        ("회의", "회의"),
        ("Ωmega ΣΑΣ", "ωmega σασ"),
        ("١٢ day", "١٢ day"),
        ("", ""),
        (" \t\r\n!?%_", ""),
    ],
)
def test_words_are_folded(text: str, words: str) -> None:
    assert words_of([text]) == words


def test_each_word_once_and_not_too_many() -> None:
    assert words_of(["b a", "a c"]) == "b a c"
    assert len(words_of([" ".join(map(str, range(MOST * 2)))]).split()) == MOST
    assert words_of(["x" * 1000]) == "x" * LONGEST
    assert len(search_words(" ".join(map(str, range(100))))) == MOST_SEARCHED


@given(st.text())
def test_what_was_kept_is_found_by_its_own_text_and_by_beginnings(text: str) -> None:
    kept = words_of([text])
    asked = search_words(text)
    assert has_words(kept, asked)
    assert all(has_words(kept, [word[:2]]) for word in asked)
    assert not any(character in kept for character in "%_'\"\n\0")


@given(st.text())
def test_upper_and_lower_case_are_the_same(text: str) -> None:
    if text.isascii():
        assert words_of([text.upper()]) == words_of([text.lower()])
    assert "\ud800" not in words_of([text])


def test_words_are_the_same_wherever_a_long_text_is_cut() -> None:
    text = " ".join(f"né{number}" for number in range(3_000))
    assert words_of([text]).split() == [f"ne{number}" for number in range(3_000)]
    assert words_of(["漢" * 25_000]) == "漢"


def test_marks_beyond_thirty_are_no_part_of_a_word() -> None:
    assert words_of(["a" + "\u0301\u0323" * 100 + "b c"]) == "ab c"

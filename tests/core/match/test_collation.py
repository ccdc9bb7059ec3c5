"""What counts as the same letter."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalends.core.match.collation import COLLATIONS, octets_under
from kalends.core.match.filters import TextMatch


@pytest.mark.rfc("4791 §7.5", "5051 §2")
@pytest.mark.parametrize(
    ("collation", "value", "sought", "found"),
    [
        ("i;octet", "Réunion", "Réu", True),
        ("i;octet", "Réunion", "réu", False),
        ("i;octet", "Re\u0301union", "Ré", False),
        ("i;ascii-casemap", "RÉUNION lundi", "LUNDI", True),
        ("i;ascii-casemap", "RÉUNION", "réunion", False),
        ("i;ascii-casemap", "rÉunion", "RÉUNION", True),
        ("i;ascii-casemap", "@[`{", "`", True),
        ("i;ascii-casemap", "@", "`", False),
        ("default", "Lundi", "lUNDI", True),
        ("i;unicode-casemap", "RÉUNION", "réunion", True),
        ("i;unicode-casemap", "re\u0301union", "RÉU", True),
        ("i;unicode-casemap", "réunion", "reunion", False),
        ("i;unicode-casemap", "café", "CAFE", True),  # the accent follows its letter
        ("i;unicode-casemap", "ΣΊΣΥΦΟΣ", "σίσυφος", True),
        ("i;unicode-casemap", "Привет", "ПРИВЕТ", True),
        ("i;unicode-casemap", "Straße", "STRASSE", False),  # one letter for one
        ("i;unicode-casemap", "ǆ", "ǅ", True),
        ("i;unicode-casemap", "\uff21", "a", True),  # of full width
        ("i;unicode-casemap", "𐐨", "𐐀", True),
    ],
)
def test_a_text_is_found(collation: str, value: str, sought: str, found: bool) -> None:
    for negate in (False, True):
        match = TextMatch(sought, collation, negate)
        assert match.accepts(octets_under(match.collation, value)) is (found is not negate)


@pytest.mark.rfc("5051 §2")
def test_the_example_of_the_rfc() -> None:
    assert octets_under("i;unicode-casemap", "\u01c4") == "\u0044\u007a\u030c".encode()


def _by_the_book(text: str) -> str:
    titles = [title if len(title := each.title()) == 1 else each for each in text]
    return unicodedata.normalize("NFKD", "".join(titles))


@pytest.mark.rfc("5051 §2")
def test_every_letter_is_as_the_rfc_has_it() -> None:
    for code in (*range(0xD800), *range(0xE000, 0x110000)):
        assert octets_under("i;unicode-casemap", chr(code)) == _by_the_book(chr(code)).encode(), hex(code)


@given(st.sampled_from(COLLATIONS), st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_what_is_inside_is_found(collation: str, before: str, sought: str, after: str) -> None:
    marks = any(unicodedata.combining(each) for each in before + sought + after)
    if not marks:  # they may be sorted
        assert TextMatch(sought, collation).accepts(octets_under(collation, before + sought + after))


@given(st.sampled_from(COLLATIONS), st.text(max_size=8), st.text(max_size=8))
def test_negation_is_negation(collation: str, value: str, sought: str) -> None:
    octets = octets_under(collation, value)
    assert TextMatch(sought, collation, negate=True).accepts(octets) is not TextMatch(sought, collation).accepts(octets)

"""Folds inside a character: moved behind it, and put back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalends.core.ics.cuts import octets_of, text_of

FOLDS = ("\r\n ", "\n ", "\r\n\t", "\n\t")
TEXTS = st.text(st.sampled_from("aä€😀 \t\r\n:"), max_size=30)


def _unfolded(text: str) -> str:
    return re.sub("\r?\n[ \t]|[\r\n]", "", text)


@st.composite
def folded(draw: st.DrawFn) -> tuple[str, bytes]:
    """A text, and its octets with folds anywhere, inside characters too."""
    text = draw(TEXTS)
    octets = text.encode()
    for at in sorted(draw(st.sets(st.integers(0, len(octets)), max_size=8)), reverse=True):
        octets = octets[:at] + draw(st.sampled_from(FOLDS)).encode() + octets[at:]
    return text, octets


@pytest.mark.rfc("5545 §3.1")
@given(folded())
def test_what_is_folded_anywhere_comes_back(drawn: tuple[str, bytes]) -> None:
    text, octets = drawn
    shown, cuts = text_of(octets)
    assert octets_of(shown, cuts) == octets
    assert _unfolded(shown) == _unfolded(text) or "\n" in text


@given(TEXTS)
def test_other_texts_have_no_cuts(text: str) -> None:
    assert text_of(text.encode()) == (text, "")


def test_one_character_cut_three_times() -> None:
    octets = b"a\xf0\r\n \x9f\n\t\x98\r\n\t\x80b"
    assert text_of(octets) == ("a😀\r\n \n\t\r\n\tb", "5-3 8-2 10-1")
    assert octets_of(*text_of(octets)) == octets


@pytest.mark.parametrize("octets", [b"\xe4", b"\xc3\r\n a", b"\xc3\r\n \xa4\xa4", b"\xc3\r\n ", b"\xe4\xc3\r\n \xa4"])
def test_what_is_no_utf_8_stays_none(octets: bytes) -> None:
    with pytest.raises(UnicodeDecodeError):
        text_of(octets)


@pytest.mark.parametrize("cuts", ["1-1", "99-1", "3-9", "3-0"])
def test_cuts_of_another_text_are_refused(cuts: str) -> None:
    with pytest.raises(ValueError, match="no fold"):
        octets_of("abc\r\n d", cuts)

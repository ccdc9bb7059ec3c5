"""E-mail addresses: which are taken, and how two spellings are compared."""

import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalends.core.address import flaw_of, folded

GOOD = [
    "anna@example.org",
    "admin@localhost",
    "o'neil+tag@example.co.uk",
    "a.b_c-d@x-y.example",
    "..docomo..@example.jp",
    "用户@例子.广告",
    "jörg@müller.example",
    "!#$%&'*+/=?^_`{|}~-@example.org",
    "a@1.2.3.4",
    "x@" + "a" * 252,
]

BAD = {
    "": "no @",
    "anna": "no @",
    "@": "nothing before",
    "@example.org": "nothing before",
    "anna@": "no domain",
    "a@b@c": "more than one @",
    "an na@example.org": "space",
    " anna@example.org": "space",
    "anna@example.org\n": "control",
    "anna\r\nATTENDEE@example.org": "control",
    "a\x00b@example.org": "control",
    "a\x85b@example.org": "control",
    "a\u00a0b@example.org": "space",
    "a\u200bb@example.org": "invisible",
    "a\u202eb@example.org": "invisible",
    "a\ud800b@example.org": "control",
    "a@b\udfff": "control",
    "a\uffffb@example.org": "control",
    "anna@example..org": "domain",
    "anna@.example.org": "domain",
    "anna@example.org.": "domain",
    "anna@exa'mple.org": "domain",
    "anna@[127.0.0.1]": "domain",
    "x@" + "a" * 253: "longer than 254",
}


@pytest.mark.parametrize("address", GOOD)
def test_takes(address: str) -> None:
    assert flaw_of(address) is None


@pytest.mark.parametrize("address", BAD)
def test_refuses(address: str) -> None:
    assert BAD[address] in (flaw_of(address) or "")


@pytest.mark.parametrize("character", list('"<>;:,()[]\\'))
@pytest.mark.parametrize("pattern", ["a{}b@example.org", "a@exam{}ple.org"])
def test_refuses_what_could_forge_a_line(character: str, pattern: str) -> None:
    assert flaw_of(pattern.format(character))


@given(st.text(st.characters(), max_size=300))
def test_every_text_is_answered(text: str) -> None:
    reason = flaw_of(text)
    assert reason is None or reason.isprintable()
    if reason is None:
        assert text.count("@") == 1
        assert text.isprintable()
        assert not any(character.isspace() for character in text)
        text.encode("utf-8")


def test_a_long_text_is_answered_at_once() -> None:
    began = time.perf_counter()
    for text in ("a" * 1_000_000, "a@" + "a." * 500_000, "@" * 1_000_000):
        assert flaw_of(text)
    assert time.perf_counter() - began < 20  # some hundredths, unless a pattern steps back


def test_case_and_composition_do_not_count() -> None:
    assert folded("Anna@Example.ORG") == folded("anna@example.org")
    assert folded("jörg@example.org") == folded("JO\u0308RG@example.org")
    assert folded("anna@example.org") != folded("anne@example.org")


@pytest.mark.rfc("8265 §3.3")
@pytest.mark.parametrize(
    ("one", "other"),
    [("straße@x", "strasse@x"), ("ﬁn@x", "fin@x"), ("ſ@x", "s@x"), ("ος@x", "οσ@x"), ("i\u0307@x", "i@x")],
)
def test_what_is_written_otherwise_is_another_address(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_what_is_too_long_for_an_address_is_not_normalized() -> None:
    longest = "a" * 252 + "@Ä"
    assert folded(longest) == longest.lower()
    assert folded("A" + longest) == "A" + longest
    began = time.process_time()
    folded("mailto:a" + "\u0301\u0323" * 500_000)
    assert time.process_time() - began < 5  # minutes, if it were


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=50))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.rfc("5322 §3.2.3")
def test_every_character_of_ascii() -> None:
    letters = string.ascii_letters + string.digits
    local = {chr(n) for n in range(128) if flaw_of(f"a{chr(n)}b@example.org") is None}
    domain = {chr(n) for n in range(128) if flaw_of(f"anna@a{chr(n)}b") is None}
    assert local == set(letters + "!#$%&'*+-/=?^_`{|}~" + ".")
    assert domain == set(letters + "-_" + ".")

"""The laws of text and tree, on whatever Hypothesis draws."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kalends.core.ics.check import check, check_object, check_text
from kalends.core.ics.lines import fold, locate, split
from kalends.core.ics.read import read
from kalends.core.ics.tree import Property, Stream
from kalends.core.ics.values import MalformedValueError, typed
from kalends.core.ics.write import write
from kalends.errors import Fault, Kind

TEXTS = [path.read_bytes() for path in sorted((Path(__file__).parents[2] / "vectors" / "ics").glob("*/*.ics"))]


@given(data=st.data())
@settings(max_examples=100)
def test_what_is_written_is_read_as_the_same_tree(data: st.DataObject, streams: st.SearchStrategy[Stream]) -> None:
    stream = data.draw(streams)
    text = write(stream)
    again = read(text)
    assert again == stream
    assert hash(again) == hash(stream)
    assert write(again) == text
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert read(text.replace(b"\r\n", b"\n")) == stream
    assert read(b"\xef\xbb\xbf" + text) == stream
    lenient = read(text, lenient=True)  # may mend what only looks like a deviation, and says so
    assert lenient.mended or lenient.components == stream.components


@given(st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\r\n"), min_size=1))
def test_a_folded_line_is_the_line(line: str) -> None:
    folded = fold(line)
    assert folded.replace("\r\n ", "") == line
    assert all(len(piece.encode()) <= 75 for piece in folded.split("\r\n"))


def _outcome(text: bytes, *, lenient: bool) -> Stream | Fault:
    try:
        return read(text, lenient=lenient)
    except Fault as fault:
        return fault


def _place_of_fault(prop: Property) -> int:
    try:
        typed(prop)
    except MalformedValueError as error:
        return error.at
    return 0


def _use(text: bytes, *, lenient: bool) -> None:
    """Read, check and ask for every value; only a Fault may come of it."""
    stream = _outcome(text, lenient=lenient)
    if isinstance(stream, Fault):
        assert stream.kind is Kind.INVALID
        assert stream.flaws
        assert all(flaw.line >= 1 and flaw.column >= 1 and flaw.rfc for flaw in stream.flaws)
        return
    check(stream, lenient=lenient)
    check_object(stream)
    for component in stream.walk():
        for prop in component.properties:
            assert 0 <= _place_of_fault(prop) <= len(prop.value)
    again = write(Stream(stream.components))
    assert read(again, lenient=lenient) == stream


@given(st.binary(max_size=400), st.booleans())
def test_random_octets_give_a_tree_or_a_fault(text: bytes, lenient: bool) -> None:
    _use(text, lenient=lenient)


@given(st.text(st.sampled_from('BEGIN:VCALENDARVEVENT\r\n \t;=",\\^\x00\x85é€😀'), max_size=200), st.booleans())
def test_random_marks_give_a_tree_or_a_fault(text: str, lenient: bool) -> None:
    _use(b"BEGIN:VCALENDAR\r\n" + text.encode() + b"\r\nEND:VCALENDAR", lenient=lenient)


@given(st.sampled_from(TEXTS), st.data(), st.booleans())
@settings(max_examples=400)
def test_damaged_texts_give_a_tree_or_a_fault(text: bytes, data: st.DataObject, lenient: bool) -> None:
    damaged = bytearray(text or b"x")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        length = data.draw(st.integers(0, 6))
        damaged[at : at + length] = data.draw(
            st.sampled_from([b"", b":", b";", b'"', b"\r\n", b"\n ", b"\xff", b"=,", b"\\"])
        )
        damaged = damaged or bytearray(b"x")
    _use(bytes(damaged), lenient=lenient)
    assert check_text(bytes(damaged)) is not None


@given(st.text(st.sampled_from("ab \t\r\n:"), max_size=60), st.data())
def test_every_place_is_found_inside_the_text(text: str, data: st.DataObject) -> None:
    number, offset = data.draw(st.integers(1, 30)), data.draw(st.integers(0, 70))
    line, column = locate(text, number, offset)
    assert 1 <= line <= len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert column >= 1


@given(st.from_regex(r"[A-Za-z0-9-]{1,8}(;[A-Z]{1,4}=([a-z^n']{0,5}|\"[a-z:;,^']{0,6}\"))*:.{0,20}", fullmatch=True))
def test_a_line_is_its_head_and_its_value(line: str) -> None:
    head, written, value = split(line)
    assert f"{written}:{value}" == line
    assert head.name == written.partition(";")[0].upper()

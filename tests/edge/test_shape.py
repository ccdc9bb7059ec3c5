import json
from typing import Annotated

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import UNSET, Meta, UnsetType

from kalends.edge.requests.fields import MOST_FLAWS_A_LIST, fill_struct
from kalends.edge.requests.parse import decode_json
from kalends.errors import Fault, Kind


class Rule(msgspec.Struct, frozen=True):
    frequency: str | None = None
    count: Annotated[int, Meta(ge=1)] | None = None


class Shape(msgspec.Struct, frozen=True, rename="kebab"):
    title: str | UnsetType = UNSET
    end_time: str | None = None
    size: int | UnsetType = UNSET
    share: float | UnsetType = UNSET
    all_day: bool | UnsetType = UNSET
    people: list[str] | None = None
    reminders: list[int | Rule] | None = None
    rule: Rule | None = None


def fault_of(body: bytes) -> Fault | None:
    """The Fault that a body meets; anything else comes through."""
    try:
        decode_json(body)
    except Fault as fault:
        return fault
    return None


def flaw_of(body: bytes):
    with pytest.raises(Fault) as caught:
        decode_json(body)
    assert caught.value.kind is Kind.INVALID
    (flaw,) = caught.value.flaws
    return flaw


@pytest.mark.parametrize(
    ("body", "code", "line", "column"),
    [
        (b"", "empty", 0, 0),
        (b" \n", "empty", 0, 0),
        (b"name=x&start_at=1", "form", 0, 0),
        (b"a%5Bb%5D=x", "form", 0, 0),
        (b'--b0\r\nContent-Disposition: form-data; name="name"\r\n\r\nx\r\n--b0--\r\n', "form", 0, 0),
        (b'x"y=z', "json", 1, 1),
        (b"{", "json", 1, 2),
        (b'{"a":1,}', "json", 1, 8),
        (b'{\n "a": 1\n "b": 2}', "json", 3, 2),
        ('{"größe": x}'.encode(), "json", 1, 11),
        (b"[NaN]", "json", 1, 2),
        (b"{} []", "json", 1, 4),
        (b'{"a": "\x00"}', "json", 1, 8),
        (b'{"a": "\xff"}', "encoding", 1, 8),
        (b'\n\n"\xed\xa0\x80"', "encoding", 3, 2),
        (b'["\\ud800"]', "surrogate", 1, 3),
        (b'["\\udc00"]', "surrogate", 1, 3),
        (b'["\\ud83d\\ude00", "\\ud83d x"]', "surrogate", 1, 19),
        (b'["\\\\\\ud800"]', "surrogate", 1, 5),
        (b"[1e999]", "json", 0, 0),
        (b"[" * 100_000, "depth", 0, 0),
        (b'{"a":' * 50_000, "depth", 0, 0),
    ],
)
def test_a_text_that_is_no_json_is_refused_with_its_place(body, code, line, column):
    flaw = flaw_of(body)
    assert (flaw.code, flaw.line, flaw.column) == (code, line, column)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'\xef\xbb\xbf{"a": [1, 2.5, null]}', {"a": [1, 2.5, None]}),
        (b'["\\ud83d\\ude00"]', ["😀"]),
        (b'["\\\\ud800"]', ["\\ud800"]),
        (b"123456789012345678901234567890", 123456789012345678901234567890),
    ],
)
def test_a_text_that_is_json_is_read(body, value):
    assert decode_json(body) == value


@given(st.binary() | st.text().map(str.encode) | st.text(alphabet='{}[],:"\\ud8c0 e1-\n').map(str.encode))
@example(b'"\\ud800\\ud800\\udc00"')
def test_whatever_comes_is_a_value_or_a_fault(body):
    fault = fault_of(body)
    assert fault is None or (fault.kind is Kind.INVALID and len(fault.flaws) == 1)
    assert fault is None or fault.detail.startswith("The body is not valid JSON: ")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(JSON_VALUES)
def test_what_json_writes_is_read_as_it_was(value):
    assert decode_json(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"a": 1, "sequence": %s}' % ("9" * 5_000), "sequence"),
        ('{"rule": {"x": [1], "count": 1e999}}', "rule.count"),
        ('{"a": [1, 1e999]}', "a"),
        ("[1e999]", ""),
        ('{"a":' * 100 + "1e999" + "}" * 100, "a.a.a.a"),
    ],
)
def test_a_number_that_no_field_can_hold_is_named(body, field):
    with pytest.raises(Fault) as caught:
        decode_json(body.encode())
    (flaw,) = caught.value.flaws
    assert flaw.field == field
    assert "out of range" in flaw.message
    assert "[...]" not in caught.value.detail


def test_fields_that_are_right_are_filled_and_the_rest_is_passed_over():
    raw = {"title": "x", "all-day": True, "rule": {"count": 2, "zzz": 1}, "reminders": [5, {"count": 1}], "other": {}}
    value, flaws = fill_struct(raw, Shape)
    assert flaws == []
    assert value == Shape(title="x", all_day=True, rule=Rule(count=2), reminders=[5, Rule(count=1)])


@pytest.mark.parametrize(
    ("raw", "field", "message"),
    [
        ({"size": "3"}, "size", "expected an integer, got a string"),
        ({"size": True}, "size", "expected an integer, got true or false"),
        ({"size": 1.5}, "size", "expected an integer, got a number"),
        ({"size": None}, "size", "expected an integer, got null"),
        ({"share": 10**400}, "share", "number out of range"),
        ({"all-day": 1}, "all-day", "expected true or false, got an integer"),
        ({"end-time": []}, "end-time", "expected a string, got a list"),
        ({"people": "ada"}, "people", "expected a list, got a string"),
        ({"people": ["a", "b", 3]}, "people[2]", "expected a string, got an integer"),
        ({"reminders": [1, {"count": "x"}]}, "reminders[1].count", "expected an integer, got a string"),
        ({"rule": []}, "rule", "expected an object, got a list"),
        ({"rule": {"count": 0}}, "rule.count", "expected an integer >= 1"),
        ({"rule": {"frequency": 7}}, "rule.frequency", "expected a string, got an integer"),
    ],
)
def test_a_field_of_the_wrong_type_is_named(raw, field, message):
    _, flaws = fill_struct(raw, Shape)
    assert [(flaw.field, flaw.message) for flaw in flaws] == [(field, message)]


def test_every_flaw_is_told_and_what_is_right_is_kept():
    raw = {"title": 1, "size": 2, "rule": {"count": "x", "frequency": "DAILY"}, "people": [1, "a", None]}
    value, flaws = fill_struct(raw, Shape)
    assert [flaw.field for flaw in flaws] == ["title", "people[0]", "people[2]", "rule.count"]
    assert value == Shape(size=2, rule=Rule(frequency="DAILY"))


def test_a_list_with_thousands_of_flaws_tells_the_first_ones():
    _, flaws = fill_struct({"people": [1] * 10_000}, Shape)
    assert len(flaws) == MOST_FLAWS_A_LIST


@given(st.dictionaries(st.sampled_from(["title", "end-time", "size", "people", "reminders", "rule", "x"]), JSON_VALUES))
def test_no_value_is_unforeseen(raw):
    value, flaws = fill_struct(raw, Shape)
    assert isinstance(value, Shape)
    assert all(flaw.field.partition(".")[0].partition("[")[0] in raw for flaw in flaws)
    assert flaws or msgspec.convert(with_integers(raw), Shape) == value


def with_integers(value):
    """JSON has one kind of number: 2.0 is an integer (JSON Schema, "integer")."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [with_integers(item) for item in value]
    return {name: with_integers(item) for name, item in value.items()} if isinstance(value, dict) else value

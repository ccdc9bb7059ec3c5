"""Entity tags and conditions, letter by letter (RFC 9110 §8.8.3, §13.1)."""

from time import process_time

import pytest
from starlette.requests import Request

from kalends.edge.replies.conditions import Preconditions, TagList, preconditions_of, tag_of
from kalends.errors import Fault, Kind
from kalends.service.objects import Conditions

pytestmark = pytest.mark.rfc("9110 §8.8.3")
ANY = TagList(anything=True)


def asked(*fields: tuple[str, str]) -> Preconditions:
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in fields]
    return preconditions_of(Request({"type": "http", "headers": headers}))


def of(*strong: str, weak: tuple[str, ...] = ()) -> TagList:
    return TagList(False, frozenset((*strong, *weak)), frozenset(strong))


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("*", ANY),
        (" \t* ", ANY),
        ('"a"', of("a")),
        ('W/"a"', of(weak=("a",))),
        ('"a", W/"b" ,"c"', of("a", "c", weak=("b",))),
        ('"a,b","*"', of("a,b", "*")),  # a comma and a star are letters of a tag
        ('""', of("")),
        (' , ,"a",, ', of("a")),  # §5.6.1.2: empty elements are passed over
        ("", of()),
        ('"caf\xe9!#~"', of("caf\xe9!#~")),
        ('"a\\"', of("a\\")),
    ],
)
def test_what_is_read(value: str, read: TagList) -> None:
    assert asked(("If-Match", value)) == Preconditions(match=read)
    assert asked(("If-None-Match", value)) == Preconditions(none_match=read)


@pytest.mark.parametrize(
    "value",
    ["a", '"a', 'a"', '"a" "b"', 'w/"a"', 'W "a"', '*, "a"', '"a", *', '"a b"', '"\x7f"', "'a'", '"a"x', '"a";'],
)
def test_what_is_malformed(value: str) -> None:
    for name in ("If-Match", "If-None-Match"):
        with pytest.raises(Fault) as caught:
            asked((name, value))
        assert (caught.value.kind, caught.value.flaws[0].field) == (Kind.INVALID, name)


def test_fields_that_come_twice_are_one_list() -> None:
    assert asked(("If-Match", '"a"'), ("if-match", 'W/"b"')).match == of("a", weak=("b",))
    with pytest.raises(Fault):
        asked(("If-Match", "*"), ("If-Match", '"a"'))


@pytest.mark.parametrize(
    "value", [" " * 60_000 + "x", ("," + " " * 50) * 1_200 + "x", 'W/"' * 20_000, '"' + "a" * 60_000]
)
def test_long_fields_are_read_in_time(value: str) -> None:
    began = process_time()
    with pytest.raises(Fault):
        asked(("If-None-Match", value))
    assert process_time() - began < 2


@pytest.mark.rfc("9110 §13.1.1")
@pytest.mark.rfc("9110 §13.1.2")
def test_what_a_write_checks() -> None:
    assert asked().of_write == Conditions()
    assert asked(("If-Match", "*")).of_write == Conditions(present=True)
    assert asked(("If-Match", '"a-1", W/"b-1", "c"')).of_write == Conditions(validators=frozenset("ac"))
    assert asked(("If-Match", 'W/"a-1"')).of_write == Conditions(validators=frozenset())
    assert asked(("If-None-Match", "*")).of_write == Conditions(absent=True)
    assert asked(("If-None-Match", '"a-1", W/"b-1"')).of_write == Conditions(not_validators=frozenset("ab"))


@pytest.mark.parametrize(
    ("name", "value", "known"),
    [
        ("If-None-Match", "{}", True),
        ("If-None-Match", 'W/{}, "x"', True),
        ("If-None-Match", "*", True),
        ("If-None-Match", '"x"', False),
        ("If-None-Match", '"v"', False),  # the same thing, shown otherwise
        ("If-Match", "{}", False),
        ("If-Match", "*", False),
        ("If-Match", "W/{}", None),
        ("If-Match", '"v"', None),
        ("If-Match", "", None),
    ],
)
def test_what_a_get_answers(name: str, value: str, known: bool | None) -> None:
    etag = tag_of("v", "0123")
    conditions = asked((name, value.format(etag)))
    if known is not None:
        assert conditions.is_known(etag) is known
        return
    with pytest.raises(Fault) as caught:
        conditions.is_known(etag)
    assert caught.value.kind is Kind.STALE


@pytest.mark.parametrize(
    ("method", "name", "value", "passes"),
    [
        ("POST", "If-Match", "*", False),
        ("POST", "If-Match", '"a"', False),
        ("POST", "If-None-Match", "*", True),
        ("PUT", "If-Match", "*", True),
        ("PUT", "If-Match", '"a"', False),
        ("PUT", "If-None-Match", "*", False),
        ("DELETE", "If-None-Match", '"a"', True),
        ("GET", "If-Match", '"a"', False),
        ("GET", "If-None-Match", "*", True),
    ],
)
def test_what_has_no_tag(method: str, name: str, value: str, passes: bool) -> None:
    conditions = asked((name, value))
    if passes:
        conditions.demand_untagged(method)
        return
    with pytest.raises(Fault) as caught:
        conditions.demand_untagged(method)
    assert caught.value.kind is Kind.STALE

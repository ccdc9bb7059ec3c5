"""How many of everything an object may hold: what the limits say passes, one more is refused and told where."""

from collections.abc import Callable

import pytest
from tests.items import KINDS, OBSERVANCE, event, text_of, zone

from kalends.core.ics.check import check_text, excess_of, excess_of_zones
from kalends.core.ics.limits import OBJECT_LIMITS, RULE_PART_LIMITS
from kalends.core.ics.read import read
from kalends.core.ics.values import MalformedValueError, parse_recur


@pytest.mark.parametrize(("made", "most", "what", "field"), KINDS)
def test_the_limit_passes_and_one_more_is_told_with_its_line(
    made: Callable[[int], str], most: int, what: str, field: str
) -> None:
    assert not [flaw for flaw in check_text(made(most)) if flaw.code == "too-many"]
    text = made(most + 1)
    (flaw,) = (flaw for flaw in check_text(text) if flaw.code == "too-many")
    assert (flaw.message, flaw.field, flaw.severity) == (f"there are more than {most:,} {what}", field, "error")
    line = text.split("\r\n")[flaw.line - 1]
    assert field in line


def test_a_file_of_many_objects_may_hold_more() -> None:
    many = [
        [line.replace("UID:one", f"UID:{at}") for line in event("COMMENT:a")]
        for at in range(OBJECT_LIMITS.overrides + 1)
    ]
    calendar = read(text_of(*(zone(*OBSERVANCE, tzid=f"Zone {at}") for at in range(OBJECT_LIMITS.zones + 1)), *many))
    assert not [flaw for flaw in check_text(calendar.source or "") if flaw.code == "too-many"]


def test_zones_with_many_rules_between_them_are_no_rules_of_the_object() -> None:
    observance = [*OBSERVANCE[:-1], "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", OBSERVANCE[-1]]
    calendar = read(text_of(*(zone(*observance * 3, tzid=f"Zone {at}") for at in range(OBJECT_LIMITS.zones)), event()))
    inside = calendar.components[0]
    assert excess_of_zones(inside.children("VTIMEZONE")) is None
    assert excess_of(inside.children("VEVENT")) is None


@pytest.mark.parametrize(("part", "most"), RULE_PART_LIMITS.items())
def test_a_part_of_a_rule_takes_as_many_values_as_its_range_has(part: str, most: int) -> None:
    value = "MO" if part == "BYDAY" else "1"
    rule = f"FREQ=YEARLY;{part}={','.join([value] * most)}"
    assert dict(parse_recur(rule))[part].count(",") == most - 1
    with pytest.raises(MalformedValueError, match=f"{part} takes at most {most} values") as raised:
        parse_recur(f"{rule},{value}")
    assert raised.value.at == len(f"FREQ=YEARLY;{part}=")


@pytest.mark.parametrize("part", ["COUNT", "INTERVAL", "BYYEARDAY", "BYWEEKNO", "BYMONTHDAY", "BYDAY"])
def test_a_number_of_a_rule_has_few_leading_zeros(part: str) -> None:
    end = "1MO" if part == "BYDAY" else "1"
    assert parse_recur(f"FREQ=YEARLY;{part}={'0' * 9}{end}")
    for zeros in (10, 5_000):  # int() takes 4,300 digits
        with pytest.raises(MalformedValueError):
            parse_recur(f"FREQ=YEARLY;{part}={'0' * zeros}{end}")

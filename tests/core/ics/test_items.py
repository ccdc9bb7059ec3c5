"""How many of everything an object may hold: what the limits say passes, one more is refused and told where."""

from collections.abc import Callable

import pytest

from kalends.core.ics.check import check_text, excess_of, excess_of_zones
from kalends.core.ics.limits import ITEMS, RULE_ITEMS
from kalends.core.ics.read import read
from kalends.core.ics.values import MalformedValueError, parse_recur

START = "DTSTART:20261124T100000Z"
STAMP = "DTSTAMP:20261101T000000Z"


def event(*lines: str, named: str = "") -> list[str]:
    return ["BEGIN:VEVENT", "UID:one", STAMP, START, *([named] if named else []), *lines, "END:VEVENT"]


def zone(*inner: str, tzid: str = "Here") -> list[str]:
    return ["BEGIN:VTIMEZONE", f"TZID:{tzid}", *inner, "END:VTIMEZONE"]


OBSERVANCE = ["BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0100", "END:STANDARD"]
DATE = "20261125T100000Z"


def text_of(*parts: list[str]) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//T//T//EN", *(line for part in parts for line in part)]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def properties(number: int) -> str:
    return text_of(event(*["COMMENT:"] * (number - 3)))


def components(number: int) -> str:
    return text_of(event(*["BEGIN:X-A", "END:X-A"] * (number - 1)))


def overrides(number: int) -> str:
    return text_of(event(), *(event(named=f"RECURRENCE-ID:20261124T{at:06}Z") for at in range(number)))


def dates(name: str) -> Callable[[int], str]:
    def made(number: int) -> str:
        # half of them in one line
        half = number // 2
        return text_of(event(f"{name}:{','.join([DATE] * half)}", *[f"{name}:{DATE}"] * (number - half)))

    return made


def rules(number: int) -> str:
    return text_of(event(*["RRULE:FREQ=DAILY"] * (number - 10), *["EXRULE:FREQ=DAILY"] * 10))


def zones(number: int) -> str:
    return text_of(*(zone(*OBSERVANCE, tzid=f"Zone {at}") for at in range(number)), event())


def observances(number: int) -> str:
    return text_of(zone(*OBSERVANCE * number), event())


KINDS = [
    pytest.param(properties, ITEMS.properties, "properties", "COMMENT", id="properties"),
    pytest.param(components, ITEMS.components, "components", "X-A", id="components"),
    pytest.param(overrides, ITEMS.overrides, "overrides", "RECURRENCE-ID", id="overrides"),
    pytest.param(dates("EXDATE"), ITEMS.exdates, "values of EXDATE", "EXDATE", id="exdates"),
    pytest.param(dates("RDATE"), ITEMS.rdates, "values of RDATE", "RDATE", id="rdates"),
    pytest.param(rules, ITEMS.rules, "recurrence rules", "EXRULE", id="rules"),
    pytest.param(zones, ITEMS.zones, "VTIMEZONEs", "VTIMEZONE", id="zones"),
    pytest.param(observances, ITEMS.observances, "observances in one VTIMEZONE", "STANDARD", id="observances"),
]


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
    many = [[line.replace("UID:one", f"UID:{at}") for line in event("COMMENT:a")] for at in range(ITEMS.overrides + 1)]
    calendar = read(text_of(*(zone(*OBSERVANCE, tzid=f"Zone {at}") for at in range(ITEMS.zones + 1)), *many))
    assert not [flaw for flaw in check_text(calendar.source or "") if flaw.code == "too-many"]


def test_zones_with_many_rules_between_them_are_no_rules_of_the_object() -> None:
    observance = [*OBSERVANCE[:-1], "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", OBSERVANCE[-1]]
    calendar = read(text_of(*(zone(*observance * 3, tzid=f"Zone {at}") for at in range(ITEMS.zones)), event()))
    inside = calendar.components[0]
    assert excess_of_zones(inside.children("VTIMEZONE")) is None
    assert excess_of(inside.children("VEVENT")) is None


@pytest.mark.parametrize(("part", "most"), RULE_ITEMS.items())
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

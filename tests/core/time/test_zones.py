"""TZID → zone: what decides between the tz database and the text, and the dictionary."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Property
from kalends.core.objects.index import index_of
from kalends.core.objects.object import CalendarObject
from kalends.core.recur.series import zones_of
from kalends.core.time import names as names_module
from kalends.core.time.names import names
from kalends.core.time.zones import dictionary, find_zone, is_utc, zone
from kalends.errors import Fault, Kind

SUMMER, WINTER = datetime(2026, 7, 1), datetime(2026, 1, 1)


def fixed(tzid: str, offset: str, *, extra: str = "", faulty: bool = False) -> dict[str, Component]:
    lines = ["BEGIN:VTIMEZONE", f"TZID:{tzid}", *extra.split(), "BEGIN:STANDARD", "DTSTART:19700101T000000"]
    lines += [*([] if faulty else [f"TZOFFSETFROM:{offset}"]), f"TZOFFSETTO:{offset}", "END:STANDARD", "END:VTIMEZONE"]
    return {tzid: read("\r\n".join([*lines, ""])).components[0]}


def test_a_zone_is_loaded_once() -> None:
    assert zone("Europe/Berlin") is zone("Europe/Berlin")


def test_an_alias_keeps_its_name_and_shows_the_same_clock() -> None:
    assert zone("US/Eastern").name == "US/Eastern"
    assert zone("US/Eastern") != zone("America/New_York")
    assert zone("US/Eastern").source == zone("America/New_York").source


@pytest.mark.parametrize(
    "name", ["Mars/Base", "europe/berlin", "../../etc/passwd", "/etc/passwd", "", "Europe/Berlin\0"]
)
def test_only_exact_names_are_zones(name: str) -> None:
    with pytest.raises(Fault) as raised:
        zone(name)
    assert (raised.value.kind, raised.value.flaws[0].code) == (Kind.INVALID, "unknown-zone")


def test_an_unknown_name_is_told_with_the_closest() -> None:
    with pytest.raises(Fault, match="did you mean Europe/Berlin, ") as raised:
        zone("Europe/Berln")
    assert raised.value.flaws[0].message == raised.value.detail
    with pytest.raises(Fault, match="name of the tz database such as") as raised:
        find_zone("\N{SNOWMAN}" * 100_000)
    assert len(raised.value.detail) < 250


@pytest.mark.parametrize(
    ("tzid", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin"),
        ("(UTC+01:00) Amsterdam, Berlin", "Europe/Berlin"),
        ("Eastern", "America/New_York"),
    ],
)
def test_a_known_name_needs_no_vtimezone(tzid: str, name: str) -> None:
    assert find_zone(tzid) is zone(name)


@pytest.mark.parametrize("tzid", ["Customized Time Zone", "Office Lisbon", "My Zone"])
def test_an_unknown_name_is_what_the_text_says(tzid: str) -> None:
    found = find_zone(tzid, fixed(tzid, "+0515"))
    assert (found.name, found.offset_at(SUMMER)) == (tzid, 18_900)
    with pytest.raises(Fault):
        find_zone(tzid, fixed("Another", "+0515"))


def test_nothing_is_remembered_between_texts() -> None:
    offsets = [find_zone("My Zone", fixed("My Zone", each)).offset_at(SUMMER) for each in ("+0100", "+0200", "+0100")]
    assert offsets == [3600, 7200, 3600]
    with pytest.raises(Fault):
        find_zone("My Zone", {})


def test_an_abridged_vtimezone_of_a_known_zone_gives_way_to_the_tz_database() -> None:
    assert find_zone("Europe/Berlin", fixed("Europe/Berlin", "+0100")) is zone("Europe/Berlin")


def test_a_vtimezone_that_means_something_else_by_a_known_name_decides() -> None:
    found = find_zone("Europe/Berlin", fixed("Europe/Berlin", "+0515"))
    assert found.offset_at(SUMMER) == 18_900
    assert zone("Europe/Berlin").offset_at(SUMMER) == 7200


def test_a_faulty_vtimezone_of_a_known_name_is_passed_over_and_of_an_unknown_one_is_the_fault() -> None:
    assert find_zone("Europe/Berlin", fixed("Europe/Berlin", "+0515", faulty=True)) is zone("Europe/Berlin")
    with pytest.raises(Fault) as raised:
        find_zone("My Zone", fixed("My Zone", "+0515", faulty=True))
    assert raised.value.flaws[0].code == "tzoffsetfrom-missing"


@pytest.mark.parametrize("hint", ["TZID-ALIAS-OF", "X-LIC-LOCATION"])
def test_a_hint_in_the_vtimezone_counts_as_a_name(hint: str) -> None:
    assert find_zone("Meine Zone", fixed("Meine Zone", "+0100", extra=f"{hint}:Europe/Berlin")) is zone("Europe/Berlin")
    found = find_zone("Meine Zone", fixed("Meine Zone", "+0100", extra=f"{hint}:../Berlin"))
    assert found.name == "Meine Zone"


@pytest.mark.parametrize("name", ["UTC", "Etc/UTC", "Etc/UCT", "Zulu", "GMT", "Etc/GMT", "Etc/GMT+0", "Etc/Greenwich"])
def test_zones_that_are_utc(name: str) -> None:
    assert is_utc(zone(name))


@pytest.mark.parametrize("name", ["Europe/London", "Africa/Abidjan", "Etc/GMT+1", "Atlantic/Reykjavik", "WET"])
def test_zones_that_are_not_always_utc(name: str) -> None:
    assert not is_utc(zone(name))


def test_a_texts_own_zone_is_never_taken_for_utc() -> None:
    assert not is_utc(find_zone("My Zone", fixed("My Zone", "+0000")))


def test_the_dictionary_lists_every_zone_as_it_stands() -> None:
    entries = dictionary(datetime(2026, 1, 1, 12, 7, tzinfo=UTC))
    assert [entry.name for entry in entries] == list(names())
    by_name = {entry.name: entry for entry in entries}
    berlin = by_name["Europe/Berlin"]
    assert (berlin.title, berlin.abbreviations, berlin.utc_offset) == (
        "(UTC+01:00) Europe/Berlin",
        ("CET", "CEST"),
        "UTC+01:00",
    )
    assert by_name["Asia/Kolkata"].utc_offset == "UTC+05:30"
    assert by_name["America/St_Johns"].utc_offset == "UTC-03:30"
    assert by_name["Asia/Tokyo"].abbreviations == ("JST",)


def test_the_dictionary_follows_the_clock() -> None:
    def berlin(now: datetime) -> str:
        return next(entry.utc_offset for entry in dictionary(now) if entry.name == "Europe/Berlin")

    change = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert [berlin(change.replace(hour=0, minute=59)), berlin(change)] == ["UTC+01:00", "UTC+02:00"]
    assert dictionary(datetime.max)


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(["Europe", "Berlin", "/", "..", "\0", "(UTC)", " "])).map("".join))
)
def test_any_tzid_is_a_zone_or_the_fault_of_an_unknown_one(tzid: str) -> None:
    try:
        assert find_zone(tzid).name in names()
    except Fault as fault:
        assert fault.flaws[0].code == "unknown-zone"  # noqa: PT017 — either end is good


def looks() -> int:
    """How many names were compared with all others so far."""
    return names_module._closest.cache_info().misses


def test_the_closest_names_are_looked_for_only_when_they_are_told() -> None:
    before = looks()
    with pytest.raises(Fault) as raised:
        find_zone("Europe/Bielefeld")
    assert raised.value.kind is Kind.INVALID
    assert looks() == before
    assert "did you mean Europe/" in raised.value.detail
    assert raised.value.flaws[0].message == raised.value.detail
    assert looks() == before + 1


def test_a_thousand_unknown_zones_of_a_calendar_are_compared_with_nothing() -> None:
    lines = "".join(f"EXDATE;TZID=Customized Time Zone {number}:20260102T100000\r\n" for number in range(1000))
    text = (
        f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260101T100000\r\n{lines}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    calendar = read(text).components[0]
    before = looks()
    assert index_of(CalendarObject(calendar)).local
    assert looks() == before


def test_a_faulty_zone_of_a_calendar_is_read_once() -> None:
    zone = Component("VTIMEZONE", [Property.make("TZID", "Here"), Component("STANDARD", [])])
    zones = zones_of(Component("VCALENDAR", [zone]))
    with pytest.raises(Fault) as first:
        zones("Here")
    with pytest.raises(Fault) as second:
        zones("Here")
    assert first.value is second.value

"""The names of zones, in all the forms that programs write."""

from datetime import datetime

import pytest
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from kalends.core.time.names import closest, iana_name, is_name, names
from kalends.core.time.windows import LEGACY, PLACES, WINDOWS
from kalends.core.time.zones import zone


def test_the_names_are_those_of_the_package() -> None:
    assert len(names()) > 590
    assert list(names()) == sorted(set(names()))
    assert {"Europe/Berlin", "US/Eastern", "Asia/Calcutta", "UTC", "Etc/GMT+12"} <= set(names())


def test_every_target_of_the_tables_exists() -> None:
    targets = [*(target for target, _ in WINDOWS.values()), *LEGACY.values(), *PLACES.values()]
    assert [target for target in targets if not is_name(target)] == []
    assert len(WINDOWS) > 135


@pytest.mark.oracle
def test_windows_zones_have_the_offsets_that_icalendar_gives_them() -> None:
    # two tables made from different editions of CLDR: they may name another city, never another clock today
    def clock(name: str) -> list[tuple[object, ...]]:
        found = zone(name)
        days = [(month, found.at(found.to_utc(_day(month)))) for month in range(1, 13)]
        return [(month, observance.offset) for month, observance in days]

    differing = {
        name
        for name, (target, _) in WINDOWS.items()
        if name in WINDOWS_TO_OLSON and clock(target) != clock(WINDOWS_TO_OLSON[name])
    }
    # Kazakhstan left UTC+6 in 2024, so that Windows shows Bishkek for this name
    assert differing <= {"Central Asia Standard Time"}
    assert len(WINDOWS.keys() & WINDOWS_TO_OLSON.keys()) > 120


@pytest.mark.parametrize(
    ("tzid", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        (" Europe/Berlin ", "Europe/Berlin"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("w. europe standard time", "Europe/Berlin"),
        ("Eastern Standard Time", "America/New_York"),
        ("US Mountain Standard Time", "America/Phoenix"),
        ("Russia Time Zone 11", "Asia/Kamchatka"),
        ("UTC", "UTC"),
        ("UTC-11", "Etc/GMT+11"),
        ("tzone://Microsoft/Utc", "Etc/UTC"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Berlin"),
        ("(UTC+01:00) Amsterdam, Berlin", "Europe/Berlin"),
        ("(GMT+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Berlin"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("(GMT) Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London", "Europe/London"),
        ("(UTC) Coordinated Universal Time", "Etc/UTC"),
        ("(GMT-06:00) Central Time (US & Canada)", "America/Chicago"),
        ("(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi", "Asia/Kolkata"),
        ("(UTC-07:00) Chihuahua, La Paz, Mazatlan", "America/Mazatlan"),
        ("/freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Tzfile/Europe/Berlin", "Europe/Berlin"),
        ("/citadel.org/20190101_1/Europe/Berlin", "Europe/Berlin"),
        ("/mozilla.org/20050126_1/America/Indiana/Knox", "America/Indiana/Knox"),
        ("/softwarestudio.org/Olson_20011030_5/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("W. Europe", "Europe/Berlin"),
        ("Eastern", "America/New_York"),
        ("AUS Eastern", "Australia/Sydney"),
        ("Customized Time Zone", None),
        ("tzone://Microsoft/Custom", None),
        ("Office Lisbon", None),
        ("(UTC+01:00) Nowhere, Neverland", None),
        ("Berlin", None),
        ("Mars/Olympus_Mons", None),
        ("/example.org/Nowhere", None),
        ("", None),
        ("/", None),
        ("x" * 1_000_000, None),
        ("/" * 1_000_000, None),
    ],
)
def test_a_tzid_means_a_zone_or_none(tzid: str, name: str | None) -> None:
    assert iana_name(tzid) == name


@pytest.mark.parametrize(
    "name",
    [
        "../zones", "Europe/../Europe/Berlin", "/etc/passwd", "/Europe/Berlin", "Europe/Berlin\0", "Europe", "",
        ".", "Europe\\Berlin", "zone.tab", "__init__.py", "Europe/__init__.py", "europe/berlin",
    ],
)  # fmt: skip
def test_only_the_exact_names_of_the_list_are_names(name: str) -> None:
    assert not is_name(name)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Berlin", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("new_york", "America/New_York"),
        ("Europe/Berln", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("America/New York", "America/New_York"),
        ("Eastern Standard Time", "America/New_York"),
        ("Kolkatta", "Asia/Kolkata"),
        ("Eastern Standard Tim", "America/New_York"),
    ],
)
def test_the_closest_name_comes_first(wrong: str, right: str) -> None:
    assert closest(wrong)[0] == right
    assert len(closest(wrong)) <= 3


def test_the_closest_are_as_many_as_asked_for_and_real() -> None:
    assert len(closest("America", 5)) == 5
    assert all(is_name(name) for name in closest("Americ", 10))
    assert closest("") == ()
    assert closest("\N{SNOWMAN}" * 100_000) == ()


def _day(month: int) -> datetime:
    return datetime(2026, month, 15)

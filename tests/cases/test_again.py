"""What happens when a file is imported again (RFC 5546 §2.1.5 where nothing else tells which is newer)."""

import pytest
from tests.cases.calendar import API, Calendar
from tests.cases.case import FILES
from tests.cases.marks import case, is_case

NAME = "030-reimport-overwrites-edit"
OLD = FILES / f"{NAME}.ics"
UID = "c7@example.com"


def titles(calendar: Calendar) -> list[str]:
    return [item["title"] for item in calendar.items()]


def rename(calendar: Calendar, title: str) -> None:
    [item] = calendar.items()
    path = f"{API}/{calendar.id}/{item['objectId']}"
    assert calendar.ask("PUT", path, {"name": title}).status == 200


@is_case(NAME)
def test_an_older_file_does_not_replace_a_newer_one(calendar: Calendar) -> None:
    calendar.take(FILES / f"{NAME}.before.ics")
    taken = calendar.take(OLD)
    assert titles(calendar) == ["New name"]
    assert UID in taken.text


@is_case(f"{NAME}@edited")
def test_the_same_file_takes_no_edit_back(calendar: Calendar) -> None:
    calendar.take(OLD)
    rename(calendar, "New name")
    calendar.take(OLD)
    assert titles(calendar) == ["New name"]


@is_case(f"{NAME}@changed")
def test_a_changed_file_is_taken_where_nobody_has_edited(calendar: Calendar) -> None:
    calendar.take(OLD)
    assert calendar.take(OLD.read_bytes().replace(b"Old name", b"Other name")).code == 0
    assert titles(calendar) == ["Other name"]


@is_case(f"{NAME}@both")
def test_where_both_have_changed_the_edit_stays_and_the_report_says_so(calendar: Calendar) -> None:
    calendar.take(OLD)
    rename(calendar, "New name")
    taken = calendar.take(OLD.read_bytes().replace(b"Old name", b"Other name"))
    assert titles(calendar) == ["New name"]
    assert UID in taken.text


TWICE = ("023-same-uid-three", "025-empty-uid", "03-two-events-one-uid", "06-uid-empty", "044-x-wr-timezone")


@pytest.mark.parametrize("name", [case(f"{name}@twice", name) for name in TWICE])
def test_a_second_import_changes_nothing(name: str, calendar: Calendar) -> None:
    calendar.take(FILES / f"{name}.ics")
    first = calendar.export()
    taken = calendar.take(FILES / f"{name}.ics")
    assert calendar.export() == first
    [file] = taken.report
    assert (file["added"], file["replaced"]) == (0, 0)
    assert file["unchanged"] == first.count(b"BEGIN:VEVENT") > 0

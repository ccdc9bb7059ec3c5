"""The named deviations: what each is read as, and that each has its reason."""

import re

import pytest

from kalends.core.ics.check import check, check_text
from kalends.core.ics.lenient import DEVIATIONS
from kalends.core.ics.read import read
from kalends.core.ics.values import typed
from kalends.core.ics.write import write
from kalends.errors import Fault, Severity

LONG = "x" * 63  # with "DESCRIPTION:" a line of 75


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""])


@pytest.mark.parametrize(
    ("lines", "read_as", "codes"),
    [
        (["SUMMARY : a"], ["SUMMARY:a"], ["head-blank"]),
        (
            ["DTSTART ; TZID = Europe/Berlin : 20260101T000000"],
            ["DTSTART;TZID=Europe/Berlin:20260101T000000"],
            ["head-blank"],
        ),
        (["X_A.B:c"], ["X-A-B:c"], ["head"]),
        (["ATTACH;BASE64:aGk="], ["ATTACH;ENCODING=BASE64:aGk="], ["head"]),
        (["SUMMARY;;LANGUAGE=de:a"], ["SUMMARY;LANGUAGE=de:a"], ["head"]),
        (['ATTENDEE;CN="Ada:mailto:a@example.org'], ["ATTENDEE;CN=Ada:mailto:a@example.org"], ["head"]),
        (['ATTENDEE;CN=Ada "the" G:mailto:a@b'], ["ATTENDEE;CN=Ada 'the' G:mailto:a@b"], ["head"]),
        (
            ["DTSTART;TZID=(UTC+01:00) Berlin, Rom:20260101T000000"],
            ['DTSTART;TZID="(UTC+01:00) Berlin, Rom":20260101T000000'],
            ["unquoted-colon"],
        ),
        (["ATTENDEE;CN=Room: 2:MAILTO:a@b"], ['ATTENDEE;CN="Room: 2":MAILTO:a@b'], ["unquoted-colon"]),
        (["SUMMARY;CN=a:b:20260101"], ["SUMMARY;CN=a:b:20260101"], []),
        (["SUMMARY;ENCODING=QUOTED-PRINTABLE:Gr=C3=BC=C3=9Fe=0D=0Aa"], ["SUMMARY:Grüße\\na"], ["quoted-printable"]),
        (
            ["SUMMARY;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Gr=FC=", "=DFe"],
            ["SUMMARY:Grüße"],
            ["quoted-printable", "content-line"],
        ),
        (["DESCRIPTION:a", "and b"], ["DESCRIPTION:a\\nand b"], ["content-line"]),
        (["DESCRIPTION:a", "b", "", "c"], ["DESCRIPTION:a\\nb\\nc"], ["content-line", "empty-line", "content-line"]),
        ([f"DESCRIPTION:{LONG}", "yz"], [f"DESCRIPTION:{LONG}yz"], ["content-line"]),
        (["UID:a", "b"], ["UID:a"], ["content-line"]),
        (["DESCRIPTION:a", "", " b"], ["DESCRIPTION:ab"], ["blank-fold"]),
        (["SUMMARY:a\x0b\x00b"], ["SUMMARY:ab"], ["control-character", "control-character"]),
        (["SUMMARY:a", "END:VALARM"], ["SUMMARY:a"], ["end-without-begin"]),
    ],
)
def test_a_deviation_is_read_as_it_was_meant(lines: list[str], read_as: list[str], codes: list[str]) -> None:
    stream = read(event(*lines), lenient=True)
    assert [prop.line for component in stream.walk() for prop in component.properties] == read_as
    assert [flaw.code for flaw in stream.flaws] == codes
    assert all(flaw.severity is Severity.WARNING and flaw.line >= 3 for flaw in stream.flaws)
    assert read(write(stream)) == stream


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_other_encodings_of_unicode_are_converted(encoding: str) -> None:
    stream = read(event("SUMMARY:Grüße 🎉").encode(encoding), lenient=True)
    assert stream.components[0].children("VEVENT")[0].first("SUMMARY").value == "Grüße 🎉"
    assert [flaw.line for flaw in stream.flaws] == [1]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_western_encodings_are_converted_line_by_line(encoding: str) -> None:
    text = event("SUMMARY:Grüße").encode(encoding).replace(b"END:VEVENT", "COMMENT:日本\r\nEND:VEVENT".encode())
    stream = read(text, lenient=True)
    event_read = stream.components[0].children("VEVENT")[0]
    assert [prop.value for prop in event_read.properties] == ["Grüße", "日本"]
    assert [(flaw.code, flaw.line, flaw.column) for flaw in stream.flaws] == [("not-utf-8", 3, 11)]
    assert write(stream).decode() == event("SUMMARY:Grüße", "COMMENT:日本")


def test_the_euro_of_windows_is_read() -> None:
    stream = read(event("SUMMARY:“10 €”").encode("cp1252"), lenient=True)
    assert typed(stream.components[0].children("VEVENT")[0].first("SUMMARY")) == "“10 €”"


@pytest.mark.parametrize("ending", ["\n", "\r", "\r\r\n", "\r\n"])
def test_every_line_break_is_read(ending: str) -> None:
    text = event("SUMMARY:a", "DESCRIPTION:b", " c").replace("\r\n", ending)
    assert read(text, lenient=True) == read(event("SUMMARY:a", "DESCRIPTION:bc"))


def test_a_text_that_was_only_noticed_keeps_its_source() -> None:
    text = event("SUMMARY:a", "").replace("\r\n", "\n").encode()
    stream = read(text, lenient=True)
    assert {flaw.code for flaw in stream.flaws} == {"line-feed", "empty-line"}
    assert not stream.mended
    assert write(stream) == text


def test_a_text_that_was_mended_is_written_mended() -> None:
    stream = read("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:a\r\n", lenient=True)
    assert stream.mended
    assert write(stream).decode() == event("SUMMARY:a")


def test_what_holds_no_calendar_is_refused_leniently_too() -> None:
    for text in ("", "<html></html>", "\r\n\r\n", "SUMMARY:a", "BEGIN:\x00"):
        with pytest.raises(Fault) as caught:
            read(text, lenient=True)
        assert "no-calendar" in [flaw.code for flaw in caught.value.flaws]


def test_a_strict_reading_minds_what_a_lenient_one_mends() -> None:
    for text in (event("SUMMARY : a"), event("A"), event("SUMMARY:a").replace("\r\n", "\r")):
        with pytest.raises(Fault) as caught:
            read(text)
        assert all(flaw.severity is Severity.ERROR for flaw in caught.value.flaws)


def test_a_deviation_of_an_object_is_a_warning_when_it_is_checked_leniently() -> None:
    stream = read(event("DTSTART:20260101", "SUMMARY:a, b"))
    strict, lenient = check(stream), check(stream, lenient=True)
    assert [flaw.code for flaw in strict] == [flaw.code for flaw in lenient]
    assert {flaw.severity for flaw in strict} == {Severity.ERROR}
    assert {flaw.severity for flaw in lenient} == {Severity.WARNING}
    assert {flaw.code for flaw in strict} == {
        "missing-version",
        "missing-prodid",
        "missing-uid",
        "missing-dtstamp",
        "date-without-value",
        "unescaped-text",
    }


def test_a_text_is_checked_through_its_broken_lines() -> None:
    flaws = check_text(event("SUMMARY : a, b", "DTSTART:20260101T000000Z").replace("\r\n", "\n"))
    assert [(flaw.code, str(flaw.severity), flaw.line) for flaw in flaws] == [
        ("line-feed", "warning", 1),
        ("missing-prodid", "error", 1),
        ("missing-version", "error", 1),
        ("missing-dtstamp", "error", 2),
        ("missing-uid", "error", 2),
        ("head-blank", "error", 3),
        ("unescaped-text", "error", 3),
    ]
    assert [flaw.code for flaw in check_text("nothing")] == ["no-calendar", "outside"]


@pytest.mark.parametrize("code", DEVIATIONS)
def test_every_deviation_says_what_where_and_why(code: str) -> None:
    row = DEVIATIONS[code]
    assert row.code == code
    assert re.fullmatch(r"RFC \d{4} §[\d.]+", row.rfc)
    assert row.what
    assert row.seen_in
    assert row.safe_because

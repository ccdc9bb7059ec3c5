"""Every form that a text may have comes back byte for byte; what is no UTF-8 is converted by an import alone."""

import pytest
from tests.service.household import BOTH, NOW, Household, refused, text_of

from kalends.errors import Kind
from kalends.service.objects import Place

PLAIN = text_of("one", "SUMMARY:Zürich €", "DESCRIPTION:a long line that is not folded " + "ä" * 60).encode()
FORMS = {
    "plain": PLAIN,
    "LF": PLAIN.replace(b"\r\n", b"\n"),
    "mixed": PLAIN.replace(b"\r\n", b"\n", 3),
    "byte order mark": b"\xef\xbb\xbf" + PLAIN,
    "blank lines at the end": PLAIN + b"\r\n\n\r\n",
    "blank lines inside": PLAIN.replace(b"SUMMARY", b"\r\n\nSUMMARY"),
    "no last line break": PLAIN.removesuffix(b"\r\n"),
    "folded by tabs": PLAIN.replace(b"long line", b"long\r\n\t line\n\tx"),
    "tabs in a value": PLAIN.replace(b"long line", b"long\tline"),
    "odd case": PLAIN.replace(b"SUMMARY", b"Summary").replace(b"BEGIN:VEVENT", b"begin:vEvent"),
    "folded inside a character": PLAIN.replace(b"\xe2\x82\xac", b"\xe2\r\n \x82\n\t\xac"),
    "folded inside many": PLAIN.replace(b"\xc3", b"\xc3\r\n "),
    "folded before each octet": b"\r\n".join(b"\r\n ".join(map(bytes, zip(line))) for line in PLAIN.split(b"\r\n")),
    "beyond the BMP, decomposed, right to left": PLAIN.replace(b"long", "😀 e\u0301 \u202eשלום\u202c".encode()),
    "C1 and separators": PLAIN.replace(b"long", "\u0085\u2028\u2029\u00a0\u00ad\ufeff".encode()),
}


@BOTH
@pytest.mark.rfc("5545 §3.1")
def test_a_form_comes_back(house: Household) -> None:
    for name, octets in FORMS.items():
        calendar = house.own("anna")
        put = house.objects.put(house.anna, calendar.id, octets, now=NOW)
        assert put.answer.stored.octets == octets, name
        assert house.objects.get(house.anna, put.id).stored.octets == octets, name
        other = house.own("anna")
        report = house.service.transfer.take_in(house.anna, other.id, octets, now=NOW)
        assert (report.added, report.skipped) == (1, ()), name
        (seen,) = house.objects.of_uid(house.anna, "one", calendar_id=other.id)
        assert (seen.stored.octets, seen.stored.etag) == (octets, put.answer.stored.etag), name
        assert (seen.stored.facts.summary, seen.stored.facts.uid) == ("Zürich €", "one"), name


@BOTH
def test_versions_copies_and_moves_keep_the_form(house: Household) -> None:
    octets = FORMS["folded inside many"]
    saved = house.objects.put(house.anna, house.calendar.id, octets, now=NOW)
    assert house.objects.put(house.anna, house.calendar.id, octets, now=NOW).answer.stored.version == 1
    joined = house.objects.put(house.anna, house.calendar.id, saved.answer.stored.text, now=NOW)
    assert (joined.answer.stored.version, joined.answer.stored.octets) == (2, saved.answer.stored.text.encode())
    (former,) = house.history.get_past(house.anna, saved.id).former
    assert former.octets == octets
    back = house.history.restore(house.anna, saved.id, 1, now=NOW)
    assert (back.answer.stored.octets, back.answer.stored.etag) == (octets, saved.answer.stored.etag)
    away = house.own("anna")
    copy = house.objects.copy(house.anna, saved.id, Place(away.id), now=NOW)
    assert copy.answer.stored.octets == octets
    house.objects.delete(house.anna, saved.id, now=NOW)
    assert house.history.restore(house.anna, saved.id, 3, now=NOW).answer.stored.octets == octets
    assert house.service.upkeep.examine().healthy


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252"])
def test_an_import_converts_other_encodings_and_says_so(house: Household, encoding: str) -> None:
    octets = PLAIN.decode().replace("€", "ß").encode(encoding)
    with refused(Kind.INVALID, "valid-calendar-data") as told:
        house.objects.put(house.anna, house.calendar.id, octets, now=NOW)
    assert {flaw.code for flaw in told.fault.flaws} <= {"not-utf-8", "control-character"}
    report = house.service.transfer.take_in(house.anna, house.calendar.id, octets, now=NOW)
    assert (report.added, report.skipped) == (1, ())
    assert {flaw.code for flaw in report.mended} <= {"utf-16", "not-utf-8"}
    assert report.mended
    (seen,) = house.objects.of_uid(house.anna, "one")
    assert seen.stored.facts.summary == "Zürich ß"

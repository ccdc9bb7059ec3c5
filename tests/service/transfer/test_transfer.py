"""Whole files in, whole calendars out."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.service.household import BOTH, NOW, Household, at, refused, text_of

from kalends.core.ics.check import check
from kalends.core.ics.limits import OBJECT_LIMITS
from kalends.core.ics.read import read
from kalends.errors import Fault, Kind, Severity
from kalends.service.house import Service
from kalends.service.limits import Limits
from kalends.service.ports import Store
from kalends.service.query import Query
from kalends.service.transfer import Progress, Report, arrival, intake

BERLIN = (
    "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART:20251026T030000\r\nTZOFFSETFROM:+0200\r\n"
    "TZOFFSETTO:+0100\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\nTZOFFSETFROM:+0100\r\n"
    "TZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
)


def office(offset: str) -> str:
    return (
        "BEGIN:VTIMEZONE\r\nTZID:Office\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        f"TZOFFSETFROM:{offset}\r\nTZOFFSETTO:{offset}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )


def event(uid: str, *lines: str, start: str = "DTSTART:20261110T100000Z") -> str:
    return "".join(
        f"{line}\r\n"
        for line in ("BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", start, *lines, "END:VEVENT")
    )


def file_of(*parts: str) -> str:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{''.join(parts)}END:VCALENDAR\r\n"


def take_in(house: Household, source: str | bytes, **more: object) -> Report:
    return house.service.transfer.take_in(house.anna, house.calendar.id, source, now=NOW, **more)  # type: ignore[arg-type] # each test has its own


def exported(house: Household, who: str = "anna") -> str:
    return "".join(house.service.transfer.export(house.people[who], house.calendar.id))


@BOTH
def test_a_file_is_taken_in_object_by_object(house: Household) -> None:
    zoned = "DTSTART;TZID=Europe/Berlin:20261110T100000"
    source = file_of(
        "METHOD:PUBLISH\r\nX-WR-CALNAME:Theirs\r\n",
        BERLIN,
        event("a", "RRULE:FREQ=DAILY;COUNT=3", start=zoned),
        event("b", "SUMMARY:alone"),
        event("a", "RECURRENCE-ID;TZID=Europe/Berlin:20261111T100000", "SUMMARY:override", start=zoned),
        "BEGIN:VTODO\r\nSUMMARY:no uid\r\nDTSTAMP:20260101T000000Z\r\nEND:VTODO\r\n",
        event("broken", start="DTSTART:tomorrow"),
    )
    told: list[Progress] = []
    report = take_in(house, source, told=told.append)
    assert (report.added, report.replaced, report.unchanged, report.taken) == (3, 0, 0, 3)
    assert [(each.uid, each.line > 1, "tomorrow" in each.reason) for each in report.skipped] == [("broken", True, True)]
    assert report.warned == 1
    assert told == [Progress(4, 4)]
    first = house.objects.at(house.anna, house.calendar.id, "a.ics").stored
    assert first.text.count("BEGIN:VEVENT") == 2
    assert "BEGIN:VTIMEZONE" in first.text
    assert "METHOD" not in first.text
    assert "VTIMEZONE" not in house.objects.at(house.anna, house.calendar.id, "b.ics").stored.text
    again = take_in(house, source)
    assert (again.added, again.replaced, again.unchanged) == (0, 0, 3)


def test_a_file_of_one_object_is_kept_as_it_is(house: Household) -> None:
    text = text_of("one", "X-ODD;X-P=1:a", "DESCRIPTION:fol\r\n ded").replace("\r\n", "\n")
    take_in(house, text.encode())
    assert house.objects.at(house.anna, house.calendar.id, "one.ics").stored.text == text


@BOTH
def test_a_line_cut_inside_a_character_is_kept(house: Household) -> None:
    octets = text_of("one", "SUMMARY:ä").encode().replace(b"\xc3\xa4", b"\xc3\r\n \xa4")
    take_in(house, octets)
    stored = house.objects.at(house.anna, house.calendar.id, "one.ics").stored
    assert (stored.octets, stored.text) == (octets, text_of("one", "SUMMARY:ä\r\n "))
    assert stored.facts.summary == "ä"
    assert "SUMMARY:ä\r\n \r\n" in exported(house)
    assert take_in(house, octets).unchanged == 1


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_what_is_skipped_is_told_with_the_line_of_the_file(house: Household, ends: str) -> None:
    take_in(house, file_of(event("newer", "SEQUENCE:2")))
    long = "DESCRIPTION:" + "\r\n ".join(["folded"] * 20)
    parts = event("a", long), event("newer", "SEQUENCE:1", long), event("broken", start="DTSTART:tomorrow")
    source = file_of(*parts).replace("\r\n", ends)
    lines = source.split(ends)
    report = take_in(house, source)
    assert [each.uid for each in report.skipped] == ["newer", "broken"]
    assert [lines[each.line] for each in report.skipped] == ["UID:newer", "UID:broken"]  # the one after BEGIN


def test_an_older_revision_does_not_replace_a_newer_one(house: Household) -> None:
    take_in(house, file_of(event("a", "SEQUENCE:2")))
    report = take_in(house, file_of(event("a", "SEQUENCE:1", "SUMMARY:old"), event("b")))
    assert (report.added, len(report.skipped)) == (1, 1)
    assert take_in(house, file_of(event("a", "SEQUENCE:3", "SUMMARY:new"))).replaced == 1


@BOTH
@pytest.mark.rfc("5546 §2.1.5")
def test_the_same_revision_replaces_what_is_there(house: Household) -> None:
    """So an import brings what somebody changed without raising SEQUENCE, as most programs do."""
    for name, sequence in (("a", ["SEQUENCE:2"]), ("b", [])):
        take_in(house, file_of(event(name, *sequence, "SUMMARY:old")))
        report = take_in(house, file_of(event(name, *sequence, "SUMMARY:new")))
        assert (report.replaced, report.skipped) == (1, ())
        [seen] = house.objects.of_uid(house.anna, name)
        assert seen.stored.facts.summary == "new"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_other_encodings_are_converted(house: Household, encoding: str) -> None:
    source = file_of(event("a", "SUMMARY:Müller"), event("b")).encode(encoding)
    assert take_in(house, source).added == 2
    assert house.query.search(house.anna, "muller").items[0].stored.facts.summary == "Müller"


def test_what_is_broken_is_mended_or_told(house: Household) -> None:
    source = file_of(event("a", "SUMMARY:con\x0btrol", "nonsense"), event("b"), event("b", "SUMMARY:twice"))
    report = take_in(house, source)
    assert (report.taken, report.warned) == (3, 2)
    assert take_in(house, event("bare")).added == 1
    two = file_of(event("c")) + file_of(event("c", "SUMMARY:again"), event("d"))
    report = take_in(house, two)
    assert (report.added, report.skipped, [(each.flaw.line, each.flaw.code) for each in report.notes]) == (
        3,
        (),
        [(13, "repeated-uid")],
    )
    assert take_in(house, file_of()).taken == 0
    for junk in ("", "hello", "<html></html>", b"\x00\xff" * 50):
        with refused(Kind.INVALID):
            take_in(house, junk)


def test_limits(store: Store) -> None:
    limits = Limits(objects=3, object_octets=1_000, import_octets=5_000)
    house = Household.of(Service.of(store, limits=limits))
    report = take_in(house, file_of(event("large", "SUMMARY:" + "x" * 1_000), *(event(f"{n}") for n in range(5))))
    assert (report.added, len(report.skipped)) == (3, 3)
    with refused(Kind.TOO_LARGE):
        take_in(house, file_of(event("a", "SUMMARY:" + "x" * 5_000)))


@BOTH
def test_a_calendar_goes_out_as_one_file(house: Household) -> None:
    zoned = "DTSTART;TZID={}:20261110T100000"
    house.objects.put(
        house.anna, house.calendar.id, file_of(BERLIN, event("a", start=zoned.format("Europe/Berlin"))), now=NOW
    )
    other = BERLIN.replace("20251026", "20241027").replace("20260329", "20250330")
    house.objects.put(
        house.anna, house.calendar.id, file_of(other, event("b", start=zoned.format("Europe/Berlin"))), now=NOW
    )
    for number, offset in enumerate(("+0100", "+0500", "+0100", "+0500", "+0300")):
        text = file_of(office(offset), event(f"c{number}", start=zoned.format("Office")))
        house.objects.put(house.anna, house.calendar.id, text, now=NOW)
    text = exported(house)
    stream = read(text)
    assert not [flaw for flaw in check(stream) if flaw.severity is Severity.ERROR]
    (calendar,) = stream.components
    zones = [each.first("TZID").value for each in calendar.children("VTIMEZONE")]  # type: ignore[union-attr] # each has one
    assert zones == ["Europe/Berlin", "Office", "Office (2)", "Office (3)"]
    assert "X-WR-CALNAME:Anna's" in text
    asked = Query(at(1), at(30))
    before = [each.instance.begins for each in house.query.find_occurrences(house.anna, asked).items]
    new = house.own("emil")
    report = house.service.transfer.take_in(house.emil, new.id, text, now=NOW)
    assert (report.added, report.skipped) == (7, ())
    assert [each.instance.begins for each in house.query.find_occurrences(house.emil, asked).items] == before


def test_what_is_seen_as_busy_goes_out_as_busy(house: Household) -> None:
    house.put("anna", "one", "SUMMARY:Secret", "LOCATION:Here")
    house.put("anna", "two", "SUMMARY:Secret too", "CLASS:PRIVATE")
    assert "Secret" not in exported(house, "dora")
    assert exported(house, "cleo").count("Secret") == 1
    assert exported(house).count("Secret") == 2
    assert exported(house, "dora").count("BEGIN:VEVENT") == 2


@pytest.mark.parametrize(
    "text",
    [
        file_of(event("a")).replace("\r\n", "\n"),
        "\ufeff" + file_of(event("a")),
        file_of(event("a")) + "\r\n",
        file_of(event("a").replace("END:VEVENT", "begin:valarm\r\nend:valarm\r\nend:vevent").replace("BEGIN", "begin")),
        file_of(event("a").replace("BEGIN:VEVENT", "BEGIN:VEV\r\n ENT")),
        file_of(event("a"), "X-LATE:1\r\n"),
        file_of(event("a", "DESCRIPTION:x\r\n BEGIN:VEVENT\r\n END:VEVENT")),
    ],
)
def test_any_form_of_text_goes_out_well(house: Household, text: str) -> None:
    house.objects.put(house.anna, house.calendar.id, text, now=NOW)
    out = exported(house)
    (calendar,) = read(out).components
    (part,) = calendar.components
    assert (part.name, out.count("\r\n"), "\ufeff" in out) == ("VEVENT", out.count("\n"), False)
    assert part == read(text, lenient=True).components[0].components[0]


def test_an_export_that_is_left_lets_the_store_go_on(house: Household) -> None:
    house.put("anna")
    pieces = house.service.transfer.export(house.anna, house.calendar.id)
    next(pieces)
    house.put("anna", "two")
    del pieces
    assert exported(house).count("BEGIN:VEVENT") == 2


@pytest.mark.oracle
def test_files_of_the_wild_go_in_and_out(house: Household) -> None:
    """What was taken of each file comes out again, and goes in again unchanged in meaning."""
    spec = find_spec("icalendar")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    files = sorted(Path(spec.submodule_search_locations[0]).rglob("*.ics"))
    taken = 0
    for file in files:
        first, second = house.own("anna"), house.own("anna")
        try:
            report = house.service.transfer.take_in(house.anna, first.id, file.read_bytes(), now=NOW)
        except Fault:
            continue
        taken += report.taken
        out = "".join(house.service.transfer.export(house.anna, first.id))
        back = house.service.transfer.take_in(house.anna, second.id, out, now=NOW)
        assert (back.added, back.skipped) == (report.taken, ()), file.name
        spans = [
            sorted((each.stored.facts.uid or "", each.stored.facts.span.first) for each in seen)
            for seen in (house.query.find_objects(house.anna, each.id) for each in (first, second))
        ]
        assert spans[0] == spans[1], file.name
    assert taken > 100


def test_a_large_zone_is_not_repeated_without_end(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each object is stored with the zones that it uses: a file of 2 MB would become 10 GB."""
    monkeypatch.setattr(intake, "MADE", 0)
    wide = office("+0100").replace("END:VTIMEZONE", f"X-WIDE:{'x' * 40_000}\r\nEND:VTIMEZONE")
    events = [event(str(number), start="DTSTART;TZID=Office:20261110T100000") for number in range(100)]
    source = file_of(wide, *events)
    report = take_in(house, source)
    assert 4 < report.added < 7  # four times the file holds so many of its zones, folded
    assert len(report.skipped) == 100 - report.added
    assert {each.reason for each in report.skipped} == {intake._TOO_MANY_ZONES}


def test_a_large_zone_of_the_tz_database_is_kept_in_our_own_words(house: Household) -> None:
    wide = BERLIN.replace("END:VTIMEZONE", f"X-WIDE:{'x' * 40_000}\r\nEND:VTIMEZONE")
    events = [event(str(number), start="DTSTART;TZID=Europe/Berlin:20261110T100000") for number in range(100)]
    report = take_in(house, file_of(wide, *events))
    assert (report.added, report.skipped, report.notes) == (100, (), ())
    (stored,) = house.query.find_objects(house.anna, house.calendar.id)[:1]
    assert "TZID:Europe/Berlin" in stored.stored.text
    assert "X-WIDE" not in stored.stored.text
    assert exported(house).count("BEGIN:VTIMEZONE") == 1


@pytest.mark.parametrize(("length", "kept"), [(100, True), (40_000, False)])
def test_a_zone_that_nobody_understands_is_never_repeated(house: Household, length: int, kept: bool) -> None:
    """A file of 832 kB became an export of 168 MB."""
    broken = f"BEGIN:VTIMEZONE\r\nTZID:Office\r\nX-WIDE:{'x' * length}\r\nEND:VTIMEZONE\r\n"
    events = [event(str(number), start="DTSTART;TZID=Office:20261110T100000") for number in range(100)]
    report = take_in(house, file_of(broken, *events))
    assert (report.added, report.skipped) == (100, ())
    assert [note.flaw.line for note in report.notes if note.flaw.code == "left-out"] == ([] if kept else [4])
    assert exported(house).count("BEGIN:VTIMEZONE") == kept
    assert exported(house).count("TZID=Office:") == 100


def test_different_zones_of_one_name_are_exported_once_each(house: Household) -> None:
    """Several stored objects may define one TZID differently: each keeps its own, under a name of its own."""
    for number in range(40):
        zone = (
            office(f"+0{number % 4}00")
            if number % 5
            else f"BEGIN:VTIMEZONE\r\nTZID:Office\r\nX-A:{number % 2}\r\nEND:VTIMEZONE\r\n"
        )
        report = take_in(house, file_of(zone, event(str(number), start="DTSTART;TZID=Office:20261110T100000")))
        assert report.added == 1
    text = exported(house)
    assert text.count("BEGIN:VTIMEZONE") == 4 + 2
    assert {line for line in text.splitlines() if line.startswith("TZID:")} == {
        "TZID:Office",
        *(f"TZID:Office ({number})" for number in range(2, 7)),
    }
    for number in range(1, 5):
        inside = text[text.index(f"UID:{number}\r") :]
        tzid = inside[inside.index("TZID=") + 5 : inside.index(":20261110")]
        zone = text[text.index(f"TZID:{tzid}\r") :]
        assert zone[: zone.index("END:VTIMEZONE")].count(f"TZOFFSETTO:+0{number % 4}00") == 1


def test_messages_about_one_uid_have_a_bound(house: Household) -> None:
    invited = event("a", "RRULE:FREQ=DAILY", "ORGANIZER:mailto:a@b.example", "ATTENDEE:mailto:c@d.example")
    replies = "".join(
        file_of("METHOD:REPLY\r\n", event("a", f"ATTENDEE;PARTSTAT={status}:mailto:c@d.example"))
        for number in range(intake.MESSAGES_OF_A_UID + 5)
        for status in (("ACCEPTED", "DECLINED")[number % 2],)
    )
    report = take_in(house, file_of(invited) + replies)
    assert (report.added, report.replaced) == (1, intake.MESSAGES_OF_A_UID - 1)
    assert {each.reason for each in report.skipped} == {intake._TOO_MANY_MESSAGES}
    assert len(report.skipped) == 6


def test_the_last_of_several_messages_counts(house: Household) -> None:
    def reply(status: str) -> str:
        return file_of("METHOD:REPLY\r\n", event("a", f"ATTENDEE;PARTSTAT={status}:mailto:c@d.example"))

    take_in(house, file_of(event("a", "ATTENDEE:mailto:c@d.example")))
    assert take_in(house, reply("ACCEPTED")).replaced == 1
    assert take_in(house, reply("DECLINED") + reply("ACCEPTED")).replaced == 2
    assert "ATTENDEE;PARTSTAT=ACCEPTED:mailto:c@d.example" in exported(house)


def test_messages_about_a_long_object_have_a_bound(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MADE_BY_MESSAGES", 0)
    guests = [f"ATTENDEE:mailto:guest{number}@d.example" for number in range(1_000)]
    reply = file_of("METHOD:REPLY\r\n", event("a", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:guest0@d.example"))
    again = reply.replace("ACCEPTED", "DECLINED")
    report = take_in(house, file_of(event("a", *guests)) + (reply + again) * 20)
    assert report.added == 1
    assert 1 < report.replaced < 10
    assert {each.reason for each in report.skipped} == {arrival._TOO_MUCH}


def test_an_object_of_too_many_items_is_skipped_with_its_line(house: Household) -> None:
    many = event("many", *["RRULE:FREQ=DAILY"] * (OBJECT_LIMITS.rules + 1))
    most = event("most", *["RRULE:FREQ=DAILY"] * OBJECT_LIMITS.rules)
    report = take_in(house, file_of(event("a"), many, most))
    assert report.added == 2
    (skipped,) = report.skipped
    assert (skipped.uid, skipped.line) == ("many", 9)
    assert "there are more than 100 recurrence rules" in skipped.reason

"""Putting objects: what is taken, what is refused, what is kept."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from threading import Barrier, Thread

import pytest
from tests.service.household import BOTH, NOW, Household, at, grant_to, refused, text_of

from kalends.errors import Fault, Kind, Severity
from kalends.service.house import Service
from kalends.service.limits import Limits
from kalends.service.objects import Conditions, Extras, Saved
from kalends.service.objects.text import validate
from kalends.service.ports import Store
from kalends.service.query import Query
from kalends.service.records import NO_ALERT, Level, ObjectKind

ODD = (
    '\ufeffBEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nX-MINE;X-P="a;b":ä\nBEGIN:VEVENT\nUID:odd\nDTSTAMP:20260101T000000Z\n'
    "DTSTART;VALUE=DATE:20261124\nSUMMARY:fo\n lded, unescaped\n\nX-EMPTY:\nEND:VEVENT\nEND:VCALENDAR\n\n"
)


def put(house: Household, text: str | bytes, **more: object) -> Saved:
    return house.objects.put(house.anna, house.calendar.id, text, **more, now=NOW)


@BOTH
def test_a_text_comes_back_byte_for_byte_and_is_flagged(house: Household) -> None:
    saved = put(house, ODD.encode())
    assert saved.created
    seen = house.get("anna", saved.id)
    assert seen.stored.text == ODD
    assert seen.stored.facts.uid == "odd"
    assert {"empty-line", "unescaped-text"} <= {flaw.code for flaw in saved.flaws}
    assert {flaw.severity for flaw in saved.flaws} == {Severity.WARNING}


REFUSED = {
    "": ("valid-calendar-data", "no-calendar"),
    "hello": ("valid-calendar-data", "no-calendar"),
    text_of().removesuffix("END:VCALENDAR\r\n"): ("valid-calendar-data", "end-missing"),
    text_of().replace("UID:one", "UID one"): ("valid-calendar-data", "content-line"),
    text_of(start=""): ("valid-calendar-data", "missing-dtstart"),
    text_of(start="DTSTART:20261324T100000Z"): ("valid-calendar-data", "bad-value"),
    text_of("one", "SUMMARY:a\x00b"): ("valid-calendar-data", "control-character"),
    text_of("one", "SUMMARY:a\ud800b"): ("valid-calendar-data", "not-utf-8"),
    text_of("one", "RRULE:RSCALE=ISLAMIC;FREQ=YEARLY"): ("supported-rscale", ""),
    text_of(""): ("valid-calendar-object-resource", "valid-calendar-object-resource"),
    text_of() * 2: ("valid-calendar-object-resource", "valid-calendar-object-resource"),
    text_of().replace("BEGIN:VEVENT", "METHOD:REQUEST\r\nBEGIN:VEVENT"): (
        "valid-calendar-object-resource",
        "valid-calendar-object-resource",
    ),
    text_of().replace("END:VCALENDAR\r\n", text_of().partition("PRODID:-//Test//Test//EN\r\n")[2]): (
        "valid-calendar-object-resource",
        "valid-calendar-object-resource",
    ),
    text_of(kind="VAVAILABILITY"): ("supported-calendar-component", "kind"),
    text_of("u" * 3000): ("valid-calendar-data", "long-uid"),
}


@pytest.mark.parametrize(("text", "expected"), REFUSED.items())
def test_a_text_that_is_no_object_is_refused_with_its_reason(
    house: Household, text: str, expected: tuple[str, str]
) -> None:
    with pytest.raises(Fault) as caught:
        put(house, text)
    assert caught.value.precondition == expected[0]
    assert caught.value.kind in (Kind.INVALID, Kind.UNSUPPORTED, Kind.TOO_LARGE)
    assert expected[1] in [flaw.code for flaw in caught.value.flaws] or not expected[1]
    assert all(flaw.severity is Severity.ERROR for flaw in caught.value.flaws)
    assert house.query.find_objects(house.anna, house.calendar.id) == ()


@pytest.mark.rfc("4791 §4.1")
@BOTH
def test_an_instance_that_is_there_twice_is_kept_and_the_newer_one_counts(house: Household) -> None:
    text = (Path(__file__).parents[2] / "vectors/ics/invalid/instance-twice.ics").read_bytes()
    saved = put(house, text)
    assert (saved.answer.stored.octets, [flaw.code for flaw in saved.flaws]) == (text, ["repeated-instance"])
    found = house.query.find_occurrences_of(house.anna, saved.id, limit=9).items
    assert [each.instance.begins.hour for each in found] == [10, 12, 10]


def test_a_fault_says_where_it_is() -> None:
    text = text_of("one", "SUMMARY:fine").replace("DTSTART:", "DTSTART:tomorrow ")
    with pytest.raises(Fault) as caught:
        validate(text, Limits())
    assert (caught.value.flaws[0].line, caught.value.flaws[0].column) == (7, 9)
    assert "line 7, column 9" in caught.value.detail


def test_a_calendar_takes_the_kinds_that_it_keeps(house: Household) -> None:
    default = house.calendars.ensure_default(house.anna, now=NOW)
    house.put("anna", "todo", start="", kind="VTODO", calendar_id=default.id)
    with refused(Kind.UNSUPPORTED, "supported-calendar-component"):
        house.put("anna", "journal", kind="VJOURNAL", calendar_id=default.id)


def test_one_uid_one_object(house: Household) -> None:
    first = put(house, text_of("a"), href="a.ics")
    assert first.href == "a.ics"
    with refused(Kind.EXISTS, "no-uid-conflict") as there:
        put(house, text_of("a"), href="b.ics")
    assert there.fault.flaws[0].field == "a.ics"
    with refused(Kind.EXISTS, "no-uid-conflict"):
        put(house, text_of("b"), href="a.ics")
    assert put(house, text_of("a", "SUMMARY:new")).id == first.id
    other = house.own("anna")
    assert house.put("anna", "a", calendar_id=other.id).created


def test_the_same_text_is_no_new_version(house: Household) -> None:
    first = put(house, text_of())
    token = house.sync.get_token(house.anna, house.calendar.id)
    again = put(house, text_of())
    assert (again.etag, again.created) == (first.etag, False)
    assert house.sync.get_token(house.anna, house.calendar.id) == token
    assert house.history.get_past(house.anna, first.id).former == ()


@pytest.mark.parametrize("href", ["", ".", "..", "a/b", "a\nb", "a\x00", "\ud800", "x" * 1001])
def test_an_href_is_a_segment_of_a_path(house: Household, href: str) -> None:
    with refused(Kind.INVALID):
        put(house, text_of(), href=href)


@pytest.mark.parametrize("uid", ["../../etc", "a/b", "ä" * 300, "💥", "." * 5, "x" * 500, "a%20b"])
def test_an_href_is_made_of_any_uid(house: Household, uid: str) -> None:
    saved = put(house, text_of(uid))
    assert "/" not in saved.href
    assert house.objects.at(house.anna, house.calendar.id, saved.href).id == saved.id
    assert put(house, text_of(uid, "SUMMARY:again")).id == saved.id


CONDITIONS: dict[str, tuple[Callable[[str], Conditions], bool, bool]] = {
    # (conditions for the present ETag, allowed where it is there, allowed where it is not)
    "none": (lambda _: Conditions(), True, True),
    "If-Match: *": (lambda _: Conditions(present=True), True, False),
    "If-Match: the etag": (lambda etag: Conditions(etags=frozenset({etag, "x"})), True, False),
    "If-Match: another": (lambda _: Conditions(etags=frozenset({"x"})), False, False),
    "If-None-Match: *": (lambda _: Conditions(absent=True), False, True),
    "If-None-Match: the etag": (lambda etag: Conditions(not_etags=frozenset({etag})), False, True),
    "If-None-Match: another": (lambda _: Conditions(not_etags=frozenset({"x"})), True, True),
}


@pytest.mark.parametrize("name", CONDITIONS)
@pytest.mark.parametrize("there", [True, False])
def test_conditions(house: Household, name: str, there: bool) -> None:
    etag = put(house, text_of()).etag if there else "none"
    conditions, if_there, if_not = CONDITIONS[name]
    wanted = text_of("one", "SUMMARY:new")
    if if_there if there else if_not:
        assert put(house, wanted, conditions=conditions(etag)).created is not there
        return
    with refused(Kind.STALE):
        put(house, wanted, conditions=conditions(etag))
    if there:
        with refused(Kind.STALE):
            house.objects.delete(house.anna, 1, conditions=conditions(etag), now=NOW)
        assert house.get("anna", 1).stored.etag == etag


@pytest.mark.parametrize("name", ["RRULE", "EXRULE"])
def test_no_object_has_a_thousand_rules(house: Household, name: str) -> None:
    rules = [f"{name}:FREQ=DAILY;COUNT={number}" for number in range(1, 102)]
    with refused(Kind.TOO_LARGE, "max-resource-size"):
        house.put("anna", "one", *rules)
    house.put("anna", "one", *rules[:100])


def test_limits(store: Store) -> None:
    limits = Limits(object_octets=2_000, attendees=3, objects=2)
    house = Household.of(Service.of(store, limits=limits))
    with refused(Kind.TOO_LARGE, "max-resource-size"):
        house.put("anna", "one", "SUMMARY:" + "ä" * 1_000)
    with refused(Kind.TOO_LARGE, "max-attendees-per-instance"):
        house.put("anna", "one", *["ATTENDEE:mailto:a@example.org"] * 4)
    house.put("anna", "one", *["ATTENDEE:mailto:a@example.org"] * 3)
    house.put("anna", "two")
    with refused(Kind.TOO_LARGE, "quota-not-exceeded"):
        house.put("anna", "three")
    assert not house.put("anna", "two", "SUMMARY:changed").created


@BOTH
def test_what_is_kept_beside_the_text(house: Household) -> None:
    grants = (grant_to(house.emil, Level.READ), grant_to(house.anna, Level.READ))
    extras = Extras(alert=15, properties={("a", "b"): "1"}, grants=grants, method="REQUEST")
    saved = put(house, text_of(), extras=extras)
    seen = house.get("anna", saved.id)
    assert (seen.alert, seen.properties, seen.stored.draft.method) == (15, ((("a", "b"), "1"),), "REQUEST")
    assert [each.principal.name for each in house.objects.shared(house.anna, saved.id)] == ["Emil"]
    assert house.get("cleo", saved.id).alert == 15, "the author's, where a reader has none"
    house.objects.set_alert(house.cleo, saved.id, NO_ALERT, now=NOW)
    assert house.get("cleo", saved.id).alert == NO_ALERT
    assert house.get("dora", saved.id).alert is None
    put(house, text_of("one", "SUMMARY:by another door"))
    seen = house.get("anna", saved.id)
    assert (seen.alert, seen.properties) == (15, ((("a", "b"), "1"),))
    house.objects.set_alert(house.cleo, saved.id, None, now=NOW)
    assert house.get("cleo", saved.id).alert == 15


@BOTH
def test_of_two_writers_one_wins(house: Household, service: Service) -> None:
    etag = put(house, text_of()).etag
    barrier, won, lost = Barrier(4), [], []

    def write(number: int) -> None:
        barrier.wait()
        try:
            text = text_of("one", f"SUMMARY:{number}")
            won.append(put(house, text, conditions=Conditions(etags=frozenset({etag}))).etag)
        except Fault as fault:
            lost.append(fault.kind)

    threads = [Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lost == [Kind.STALE] * 3
    assert [house.get("anna", 1).stored.etag] == won


@BOTH
def test_many_writers_and_an_exact_counter(house: Household) -> None:
    troubles: list[Exception] = []

    def write(worker: int) -> None:
        try:
            for number in range(12):
                house.put(("anna", "bert")[worker % 2], f"{worker}-{number}")
        except Exception as trouble:  # shown below
            troubles.append(trouble)

    threads = [Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    calendar = house.calendars.get(house.anna, house.calendar.id).calendar
    assert (calendar.counter, calendar.size) == (96, 96)
    assert len(house.sync.get_changes(house.anna, house.calendar.id).items) == 96


def _wild() -> list[Path]:
    spec = find_spec("icalendar")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return sorted(Path(spec.submodule_search_locations[0]).rglob("*.ics"))


@pytest.mark.oracle
def test_files_of_the_wild_come_back_byte_for_byte(house: Household) -> None:
    """What is taken at all is taken as it is; nothing else than a Fault ever comes of the rest."""
    files = _wild()
    assert len(files) > 100
    kept = 0
    for number, file in enumerate(files):
        octets = file.read_bytes()
        try:
            saved = put(house, octets, href=f"{number}.ics")
        except Fault:
            continue
        assert house.get("anna", saved.id).stored.text.encode() == octets, file.name
        kept += 1
    assert kept > 15
    assert house.service.upkeep.examine().complaints == ()
    thirty_years = Query(at(1, year=2000), at(1, year=2030), kinds=tuple(ObjectKind))
    assert house.query.find_occurrences(house.anna, thirty_years).total > 10


@BOTH
def test_what_was_put_is_told_as_it_is_seen(house: Household) -> None:
    work = house.own("anna", "Work")
    grants = (grant_to(house.cleo, Level.READ),)
    for text, extras in (
        (text_of("one"), Extras()),
        (text_of("one", "SUMMARY:new"), Extras()),
        (text_of("two"), Extras(alert=5)),
        (text_of("three"), Extras(grants=grants)),
        (text_of("one", "SUMMARY:newer"), Extras(alert=5, grants=grants)),
        (text_of("two", "CLASS:PRIVATE"), Extras()),
    ):
        saved = house.objects.put(house.anna, work.id, text, extras=extras, now=NOW)
        assert saved.seen == saved.answer == house.objects.get(house.anna, saved.id)

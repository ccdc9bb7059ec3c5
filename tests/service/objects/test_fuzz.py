"""Whatever is sent, nothing but a Fault comes of it; and whatever was taken can be used by every verb that looks."""

from contextlib import suppress
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.service.household import NOW, Household, at, text_of, tried

from kalends.errors import Fault
from kalends.service.query import Query
from kalends.service.records import ObjectKind

WHENS = st.one_of(
    st.sampled_from(
        [
            *("20261110T100000Z", "20261110T100000", "20261110", "00010101T000000Z", "99991231T235959Z", "00010101"),
            *("99991231", "20260329T023000", "20261110T240000", "", "x", "P1D", "20261110T100000Z/PT1H"),
        ]
    )
)
PARAMS = st.sampled_from(
    [
        "",
        ";VALUE=DATE",
        ";TZID=Europe/Berlin",
        ";TZID=Nowhere",
        ";TZID=",
        ";VALUE=PERIOD",
        ";RANGE=THISANDFUTURE",
        ';X="a"',
    ]
)
RULES = st.sampled_from(
    [
        *("FREQ=DAILY", "FREQ=SECONDLY;COUNT=3", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;COUNT=0", ""),
        *("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1", "FREQ=WEEKLY;UNTIL=00010101", "FREQ=DAILY;INTERVAL=999999999", "X"),
        *(
            "FREQ=DAILY;COUNT=999999999",
            "RSCALE=ISLAMIC;FREQ=YEARLY",
            "RSCALE=CHINESE;FREQ=YEARLY",
            "FREQ=HOURLY;BYHOUR=25",
        ),
    ]
)
DURATIONS = st.sampled_from(["PT0S", "P1D", "-P1D", "P99999999W", "PT1H", "x", "P1DT2H"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=20)

LINES = st.one_of(
    st.tuples(st.sampled_from(["DTSTART", "DTEND", "DUE", "EXDATE", "RDATE", "RECURRENCE-ID"]), PARAMS, WHENS),
    st.tuples(st.sampled_from(["RRULE", "EXRULE"]), st.just(""), RULES),
    st.tuples(st.just("DURATION"), st.just(""), DURATIONS),
    st.tuples(st.sampled_from(["SUMMARY", "UID", "CLASS", "SEQUENCE", "STATUS", "TRANSP", "FREEBUSY"]), PARAMS, TEXTS),
    st.tuples(
        st.sampled_from(["BEGIN", "END"]), st.just(""), st.sampled_from(["VEVENT", "VTODO", "VALARM", "VTIMEZONE"])
    ),
).map(lambda parts: f"{parts[0]}{parts[1]}:{parts[2]}")
STARTS = st.sampled_from(
    ["DTSTART:20261110T100000Z", "DTSTART;VALUE=DATE:20261110", "DTSTART;TZID=X:20261110T100000", ""]
)
OBJECTS = st.builds(
    lambda lines, start, kind: text_of("fuzz", *lines, start=start, kind=kind),
    st.lists(LINES, max_size=5),
    STARTS,
    st.sampled_from(list(ObjectKind)),
)
EVER = Query(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), kinds=tuple(ObjectKind))
NOVEMBER = Query(at(1), at(30), kinds=tuple(ObjectKind))


def use(house: Household, object_id: int) -> None:
    """Look at an object in every way, as one who sees it and as one who sees when Anna is busy."""
    for who in ("anna", "dora"):
        me, query = house.people[who], house.query
        house.get(who, object_id)
        query.find_objects(me, house.calendar.id, start=NOVEMBER.start, end=NOVEMBER.end)
        query.find_todos(me, NOVEMBER)
        "".join(house.service.transfer.export(me, house.calendar.id))
        for asked in (NOVEMBER, EVER):
            for verb in (query.find_occurrences, query.find_days, query.find_free_busy):
                with suppress(Fault):
                    for each in getattr(verb(me, asked), "items", ()):
                        assert each.instance.begins <= each.instance.ends
                        assert (each.instance.start, each.instance.end, each.instance.recurrence_id) != ()
    assert house.service.upkeep.examine(mend=False).complaints == ()


def test_objects_of_all_sorts(house: Household) -> None:
    """Enough of them are taken, too: a run in which all were refused would prove nothing."""
    taken: list[str] = []

    @settings(max_examples=150, derandomize=True)
    @given(text=OBJECTS)
    def each(text: str) -> None:
        saved = tried(lambda: house.objects.put(house.anna, house.calendar.id, text, now=NOW))
        if isinstance(saved, Fault):
            assert saved.precondition
            assert saved.flaws
            return
        taken.append(text)
        use(house, saved.id)
        house.objects.delete(house.anna, saved.id, now=NOW)

    each()
    assert len(taken) > 20


@settings(max_examples=100, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cut=st.integers(0, 200),
    junk=st.binary(max_size=8) | st.sampled_from([b"\r\n", b"\x00", b"\xff", b":", b";", b'"', b"\r\n "]),
)
def test_octets_of_all_sorts(house: Household, cut: int, junk: bytes) -> None:
    octets = text_of("fuzz", "SUMMARY:ä", "RRULE:FREQ=DAILY;COUNT=3").encode()
    cut %= len(octets)
    with suppress(Fault):
        saved = house.objects.put(house.anna, house.calendar.id, octets[:cut] + junk + octets[cut:], now=NOW)
        assert saved.answer.stored.octets == octets[:cut] + junk + octets[cut:]
        use(house, saved.id)
        house.objects.delete(house.anna, saved.id, now=NOW)
    with suppress(Fault):
        house.service.transfer.take_in(house.anna, house.calendar.id, octets[:cut] + junk + octets[cut:], now=NOW)

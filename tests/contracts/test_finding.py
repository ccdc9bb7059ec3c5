"""What every store promises about finding calendar objects: in windows, by words, in lists."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kalends.errors import Kind
from kalends.service.ports import Store, TextTooLong
from kalends.service.records import (
    EVER,
    EVERYONE,
    Account,
    Calendar,
    Grant,
    Holder,
    HolderKind,
    Level,
    ObjectKind,
    Span,
    Stored,
)
from kalends.store.objects import queries

DAY = 86_400_000_000
LENGTHS = (0, 1, DAY, 3 * DAY, 3 * DAY + 1, 41 * DAY, 401 * DAY, 4001 * DAY, 40_001 * DAY, 2**61)


def hrefs(found) -> list[str]:
    return sorted(stored.href for stored in found)


def test_a_window_finds_what_touches_it(store: Store, hand) -> None:
    anna = hand.account("anna")
    work, home = hand.calendar(anna, "work"), hand.calendar(anna, "home")
    spans = {
        "before": Span(0, 99),
        "ends at the start": Span(0, 100),
        "inside": Span(120, 130),
        "moment": Span(150, 150),
        "around": Span(0, 1000),
        "begins at the end": Span(200, 300),
        "for ever": Span(50, None),
        "for ever later": Span(200, None),
        "always": Span(EVER, None),
        "until": Span(EVER, 100),
        "until before": Span(EVER, 99),
        "never": Span(None, None),
        "years": Span(-4000 * DAY, 100),
        "century": Span(-40_001 * DAY, 10**17),
    }
    for href, span in spans.items():
        hand.put(work, href, span=span)
    hand.put(home, "at home", span=Span(120, 130), kind=ObjectKind.TODO)
    touching = ["always", "around", "century", "ends at the start", "for ever", "inside", "moment", "until", "years"]
    with store.reading() as transaction:
        objects = transaction.objects
        assert hrefs(objects.window([work], 100, 200)) == touching
        assert hrefs(objects.window([work, home], 100, 200)) == sorted([*touching, "at home"])
        assert hrefs(objects.window([home, work], 100, 200, [ObjectKind.TODO])) == ["at home"]
        assert hrefs(objects.window([work], 100, 200, [ObjectKind.TODO, ObjectKind.EVENT])) == touching
        assert hrefs(objects.window([], 100, 200)) == []
        assert hrefs(objects.window([work], -(10**40), 10**40)) == sorted(set(spans) - {"never"})


def test_a_window_compares_with_every_length(store: Store, hand) -> None:
    calendar = hand.calendar(hand.account("anna"))
    spans = [Span(first, first + length) for length in LENGTHS for first in (-length, -length - 1, 0, 5, -length // 2)]
    for number, span in enumerate(spans):
        hand.put(calendar, str(number), span=span)

    @settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(LENGTHS), st.integers(-3, 3), st.sampled_from((1, 10, DAY, 400 * DAY)))
    def compare(back: int, shift: int, length: int) -> None:
        start = -back + shift
        end = start + length
        wanted = [str(n) for n, span in enumerate(spans) if span.first < end and span.last >= start]
        with store.reading() as transaction:
            assert hrefs(transaction.objects.window([calendar], start, end)) == sorted(wanted)

    compare()


def test_a_large_window_is_read_in_parts(store: Store, hand, draft, now: datetime, monkeypatch) -> None:
    calendar = hand.calendar(hand.account("anna"))
    with store.writing() as transaction:
        for number in range(50):
            transaction.objects.add(calendar, draft(f"{number:02}", span=Span(0, 1)), by=None, now=now)
    monkeypatch.setattr(queries, "AT_ONCE", 7)
    monkeypatch.setattr(queries, "PAGE", 7)
    with store.reading() as transaction:
        found = transaction.objects.window([calendar], 0, 2)
        first = next(found)
        assert transaction.objects.find(first.id) == first  # others may be asked meanwhile
        assert hrefs([first, *found]) == [f"{number:02}" for number in range(50)]
        walked = transaction.objects.walk(calendar)
        assert transaction.objects.entries(calendar)[0].href == next(walked).href == "00"
        assert [stored.href for stored in walked] == [f"{number:02}" for number in range(1, 50)]


def test_a_window_is_not_read_whose_texts_are_too_long(store: Store, hand, draft, now: datetime, monkeypatch) -> None:
    calendar = hand.calendar(hand.account("anna"))
    texts = ["ä" * 30_000, "x" * 40_000, "short"]
    with store.writing() as transaction:
        for number, text in enumerate(texts):
            new = replace(draft(f"{number}", span=Span(number, 10)), text=text)
            transaction.objects.add(calendar, new, by=None, now=now)
    octets = 60_000 + 40_000 + 5
    for at_once in (queries.AT_ONCE, 2):
        monkeypatch.setattr(queries, "AT_ONCE", at_once)
        with store.reading() as transaction:
            window = transaction.objects.window
            assert sorted(each.text for each in window([calendar], 0, 20, most=octets)) == sorted(texts)
            with pytest.raises(TextTooLong) as raised:
                list(window([calendar], 0, 20, most=octets - 1))
            assert sorted(raised.value.sizes) == [(0, 60_000), (1, 40_000), (2, 5)]


def test_the_next_are_as_many_as_have_not_too_much_text(store: Store, hand, draft, now: datetime, monkeypatch) -> None:
    calendar = hand.calendar(hand.account("anna"))
    with store.writing() as transaction:
        for number in range(5):
            new = replace(draft(f"{number}", span=Span(number, 10)), text=f"{number}" * 20_000)
            transaction.objects.add(calendar, new, by=None, now=now)
    for octets, wanted in ((40_000, 2), (39_999, 1), (1, 1), (100_000, 4)):
        monkeypatch.setattr(queries, "BATCH_OCTETS", octets)
        with store.reading() as transaction:
            objects = transaction.objects
            found = objects.starting([calendar], ObjectKind.EVENT, (-1, 0), 100, limit=4)
            assert [each.text[0] for each in found.objects] == [str(number) for number in range(wanted)]
            assert found.more
            newest = objects.newest([calendar], ObjectKind.EVENT, (0, 20), by="created", until=None, limit=4)
            assert len(newest.objects) == wanted
            assert newest.more
    monkeypatch.setattr(queries, "BATCH_OCTETS", 100_000)
    with store.reading() as transaction:
        rest = transaction.objects.starting([calendar], ObjectKind.EVENT, (2, 99), 100, limit=4)
        assert (len(rest.objects), rest.more) == (2, False)


def test_lists_are_ordered_by_code_point(store: Store, hand) -> None:
    calendar = hand.calendar(hand.account("anna"))
    names = ["b", "A", "a", "Z", "ä", "a-b", "a b", "a.b", "🎈", "\uffff", "_"]
    for name in names:
        hand.put(calendar, name)
    with store.reading() as transaction:
        objects = transaction.objects
        entries = objects.entries(calendar)
        assert [entry.href for entry in entries] == sorted(names)
        first = objects.entries(calendar, limit=4)
        assert first + objects.entries(calendar, after=first[-1].href) == entries
        assert [stored.href for stored in objects.walk(calendar)] == sorted(names)
        assert [stored.href for stored in objects.at_some(calendar, ["b", "A", "?", "b"])] == ["A", "b"]
        assert objects.at_some(calendar, []) == ()


def test_words_are_found_by_their_beginnings(store: Store, hand, kind_of) -> None:
    anna = hand.account("anna")
    work, home = hand.calendar(anna, "work"), hand.calendar(anna, "home")
    hand.put(work, "dentist", words="dentist dr muller")
    hand.put(work, "mill", words="mullerei visit")
    hand.put(home, "odd", words="100% a_b c!d 'x")
    hand.put(home, "empty", words="")
    both = [work, home]

    with store.reading() as transaction:

        def found(*words: str) -> list[str]:
            return [stored.href for stored in transaction.objects.search(both, words, limit=9)]

        assert found("muller") == ["mill", "dentist"]
        assert found("muller", "den") == ["dentist"]
        assert found("uller") == found("muller", "nobody") == found() == []
        assert found("100%") == found("a_b") == found("c!") == found("'x") == ["odd"]
        assert found("1%0") == found("a%") == found("aab") == found("_") == found("%") == []
        assert transaction.objects.search([work], ["100"], limit=9) == ()
        assert transaction.objects.search([], ["m"], limit=9) == ()
        assert found(*["den"] * 50) == ["dentist"]
        assert kind_of(lambda: found(*["den"] * 51)) is Kind.TOO_LARGE


def test_a_search_goes_on_page_by_page(store: Store, hand) -> None:
    calendar = hand.calendar(hand.account("anna"))
    made = [hand.put(calendar, f"{number}", words=f"same {number}") for number in range(7)]
    with store.reading() as transaction:
        search = transaction.objects.search
        first = search([calendar], ["sam"], limit=3)
        rest = search([calendar], ["sam"], limit=9, before_id=first[-1].id)
        assert [*first, *rest] == made[::-1]


def test_a_uid_is_found_in_many_calendars(store: Store, hand) -> None:
    anna, bert = hand.account("anna"), hand.account("bert")
    work, home, theirs = hand.calendar(anna, "work"), hand.calendar(anna, "home"), hand.calendar(bert)
    one, two, three = (hand.put(calendar, "a", uid="u") for calendar in (work, home, theirs))
    hand.put(work, "b", uid="v")
    with store.reading() as transaction:
        with_uid = transaction.objects.with_uid
        assert with_uid("u", [theirs, work, home]) == (one, two, three)
        assert with_uid("u", [home]) == (two,)
        assert with_uid("u", []) == with_uid("w", [work]) == ()


def test_a_uid_is_found_wherever_somebody_reaches(store: Store, hand, now: datetime) -> None:
    anna, bert, emil = (hand.account(name) for name in ("anna", "bert", "emil"))
    work, home, theirs = hand.calendar(anna, "work"), hand.calendar(anna, "home"), hand.calendar(bert)
    one, two, three = (hand.put(calendar, "a", uid="u") for calendar in (work, home, theirs))
    hand.put(work, "b", uid="v")

    def reached(account: Account, uid: str = "u") -> tuple[Stored, ...]:
        with store.reading() as transaction:
            return transaction.objects.of_uid_reached(uid, account.id)

    def granted(holder: Holder, *, calendar: Calendar | None = None, stored: Stored | None = None) -> None:
        with store.writing() as transaction:
            if calendar is not None:
                transaction.grants.put_calendar(calendar, [Grant(holder, Level.BUSY)])
            if stored is not None:
                transaction.grants.put_object(stored, [Grant(holder, Level.READ)])

    assert [reached(each) for each in (anna, bert, emil)] == [(one, two), (three,), ()]
    granted(Holder(HolderKind.ACCOUNT, bert.id), calendar=work, stored=one)  # twice, and told once
    granted(EVERYONE, calendar=theirs)
    with store.writing() as transaction:
        group = transaction.groups.add("friends", "guid of friends", now=now)
        transaction.groups.put_members(group.id, [emil.id])
    granted(Holder(HolderKind.GROUP, group.id), stored=two)
    assert [reached(each) for each in (anna, bert, emil)] == [(one, two, three), (one, three), (two, three)]
    assert reached(bert, "v") == reached(anna, "v")
    assert reached(emil, "v") == reached(anna, "w") == ()
    assert reached(replace(anna, id=10**9)) == (three,)


def test_objects_of_a_calendar_are_listed_page_by_page(store: Store, hand) -> None:
    calendars = [hand.calendar(hand.account(name)) for name in ("anna", "bert")]
    made = [hand.put(calendar, str(n), zoned=n == 1) for n in range(3) for calendar in calendars]
    with store.reading() as transaction:
        page = transaction.objects.page
        assert page(calendars[1], after="", limit=99) == tuple(made[1::2])
        assert page(calendars[0], after="0", limit=1) == (made[2],)
        assert page(calendars[0], after="", limit=99, zoned=True) == (made[2],)


@pytest.mark.parametrize("limit", [1, 3])
def test_entries_tell_what_is_there(store: Store, hand, limit: int) -> None:
    calendar = hand.calendar(hand.account("anna"))
    stored = hand.put(calendar, "a", kind=ObjectKind.JOURNAL)
    with store.reading() as transaction:
        [entry] = transaction.objects.entries(calendar, limit=limit)
    assert (entry.href, entry.object_id, entry.etag, entry.kind) == ("a", stored.id, stored.etag, ObjectKind.JOURNAL)

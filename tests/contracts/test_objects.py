"""What every store promises about writing calendar objects, about their changes and their history."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from msgspec import structs

from kalends.errors import Fault, Kind
from kalends.service.ports import Store
from kalends.service.records import (
    EVERYONE,
    Ending,
    Entry,
    EventKind,
    Facts,
    Grant,
    Level,
    ObjectDraft,
    ObjectKind,
    ObjectPolicy,
    Progress,
    Role,
    Span,
)

TEXT = "BEGIN:VCALENDAR\r\nX-A:a\tb\\n\r\n \r\nX-🎈:é e\u0301 \u2028\ufeff\u0085\x7f\x01\r\nEND:VCALENDAR\n\r\r\n"
HOUR = timedelta(hours=1)

POLICY = ObjectPolicy(True, True, True, Role.MARK, Progress.REOPENED, (3, 1), (2,), (2**31 - 1, 4))
WHOLE = ObjectDraft(
    href="a b%2F'\"ü.ics",
    text=TEXT,
    etag='"abc"',
    facts=Facts(
        uid="4B1@x?%_'",
        kind=ObjectKind.TODO,
        span=Span(-(2**60), 2**60),
        summary="Zahnarzt 🦷",
        classification="PRIVATE",
        status="TENTATIVE",
        transparent=True,
        sequence=7,
        recurs=True,
        zoned=True,
        local=True,
        words="zahnarzt a%b",
    ),
    author_id=77,
    method="REQUEST",
    policy=POLICY,
)


def test_an_object_comes_back_as_it_was_stored(store: Store, hand, now: datetime) -> None:
    calendar = hand.calendar(hand.account("anna"))
    with store.writing() as transaction:
        stored = transaction.objects.add(calendar, WHOLE, by=5, now=now)
    assert stored.draft == WHOLE
    assert (stored.owner_id, stored.calendar_id, stored.version) == (calendar.owner_id, calendar.id, 1)
    assert (stored.created, stored.modified, stored.modified_by) == (now, now, 5)
    with store.reading() as transaction:
        objects = transaction.objects
        assert objects.find(stored.id) == stored
        assert objects.at(calendar, WHOLE.href) == objects.of_uid(calendar, WHOLE.facts.uid) == stored
        assert objects.some([stored.id]) == objects.at_some(calendar, [WHOLE.href, "?"]) == (stored,)
        assert objects.find(stored.id).text.encode() == TEXT.encode()


def test_a_long_text_comes_back(store: Store, hand) -> None:
    text = "DESCRIPTION:" + "0123456789é\r\n " * 400_000
    stored = hand.put(hand.calendar(hand.account("anna")), "long", text=text)
    with store.reading() as transaction:
        assert transaction.objects.find(stored.id).text == text


def test_hrefs_and_uids_are_one_objects_of_their_calendar(store: Store, hand, draft, now: datetime) -> None:
    anna = hand.account("anna")
    work, home = hand.calendar(anna, "work"), hand.calendar(anna, "home")
    first, second = hand.put(work, "a"), hand.put(work, "b")
    hand.put(home, "a")
    with store.writing() as transaction:
        objects = transaction.objects
        for act, precondition in (
            (lambda: objects.add(work, draft("a", uid="other"), by=None, now=now), ""),
            (lambda: objects.add(work, draft("other", uid="a"), by=None, now=now), "no-uid-conflict"),
            (lambda: objects.put(second, draft("b", uid="a"), by=None, now=now), "no-uid-conflict"),
            (lambda: objects.put(second, draft("a", uid="b"), by=None, now=now), ""),
            (lambda: objects.reindex(second, structs.replace(second.facts, uid="a")), "no-uid-conflict"),
            (lambda: objects.move(first, home, "other", by=None, now=now), "no-uid-conflict"),
            (lambda: objects.move(first, home, "a", by=None, now=now), ""),
        ):
            with pytest.raises(Fault) as caught:
                act()
            assert (caught.value.kind, caught.value.precondition) == (Kind.EXISTS, precondition)
            assert not caught.value.precondition or "a" in caught.value.detail
        with pytest.raises(Fault) as caught:
            objects.add(work, draft("new"), by=None, now=now, object_id=first.id)
        assert (caught.value.kind, caught.value.precondition) == (Kind.EXISTS, "")
        objects.put(second, draft("b"), by=None, now=now)  # the transaction goes on
    assert hand.calendar_now(work).counter == 4
    assert hand.calendar_now(work).size == 2


def test_texts_without_a_uid_do_not_conflict(store: Store, hand) -> None:
    calendar = hand.calendar(hand.account("anna"))
    assert hand.put(calendar, "a", uid=None).facts.uid is None
    hand.put(calendar, "b", uid=None)
    assert hand.calendar_now(calendar).size == 2


def test_names_may_be_long_but_not_endless(store: Store, hand, draft, now: datetime, kind_of) -> None:
    calendar = hand.calendar(hand.account("anna"))
    stored = hand.put(calendar, "x" * 2000, uid="ü" * 1000)
    with store.writing() as transaction:
        objects = transaction.objects
        assert objects.at(calendar, "x" * 2000) == stored
        assert kind_of(lambda: objects.at(calendar, "x" * 9000)) is Kind.NOT_FOUND
        for long in (draft("x" * 2001), draft("y", uid="ü" * 1001)):
            assert kind_of(lambda long=long: objects.add(calendar, long, by=None, now=now)) is Kind.TOO_LARGE


def test_putting_keeps_the_old_version(store: Store, hand, draft, now: datetime) -> None:
    calendar = hand.calendar(hand.account("anna"))
    first = hand.put(calendar, "a", summary="old", uid="u", policy=POLICY)
    later = replace(draft("a", text="new", uid="u", words="new words"), etag="new etag", method="CANCEL")
    with store.writing() as transaction:
        second = transaction.objects.put(first, later, by=9, now=now + HOUR)
        third = transaction.objects.put(second, replace(later, text="newest"), by=None, now=now + 2 * HOUR)
        assert transaction.objects.find(first.id) == third
    assert (second.id, second.version, second.created, second.modified, second.modified_by) == (
        first.id,
        2,
        now,
        now + HOUR,
        9,
    )
    with store.reading() as transaction:
        newer, older = transaction.history.of(first.id)
        assert transaction.history.of_uid(calendar.owner_id, calendar.id, "u") == (newer, older)
        assert transaction.history.find(first.id, 1) == older
    assert (older.version, older.text, older.etag, older.summary) == (1, first.text, first.etag, "old")
    assert (older.written, older.written_by, older.ended, older.ended_by) == (now, None, now + HOUR, 9)
    assert (older.ending, older.policy, older.href) == (Ending.REPLACED, POLICY, "a")
    assert (newer.version, newer.text, newer.method, newer.written_by) == (2, "new", "CANCEL", 9)


def test_what_stands_beside_the_text_is_amended(store: Store, hand, now: datetime) -> None:
    calendar = hand.calendar(hand.account("anna"))
    stored = hand.put(calendar, "a")
    wanted = replace(stored.draft, author_id=8, policy=POLICY, text="not this", etag="nor this")
    with store.writing() as transaction:
        amended = transaction.objects.amend(stored, wanted, by=None, now=now)
        assert transaction.objects.find(stored.id) == amended
        assert (amended.text, amended.version) == (stored.text, 1)
        assert (amended.draft.author_id, amended.draft.policy) == (8, POLICY)
        assert transaction.history.of(stored.id) == ()
        [change] = transaction.events.changes(calendar, 1, limit=9)
        assert (change.counter, change.etag) == (2, stored.etag)


def test_a_reindex_changes_facts_alone(store: Store, hand) -> None:
    calendar = hand.calendar(hand.account("anna"))
    stored = hand.put(calendar, "a", words="old")
    facts = structs.replace(WHOLE.facts, words="new")
    with store.writing() as transaction:
        transaction.objects.reindex(stored, facts)
        assert transaction.objects.find(stored.id) == replace(stored, draft=replace(stored.draft, facts=facts))
        assert [found.id for found in transaction.objects.search([calendar], ["new"], limit=1)] == [stored.id]
        assert transaction.objects.search([calendar], ["old"], limit=1) == ()
    assert hand.calendar_now(calendar).counter == 1


def test_an_object_moves_with_all_that_is_its_own(store: Store, hand, now: datetime) -> None:
    anna, bert = hand.account("anna"), hand.account("bert")
    work, theirs = hand.calendar(anna, "work"), hand.calendar(bert, "theirs")
    stored = hand.put(work, "a", words="dentist", uid="u")
    with store.writing() as transaction:
        transaction.grants.put_object(stored, [Grant(EVERYONE, Level.READ)])
        transaction.grants.hide(stored, bert.id)
        transaction.alerts.put(stored, bert.id, 5)
        transaction.calendars.lock([work.id, theirs.id])
        moved = transaction.objects.move(stored, theirs, "b", by=anna.id, now=now + HOUR)
        objects = transaction.objects
        assert objects.find(stored.id) == objects.at(theirs, "b") == objects.of_uid(theirs, "u") == moved
        assert (moved.id, moved.owner_id, moved.version, moved.created) == (stored.id, bert.id, 2, now)
        assert (moved.modified, moved.modified_by, moved.text) == (now + HOUR, anna.id, stored.text)
        assert objects.search([theirs], ["dent"], limit=9) == (moved,)
        assert objects.search([work], ["dent"], limit=9) == objects.entries(work) == ()
        assert transaction.grants.of_object(moved) == (Grant(EVERYONE, Level.READ),)
        assert transaction.grants.held(bert.id)[0].calendar_id == theirs.id
        assert transaction.grants.hidden(bert.id) == {stored.id}
        assert transaction.alerts.of(bert.id, [moved]) == {stored.id: 5}
        [gone] = transaction.events.changes(work, 1, limit=9)
        assert (gone.href, gone.etag, gone.counter) == ("a", None, 2)
        [come] = transaction.events.changes(theirs, 0, limit=9)
        assert (come.href, come.etag, come.counter) == ("b", stored.etag, 1)
        assert [version.ending for version in transaction.history.of(stored.id)] == [Ending.MOVED]
    assert (hand.calendar_now(work).size, hand.calendar_now(theirs).size) == (0, 1)
    with (
        store.writing() as transaction
    ):  # what was moved along is of the new calendar, and does not go with the old one
        transaction.calendars.remove(work, by=None, now=now)
        assert transaction.alerts.of(bert.id, [moved]) == {stored.id: 5}
        assert transaction.grants.hidden(bert.id) == {stored.id}


def test_a_removed_object_can_come_back_under_its_id(store: Store, hand, now: datetime, kind_of) -> None:
    anna = hand.account("anna")
    calendar = hand.calendar(anna)
    stored, other = hand.put(calendar, "a", uid="u"), hand.put(calendar, "b")
    with store.writing() as transaction:
        transaction.objects.remove(stored, by=anna.id, now=now + HOUR)
        assert kind_of(lambda: transaction.objects.find(stored.id)) is Kind.NOT_FOUND
        assert transaction.objects.entries(calendar) == (Entry("b", other.id, other.etag, ObjectKind.EVENT),)
        [removed] = transaction.history.removed(anna.id, calendar.id, limit=9)
        assert (removed.ending, removed.ended_by, removed.text) == (Ending.DELETED, anna.id, stored.text)
        assert transaction.history.every_removed(anna.id, calendar.id) == ((stored.id, 1),)
        back = transaction.objects.add(calendar, stored.draft, by=anna.id, now=now, object_id=stored.id)
        assert (back.id, back.version, back.draft) == (stored.id, 2, stored.draft)
        assert transaction.objects.find(stored.id) == back
        assert transaction.history.removed(anna.id, calendar.id, limit=9) == ()
        transaction.objects.remove(back, by=None, now=now + 2 * HOUR)
        [removed] = transaction.history.removed(anna.id, calendar.id, limit=9)
        assert removed.version == 2
    assert hand.put(calendar, "c").id > other.id


def test_history_outlives_its_calendar(store: Store, hand, now: datetime) -> None:
    anna = hand.account("anna")
    calendar, other = hand.calendar(anna), hand.calendar(anna, "other")
    first, second, kept = hand.put(calendar, "a"), hand.put(calendar, "b"), hand.put(other, "c")
    with store.writing() as transaction:
        transaction.calendars.remove(calendar, by=anna.id, now=now + HOUR)
        assert transaction.objects.some([first.id, second.id, kept.id]) == (kept,)
        removed = transaction.history.removed(anna.id, calendar.id, limit=9)
        assert [(version.object_id, version.text) for version in removed] == [
            (second.id, second.text),
            (first.id, first.text),
        ]
        assert {version.ended for version in removed} == {now + HOUR}


def test_what_is_no_object_is_not_found(store: Store, hand, draft, now: datetime, kind_of) -> None:
    calendar = hand.calendar(hand.account("anna"))
    stored = hand.put(calendar, "a")
    with store.writing() as transaction:
        objects, history = transaction.objects, transaction.history
        objects.remove(stored, by=None, now=now)
        for act in (
            lambda: objects.find(stored.id),
            lambda: objects.find(0),
            lambda: objects.find(-(10**30)),
            lambda: objects.at(calendar, "a"),
            lambda: objects.of_uid(calendar, "a"),
            lambda: objects.put(stored, draft("a"), by=None, now=now),
            lambda: objects.amend(stored, draft("a"), by=None, now=now),
            lambda: objects.reindex(stored, stored.facts),
            lambda: objects.move(stored, calendar, "b", by=None, now=now),
            lambda: objects.remove(stored, by=None, now=now),
            lambda: objects.add(replace(calendar, id=999), draft("z"), by=None, now=now),
            lambda: history.find(stored.id, 9),
        ):
            assert kind_of(act) is Kind.NOT_FOUND
        assert objects.some([stored.id, 10**20]) == objects.with_uid("a", [calendar]) == ()
    assert hand.calendar_now(calendar).counter == 2


def test_texts_that_no_database_holds_are_refused(store: Store, hand, kind_of) -> None:
    calendar = hand.calendar(hand.account("anna"))
    for text in ("a\0b", "half\ud800"):
        with store.reading() as transaction:
            assert kind_of(lambda text=text: transaction.objects.at(calendar, text)) is Kind.INVALID
            assert kind_of(lambda text=text: transaction.objects.at_some(calendar, [text])) is Kind.INVALID
        assert kind_of(lambda text=text: hand.put(calendar, "a", text=text)) is Kind.INVALID
    assert hand.calendar_now(calendar).size == 0


def test_each_href_has_its_last_change(store: Store, hand, draft, now: datetime) -> None:
    calendar = hand.calendar(hand.account("anna"))
    a, b, c = (hand.put(calendar, href) for href in "abc")  # 1 2 3
    with store.writing() as transaction:
        objects, events = transaction.objects, transaction.events
        a = objects.put(a, draft("a"), by=None, now=now + HOUR)  # 4
        objects.remove(b, by=None, now=now + HOUR)  # 5
        d = objects.put(c, draft("d", uid="c"), by=None, now=now + HOUR)  # 6 is c's end, 7 d
        seen = [(change.counter, change.href, change.etag) for change in events.changes(calendar, 0, limit=9)]
        assert seen == [(4, "a", a.etag), (5, "b", None), (6, "c", None), (7, "d", d.etag)]
        assert events.changes(calendar, 7, limit=9) == ()
        part = events.changes(calendar, 0, limit=2)
        assert [*part, *events.changes(calendar, part[-1].counter, limit=9)] == [*events.changes(calendar, 0, limit=9)]
        again = objects.add(calendar, draft("b", uid="new"), by=None, now=now)  # 8
        assert [(change.counter, change.object_id) for change in events.changes(calendar, 4, limit=9)] == [
            (6, c.id),
            (7, c.id),
            (8, again.id),
        ]
    assert hand.calendar_now(calendar).counter == 8


def test_old_events_are_purged(store: Store, hand, now: datetime, kind_of) -> None:
    anna, bert = hand.account("anna"), hand.account("bert")
    calendar, quiet, other = hand.calendar(anna), hand.calendar(anna, "quiet"), hand.calendar(bert)
    hand.put(quiet, "z")  # 1
    for number in range(4):
        for where in (calendar, other):
            stored = hand.put(where, str(number))
            with store.writing() as transaction:
                transaction.calendars.lock([where.id])
                transaction.objects.remove(stored, by=None, now=now + number * HOUR)
    with store.writing() as transaction:
        events = transaction.events
        assert events.purgeable(before=now, limit=9) == ()
        assert events.purgeable(before=now + HOUR, limit=9) == (anna.id, bert.id)
        assert events.purge(anna.id, before=now + 3 * HOUR, at_most=5) == 5
        assert transaction.calendars.find(calendar.id).swept == 5
        assert events.purge(anna.id, before=now + 3 * HOUR, at_most=9) == 3
        assert events.purge(anna.id, before=now + 3 * HOUR, at_most=9) == 0
        assert [change.href for change in events.changes(calendar, 0, limit=9)] == ["3"]
        assert [change.href for change in events.changes(quiet, 0, limit=9)] == ["z"]
        assert [each.what for each in events.since(anna.id, 8, limit=9)] == [EventKind.REMOVED]
        assert kind_of(lambda: events.since(anna.id, 7, limit=9)) is Kind.GONE
        assert len(events.changes(other, 0, limit=9)) == 4
        assert len(events.since(bert.id, 0, limit=99)) == 8
    assert [hand.calendar_now(each).swept for each in (calendar, quiet, other)] == [7, 0, 0]


def test_events_tell_what_happened_in_one_order(store: Store, hand, draft, now: datetime, kind_of) -> None:
    anna, bert = hand.account("anna"), hand.account("bert")
    work, home, theirs = hand.calendar(anna), hand.calendar(anna, "home"), hand.calendar(bert)
    kept = hand.put(home, "kept")
    with store.writing() as transaction:
        transaction.calendars.lock([work.id, home.id, theirs.id])
        objects = transaction.objects
        stored = objects.add(work, draft("a"), by=anna.id, now=now)
        stored = objects.put(stored, draft("a"), by=bert.id, now=now + HOUR)
        stored = objects.amend(stored, draft("a"), by=None, now=now + HOUR)
        stored = objects.put(stored, draft("b", uid="a"), by=anna.id, now=now + HOUR)
        objects.move(stored, theirs, "c", by=anna.id, now=now + HOUR)
        objects.remove(kept, by=anna.id, now=now + HOUR)
        transaction.calendars.remove(work, by=anna.id, now=now + HOUR)
    with store.reading() as transaction:
        events = transaction.events
        found = events.since(anna.id, 1, limit=99)
        assert [(each.what.value, each.href, each.version_before, each.version_after) for each in found] == [
            ("created", "a", None, 1),
            ("changed", "a", 1, 2),
            ("amended", "a", 2, 2),
            ("moved-out", "a", 2, None),
            ("moved-in", "b", None, 3),
            ("moved-out", "b", 3, None),
            ("removed", "kept", 1, None),
            ("calendar-removed", "", None, None),
        ]
        assert [each.cursor for each in found] == list(range(2, 10))
        assert (found[1].by, found[1].at, found[1].object_id) == (bert.id, now + HOUR, stored.id)
        assert (found[-1].calendar_id, found[-1].object_id) == (work.id, None)
        assert events.since(anna.id, 3, limit=2) == found[2:4]
        assert events.cursor(anna.id) == 9
        [come] = events.since(bert.id, 0, limit=9)
        assert (come.what, come.href, come.version_after) == (EventKind.MOVED_IN, "c", 4)
        for cursor in (-1, 10):
            assert kind_of(lambda cursor=cursor: events.since(anna.id, cursor, limit=9)) is Kind.GONE
        assert kind_of(lambda: events.since(999, 0, limit=9)) is Kind.GONE


def test_old_versions_are_purged_a_few_at_once(store: Store, hand, draft, now: datetime) -> None:
    anna = hand.account("anna")
    calendar = hand.calendar(anna)
    stored = hand.put(calendar, "a")
    with store.writing() as transaction:
        for number in range(4):
            stored = transaction.objects.put(stored, draft("a"), by=None, now=now + number * HOUR)
        history = transaction.history
        assert history.purge(anna.id, before=now + 3 * HOUR, at_most=2) == 2
        assert [version.version for version in history.of(stored.id)] == [4, 3]
        assert history.purge(anna.id, before=now + 3 * HOUR, at_most=9) == 1
        assert history.purge(anna.id, before=now + 3 * HOUR, at_most=9) == 0
        assert [version.version for version in history.of(stored.id)] == [4]
        assert history.purgeable(before=now + 3 * HOUR, limit=9) == ()
        assert history.purgeable(before=now + 9 * HOUR, limit=9) == (anna.id,)
        history.forget(anna.id, before=now + 9 * HOUR, at_most=1)
        assert history.of(stored.id) == ()
        assert transaction.objects.find(stored.id) == stored


KEPT = {("a", "x"): "1\r\nü", ("a", "y"): '{"z": 1}', ("b", "x"): ""}


def test_properties_go_where_an_object_goes(store: Store, hand, draft, now: datetime) -> None:
    anna = hand.account("anna")
    work, home = hand.calendar(anna), hand.calendar(hand.account("bert"), "home")
    first, bare = hand.put(work, "a"), hand.put(work, "b")
    with store.writing() as transaction:
        objects, properties = transaction.objects, transaction.properties
        stored = objects.amend(first, properties.put_object(first, KEPT).draft, by=None, now=now)
        assert objects.find(first.id) == stored
        assert properties.of_objects([stored, bare]) == {first.id: KEPT}
        second = objects.put(stored, replace(stored.draft, text="new"), by=None, now=now + HOUR)
        moved = objects.move(second, home, "a", by=None, now=now + HOUR)
        assert properties.of_objects([objects.find(first.id)]) == {first.id: KEPT}
        moved = objects.amend(moved, properties.put_object(moved, {("a", "x"): "2"}).draft, by=None, now=now)
        assert properties.of_objects([moved]) == {first.id: {("a", "x"): "2"}}
        objects.remove(moved, by=None, now=now + HOUR)
        assert transaction.orphans.of(moved.owner_id, limit=9) == ()
        versions = transaction.history.of(first.id)
        found = [(each.version, each.properties, properties.of_version(each)) for each in versions]
        assert found == [(3, 1, {("a", "x"): "2"}), (2, 3, KEPT), (1, 3, KEPT)]
        purge = transaction.history.purge
        purged = [purge(each.owner_id, before=now + 2 * HOUR, at_most=9) for each in (work, home)]
        assert purged == [2, 1]
        assert properties.of_version(versions[0]) == {}


def test_versions_of_a_removed_calendar_keep_their_properties(store: Store, hand, now: datetime) -> None:
    work = hand.calendar(hand.account("anna"))
    first = hand.put(work, "a")
    with store.writing() as transaction:
        properties = transaction.properties
        transaction.objects.amend(first, properties.put_object(first, KEPT).draft, by=None, now=now)
        calendar = properties.put_calendar(work, {("c", "d"): "e"})
        assert transaction.calendars.find(work.id).properties == 1
        assert properties.of_calendars([calendar]) == {work.id: {("c", "d"): "e"}}
        transaction.calendars.remove(work, by=None, now=now)
        assert properties.of_calendars([calendar]) == {}
        (version,) = transaction.history.of(first.id)
        assert properties.of_version(version) == KEPT

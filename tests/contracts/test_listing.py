"""What every store promises about lists in order: by beginning, by creation or change, and what is closed."""

from dataclasses import replace
from datetime import datetime, timedelta

from kalends.service.ports import Store
from kalends.service.records import ObjectKind, ObjectPolicy, Progress, Span
from kalends.store.objects import queries

EVENT = ObjectKind.EVENT


def ids(found) -> list[int]:
    return [stored.id for stored in found]


def test_the_next_by_beginning(store: Store, hand, monkeypatch) -> None:
    anna = hand.account("anna")
    work, home = hand.calendar(anna, "work"), hand.calendar(anna, "home")
    places = [(work, 30), (home, 10), (work, 10), (home, 20), (work, 20), (home, None), (work, -5)]
    stored = [
        hand.put(calendar, str(n), span=Span(first, None if first is None else first + 5))
        for n, (calendar, first) in enumerate(places)
    ]
    hand.put(work, "todo", span=Span(15, 16), kind=ObjectKind.TODO)
    ordered = [stored[at].id for at in (6, 1, 2, 3, 4, 0)]
    for at_once in (100, 1):
        monkeypatch.setattr(queries, "_CALENDARS_AT_ONCE", at_once)
        with store.reading() as transaction:

            def starting(*asked, limit: int):
                return transaction.objects.starting(*asked, limit=limit).objects

            both = [work, home]
            assert ids(starting(both, EVENT, (-100, 0), 100, limit=9)) == ordered
            assert ids(starting(both, EVENT, (-100, 0), 100, limit=2)) == ordered[:2]
            assert ids(starting(both, EVENT, (10, stored[1].id), 100, limit=9)) == ordered[2:]
            assert ids(starting(both, EVENT, (10, stored[2].id), 20, limit=9)) == []
            assert ids(starting([home], EVENT, (10, -1), 21, limit=9)) == [stored[1].id, stored[3].id]
            assert ids(starting([], EVENT, (-100, 0), 100, limit=9)) == []


def test_the_newest_of_a_window(store: Store, hand, draft, now: datetime) -> None:
    anna = hand.account("anna")
    work, home = hand.calendar(anna, "work"), hand.calendar(anna, "home")
    made = []
    with store.writing() as transaction:
        for number, calendar in enumerate((work, home, work, home, work)):
            span = Span(0, 10) if number != 4 else Span(50, 60)
            moment = now + timedelta(seconds=min(number, 2))
            made.append(transaction.objects.add(calendar, draft(str(number), span=span), by=None, now=moment))
        later = now + timedelta(hours=1)
        changed = transaction.objects.put(made[0], replace(made[0].draft, text="new"), by=None, now=later)
    column = round((now - datetime.fromisoformat("1970-01-01T00:00:00+00:00")).total_seconds() * 1_000_000)
    with store.reading() as transaction:

        def newest(by: str, until: tuple[int, int] | None = None, limit: int = 9, window: tuple[int, int] = (5, 20)):
            return ids(transaction.objects.newest([work, home], EVENT, window, by=by, until=until, limit=limit).objects)

        created = [made[3].id, made[2].id, made[1].id, made[0].id]
        assert newest("created") == created
        assert newest("created", limit=2) == created[:2]
        assert newest("created", until=(column + 2_000_000, made[2].id)) == created[1:]
        assert newest("modified") == [changed.id, *created[:-1]]
        assert newest("created", window=(55, 56)) == [made[4].id]
        assert transaction.objects.newest([], EVENT, (5, 20), by="created", until=None, limit=9) == ((), False)


def test_closed_objects_are_found(store: Store, hand) -> None:
    anna = hand.account("anna")
    work, home = hand.calendar(anna, "work"), hand.calendar(anna, "home")
    policies = {"b": ObjectPolicy(closed=True), "a": ObjectPolicy(alone=True)}
    closed = [hand.put(work, name, policy=policy) for name, policy in policies.items()]
    hand.put(work, "open", policy=ObjectPolicy(everyone=True, progress=Progress.CLOSED, participants=(7,)))
    hand.put(work, "other")
    hand.put(home, "elsewhere", policy=ObjectPolicy(closed=True))
    with store.reading() as transaction:
        assert ids(transaction.objects.closed(work)) == ids(closed)


def test_what_is_amended_says_when_and_by_whom(store: Store, hand, now: datetime) -> None:
    calendar = hand.calendar(hand.account("anna"))
    stored = hand.put(calendar, "a")
    later = replace(stored, modified=now + timedelta(days=1), modified_by=3)
    with store.writing() as transaction:
        transaction.objects.amend(later, stored.draft, by=None, now=now)
        found = transaction.objects.find(stored.id)
    assert (found.modified, found.modified_by, found.version) == (now + timedelta(days=1), 3, 1)

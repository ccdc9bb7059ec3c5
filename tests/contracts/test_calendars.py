"""What every store promises about calendars and views."""

from dataclasses import replace
from datetime import datetime, timedelta

from kalends.errors import Kind
from kalends.service.ports import Store
from kalends.service.records import NO_ALERT, CalendarDraft, Holder, HolderKind, Look, ObjectKind, View


def test_a_calendar_comes_back_as_it_was_stored(store: Store, hand, now: datetime) -> None:
    anna = hand.account("anna")
    look = Look("Arbeit 🎈", "what\r\nI do", "#aabbcc", "#000000", "Europe/Berlin", 15)
    draft = CalendarDraft(anna.id, "work", look, frozenset({ObjectKind.TODO}), default=True)
    with store.writing() as transaction:
        calendar = transaction.calendars.add(draft, now=now)
    assert (calendar.owner_id, calendar.name, calendar.look) == (anna.id, "work", look)
    assert (calendar.kinds, calendar.default, calendar.properties) == (draft.kinds, True, 0)
    assert (calendar.created, calendar.counter, calendar.size, calendar.swept) == (now, 0, 0, 0)
    with store.reading() as transaction:
        calendars = transaction.calendars
        assert calendars.find(calendar.id) == calendars.named(anna.id, "work") == calendar
        assert calendars.owned(anna.id) == calendars.some([calendar.id, 999]) == (calendar,)


def test_a_name_is_one_calendars_of_its_owner(store: Store, hand, now: datetime, kind_of) -> None:
    anna, bert = hand.account("anna"), hand.account("bert")
    first, theirs = hand.calendar(anna, "work"), hand.calendar(bert, "work")
    assert kind_of(lambda: hand.calendar(anna, "work")) is Kind.EXISTS
    with store.reading() as transaction:
        assert transaction.calendars.named(bert.id, "work") == theirs
        assert transaction.calendars.named(anna.id, "work") == first
        assert kind_of(lambda: transaction.calendars.named(anna.id, "WORK")) is Kind.NOT_FOUND


def test_an_owner_has_one_default_calendar(store: Store, hand, kind_of) -> None:
    anna, bert = hand.account("anna"), hand.account("bert")
    main, other = hand.calendar(anna, "main", default=True), hand.calendar(anna, "other")
    hand.calendar(bert, "main", default=True)
    assert kind_of(lambda: hand.calendar(anna, "third", default=True)) is Kind.EXISTS
    with store.writing() as transaction:
        calendars = transaction.calendars
        assert kind_of(lambda: calendars.put(replace(other, default=True))) is Kind.EXISTS
        calendars.put(replace(main, default=False))
        assert not any(each.default for each in calendars.owned(anna.id))
        calendars.put(replace(other, default=True))
        assert [each.id for each in calendars.owned(anna.id) if each.default] == [other.id]


def test_only_what_may_change_is_put(store: Store, hand, now: datetime) -> None:
    calendar = hand.calendar(hand.account("anna"))
    look = Look("New", alert=NO_ALERT, time_zone="Asia/Tokyo")
    changed = replace(calendar, look=look, kinds=frozenset(ObjectKind))
    with store.writing() as transaction:
        transaction.calendars.put(replace(changed, name="x", counter=9, generation=9, size=9))
        assert transaction.calendars.find(calendar.id) == changed


def test_a_new_calendar_of_an_old_name_has_another_generation(store: Store, hand, now: datetime) -> None:
    anna = hand.account("anna")
    old = hand.calendar(anna)
    with store.writing() as transaction:
        transaction.calendars.remove(old, by=None, now=now)
        draft = CalendarDraft(anna.id, old.name, old.look)
        new = transaction.calendars.add(draft, now=now + timedelta(microseconds=1))
        assert new.generation != old.generation
        assert new.id > old.id
        transaction.calendars.renew(new, now=now)
        once = transaction.calendars.find(new.id)
        transaction.calendars.renew(new, now=now + timedelta(days=1))
        twice = transaction.calendars.find(new.id)
    assert new.generation < once.generation < twice.generation


def test_calendars_are_listed_by_their_owner(store: Store, hand) -> None:
    anna, bert = hand.account("anna"), hand.account("bert")
    made = [hand.calendar(owner, f"c{number}") for number in range(3) for owner in (bert, anna)]
    with store.reading() as transaction:
        calendars = transaction.calendars
        assert calendars.some([each.id for each in reversed(made)]) == tuple(made)
        assert calendars.owned(anna.id) == tuple(made[1::2])
    with store.writing() as transaction:
        assert transaction.calendars.lock([made[2].id, made[0].id]) == (made[0], made[2])


def test_what_is_no_calendar_is_not_found(store: Store, hand, now: datetime, kind_of) -> None:
    anna = hand.account("anna")
    calendar = hand.calendar(anna)
    with store.writing() as transaction:
        calendars = transaction.calendars
        calendars.remove(calendar, by=None, now=now)
        for ask in (
            lambda: calendars.find(calendar.id),
            lambda: calendars.find(-1),
            lambda: calendars.find(10**40),
            lambda: calendars.put(calendar),
            lambda: calendars.remove(calendar, by=None, now=now),
            lambda: calendars.renew(calendar, now=now),
            lambda: calendars.put_view(calendar, View(calendar.id, anna.id)),
        ):
            assert kind_of(ask) is Kind.NOT_FOUND
        assert calendars.lock([calendar.id]) == calendars.some([calendar.id]) == ()
    assert kind_of(lambda: hand.calendar(replace(anna, id=999))) is Kind.NOT_FOUND


def test_a_name_may_be_long_but_not_endless(store: Store, hand, kind_of) -> None:
    anna = hand.account("anna")
    assert hand.calendar(anna, "ü" * 1000).name == "ü" * 1000
    assert kind_of(lambda: hand.calendar(anna, "x" * 2001)) is Kind.TOO_LARGE


def test_each_person_has_a_view(store: Store, hand, kind_of) -> None:
    anna, bert = hand.account("anna"), hand.account("bert")
    work, home = hand.calendar(anna, "work"), hand.calendar(anna, "home")
    mine = View(work.id, bert.id, "Anna's", "#112233", "#445566", "Asia/Tokyo", NO_ALERT, hidden=True)
    with store.writing() as transaction:
        calendars = transaction.calendars
        assert calendars.view(work, bert.id) == View(work.id, bert.id)
        calendars.put_view(home, View(home.id, bert.id, title="first"))
        calendars.put_view(work, mine)
        calendars.put_view(home, View(home.id, bert.id, colour="#ffffff"))
        assert calendars.view(work, bert.id) == mine
        assert calendars.views(bert.id) == (mine, View(home.id, bert.id, colour="#ffffff"))
        assert calendars.view(work, anna.id) == View(work.id, anna.id)
        assert kind_of(lambda: calendars.put_view(work, View(work.id, 999))) is Kind.NOT_FOUND


def test_views_go_with_their_calendar_and_their_person(store: Store, hand, now: datetime) -> None:
    anna, bert = hand.account("anna"), hand.account("bert")
    work, home = hand.calendar(anna, "work"), hand.calendar(anna, "home")
    with store.writing() as transaction:
        for calendar in (work, home):
            transaction.calendars.put_view(calendar, View(calendar.id, bert.id, hidden=True))
        transaction.calendars.remove(work, by=None, now=now)
        assert [view.calendar_id for view in transaction.calendars.views(bert.id)] == [home.id]
        transaction.accounts.remove(bert.id)
        bert_as_holder = Holder(HolderKind.ACCOUNT, bert.id)
        assert transaction.holders.owners(bert_as_holder) == (anna.id,)
        transaction.holders.remove(anna.id, bert_as_holder)
        assert transaction.holders.owners(bert_as_holder) == ()
        assert transaction.calendars.views(bert.id) == ()
        assert transaction.calendars.owned(anna.id) == (home,)


def test_an_account_takes_its_calendars_along(store: Store, hand, now: datetime, kind_of) -> None:
    anna, bert = hand.account("anna"), hand.account("bert")
    of_anna, of_bert = hand.calendar(anna), hand.calendar(bert)
    gone, kept = hand.put(of_anna, "a"), hand.put(of_bert, "b")
    with store.writing() as transaction:
        transaction.objects.remove(gone, by=anna.id, now=now)
        transaction.accounts.remove(anna.id)
        assert kind_of(lambda: transaction.calendars.find(of_anna.id)) is Kind.NOT_FOUND
        assert transaction.history.of(gone.id) == ()
        assert transaction.objects.find(kept.id) == kept

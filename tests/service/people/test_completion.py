"""Work in the calendars of several owners: done owner after owner, and gone on with after a crash."""

from datetime import timedelta

import pytest
from tests.service.household import BOTH, NOW, Household

from kalends.service.calendars import ViewChange
from kalends.service.people import completion
from kalends.service.ports import Store
from kalends.service.records import Grant, Holder, HolderKind, Level


class Crash(BaseException):
    """The process ends."""


def crash_after(owners: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process end once so many owners are done."""
    real, left = completion._do_for, iter(range(owners))

    def do_for(*arguments: object) -> None:
        if next(left, None) is None:
            raise Crash
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(completion, "_do_for", do_for)


def held(store: Store, holder: Holder) -> list[tuple[int, Level]]:
    with store.reading() as transaction:
        return [
            (calendar.owner_id, grant.level)
            for account in transaction.accounts.all()
            for calendar in transaction.calendars.owned(account.id)
            for grant in transaction.grants.of_calendar(calendar)
            if grant.holder == holder
        ]


@BOTH
def test_a_removal_that_a_crash_ends_is_gone_on_with(
    house: Household, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    finn = Holder(HolderKind.ACCOUNT, house.finn.account_id)
    for name in ("anna", "emil"):
        calendar = house.own(name, "Shared")
        house.calendars.grant(house.people[name], calendar.id, Grant(finn, Level.READ), now=NOW)
        house.calendars.change_view(house.finn, calendar.id, ViewChange(colour="#112233"), now=NOW)
    with store.reading() as transaction:
        email = transaction.accounts.by_id(finn.id).email
    with monkeypatch.context() as patch:
        crash_after(1, patch)
        with pytest.raises(Crash):
            house.service.people.remove(email)
    assert len(held(store, finn)) == 1
    with store.reading() as transaction:
        assert transaction.accounts.some([finn.id]) == ()
    house.service.tidy.run(now=NOW)
    assert held(store, finn) == []
    with store.writing() as transaction:
        assert transaction.calendars.views(finn.id) == transaction.holders.owners(finn) == ()
        later = NOW + timedelta(days=1)
        assert transaction.outbox.take(list(completion.Work), now=later, until=later, at_most=9) == ()


@BOTH
def test_members_that_a_crash_left_untold_are_told_later(
    house: Household, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = Holder(HolderKind.GROUP, house.group_id)
    calendars = [house.calendar, house.own("emil", "Shared")]
    house.calendars.grant(house.emil, calendars[1].id, Grant(readers, Level.READ), now=NOW)

    def epochs() -> list[int]:
        with store.reading() as transaction:
            return [transaction.calendars.find(each.id).access_epoch for each in calendars]

    before = epochs()
    with monkeypatch.context() as patch:
        crash_after(1, patch)
        with pytest.raises(Crash):
            house.groups.change(house.gwen, house.group_id, members=[house.bert.account_id], now=NOW)
    assert [new - old for new, old in zip(epochs(), before, strict=True)] == [1, 0]
    assert [each.id for each in house.groups.get_members(house.gwen, house.group_id)] == [house.bert.account_id]
    house.service.tidy.run(now=NOW)
    assert all(new > old for new, old in zip(epochs(), before, strict=True))


@BOTH
def test_a_group_takes_its_grants_along(house: Household, store: Store) -> None:
    readers = Holder(HolderKind.GROUP, house.group_id)
    with store.reading() as transaction:
        before = transaction.calendars.find(house.calendar.id).access_epoch
    assert held(store, readers)
    house.groups.remove(house.gwen, house.group_id, now=NOW)
    assert held(store, readers) == []
    with store.reading() as transaction:
        assert transaction.calendars.find(house.calendar.id).access_epoch > before

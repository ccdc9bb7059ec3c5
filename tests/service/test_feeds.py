"""The addresses of feeds: one for each person and calendar, the same whenever it is asked for."""

from tests.service.household import BOTH, Household, refused

from kalends.errors import Kind
from kalends.service.feeds import Feeds
from kalends.service.ports import Store


@BOTH
def test_an_address_is_the_same_in_every_process_and_another_for_everybody(house: Household, store: Store) -> None:
    tokens = {}
    for me in (house.anna, house.cleo):
        feed = house.service.feeds.of(me, house.calendar.id)
        assert feed.token.startswith(f"{me.account_id}.{house.calendar.id}.1.")
        assert feed.token not in repr(feed)
        assert Feeds(store).of(me, house.calendar.id) == feed
        tokens[me.name] = feed.token.rpartition(".")[2]
    assert len(set(tokens.values())) == 2


def test_there_is_none_of_what_is_not_seen(house: Household) -> None:
    for me, calendar_id in ((house.emil, house.calendar.id), (house.anna, 999)):
        with refused(Kind.NOT_FOUND):
            house.service.feeds.of(me, calendar_id)

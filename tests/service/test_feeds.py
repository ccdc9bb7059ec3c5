"""The addresses of feeds: one for each person and calendar, the same whenever it is asked for."""

from tests.service.household import BOTH, Household, refused

from kalends.errors import Kind
from kalends.service.feeds import Feeds
from kalends.service.ports import Store


@BOTH
def test_an_address_is_the_same_in_every_process_and_another_for_everybody(house: Household, store: Store) -> None:
    tokens = {}
    for me in (house.anna, house.cleo):
        with house.service.read(me) as unit:
            feed = house.service.feeds.of(unit, house.calendar.id)
            assert Feeds(store).of(unit, house.calendar.id) == feed
        assert feed.token.startswith(f"{me.account_id}.{house.calendar.id}.1.")
        assert feed.token not in repr(feed)
        tokens[me.name] = feed.token.rpartition(".")[2]
    assert len(set(tokens.values())) == 2


def test_there_is_none_of_what_is_not_seen(house: Household) -> None:
    for me, calendar_id in ((house.emil, house.calendar.id), (house.anna, 999)):
        with refused(Kind.NOT_FOUND), house.service.read(me) as unit:
            house.service.feeds.of(unit, calendar_id)

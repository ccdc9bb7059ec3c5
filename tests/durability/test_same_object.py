"""Two writers of one object: one wins, the other learns that he came late."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from tests.durability.scene import ENDLESS, Scene
from tests.durability.writer import NOW, text_of
from tests.units import calendars_of, objects_of

from kalends.errors import Fault, Kind
from kalends.service.house import Service
from kalends.service.objects import Conditions, Saved, Seen
from kalends.store.open import open_store

ROUNDS = 25
WRITERS = 4

Act = Callable[[Service, int], object]


@pytest.fixture
def services(place: str | Path, scene: Scene) -> Iterator[list[Service]]:
    """Writers that share nothing but the database, as processes would."""
    stores = [open_store(place) for _ in range(WRITERS)]
    yield [Service.of(store) for store in stores]
    for store in stores:
        store.close()


def raced(services: list[Service], act: Act) -> list[object]:
    """What each writer got who did the same at the same time: an answer, or the kind of its Fault."""
    start = Barrier(len(services))

    def one(number: int) -> object:
        start.wait()
        try:
            return act(services[number], number)
        except Fault as fault:
            return fault.kind

    with ThreadPoolExecutor(len(services)) as pool:
        return list(pool.map(one, range(len(services))))


def logged(scene: Scene, service: Service) -> list[str]:
    """What the account's event log says happened, in its order; no cursor is skipped."""
    with service.read(scene.me) as unit:
        events = unit.transaction.events.since(scene.me.account_id, 0, limit=ENDLESS)
    assert [event.cursor for event in events] == list(range(1, len(events) + 1))
    return [event.what.value for event in events]


def test_one_of_those_who_saw_the_same_state_changes_it(scene: Scene, services: list[Service]) -> None:
    calendar = scene.calendars[0]
    saved = objects_of(services[0]).put(scene.me, calendar, text_of("one", 0), now=NOW)
    for number in range(1, ROUNDS):
        known = Conditions(etags=frozenset({saved.etag}))

        def change(service: Service, writer: int, known: Conditions = known, number: int = number) -> object:
            text = text_of("one", number * WRITERS + writer)
            return objects_of(service).put(scene.me, calendar, text, conditions=known, now=NOW)

        answers = raced(services, change)
        winners = [each for each in answers if not isinstance(each, Kind)]
        assert len(winners) == 1
        assert answers.count(Kind.STALE) == WRITERS - 1
        [saved] = winners
        assert objects_of(services[0]).get(scene.me, saved.id).stored.text == saved.answer.stored.text
    assert calendars_of(services[0]).get(scene.me, calendar).calendar.counter == ROUNDS
    assert logged(scene, services[0]) == ["created", *["changed"] * (ROUNDS - 1)]


def test_one_of_those_who_make_it_makes_it(scene: Scene, services: list[Service]) -> None:
    for number in range(ROUNDS):

        def make(service: Service, writer: int, uid: str = f"new {number}") -> object:
            put, absent = objects_of(service).put, Conditions(absent=True)
            text, href = text_of(uid, writer), f"{uid}.ics"
            return put(scene.me, scene.calendars[0], text, href=href, conditions=absent, now=NOW)

        answers = raced(services, make)
        assert answers.count(Kind.STALE) == WRITERS - 1
    assert calendars_of(services[0]).get(scene.me, scene.calendars[0]).calendar.size == ROUNDS
    assert logged(scene, services[0]) == ["created"] * ROUNDS


def test_two_calendars_do_not_get_one_each(scene: Scene, services: list[Service]) -> None:
    for number in range(ROUNDS):

        def put(service: Service, writer: int, uid: str = f"chosen {number}") -> object:
            def choose(found: Sequence[Seen]) -> int:
                return found[0].stored.calendar_id if found else scene.calendars[writer % 2]

            return objects_of(service).put_chosen(scene.me, choose, uid, text_of(uid, writer), now=NOW)

        answers = raced(services, put)
        assert [isinstance(each, Saved) for each in answers] == [True] * WRITERS
        assert len({each.id for each in answers if isinstance(each, Saved)}) == 1
    sizes = [calendars_of(services[0]).get(scene.me, each).calendar.size for each in scene.calendars]
    assert sum(sizes) == ROUNDS
    assert Counter(logged(scene, services[0]))["created"] == ROUNDS


def test_one_of_those_who_delete_it_deletes_it(scene: Scene, services: list[Service]) -> None:
    for number in range(ROUNDS):
        saved = objects_of(services[0]).put(scene.me, scene.calendars[0], text_of("one", number), now=NOW)
        answers = raced(services, lambda service, _, at=saved.id: objects_of(service).delete(scene.me, at, now=NOW))
        assert sorted(answers, key=str) == [None, *[Kind.NOT_FOUND] * (WRITERS - 1)]
    calendar = calendars_of(services[0]).get(scene.me, scene.calendars[0]).calendar
    assert (calendar.size, calendar.counter) == (0, 2 * ROUNDS)
    assert logged(scene, services[0]) == ["created", "removed"] * ROUNDS

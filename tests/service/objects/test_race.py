"""A choice that is overtaken by a move is made again."""

from collections.abc import Sequence
from threading import Barrier, Thread

import pytest
from tests.service.household import BOTH, NOW, Household, text_of

from kalends.errors import Fault, Kind
from kalends.service.objects import Place, Seen


def chosen_by(default: int, found: Sequence[Seen]) -> int:
    return next((each.stored.calendar_id for each in found), default)


@BOTH
def test_a_move_between_the_choice_and_the_lock(house: Household) -> None:
    here, there = house.own("anna", "Here"), house.own("anna", "There")
    saved = house.put("anna", "one", calendar_id=here.id)
    movers: list[Thread] = []

    def choose(found: Sequence[Seen]) -> int:
        chosen = chosen_by(here.id, found)
        if not movers:
            place = Place(there.id)
            movers.append(Thread(target=lambda: house.objects.move(house.anna, saved.id, place, now=NOW)))
            movers[0].start()
            movers[0].join(0.5)  # SQLite lets it write after us only
        return chosen

    house.objects.put_chosen(house.anna, choose, "one", text_of("one", "SUMMARY:new"), now=NOW)
    movers[0].join()
    (only,) = house.objects.of_uid(house.anna, "one")
    assert (only.id, only.stored.calendar_id, only.stored.facts.summary) == (saved.id, there.id, "new")


@BOTH
def test_moves_and_choices_at_once_leave_one_object(house: Household) -> None:
    here, there = house.own("anna", "Here"), house.own("anna", "There")
    saved = house.put("anna", "one", calendar_id=here.id)
    barrier, troubles = Barrier(3), []

    def run(act: object) -> None:
        barrier.wait()
        try:
            for number in range(25):
                act(number)  # type: ignore[operator]  # each is called with its number
        except Exception as trouble:
            troubles.append(trouble)

    def move(number: int) -> None:
        place = Place((there, here)[number % 2].id)
        house.objects.move(house.anna, saved.id, place, now=NOW)

    def put(number: int) -> None:
        text = text_of("one", f"SUMMARY:{number}")
        house.objects.put_chosen(house.anna, lambda found: chosen_by(here.id, found), "one", text, now=NOW)

    threads = [Thread(target=run, args=(act,)) for act in (move, put, put)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    (only,) = house.objects.of_uid(house.anna, "one")
    assert only.id == saved.id
    assert house.service.upkeep.examine().complaints == ()


@BOTH
def test_a_named_calendar_needs_full_access_wherever_the_object_goes(house: Household) -> None:
    here, there = house.own("anna", "Here"), house.own("bert", "There")
    saved = house.put("anna", "one", calendar_id=here.id)
    with pytest.raises(Fault) as caught:
        house.objects.put_chosen(
            house.anna, lambda found: chosen_by(0, found), "one", text_of("one"), named=there.id, now=NOW
        )
    assert caught.value.kind is Kind.NOT_FOUND
    assert house.objects.get(house.anna, saved.id).stored == saved.answer.stored

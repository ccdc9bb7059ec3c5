"""Events with long texts, which are edited outside of the write transaction."""

from tests.doors.kona.conftest import DAY, HOUR, TEN, Kona

from kalends.service.unit import SMALL_OCTETS

LONG = "long words " * (SMALL_OCTETS // 5)


def test_an_event_with_a_long_text_is_changed_in_every_way(kona: Kona) -> None:
    made = kona.post("anna", name="Plan", details=LONG, start_at=TEN, end_at=TEN + HOUR, period=2, frequency=1)
    event = made["id"]
    assert kona.put("anna", event, name="New plan", participant_ids=[kona.id("bert")])["name"] == "New plan"
    one = kona.put("anna", f"/calendar_events/{event}?num_in_series=2", start_at=TEN + 7 * DAY + HOUR)
    assert one["start_at"] == TEN + 7 * DAY + HOUR
    rest = kona.put("anna", f"/calendar_events/{event}?num_in_series=3&scope=following", location="Attic")
    assert (rest["location"], rest["details"]) == ("Attic", LONG)
    kona.delete("anna", f"/calendar_events/{event}?num_in_series=1")

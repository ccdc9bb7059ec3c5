"""A call: what is put together by several verbs is of one state of the store."""

from datetime import UTC, datetime

from tests.doors.kona.conftest import BOTH, EVENTS, TEN, Kona
from tests.units import objects_of

from kalends.doors.kona.call import Call, reads
from kalends.doors.kona.wire.answers import NOTHING, Answer
from kalends.doors.kona.wire.given import Given
from kalends.service import objects


@BOTH
def test_work_that_only_reads_sees_one_state(kona: Kona) -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    gwen = kona.callers["gwen"]
    event = kona.post("gwen", start_at=TEN)["id"]
    with kona.house.service() as service:
        group = service.groups.create(gwen, "Team", [kona.id("anna")], now=now)

        @reads
        def work(call: Call) -> Answer:
            assert [each.id for each in call.service.groups.all(gwen)] == [group.id]
            service.groups.remove(gwen, group.id)
            objects_of(service).delete(gwen, event, now=now)
            assert [each.id for each in call.service.groups.members(gwen, group.id)] == [kona.id("anna")]
            assert objects.get(call.unit, event).id == event
            return NOTHING

        assert work(Call(gwen, {}, Given({}), {}, service, now, "", "")) is NOTHING
        assert service.groups.all(gwen) == ()
    assert kona.refused("gwen", "GET", f"{EVENTS}/{event}")[0] == 404

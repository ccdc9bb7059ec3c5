"""A call: what is put together by several verbs is of one state of the store."""

from datetime import UTC, datetime

from tests.doors.kona.conftest import BOTH, EVENTS, TEN, Kona
from tests.units import groups_of, objects_of

from kalends.doors.kona.answers import NO_CONTENT, KonaAnswer
from kalends.doors.kona.attributes import Attributes
from kalends.doors.kona.call import KonaCall, reads
from kalends.service import objects
from kalends.service.people import groups


@BOTH
def test_work_that_only_reads_sees_one_state(kona: Kona) -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    gwen = kona.callers["gwen"]
    event = kona.post("gwen", start_at=TEN)["id"]
    with kona.house.service() as service:
        group = groups_of(service).create(gwen, "Team", [kona.id("anna")], now=now)

        @reads
        def work(call: KonaCall) -> KonaAnswer:
            assert [each.id for each in groups.get_all(call.unit)] == [group.id]
            groups_of(service).remove(gwen, group.id, now=now)
            objects_of(service).delete(gwen, event, now=now)
            assert [each.id for each in groups.get_members(call.unit, group.id)] == [kona.id("anna")]
            assert objects.get(call.unit, event).id == event
            return NO_CONTENT

        assert (
            work(KonaCall(me=gwen, service=service, now=now, path={}, query=Attributes({}), root={}, base="", site=""))
            is NO_CONTENT
        )
        assert groups_of(service).get_all(gwen) == ()
    assert kona.refused("gwen", "GET", f"{EVENTS}/{event}")[0] == 404

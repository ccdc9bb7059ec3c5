"""A series whose text is too long to be remembered."""

import sys
from functools import partial
from types import FrameType
from typing import Any

from tests.doors.onlyoffice.conftest import Office, ics

from kalends.__main__ import ProgramRoot
from kalends.core.ics.read import read
from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.events.answer import write_event
from kalends.doors.onlyoffice.wire.parameters import RequestParameters
from kalends.service import objects
from kalends.service.access import caller_of
from kalends.service.objects import Changed
from kalends.service.objects.cache import LONGEST


def overridden(days: int) -> str:
    """A daily series of so many days, each of which has its own title."""
    head, tail = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n", "END:VCALENDAR\r\n"
    inner = ics("long", f"RRULE:FREQ=DAILY;COUNT={days}", f"DESCRIPTION:{'x' * LONGEST}").split("\r\n")[3:-2]
    own = [
        f"BEGIN:VEVENT\r\nUID:long\r\nDTSTAMP:20261101T000000Z\r\nRECURRENCE-ID:202611{24 + day}T100000Z\r\n"
        f"DTSTART:202611{24 + day}T120000Z\r\nSUMMARY:Day {day}\r\nEND:VEVENT\r\n"
        for day in range(days)
    ]
    return head + "\r\n".join(inner) + "\r\n" + "".join(own) + tail


def looked_at(object_id: int, call: OnlyofficeCall) -> Changed:
    """A change that changes nothing."""
    return objects.change(call.unit, object_id)


def test_a_long_text_is_read_as_often_for_many_overrides_as_for_two(office: Office) -> None:
    read_as_often = []
    for days in (2, 6):
        event = office.post(
            "anna", overridden(days), calendarId=office.calendar("anna", f"Of {days}"), eventUid=str(days)
        )
        with office.house.service() as service:
            me = caller_of(service.people.find("anna@example.org"), None)
            call = OnlyofficeCall(me=me, service=service, now=ProgramRoot().now(), parameters=RequestParameters({}))
            reads = 0

            def count(frame: FrameType, what: str, _: Any) -> None:
                nonlocal reads
                reads += what == "call" and frame.f_code is read.__code__

            sys.setprofile(count)
            try:
                answer = write_event(call, partial(looked_at, int(event["objectId"])))
            finally:
                sys.setprofile(None)
        assert [each["title"] for each in answer.value] == [f"Day {day}" for day in range(days)]
        assert {each["repeatRule"] for each in answer.value} == {f"freq=daily;count={days}"}
        read_as_often.append(reads)
    assert read_as_often[0] == read_as_often[1] > 0

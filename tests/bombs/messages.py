"""Messages for an event that is there, and files to be imported, that once cost minutes (or would, at their size).

MESSAGES   METHOD and components of a text about an object, each POSTed and PUT
FILES      texts of many objects, calendars or messages, each imported
"""

from collections.abc import Iterable

from tests.bombs.pieces import BERLIN, ROOM, STAMP, UTC, calendar_text, moments, observance_lines, zone_lines

GUESTS = 300
ORGANIZER = "ORGANIZER:mailto:boss@a.example"
ACCEPTED = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:guest@a.example"


def _event(*lines: str, uid: str = "bomb", kind: str = "VEVENT") -> list[str]:
    return [f"BEGIN:{kind}", f"UID:{uid}", STAMP, *lines, f"END:{kind}"]


def _message(method: str, components: Iterable[list[str]]) -> str:
    lines = [line for component in components for line in component]
    return calendar_text([f"METHOD:{method}", *lines])


SERIES = calendar_text(
    _event(
        UTC,
        "RRULE:FREQ=MINUTELY;INTERVAL=15",
        ORGANIZER,
        *(f"ATTENDEE:mailto:guest{at}@a.example" for at in range(GUESTS)),
        "ATTENDEE:mailto:guest@a.example",
    )
)
"""What is there, of which every message is about."""

_INSTANCES = moments(1_000)
_METHODS = ("REPLY", "CANCEL", "REQUEST", "ADD", "COUNTER", "REFRESH")
_ONE = "RECURRENCE-ID:20270101T000000Z"

MESSAGES: dict[str, str] = {
    **{
        f"{method} of many instances": _message(
            method, (_event(UTC, f"RECURRENCE-ID:{at}", ORGANIZER, ACCEPTED) for at in _INSTANCES)
        )
        for method in _METHODS
    },
    **{
        f"{method} of many and all that follow": _message(
            method, (_event(UTC, f"RECURRENCE-ID;RANGE=THISANDFUTURE:{at}", ORGANIZER, ACCEPTED) for at in _INSTANCES)
        )
        for method in _METHODS
    },
    **{
        f"{method} of one instance, often": _message(
            method, (_event(UTC, _ONE, ORGANIZER, ACCEPTED, f"SEQUENCE:{at}") for at in range(3_000))
        )
        for method in _METHODS
    },
    **{
        f"{method} of many guests": _message(
            method, [_event(UTC, *(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:guest{at}@a.example" for at in range(9_000)))]
        )
        for method in _METHODS
    },
    "REPLY of one guest, often": _message("REPLY", [_event(UTC, *[ACCEPTED] * 9_000)]),
    "REPLY of one guest in many components": _message("REPLY", [_event(UTC, ACCEPTED)] * 5_000),
    "REPLY of delegates": _message(
        "REPLY",
        [
            _event(
                UTC,
                *(
                    f'ATTENDEE;DELEGATED-FROM="mailto:guest{at % GUESTS}@a.example":mailto:delegate{at}@a.example'
                    for at in range(9_000)
                ),
            )
        ],
    ),
    "ADD of many": _message("ADD", (_event(f"DTSTART:{at[:13]}07Z") for at in moments(5_000))),
    "methods": calendar_text([*["METHOD:REQUEST"] * 50_000, *_event(UTC)]),
}


def _many(lines: Iterable[list[str]]) -> str:
    return calendar_text([line for each in lines for line in each])


def _calendars(calendars: Iterable[list[str]]) -> str:
    return "".join(map(calendar_text, calendars))


_ZONED = "DTSTART;TZID=Here:20261124T100000"
_BIG_ZONE = zone_lines("Here", *(line for at in range(600) for line in observance_lines(1000 + at)))
_NO_ZONE = zone_lines("Here", *(f"X-A:{'x' * 60}{at}" for at in range(900)))

FILES: dict[str, str] = {
    "masters of one UID": _many(_event(UTC, f"SUMMARY:{at}") for at in range(2_000)),
    "calendars of one UID": _calendars(_event(UTC, f"SUMMARY:{at}") for at in range(2_000)),
    "revisions of one UID": _many(_event(UTC, f"SEQUENCE:{at}") for at in range(8_000)),
    "instances of one UID, a calendar each": _calendars(
        [*zone_lines("Here", *observance_lines(1000 + at)), *_event(f"RECURRENCE-ID:{instance}", _ZONED)]
        for at, instance in enumerate(moments(2_000))
    ),
    "the same without zones that mean anything": _calendars(
        [*zone_lines("Here", f"X-A:{at}"), *_event(f"RECURRENCE-ID:{instance}", _ZONED)]
        for at, instance in enumerate(moments(3_000))
    ),
    "definitions of one zone": _many(
        [*(zone_lines("Here", *observance_lines(1000 + at)) for at in range(5_000)), _event(_ZONED)]
    ),
    "a large zone and many events": _many([_BIG_ZONE, *(_event(_ZONED, uid=f"u{at}") for at in range(1_000))]),
    "a large zone that means nothing": _many([_NO_ZONE, *(_event(_ZONED, uid=f"u{at}") for at in range(1_000))]),
    "days that end at an instant": _many(
        [
            *(zone_lines(f"Z{at}", *observance_lines(2000)) for at in range(2)),
            *(
                _event("DTSTART;VALUE=DATE:20261124", "RRULE:FREQ=DAILY;UNTIL=20261224T230000Z", uid=f"u{at}")
                for at in range(2_000)
            ),
        ]
    ),
    "messages about one event": SERIES
    + "".join(_message("REPLY", [_event(UTC, f"RECURRENCE-ID:{instance}", ACCEPTED)]) for instance in moments(2_000)),
    "requests for one event": SERIES
    + "".join(_message("REQUEST", [_event(BERLIN, ORGANIZER, f"SEQUENCE:{at}")]) for at in range(1, 2_000)),
    "events without UID": _many(["BEGIN:VEVENT", UTC, f"SUMMARY:{at}", "END:VEVENT"] for at in range(2_000)),
    "kinds that nobody knows": _many(_event(UTC, kind=f"X-{at}") for at in range(9_000)),
    "lines that are none": calendar_text([*_event(UTC), *["stray"] * (ROOM // 7)]),
}

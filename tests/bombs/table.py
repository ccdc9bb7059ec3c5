"""Texts and requests of a client that once cost seconds or gigabytes, and the costliest that the limits let pass.

    TEXTS      calendar objects, to be stored, renamed, moved and shown; `stored` tells whether they may be
    REQUESTS   bodies and queries, each to be answered by one door

Nothing here is a program: whoever throws them measures what they cost.
"""

import json
from dataclasses import dataclass, field

from tests.bombs.pieces import (
    BERLIN,
    ROOM,
    STAMP,
    UTC,
    calendar_text,
    filled,
    moments,
    object_text,
    observance_lines,
    overrides,
    zone_lines,
)

from kalends.core.ics.limits import OBJECT_LIMITS, RULE_PART_LIMITS, TEXT_LIMITS


@dataclass(frozen=True, slots=True)
class Text:
    """An object, and whether it is stored; what is refused is refused as quickly."""

    ics: str
    stored: bool = True


@dataclass(frozen=True, slots=True)
class Request:
    """A request, without the headers of its caller."""

    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def _numbers(part: str) -> str:
    """As many different values of a part of a rule as it takes."""
    most = RULE_PART_LIMITS[part]
    if part in ("BYSECOND", "BYMINUTE", "BYHOUR"):
        return ",".join(map(str, range(most)))
    return ",".join(map(str, [*range(1, most // 2 + 1), *range(-(most // 2), 0)]))


_RULE = "RRULE:FREQ=YEARLY"
_SOME_DAYS = ",".join(map(str, range(1, 121)))
_ALL_YEAR = f"BYYEARDAY={_numbers('BYYEARDAY')}"
_ALL_TIMES = ";".join(f"{part}={_numbers(part)}" for part in ("BYSECOND", "BYMINUTE", "BYHOUR"))
_CUSTOM = "Customized Time Zone"
_FIRST = 2_000  # a year that no observance needs to be before
_FAULTY = [
    *(line for at in range(900) for line in observance_lines(1000 + at)),
    "BEGIN:STANDARD",
    "DTSTART:x",
    "END:STANDARD",
]

TEXTS: dict[str, Text] = {
    # Unicode
    "combining marks": Text(object_text(UTC, "SUMMARY:a" + filled("\u0301\u0323", 320_000))),
    "marks of two marks each": Text(object_text(UTC, "SUMMARY:a" + filled("\u0344"))),
    "marks in the name of a guest": Text(
        object_text(UTC, "ATTENDEE;CN=a" + filled("\u0f71\u0f74") + ":mailto:a@b.example")
    ),
    "one character that is decomposed into eighteen": Text(object_text(UTC, "SUMMARY:" + filled("\ufdfa"))),
    "letters that are folded to three": Text(object_text(UTC, "SUMMARY:" + filled("\u0390"))),
    # zones that nobody knows
    "a thousand unknown zones": Text(
        object_text(UTC, _RULE, *[f"EXDATE;TZID={_CUSTOM} {at}:20270102T100000" for at in range(1_000)])
    ),
    "one unknown zone, often": Text(object_text(UTC, _RULE, *[f"EXDATE;TZID={_CUSTOM}:20270102T100000"] * 9_000)),
    "overrides in unknown zones": Text(
        object_text(
            UTC,
            _RULE,
            overrides=(
                line.replace(UTC, f"DTSTART;TZID={_CUSTOM} {at}:20261124T100000")
                for at, line in enumerate(overrides(2_000))
            ),
        )
    ),
    "a faulty zone, used often": Text(
        object_text(UTC, _RULE, *["EXDATE;TZID=Here:20270102T100000"] * 9_000, zones=zone_lines("Here", *_FAULTY))
    ),
    # rules
    "BYYEARDAY with a value for every two octets": Text(
        object_text(UTC, f"{_RULE};BYYEARDAY={','.join(['1'] * (ROOM // 2))}"), stored=False
    ),
    "a number of 5,000 digits": Text(object_text(UTC, f"{_RULE};COUNT={'0' * 5_000}1")),  # COUNT is left out
    "a number of a million digits": Text(object_text(UTC, f"{_RULE};COUNT={'0' * ROOM}1"), stored=False),
    "a rule of its own name": Text(object_text(UTC, f"{filled('RRULE:').removesuffix(':')}:FREQ=YEARLY"), stored=False),
    "a rule of parts that are none": Text(object_text(UTC, f"{_RULE};{filled('X;')}"), stored=False),
    "rules of parts that are none": Text(object_text(UTC, *[f"{_RULE};{'X;' * 45}"] * 100)),
    "a rule of blanks": Text(object_text(UTC, f"RRULE:FREQ={filled(' ')}YEARLY"), stored=False),
    "rules of values that are none": Text(object_text(UTC, *[f"{_RULE};BYYEARDAY={'x,' * 700}1"] * 100)),
    "a rule of all there is": Text(object_text(UTC, f"{_RULE};{_ALL_YEAR};{_ALL_TIMES};COUNT=9999999999")),
    "a hundred rules of all there is": Text(
        object_text(UTC, *[f"{_RULE};{_ALL_YEAR};{_ALL_TIMES};COUNT=9999999"] * 100)
    ),
    "a hundred rules of the Chinese calendar": Text(
        object_text(UTC, *[f"RRULE:RSCALE=CHINESE;FREQ=YEARLY;{_ALL_YEAR};COUNT=99999"] * 100)
    ),
    "a hundred rules whose end is far": Text(
        object_text(UTC, *[f"RRULE:RSCALE=CHINESE;FREQ=YEARLY;BYYEARDAY={_SOME_DAYS};COUNT=99999"] * 100)
    ),
    "one rule too many": Text(object_text(UTC, *[_RULE] * (OBJECT_LIMITS.rules + 1)), stored=False),
    # values that are none
    "EXDATEs that are no times": Text(object_text(UTC, _RULE, *["EXDATE:x"] * (ROOM // 11))),
    "a list of what is no time": Text(object_text(UTC, _RULE, "EXDATE:" + filled("x,"))),
    "a list of what looks like times": Text(object_text(UTC, _RULE, "EXDATE:" + filled("20271345T000000,"))),
    "a list of nothing": Text(object_text(UTC, _RULE, "EXDATE:" + filled(","))),
    "a list of semicolons": Text(object_text(UTC, _RULE, "EXDATE:" + filled(";"))),
    "ends that are none": Text(object_text(UTC, *["DTEND:x"] * (ROOM // 11))),
    "lengths that are none": Text(object_text(UTC, *["DURATION:PT1X"] * (ROOM // 15))),
    "overrides of one day": Text(
        object_text(UTC, _RULE, overrides=overrides(7_000)).replace(
            "RECURRENCE-ID:", "RECURRENCE-ID:20271124T100000Z\r\nX-A:"
        )
    ),
    "masters of one UID": Text(
        calendar_text(
            line
            for at in range(9_000)
            for line in ("BEGIN:VEVENT", "UID:bomb", STAMP, UTC, f"SUMMARY:{at}", "END:VEVENT")
        )
    ),
    # items, at their limits and beyond
    "all EXDATEs": Text(object_text(UTC, _RULE, *[f"EXDATE:{each}" for each in moments(OBJECT_LIMITS.exdates)])),
    "EXDATEs in one line": Text(object_text(UTC, _RULE, "EXDATE:" + ",".join(moments(OBJECT_LIMITS.exdates)))),
    "60,000 EXDATEs": Text(object_text(UTC, _RULE, "EXDATE:" + ",".join(moments(60_000))), stored=False),
    "all RDATEs": Text(
        object_text(BERLIN, _RULE, "RDATE;TZID=Europe/Berlin:" + ",".join(moments(OBJECT_LIMITS.rdates, "")))
    ),
    "all RDATEs, with periods": Text(
        object_text(BERLIN, "RDATE;VALUE=PERIOD;TZID=Europe/Berlin:" + ",".join(moments(OBJECT_LIMITS.rdates, "/PT1H")))
    ),
    "60,000 RDATEs": Text(object_text(UTC, "RDATE:" + ",".join(moments(60_000))), stored=False),
    "overrides": Text(object_text(UTC, "RRULE:FREQ=DAILY", overrides=overrides(6_000))),
    "overrides of all that follows": Text(
        object_text(UTC, _RULE, overrides=overrides(5_500, of=";RANGE=THISANDFUTURE"))
    ),
    "overrides beside many guests": Text(
        object_text(UTC, _RULE, *["ATTENDEE:mailto:a@b.example"] * 9_000, overrides=overrides(4_500))
    ),
    "overrides without a series": Text(object_text(UTC, "RECURRENCE-ID:20261124T100000Z", overrides=overrides(6_000))),
    "all properties": Text(object_text(UTC, *["COMMENT:"] * (OBJECT_LIMITS.properties - 4))),
    "empty properties": Text(object_text(UTC, *["X-A:"] * (ROOM // 6)), stored=False),
    "all components": Text(object_text(UTC, *["BEGIN:X-A", "END:X-A"] * (OBJECT_LIMITS.components - 1))),
    "components": Text(object_text(UTC, *["BEGIN:X", "END:X"] * (ROOM // 16)), stored=False),
    "alarms": Text(
        object_text(UTC, _RULE, *["BEGIN:VALARM", "ACTION:AUDIO", "TRIGGER:-PT1M", "REPEAT:9", "END:VALARM"] * 12_000)
    ),
    "components inside one another": Text(
        object_text(UTC, *["BEGIN:X-A"] * (TEXT_LIMITS.depth - 2), *["END:X-A"] * (TEXT_LIMITS.depth - 2))
    ),
    "components too deep": Text(object_text(UTC, *["BEGIN:X-A"] * 4_900, *["END:X-A"] * 4_900), stored=False),
    "all VTIMEZONEs": Text(
        object_text(
            UTC,
            _RULE,
            *[f"EXDATE;TZID=Zone {at % OBJECT_LIMITS.zones}:20270102T100000" for at in range(9_000)],
            zones=[
                line
                for at in range(OBJECT_LIMITS.zones)
                for line in zone_lines(
                    f"Zone {at}", *(each for year in range(30) for each in observance_lines(_FIRST + year))
                )
            ],
        )
    ),
    "all observances": Text(
        object_text(
            UTC,
            _RULE,
            *["EXDATE;TZID=Here:20270102T100000"] * 9_000,
            zones=zone_lines(
                "Here", *(line for at in range(OBJECT_LIMITS.observances) for line in observance_lines(1000 + at))
            ),
        )
    ),
    "parameters": Text(object_text(UTC, "X-A" + "".join(f";P{at}=v" for at in range(100_000)) + ":x"), stored=False),
    "values of a parameter": Text(object_text(UTC, "X-A;P=" + ",".join("v" * (ROOM // 2)) + ":x"), stored=False),
    "different heads": Text(object_text(UTC, *[f"X-A{at}{';P=v' * 60}:x" for at in range(4_000)])),
    "heads without end": Text(object_text(UTC, "X" + filled(";a=b,")), stored=False),
    "quotes that do not come in pairs": Text(object_text(UTC, 'X-A;P="' + filled('",')), stored=False),
    "empty lines": Text(object_text(UTC, *[""] * (OBJECT_LIMITS.lines - 20))),
    "lines that are none": Text(object_text(UTC, *["no colon"] * 100_000), stored=False),
    "semicolons in a name": Text(
        object_text(UTC, "ATTENDEE;CN=a" + filled(";b") + ":mailto:a@b.example"), stored=False
    ),
    "colons": Text(object_text(UTC, "ATTENDEE;CN=(UTC:" + filled(": ")), stored=True),
}


def _json(**values: object) -> bytes:
    return json.dumps(values).encode()


_ICS = "/api/2.0/calendar/icsevent"
_JSON = {"content-type": "application/json"}
_FORM = {"content-type": "application/x-www-form-urlencoded"}
_XML = {"content-type": "text/xml"}
_MULTIPART = {"content-type": "multipart/form-data; boundary=x"}
_PART = b'--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n\r\n'
_LONG = 3_900_000
_TYPED = b"<!DOCTYPE r [" + b"".join(b'<!ATTLIST r a%d CDATA "">' % at for at in range(_LONG // 28)) + b"]><r/>"
_ATTRIBUTES = b" ".join(b'a%d=""' % at for at in range(300_000))
_NAMESPACES = b" ".join(b'xmlns:a%d="u%d"' % (at, at) for at in range(50_000))
_MEETING = {
    "summary": "x",
    "description": "x",
    "organizer_email": "a@example.org",
    "attendees_emails": ["b@example.org"],
    "time_zone": "UTC",
    "meeting_date": "24-11-2026",
    "start_time": "10:00",
    "end_time": "11:00",
}

REQUESTS: dict[str, Request] = {
    "attributes declared in a document type": Request("POST", _ICS, _TYPED, _XML),
    "the same behind a comment, in UTF-16": Request(
        "POST", _ICS, f"<!--{chr(0x2D2D)}{chr(0x3E2D)}-->{_TYPED.decode()[: _LONG // 2 - 30]}".encode("utf-16"), _XML
    ),
    "elements of XML": Request("POST", _ICS, b"<r>" + b"<a/>" * (_LONG // 4) + b"</r>", _XML),
    "attributes of XML": Request("POST", _ICS, b"<r " + _ATTRIBUTES + b"/>", _XML),
    "namespaces of XML": Request("POST", _ICS, b"<r " + _NAMESPACES + b">" + b"<a9:b/>" * 49_000 + b"</r>", _XML),
    "XML that is deep": Request("POST", _ICS, b"<a>" * (_LONG // 3), _XML),
    "lists of JSON": Request("POST", _ICS, b'{"a":[' + b"[]," * (_LONG // 3) + b"0]}", _JSON),
    "objects of JSON": Request("POST", _ICS, b'{"a":[' + b'{"":0},' * (_LONG // 7) + b"0]}", _JSON),
    "denormal numbers of JSON": Request("POST", _ICS, b'{"a":[' + b"1e-320," * (_LONG // 7) + b"0]}", _JSON),
    "as many as are read": Request("POST", _ICS, b'{"a":[' + b"1.2345678901234567890e-310," * 99_990 + b"0]}", _JSON),
    "a number of JSON": Request("POST", _ICS, b'{"a":' + b"9" * _LONG + b"}", _JSON),
    "JSON that is deep": Request("POST", _ICS, b"[" * _LONG, _JSON),
    "backslashes of JSON": Request("POST", _ICS, b'{"a":"' + b"\\\\" * (_LONG // 2) + b'\\ud800"}', _JSON),
    "escapes of a form": Request("POST", _ICS, b"a=" + b"%41" * (_LONG // 3), _FORM),
    "escapes of a form that are none": Request("POST", _ICS, b"a=" + b"%4" * (_LONG // 2), _FORM),
    "fields of a form": Request("POST", _ICS, b"&" * _LONG, _FORM),
    "names inside names": Request("POST", _ICS, b"a" + b"[" * _LONG + b"=1", _FORM),
    "parts of a form": Request("POST", _ICS, _PART * (_LONG // len(_PART)) + b"--x--", _MULTIPART),
    "line breaks in a part": Request("POST", _ICS, _PART[:-2] + b"\r\n-" * (_LONG // 3) + b"\r\n--x--", _MULTIPART),
    "marks in the name of an event": Request(
        "POST", "/calendar_events", _json(calendar_events=[{"name": "a" + "\u0301\u0323" * 80_000}]), _JSON
    ),
    "marks that are searched for": Request("GET", "/calendar_events?q=a" + "%CC%81%CC%A3" * 4_000),
    "a zone that nobody knows": Request(
        "GET", "/api/2.0/calendar/utcoffset?startDate=2026-01-01&endDate=2026-01-02&timeZone=" + "Customized" * 5_000
    ),
    "days of a rule": Request(
        "POST",
        "/generate/ical/file",
        _json(**_MEETING, recurrence={"frequency": "MONTHLY", "by_day": ["1MO"] * 90_000}),
        _JSON,
    ),
}

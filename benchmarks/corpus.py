"""The texts that every benchmark reads and writes, made from a fixed seed: always the same octets.

`calendar(10_000)` is 13.6 MB of what real calendars hold: folded texts, zones with their VTIMEZONE, attendees, alarms,
rules with exceptions. `SMALL_EVENT` is the least that a generator makes.
"""

import random
from functools import cache

from kalends.core.ics.lines import fold
from kalends.core.ics.values import escape_text

SEED = 5545

SMALL_EVENT = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Kalends//Benchmark//EN\r\nBEGIN:VEVENT\r\n"
    b"UID:0b1f6f2e-small@example.org\r\nDTSTAMP:20261121T080000Z\r\nDTSTART:20261124T090000Z\r\n"
    b"SUMMARY:A small event\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)

_ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
_PROSE = """agenda, budget; minutes: the quarterly review of what we promised and what we did — please bring your notes
über alles Wichtige, plus any 日程 changes and open questions for the summer plan"""
_WORDS = _PROSE.split()
_NAMES = ("Ada Lovelace", "Bjørn Åsen", "Chloé Dubois", "Dmitri Orlov", "Ève Martin", "Farah Haddad", "Grace Hopper")
_RULES = (
    "FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20271231T230000Z",
    "FREQ=DAILY;COUNT=20",
    "FREQ=MONTHLY;BYDAY=-1FR;COUNT=24",
    "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=15",
)


@cache
def calendar(events: int) -> bytes:
    """One VCALENDAR with so many events, about 1,360 octets each."""
    draw = random.Random(SEED)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kalends//Benchmark//EN", "CALSCALE:GREGORIAN"]
    lines += _ZONE.splitlines()
    for number in range(events):
        lines += _event(draw, number)
    lines += ["END:VCALENDAR", ""]
    return "\r\n".join([fold(line) for line in lines]).encode()


def _event(draw: random.Random, number: int) -> list[str]:
    day = f"2026{draw.randint(1, 12):02}{draw.randint(1, 28):02}"
    hour = draw.randint(7, 17)
    return [
        "BEGIN:VEVENT",
        f"UID:{draw.getrandbits(64):016x}-{number}@calendar.example.org",
        "DTSTAMP:20261121T080000Z",
        f"CREATED:20260101T0{draw.randint(0, 9)}0000Z",
        f"LAST-MODIFIED:20261001T1{draw.randint(0, 9)}0000Z",
        f"DTSTART;TZID=Europe/Berlin:{day}T{hour:02}3000",
        f"DTEND;TZID=Europe/Berlin:{day}T{hour + 1:02}1500",
        f"SUMMARY:{_text(draw, 5)}",
        f"DESCRIPTION:{_text(draw, 58)}",
        f"LOCATION:{_text(draw, 3)}",
        f"CATEGORIES:{draw.choice(_WORDS).strip(',;:')},work",
        "STATUS:CONFIRMED",
        "CLASS:PUBLIC",
        "TRANSP:OPAQUE",
        f"SEQUENCE:{draw.randint(0, 9)}",
        "PRIORITY:5",
        *_people(draw),
        *_recurrence(draw, day, hour),
        "X-KALENDS-BENCHMARK;X-PARAM=yes:a value that nobody knows",
        *_alarm(draw),
        "END:VEVENT",
    ]


def _text(draw: random.Random, words: int) -> str:
    return escape_text(" ".join(draw.choices(_WORDS, k=words)) + draw.choice(("", "\nsee you")))


def _people(draw: random.Random) -> list[str]:
    host, *guests = draw.sample(_NAMES, 4)
    return [
        f"ORGANIZER;CN={host}:mailto:{_address(host)}",
        *(
            f"ATTENDEE;CN={guest};ROLE=REQ-PARTICIPANT;PARTSTAT={draw.choice(('ACCEPTED', 'NEEDS-ACTION'))};RSVP=TRUE:"
            f"mailto:{_address(guest)}"
            for guest in guests
        ),
    ]


def _address(name: str) -> str:
    return name.lower().encode("ascii", "ignore").decode().replace(" ", ".") + "@example.org"


def _recurrence(draw: random.Random, day: str, hour: int) -> list[str]:
    if draw.random() < 0.5:
        return []
    return [f"RRULE:{draw.choice(_RULES)}", f"EXDATE;TZID=Europe/Berlin:{day}T{hour:02}3000"]


def _alarm(draw: random.Random) -> list[str]:
    minutes = draw.choice((5, 10, 30))
    return ["BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-PT{minutes}M", "DESCRIPTION:Reminder", "END:VALARM"]

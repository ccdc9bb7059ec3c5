"""C: UIDs in one file."""

from tests.cases.case import Case, Expansion, Import, Outcome, entry

JOINED = ("2026-01-10T10:00Z M", "2026-01-11T15:00Z O", "2026-01-12T10:00Z M")

CASES: list[Case] = [
    Import(
        name="023-same-uid-three",
        names=(entry(10), entry(16)),
        outcome=Outcome(shows=("2026-01-10T10:00Z A", "2026-01-11T10:00Z B", "2026-01-12T10:00Z C"), uids=3),
        doors=("expand", "importIcs"),
    ),
    Import(
        name="025-empty-uid",
        code=0,
        outcome=Outcome(shows=("2026-01-10T10:00Z A", "2026-01-11T10:00Z B"), uids=2),
        doors=("expand", "importIcs"),
    ),
    Import(name="027-series-in-two-calendars", code=0, outcome=Outcome(shows=JOINED, uids=1), doors=("importIcs",)),
    Expansion(name="028-series-in-two-calendars-expand", shows=JOINED),
    # what a file says twice is compared in test_again.py: 030-reimport-overwrites-edit
    Import(
        name="03-two-events-one-uid",
        names=(entry(11),),
        outcome=Outcome(
            shows=(
                "2026-04-21T20:00Z/2026-04-21T20:30Z Episode Part 1 of 2",
                "2026-04-21T20:30Z/2026-04-21T21:00Z Episode Part 2 of 2",
            ),
            uids=2,
        ),
        doors=("expand", "freebusy", "importIcs"),
    ),
    Import(
        name="06-uid-empty",
        code=0,
        outcome=Outcome(shows=("2026-03-29/2026-03-30 UID is there but empty",), uids=1),
        doors=("expand", "icsevent", "importIcs"),
    ),
    Import(
        name="11-freebusy-and-event-one-uid",
        names=(entry(4, "VFREEBUSY"),),
        outcome=Outcome(shows=("2026-06-24T06:30Z/2026-06-24T16:30Z Car rental (Sixt)",), uids=1),
        doors=("expand", "icsevent", "importIcs"),
    ),
    Import(
        name="12-x-component-one-uid",
        names=(entry(10, "X-CALENDARSERVER-PERUSER"),),
        outcome=Outcome(shows=("2026-06-24T06:30Z event beside an X-component of its UID",), uids=1),
        doors=("expand", "icsevent", "importIcs"),
    ),
    Import(
        name="13-override-in-second-vcalendar",
        code=0,
        outcome=Outcome(
            shows=("2026-06-01T10:00Z series", "2026-06-02T15:00Z moved", "2026-06-03T10:00Z series"), uids=1
        ),
        doors=("expand", "importIcs"),
    ),
]

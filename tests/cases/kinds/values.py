"""E: one bad value does not cost the event."""

from tests.cases.case import Case, Import, Outcome, entry

CASES: list[Case] = [
    Import(
        name="046-trailing-blanks",
        warns=True,
        outcome=Outcome(
            shows=(
                "2026-01-10T10:00Z/2026-01-10T11:00Z A",
                "2026-01-11T10:00Z/2026-01-11T11:00Z B",
                "2026-01-12T10:00Z/2026-01-12T10:00Z C",
                "2026-01-13T10:00Z/2026-01-13T10:00Z D",
                "2026-01-19T10:00Z/2026-01-19T10:00Z C",
            ),
            uids=4,
        ),
        doors=("expand", "freebusy", "importIcs"),
    ),
    Import(
        name="047-exdate-hour-alone",
        warns=True,
        outcome=Outcome(shows=("2026-01-05T23:00Z A", "2026-01-07T23:00Z A")),
        doors=("expand", "icsevent"),
    ),
    Import(
        name="048-dtend-none",
        names=(entry(8, "DTEND"), entry(15, "DTEND")),
        outcome=Outcome(shows=("2026-01-12T17:00Z/2026-01-12T17:00Z A", "2026-01-13T10:00Z/2026-01-13T10:00Z B")),
        doors=("expand", "importIcs"),
    ),
    Import(
        name="049-airline-offset",
        warns=True,
        outcome=Outcome(shows=("2026-08-24T20:40Z/2026-08-24T23:09Z Your Itinerary: MEX-AUS",)),
        doors=("expand", "freebusy", "icsevent"),
    ),
    Import(
        name="052-odd-durations",
        warns=True,
        outcome=Outcome(
            shows=(
                "2026-02-15/2026-02-22 Week",
                "2026-02-16T10:00Z/2026-02-16T10:00Z Negative",
                "2026-02-17T10:00Z/2026-02-18T10:00Z Day",
            )
        ),
        doors=("expand", "importIcs"),
    ),
    Import(
        name="053-lists-with-blanks",
        warns=True,
        outcome=Outcome(
            shows=(
                "2026-01-05T08:00Z A",
                "2026-01-05T09:00Z B",
                "2026-01-07T08:00Z A",
                "2026-01-20T09:00Z B",
                "2026-01-21T09:00Z B",
            )
        ),
        doors=("expand", "importIcs"),
    ),
    Import(
        name="055-midnight-24",
        warns=True,
        outcome=Outcome(shows=("2026-01-10T19:00Z/2026-01-10T23:00Z A",)),
        doors=("expand", "freebusy", "icsevent"),
    ),
    Import(
        name="056-override-costs-series",
        names=(entry(29, "RECURRENCE-ID"),),
        outcome=Outcome(
            shows=(
                "2027-01-04T09:00Z/2027-01-04T10:00Z M",
                "2027-01-06T09:00Z/2027-01-06T10:00Z M",
                "2027-02-04T09:00Z/2027-02-04T09:00Z N",
                "2027-02-05T09:00Z/2027-02-05T09:00Z N",
                "2027-02-06T09:00Z/2027-02-06T09:00Z N",
            ),
            uids=2,
        ),
        doors=("freebusy", "importIcs"),
    ),
    Import(
        name="05-duration-p1dt",
        warns=True,
        outcome=Outcome(shows=("2026-11-21T08:00Z/2026-11-22T08:00Z as in 90 files of the CalDAV tester",)),
        doors=("expand", "freebusy", "icsevent"),
    ),
    Import(
        name="07-blank-before-date",
        warns=True,
        outcome=Outcome(shows=("2026-08-12T21:30Z/2026-08-12T22:30Z Salesforce (Force.com) export",)),
        doors=("expand", "freebusy", "icsevent"),
    ),
    Import(
        name="08-blank-after-date",
        warns=True,
        outcome=Outcome(shows=("2026-04-02T09:45Z trailing blank",)),
        doors=("expand", "icsevent"),
    ),
]

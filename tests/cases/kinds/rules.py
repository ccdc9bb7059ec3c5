"""F: a defect in a rule does not cost the event; and the months of a yearly rule (RFC 5545 §3.3.10)."""

from tests.cases.case import Case, Expansion, Import, Outcome, entry

CASES: list[Case] = [
    Import(
        name="057-count-0",
        names=(entry(9, "COUNT"),),
        outcome=Outcome(
            shows=("2026-04-25/2026-04-26 Fair", "2027-04-24/2027-04-25 Fair", "2028-04-22/2028-04-23 Fair"),
            window=("2026-01-01", "2030-01-01"),
        ),
        doors=("expand", "icsevent"),
    ),
    Import(
        name="058-monthly-byyearday",
        names=(entry(8, "BYYEARDAY"),),
        outcome=Outcome(
            shows=(
                "2026-01-31/2026-02-01 Month end",
                "2026-02-28/2026-03-01 Month end",
                "2026-03-31/2026-04-01 Month end",
            )
        ),
        doors=("expand", "icsevent"),
    ),
    Import(
        name="059-weekly-numbered-day",
        names=(entry(8, "BYDAY"),),
        outcome=Outcome(
            shows=(
                "2026-01-03T01:00Z First Friday",
                "2026-01-10T01:00Z First Friday",
                "2026-01-17T01:00Z First Friday",
            ),
            or_shows=("2026-01-03T01:00Z First Friday",),
        ),
        doors=("expand", "icsevent"),
    ),
    Import(
        name="061-byday-0mo",
        names=(entry(8, "BYDAY"),),
        outcome=Outcome(
            shows=(
                "2026-01-05T09:00Z f5",
                "2026-01-12T09:00Z f5",
                "2026-01-19T09:00Z f5",
                "2026-01-26T09:00Z f5",
                "2026-02-02T09:00Z f5",
            ),
            or_shows=("2026-01-05T09:00Z f5",),
        ),
        doors=("expand", "icsevent"),
    ),
    Import(
        name="062-rule-with-garbage",
        names=(entry(8, "RRULE"),),
        outcome=Outcome(
            shows=("2026-01-05T09:00Z f6", "2026-01-09T09:00Z f6", "2026-01-12T09:00Z f6"),
            or_shows=("2026-01-05T09:00Z f6",),
        ),
        doors=("expand", "icsevent"),
    ),
    Import(
        name="064-rule-with-blanks",
        warns=True,
        outcome=Outcome(shows=("2026-01-05T09:00Z f8", "2026-01-06T09:00Z f8", "2026-01-12T09:00Z f8")),
        doors=("expand", "icsevent"),
    ),
    Import(
        name="066-until-and-count",
        warns=True,
        outcome=Outcome(shows=("2026-01-05T09:00Z f10", "2026-01-06T09:00Z f10", "2026-01-07T09:00Z f10")),
        doors=("expand", "icsevent"),
    ),
    Expansion(
        name="067-all-day-until-in-utc",
        shows=(
            "2026-09-15/2026-09-16 Bins",
            "2026-09-22/2026-09-23 Bins",
            "2026-09-29/2026-09-30 Bins",
            "2026-10-06/2026-10-07 Bins",
            "2026-10-13/2026-10-14 Bins",
            "2026-10-20/2026-10-21 Bins",
        ),
        doors=("import", "icsevent"),
    ),
    Import(
        name="069-vcalendar-1-rule",
        warns=True,
        outcome=Outcome(
            shows=(
                "2026-01-05T08:00Z/2026-01-05T09:00Z Old",
                "2026-01-08T08:00Z/2026-01-08T09:00Z Old",
                "2026-01-09T08:00Z/2026-01-09T09:00Z Old",
            ),
            or_shows=("2026-01-05T08:00Z/2026-01-05T09:00Z Old",),
        ),
        doors=("expand",),
    ),
    Import(
        name="09-byday-blanks",
        warns=True,
        outcome=Outcome(
            shows=tuple(
                f"2026-07-{day:02}T10:00Z Exchange CDO" for day in (3, 6, 7, 8, 9, 10, 13, 14, 15, 16, 17, 20, 21)
            )
        ),
        doors=("expand", "icsevent"),
    ),
    Import(
        name="02-google-birthday-bymonthday",
        code=0,
        outcome=Outcome(
            shows=(
                "2023-10-02/2023-10-03 Birthday",
                "2024-10-02/2024-10-03 Birthday",
                "2025-10-02/2025-10-03 Birthday",
                "2026-10-02/2026-10-03 Birthday",
            ),
            window=("2023-01-01", "2027-01-01"),
            has={"RRULE": "FREQ=YEARLY;WKST=MO;INTERVAL=1;BYMONTHDAY=2"},
        ),
        doors=("expand", "icsevent"),
    ),
]

"""What is right today, and stays so; and what was decided as it is."""

from tests.cases.case import Case, Expansion, Import, Outcome, Requests

_BINS = ("02-28/2026-03-01", "03-19/2026-03-20", "03-26/2026-03-27", "04-02/2026-04-03", "04-08/2026-04-09")
_FRIDAYS = ("01-31T10", "02-28T10", "03-28T09", "04-25T09", "05-30T09", "06-27T09")

CASES: list[Case] = [
    # Confluence means something else by a RECURRENCE-ID with a rule of its own; RFC 5545 §3.8.4.4 names one instance
    Expansion(
        name="105-confluence-split",
        window=("2024-06-01", "2024-10-01"),
        shows=("2024-07-01/2024-07-08 old", "2024-07-15/2024-07-22 old", "2024-07-29/2024-08-04 new"),
    ),
    Expansion(
        name="106-feb-29",
        window=("2010-01-01", "2040-01-01"),
        shows=tuple(f"{year}-02-29T11:00Z/{year}-02-29T12:00Z E" for year in (2012, 2016, 2020, 2024, 2028)),
    ),
    Expansion(
        name="110-last-friday-from-the-31st",
        window=("2025-01-01", "2026-01-01"),
        shows=tuple(f"2025-{moment}:00Z E" for moment in _FRIDAYS),
        doors=("import", "icsevent"),
    ),
    Expansion(
        name="112-until-a-day-in-auckland",
        window=("2021-01-01", "2023-01-01"),
        shows=("2021-12-13T19:00Z E", "2021-12-14T19:00Z E", "2021-12-15T19:00Z E"),
        doors=("import", "icsevent"),
    ),
    Expansion(
        name="113-until-utc-beside-zone",
        window=("2023-01-01", "2024-01-01"),
        shows=("2023-08-05T09:30Z E", "2023-08-12T09:30Z E", "2023-08-19T09:30Z E"),
        doors=("import", "icsevent"),
    ),
    Expansion(
        name="116-waste-calendar",
        shows=tuple(f"2026-{days} Bins" for days in _BINS),
        doors=("import", "icsevent"),
    ),
    Expansion(
        name="117-google-gmt-zone",
        shows=("2026-09-03T20:30Z/2026-09-03T21:30Z E",),
        doors=("freebusy", "import", "icsevent"),
    ),
    Expansion(
        name="118-outlook-custom-zone",
        shows=("2026-01-10T05:00Z/2026-01-10T06:00Z E",),
        doors=("freebusy", "import", "icsevent"),
    ),
    Expansion(
        name="120-notes-rdate-periods",
        shows=("2026-01-17T15:00Z/2026-01-17T15:30Z E", "2026-01-22T15:00Z/2026-01-22T16:00Z E"),
        doors=("freebusy", "import", "icsevent"),
    ),
    Expansion(
        name="121-exdate-a-day-beside-time",
        shows=("2026-01-06T04:00Z E", "2026-01-08T04:00Z E"),
        doors=("import", "icsevent"),
    ),
    Import(
        name="124-custom-zone-of-an-airline",
        code=0,
        outcome=Outcome(shows=("2026-01-31T23:00Z/2026-02-01T00:00Z E",), zones=("GRC-test-tz-1",), uids=1),
        doors=("expand", "freebusy", "icsevent"),
    ),
    Requests(
        name="126-christmas-in-onlyoffice",
        statuses=(201, 200),
        outcome=Outcome(shows=("2026-12-25/2026-12-26 Christmas",), window=("2026-01-01", "2026-12-31")),
    ),
]

"""D: TZID, a parameter in one place and a TEXT in the other, and names without a VTIMEZONE (RFC 5545 §3.8.3.1)."""

from tests.cases.case import Case, Expansion, Import, Outcome, entry

OFFICE = ("2026-01-11T05:00Z B",)

CASES: list[Case] = [
    Import(
        name="031-tzid-escaped-comma",
        code=0,
        outcome=Outcome(shows=("2026-01-12T01:30Z/2026-01-12T01:40Z Reboot",), zones=("Kuala Lumpur, Singapore",)),
        doors=("expand", "freebusy", "icsevent", "importIcs"),
    ),
    Expansion(name="032-tzid-escaped-comma-expand", shows=OFFICE, doors=("import", "icsevent")),
    Expansion(name="034-tzid-unquoted-comma", shows=OFFICE, doors=("import", "icsevent")),
    Expansion(name="036-tzid-quotes", shows=OFFICE, doors=("import", "icsevent")),
    Expansion(
        name="037-zone-names",
        shows=(
            "2026-07-06T06:30Z GMT+05:30",
            "2026-07-06T10:00Z Amsterdam, Belgrade, Berlin, Brussels, Budapest, Madrid, Paris, Prague, Stockholm",
            "2026-07-06T11:00Z (GMT +01:00)",
            "2026-07-06T11:00Z UTC+01",
            "2026-07-06T16:00Z (UTC-05:00) Eastern Time (US and Canada)",
            "2026-07-06T16:00Z Eastern Time (US & Canada)",
        ),
        doors=("import", "importIcs"),
    ),
    Import(
        name="039-broken-vtimezone-of-known-name",
        code=0,
        outcome=Outcome(shows=("2026-01-10T10:00Z B",), uids=1),
        doors=("expand", "icsevent"),
    ),
    Import(
        name="040-offset-with-colon",
        code=0,
        outcome=Outcome(shows=("2026-01-10T05:00Z B",), zones=("Office",)),
        doors=("expand", "icsevent"),
    ),
    Import(
        name="041-unknown-zone-untold",
        code=0,
        names=(entry(7, "Customized Time Zone"), entry(None, "d9@example.com")),
        outcome=Outcome(shows=("2026-04-24T12:00Z/2026-04-24T13:00Z B",)),
        doors=("expand", "freebusy", "icsevent"),
    ),
    Import(
        name="042-bom-between",
        code=0,
        outcome=Outcome(shows=("2026-01-10T10:00Z A", "2026-01-11T05:00Z B"), zones=("Office",), uids=2),
        doors=("expand", "importIcs"),
    ),
    Expansion(
        name="043-recurrence-id-zone-beside-day",
        shows=(
            "2026-02-19/2026-02-20 Trip",
            "2026-02-24/2026-02-25 Trip",
            "2026-02-27/2026-02-28 Trip moved",
            "2026-03-03/2026-03-04 Trip",
        ),
        doors=("import", "icsevent"),
    ),
    Import(
        name="044-x-wr-timezone",
        code=0,
        outcome=Outcome(shows=("2026-05-20T00:00Z/2026-05-20T00:30Z Show",), uids=1),
        doors=("expand", "freebusy", "importIcs"),
    ),
    Import(
        name="01-tzid-escaped-comma",
        code=0,
        outcome=Outcome(
            shows=(
                "2026-10-31T01:30Z/2026-10-31T02:00Z Exchange escapes the comma in TZID",
                "2026-11-01T01:30Z/2026-11-01T01:30Z second",
            ),
            zones=("Kuala Lumpur, Singapore",),
            uids=2,
        ),
        doors=("expand", "freebusy", "importIcs"),
    ),
    Import(
        name="10-vtimezone-without-dtstart",
        code=0,
        outcome=Outcome(shows=("2026-10-29T08:00Z/2026-10-29T09:30Z Apple iCal 1.5",), uids=1),
        doors=("expand", "freebusy", "icsevent"),
    ),
    Import(
        name="14-outlook-us-and-canada",
        code=0,
        outcome=Outcome(
            shows=("2026-07-06T16:00Z Outlook for Mac", "2026-07-06T19:00Z Ruby on Rails, Exchange"), uids=2
        ),
        doors=("expand", "importIcs"),
    ),
]

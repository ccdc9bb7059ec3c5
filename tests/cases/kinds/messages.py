"""A, B: messages, at an import and through icsevent (RFC 5546 §3.2)."""

from tests.cases.case import Case, Import, Outcome, Requests, entry

NEEDS, ACCEPTED = {"PARTSTAT": "NEEDS-ACTION"}, {"PARTSTAT": "ACCEPTED"}
BO, CY = "mailto:bo@example.com", "mailto:cy@example.com"

THURSDAYS = (
    "2026-12-10T10:00Z/2026-12-10T11:00Z Team",
    "2026-12-17T10:00Z/2026-12-17T11:00Z Team",
    "2026-12-24T10:00Z/2026-12-24T11:00Z Team",
    "2026-12-31T10:00Z/2026-12-31T11:00Z Team",
    "2027-01-07T10:00Z/2027-01-07T11:00Z Team",
)
TEAM = {
    "DTSTART": "20261210T100000Z",
    "DTEND": "20261210T110000Z",
    "RRULE": "FREQ=WEEKLY;COUNT=5",
    "SUMMARY": "Team",
    "ORGANIZER": "mailto:org@example.com",
}

DAYS = tuple(f"2027-01-{day:02}T09:00Z/2027-01-{day:02}T10:00Z M" for day in range(4, 10))
SERIES = {
    "DTSTART": "20270104T090000Z",
    "DTEND": "20270104T100000Z",
    "SUMMARY": "M",
    "ORGANIZER": "mailto:org@example.com",
}
WHOLE = SERIES | {"RRULE": "FREQ=DAILY;COUNT=6"}

CASES: list[Case] = [
    Import(
        name="001-import-reply",
        code=0,
        names=(entry(None, "REPLY"),),
        outcome=Outcome(
            shows=THURSDAYS,
            has=TEAM | {"SEQUENCE": "1"},
            guests={BO: ACCEPTED, CY: NEEDS},
            uids=1,
            never=("Accepted: Team",),
        ),
    ),
    Import(
        name="002-import-request-one-instance",
        code=0,
        outcome=Outcome(
            shows=(
                *THURSDAYS[:1],
                "2026-12-17T12:00Z/2026-12-17T13:00Z Team (moved)",
                *THURSDAYS[2:],
            ),
            has=TEAM,
            guests={BO: NEEDS, CY: NEEDS},
            uids=1,
        ),
    ),
    Import(
        name="003-import-cancel-one-instance",
        code=0,
        names=(entry(None, "CANCEL"),),
        outcome=Outcome(
            shows=(*THURSDAYS[:2], *THURSDAYS[3:]),
            has=TEAM | {"SEQUENCE": "2"},
            guests={BO: NEEDS, CY: NEEDS},
            uids=1,
            never=("no METHOD",),
        ),
    ),
    Import(
        name="004-import-cancel-whole",
        code=0,
        names=(entry(None, "CANCEL"),),
        outcome=Outcome(shows=(), has=TEAM | {"STATUS": "CANCELLED", "SEQUENCE": "2"}, uids=1),
    ),
    Import(
        name="007-import-master-then-override",
        code=0,
        outcome=Outcome(
            shows=(
                "2026-08-25T12:30Z/2026-08-25T13:30Z Sync moved",
                "2026-09-16T12:30Z/2026-09-16T13:30Z Sync",
                "2026-10-21T12:30Z/2026-10-21T13:30Z Sync",
            ),
            has={"RRULE": "FREQ=MONTHLY;BYDAY=3WE;COUNT=3", "DTSTART": "20260819T123000Z", "SUMMARY": "Sync"},
            uids=1,
        ),
    ),
    Import(
        name="009-import-reply-unknown",
        code=1,
        names=(entry(5, "a09@example.com", "REPLY"),),
        outcome=Outcome(shows=(), uids=0),
    ),
    Import(
        name="010-import-refresh",
        code=1,
        names=(entry(5, "a10@example.com", "REFRESH"),),
        outcome=Outcome(shows=(), uids=0, never=("no METHOD",)),
    ),
    Requests(
        name="011-put-cancel-this-and-future",
        statuses=(201, 200, 200),
        says=("CANCEL",),
        outcome=Outcome(shows=DAYS[:3], has=SERIES | {"SEQUENCE": "2"}, guests={BO: NEEDS}),
    ),
    Requests(
        name="013-put-add",
        statuses=(201, 200, 200),
        says=("ADD",),
        outcome=Outcome(shows=(*DAYS, "2027-02-01T11:00Z/2027-02-01T12:00Z Extra"), has=SERIES, uids=1),
    ),
    Requests(
        name="014-put-counter",
        statuses=(201, 200, 200),
        says=("COUNTER",),
        outcome=Outcome(shows=DAYS, has=WHOLE | {"SEQUENCE": "1"}, guests={BO: NEEDS}, never=("Proposed",)),
    ),
    Requests(
        name="015-put-reinstate",
        statuses=(201, 200, 200, 200),
        outcome=Outcome(
            shows=(*DAYS[:2], "2027-01-06T11:00Z/2027-01-06T12:00Z Back", *DAYS[3:]), has=WHOLE, guests={BO: NEEDS}
        ),
    ),
    Requests(
        name="016-put-request-extra-instance",
        statuses=(201, 200, 200),
        outcome=Outcome(
            shows=(*DAYS, "2027-01-20T11:00Z/2027-01-20T12:00Z Extra"), has=WHOLE, guests={BO: NEEDS}, uids=1
        ),
    ),
    Requests(
        name="017-put-reply-delegated",
        statuses=(201, 200, 200),
        says=("REPLY",),
        outcome=Outcome(
            shows=DAYS,
            has=WHOLE | {"SEQUENCE": "1"},
            guests={
                BO: {"PARTSTAT": "DELEGATED", "DELEGATED-TO": CY},
                CY: {"PARTSTAT": "NEEDS-ACTION", "DELEGATED-FROM": BO},
            },
        ),
    ),
    Requests(
        name="019-put-reply-percent",
        statuses=(201, 200, 200),
        says=("REPLY",),
        outcome=Outcome(shows=DAYS, has=WHOLE, guests={BO: NEEDS, "mailto:a%26b@example.com": ACCEPTED}),
    ),
    Requests(
        name="020-put-reply-email-param",
        statuses=(201, 200, 200),
        says=("REPLY",),
        outcome=Outcome(
            shows=DAYS,
            has=WHOLE,
            guests={BO: NEEDS, "/aMTIzNDU/principal/": ACCEPTED | {"EMAIL": "cy@example.com", "CN": "Cy"}},
        ),
    ),
    Requests(
        name="021-post-icsevent-reply",
        statuses=(201, 201, 200),
        says=("REPLY",),
        outcome=Outcome(
            shows=DAYS,
            has=WHOLE | {"SEQUENCE": "1"},
            guests={BO: ACCEPTED, CY: NEEDS},
            uids=1,
            never=("Accepted: M",),
        ),
    ),
]

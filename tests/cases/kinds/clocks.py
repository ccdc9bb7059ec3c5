"""H: days are meant on the clock on which the start is said (074 is in test_cases.py: it may be refused)."""

from tests.cases.case import Case, Outcome, Requests

CASES: list[Case] = [
    Requests(
        name="072-oo-byday-in-another-zone",
        statuses=(201,),
        outcome=Outcome(
            shows=(
                "2026-07-06T01:00Z/2026-07-06T02:00Z Monday 3 am",
                "2026-07-13T01:00Z/2026-07-13T02:00Z Monday 3 am",
                "2026-07-20T01:00Z/2026-07-20T02:00Z Monday 3 am",
            )
        ),
    ),
    Requests(
        name="076-oo-all-day-from-another-zone",
        statuses=(201, 200),
        outcome=Outcome(
            shows=(
                "2026-03-24/2026-03-25 W",
                "2026-03-31/2026-04-01 W",
                "2026-04-07/2026-04-08 W",
                "2026-04-14/2026-04-15 W",
            )
        ),
    ),
]

"""L: listings (094 and 095 are in test_cases.py)."""

from tests.cases.case import Case, Outcome, Requests

CASES: list[Case] = [
    Requests(
        name="093-oo-delete-moved",
        statuses=(201, 200, 200),
        outcome=Outcome(
            shows=("2026-03-23T08:00Z/2026-03-23T09:00Z W", "2026-04-06T07:00Z/2026-04-06T08:00Z W"),
            never=("moved",),
        ),
    ),
]

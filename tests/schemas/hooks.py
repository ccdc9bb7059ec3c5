"""A check for schemathesis: what our OpenAPI takes for good is accepted, but for the rules that JSON Schema cannot say.

It stands in for the built-in `positive_data_acceptance`. A refusal of good data is passed over only where every fault
that it names is one of these; the schema's descriptions say all of them in words.
"""

import re
from typing import Any

import schemathesis
from schemathesis.specs.openapi.checks import positive_data_acceptance

_IN_NO_CALENDAR = "in no calendar|an offset that leads out|too late: the event would end after"
_BEYOND = (
    ("time_zone", "is not a time zone that is known"),  # any name of the tz database, of Windows, in any case
    ("meeting_date", _IN_NO_CALENDAR),  # 30 February
    ("recurrence.until", f"{_IN_NO_CALENDAR}|is before the start of the event"),
    ("recurrence.exclude_dates", _IN_NO_CALENDAR),
    ("organizer_email", ""),  # "format": "email" is not one rule, and many take it for none
    ("attendees_emails", ""),
)
_BEYOND_SKYCORE = (
    ("E1705", "in no calendar|years 1 to 9999"),
    ("E1706", "in no calendar|years 1 to 9999"),
    ("E1707", "is not known"),
    ("E1708", "before start"),
)


@schemathesis.check
def accepts_what_its_schema_takes(ctx: Any, response: Any, case: Any) -> bool | None:
    """`positive_data_acceptance`, but for the rules above."""
    if response.status_code == 400 and _is_beyond(response.json()):
        return None
    return positive_data_acceptance(ctx, response, case)


def _is_beyond(told: dict[str, Any]) -> bool:
    if "error-code" in told:
        return any(told["error-code"] == code and re.search(why, told["error-info"]) for code, why in _BEYOND_SKYCORE)
    faults = told.get("details", [])
    return bool(faults) and all(
        any(fault["field"].partition("[")[0] == field and re.search(why, fault["message"]) for field, why in _BEYOND)
        for fault in faults
    )

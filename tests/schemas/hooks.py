"""Checks for schemathesis: what our OpenAPI takes for good is accepted, but for rules that JSON Schema cannot say.

They stand in for the built-in `positive_data_acceptance` and `negative_data_rejection`. A refusal of good data is
passed over only where every fault that it names is one of these; the schema's descriptions say all of them in words.

ONLYOFFICE's dialect is lenient by its contract: digits in a text are a number, null and "" are what was not sent, names
of any case are known. So what its schema takes for bad need not be refused, and a refusal has to name its parameter.
"""

import re
from typing import Any

import schemathesis
from schemathesis.openapi.checks import IgnoredAuth
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection, positive_data_acceptance

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
    if response.status_code == 412 or (response.status_code == 400 and _is_beyond(response.json())):
        return None  # whether a condition holds is decided by what is there
    return positive_data_acceptance(ctx, response, case)


@schemathesis.check
def refuses_what_its_schema_forbids(ctx: Any, response: Any, case: Any) -> bool | None:
    """`negative_data_rejection`, but for the lenient dialect."""
    return None if "onlyoffice" in (case.operation.tags or ()) else negative_data_rejection(ctx, response, case)


@schemathesis.check
def asks_for_a_key(ctx: Any, response: Any, case: Any) -> bool | None:
    """`ignored_auth`; after so many wrong keys, 429 is a refusal too."""
    try:
        return ignored_auth(ctx, response, case)
    except IgnoredAuth as failure:
        if "`429 " in failure.message:
            return None
        raise


def _is_beyond(told: dict[str, Any]) -> bool:
    if "error-code" in told:
        return any(told["error-code"] == code and re.search(why, told["error-info"]) for code, why in _BEYOND_SKYCORE)
    if "statusCode" in told:
        named = told["error"]["data"].get("faults", [])
        return bool(named) and all(fault["field"] or fault.get("line") for fault in named)
    faults = told.get("details", [])
    return bool(faults) and all(
        any(fault["field"].partition("[")[0] == field and re.search(why, fault["message"]) for field, why in _BEYOND)
        for fault in faults
    )

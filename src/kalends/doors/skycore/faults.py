"""Faults → `{"status": "failure", "error-code", "error-info"}`: every code and sentence, in one table.

E100 to E108 and E503 are the vendor's numbers, and E1703 with its sentence stands in the vendor's document; the other
codes and all other sentences are ours.
"""

from dataclasses import dataclass
from enum import Enum

from starlette.requests import Request
from starlette.responses import Response

from kalends.edge.replies.refusal import Refusal
from kalends.edge.replies.reply import json_reply
from kalends.errors import Fault, Kind


@dataclass(frozen=True, slots=True)
class Failure:
    """A code and what it says."""

    code: str
    info: str


class Cause(Enum):
    """Why a request fails."""

    NOT_OBJECT = Failure("E100", "The request must be a JSON object with the required variables.")
    KEY = Failure("E104", "The x-api-key is missing or unknown.")
    NO_ACCESS = Failure("E105", "The account has no access to this API.")
    TOO_OFTEN = Failure("E106", "The API has been called too often.")
    ACTION = Failure("E107", "The action is missing or unknown. The action known is createcalendar.")
    NOT_JSON = Failure("E108", "The request is not valid JSON.")
    TOO_LARGE = Failure("E109", "The request is too large.")
    NO_ADDRESS = Failure("E110", "There is nothing at this address. Requests go to /skycore/v2.")
    METHOD = Failure("E111", "The method is not possible here. Requests are sent with POST.")
    STALLED = Failure("E112", "The request did not arrive in time.")
    BUSY = Failure("E113", "The server is busy. Try again in a moment.")
    CODED = Failure("E114", "The request is compressed. It must be sent without a Content-Encoding.")
    INTERNAL = Failure("E503", "Internal error.")
    NO_DATA = Failure("E1701", "Calendar data cannot be empty for iCalendar.")
    DESCRIPTION = Failure("E1702", "Description cannot be empty for iCalendar.")
    TITLE = Failure("E1703", "Title cannot be empty for iCalendar.")
    LOCATION = Failure("E1704", "Location cannot be empty for iCalendar.")
    START = Failure("E1705", "Start date and time cannot be empty for iCalendar.")
    END = Failure("E1706", "End date and time cannot be empty for iCalendar.")
    TIME_ZONE = Failure("E1707", "Time zone cannot be empty for iCalendar.")
    END_BEFORE_START = Failure("E1708", "End date and time cannot be before start date and time for iCalendar.")
    ALL_DAY = Failure("E1709", "All day event must be true or false for iCalendar.")


_BY_KIND = {
    Kind.UNAUTHENTICATED: (401, Cause.KEY),
    Kind.FORBIDDEN: (403, Cause.NO_ACCESS),
    Kind.NOT_FOUND: (404, Cause.NO_ADDRESS),
    Kind.UNSUPPORTED: (405, Cause.METHOD),
    Kind.BUSY: (503, Cause.BUSY),
    Kind.TOO_LARGE: (413, Cause.TOO_LARGE),
    Kind.RATE_LIMITED: (429, Cause.TOO_OFTEN),
}
_BY_STATUS = {408: Cause.STALLED, 415: Cause.CODED}
_OURS = frozenset(cause.value.code for cause in Cause)


def render_fault(_request: Request, fault: Fault) -> Response:
    """The answer to a request that cannot be done."""
    if isinstance(fault, Refusal) and fault.status in _BY_STATUS:
        failure = _BY_STATUS[fault.status].value
        return _failure(fault.status, failure.code, failure.info)
    if fault.kind in _BY_KIND:
        status, cause = _BY_KIND[fault.kind]
        return _failure(status, cause.value.code, cause.value.info)
    for flaw in fault.flaws:
        if flaw.code in _OURS:
            return _failure(400, flaw.code, flaw.message)
    return _failure(400, Cause.NOT_JSON.value.code, fault.detail)


def render_error(_request: Request, request_id: str) -> Response:
    """The answer to a request that met a fault of ours; the trace is in the log, under this id."""
    failure = Cause.INTERNAL.value
    return _failure(500, failure.code, f"{failure.info} The request id is {request_id}.")


def _failure(status: int, code: str, info: str) -> Response:
    return json_reply(status, {"status": "failure", "error-code": code, "error-info": info})

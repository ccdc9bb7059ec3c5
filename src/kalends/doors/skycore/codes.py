"""Every failure of the Skycore dialect: its code and its sentence, in one table.

E100 to E108 and E503 are the vendor's numbers, and E1703 with its sentence stands in the vendor's document; the other
codes and all other sentences are ours.
"""

from dataclasses import dataclass
from enum import Enum


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

"""What makes an object valid: every fault of a well-formed text (RFC 5545 §3.6–§3.8, RFC 4791 §4.1)."""

from kalends.core.ics.check.objects import Excess, check_object, excess_of, excess_of_zones
from kalends.core.ics.check.stream import TextCheck, check, check_text, place_of, read_and_check

__all__ = [
    "Excess",
    "TextCheck",
    "check",
    "check_object",
    "check_text",
    "excess_of",
    "excess_of_zones",
    "place_of",
    "read_and_check",
]

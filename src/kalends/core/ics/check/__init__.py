"""What makes an object valid: every fault of a well-formed text (RFC 5545 §3.6–§3.8, RFC 4791 §4.1)."""

from kalends.core.ics.check.items import Excess, excess_of, excess_of_zones
from kalends.core.ics.check.objects import check_object
from kalends.core.ics.check.text import check_text
from kalends.core.ics.check.whole import check

__all__ = ["Excess", "check", "check_object", "check_text", "excess_of", "excess_of_zones"]

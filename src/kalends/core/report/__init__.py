"""What a report of CalDAV says of one object: whether its filter matches, and how much of it is shown (RFC 4791 §7)."""

from kalends.core.report.calendar_data import DataRequest, calendar_data
from kalends.core.report.expansion import Allowance
from kalends.core.report.matching import matches
from kalends.core.report.selection import ComponentSelection, PropertySelection
from kalends.core.report.standard_zones import without_standard_zones

__all__ = [
    "Allowance",
    "ComponentSelection",
    "DataRequest",
    "PropertySelection",
    "calendar_data",
    "matches",
    "without_standard_zones",
]

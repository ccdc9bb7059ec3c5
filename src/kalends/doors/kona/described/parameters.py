"""Parameters that several calls have: nothing but data."""

from kalends.doors.kona.described.operations import Schema
from kalends.doors.kona.wire.paging import LAST_PAGE, MOST_PER_PAGE, PER_PAGE

SPACE: Schema = {"type": "integer", "description": "Of one space alone."}
PAGE: Schema = {
    "per_page": {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE},
    "page": {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1},
}

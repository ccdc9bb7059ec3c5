"""The value types: text ⇄ value (RFC 5545 §3.3, RFC 7986 §2, RFC 9253 §7).

Each type has `parse_…`, which raises MalformedValueError with offset and reason and nothing else, and `write_…`, which
raises ValueError for a value without a written form. `parse(write(value)) == value` for every value.
"""

from kalends.core.ics.values.malformed import MalformedValueError
from kalends.core.ics.values.moments import (
    parse_date,
    parse_date_time,
    parse_time,
    parse_utc_offset,
    write_date,
    write_date_time,
    write_time,
    write_utc_offset,
)
from kalends.core.ics.values.plain import (
    parse_binary,
    parse_boolean,
    parse_float,
    parse_geo,
    parse_integer,
    write_binary,
    write_boolean,
    write_float,
    write_geo,
    write_integer,
)
from kalends.core.ics.values.recur import Recur, parse_recur, write_recur
from kalends.core.ics.values.spans import (
    Duration,
    Period,
    parse_duration,
    parse_period,
    write_duration,
    write_period,
)
from kalends.core.ics.values.text import (
    escape_text,
    parse_structured,
    parse_texts,
    split_at,
    stray_marks,
    unescape_text,
    write_structured,
    write_texts,
)
from kalends.core.ics.values.typed import Single, Value, typed, value_type

__all__ = [
    "Duration",
    "MalformedValueError",
    "Period",
    "Recur",
    "Single",
    "Value",
    "escape_text",
    "parse_binary",
    "parse_boolean",
    "parse_date",
    "parse_date_time",
    "parse_duration",
    "parse_float",
    "parse_geo",
    "parse_integer",
    "parse_period",
    "parse_recur",
    "parse_structured",
    "parse_texts",
    "parse_time",
    "parse_utc_offset",
    "split_at",
    "stray_marks",
    "typed",
    "unescape_text",
    "value_type",
    "write_binary",
    "write_boolean",
    "write_date",
    "write_date_time",
    "write_duration",
    "write_float",
    "write_geo",
    "write_integer",
    "write_period",
    "write_recur",
    "write_structured",
    "write_texts",
    "write_time",
    "write_utc_offset",
]

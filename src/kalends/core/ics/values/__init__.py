"""The value types: text ⇄ value (RFC 5545 §3.3, RFC 7986 §2, RFC 9253 §7).

Each type has `parse_…`, which raises MalformedValueError with offset and reason and nothing else. Those that Kalends
writes have `write_…`, which raises ValueError for a value without a written form; `parse(write(value)) == value`.
"""

from kalends.core.ics.values.plain import (
    MalformedValueError,
    escape_text,
    parse_binary,
    parse_boolean,
    parse_float,
    parse_geo,
    parse_integer,
    parse_structured,
    parse_texts,
    split_at,
    stray_marks,
    unescape_text,
    write_texts,
)
from kalends.core.ics.values.recur import Recur, parse_recur, write_recur
from kalends.core.ics.values.times import (
    Duration,
    Period,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_period,
    parse_time,
    parse_utc_offset,
    write_date,
    write_date_time,
    write_duration,
    write_period,
    write_utc_offset,
)
from kalends.core.ics.values.typed import Single, Value, property_text, typed, value_type

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
    "property_text",
    "split_at",
    "stray_marks",
    "typed",
    "unescape_text",
    "value_type",
    "write_date",
    "write_date_time",
    "write_duration",
    "write_period",
    "write_recur",
    "write_texts",
    "write_utc_offset",
]

"""Table: the value types (RFC 5545 §8.3.4, RFC 9253 §7)."""

from kalends.core.ics.registry.rows import ValueType

VALUE_TYPES = {
    row.name: row
    for row in (
        ValueType("BINARY", "RFC 5545 §3.3.1"),
        ValueType("BOOLEAN", "RFC 5545 §3.3.2"),
        ValueType("CAL-ADDRESS", "RFC 5545 §3.3.3"),
        ValueType("DATE", "RFC 5545 §3.3.4"),
        ValueType("DATE-TIME", "RFC 5545 §3.3.5"),
        ValueType("DURATION", "RFC 5545 §3.3.6"),
        ValueType("FLOAT", "RFC 5545 §3.3.7"),
        ValueType("INTEGER", "RFC 5545 §3.3.8"),
        ValueType("PERIOD", "RFC 5545 §3.3.9"),
        ValueType("RECUR", "RFC 5545 §3.3.10"),
        ValueType("TEXT", "RFC 5545 §3.3.11"),
        ValueType("TIME", "RFC 5545 §3.3.12"),
        ValueType("UNKNOWN", "RFC 7265 §5"),
        ValueType("URI", "RFC 5545 §3.3.13"),
        ValueType("UTC-OFFSET", "RFC 5545 §3.3.14"),
        ValueType("UID", "RFC 9253 §7"),
        ValueType("XML-REFERENCE", "RFC 9253 §7"),
    )
}

"""The parameters and the value types of the registry (RFC 5545 §8.3.3, §8.3.4)."""

from kalends.core.ics.registry.definitions import ParameterDefinition, ValueType, words


def _row(
    name: str, kind: str, rfc: str, values: str = "", *, closed: bool = False, many: bool = False
) -> ParameterDefinition:
    return ParameterDefinition(name, kind, rfc, words(values), closed, many)


_PARTSTAT = "NEEDS-ACTION ACCEPTED DECLINED TENTATIVE DELEGATED COMPLETED IN-PROCESS"
_RELTYPE = (
    "PARENT CHILD SIBLING SNOOZE FINISHTOSTART FINISHTOFINISH STARTTOFINISH STARTTOSTART FIRST NEXT DEPENDS-ON REFID "
    "CONCEPT"
)
_VALUE = (
    "BINARY BOOLEAN CAL-ADDRESS DATE DATE-TIME DURATION FLOAT INTEGER PERIOD RECUR TEXT TIME UNKNOWN URI UTC-OFFSET "
    "UID XML-REFERENCE"
)

PARAMETERS = {
    row.name: row
    for row in (
        _row("ALTREP", "URI", "RFC 5545 §3.2.1"),
        _row("CN", "TEXT", "RFC 5545 §3.2.2"),
        _row("CUTYPE", "TOKEN", "RFC 5545 §3.2.3", "INDIVIDUAL GROUP RESOURCE ROOM UNKNOWN"),
        _row("DELEGATED-FROM", "CAL-ADDRESS", "RFC 5545 §3.2.4", many=True),
        _row("DELEGATED-TO", "CAL-ADDRESS", "RFC 5545 §3.2.5", many=True),
        _row("DERIVED", "BOOLEAN", "RFC 9073 §5.3", "TRUE FALSE", closed=True),
        _row("DIR", "URI", "RFC 5545 §3.2.6"),
        _row("DISPLAY", "TOKEN", "RFC 7986 §6.1", "BADGE GRAPHIC FULLSIZE THUMBNAIL", many=True),
        _row("EMAIL", "TEXT", "RFC 7986 §6.2"),
        _row("ENCODING", "TOKEN", "RFC 5545 §3.2.7", "8BIT BASE64", closed=True),
        _row("FBTYPE", "TOKEN", "RFC 5545 §3.2.9", "FREE BUSY BUSY-UNAVAILABLE BUSY-TENTATIVE"),
        _row("FEATURE", "TOKEN", "RFC 7986 §6.3", "AUDIO CHAT FEED MODERATOR PHONE SCREEN VIDEO", many=True),
        _row("FILENAME", "TEXT", "RFC 8607 §4.2"),
        _row("FMTTYPE", "TEXT", "RFC 5545 §3.2.8"),
        _row("GAP", "DURATION", "RFC 9253 §6.2"),
        _row("LABEL", "TEXT", "RFC 7986 §6.4"),
        _row("LANGUAGE", "TEXT", "RFC 5545 §3.2.10"),
        _row("LINKREL", "TEXT", "RFC 9253 §6.1"),
        _row("MANAGED-ID", "TEXT", "RFC 8607 §4.3"),
        _row("MEMBER", "CAL-ADDRESS", "RFC 5545 §3.2.11", many=True),
        _row("ORDER", "INTEGER", "RFC 9073 §5.1"),
        _row("PARTSTAT", "TOKEN", "RFC 5545 §3.2.12", _PARTSTAT),
        _row("RANGE", "TOKEN", "RFC 5545 §3.2.13", "THISANDFUTURE", closed=True),
        _row("RELATED", "TOKEN", "RFC 5545 §3.2.14", "START END", closed=True),
        _row("RELTYPE", "TOKEN", "RFC 5545 §3.2.15", _RELTYPE),
        _row("ROLE", "TOKEN", "RFC 5545 §3.2.16", "CHAIR REQ-PARTICIPANT OPT-PARTICIPANT NON-PARTICIPANT"),
        _row("RSVP", "BOOLEAN", "RFC 5545 §3.2.17", "TRUE FALSE", closed=True),
        _row("SCHEDULE-AGENT", "TOKEN", "RFC 6638 §7.1", "SERVER CLIENT NONE"),
        _row("SCHEDULE-FORCE-SEND", "TOKEN", "RFC 6638 §7.2", "REQUEST REPLY"),
        _row("SCHEDULE-STATUS", "TEXT", "RFC 6638 §7.3", many=True),
        _row("SCHEMA", "URI", "RFC 9073 §5.2"),
        _row("SENT-BY", "CAL-ADDRESS", "RFC 5545 §3.2.18"),
        _row("SIZE", "INTEGER", "RFC 8607 §4.1"),
        _row("TZID", "TEXT", "RFC 5545 §3.2.19"),
        _row("VALUE", "TOKEN", "RFC 5545 §3.2.20", _VALUE),
    )
}


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

"""Table: the property parameters (RFC 5545 §3.2; RFC 6638 §7; RFC 7986 §6; RFC 8607 §4; RFC 9073 §5; RFC 9253 §6).

A row: name, kind of value, RFC, known values. `closed`: nothing but these. `many`: several values, cut at commas.
"""

from kalends.core.ics.registry.rows import Parameter, words


def _row(name: str, kind: str, rfc: str, values: str = "", *, closed: bool = False, many: bool = False) -> Parameter:
    return Parameter(name, kind, rfc, words(values), closed, many)


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

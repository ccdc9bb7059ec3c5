"""Table: the properties (RFC 5545 §3.7, §3.8; RFC 7808, 7953, 7986, 9073, 9074, 9253).

A row: name, value types (the default first), parameters, RFC. `many`: several values, cut at commas. `utc`: a date-time
ends in Z. `explicit`: VALUE must be written. A parameter in `_EVERYWHERE` may stand on any property.
"""

from kalends.core.ics.registry.definitions import PropertyDefinition, words

_EVERYWHERE = words("VALUE DERIVED ORDER")
_PERSON = (
    "CN CUTYPE DELEGATED-FROM DELEGATED-TO DIR EMAIL LANGUAGE MEMBER PARTSTAT ROLE RSVP SENT-BY "
    "SCHEDULE-AGENT SCHEDULE-FORCE-SEND SCHEDULE-STATUS"
)
_HOST = "CN DIR EMAIL LANGUAGE SENT-BY SCHEDULE-AGENT SCHEDULE-FORCE-SEND SCHEDULE-STATUS"
_CLASSES = "PUBLIC PRIVATE CONFIDENTIAL"
_METHODS = "PUBLISH REQUEST REPLY ADD CANCEL REFRESH COUNTER DECLINECOUNTER"
_PARTICIPANTS = (
    "ACTIVE INACTIVE SPONSOR CONTACT BOOKING-CONTACT EMERGENCY-CONTACT PUBLICITY-CONTACT PLANNER-CONTACT PERFORMER "
    "SPEAKER"
)
_ROOMS = "PROJECTOR ROOM REMOTE-CONFERENCE-AUDIO REMOTE-CONFERENCE-VIDEO"


def _row(  # many switches, since a row says one fact in each
    name: str,
    kinds: str,
    params: str,
    rfc: str,
    values: str = "",
    *,
    closed: bool = False,
    many: bool = False,
    utc: bool = False,
    explicit: bool = False,
    deprecated: bool = False,
) -> PropertyDefinition:
    default, *others = kinds.split()
    return PropertyDefinition(
        name=name,
        default=default,
        others=frozenset(others),
        params=words(params) | _EVERYWHERE,
        rfc=rfc,
        values=words(values),
        closed=closed,
        many=many,
        utc=utc,
        explicit=explicit,
        deprecated=deprecated,
    )


_CALENDAR = (
    _row("CALSCALE", "TEXT", "", "RFC 5545 §3.7.1", "GREGORIAN", closed=True),
    _row("METHOD", "TEXT", "", "RFC 5545 §3.7.2", _METHODS),
    _row("PRODID", "TEXT", "", "RFC 5545 §3.7.3"),
    _row("VERSION", "TEXT", "", "RFC 5545 §3.7.4", "2.0", closed=True),
    _row("NAME", "TEXT", "ALTREP LANGUAGE", "RFC 7986 §5.1"),
    _row("REFRESH-INTERVAL", "DURATION", "", "RFC 7986 §5.7", explicit=True),
    _row("SOURCE", "URI", "", "RFC 7986 §5.8"),
    _row("COLOR", "TEXT", "", "RFC 7986 §5.9"),
    _row("IMAGE", "URI BINARY", "FMTTYPE ALTREP DISPLAY ENCODING", "RFC 7986 §5.10", explicit=True),
    _row("CONFERENCE", "URI", "FEATURE LABEL LANGUAGE", "RFC 7986 §5.11", explicit=True),
)

_DESCRIPTIVE = (
    _row("ATTACH", "URI BINARY", "FMTTYPE ENCODING FILENAME MANAGED-ID SIZE", "RFC 5545 §3.8.1.1"),
    _row("CATEGORIES", "TEXT", "LANGUAGE", "RFC 5545 §3.8.1.2", many=True),
    _row("CLASS", "TEXT", "", "RFC 5545 §3.8.1.3", _CLASSES),
    _row("COMMENT", "TEXT", "ALTREP LANGUAGE", "RFC 5545 §3.8.1.4"),
    _row("DESCRIPTION", "TEXT", "ALTREP LANGUAGE", "RFC 5545 §3.8.1.5"),
    _row("GEO", "FLOAT", "", "RFC 5545 §3.8.1.6"),
    _row("LOCATION", "TEXT", "ALTREP LANGUAGE", "RFC 5545 §3.8.1.7"),
    _row("PERCENT-COMPLETE", "INTEGER", "", "RFC 5545 §3.8.1.8"),
    _row("PRIORITY", "INTEGER", "", "RFC 5545 §3.8.1.9"),
    _row("RESOURCES", "TEXT", "ALTREP LANGUAGE", "RFC 5545 §3.8.1.10", many=True),
    _row("STATUS", "TEXT", "", "RFC 5545 §3.8.1.11"),
    _row("SUMMARY", "TEXT", "ALTREP LANGUAGE", "RFC 5545 §3.8.1.12"),
)

_TEMPORAL = (
    _row("COMPLETED", "DATE-TIME", "", "RFC 5545 §3.8.2.1", utc=True),
    _row("DTEND", "DATE-TIME DATE", "TZID", "RFC 5545 §3.8.2.2"),
    _row("DUE", "DATE-TIME DATE", "TZID", "RFC 5545 §3.8.2.3"),
    _row("DTSTART", "DATE-TIME DATE", "TZID", "RFC 5545 §3.8.2.4"),
    _row("DURATION", "DURATION", "", "RFC 5545 §3.8.2.5"),
    _row("FREEBUSY", "PERIOD", "FBTYPE", "RFC 5545 §3.8.2.6", many=True, utc=True),
    _row("TRANSP", "TEXT", "", "RFC 5545 §3.8.2.7", "OPAQUE TRANSPARENT", closed=True),
    _row("BUSYTYPE", "TEXT", "", "RFC 7953 §3.2", "BUSY BUSY-UNAVAILABLE BUSY-TENTATIVE"),
)

_ZONE = (
    _row("TZID", "TEXT", "", "RFC 5545 §3.8.3.1"),
    _row("TZNAME", "TEXT", "LANGUAGE", "RFC 5545 §3.8.3.2"),
    _row("TZOFFSETFROM", "UTC-OFFSET", "", "RFC 5545 §3.8.3.3"),
    _row("TZOFFSETTO", "UTC-OFFSET", "", "RFC 5545 §3.8.3.4"),
    _row("TZURL", "URI", "", "RFC 5545 §3.8.3.5"),
    _row("TZUNTIL", "DATE-TIME", "", "RFC 7808 §7.1", utc=True),
    _row("TZID-ALIAS-OF", "TEXT", "", "RFC 7808 §7.2"),
)

_RELATIONSHIP = (
    _row("ATTENDEE", "CAL-ADDRESS", _PERSON, "RFC 5545 §3.8.4.1"),
    _row("CONTACT", "TEXT", "ALTREP LANGUAGE", "RFC 5545 §3.8.4.2"),
    _row("ORGANIZER", "CAL-ADDRESS", _HOST, "RFC 5545 §3.8.4.3"),
    _row("RECURRENCE-ID", "DATE-TIME DATE", "TZID RANGE", "RFC 5545 §3.8.4.4"),
    _row("RELATED-TO", "TEXT URI UID", "RELTYPE GAP", "RFC 5545 §3.8.4.5"),
    _row("URL", "URI", "", "RFC 5545 §3.8.4.6"),
    _row("UID", "TEXT", "", "RFC 5545 §3.8.4.7"),
    _row("CONCEPT", "URI", "", "RFC 9253 §8.1"),
    _row("LINK", "URI UID XML-REFERENCE", "LINKREL FMTTYPE LABEL LANGUAGE", "RFC 9253 §8.2", explicit=True),
    _row("REFID", "TEXT", "", "RFC 9253 §8.3"),
)

_RECURRENCE = (
    _row("EXDATE", "DATE-TIME DATE", "TZID", "RFC 5545 §3.8.5.1", many=True),
    _row("RDATE", "DATE-TIME DATE PERIOD", "TZID", "RFC 5545 §3.8.5.2", many=True),
    _row("RRULE", "RECUR", "", "RFC 5545 §3.8.5.3"),
    _row("EXRULE", "RECUR", "", "RFC 5545 §8.3.2", deprecated=True),
)

_ALARM = (
    _row("ACTION", "TEXT", "", "RFC 5545 §3.8.6.1", "AUDIO DISPLAY EMAIL PROCEDURE"),
    _row("REPEAT", "INTEGER", "", "RFC 5545 §3.8.6.2"),
    _row("TRIGGER", "DURATION DATE-TIME", "RELATED", "RFC 5545 §3.8.6.3", utc=True),
    _row("ACKNOWLEDGED", "DATE-TIME", "", "RFC 9074 §6.1", utc=True),
    _row("PROXIMITY", "TEXT", "", "RFC 9074 §8.1", "ARRIVE DEPART CONNECT DISCONNECT"),
)

_CHANGE = (
    _row("CREATED", "DATE-TIME", "", "RFC 5545 §3.8.7.1", utc=True),
    _row("DTSTAMP", "DATE-TIME", "", "RFC 5545 §3.8.7.2", utc=True),
    _row("LAST-MODIFIED", "DATE-TIME", "", "RFC 5545 §3.8.7.3", utc=True),
    _row("SEQUENCE", "INTEGER", "", "RFC 5545 §3.8.7.4"),
)

_FURTHER = (
    _row("REQUEST-STATUS", "TEXT", "LANGUAGE", "RFC 5545 §3.8.8.3"),
    _row("XML", "TEXT", "", "RFC 6321 §4.2"),
    _row("LOCATION-TYPE", "TEXT", "", "RFC 9073 §6.1", many=True),
    _row("PARTICIPANT-TYPE", "TEXT", "", "RFC 9073 §6.2", _PARTICIPANTS),
    _row("RESOURCE-TYPE", "TEXT", "", "RFC 9073 §6.3", _ROOMS),
    _row("CALENDAR-ADDRESS", "CAL-ADDRESS", "", "RFC 9073 §6.4"),
    _row("STYLED-DESCRIPTION", "TEXT URI", "ALTREP FMTTYPE LANGUAGE", "RFC 9073 §6.5", explicit=True),
    _row("STRUCTURED-DATA", "TEXT BINARY URI", "FMTTYPE SCHEMA ENCODING", "RFC 9073 §6.6", explicit=True),
)

PROPERTIES = {
    row.name: row
    for table in (
        _CALENDAR,
        _DESCRIPTIVE,
        _TEMPORAL,
        _ZONE,
        _RELATIONSHIP,
        _RECURRENCE,
        _ALARM,
        _CHANGE,
        _FURTHER,
    )
    for row in table
}

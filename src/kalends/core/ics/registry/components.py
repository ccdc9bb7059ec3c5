"""Table: the components (RFC 5545 §3.4, §3.6; RFC 7953 §3.1; RFC 7986 §4; RFC 9073 §7; RFC 9074; RFC 9253 §5).

A row: name, RFC, where it may stand, the properties that must be there once, may be there once, should not be there
twice, and may be there freely, the rules between them, and its values of STATUS.
"""

from kalends.core.ics.registry.definitions import (
    ByAction,
    ComponentDefinition,
    Constraint,
    Needs,
    NotBoth,
    OneInside,
    Together,
    WithoutMethod,
    words,
)
from kalends.core.ics.registry.methods import EVENT_METHODS, FREEBUSY_METHODS, JOURNAL_METHODS, TASK_METHODS

_GUESTS = Needs("ATTENDEE", "ORGANIZER", "RFC 5545 §3.8.4.3", without_method=True)
_EVERYWHERE = "CONCEPT LINK REFID XML"
_RICH = "STYLED-DESCRIPTION STRUCTURED-DATA"
_ITEM = f"ATTACH ATTENDEE CATEGORIES COMMENT CONTACT EXDATE REQUEST-STATUS RELATED-TO RDATE EXRULE IMAGE {_RICH}"


def _row(  # many columns, since a row says one fact in each
    name: str,
    rfc: str,
    inside: str,
    once: str,
    at_most_once: str,
    several: str,
    *,
    should_once: str = "",
    rules: tuple[Constraint, ...] = (),
    statuses: str = "",
) -> ComponentDefinition:
    return ComponentDefinition(
        name=name,
        rfc=rfc,
        inside=words(inside),
        once=words(once),
        at_most_once=words(at_most_once),
        should_once=words(should_once),
        several=words(several) | words(_EVERYWHERE),
        rules=rules,
        statuses=words(statuses),
    )


_OUTER = (
    _row(
        "VCALENDAR",
        "RFC 5545 §3.4",
        "",
        "PRODID VERSION",
        "CALSCALE METHOD UID LAST-MODIFIED URL REFRESH-INTERVAL SOURCE COLOR",
        "NAME DESCRIPTION CATEGORIES IMAGE",
    ),
    _row(
        "VEVENT",
        "RFC 5545 §3.6.1",
        "VCALENDAR",
        "UID DTSTAMP",
        "DTSTART CLASS CREATED DESCRIPTION GEO LAST-MODIFIED LOCATION ORGANIZER PRIORITY SEQUENCE STATUS SUMMARY "
        "TRANSP URL RECURRENCE-ID DTEND DURATION COLOR",
        f"{_ITEM} RESOURCES CONFERENCE",
        should_once="RRULE",
        rules=(
            NotBoth("DTEND", "DURATION", "RFC 5545 §3.6.1"),
            WithoutMethod("DTSTART", "RFC 5545 §3.6.1"),
            _GUESTS,
            *EVENT_METHODS,
        ),
        statuses="TENTATIVE CONFIRMED CANCELLED",
    ),
    _row(
        "VTODO",
        "RFC 5545 §3.6.2",
        "VCALENDAR",
        "UID DTSTAMP",
        "CLASS COMPLETED CREATED DESCRIPTION DTSTART GEO LAST-MODIFIED LOCATION ORGANIZER PERCENT-COMPLETE PRIORITY "
        "RECURRENCE-ID SEQUENCE STATUS SUMMARY URL DUE DURATION COLOR",
        f"{_ITEM} RESOURCES CONFERENCE",
        should_once="RRULE",
        rules=(
            NotBoth("DUE", "DURATION", "RFC 5545 §3.6.2"),
            Needs("DURATION", "DTSTART", "RFC 5545 §3.6.2"),
            _GUESTS,
            *TASK_METHODS,
        ),
        statuses="NEEDS-ACTION COMPLETED IN-PROCESS CANCELLED",
    ),
    _row(
        "VJOURNAL",
        "RFC 5545 §3.6.3",
        "VCALENDAR",
        "UID DTSTAMP",
        "CLASS CREATED DTSTART LAST-MODIFIED ORGANIZER RECURRENCE-ID SEQUENCE STATUS SUMMARY URL COLOR",
        f"{_ITEM} DESCRIPTION",
        should_once="RRULE",
        rules=(_GUESTS, *JOURNAL_METHODS),
        statuses="DRAFT FINAL CANCELLED",
    ),
    _row(
        "VFREEBUSY",
        "RFC 5545 §3.6.4",
        "VCALENDAR",
        "UID DTSTAMP",
        "CONTACT DTSTART DTEND ORGANIZER URL",
        f"ATTENDEE COMMENT FREEBUSY REQUEST-STATUS {_RICH}",
        rules=(_GUESTS, *FREEBUSY_METHODS),
    ),
)

_ZONE = (
    _row(
        "VTIMEZONE",
        "RFC 5545 §3.6.5",
        "VCALENDAR",
        "TZID",
        "LAST-MODIFIED TZURL TZUNTIL",
        "TZID-ALIAS-OF",
        rules=(OneInside(("STANDARD", "DAYLIGHT"), "RFC 5545 §3.6.5"),),
    ),
    *(
        _row(
            name,
            "RFC 5545 §3.6.5",
            "VTIMEZONE",
            "DTSTART TZOFFSETTO TZOFFSETFROM",
            "",
            "COMMENT RDATE TZNAME",
            should_once="RRULE",
        )
        for name in ("STANDARD", "DAYLIGHT")
    ),
)

_ALARM = (
    _row(
        "VALARM",
        "RFC 5545 §3.6.6",
        "VEVENT VTODO",
        "ACTION TRIGGER",
        "DURATION REPEAT DESCRIPTION SUMMARY UID ACKNOWLEDGED PROXIMITY",
        f"ATTACH ATTENDEE RELATED-TO {_RICH}",
        rules=(
            Together("DURATION", "REPEAT", "RFC 5545 §3.6.6"),
            ByAction("AUDIO", (), ("ATTACH",), "RFC 5545 §3.6.6"),
            ByAction("DISPLAY", ("DESCRIPTION",), (), "RFC 5545 §3.6.6"),
            ByAction("EMAIL", ("DESCRIPTION", "SUMMARY", "ATTENDEE"), (), "RFC 5545 §3.6.6"),
        ),
    ),
)

_AVAILABILITY = (
    _row(
        "VAVAILABILITY",
        "RFC 7953 §3.1",
        "VCALENDAR",
        "UID DTSTAMP",
        "BUSYTYPE CLASS CREATED DESCRIPTION DTSTART LAST-MODIFIED LOCATION ORGANIZER PRIORITY SEQUENCE SUMMARY URL "
        "DTEND DURATION",
        "CATEGORIES COMMENT CONTACT",
        rules=(NotBoth("DTEND", "DURATION", "RFC 7953 §3.1"), Needs("DURATION", "DTSTART", "RFC 7953 §3.1")),
    ),
    _row(
        "AVAILABLE",
        "RFC 7953 §3.1",
        "VAVAILABILITY",
        "UID DTSTAMP DTSTART",
        "CREATED DESCRIPTION LAST-MODIFIED LOCATION RECURRENCE-ID SUMMARY DTEND DURATION",
        "CATEGORIES COMMENT CONTACT EXDATE RDATE",
        should_once="RRULE",
        rules=(NotBoth("DTEND", "DURATION", "RFC 7953 §3.1"),),
    ),
)

_ITEMS = "VEVENT VTODO VJOURNAL VFREEBUSY PARTICIPANT"

_AROUND = (
    _row(
        "PARTICIPANT",
        "RFC 9073 §7.1",
        "VEVENT VTODO VJOURNAL VFREEBUSY",
        "UID PARTICIPANT-TYPE",
        "CALENDAR-ADDRESS CREATED DESCRIPTION DTSTAMP GEO LAST-MODIFIED PRIORITY SEQUENCE STATUS SUMMARY URL",
        f"ATTACH CATEGORIES COMMENT CONTACT LOCATION REQUEST-STATUS RELATED-TO RESOURCES {_RICH}",
        statuses="NEEDS-ACTION ACCEPTED DECLINED TENTATIVE DELEGATED COMPLETED IN-PROCESS",
    ),
    _row(
        "VLOCATION",
        "RFC 9073 §7.2",
        f"{_ITEMS} VALARM",
        "UID",
        "DESCRIPTION GEO LOCATION-TYPE NAME URL",
        _RICH,
    ),
    _row(
        "VRESOURCE",
        "RFC 9073 §7.3",
        _ITEMS,
        "UID",
        "DESCRIPTION GEO NAME RESOURCE-TYPE",
        _RICH,
    ),
)

COMPONENTS = {row.name: row for table in (_OUTER, _ZONE, _ALARM, _AVAILABILITY, _AROUND) for row in table}

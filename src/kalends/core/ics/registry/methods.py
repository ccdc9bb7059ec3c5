"""Table: what the components of a message must hold, by its METHOD (RFC 5546 §3.2–§3.5).

A row: METHOD, section, the properties that must be there, those that must not, and those that should. RFC 5546 demands
an ORGANIZER of what is published, too. Hardly any feed has one, since nothing is ever sent to it: it is only advised.
Left out is what no message becomes unusable without: SUMMARY, DESCRIPTION and PRIORITY, and the DTSTART of a task.
"""

from kalends.core.ics.registry.definitions import ByMethod


def _row(method: str, section: str, required: str, excluded: str = "", advised: str = "") -> ByMethod:
    return ByMethod(
        method, tuple(required.split()), tuple(advised.split()), tuple(excluded.split()), f"RFC 5546 §{section}"
    )


EVENT_METHODS = (
    _row("PUBLISH", "3.2.1", "DTSTART", "ATTENDEE REQUEST-STATUS", "ORGANIZER"),
    _row("REQUEST", "3.2.2", "ORGANIZER ATTENDEE DTSTART", "REQUEST-STATUS"),
    _row("REPLY", "3.2.3", "ORGANIZER ATTENDEE"),
    _row("ADD", "3.2.4", "ORGANIZER DTSTART SEQUENCE", "RECURRENCE-ID REQUEST-STATUS"),
    _row("CANCEL", "3.2.5", "ORGANIZER SEQUENCE", "REQUEST-STATUS"),
    _row("REFRESH", "3.2.6", "ORGANIZER ATTENDEE"),
    _row("COUNTER", "3.2.7", "ORGANIZER DTSTART"),
    _row("DECLINECOUNTER", "3.2.8", "ORGANIZER ATTENDEE"),
)
FREEBUSY_METHODS = (
    _row("PUBLISH", "3.3.1", "DTSTART DTEND", "ATTENDEE REQUEST-STATUS", "ORGANIZER"),
    _row("REQUEST", "3.3.2", "ORGANIZER ATTENDEE DTSTART DTEND", "FREEBUSY REQUEST-STATUS"),
    _row("REPLY", "3.3.3", "ORGANIZER ATTENDEE DTSTART DTEND"),
)
TASK_METHODS = (
    _row("PUBLISH", "3.4.1", "", "ATTENDEE REQUEST-STATUS", "ORGANIZER"),
    _row("REQUEST", "3.4.2", "ORGANIZER ATTENDEE", "REQUEST-STATUS"),
    _row("REPLY", "3.4.3", "ORGANIZER ATTENDEE"),
    _row("ADD", "3.4.4", "ORGANIZER SEQUENCE", "RECURRENCE-ID REQUEST-STATUS"),
    _row("CANCEL", "3.4.5", "ORGANIZER SEQUENCE", "REQUEST-STATUS"),
    _row("REFRESH", "3.4.6", "ATTENDEE"),
    _row("COUNTER", "3.4.7", "ORGANIZER ATTENDEE"),
    _row("DECLINECOUNTER", "3.4.8", "ORGANIZER ATTENDEE"),
)
JOURNAL_METHODS = (
    _row("PUBLISH", "3.5.1", "DTSTART", "ATTENDEE", "ORGANIZER"),
    _row("ADD", "3.5.2", "ORGANIZER DTSTART SEQUENCE", "ATTENDEE RECURRENCE-ID"),
    _row("CANCEL", "3.5.3", "ORGANIZER SEQUENCE", "REQUEST-STATUS"),
)

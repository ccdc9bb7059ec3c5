"""What is in calendars: occurrences, to-dos, days, free and busy time, what holds some words (RFC 4791 §7, §9.9)."""

from kalends.service.query.listing import list_occurrences
from kalends.service.query.search import search
from kalends.service.query.values import (
    EARLIEST,
    EVENTS,
    LATEST,
    Agenda,
    Cursor,
    Days,
    Listing,
    Occurrence,
    Occurrences,
    Order,
    Page,
    PageRequest,
    Query,
    TooWide,
)
from kalends.service.query.verbs import (
    SHORT,
    find_agenda,
    find_days,
    find_first_of,
    find_free_busy,
    find_objects,
    find_occurrences,
    find_occurrences_of,
    find_todos,
)

__all__ = [
    "EARLIEST",
    "EVENTS",
    "LATEST",
    "SHORT",
    "Agenda",
    "Cursor",
    "Days",
    "Listing",
    "Occurrence",
    "Occurrences",
    "Order",
    "Page",
    "PageRequest",
    "Query",
    "TooWide",
    "find_agenda",
    "find_days",
    "find_first_of",
    "find_free_busy",
    "find_objects",
    "find_occurrences",
    "find_occurrences_of",
    "find_todos",
    "list_occurrences",
    "search",
]

"""What is in calendars: occurrences, to-dos, days, free and busy time, what holds some words (RFC 4791 §7, §9.9)."""

from kalends.service.query.finding import SHORT
from kalends.service.query.query import Query
from kalends.service.query.values import (
    EVENTS,
    Agenda,
    Asked,
    Days,
    Listed,
    Listing,
    Mark,
    Occurrence,
    Occurrences,
    Order,
    Page,
    TooWide,
)

__all__ = [
    "EVENTS",
    "SHORT",
    "Agenda",
    "Asked",
    "Days",
    "Listed",
    "Listing",
    "Mark",
    "Occurrence",
    "Occurrences",
    "Order",
    "Page",
    "Query",
    "TooWide",
]

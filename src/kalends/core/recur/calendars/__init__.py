"""Calendars other than the Gregorian, in which a rule may count (RFC 7529): what months each of their years has."""

from kalends.core.recur.calendars.names import CALENDARS, LIKE_GREGORIAN, calendar_named
from kalends.core.recur.calendars.system import CalendarSystem, Month, Year

__all__ = ["CALENDARS", "LIKE_GREGORIAN", "CalendarSystem", "Month", "Year", "calendar_named"]

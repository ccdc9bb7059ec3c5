"""Calendars: made, seen, changed, shared, removed (RFC 4791 §4.2)."""

from kalends.service.calendars.calendars import Calendars
from kalends.service.calendars.values import CalendarChange, NewCalendar, SeenCalendar, ViewChange

__all__ = ["CalendarChange", "Calendars", "NewCalendar", "SeenCalendar", "ViewChange"]

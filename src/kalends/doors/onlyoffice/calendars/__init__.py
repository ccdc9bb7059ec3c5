"""Calendars: made, shown with what is in them, changed, shared, filled from files."""

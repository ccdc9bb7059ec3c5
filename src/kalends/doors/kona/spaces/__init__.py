"""Spaces: calendars with members. A user's own calendar is the personal space."""

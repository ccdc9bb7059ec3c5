"""Calendars that are kept: made, shared, filled, written out, and what was in them."""

from kalends.doors.cli.calendars.calendar import commands as calendars
from kalends.doors.cli.calendars.files import export, import_files
from kalends.doors.cli.calendars.group import commands as groups
from kalends.doors.cli.calendars.history import history, restore

__all__ = ["calendars", "export", "groups", "history", "import_files", "restore"]

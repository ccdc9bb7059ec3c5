"""Whole files in, whole calendars out."""

from kalends.service.transfer.intake import Note, Skipped
from kalends.service.transfer.transfer import Progress, Report, Transfer

__all__ = ["Note", "Progress", "Report", "Skipped", "Transfer"]

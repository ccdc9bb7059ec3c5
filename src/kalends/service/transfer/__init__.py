"""Whole files in, whole calendars out."""

from kalends.service.transfer.intake import Skipped
from kalends.service.transfer.transfer import Progress, Report, Transfer

__all__ = ["Progress", "Report", "Skipped", "Transfer"]

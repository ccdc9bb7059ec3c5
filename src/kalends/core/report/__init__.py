"""What a report of CalDAV says of one object: whether its filter matches, and how much of it is shown (RFC 4791 §7)."""

from kalends.core.report.matching import matches

__all__ = ["matches"]

"""iCalendar text and its tree (RFC 5545 §3.1–§3.8)."""

"""Recurrence: rules, their expansion, and the series that they make (RFC 5545 §3.3.10, §3.8.5; RFC 7529)."""

"""Time: dates that cannot be mixed, zones, and VTIMEZONE (RFC 5545 §3.3.4–§3.3.6, §3.6.5)."""

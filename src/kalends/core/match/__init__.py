"""Questions to calendars: what matches a filter, when somebody is busy (RFC 4791 §7.10, §9.7)."""

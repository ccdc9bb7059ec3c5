"""Events that people agree upon: revisions and messages (RFC 5546)."""

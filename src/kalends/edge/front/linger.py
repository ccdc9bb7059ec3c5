"""Answers to requests whose body was not read: which of them end their connection.

What the client still sends after such an answer, the server reads and throws away (`edge/server/connection`).
"""

from kalends.edge.visit import Visit

_SMALL_REST = 65_536


def has_body(visit: Visit) -> bool:
    """Whether the head tells of a body (RFC 9112 §6)."""
    return visit.headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in visit.headers


def must_close(visit: Visit) -> bool:
    """Whether the answer is the last one: where a body was not read, unless it is small and coming for certain."""
    headers = visit.headers
    if visit.body_read or not has_body(visit):
        return False
    declared = headers.get(b"content-length", b"0")
    small = declared.isdigit() and len(declared) < 10 and int(declared) <= _SMALL_REST
    return not small or b"expect" in headers or b"transfer-encoding" in headers

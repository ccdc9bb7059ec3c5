"""Calendar objects: put, seen, changed, moved, copied, deleted, shared (RFC 4791 §4.1, §5.3)."""

from kalends.service.objects.objects import Objects
from kalends.service.objects.values import (
    ALWAYS,
    FORGET_ALERT,
    NO_WISH,
    NOTHING_ELSE,
    Change,
    Changed,
    Choice,
    Conditions,
    Edit,
    Extras,
    Outcome,
    Place,
    Saved,
    Seen,
    Wish,
)

__all__ = [
    "ALWAYS",
    "FORGET_ALERT",
    "NOTHING_ELSE",
    "NO_WISH",
    "Change",
    "Changed",
    "Choice",
    "Conditions",
    "Edit",
    "Extras",
    "Objects",
    "Outcome",
    "Place",
    "Saved",
    "Seen",
    "Wish",
]

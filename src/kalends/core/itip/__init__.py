"""Scheduling messages (RFC 5546)."""

from kalends.core.itip.message import MESSAGE_METHODS, Message, NoEffect, receive

__all__ = ["MESSAGE_METHODS", "Message", "NoEffect", "receive"]

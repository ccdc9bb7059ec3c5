"""Scheduling messages (RFC 5546)."""

from kalends.core.itip.message import MESSAGES, Message, Nothing, receive

__all__ = ["MESSAGES", "Message", "Nothing", "receive"]

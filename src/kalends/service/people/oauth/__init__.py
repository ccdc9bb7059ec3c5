"""Applications that act for people: who they are, what they were allowed, and their tokens (RFC 6749)."""

from kalends.service.people.oauth.asking import Asked, Asking
from kalends.service.people.oauth.clients import Applications, MadeClient, NewClient
from kalends.service.people.oauth.consents import Consented
from kalends.service.people.oauth.granting import Granting, Redemption, Tokens
from kalends.service.people.oauth.sessions import Session, Sessions
from kalends.service.people.oauth.values import OAuth

__all__ = [
    "Applications",
    "Asked",
    "Asking",
    "Consented",
    "Granting",
    "MadeClient",
    "NewClient",
    "OAuth",
    "Redemption",
    "Session",
    "Sessions",
    "Tokens",
]

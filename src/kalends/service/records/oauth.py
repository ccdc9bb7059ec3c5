"""Applications that act for people (RFC 6749), and what they were allowed. Nothing here holds a secret."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kalends.service.records.people import Scope


@dataclass(frozen=True, slots=True)
class Client:
    """An application (RFC 6749 §2). `redirects` are the exact addresses to which its people may be sent back.

    `confidential`: it has a secret (RFC 6749 §2.1). `scope` is the most that it may be allowed. `in_query`: it may send
    the parameters of the token endpoint in its query.
    """

    id: int
    client_id: str
    name: str
    redirects: tuple[str, ...]
    scope: Scope
    confidential: bool
    created: datetime
    in_query: bool = False


@dataclass(frozen=True, slots=True)
class ClientDraft:
    """An application before it is stored; `secret_digest` is "" where it has no secret."""

    client_id: str
    name: str
    redirects: tuple[str, ...]
    scope: Scope
    secret_digest: str
    in_query: bool = False


@dataclass(frozen=True, slots=True)
class Consent:
    """What one person allowed one application at one time. All tickets that come of it go with it."""

    id: int
    client: int
    account_id: int
    scope: Scope
    ends: datetime


@dataclass(frozen=True, slots=True)
class ConsentedClient:
    """A consent, to whom it was given, and when."""

    consent: Consent
    client: Client
    created: datetime


class TicketKind(StrEnum):
    """What a secret is good for: for tokens, for requests, or for more tokens."""

    CODE = "code"
    ACCESS = "access"
    REFRESH = "refresh"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A secret that came of a consent, by its digest. `redirect` and `challenge` belong to a code."""

    digest: str
    consent_id: int
    kind: TicketKind
    scope: Scope
    ends: datetime
    spent: bool = False
    redirect: str = ""
    challenge: str = ""

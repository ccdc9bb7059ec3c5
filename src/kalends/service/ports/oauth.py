"""What the verbs ask about applications and what people allowed them."""

from datetime import datetime
from typing import Protocol

from kalends.service.records import Account, Client, ClientDraft, Consent, ConsentedClient, Scope, Ticket


class Clients(Protocol):
    """The applications."""

    def add(self, draft: ClientDraft, *, now: datetime) -> Client:
        """Keep a new application. Fault EXISTS where one has that client id."""

    def find(self, client_id: str) -> Client:
        """The application of a client id. Fault NOT_FOUND."""

    def all(self) -> tuple[Client, ...]:
        """Every application, in the order in which they were made."""

    def secret_digest(self, client: Client) -> str:
        """The digest of its secret; "" where it has none, or is gone."""

    def remove(self, client: Client) -> None:
        """Remove an application, with all that it was allowed. Fault NOT_FOUND."""


class Consents(Protocol):
    """What people allowed applications, and the tickets that came of it."""

    def add(self, client: Client, account_id: int, scope: Scope, *, ends: datetime, now: datetime) -> Consent:
        """Keep a new consent. Fault NOT_FOUND where the application or the account is gone."""

    def lock(self, consent_id: int) -> Consent:
        """A consent; nobody else changes it or its tickets before this transaction ends. Fault NOT_FOUND.

        To be called before reading a ticket in order to decide what to write.
        """

    def extend(self, consent: Consent, *, ends: datetime) -> None:
        """Let a consent last until a later moment; an earlier one changes nothing."""

    def remove(self, consent: Consent) -> None:
        """Remove a consent with its tickets; one that is not there is gone already."""

    def remove_of(self, account_id: int) -> None:
        """Remove every consent of an account."""

    def of(self, account_id: int) -> tuple[ConsentedClient, ...]:
        """Every consent of an account, in the order in which they were given."""

    def put(self, ticket: Ticket) -> None:
        """Store a ticket, in the place of the one of the same digest where there is one."""

    def ticket(self, digest: str) -> Ticket:
        """The ticket of a digest, whether it has ended or not. Fault NOT_FOUND."""

    def drop(self, ticket: Ticket) -> None:
        """Remove one ticket; one that is not there is gone already."""

    def bearer(self, digest: str) -> tuple[Ticket, Account]:
        """The ticket of kind ACCESS of a digest, and for whom it speaks. Fault NOT_FOUND."""

    def purge(self, *, tickets: datetime, consents: datetime, at_most: int) -> int:
        """Remove tickets, and consents with theirs, that ended before these moments; the oldest first.

        No more than `at_most` of each; how many of both.
        """

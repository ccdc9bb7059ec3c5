"""OAuth clients, consents, and their tickets (codes and tokens). One query a function."""

from datetime import datetime

from kalends.service.records import Account, Client, ClientDraft, Consent, ConsentedClient, Scope, Ticket, TicketKind
from kalends.store.people import accounts
from kalends.store.sql import Executor, Row, require_inserted, require_row, to_datetime, to_microseconds

_CLIENT = "id, client_id, name, redirects, scope, secret_digest <> '', created, in_query"
_CONSENT = "id, client, account_id, scope, ends"
_TICKET = (
    "oauth_ticket.digest, oauth_ticket.consent_id, oauth_ticket.kind, oauth_ticket.scope, oauth_ticket.ends,"
    " oauth_ticket.spent, oauth_ticket.redirect, oauth_ticket.challenge"
)
_WIDTH = _TICKET.count(",") + 1
_NO_CLIENT = "There is no such application."
_NO_CONSENT = "This is not allowed any more."
_NO_TICKET = "There is no such token."


class ClientTable:
    """Implements `service.ports.Clients`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def add(self, draft: ClientDraft, *, now: datetime) -> Client:
        rows = self._execute(
            "INSERT INTO oauth_client (client_id, name, redirects, scope, secret_digest, created, in_query)"
            f" VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (client_id) DO NOTHING RETURNING {_CLIENT}",
            draft.client_id,
            draft.name,
            "\n".join(draft.redirects),
            draft.scope.value,
            draft.secret_digest,
            to_microseconds(now),
            int(draft.in_query),
        )
        return _client_of(require_inserted(rows, "There is an application of that client id already."))

    def find(self, client_id: str) -> Client:
        rows = self._execute(f"SELECT {_CLIENT} FROM oauth_client WHERE client_id = ?", client_id)
        return _client_of(require_row(rows, _NO_CLIENT))

    def all(self) -> tuple[Client, ...]:
        return tuple(_client_of(row) for row in self._execute(f"SELECT {_CLIENT} FROM oauth_client ORDER BY id"))

    def secret_digest(self, client: Client) -> str:
        rows = self._execute("SELECT secret_digest FROM oauth_client WHERE id = ?", client.id)
        return str(rows[0][0]) if rows else ""

    def remove(self, client: Client) -> None:
        require_row(self._execute("DELETE FROM oauth_client WHERE id = ? RETURNING id", client.id), _NO_CLIENT)


class ConsentTable:
    """Implements `service.ports.Consents`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def add(self, client: Client, account_id: int, scope: Scope, *, ends: datetime, now: datetime) -> Consent:
        rows = self._execute(
            f"INSERT INTO oauth_consent (client, account_id, scope, created, ends) VALUES (?, ?, ?, ?, ?)"
            f" RETURNING {_CONSENT}",
            client.id,
            account_id,
            scope.value,
            to_microseconds(now),
            to_microseconds(ends),
        )
        return _consent_of(rows[0])

    def lock(self, consent_id: int) -> Consent:
        rows = self._execute(f"SELECT {_CONSENT} FROM oauth_consent WHERE id = ? $lock", consent_id)
        return _consent_of(require_row(rows, _NO_CONSENT))

    def extend(self, consent: Consent, *, ends: datetime) -> None:
        until = to_microseconds(ends)
        self._execute("UPDATE oauth_consent SET ends = ? WHERE id = ? AND ends < ?", until, consent.id, until)

    def remove(self, consent: Consent) -> None:
        self._execute("DELETE FROM oauth_consent WHERE id = ?", consent.id)

    def remove_of(self, account_id: int) -> None:
        self._execute("DELETE FROM oauth_consent WHERE account_id = ?", account_id)

    def of(self, account_id: int) -> tuple[ConsentedClient, ...]:
        rows = self._execute(
            f"SELECT {_CONSENT}, created FROM oauth_consent WHERE account_id = ? ORDER BY created, id", account_id
        )
        clients = {each.id: each for each in ClientTable(self._execute).all()} if rows else {}
        return tuple(
            ConsentedClient(_consent_of(row[:-1]), clients[row[1]], to_datetime(row[-1]))
            for row in rows
            if row[1] in clients
        )

    def put(self, ticket: Ticket) -> None:
        self._execute(
            "INSERT INTO oauth_ticket (digest, consent_id, kind, scope, ends, spent, redirect, challenge)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO UPDATE SET"
            " scope = excluded.scope, ends = excluded.ends, spent = excluded.spent",
            ticket.digest,
            ticket.consent_id,
            ticket.kind.value,
            ticket.scope.value,
            to_microseconds(ticket.ends),
            int(ticket.spent),
            ticket.redirect,
            ticket.challenge,
        )

    def ticket(self, digest: str) -> Ticket:
        rows = self._execute(f"SELECT {_TICKET} FROM oauth_ticket WHERE digest = ?", digest)
        return _ticket_of(require_row(rows, _NO_TICKET))

    def drop(self, ticket: Ticket) -> None:
        self._execute("DELETE FROM oauth_ticket WHERE digest = ?", ticket.digest)

    def bearer(self, digest: str) -> tuple[Ticket, Account]:
        rows = self._execute(
            f"SELECT {_TICKET}, {accounts.COLUMNS} FROM oauth_ticket"
            " JOIN oauth_consent ON oauth_consent.id = oauth_ticket.consent_id"
            " JOIN account ON account.id = oauth_consent.account_id"
            " WHERE oauth_ticket.digest = ? AND oauth_ticket.kind = 'access'",
            digest,
        )
        row = require_row(rows, _NO_TICKET)
        return _ticket_of(row[:_WIDTH]), accounts.account_of(row[_WIDTH:])

    def purge(self, *, tickets: datetime, consents: datetime, at_most: int) -> int:
        gone = self._execute(
            "DELETE FROM oauth_ticket WHERE digest IN (SELECT digest FROM oauth_ticket WHERE ends <= ?"
            " ORDER BY ends LIMIT ? $skip) RETURNING 1",
            to_microseconds(tickets),
            at_most,
        )
        ended = self._execute(
            "DELETE FROM oauth_consent WHERE id IN (SELECT id FROM oauth_consent WHERE ends <= ?"
            " ORDER BY ends LIMIT ? $skip) RETURNING 1",
            to_microseconds(consents),
            at_most,
        )
        return len(gone) + len(ended)


def _client_of(row: Row) -> Client:
    number, client_id, name, redirects, scope, confidential, created, in_query = row
    addresses, known = tuple(redirects.split("\n")), to_datetime(created)
    return Client(number, client_id, name, addresses, Scope(scope), bool(confidential), known, bool(in_query))


def _consent_of(row: Row) -> Consent:
    number, client, account_id, scope, ends = row
    return Consent(number, client, account_id, Scope(scope), to_datetime(ends))


def _ticket_of(row: Row) -> Ticket:
    digest, consent_id, kind, scope, ends, spent, redirect, challenge = row
    known = TicketKind(kind), Scope(scope), to_datetime(ends), bool(spent)
    return Ticket(digest, consent_id, *known, redirect, challenge)

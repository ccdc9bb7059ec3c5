"""Codes for consents, tokens for codes, tokens for tokens, and their end (RFC 6749 §4.1, §6; RFC 7009).

Everything that comes of one consent is one family. A code lives for 60 seconds and is used once; a refresh token of an
application with a secret stays the same, one of an application without is used once (RFC 9700 §2.2.2). Where something
that was used up comes again, somebody has stolen it, and the whole family ends.

The callers are applications, not people, and a family ends although the request is refused: so these verbs are no
functions of a unit, but open their own transactions.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from kalends.errors import Fault, Kind
from kalends.service.access import Caller, Right, caller_of, demand
from kalends.service.people.keys import digest_of
from kalends.service.people.oauth.asking import Asked, Asking, asked, destination, scope_within
from kalends.service.people.oauth.refusals import INVALID_GRANT, refused
from kalends.service.people.oauth.secrets import has_shape, new_secret
from kalends.service.people.proof import demand_proof, password_of
from kalends.service.ports import Store, Transaction
from kalends.service.quota import PURGED_AT_ONCE
from kalends.service.records import Account, Client, Consent, Scope, Ticket, TicketKind
from kalends.service.retry import retry_collisions

CODE_LIFETIME = timedelta(seconds=60)
ACCESS_LIFETIME = timedelta(seconds=604_800)
REFRESH_LIFETIME = timedelta(days=180)
"""How long a refresh token works after its last use."""
REMEMBERED = timedelta(days=7)
"""How long something that has ended is still known, so that a thief of it is noticed."""

_UNKNOWN = {
    TicketKind.CODE: "The code is unknown, was used, has ended, or is another application's.",
    TicketKind.REFRESH: "The refresh token is unknown, was used, has ended, or is another application's.",
}


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an application gets (RFC 6749 §5.1); told now and never again."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    scope: Scope


@dataclass(frozen=True, slots=True)
class Redemption:
    """What an application brings with a code: where it was sent, and the proof key's own text."""

    redirect: str = ""
    verifier: str = field(default="", repr=False)


_NOTHING = Redemption()


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A wish to get tokens for a code or a refresh token."""

    client: Client
    kind: TicketKind
    secret: str = field(repr=False)
    brought: Redemption = _NOTHING
    scope: str = ""

    @property
    def keeps_ticket(self) -> bool:
        """Whether what was brought goes on working: a refresh token of an application that has a secret beside it."""
        return self.kind is TicketKind.REFRESH and self.client.confidential

    def concerns(self, ticket: Ticket, consent: Consent) -> bool:
        """Whether a ticket is of this kind, and this application's."""
        return ticket.kind is self.kind and consent.client == self.client.id

    def fits(self, ticket: Ticket) -> bool:
        """Whether what has to come with a code came with it (RFC 6749 §4.1.3, RFC 7636 §4.6)."""
        return self._is_sent_back(ticket) and _proves(self.brought.verifier, ticket.challenge)

    def _is_sent_back(self, ticket: Ticket) -> bool:
        """Whether the address is that of the request for the code.

        An application that sends its parameters in the query may name its only address here alone.
        """
        if self.client.in_query and not ticket.redirect and len(self.client.redirects) == 1:
            return self.brought.redirect in ("", self.client.redirects[0])
        return ticket.redirect == self.brought.redirect


class Granting:
    """The verbs about what applications are allowed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def destination(self, client_id: str, redirect: str) -> tuple[Client, str]:
        """The application, and where it wants people to be sent back to. Fault NOT_FOUND for either."""
        with self._store.reading() as transaction:
            client = transaction.clients.find(client_id)
        return client, destination(client, redirect)

    def asked(self, client: Client, asking: Asking) -> Asked:
        """A request, if it can be granted. Faults by the names of RFC 6749 §4.1.2.1."""
        return asked(client, asking)

    @retry_collisions
    def allow(self, me: Caller, wanted: Asked, *, now: datetime) -> str:
        """A code for what a person allows. Faults NOT_FOUND where the application is gone, FORBIDDEN.

        UNAUTHENTICATED where the password was changed since the sign-in: that ends what was allowed before.
        """
        demand(me, Right.WRITE)
        secret = new_secret(TicketKind.CODE)
        ends = now + CODE_LIFETIME
        with self._store.writing() as transaction:
            transaction.lock_named(password_of(me.account_id))
            demand_proof(transaction, me)
            self._sweep(transaction, now)
            consent = transaction.consents.add(wanted.client, me.account_id, wanted.scope, ends=ends, now=now)
            code = Ticket(digest_of(secret), consent.id, TicketKind.CODE, wanted.scope, ends)
            transaction.consents.put(replace(code, redirect=wanted.redirect, challenge=wanted.challenge))
        return secret

    def redeem(self, client: Client, code: str, brought: Redemption, *, now: datetime) -> Tokens:
        """Tokens for a code. Fault `invalid_grant`."""
        return self._exchanged(_Exchange(client, TicketKind.CODE, code, brought), now)

    def refresh(self, client: Client, token: str, *, scope: str = "", now: datetime) -> Tokens:
        """Tokens for a refresh token, with a narrower scope if wanted. Faults `invalid_grant`, `invalid_scope`."""
        return self._exchanged(_Exchange(client, TicketKind.REFRESH, token, scope=scope), now)

    @retry_collisions
    def revoke(self, client: Client, token: str) -> None:
        """End a token; with a refresh token everything that came of the same consent (RFC 7009 §2.1).

        One that is not known is ended already. Fault `invalid_grant` where it is another application's.
        """
        with self._store.writing() as transaction:
            found = _found(transaction, token)
            if found is None:
                return
            ticket, consent = found
            if consent.client != client.id:
                raise refused(INVALID_GRANT, "The token is another application's.")
            if ticket.kind is TicketKind.ACCESS:
                transaction.consents.drop(ticket)
            else:
                transaction.consents.remove(consent)

    def holder(self, token: str, *, now: datetime) -> Caller:
        """For whom an access token speaks, and how far it reaches. Fault UNAUTHENTICATED."""
        found = self._bearer(token) if has_shape(token) else None
        if found is None or found[0].ends <= now:
            raise Fault(Kind.UNAUTHENTICATED, "The access token is unknown, was revoked, or has ended.")
        ticket, account = found
        return replace(caller_of(account, None), scope=ticket.scope)

    def _bearer(self, token: str) -> tuple[Ticket, Account] | None:
        try:
            with self._store.reading() as transaction:
                return transaction.consents.bearer(digest_of(token))
        except Fault as fault:
            if fault.kind is Kind.NOT_FOUND:
                return None
            raise

    def _exchanged(self, wanted: _Exchange, now: datetime) -> Tokens:
        """New tokens for a ticket that is good; the end of its family for one that was used up."""
        tokens = self._exchange(wanted, now)
        if tokens is None:
            # raised out here: a fault within the transaction would undo the end of the family
            raise refused(INVALID_GRANT, _UNKNOWN[wanted.kind])
        return tokens

    @retry_collisions
    def _exchange(self, wanted: _Exchange, now: datetime) -> Tokens | None:
        with self._store.writing() as transaction:
            self._sweep(transaction, now)
            found = _found(transaction, wanted.secret)
            if found is None or not wanted.concerns(*found):
                return None
            ticket, consent = found
            if ticket.spent:
                transaction.consents.remove(consent)
                return None
            if ticket.ends <= now or not wanted.fits(ticket):
                return None
            return self._issue(transaction, consent, ticket, wanted, now)

    def _issue(
        self, transaction: Transaction, consent: Consent, ticket: Ticket, wanted: _Exchange, now: datetime
    ) -> Tokens:
        scope, until = scope_within(wanted.scope, ticket.scope), now + REFRESH_LIFETIME
        access = self._new(transaction, replace(consent, scope=scope), TicketKind.ACCESS, now + ACCESS_LIFETIME)
        if wanted.keeps_ticket:
            refresh = wanted.secret
            transaction.consents.put(replace(ticket, ends=until))
        else:
            refresh = self._new(transaction, consent, TicketKind.REFRESH, until)
            transaction.consents.put(replace(ticket, spent=True))
        transaction.consents.extend(consent, ends=until)
        return Tokens(access, refresh, scope)

    def _new(self, transaction: Transaction, consent: Consent, kind: TicketKind, ends: datetime) -> str:
        secret = new_secret(kind)
        transaction.consents.put(Ticket(digest_of(secret), consent.id, kind, consent.scope, ends))
        return secret

    def _sweep(self, transaction: Transaction, now: datetime) -> None:
        before = now - REMEMBERED
        transaction.consents.purge(tickets=before, consents=before, at_most=PURGED_AT_ONCE)


def _found(transaction: Transaction, secret: str) -> tuple[Ticket, Consent] | None:
    """The ticket of a secret, and its consent, locked; read again under the lock, since it may have been used."""
    if not has_shape(secret):
        return None
    try:
        before = transaction.consents.ticket(digest_of(secret))
        consent = transaction.consents.lock(before.consent_id)
        return transaction.consents.ticket(before.digest), consent
    except Fault as fault:
        if fault.kind is Kind.NOT_FOUND:
            return None
        raise


def _proves(verifier: str, challenge: str) -> bool:
    """Whether a proof key is the one that was asked with; neither there is as good (RFC 9700 §2.1.1)."""
    if not challenge or not verifier:
        return not challenge and not verifier
    made = urlsafe_b64encode(sha256(verifier.encode("utf-8", "surrogatepass")).digest()).rstrip(b"=").decode()
    return hmac.compare_digest(made, challenge)

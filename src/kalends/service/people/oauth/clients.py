"""The applications: made, listed and removed by administrators; and how one proves which it is (RFC 6749 §2).

A redirect URI is compared as a text, so it is written here exactly as the application sends it. It is https; http only
to this very machine (RFC 8252 §7.3); or a scheme of the application's own, which has a period (RFC 8252 §7.1).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest

from kalends.errors import Fault, Flaw, Kind
from kalends.service import randomness
from kalends.service.access import Caller, Right, demand
from kalends.service.people import fields
from kalends.service.people.keys import digest_of
from kalends.service.people.oauth.refusals import INVALID_CLIENT, refused
from kalends.service.people.throttle import Throttle
from kalends.service.ports import Store, Transaction
from kalends.service.records import Client, ClientDraft, Scope

ID_LENGTH = 24
MOST_REDIRECTS = 20
LONGEST_REDIRECT = 1_000

_REDIRECT = re.compile(
    r"(?:https://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?"
    r"|http://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?"
    r"|[a-z][a-z0-9+-]*\.[a-z0-9+.-]+:)"
    r"(?:[/?][A-Za-z0-9._~!$&'()*+,;=:@/?%\[\]-]*)?",
    re.IGNORECASE | re.ASCII,
)
_HOW = "is https://…, http://localhost…, or has a scheme of its own as in com.example.app:/…; it has no fragment (#)"
_UNKNOWN = "The application is unknown, or its secret is wrong."


@dataclass(frozen=True, slots=True)
class NewClient:
    """An application to add; a `public` one can keep no secret (RFC 6749 §2.1).

    `in_query` lets it send the parameters of the token endpoint in its query, where proxies between may log them; so a
    public one, whose codes are all that protects it, never may.
    """

    name: str
    redirects: tuple[str, ...]
    scope: Scope = Scope.FULL
    public: bool = False
    in_query: bool = False


@dataclass(frozen=True, slots=True)
class MadeClient:
    """A new application, with the secret that is told now and never again; "" for a public one."""

    client: Client
    secret: str = field(repr=False)


class Applications:
    """The verbs about applications."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._throttle = Throttle(store)

    def add(self, me: Caller, new: NewClient, *, now: datetime) -> MadeClient:
        """Make an application. Faults FORBIDDEN; INVALID with every flaw."""
        demand(me, Right.ADMINISTER)
        fields.demand_none(_flaws_of(new))
        secret = "" if new.public else randomness.letters(fields.KEY_LENGTH)
        draft = ClientDraft(
            client_id=randomness.letters(ID_LENGTH),
            name=new.name.strip(),
            redirects=new.redirects,
            scope=new.scope,
            secret_digest=digest_of(secret) if secret else "",
            in_query=new.in_query,
        )
        with self._store.writing() as transaction:
            return MadeClient(transaction.clients.add(draft, now=now), secret)

    def all(self, me: Caller) -> tuple[Client, ...]:
        """Every application. Fault FORBIDDEN."""
        demand(me, Right.ADMINISTER)
        with self._store.reading() as transaction:
            return transaction.clients.all()

    def remove(self, me: Caller, client_id: str) -> Client:
        """Remove an application; none of its tokens works any more. Faults FORBIDDEN, NOT_FOUND."""
        demand(me, Right.ADMINISTER)
        with self._store.writing() as transaction:
            client = transaction.clients.find(client_id)
            transaction.clients.remove(client)
            return client

    def proven(self, client_id: str, secret: str, *, address: str, now: datetime) -> Client:
        """The application that has this secret, or has none and sends none. Faults `invalid_client`; RATE_LIMITED."""
        with self._store.reading() as transaction:
            client = _known(transaction, client_id)
            kept = transaction.clients.secret_digest(client) if client else ""
        if client is not None and compare_digest(kept, digest_of(secret) if secret else ""):
            return client
        self._throttle.count_key(address, now)
        raise refused(INVALID_CLIENT, _UNKNOWN)


def _known(transaction: Transaction, client_id: str) -> Client | None:
    try:
        return transaction.clients.find(client_id)
    except Fault as fault:
        if fault.kind in (Kind.NOT_FOUND, Kind.INVALID):
            return None
        raise


def _flaws_of(new: NewClient) -> Iterable[Flaw]:
    if not new.name.strip():
        yield Flaw("bad-name", "The name is empty.", "name")
    yield from fields.flaws_of_name(new.name)
    if not 1 <= len(new.redirects) <= MOST_REDIRECTS:
        yield Flaw("bad-redirect", f"An application has 1 to {MOST_REDIRECTS} redirect URIs.", "redirect")
    if new.public and new.in_query:
        yield Flaw("bad-query", "An application without a secret sends its parameters in the body.", "in_query")
    for redirect in new.redirects:
        if len(redirect) > LONGEST_REDIRECT or not _REDIRECT.fullmatch(redirect):
            yield Flaw("bad-redirect", f"A redirect URI {_HOW}: {redirect[:100]!r} is none.", "redirect")

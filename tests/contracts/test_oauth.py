"""What every store promises about applications, consents and their tickets."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.contracts.conftest import Hand

from kalends.errors import Kind
from kalends.service.ports import Store
from kalends.service.records import Account, Client, ClientDraft, Consent, ConsentedClient, Scope, Ticket, TicketKind

DRAFT = ClientDraft("abc", "Planner 📅", ("https://a.example/one", "https://a.example/two?x=%20"), Scope.READ, "digest")
HOUR = timedelta(hours=1)


def add(store: Store, now: datetime, draft: ClientDraft = DRAFT) -> Client:
    with store.writing() as transaction:
        return transaction.clients.add(draft, now=now)


def consent(store: Store, client: Client, account: Account, now: datetime, ends: datetime | None = None) -> Consent:
    with store.writing() as transaction:
        return transaction.consents.add(client, account.id, Scope.FULL, ends=ends or now + HOUR, now=now)


def ticket(given: Consent, digest: str, now: datetime, kind: TicketKind = TicketKind.ACCESS) -> Ticket:
    return Ticket(digest, given.id, kind, Scope.READ, now + HOUR)


def put(store: Store, *tickets: Ticket) -> None:
    with store.writing() as transaction:
        for each in tickets:
            transaction.consents.put(each)


@pytest.fixture
def given(store: Store, hand: Hand, now: datetime) -> Consent:
    return consent(store, add(store, now), hand.account("anna"), now)


def test_an_application_comes_back_as_it_was_stored(store: Store, now: datetime, kind_of) -> None:
    made = add(store, now)
    assert made == Client(made.id, "abc", "Planner 📅", DRAFT.redirects, Scope.READ, True, now)
    other = add(store, now, replace(DRAFT, client_id="def", secret_digest=""))
    assert not other.confidential
    with store.writing() as transaction:
        clients = transaction.clients
        assert clients.find("abc") == made
        assert clients.all() == (made, other)
        assert [clients.secret_digest(each) for each in (made, other)] == ["digest", ""]
        assert kind_of(lambda: clients.add(DRAFT, now=now)) is Kind.EXISTS
        assert kind_of(lambda: clients.find("ABC")) is Kind.NOT_FOUND
        clients.remove(other)
        assert clients.all() == (made,)
        assert kind_of(lambda: clients.remove(other)) is Kind.NOT_FOUND
        assert clients.secret_digest(other) == ""


def test_a_consent_lasts_as_long_as_its_latest_end(store: Store, given: Consent, now: datetime, kind_of) -> None:
    with store.writing() as transaction:
        consents = transaction.consents
        assert consents.lock(given.id) == given
        consents.extend(given, ends=now + 3 * HOUR)
        consents.extend(given, ends=now + 2 * HOUR)
        assert consents.lock(given.id) == replace(given, ends=now + 3 * HOUR)
        consents.remove(given)
        consents.remove(given)
        assert kind_of(lambda: consents.lock(given.id)) is Kind.NOT_FOUND


def test_the_consents_of_an_account(store: Store, hand: Hand, now: datetime) -> None:
    shop, phone = add(store, now), add(store, now, replace(DRAFT, client_id="def"))
    anna, bert = hand.account("anna"), hand.account("bert")
    later, first = consent(store, phone, anna, now + HOUR), consent(store, shop, anna, now)
    consent(store, shop, bert, now)
    with store.reading() as transaction:
        assert transaction.consents.of(anna.id) == (
            ConsentedClient(first, shop, now),
            ConsentedClient(later, phone, now + HOUR),
        )
        assert transaction.consents.of(99) == ()


def test_nobody_allows_what_is_gone(store: Store, hand: Hand, now: datetime, kind_of) -> None:
    client, anna = add(store, now), hand.account("anna")
    assert kind_of(lambda: consent(store, replace(client, id=99), anna, now)) is Kind.NOT_FOUND
    assert kind_of(lambda: consent(store, client, replace(anna, id=99), now)) is Kind.NOT_FOUND


def test_a_ticket_comes_back_as_it_was_stored(store: Store, given: Consent, now: datetime, kind_of) -> None:
    code = replace(ticket(given, "1", now, TicketKind.CODE), redirect="https://a.example/one", challenge="c")
    put(store, code)
    with store.writing() as transaction:
        consents = transaction.consents
        assert consents.ticket("1") == code
        changed = replace(code, spent=True, ends=now, scope=Scope.FULL)
        consents.put(changed)
        assert consents.ticket("1") == changed
        consents.drop(changed)
        consents.drop(changed)
        assert kind_of(lambda: consents.ticket("1")) is Kind.NOT_FOUND


def test_only_an_access_token_has_a_bearer(store: Store, given: Consent, now: datetime, kind_of) -> None:
    access, *others = (ticket(given, kind.value, now, kind) for kind in (TicketKind.ACCESS, *TicketKind))
    put(store, access, *others)
    with store.reading() as transaction:
        found, account = transaction.consents.bearer("access")
        assert (found, account.email) == (access, "anna@example.org")
        for digest in ("code", "refresh", "nothing"):
            assert kind_of(lambda digest=digest: transaction.consents.bearer(digest)) is Kind.NOT_FOUND


@pytest.mark.parametrize("gone", ["client", "account", "consent", "consents of the account"])
def test_tickets_go_with_what_they_came_of(store: Store, hand: Hand, now: datetime, gone: str, kind_of) -> None:
    client, anna, bert = add(store, now), hand.account("anna"), hand.account("bert")
    annas, berts = consent(store, client, anna, now), consent(store, client, bert, now)
    put(store, ticket(annas, "1", now), ticket(berts, "2", now))
    ways: dict[str, Callable] = {
        "client": lambda transaction: transaction.clients.remove(client),
        "account": lambda transaction: transaction.accounts.remove(anna.id),
        "consent": lambda transaction: transaction.consents.remove(annas),
        "consents of the account": lambda transaction: transaction.consents.remove_of(anna.id),
    }
    with store.writing() as transaction:
        ways[gone](transaction)
    with store.reading() as transaction:
        assert kind_of(lambda: transaction.consents.ticket("1")) is Kind.NOT_FOUND
        if gone != "client":
            assert transaction.consents.bearer("2")[1] == bert


def test_the_oldest_that_ended_are_purged_first(store: Store, hand: Hand, now: datetime, kind_of) -> None:
    client, anna = add(store, now), hand.account("anna")
    ends = [now + n * HOUR for n in range(4)]
    given = [consent(store, client, anna, now, end) for end in ends]
    put(store, *(replace(ticket(given[3], str(n), now), ends=end) for n, end in enumerate(ends)))
    with store.writing() as transaction:
        assert transaction.consents.purge(tickets=ends[2], consents=ends[1], at_most=2) == 4
        for n in (0, 1):
            assert kind_of(lambda n=n: transaction.consents.ticket(str(n))) is Kind.NOT_FOUND
            assert kind_of(lambda n=n: transaction.consents.lock(given[n].id)) is Kind.NOT_FOUND
        assert [transaction.consents.ticket(str(n)).ends for n in (2, 3)] == ends[2:]
        assert [transaction.consents.lock(each.id) for each in given[2:]] == given[2:]
        assert transaction.consents.purge(tickets=ends[2], consents=ends[1], at_most=2) == 1
        assert kind_of(lambda: transaction.consents.ticket("2")) is Kind.NOT_FOUND

"""What a person has allowed applications: told, and taken back.

The account is named by its address, as for keys: who asks is whoever keeps the server.
"""

from datetime import datetime

from kalends.errors import Fault, Kind
from kalends.service.people.owner import account_of
from kalends.service.ports import Store
from kalends.service.records import Client, ConsentedClient
from kalends.service.retry import retry_collisions


class Consented:
    """The verbs about what is allowed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, email: str, *, now: datetime) -> tuple[ConsentedClient, ...]:
        """Every consent of an account that has not ended, in the order in which they were given. Fault NOT_FOUND."""
        with self._store.reading() as transaction:
            found = transaction.consents.of(account_of(transaction, email).id)
        return tuple(each for each in found if each.consent.ends > now)

    @retry_collisions
    def withdraw(self, email: str, client_id: str | None = None) -> tuple[Client, ...]:
        """End all that an account allowed an application, or every application; those whose tokens ended.

        Fault NOT_FOUND for the account, and where it allowed that application nothing.
        """
        with self._store.writing() as transaction:
            found = transaction.consents.of(account_of(transaction, email).id)
            gone = [each for each in found if client_id in (None, each.client.client_id)]
            if client_id is not None and not gone:
                raise Fault(Kind.NOT_FOUND, "That application is allowed nothing by this account.")
            for each in gone:
                transaction.consents.remove(each.consent)
        return tuple({each.client.id: each.client for each in gone}.values())

"""Accounts, groups and everyone: looked up by id, GUID, address, or part of a name, by everybody who is signed in."""

from collections.abc import Collection

from kalends.core.address import flaw_of, folded
from kalends.core.objects.words import has_words, search_words, words_of
from kalends.errors import Fault, Kind
from kalends.service.records import Account, Holder, Principal
from kalends.service.unit import Unit


def get_account(unit: Unit, account_id: int) -> Account:
    """The account of an id. Fault NOT_FOUND."""
    return unit.transaction.accounts.by_id(account_id)


def get_by_guid(unit: Unit, guid: str) -> Account:
    """The account of a GUID, however it is capitalised. Fault NOT_FOUND."""
    return unit.transaction.accounts.by_guid(guid.lower())


def get_by_email(unit: Unit, email: str) -> Account:
    """The account of an address. Fault NOT_FOUND."""
    if flaw_of(email):
        raise Fault(Kind.NOT_FOUND, "There is no account of that address.")
    return unit.transaction.accounts.find(folded(email))


def get_some(unit: Unit, account_ids: Collection[int]) -> tuple[Account, ...]:
    """The accounts of these ids that are there, in the order of the ids."""
    return unit.transaction.accounts.some(account_ids)


def search(unit: Unit, text: str = "") -> tuple[Account, ...]:
    """The accounts whose name or address has words that begin so; all, if the text has no words."""
    words = search_words(text)
    return tuple(
        each for each in unit.transaction.accounts.all() if has_words(words_of([each.name, each.email]), words)
    )


def get_principal(unit: Unit, guid: str) -> Principal:
    """The account, the group, or "Everyone", of a GUID, however it is capitalised. Fault NOT_FOUND."""
    return unit.transaction.directory.by_guid(guid.lower())


def name_holders(unit: Unit, holders: Collection[Holder]) -> tuple[Principal, ...]:
    """These principals with their names; those that are not there are left out."""
    return unit.transaction.directory.some(holders) if holders else ()

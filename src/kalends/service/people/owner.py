"""The account that somebody named by writing an address."""

from kalends.core.address import flaw_of, folded
from kalends.errors import Fault, Kind
from kalends.service.ports import Transaction
from kalends.service.records import Account


def account_of(transaction: Transaction, email: str) -> Account:
    """The account of an address, however it is capitalised. Fault NOT_FOUND, for what is no address too."""
    if flaw_of(email):
        raise Fault(Kind.NOT_FOUND, "There is no account of that address, and there cannot be: it is not an address.")
    return transaction.accounts.find(folded(email))

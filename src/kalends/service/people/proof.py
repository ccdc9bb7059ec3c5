"""Which password a caller signed in with: what is given for it is given in a transaction in which it still holds.

A new password ends tokens, sessions and consents. Between the check of a password, which takes a while, and the token
that is given for it, the password may be changed; a token that was sealed with the new one would outlive that.
"""

from hashlib import sha256

from kalends.errors import Fault, Kind
from kalends.service.access import Caller
from kalends.service.ports import Transaction


def proof_of(password_hash: str) -> str:
    """The name of a password, by the hash of it that is kept."""
    return sha256(password_hash.encode()).hexdigest()


def password_of(account_id: int) -> str:
    """The name of the lock for a transaction that writes something that ends with a password, or changes one."""
    return f"password of {account_id}"


def demand_proof(transaction: Transaction, me: Caller) -> None:
    """Let pass who signed in with the password that the account has now. Fault UNAUTHENTICATED."""
    if me.proof != proof_of(transaction.accounts.password_hash(me.account_id)):
        raise Fault(Kind.UNAUTHENTICATED, "The password was changed meanwhile: sign in again.")

"""What this server vouches for without storing it: HMAC-SHA256 with a secret that all its processes share."""

import hmac
from functools import cached_property
from hashlib import sha256

from kalends.service import randomness
from kalends.service.people.proof import proof_of
from kalends.service.ports import Store
from kalends.service.secrets import settled

_SECRET_OCTETS = 32


class Seals:
    """The seals of one purpose, whose secret the store keeps under that name; to be used outside any transaction."""

    def __init__(self, store: Store, purpose: str) -> None:
        self._store = store
        self._purpose = purpose

    def of(self, message: str) -> str:
        """The seal of a message, as 64 hexadecimal digits."""
        return hmac.new(self._secret, message.encode(), sha256).hexdigest()

    def of_account(self, head: str, password_hash: str) -> str:
        """The seal of a head that names an account; the hash of its password goes in, so that a new one ends it."""
        return self.of(f"{head}.{proof_of(password_hash)}")

    def holds(self, sealed: str, password_hash: str) -> bool:
        """Whether a text ends, after its last period, with the seal of what stands before, for that account."""
        head, _, seal = sealed.rpartition(".")
        return hmac.compare_digest(self.of_account(head, password_hash).encode(), seal.encode())

    @cached_property
    def _secret(self) -> bytes:
        return settled(self._store, self._purpose, lambda: randomness.hexadecimal(_SECRET_OCTETS)).encode()

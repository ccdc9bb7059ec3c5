"""Passwords as argon2id hashes (RFC 9106), with the library's defaults, which are the RFC's low-memory profile.

A hash takes about 50 ms of processor and 64 MB, so a server makes few at the same time (`edge.executor`).
"""

import secrets
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError


class ArgonHasher:
    """A `Hasher` of argon2id."""

    def __init__(self) -> None:
        self._argon = PasswordHasher()

    def hash(self, password: str) -> str:
        """A salted hash, with its parameters, as text."""
        return self._argon.hash(_octets(password))

    def matches(self, password_hash: str, password: str) -> bool:
        """Whether a password has that hash; "" costs as much as a real one, and never matches."""
        stand_in = self._stand_in  # made in either case, so that the first stranger takes no longer than others
        try:
            return self._argon.verify(password_hash or stand_in, _octets(password)) and password_hash != ""
        except (Argon2Error, InvalidHashError):
            return False

    @cached_property
    def _stand_in(self) -> str:
        return self.hash(secrets.token_hex(32))


def _octets(password: str) -> bytes:
    # What a client sends may hold a lone surrogate, which no stored password has.
    return password.encode("utf-8", "surrogatepass")

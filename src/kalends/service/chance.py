"""The operating system's randomness, behind the port."""

import secrets
from string import ascii_letters, digits
from uuid import uuid4

_LETTERS = ascii_letters + digits


class SystemChance:
    """A `Chance` that nobody can guess."""

    def letters(self, length: int) -> str:
        """That many characters of [A-Za-z0-9], each with the same likelihood."""
        return "".join(secrets.choice(_LETTERS) for _ in range(length))

    def hexadecimal(self, octets: int) -> str:
        """That many octets as hexadecimal digits."""
        return secrets.token_hex(octets)

    def guid(self) -> str:
        """A new GUID, in small letters."""
        return str(uuid4())

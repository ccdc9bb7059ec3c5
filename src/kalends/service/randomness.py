"""Values that nobody can guess, from the operating system."""

import secrets
from string import ascii_letters, digits
from uuid import uuid4

_LETTERS = ascii_letters + digits


def letters(length: int) -> str:
    """That many characters of [A-Za-z0-9], each with the same likelihood."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def hexadecimal(octets: int) -> str:
    """That many octets as hexadecimal digits."""
    return secrets.token_hex(octets)


def new_guid() -> str:
    """A new GUID, in small letters."""
    return str(uuid4())

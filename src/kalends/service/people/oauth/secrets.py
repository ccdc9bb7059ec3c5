"""The secrets of applications: each kind has a beginning of its own, so that none is taken for another, or for a key.

    oc.…   a code: lives 60 seconds, and is used once
    oa.…   an access token
    or.…   a refresh token

What follows are 48 characters of [A-Za-z0-9] that nobody can guess; only SHA-256 of the whole is kept.
"""

import re

from kalends.service import randomness
from kalends.service.people.fields import KEY_LENGTH
from kalends.service.records import TicketKind

_STARTS = {TicketKind.CODE: "oc.", TicketKind.ACCESS: "oa.", TicketKind.REFRESH: "or."}
_SHAPE = re.compile(rf"o[acr]\.[A-Za-z0-9]{{{KEY_LENGTH}}}")


def new_secret(kind: TicketKind) -> str:
    """A new secret of a kind."""
    return _STARTS[kind] + randomness.letters(KEY_LENGTH)


def has_shape(secret: str) -> bool:
    """Whether a text can be a secret of any kind."""
    return _SHAPE.fullmatch(secret) is not None


def is_access_token(secret: str) -> bool:
    """Whether a secret begins as an access token does, which no key and no token of a sign-in does."""
    return secret.startswith(_STARTS[TicketKind.ACCESS])

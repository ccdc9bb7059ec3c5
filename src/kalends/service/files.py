"""Files that are served for a while to whoever has their address.

    token = id "." expiry "." mac
    id      22 characters of [A-Za-z0-9], which nobody can guess
    expiry  seconds since 1970 in hexadecimal digits: from this second on, the file is gone
    mac     HMAC-SHA256 of what stands before it, with a secret of this server, in base64url without "="

The expiry is signed into the token, so an expired file is told from one that never was, after its row went too.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from functools import cached_property
from math import ceil

from kalends.errors import Fault, Flaw, Kind
from kalends.service.ports import Chance, Store
from kalends.service.records import KeptFile
from kalends.service.secrets import settled

PURGED_AT_ONCE = 8

_TOKEN = re.compile(r"([A-Za-z0-9]{22})\.([0-9a-f]{1,12})\.([A-Za-z0-9_-]{43})")
_UNFIT = re.compile("[\x00\ud800-\udfff]")


class Files:
    """The files that are kept for a while."""

    def __init__(self, store: Store, chance: Chance) -> None:
        self._store = store
        self._chance = chance

    def keep(self, name: str, text: str, media_type: str, *, now: datetime, lifetime: timedelta) -> str:
        """Keep a file; its token. Fault INVALID where a text holds NUL or a lone surrogate."""
        _demand_fit(name=name, text=text, media_type=media_type)
        expiry = ceil((now + lifetime).timestamp())
        expires = datetime.fromtimestamp(expiry, UTC)
        file_id = self._chance.letters(22)
        with self._store.writing() as transaction:
            transaction.files.purge(now=now, at_most=PURGED_AT_ONCE)
            transaction.files.add(file_id, KeptFile(name, text, media_type), expires=expires)
        return self._signed(f"{file_id}.{expiry:x}")

    def fetch(self, token: str, now: datetime) -> KeptFile:
        """The file of a token. Faults GONE after it expired; NOT_FOUND where the token is none of ours."""
        parts = _TOKEN.fullmatch(token)
        if parts is None or not hmac.compare_digest(token, self._signed(f"{parts[1]}.{parts[2]}")):
            raise Fault(Kind.NOT_FOUND, "There is no such file.")
        if now.timestamp() >= int(parts[2], 16):
            raise Fault(Kind.GONE, "This file was kept for a while only, and is gone.")
        with self._store.reading() as transaction:
            return transaction.files.find(parts[1])

    def _signed(self, claim: str) -> str:
        digest = hmac.digest(self._secret, claim.encode("ascii"), "sha256")
        return f"{claim}.{urlsafe_b64encode(digest).rstrip(b'=').decode('ascii')}"

    @cached_property
    def _secret(self) -> bytes:
        return bytes.fromhex(settled(self._store, "files", lambda: self._chance.hexadecimal(32)))


def _demand_fit(**texts: str) -> None:
    flaws = [
        Flaw("bad-text", f"The {field} holds NUL or half a character.", field)
        for field, text in texts.items()
        if _UNFIT.search(text)
    ]
    if flaws:
        raise Fault(Kind.INVALID, " ".join(flaw.message for flaw in flaws), flaws)

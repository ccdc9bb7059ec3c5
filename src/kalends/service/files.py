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
from kalends.service import randomness
from kalends.service.limits import DEFAULT_LIMITS, Limits
from kalends.service.ports import Store
from kalends.service.records import FileUsage, KeptFile
from kalends.service.secrets import settled

PURGED_AT_ONCE = 8

_TOKEN = re.compile(r"([A-Za-z0-9]{22})\.([0-9a-f]{1,12})\.([A-Za-z0-9_-]{43})")
_UNFIT = re.compile("[\x00\ud800-\udfff]")


class Files:
    """The files that are kept for a while."""

    def __init__(self, store: Store, limits: Limits = DEFAULT_LIMITS) -> None:
        self._store = store
        self._limits = limits

    def keep(self, file: KeptFile, *, owner_id: int, now: datetime, lifetime: timedelta) -> str:
        """Keep a file of an account; its token.

        Files that have expired, the oldest first, make room. Faults INVALID where a text holds NUL or a lone surrogate;
        TOO_LARGE where the account would have too many files, or too many octets of them.
        """
        _demand_fit(name=file.name, text=file.text, media_type=file.media_type)
        expiry = ceil((now + lifetime).timestamp())
        expires = datetime.fromtimestamp(expiry, UTC)
        file_id = randomness.letters(22)
        with self._store.writing() as transaction:
            transaction.lock_named(f"files {owner_id}")
            transaction.files.purge(now=now, at_most=PURGED_AT_ONCE)
            self._demand_room(transaction.files.usage(owner_id, now=now), file, now)
            transaction.files.add(file_id, file, owner_id=owner_id, expires=expires)
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

    def _demand_room(self, held: FileUsage, file: KeptFile, now: datetime) -> None:
        limits, octets = self._limits, held.octets + file.octets
        if held.number >= limits.kept_files:
            raise _full(held, now, f"{held.number:,} files are kept for this account, and no more may be")
        if octets > limits.kept_octets:
            most = f"{limits.kept_octets:,} may be kept for this account"
            raise _full(held, now, f"With this file it would be {octets:,} bytes, and at most {most}")

    def _signed(self, claim: str) -> str:
        digest = hmac.digest(self._secret, claim.encode("ascii"), "sha256")
        return f"{claim}.{urlsafe_b64encode(digest).rstrip(b'=').decode('ascii')}"

    @cached_property
    def _secret(self) -> bytes:
        return bytes.fromhex(settled(self._store, "files", lambda: randomness.hexadecimal(32)))


def _full(held: FileUsage, now: datetime, reason: str) -> Fault:
    """The fault of an account that has no room, with the time at which it has."""
    way, wait = "ask for the file itself instead of its address", None
    if held.next_expiry is not None:
        way += f", or come again after {held.next_expiry:%Y-%m-%dT%H:%M:%SZ}, when the oldest one expires"
        wait = max(1, ceil((held.next_expiry - now).total_seconds()))
    detail = f"{reason}: {way}."
    return Fault(Kind.TOO_LARGE, detail, (Flaw("too-many-files", detail),), retry_after=wait)


def _demand_fit(**texts: str) -> None:
    flaws = [
        Flaw("bad-text", f"The {field} holds NUL or half a character.", field)
        for field, text in texts.items()
        if _UNFIT.search(text)
    ]
    if flaws:
        raise Fault(Kind.INVALID, " ".join(flaw.message for flaw in flaws), flaws)

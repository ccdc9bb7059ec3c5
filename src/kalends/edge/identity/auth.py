"""Who calls: the credentials of a request, and the authenticator that checks them."""

import asyncio
import binascii
import time
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from starlette.requests import Request

from kalends.core.address import LONGEST
from kalends.edge.capacity.executor import Executor
from kalends.edge.context import context_of
from kalends.edge.identity.cross_origin import PublicUrl, demand_own_origin
from kalends.edge.identity.session import DEVICE_COOKIE, cookie_in
from kalends.errors import Fault, Flaw, Kind
from kalends.service.access import Caller
from kalends.service.house import Service
from kalends.service.people import Credentials
from kalends.service.people.fields import LONGEST_PASSWORD

REMEMBER_SECONDS = 5.0
REMEMBER_MOST = 4096
RATE_WINDOW_SECONDS = 60
MISSING = "missing-credentials"
WRONG = "wrong-credentials"
MOST_BASIC = 4 * -((LONGEST + 1 + LONGEST_PASSWORD) * 4 // -3)
"""Octets of Basic credentials: base64 makes four of three, and a character of login or password has at most four."""
_KEY_HEADERS = (b"apy-token", b"x-api-key")


def credentials(request: Request) -> Credentials | None:
    """The credentials of a request: `apy-token`, `x-api-key`, else Bearer or Basic; None without any.

    Raises Fault(UNAUTHENTICATED) for an Authorization header that cannot be read.
    """
    headers = context_of(request).headers
    for name in _KEY_HEADERS:
        if key := headers.get(name, b"").strip():
            return Credentials(None, key.decode("latin-1"))
    scheme, _, rest = headers.get(b"authorization", b"").strip().partition(b" ")
    if not scheme:
        return None
    if scheme.lower() == b"bearer" and rest.strip():
        return Credentials(None, rest.strip().decode("latin-1"))
    if scheme.lower() == b"basic":
        return _basic(rest.strip())
    raise wrong_credentials()


def _basic(encoded: bytes) -> Credentials:
    pair = basic_pair(encoded)
    if pair is None or any(ord(letter) < 32 or ord(letter) == 127 for text in pair for letter in text):
        raise wrong_credentials()
    return Credentials(*pair)


def basic_pair(encoded: bytes) -> tuple[str, str] | None:
    """Login and secret of RFC 7617 §2: base64 of `login:secret`, as UTF-8 (§2.1).

    None where they cannot be read, or are longer than any that could be right; that is seen before they are decoded.
    """
    if len(encoded) > MOST_BASIC:
        return None
    try:
        login, colon, secret = b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (login, secret) if colon else None


def missing_credentials() -> Fault:
    """The fault of a request without credentials."""
    detail = "Send a key: header apy-token or x-api-key, or Authorization with Bearer or Basic."
    return Fault(Kind.UNAUTHENTICATED, detail, (Flaw(MISSING, detail),))


def wrong_credentials() -> Fault:
    """The fault of credentials that open nothing."""
    detail = "This key, or this login with this secret, is not known."
    return Fault(Kind.UNAUTHENTICATED, detail, (Flaw(WRONG, detail),))


class Authenticator:
    """Tells who calls, and limits how often.

    Credentials that were right are remembered for 5 s in this process (by their hash), so that a busy key
    costs no thread and no query; wrong ones never are. A password that comes many times at once is hashed once.
    `rate_limit` is requests a minute; 0 is no limit.
    """

    def __init__(
        self,
        service: Service,
        *,
        executor: Executor,
        public_url: PublicUrl,
        now: Callable[[], datetime],
        rate_limit: int = 0,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._service = service
        self._executor = executor
        self._public_url = public_url
        self._now = now
        self._ticks = ticks
        self._rate_limit = rate_limit
        self._known: dict[bytes, tuple[Caller, float]] = {}
        self._proofs: dict[tuple[Credentials, str], asyncio.Task[Caller]] = {}

    async def authenticate(self, request: Request, own_credentials: Credentials | None = None) -> Caller:
        """The caller of a request, by its headers, or by credentials that a door found elsewhere in it.

        Raises Fault(UNAUTHENTICATED) with the flaw `missing-credentials` or `wrong-credentials`; FORBIDDEN for Basic
        that a page of another origin makes a browser send; RATE_LIMITED or BUSY with `retry_after`.
        """
        caller = await self._caller(request, own_credentials)
        context_of(request).caller = caller
        if self._rate_limit:
            await self._meter(caller)
        return caller

    async def _caller(self, request: Request, own_credentials: Credentials | None) -> Caller:
        headers = context_of(request).headers
        sent = headers.get(b"apy-token"), headers.get(b"x-api-key"), headers.get(b"authorization")
        if own_credentials is None and not (sent[0] or sent[1]) and (sent[2] or b"").strip()[:6].lower() == b"basic ":
            demand_own_origin(request, self._public_url)
        shown = repr(sent) if own_credentials is None else repr((own_credentials.login, own_credentials.secret))
        digest = blake2b(shown.encode("utf-8", "surrogatepass"), digest_size=32).digest()
        known = self._known.get(digest)
        if known is not None and known[1] > self._ticks():
            return known[0]
        found = own_credentials or credentials(request)
        if found is None:
            raise missing_credentials()
        caller = await self.verify(request, found)
        self._remember(digest, caller)
        return caller

    async def verify(self, request: Request, found: Credentials) -> Caller:
        """The account of credentials, looked up again. Faults as those of `authenticate`, without FORBIDDEN."""
        address = _address(request)
        if not found.has_password:
            return await self._executor.run(self._check, found, address)
        found = replace(found, mark=cookie_in(context_of(request).headers.get(b"cookie", b""), DEVICE_COOKIE))
        proof = (found, address)
        task = self._proofs.get(proof)
        if task is None:
            task = self._proofs[proof] = asyncio.create_task(self._executor.run_hashing(self._check, found, address))
            task.add_done_callback(lambda done: self._forget(proof, done))
        return await asyncio.shield(task)

    def _forget(self, proof: tuple[Credentials, str], task: asyncio.Task[Caller]) -> None:
        del self._proofs[proof]
        if not task.cancelled():
            task.exception()  # is told to whoever waits, and to nobody where all have gone

    def _check(self, found: Credentials, address: str) -> Caller:
        try:
            return self._service.people.authenticate(found, address=address, now=self._now())
        except Fault as fault:
            if fault.kind is Kind.UNAUTHENTICATED:
                raise wrong_credentials() from None
            raise

    def _remember(self, digest: bytes, caller: Caller) -> None:
        if len(self._known) >= REMEMBER_MOST:
            self._known.clear()
        self._known[digest] = (caller, self._ticks() + REMEMBER_SECONDS)

    async def _meter(self, caller: Caller) -> None:
        subject = f"key:{caller.key_id}" if caller.key_id is not None else f"account:{caller.account_id}"
        wait = await self._executor.run(self._spend_one, subject)
        if wait is not None:
            detail = f"Too many requests with this key: {self._rate_limit} a minute are allowed."
            raise Fault(Kind.RATE_LIMITED, detail, (Flaw("rate", detail),), retry_after=wait)

    def _spend_one(self, subject: str) -> int | None:
        return self._service.quota.spend(
            f"request:{subject}", limit=self._rate_limit, seconds=RATE_WINDOW_SECONDS, now=self._now()
        )


def _address(request: Request) -> str:
    client = request.scope.get("client")
    return str(client[0]) if client else ""

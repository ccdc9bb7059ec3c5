"""What an application asks a person for (RFC 6749 §4.1.1), with the proof key of RFC 7636.

Two steps, since a refusal may be sent to the application only once it is known where it lives: `destination`, whose
fault is for the person alone, then `asked`, whose fault is for the application.
"""

import re
from dataclasses import dataclass

from kalends.errors import Fault, Kind
from kalends.service.people.oauth.refusals import (
    INVALID_REQUEST,
    INVALID_SCOPE,
    UNSUPPORTED_RESPONSE_TYPE,
    refused,
)
from kalends.service.records import Client, Scope

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # RFC 7636 §4.2: SHA-256 in base64url without padding


@dataclass(frozen=True, slots=True)
class Asking:
    """The parameters of the request; "" for one that was not sent."""

    response_type: str = ""
    redirect: str = ""
    scope: str = ""
    challenge: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that a person may grant. `redirect` is "" where the application sent none."""

    client: Client
    scope: Scope
    redirect: str
    challenge: str


def destination(client: Client, redirect: str) -> str:
    """Where the person is sent back to. Fault NOT_FOUND unless that is exactly an address of the application."""
    if redirect in client.redirects:
        return redirect
    if not redirect and len(client.redirects) == 1:
        return client.redirects[0]  # RFC 6749 §3.1.2.3
    raise Fault(Kind.NOT_FOUND, "The address to which the application wants you to be sent back is not one of its own.")


def asked(client: Client, asking: Asking) -> Asked:
    """The request, if it can be granted. Faults by the names of RFC 6749 §4.1.2.1."""
    if not asking.response_type:
        raise refused(INVALID_REQUEST, "response_type is missing.")
    if asking.response_type != "code":
        raise refused(UNSUPPORTED_RESPONSE_TYPE, "response_type has to be code.")
    _demand_challenge(client, asking)
    return Asked(client, scope_within(asking.scope, client.scope), asking.redirect, asking.challenge)


def _demand_challenge(client: Client, asking: Asking) -> None:
    if not asking.challenge:
        if asking.method:
            raise refused(INVALID_REQUEST, "code_challenge is missing.")
        if not client.confidential:
            # RFC 9700 §2.1.1: a public client MUST use PKCE
            raise refused(INVALID_REQUEST, "This application has no secret, so it has to send code_challenge.")
    elif asking.method != "S256":
        raise refused(INVALID_REQUEST, "code_challenge_method has to be S256.")
    elif not _CHALLENGE.fullmatch(asking.challenge):
        raise refused(INVALID_REQUEST, "code_challenge is no SHA-256 in base64url.")


def scope_within(wanted: str, most: Scope) -> Scope:
    """The scope that is asked for, at most `most`, which also is what an empty wish means. Fault `invalid_scope`.

    Scopes are those of the keys: one of them reaches all, the other two have nothing in common.
    """
    names = set(wanted.split(" ")) - {""} if wanted else {most.value}
    if names - {scope.value for scope in Scope}:
        raise refused(INVALID_SCOPE, "scope has to be generate, read or full.")
    if Scope.FULL.value in names:
        names = {Scope.FULL.value}
    found = Scope(names.pop()) if len(names) == 1 else None
    if found is None or most not in (found, Scope.FULL):
        raise refused(INVALID_SCOPE, f"scope reaches further than is allowed here: {most.value}.")
    return found

"""Who acts: the command line asks for no password, since whoever has the data folder has everything in it."""

from typing import TYPE_CHECKING

from kalends.errors import Fault, Kind

if TYPE_CHECKING:
    from kalends.service.access import Caller
    from kalends.service.house import Service

_NOBODY = "There is no account; add one with: kalends user add EMAIL"
_NO_ADMINISTRATOR = "Only an administrator may do this; make one with: kalends user set EMAIL --admin"


def acting(service: "Service", email: str | None) -> "Caller":
    """The account of an address, or the only one. Faults NOT_FOUND; INVALID where there are several."""
    from kalends.service.access import caller_of

    if email is not None:
        return caller_of(service.people.find(email), None)
    everyone = service.people.everyone()
    if not everyone:
        raise Fault(Kind.NOT_FOUND, _NOBODY)
    if len(everyone) > 1:
        raise Fault(Kind.INVALID, f"There are {len(everyone)} accounts; say which of them acts: --as EMAIL.")
    return caller_of(everyone[0], None)


def managing(service: "Service") -> "Caller":
    """Any administrator, for what is the same whoever of them does it. Faults NOT_FOUND, FORBIDDEN."""
    from kalends.service.access import caller_of

    everyone = service.people.everyone()
    for account in everyone:
        if account.admin:
            return caller_of(account, None)
    raise Fault(Kind.FORBIDDEN, _NO_ADMINISTRATOR) if everyone else Fault(Kind.NOT_FOUND, _NOBODY)

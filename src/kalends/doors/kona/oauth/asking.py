"""The request that brings a person here, and the ways back to the application (RFC 6749 §4.1.1, §4.1.2; RFC 9207)."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from kalends.doors.kona.oauth.form import Parameters, parameters_of
from kalends.edge.respond import Reply
from kalends.errors import Fault, Kind
from kalends.service.house import Service
from kalends.service.people.oauth import Asked, Asking
from kalends.service.records import Client

NO_STORE = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
_WHERE = frozenset({"client_id", "redirect_uri"})


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the person is sent back to, and what comes along."""

    client: Client
    back: str
    state: str
    issuer: str

    def sent(self, **told: str) -> Response:
        """The answer that sends the person there."""
        state = {"state": self.state} if self.state else {}
        query = urlencode({**told, **state, "iss": self.issuer})
        location = f"{self.back}{'&' if '?' in self.back else '?'}{query}"
        return Reply(303, headers={"location": location, **NO_STORE})

    def refused(self, fault: Fault) -> Response:
        """The answer that tells the application of a refusal (RFC 6749 §4.1.2.1)."""
        return self.sent(error=fault.precondition, error_description=fault.detail)


def read(query: bytes) -> Parameters:
    """The parameters of a request. Fault NOT_FOUND where they cannot be read: nobody is to be sent anywhere then."""
    try:
        return parameters_of(query)
    except Fault as fault:
        raise Fault(Kind.NOT_FOUND, fault.detail) from None


def destination(service: Service, given: Parameters, issuer: str) -> Destination:
    """Where to send a person back to. Fault NOT_FOUND where application or address is wrong: nobody is sent then."""
    if given.repeated & _WHERE or not given["client_id"]:
        raise Fault(Kind.NOT_FOUND, "The application has to say once who it is, and where you are to be sent back to.")
    try:
        client, back = service.oauth.granting.destination(given["client_id"], given["redirect_uri"])
    except Fault as fault:
        if fault.kind is Kind.INVALID:  # half a character, or NUL
            raise Fault(Kind.NOT_FOUND, "There is no such application.") from None
        raise
    return Destination(client, back, given["state"], issuer)


def asked(service: Service, given: Parameters, client: Client) -> Asked:
    """What is asked for. Faults by the names of RFC 6749 §4.1.2.1, for the application."""
    given.demand_once()
    asking = Asking(
        response_type=given["response_type"],
        redirect=given["redirect_uri"],
        scope=given["scope"],
        challenge=given["code_challenge"],
        method=given["code_challenge_method"],
    )
    return service.oauth.granting.asked(client, asking)

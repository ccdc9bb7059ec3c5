"""Faults that are about HTTP itself, so that no door's table can know them."""

from collections.abc import Mapping

from kalends.errors import Fault, Flaw, Kind

_NONE: Mapping[str, str] = {}


class Refusal(Fault):
    """A fault whose status and headers the edge decides; the door still writes the body in its dialect."""

    def __init__(self, kind: Kind, detail: str, *, status: int, code: str, headers: Mapping[str, str] = _NONE) -> None:
        super().__init__(kind, detail, (Flaw(code, detail),))
        self.status = status
        self.headers = headers


def method_refusal(method: str, allowed: str) -> Refusal:
    """RFC 9110 §15.5.6: 405 carries Allow."""
    detail = f"The method {method} is not possible here; possible: {allowed}."
    return Refusal(Kind.UNSUPPORTED, detail, status=405, code="method", headers={"allow": allowed})


def stall_refusal(seconds: float) -> Refusal:
    """RFC 9110 §15.5.9: the client did not send its request in time."""
    detail = f"The body did not arrive: nothing came for {seconds:g} seconds. Send it again, without a pause."
    return Refusal(Kind.BUSY, detail, status=408, code="stalled", headers={"connection": "close"})


def slow_refusal(rate: float, seconds: float) -> Refusal:
    """The same for a client that sends, but so slowly that it would hold its connection for ever."""
    detail = (
        f"The body comes too slowly: after the first {seconds:g} seconds, at least {rate:,.0f} bytes a second must "
        "come on the average. Send it again over a faster connection, or in smaller parts."
    )
    return Refusal(Kind.BUSY, detail, status=408, code="stalled", headers={"connection": "close"})


def coding_refusal(codings: str) -> Refusal:
    """RFC 9110 §15.5.16, §12.5.3: a body in a content coding that is not decoded here; the header says what is."""
    detail = f"The body is in the content coding {codings}, which is not decoded here: send it without one (identity)."
    return Refusal(
        Kind.UNSUPPORTED, detail, status=415, code="content-encoding", headers={"accept-encoding": "identity"}
    )

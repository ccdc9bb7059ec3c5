"""A question before something is taken away."""

from kalends.doors.cli.tell import confirmed
from kalends.errors import Fault, Kind


def demand_yes(question: str, *, otherwise: str) -> None:
    """Pass where a person answers yes. Fault RULE else, which says what was not done."""
    if not confirmed(question):
        raise Fault(Kind.RULE, f"{otherwise}; answer y, or give --yes.")

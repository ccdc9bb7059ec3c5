"""A question before something is taken away."""

import typer

from kalends.errors import Fault, Kind


def demand_yes(question: str, *, otherwise: str) -> None:
    """Pass where a person answers yes. Fault RULE else, which says what was not done."""
    try:
        agreed = typer.confirm(question, err=True)
    except typer.Abort:
        agreed = False
    if not agreed:
        raise Fault(Kind.RULE, f"{otherwise}; answer y, or give --yes.")

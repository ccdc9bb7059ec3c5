"""Parameters of OAuth, from a query or a form: each once, and an empty one is as good as none (RFC 6749 §3.1, §3.2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from kalends.edge.requests.parse import BODY, pairs_of
from kalends.errors import Fault
from kalends.service.people.oauth.refusals import INVALID_REQUEST, refused

BODY_CAP = 65_536


@dataclass(frozen=True, slots=True)
class Parameters:
    """What was sent: the first value of each name, and the names that came more than once."""

    values: Mapping[str, str]
    repeated: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> str:
        """The value of a name; "" where it was not sent."""
        return self.values.get(name, "")

    def demand_once(self) -> None:
        """Raise the fault `invalid_request` where a name came twice."""
        if self.repeated:
            raise refused(INVALID_REQUEST, "A parameter came more than once.")

    def joined(self, other: "Parameters") -> "Parameters":
        """These and the others; a name that stands in both came more than once."""
        twice = self.values.keys() & other.values.keys()
        return Parameters({**self.values, **other.values}, self.repeated | other.repeated | twice)


def parameters_of(octets: bytes) -> Parameters:
    """The parameters of a query or of a form. Fault `invalid_request` where it cannot be read."""
    try:
        pairs = pairs_of(octets.decode("latin-1"), BODY.oauth_parameters)
    except UnicodeDecodeError:
        raise _unreadable("it is not UTF-8") from None
    except OverflowError:
        raise _unreadable(f"it has more than {BODY.oauth_parameters} parameters") from None
    values: dict[str, str] = {}
    repeated = set()
    for name, value in pairs:
        if name in values:
            repeated.add(name)
        values.setdefault(name, value)
    return Parameters(values, frozenset(repeated))


def _unreadable(reason: str) -> Fault:
    return refused(INVALID_REQUEST, f"The request cannot be read: {reason}.")

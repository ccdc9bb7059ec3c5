"""All the verbs about applications in one value."""

from dataclasses import dataclass

from kalends.service.people.oauth.clients import Applications
from kalends.service.people.oauth.consents import Consented
from kalends.service.people.oauth.granting import Granting
from kalends.service.people.oauth.sessions import Sessions
from kalends.service.ports import Store


@dataclass(frozen=True, slots=True)
class OAuth:
    """The verbs, by what they are about."""

    applications: Applications
    granting: Granting
    sessions: Sessions
    consented: Consented

    @classmethod
    def of(cls, store: Store) -> "OAuth":
        """The verbs upon a store."""
        return cls(Applications(store), Granting(store), Sessions(store), Consented(store))

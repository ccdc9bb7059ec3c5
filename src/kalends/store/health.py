"""Whether a store works, as its last transactions went: for the log, and for whoever asks if the server is ready."""

import logging

from kalends.service.ports import Outage

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())  # a command that keeps no log tells the Fault, and that is enough


class Health:
    """The outage of one store, if there is one; each is logged once, and so is its end.

    Threads may come between each other here: the last one is right, and a line more in the log does no harm.
    """

    def __init__(self) -> None:
        self.outage: Outage | None = None

    def note_outage(self, outage: Outage) -> None:
        """Note that a transaction failed since the database cannot work."""
        known, self.outage = self.outage, outage
        if known is None or known.detail != outage.detail:
            cause = outage.cause or str(outage.__cause__ or "")
            _log.error("database out of order", extra={"fields": {"error": outage.detail, "cause": cause}})

    def note_success(self) -> None:
        """Note that a write was kept."""
        if self.outage is not None:
            self.outage = None
            _log.warning("database in order again", extra={"fields": {}})

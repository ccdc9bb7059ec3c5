"""Whether a store works, judged by its last transactions; for the log and the readiness check."""

import logging

from kalends.service.ports import Outage

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())  # a command without a log prints the Fault instead


class Health:
    """The current outage of one store, if any. Its beginning and its end are logged once each.

    Not locked: of several threads the last one wins, and a duplicate log line does no harm.
    """

    def __init__(self) -> None:
        self.outage: Outage | None = None

    def note_outage(self, outage: Outage) -> None:
        """Record that a transaction failed because the database does not work."""
        known, self.outage = self.outage, outage
        if known is None or known.detail != outage.detail:
            cause = outage.cause or str(outage.__cause__ or "")
            _log.error("database out of order", extra={"fields": {"error": outage.detail, "cause": cause}})

    def note_success(self) -> None:
        """Record that a write was committed."""
        if self.outage is not None:
            self.outage = None
            _log.warning("database in order again", extra={"fields": {}})

"""The one error of this package: a written value that breaks the grammar of its type (RFC 5545 §3.3)."""


class MalformedValueError(ValueError):
    """A value is not of its type: `at` is the offset of the first character that is wrong, `reason` a clause."""

    def __init__(self, reason: str, at: int = 0, rfc: str = "RFC 5545 §3.3") -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at
        self.rfc = rfc

    def moved(self, by: int) -> "MalformedValueError":
        """The same error, seen from a longer text in which the value begins at `by`."""
        return MalformedValueError(self.reason, self.at + by, self.rfc)

"""METHOD taken out of a text, which otherwise stays as it is, byte for byte (RFC 4791 §4.1)."""

import re

_METHOD = re.compile(
    r"^METHOD((?:;[^:\r\n]*)?):([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)(?:\r\n|\n|\Z)", re.IGNORECASE | re.MULTILINE
)
_FOLD = re.compile(r"\r?\n[ \t]")


def without_method(text: str) -> tuple[str, str]:
    """A text without METHOD, and the method, in capitals; "" where it had none.

    A line that begins so is a property of the calendar, since a folded line begins with a blank.
    """
    found = _METHOD.search(text)
    if found is None:
        return text, ""
    method = _FOLD.sub("", found[2]).strip().upper()
    return _METHOD.sub("", text), method

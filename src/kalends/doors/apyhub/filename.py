"""The name of the file that a client asked for → a header that no name can forge (RFC 6266, RFC 8187)."""

import re
from functools import lru_cache
from urllib.parse import quote

DEFAULT = "invite.ics"
_LONGEST = 200  # octets; file systems take 255
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+')
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 !#$&+.^_`~@()\[\]{},=-]")


def file_name(output: str | None) -> str:
    """A safe name that ends in `.ics`: no path, no control or direction character, no quote."""
    if not output:
        return DEFAULT
    name = _UNSAFE.sub("_", output).strip()
    stem = name[:-4] if name.lower().endswith(".ics") else name
    stem = stem.strip(" .").encode()[:_LONGEST].decode(errors="ignore")
    return f"{stem}.ics" if stem.strip("_ .") else DEFAULT


@lru_cache(maxsize=256)
def disposition(name: str) -> str:
    """Content-Disposition for a name that `file_name` made: a plain form for old clients, and the exact one."""
    plain = _NOT_PLAIN.sub("_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

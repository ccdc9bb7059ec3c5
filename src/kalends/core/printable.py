"""Texts of others on their way to a terminal, where some characters act instead of being seen.

Controls (C0, DEL, C1) move the cursor, colour and clear; the marks of direction (U+061C, U+200E, U+200F, U+202A to
U+202E, U+2066 to U+2069) turn what stands beside them; line and paragraph separators break a line. All of these are
written out as Python writes them, and so is everything else that has no look of its own (Unicode's Cc, Cf, Zl, Zp, Co,
Cs, Cn, and Zs but for the blank).
"""

import re

_ACTING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")
"""What JSON lets stand in a string, and acts."""


def one_line(text: str) -> str:
    r"""A text as one line that can be seen whole: ESC is `\x1b`, a line end `\n`, U+202E `\u202e`."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def printable_json(text: str) -> str:
    """JSON text, with the characters that act as escapes (RFC 8259 §7): to who reads it, the same values."""
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

"""What is asked of a text before it is normalized (Unicode Standard Annex #15 §13).

`unicodedata.normalize` sorts a run of combining marks in time that grows with the square of its length, and holds the
interpreter meanwhile. No language writes more than a few on one letter.
"""

import unicodedata

MOST_MARKS = 30
"""Combining marks in a row; UAX #15 §13 calls a text with no more of them stream-safe."""


def is_stream_safe(text: str) -> bool:
    """Whether no letter of a text has more than 30 combining marks, so that it is normalized in linear time."""
    if text.isascii():
        return True
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run > MOST_MARKS:
            return False
    return True

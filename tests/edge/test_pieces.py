"""Long answers: put together of pieces, held in memory in a small part, sent piece by piece."""

import tempfile
from hashlib import sha256

import pytest

from kalends.edge.replies.reply import Reply
from kalends.edge.replies.stream import HELD_OCTETS, PIECE, WHOLE_OCTETS, Pieces, pieces_reply

SHORT, SHARED, LONG = b"short,", b"s" * 10_000, b"l" * (3 * PIECE + 1)


def pieces_of(*octets: bytes) -> Pieces:
    found = Pieces()
    found.add(*octets)
    return found


@pytest.mark.parametrize(
    "octets",
    [
        (),
        (b"",),
        (SHORT,) * 9,
        (SHORT, SHARED) * 400,
        (LONG, SHORT, LONG),
        tuple(bytes([number % 256]) * 5_000 for number in range(1_000)),
    ],
)
@pytest.mark.parametrize("has_room", [True, False])
def test_pieces_are_what_was_put_in(octets: tuple[bytes, ...], has_room: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not has_room:
        monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    pieces, whole = pieces_of(*octets), b"".join(octets)
    assert len(pieces) == len(whole)
    assert pieces.digest() == sha256(whole).hexdigest()
    taken = list(pieces.taken())
    assert b"".join(taken) == whole
    assert all(0 < len(each) <= 2 * PIECE for each in taken)
    pieces.close()


def test_what_comes_often_is_held_once_and_the_rest_in_a_file() -> None:
    often = pieces_of(*(SHORT, SHARED) * 2_000)
    assert len(often) > 10 * HELD_OCTETS
    assert often._file is None
    distinct = pieces_of(*(bytes([number % 256]) * 5_000 for number in range(1_000)))
    assert distinct._file is not None
    assert sum(map(len, distinct._pieces)) <= HELD_OCTETS
    distinct.close()
    assert distinct._file.closed


@pytest.mark.parametrize(("octets", "is_whole"), [(WHOLE_OCTETS, True), (WHOLE_OCTETS + 1, False)])
def test_a_short_answer_is_one_message(octets: int, is_whole: bool) -> None:
    reply = pieces_reply(200, pieces_of(b"x" * octets), "text/plain")
    assert isinstance(reply, Reply) is is_whole

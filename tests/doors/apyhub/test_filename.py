from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalends.doors.apyhub.filename import disposition, file_name


@pytest.mark.parametrize(
    ("output", "name"),
    [
        (None, "invite.ics"),
        ("", "invite.ics"),
        ("review", "review.ics"),
        ("review.ics", "review.ics"),
        ("Review.ICS", "Review.ics"),
        ("../../etc/passwd", "_.._etc_passwd.ics"),
        ("..", "invite.ics"),
        ("///", "invite.ics"),
        (".ics", "invite.ics"),
        ('a"b\r\nX: y', "a_b_X_ y.ics"),
        ("Termin für Jürgen", "Termin für Jürgen.ics"),
        ("a\u202egpj.exe", "a_gpj.exe.ics"),
    ],
)
def test_the_name_of_the_file(output: str | None, name: str) -> None:
    assert file_name(output) == name


@given(st.text())
def test_no_name_forges_a_header(output: str) -> None:
    name = file_name(output)
    header = disposition(name)
    assert name.endswith(".ics")
    assert len(name.encode()) <= 255
    assert not set(name) & set('/\\"\r\n\0')
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert unquote(header.partition("filename*=UTF-8''")[2]) == name

"""METHOD taken out of a text."""

import pytest
from tests.service.household import text_of

from kalends.core.ics.read import read
from kalends.core.objects.revise import without_method


@pytest.mark.parametrize(
    ("line", "method"),
    [
        ("METHOD:REQUEST\r\n", "REQUEST"),
        ("method:reply\r\n", "REPLY"),
        ("METHOD:CAN\r\n CEL\r\n", "CANCEL"),
        ("METHOD;X-P=1: PUBLISH \r\n", "PUBLISH"),
        ("METHOD:REQUEST\n", "REQUEST"),
        ("", ""),
    ],
)
def test_all_else_stays_byte_for_byte(line: str, method: str) -> None:
    text = text_of("one", "SUMMARY:x\r\n METHOD:y", "X-METHOD:z", "METHODS:q")
    with_it = text.replace("BEGIN:VEVENT", f"{line}BEGIN:VEVENT")
    assert without_method(with_it) == (text, method)
    assert read(text).components[0].first("METHOD") is None

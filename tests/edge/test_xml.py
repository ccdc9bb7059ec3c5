"""XML of requests: what is read, and what is refused before it costs anything."""

import pytest

from kalends.edge.requests.parse import BODY
from kalends.edge.requests.xml import escape, parse_xml
from kalends.errors import Fault, Kind


def nested(depth: int) -> bytes:
    return b"<a>" * depth + b"</a>" * depth


def refusal(body: bytes) -> tuple[Kind, str]:
    with pytest.raises(Fault) as caught:
        parse_xml(body)
    return caught.value.kind, caught.value.detail


def test_elements_and_attributes_are_read() -> None:
    root = parse_xml(b'<?xml version="1.0" encoding="utf-8"?><!-- x --><D:a xmlns:D="DAV:"><D:b c="1">t</D:b></D:a>')
    assert root.tag == "{DAV:}a"
    assert [(child.tag, child.get("c"), child.text) for child in root] == [("{DAV:}b", "1", "t")]


def test_depth_and_elements_are_bounded() -> None:
    assert len(parse_xml(nested(BODY.xml_depth))) == 1
    assert refusal(nested(BODY.xml_depth + 1)) == (
        Kind.INVALID,
        f"The body cannot be read: the XML is nested deeper than {BODY.xml_depth} elements.",
    )
    assert len(parse_xml(b"<a>" + b"<b/>" * (BODY.xml_elements - 1) + b"</a>")) == BODY.xml_elements - 1
    assert refusal(b"<a>" + b"<b/>" * BODY.xml_elements + b"</a>")[0] is Kind.TOO_LARGE


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "<!DOCTYPE a><a/>".encode("utf-16"),
        b"<a>&b;</a>",
        b'<?xml version="1.0" encoding="utf-7"?><a/>',
        b"no XML",
        b"",
    ],
)
def test_document_types_entities_and_strange_encodings_are_refused(body: bytes) -> None:
    assert refusal(body)[0] is Kind.INVALID


def test_a_text_is_escaped() -> None:
    assert escape("a<b>&\r\x00") == "a&lt;b&gt;&amp;&#13;\ufffd"

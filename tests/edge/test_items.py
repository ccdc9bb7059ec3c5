"""How many of everything a body may hold: what the limits say passes, one more is refused."""

import json
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalends.doors.oauth.parameters import parameters_of
from kalends.doors.onlyoffice.wire.body import parse_body
from kalends.edge.requests.parse import BODY, decode_json, pairs_of
from kalends.errors import Fault, Kind

FORM = b"application/x-www-form-urlencoded"
MULTIPART = b"multipart/form-data; boundary=x"
XML = b"text/xml"


def refused(body: bytes, media_type: bytes = b"application/json") -> tuple[Kind, str]:
    with pytest.raises(Fault) as raised:
        parse_body(body, media_type)
    return raised.value.kind, raised.value.detail


def many_values(number: int) -> bytes:
    inside = ["a,b[{"] * (number - 3)  # the object, the list, and the first of its values without a comma
    return json.dumps({"a": [*inside, 0]}).encode()


def test_values_of_json() -> None:
    assert decode_json(many_values(BODY.json_values))
    kind, detail = refused(many_values(BODY.json_values + 1))
    assert (kind, detail) == (Kind.TOO_LARGE, "The body has more than 100,000 values.")


def test_depth_of_json() -> None:
    depth = BODY.json_depth
    assert decode_json(b'{"a":' * depth + b"0" + b"}" * depth)
    kind, detail = refused(b'{"a":' * (depth + 1) + b"0" + b"}" * (depth + 1))
    assert kind is Kind.INVALID
    assert "nested deeper than 100" in detail


def test_marks_in_a_text_are_no_values() -> None:
    text = '[{,"\\' * 50_000
    assert decode_json(json.dumps({"a": text}).encode()) == {"a": text}


@pytest.mark.parametrize("body", [b'{"a": "' + b"[" * 200, b'"' * 300_000, b"]" * 200 + b"[" * 200 + b"," * 200_000])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    assert refused(body)[0] in (Kind.INVALID, Kind.TOO_LARGE)


@pytest.mark.parametrize("element", [b"<a/>", b"<a></a>"])
def test_elements_of_xml(element: bytes) -> None:
    inside = element * (BODY.xml_elements - 1)
    assert parse_body(b"<r>" + inside + b"</r>", XML).values
    assert refused(b"<r>" + inside + element + b"</r>", XML) == (
        Kind.TOO_LARGE,
        "The XML has more than 50,000 elements.",
    )


@pytest.mark.parametrize("attribute", ['a{}=""', "a{} = '\"=\"'", 'a{}\n=\t"&lt;>"'])
@pytest.mark.parametrize("before", ["", "<!-- ' -->", "<?a '?>"])
def test_attributes_of_xml(attribute: str, before: str) -> None:
    attributes = [attribute.format(at) for at in range(BODY.xml_attributes // (1 + attribute.count('"=')))]
    assert parse_body(f"{before}<r {' '.join(attributes)}><a>1</a></r>".encode(), XML).values == {"a": "1"}
    kind, detail = refused(f"{before}<r {' '.join(attributes)} b=''><a>1</a></r>".encode(), XML)
    assert (kind, detail[:40]) == (Kind.TOO_LARGE, "The XML has more than 50,000 attributes,")


def test_depth_of_xml() -> None:
    depth = BODY.xml_depth
    assert parse_body(b"<a>" * depth + b"</a>" * depth, XML)
    kind, detail = refused(b"<a>" * (depth + 1) + b"</a>" * (depth + 1), XML)
    assert kind is Kind.INVALID
    assert "deeper than 32 elements" in detail


ATTRIBUTES = "".join(f'<!ATTLIST a b{number} CDATA "">' for number in range(100))
TYPED = f"<!DOCTYPE a [{ATTRIBUTES}]><a><b>c</b></a>"


@pytest.mark.parametrize(
    "document",
    [
        TYPED.encode(),
        f"\ufeff{TYPED}".encode(),
        f'<?xml version="1.0"?>\n<!-- > ?> --><?a b?>{TYPED}'.encode(),
        TYPED.encode("utf-16"),
        f"<!--\u2d2d\u3e2d\u3e3e-->{TYPED}".encode("utf-16-le"),
        f"<!--\u2d2d\u3e2d\u3e3e-->{TYPED}".encode("utf-16"),
        f'<?xml version="1.0" encoding="UTF-16"?>{TYPED}'.encode("utf-16-be"),
    ],
    ids=range(7),
)
def test_a_document_type_is_seen_in_every_encoding(document: bytes) -> None:
    assert "a document type is not taken" in refused(document, XML)[1]


@pytest.mark.parametrize(
    "document",
    [
        b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a><a/>',
        f'<?xml version="1.0"{" " * 300}encoding="UTF-7"?><a/>'.encode(),
        f'<?xml version="1.0" encoding="IBM037"?>{TYPED}'.encode("cp037"),
        b'<?xml version="1.0" encoding="shift_jis"?><a/>',
        "<a/>".encode("utf-32"),
        "<a/>".encode("utf-32-be"),
        b"\xff\xfe<\0a\0/\0>\0\0\xd8",
    ],
    ids=range(7),
)
def test_an_encoding_that_could_hide_one_is_refused(document: bytes) -> None:
    assert "send UTF-8" in refused(document, XML)[1]


@pytest.mark.parametrize(
    "document",
    [
        "<a><b>é</b></a>".encode(),
        "<a><b>é</b></a>".encode("utf-16"),
        '<?xml version="1.0" encoding="ISO-8859-1"?><a><b>é</b></a>'.encode("latin-1"),
        "<?xml version='1.0' encoding='windows-1252' standalone='yes'?>\n<!-- x --><a><b>é</b></a>".encode("cp1252"),
        '<?xml version="1.0" encoding="UTF-16"?><a><b>é</b></a>'.encode("utf-16"),
    ],
    ids=range(5),
)
def test_other_documents_are_read(document: bytes) -> None:
    assert parse_body(document, XML).values == {"b": "é"}


def test_a_document_type_in_a_text_is_none() -> None:
    assert parse_body(b"<a><b><![CDATA[<!DOCTYPE html>]]></b></a>", XML).values == {"b": "<!DOCTYPE html>"}


def test_fields_of_a_form() -> None:
    fields = [f"a{number}=b" for number in range(BODY.form_fields)]
    assert len(parse_body("&".join(fields).encode(), FORM).values) == BODY.form_fields
    kind, detail = refused("&".join([*fields, "c=d"]).encode(), FORM)
    assert kind is Kind.INVALID
    assert "more than 1,000 fields" in detail


def test_depth_of_the_names_in_a_form() -> None:
    name = "a" + "[b]" * (BODY.form_depth - 1)
    assert parse_body(f"{name}=c".encode(), FORM).values
    assert parse_body(f"{name.replace('[b]', '.b')}=c".encode(), FORM).values
    for deeper in (f"{name}[b]", f"{name}.b"):
        assert "nest deeper than 8" in refused(f"{deeper}=c".encode(), FORM)[1]
        part = f'--x\r\ncontent-disposition: form-data; name="{deeper}"\r\n\r\nc\r\n--x--\r\n'
        assert "nest deeper than 8" in refused(part.encode(), MULTIPART)[1]


def parts(number: int, more: str = "") -> bytes:
    one = f'--x\r\ncontent-disposition: form-data; name="a"{more}\r\n\r\nb\r\n'
    return (one * number + "--x--\r\n").encode()


def test_parts_of_a_form() -> None:
    assert parse_body(parts(BODY.form_fields), MULTIPART).values
    assert refused(parts(BODY.form_fields + 1), MULTIPART)[0] is Kind.INVALID
    named = '; filename="c"'
    assert len(parse_body(parts(BODY.form_files, named), MULTIPART).files) == BODY.form_files
    assert refused(parts(BODY.form_files + 1, named), MULTIPART)[0] is Kind.INVALID


def test_parameters_of_oauth() -> None:
    fields = [b"a%d=b" % number for number in range(BODY.oauth_parameters)]
    assert len(parameters_of(b"&".join(fields)).values) == BODY.oauth_parameters
    with pytest.raises(Fault, match="more than 100 parameters"):
        parameters_of(b"&".join([*fields, b"c=d"]))


@given(st.lists(st.sampled_from(["a", "=", "&", "+", "%41", "%C3%A9", "%", "%4", "%zz", "é", ";", "%00"]), max_size=30))
def test_forms_are_read_as_the_standard_library_reads_them(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        expected = parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:  # "%aa" is no UTF-8
        with pytest.raises(UnicodeDecodeError):
            pairs_of(text, 100)
    else:
        assert pairs_of(text, 100) == expected


@pytest.mark.parametrize("before", range(4))
def test_an_escape_is_never_cut_where_a_long_value_is(before: int) -> None:
    text = "x" * before + "%C3%A9" * 30_000
    assert pairs_of(f"a={text}", 10) == [("a", "x" * before + "é" * 30_000)]

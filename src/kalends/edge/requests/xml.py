"""XML of requests, parsed without what makes it dangerous; and text written into answers (XML 1.0 §2.2, §2.8).

What is read has no document type at all: entities, and whatever else one can declare, have no place in a request. A
document that has one is refused before the parser sees it, which takes minutes for 4 MB of declared attributes. So that
one can be seen, a document is in UTF-8, UTF-16 or an encoding of one octet that begins with ASCII. Elements,
attributes and depth are bounded (`parse.BODY`), and so is one text, by the parser itself.
"""

import re
from typing import Any

from kalends.edge.requests.parse import BODY
from kalends.errors import Fault, Flaw, Kind

Element = Any
"""An element of lxml, which ships no types."""

_DECLARATION = re.compile(rb"<\?xml[ \t\r\n]([^?>]{1,200})\?>")
_ENCODING = re.compile(rb"encoding[ \t\r\n]*=[ \t\r\n]*[\"']([^\"']*)[\"']")
_PLAIN = re.compile(rb"utf-?8|utf-?16|us-ascii|ascii|iso-8859-[0-9]{1,2}|windows-125[0-8]", re.IGNORECASE)
_TYPED = re.compile(rb"(?:<\?.*?\?>|<!--.*?-->|[ \t\r\n]+)*+<!DOCTYPE", re.DOTALL)
_DECLARED = (b"<?xml ", b"<?xml\t", b"<?xml\r", b"<?xml\n")
_WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
_ATTRIBUTE = re.compile(rb"=[ \t\r\n]*+[\"']")  # where each begins, whatever hides it; in a text it may stand too
_MOST_IN_ONE_TEXT = 10_000_000  # the parser's own bound; without it, it would have none on entities either
_LONGEST_REASON = 200
_NOT_TAKEN = "the XML is none, or in an encoding that is not taken: send UTF-8"
_NOT_A_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


def parse_xml(body: bytes) -> Element:
    """The root element of a document, without comments and processing instructions. Faults INVALID, TOO_LARGE."""
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415 — it takes 4 MB, and few requests need it

    _demand_plain(body)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT and len(body) > _MOST_IN_ONE_TEXT:
            raise Fault(
                Kind.TOO_LARGE, "A text in XML has at most 10,000,000 bytes: send it as JSON, or as a file."
            ) from None
        raise _malformed(error) from None
    except ValueError:
        raise _refusal("the XML names an encoding that it does not have") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refusal("a document type is not taken")
    _demand_few(sum(1 for _ in root.iter()))
    if next(root.iter(etree.Entity), None) is not None:
        raise _refusal("entities are not taken")
    _demand_shallow(root)
    return root


def escape(text: str) -> str:
    """A text as the content of an element. What XML cannot carry becomes U+FFFD."""
    return _NOT_A_CHARACTER.sub("\ufffd", text).translate(_SPECIAL)


def _demand_plain(body: bytes) -> None:
    """Raise Fault for a document with a document type, in a strange encoding, or with more elements than are read."""
    octets = _in_ascii(body)
    declared = _DECLARATION.match(octets)
    named = _ENCODING.search(declared[1]) if declared else None
    if (octets[:6] in _DECLARED and not declared) or (named and not _PLAIN.fullmatch(named[1])):
        raise _refusal(_NOT_TAKEN)
    if _TYPED.match(octets):
        raise _refusal("a document type is not taken")
    _demand_few(octets.count(b"<") // 2)  # an element has one or two
    if octets.count(b"=") > BODY.xml_attributes and len(_ATTRIBUTE.findall(octets)) > BODY.xml_attributes:
        raise _too_many(f'{BODY.xml_attributes:,} attributes, or of "=" before a quote in its texts')


def _in_ascii(body: bytes) -> bytes:
    """The document in an encoding in which its marks are ASCII, without a byte order mark."""
    encoding = _WIDE.get(body[:2])
    try:
        octets = body if encoding is None else body.decode(encoding).removeprefix("\ufeff").encode()
    except UnicodeError:
        raise _refusal(_NOT_TAKEN) from None
    octets = octets.removeprefix(b"\xef\xbb\xbf")
    if not octets.lstrip(b" \t\r\n").startswith(b"<"):
        raise _refusal(_NOT_TAKEN)
    return octets


def _demand_few(elements: int) -> None:
    if elements > BODY.xml_elements:
        raise _too_many(f"{BODY.xml_elements:,} elements")


def _demand_shallow(root: Element) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > BODY.xml_depth:
            raise _refusal(f"the XML is nested deeper than {BODY.xml_depth} elements")
        level = [child for element in level for child in element]


def _too_many(what: str) -> Fault:
    message = f"The XML has more than {what}."
    return Fault(Kind.TOO_LARGE, message, [Flaw("too-many", message, "", rfc="XML 1.0")])


def _malformed(error: Any) -> Fault:  # noqa: ANN401 — lxml ships no types
    """The parser's complaint, without the position, which is given apart."""
    line, column = error.position
    reason = str(error.msg).rpartition(", line ")[0].strip()[:_LONGEST_REASON]
    return _refusal(f"the XML is malformed: {reason or 'it is none'}", line, column)


def _refusal(reason: str, line: int = 0, column: int = 0) -> Fault:
    return Fault(
        Kind.INVALID, f"The body cannot be read: {reason}.", [Flaw("xml", reason, "", line, column, "XML 1.0")]
    )

"""XML → values: elements for names, repeated elements for lists (XML 1.0 §2.2, §2.8).

What is read has no document type at all: entities, and whatever else one can declare, have no place in a request. A
document that has one is refused before the parser sees it, which takes minutes for 4 MB of declared attributes. So that
one can be seen, a document is in UTF-8, UTF-16 or an encoding of one octet that begins with ASCII.
"""

import re

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from kalends.edge.parse import BODY
from kalends.errors import Fault, Flaw, Kind

_ENTITY = etree.Entity
_DECLARATION = re.compile(rb"<\?xml[ \t\r\n]([^?>]{1,200})\?>")
_ENCODING = re.compile(rb"encoding[ \t\r\n]*=[ \t\r\n]*[\"']([^\"']*)[\"']")
_PLAIN = re.compile(rb"utf-?8|utf-?16|us-ascii|ascii|iso-8859-[0-9]{1,2}|windows-125[0-8]", re.IGNORECASE)
_TYPED = re.compile(rb"(?:<\?.*?\?>|<!--.*?-->|[ \t\r\n]+)*+<!DOCTYPE", re.DOTALL)
_BEGUN = (b"<?xml ", b"<?xml\t", b"<?xml\r", b"<?xml\n")
_WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
_ATTRIBUTE = re.compile(rb"=[ \t\r\n]*+[\"']")  # where each begins, whatever hides it; in a text it may stand too
_MOST_IN_ONE_TEXT = 10_000_000  # the parser's own bound; without it, it would have none on entities either
_LONGEST_REASON = 200
_NOT_TAKEN = "the XML is none, or in an encoding that is not taken: send UTF-8"


def read_xml(body: bytes) -> dict[str, object]:
    """The values inside the root element of a document; texts are texts. Fault INVALID."""
    _demand_plain(body)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise _malformed(error, len(body)) from None
    except ValueError:
        raise _refusal("the XML names an encoding that it does not have") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refusal("a document type is not taken")
    _demand_few(sum(1 for _ in root.iter()))
    found = _value(root, 1)
    return found if isinstance(found, dict) else {}


def _demand_plain(body: bytes) -> None:
    """Raise Fault for a document with a document type, in a strange encoding, or with more elements than are read."""
    octets = _in_ascii(body)
    declared = _DECLARATION.match(octets)
    named = _ENCODING.search(declared[1]) if declared else None
    if (octets[:6] in _BEGUN and not declared) or (named and not _PLAIN.fullmatch(named[1])):
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


def _too_many(what: str) -> Fault:
    message = f"The XML has more than {what}."
    return Fault(Kind.TOO_LARGE, message, [Flaw("too-many", message, "", rfc="XML 1.0")])


def _value(element: "etree._Element", depth: int) -> object:
    if depth > BODY.xml_depth:
        raise _refusal(f"the XML is nested deeper than {BODY.xml_depth} elements")
    if not len(element):
        return element.text or ""
    found: dict[str, object] = {}
    for child in element:
        if child.tag is _ENTITY:
            raise _refusal("entities are not taken")
        name, value = etree.QName(child).localname, _value(child, depth + 1)
        before = found.get(name)
        if name not in found:
            found[name] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            found[name] = [before, value]
    return found


def _malformed(error: "etree.XMLSyntaxError", octets: int) -> Fault:
    """What is told of a document that cannot be read: what the parser minds, without the place, which is told apart."""
    if error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT and octets > _MOST_IN_ONE_TEXT:
        return Fault(Kind.TOO_LARGE, "A text in XML has at most 10,000,000 bytes: send it as JSON, or as a file.")
    line, column = error.position
    minded = str(error.msg).rpartition(", line ")[0].strip()[:_LONGEST_REASON]
    return _refusal(f"the XML is malformed: {minded or 'it is none'}", line, column)


def _refusal(reason: str, line: int = 0, column: int = 0) -> Fault:
    return Fault(
        Kind.INVALID, f"The body cannot be read: {reason}.", [Flaw("xml", reason, "", line, column, "XML 1.0")]
    )

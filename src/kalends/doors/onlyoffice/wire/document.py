"""XML → values: elements for names, repeated elements for lists (XML 1.0 §2.2, §2.8).

What is read has no document type at all: entities, and whatever else one can declare, have no place in a request.
"""

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from kalends.errors import Fault, Flaw, Kind

_ENTITY = etree.Entity
_MOST_DEEP = 32
_MOST_IN_ONE_TEXT = 10_000_000  # the parser's own bound; without it, it would have none on entities either
_LONGEST_REASON = 200


def read_xml(body: bytes) -> dict[str, object]:
    """The values inside the root element of a document; texts are texts. Fault INVALID."""
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
    found = _value(root, 0)
    return found if isinstance(found, dict) else {}


def _value(element: "etree._Element", depth: int) -> object:
    if depth > _MOST_DEEP:
        raise _refusal("the XML is nested too deeply")
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

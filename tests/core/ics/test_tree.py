"""The tree: what it finds, what it refuses, and that an edit makes a new one."""

import pytest

from kalends.core.ics.lines import Parameter
from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Property, Stream
from kalends.core.ics.write import write

EVENT = Component(
    "VEVENT",
    [
        Property.make("SUMMARY", "a"),
        Property.make("COMMENT", "b"),
        Component("VALARM", [Property.make("ACTION", "AUDIO")]),
        Property.make("COMMENT", "c"),
    ],
)


def test_a_property_is_made_of_its_parts() -> None:
    prop = Property.make("dtstart", "20260101", [("value", "DATE"), ("X-A", ["b;c", 'd"e'])])
    assert prop.name == "DTSTART"
    assert prop.line == 'dtstart;VALUE=DATE;X-A="b;c",d^\'e:20260101'
    assert prop.param("VALUE") == "DATE"
    assert prop.param("TZID") is None
    assert prop.values_of("X-A") == ("b;c", 'd"e')
    assert prop.values_of("TZID") == ()
    assert prop == Property.headed('DTSTART;VALUE=DATE;X-A="b;c",d^\'e', "20260101")
    assert prop != Property.make("DTSTART", "20260101")
    assert prop.with_value("20260102").params == prop.params
    assert prop.with_params([("TZID", "Europe/Berlin")]).params == (Parameter("TZID", ("Europe/Berlin",)),)


@pytest.mark.parametrize(
    ("name", "value", "params"),
    [
        ("SUMMARY", "a\r\nATTENDEE:mailto:x@example.org", ()),
        ("SUMMARY", "a\nb", ()),
        ("SUMMARY", "a\0b", ()),
        ("SUMMARY", "\ud800", ()),
        ("SUM MARY", "a", ()),
        ("", "a", ()),
        ("SUMMARY:x", "a", ()),
        ("BEGIN", "VEVENT", ()),
        ("end", "VEVENT", ()),
        ("SUMMARY", "a", [("X Y", "b")]),
        ("SUMMARY", "a", [("X", [])]),
        ("SUMMARY", "a", [("X", "b\rc")]),
        ("SUMMARY", "a", [("X", "\x07")]),
    ],
)
@pytest.mark.rfc("5545 §3.1")
def test_no_content_line_can_be_forged(name: str, value: str, params: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match="RFC 5545"):
        Property.make(name, value, params)


def test_a_value_of_another_property_cannot_forge_either() -> None:
    with pytest.raises(ValueError, match="RFC 5545"):
        Property.make("SUMMARY", "a").with_value("b\nc")
    with pytest.raises(ValueError, match="RFC 5545"):
        Property.headed("BEGIN", "VEVENT")


@pytest.mark.parametrize("name", ["", "V EVENT", "VEVENT\r\nX:1", "VÉVENT", "V:E"])
def test_a_component_without_a_written_name_is_not_written(name: str) -> None:
    with pytest.raises(ValueError, match="name of a component"):
        write(Component(name))


def test_a_component_finds_what_it_holds() -> None:
    assert EVENT.first("COMMENT") == Property.make("COMMENT", "b")
    assert EVENT.first("VALARM") is None
    assert [prop.value for prop in EVENT.all("COMMENT")] == ["b", "c"]
    assert [part.name for part in EVENT.children("VALARM", "VTODO")] == ["VALARM"]
    assert [part.name for part in EVENT.walk()] == ["VEVENT", "VALARM"]
    assert [prop.value for prop in EVENT.properties] == ["a", "b", "c"]


def test_an_edit_makes_a_new_component() -> None:
    changed = EVENT.set(Property.make("COMMENT", "z"))
    assert [prop.value for prop in changed.properties] == ["a", "z"]
    added = EVENT.set(Property.make("LOCATION", "here"))
    assert [item.name for item in added.items] == ["SUMMARY", "COMMENT", "LOCATION", "VALARM", "COMMENT"]
    assert [item.name for item in EVENT.without(lambda item: item.name == "COMMENT").items] == ["SUMMARY", "VALARM"]
    assert [prop.value for prop in EVENT.properties] == ["a", "b", "c"]
    assert changed != EVENT
    assert EVENT.with_items(EVENT.items) == EVENT


def test_equality_is_of_shape_and_order() -> None:
    inner = Component("B", [Property.make("X", "1")])
    assert Component("A", [inner]) != Component("A", [Component("B"), Property.make("X", "1")])
    assert Component("A", [inner, Component("C")]) != Component("A", [Component("C"), inner])
    assert Component("A") != Component("B")
    assert Component("A") != "A"
    assert Property.make("X", "1") != "X:1"
    assert Stream([inner]) != Stream([inner, inner])
    assert Stream([inner]) != inner


def test_what_was_read_is_written_as_it_was() -> None:
    text = 'begin:vcalendar\nx-a;y="b":c\n d\nend:vcalendar'
    stream = read(text)
    assert write(stream) == text.encode()
    assert write(stream.components[0]) == b'BEGIN:VCALENDAR\r\nx-a;y="b":cd\r\nEND:VCALENDAR\r\n'
    assert [repr(each) for each in stream.walk()] == ["<Component VCALENDAR of 1>"]
    assert repr(stream.components[0].first("X-A")) == "<Property 'x-a;y=\"b\":cd'>"
    assert repr(stream) == "<Stream of 1>"

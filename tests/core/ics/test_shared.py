from kalends.core.ics.tree import Component, Property, SharedComponent
from kalends.core.ics.write import write

OBJECT_LIMITS = [
    Property.make("TZID", "Europe/Berlin"),
    Component("STANDARD", [Property.make("TZNAME", "CET"), Property.make("COMMENT", "é" * 100)]),
]


def test_a_shared_component_is_written_as_any_other_however_often():
    shared, plain = SharedComponent("VTIMEZONE", OBJECT_LIMITS), Component("VTIMEZONE", OBJECT_LIMITS)
    assert shared == plain
    for _ in range(2):
        assert write(Component("VCALENDAR", [shared])) == write(Component("VCALENDAR", [plain]))
        assert write(shared) == write(plain)


def test_a_changed_copy_forgets_the_text_that_was_kept():
    shared = SharedComponent("VTIMEZONE", OBJECT_LIMITS)
    write(shared)
    assert write(shared.with_items(OBJECT_LIMITS[:1])) == write(Component("VTIMEZONE", OBJECT_LIMITS[:1]))

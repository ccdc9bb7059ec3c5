from kalends.core.ics.tree import Component, Property, Shared
from kalends.core.ics.write import write

ITEMS = [
    Property.make("TZID", "Europe/Berlin"),
    Component("STANDARD", [Property.make("TZNAME", "CET"), Property.make("COMMENT", "é" * 100)]),
]


def test_a_shared_component_is_written_as_any_other_however_often():
    shared, plain = Shared("VTIMEZONE", ITEMS), Component("VTIMEZONE", ITEMS)
    assert shared == plain
    for _ in range(2):
        assert write(Component("VCALENDAR", [shared])) == write(Component("VCALENDAR", [plain]))
        assert write(shared) == write(plain)


def test_a_changed_copy_forgets_the_text_that_was_kept():
    shared = Shared("VTIMEZONE", ITEMS)
    write(shared)
    assert write(shared.with_items(ITEMS[:1])) == write(Component("VTIMEZONE", ITEMS[:1]))

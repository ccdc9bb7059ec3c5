"""A file of many objects, taken apart."""

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Property, Stream
from kalends.core.objects.files import objects_in


class Counting(Component):
    """A calendar that counts how often it is searched."""

    __slots__ = ("searched",)

    def __init__(self, calendar: Component) -> None:
        super().__init__(calendar.name, calendar.items, calendar.number)
        self.searched = 0

    def first(self, name: str) -> Property | None:
        self.searched += 1
        return super().first(name)


def of_many(count: int) -> Counting:
    parts = "".join(f"BEGIN:VEVENT\r\nUID:{number}\r\nEND:VEVENT\r\n" for number in range(count))
    return Counting(read(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{parts}END:VCALENDAR\r\n").components[0])


def test_a_calendar_is_searched_as_often_for_many_objects_as_for_two() -> None:
    two, many = of_many(2), of_many(300)
    assert [len(list(objects_in(Stream([each])))) for each in (two, many)] == [2, 300]
    assert many.searched == two.searched


def test_each_object_has_the_head_of_its_calendar() -> None:
    for found in objects_in(Stream([of_many(3)])):
        assert [prop.name for prop in found.calendar.properties] == ["VERSION", "PRODID"]

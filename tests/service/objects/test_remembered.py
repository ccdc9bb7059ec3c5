"""What was worked out of a text is kept as long as there is room, and never for another text or zone."""

from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone
from kalends.service.objects.remembered import LONGEST, Remembered

UTC, BERLIN = zone("Etc/UTC"), zone("Europe/Berlin")


class Counted:
    """A function that notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def __call__(self, text: str, where: Zone) -> str:
        self.asked.append((text, where.name))
        return f"{text} in {where.name}"


def test_it_is_worked_out_once_for_each_text_and_zone() -> None:
    work = Counted()
    known = Remembered(work)
    for _ in range(3):
        assert [known("a", UTC), known("b", UTC), known("a", BERLIN)] == [
            "a in Etc/UTC",
            "b in Etc/UTC",
            "a in Europe/Berlin",
        ]
    assert len(work.asked) == 3


def test_what_was_not_asked_for_lately_is_forgotten() -> None:
    work = Counted()
    known = Remembered(work, most_letters=30)
    for number in range(100):
        assert known("kept", UTC) == "kept in Etc/UTC"
        known(f"{number:10}", UTC)
    assert sum(text == "kept" for text, _ in work.asked) == 1
    known(f"{0:10}", UTC)
    assert sum(text == f"{0:10}" for text, _ in work.asked) == 2


def test_a_very_long_text_drives_out_nothing() -> None:
    work = Counted()
    known = Remembered(work)
    for _ in range(2):
        known("x" * (LONGEST + 1), UTC)
    assert len(work.asked) == 2

"""What a look at a whole store comes to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something that is wrong in the store; `mended` where it was derived anew. Ids are 0 where there is none."""

    code: str
    message: str
    calendar_id: int = 0
    object_id: int = 0
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a doctor found: how much was looked at, and every complaint."""

    calendars: int
    objects: int
    complaints: tuple[Complaint, ...]

    @property
    def healthy(self) -> bool:
        """Whether nothing is left that is wrong."""
        return all(complaint.mended for complaint in self.complaints)

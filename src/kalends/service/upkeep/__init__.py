"""What the server does for its own store: indexing anew, and looking for damage."""

from kalends.service.upkeep.diagnosis import Complaint, Diagnosis
from kalends.service.upkeep.upkeep import Upkeep

__all__ = ["Complaint", "Diagnosis", "Upkeep"]

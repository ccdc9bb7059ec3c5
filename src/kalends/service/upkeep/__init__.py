"""What the server does for its own store: indexing anew, and looking for damage."""

from kalends.service.upkeep.upkeep import Complaint, Diagnosis, Upkeep

__all__ = ["Complaint", "Diagnosis", "Upkeep"]

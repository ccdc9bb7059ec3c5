"""What a whole file says and means: the check of its text, its series, its zones, and of what one program refuses."""

from kalends.core.inspection.file import check_file
from kalends.core.inspection.profiles import PROFILES, Profile

__all__ = ["PROFILES", "Profile", "check_file"]

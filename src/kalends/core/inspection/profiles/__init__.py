"""What single programs are known to refuse, each rule with its public source."""

from kalends.core.inspection.profiles.apple import APPLE
from kalends.core.inspection.profiles.google import GOOGLE
from kalends.core.inspection.profiles.outlook import OUTLOOK
from kalends.core.inspection.profiles.profile import Profile
from kalends.core.inspection.profiles.strict import STRICT

__all__ = ["PROFILES", "Profile"]

PROFILES = {profile.name: profile for profile in (OUTLOOK, GOOGLE, APPLE, STRICT)}

"""What keeps a store sound: copies of it, a new index, a look for damage."""

from kalends.doors.cli.upkeep.copies import backup, restore_backup
from kalends.doors.cli.upkeep.health import doctor, reindex

__all__ = ["backup", "doctor", "reindex", "restore_backup"]

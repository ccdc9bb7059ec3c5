"""Who calls, and what that caller may do: the only place that knows rights."""

from kalends.service.access.caller import Caller, Right, caller_of, demand
from kalends.service.access.level import Access, is_private
from kalends.service.access.rights import Rights
from kalends.service.records import Scope

__all__ = ["Access", "Caller", "Right", "Rights", "Scope", "caller_of", "demand", "is_private"]

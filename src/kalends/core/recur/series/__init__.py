"""Series: every instance of the components of one UID (RFC 5545 §3.8.4.4, §3.8.5)."""

from kalends.core.recur.series.gather import RECURRING, series_of
from kalends.core.recur.series.instance import Instance, Window
from kalends.core.recur.series.moments import Zones, zones_of
from kalends.core.recur.series.series import Series

__all__ = ["RECURRING", "Instance", "Series", "Window", "Zones", "series_of", "zones_of"]

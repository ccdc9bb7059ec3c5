"""The registry: every property, parameter, component and value type that an RFC defines (RFC 5545 §8.3).

Covered: RFC 5545, 6638, 7808, 7953, 7986, 8607, 9073, 9074, 9253, and what RFC 5546, 6321 and 7265 add.
"""

from kalends.core.ics.registry.components import COMPONENTS
from kalends.core.ics.registry.parameters import PARAMETERS, VALUE_TYPES
from kalends.core.ics.registry.properties import PROPERTIES

__all__ = ["COMPONENTS", "PARAMETERS", "PROPERTIES", "VALUE_TYPES"]

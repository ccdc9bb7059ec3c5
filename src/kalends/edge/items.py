"""How many of everything a body or a query may hold, whatever its octets (docs/operating.md, Limits)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """The most that is read of one request.

    Of JSON, `json_values` (objects, lists and what stands in them) and `json_depth` of one inside another; of XML,
    `xml_elements`, `xml_attributes` and `xml_depth`; of a query or a form, `form_fields`, `form_files` and `form_depth`
    of names inside names (`a[b][c]` has three); `oauth_parameters` of a query or a form of OAuth.
    """

    json_values: int = 100_000
    json_depth: int = 100
    xml_elements: int = 50_000
    xml_attributes: int = 50_000
    xml_depth: int = 32
    form_fields: int = 1_000
    form_files: int = 100
    form_depth: int = 8
    oauth_parameters: int = 100


BODY = BodyLimits()

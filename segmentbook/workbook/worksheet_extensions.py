"""The extensions of a worksheet, each in the place that Excel gives it ([MS-XLSX] 2.1, part Worksheet)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["SLICERS_URI", "SPARKLINES_URI", "find_extension", "made_extension"]

SPARKLINES_URI = "{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"
SLICERS_URI = "{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}"
"""Of slicers over tables."""

_ORDER = (
    "{78C0D931-6437-407d-A8EE-F0AAD7539E65}",  # conditional formats
    "{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}",  # validations
    SPARKLINES_URI,
    "{A8765BA9-456A-4dab-B4F3-ACF838C121DE}",  # slicers over pivot tables
    "{FC87AEE6-9EDD-4A0A-B7FB-166176984837}",  # protected ranges
    "{01252117-D84E-4E92-8308-4BE1C098FCBB}",  # errors that are not shown
    "{F7C9EE02-42E1-4005-9D12-6889AFFD525C}",  # web extensions
    SLICERS_URI,
    "{7E03D99C-DC04-49d9-9315-930204A7B6E9}",  # timelines
)
_PLACES = {uri.upper(): place for place, uri in enumerate(_ORDER)}


def find_extension(extensions: _Element, uri: str) -> _Element | None:
    """The extension of a URI, in whatever case other programs write it; None where there is none."""
    return next((one for one in extensions if (one.get("uri") or "").upper() == uri.upper()), None)


def made_extension(extensions: _Element, uri: str, nsmap: Mapping[str, str]) -> _Element:
    """The extension of a URI, made in its place where it is missing."""
    found = find_extension(extensions, uri)
    if found is not None:
        return found
    main = etree.QName(extensions).namespace
    made = etree.SubElement(extensions, f"{{{main}}}ext", nsmap=dict(nsmap), uri=uri)
    place = _PLACES[uri.upper()]
    later = (one for one in extensions if _PLACES.get((one.get("uri") or "").upper(), -1) > place)
    follower = next(later, None)
    if follower is not None:
        follower.addprevious(made)
    return made

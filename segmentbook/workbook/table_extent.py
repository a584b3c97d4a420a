"""How far a table reaches: its part, and what in its sheet reaches as far as it (formats, drop-downs, dimension)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from segmentbook.report.spec import CellRange
from segmentbook.workbook.references import area_of, area_text

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["column_formulas", "extended", "merged_cells", "resize_table", "with_dimension"]

_QUOTED = r"""(?:[^>"']|"[^"]*"|'[^']*')*?"""
_REACH = re.compile(
    rb"(<(?:[A-Za-z_][\w.-]*:)?(?:conditionalFormatting|dataValidation)(?=\s)"
    + _QUOTED.encode()
    + rb"""\ssqref\s*=\s*["'])([^"']*)""",
)
_REACH_X14 = re.compile(rb"(<(?:[A-Za-z_][\w.-]*:)?sqref>)([^<]*)")
_MERGED = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?mergeCell\s" + _QUOTED.encode() + rb"""ref\s*=\s*["']([^"']*)""")
_DIMENSION = re.compile(rb"""(<(?:[A-Za-z_][\w.-]*:)?dimension\s+ref\s*=\s*["'])([^"']*)""")


def merged_cells(tail: bytes) -> list[str]:
    """References of the merged cells of a sheet."""
    return [found[1].decode() for found in _MERGED.finditer(tail)]


def with_dimension(head: bytes, area: CellRange) -> bytes:
    """The part before a sheet's rows, with its dimension reaching over an area too."""
    return _DIMENSION.sub(lambda found: found[1] + _union(found[2].decode(), area).encode(), head, count=1)


def _union(ref: str, area: CellRange) -> str:
    old = area_of(ref)
    if old is None:
        return ref
    return area_text(
        CellRange(
            min(old.top, area.top), min(old.left, area.left), max(old.bottom, area.bottom), max(old.right, area.right)
        )
    )


def extended(tail: bytes, area: CellRange, bottom: int) -> bytes:
    """Conditional formats and validations that reached down the table's column reach down the new rows too."""

    def reach(found: re.Match[bytes]) -> bytes:
        refs = []
        for ref in found[2].decode().split():
            place = area_of(ref)
            inside = place is not None and area.left <= place.left and place.right <= area.right
            if place and inside and place.top <= area.top and area.bottom <= place.bottom < bottom:
                refs.append(area_text(CellRange(place.top, place.left, bottom, place.right)))
            else:
                refs.append(ref)
        return found[1] + " ".join(refs).encode()

    return _REACH_X14.sub(reach, _REACH.sub(reach, tail))


def column_formulas(element: _Element | None, headers: Sequence[str]) -> dict[str, str]:
    """The formulas of a table's columns, by header."""
    if element is None:
        return {}
    found: dict[str, str] = {}
    columns = [child for child in element.iter() if _local(child) == "tableColumn"]
    for header, column in zip(headers, columns, strict=False):
        for child in column:
            if _local(child) == "calculatedColumnFormula" and child.text and not child.get("array"):
                found[header] = child.text
    return found


def resize_table(element: _Element, area: CellRange, new: Sequence[str]) -> None:
    """Give the table's part its new range and columns."""
    from lxml import etree

    totals = int(element.get("totalsRowCount") or 0)
    element.set("ref", area_text(CellRange(area.top, area.left, area.bottom + totals, area.right)))
    for child in element:
        if _local(child) == "autoFilter":
            child.set("ref", area_text(area))
        if _local(child) == "tableColumns" and new:
            taken = [int(column.get("id") or 0) for column in child]
            for offset, header in enumerate(new, 1):
                column = etree.SubElement(child, child[0].tag)
                column.set("id", str(max(taken) + offset))
                column.set("name", header)
            child.set("count", str(len(child)))


def _local(element: _Element) -> str:
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""

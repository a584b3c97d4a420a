"""The part of a native table: made new, or fitted to new rows and columns while the user's choices in it stay."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from lxml import etree

from segmentbook.report.spec import CellRange
from segmentbook.workbook.names import unescaped
from segmentbook.workbook.references import area_of, area_text, whole_number
from segmentbook.workbook.sheet_xml import set_all

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["TableColumnXml", "fit_table", "header_key", "new_table"]

Filters: TypeAlias = Mapping[str, tuple[str, ...]]
"""Criteria that are ours: header -> the texts that are shown, ``()`` for none."""
NO_FILTERS: Filters = MappingProxyType({})

_ESCAPED = re.compile("[\x00-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class TableColumnXml:
    """One column of a table; ``formula`` is that of a calculated column of ours, None leaves the user's alone."""

    header: str
    formula: str | None = ""


def header_key(header: str) -> str:
    """Headers of a table differ in more than case: Excel holds ``ARR`` and ``arr`` for one."""
    return header.strip().casefold()


def _attribute(header: str) -> str:
    """A header as an attribute has it, where a line feed is ``_x000a_``.

    Examples
    --------
    >>> _attribute("ARR" + chr(10) + "(USD)")
    'ARR_x000a_(USD)'
    """
    return _ESCAPED.sub(lambda found: "_x005F_" if found[0] == "_" else f"_x{ord(found[0]):04x}_", header)


def new_table(
    ns: str,
    table_id: int,
    name: str,
    area: CellRange,
    columns: Sequence[TableColumnXml],
    style_name: str,
    filters: Filters = NO_FILTERS,
) -> bytes:
    """The part of a new table; ``area`` is its header row and its data rows."""
    reference = area_text(area)
    root = etree.fromstring(f'<table xmlns="{ns}"/>')
    named = {"id": str(table_id), "name": name, "displayName": name, "ref": reference, "totalsRowShown": "0"}
    set_all(root, named)
    etree.SubElement(root, f"{{{ns}}}autoFilter", ref=reference)
    parent = etree.SubElement(root, f"{{{ns}}}tableColumns", count=str(len(columns)))
    for number, column in enumerate(columns, 1):
        made = etree.SubElement(parent, f"{{{ns}}}tableColumn", id=str(number), name=_attribute(column.header))
        _set_formula(made, column.formula)
    style = etree.SubElement(root, f"{{{ns}}}tableStyleInfo", name=style_name)
    shown = {"showFirstColumn": "0", "showLastColumn": "0", "showRowStripes": "1", "showColumnStripes": "0"}
    set_all(style, shown)
    _set_criteria(root, ns, columns, filters)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def fit_table(
    root: _Element, area: CellRange, columns: Sequence[TableColumnXml], filters: Filters = NO_FILTERS
) -> None:
    """Fit a table that is there to another area and other columns.

    Its name, style, filter criteria, sort order, totals row and the user's columns stay; columns are known by their
    headers. ``area`` is the header row and the data rows; a totals row comes below. ``filters`` are criteria of ours.
    """
    ns = etree.QName(root).namespace
    old_area = area_of(root.get("ref", "")) or area
    parent = root.find(f"{{{ns}}}tableColumns")
    if parent is None:
        parent = etree.SubElement(root, f"{{{ns}}}tableColumns")
    old = {header_key(unescaped(element.get("name", ""))): element for element in parent}
    places = {header_key(unescaped(element.get("name", ""))): place for place, element in enumerate(parent)}
    free_id = max((whole_number(element.get("id")) for element in parent), default=0) + 1
    wanted, moved = [], {}
    for place, column in enumerate(columns):
        element = old.get(header_key(column.header))
        if element is None:
            element = etree.Element(f"{{{ns}}}tableColumn", id=str(free_id))
            free_id += 1
        else:
            moved[places[header_key(column.header)]] = place
        if column.formula is not None:
            if unescaped(element.get("name", "")) != column.header:
                element.set("name", _attribute(column.header))
            _set_formula(element, column.formula, ns)
        wanted.append(element)
    if list(parent) != wanted:
        parent[:] = wanted
    parent.set("count", str(len(wanted)))
    if root.get("headerRowCount") is not None:  # a header that was switched off is needed, and comes back
        del root.attrib["headerRowCount"]
    totals = min(whole_number(root.get("totalsRowCount")), 1)
    root.set("ref", area_text(CellRange(area.top, area.left, area.bottom + totals, area.right)))
    _fit_filter(root, ns or "", old_area, area, moved)
    _set_criteria(root, ns or "", columns, filters)


def _set_criteria(root: _Element, ns: str, columns: Sequence[TableColumnXml], filters: Filters) -> None:
    """The criteria of our own columns: texts that are shown, or none. Those of other columns are the user's."""
    places = {header_key(column.header): place for place, column in enumerate(columns)}
    for header, values in filters.items():
        place = places[header_key(header)]
        auto_filter = root.find(f"{{{ns}}}autoFilter")
        if auto_filter is None:
            if not values:
                continue
            auto_filter = etree.Element(f"{{{ns}}}autoFilter", ref=root.get("ref", ""))
            root.insert(0, auto_filter)
        there = {whole_number(one.get("colId"), -1): one for one in auto_filter.findall(f"{{{ns}}}filterColumn")}
        if (old := there.pop(place, None)) is not None:
            auto_filter.remove(old)
        if values:
            criteria = etree.Element(f"{{{ns}}}filterColumn", colId=str(place))
            ticked = etree.SubElement(criteria, f"{{{ns}}}filters")
            for value in values:
                etree.SubElement(ticked, f"{{{ns}}}filter", val=value)
            auto_filter.insert(sum(other < place for other in there), criteria)


def _fit_filter(root: _Element, ns: str, old_area: CellRange, area: CellRange, moved: Mapping[int, int]) -> None:
    """Criteria go with their columns, and are dropped with them."""
    auto_filter = root.find(f"{{{ns}}}autoFilter")
    if auto_filter is not None:
        auto_filter.set("ref", area_text(area))
        for criteria in auto_filter.findall(f"{{{ns}}}filterColumn"):
            place = moved.get(whole_number(criteria.get("colId"), -1))
            if place is None:
                auto_filter.remove(criteria)
            else:
                criteria.set("colId", str(place))
    for sort in root.iter(f"{{{ns}}}sortState"):
        sort.set("ref", area_text(CellRange(area.top + 1, area.left, area.bottom, area.right)))
        for condition in sort.findall(f"{{{ns}}}sortCondition"):
            by = area_of(condition.get("ref", ""))
            place = moved.get(by.left - old_area.left) if by else None
            if place is None:
                sort.remove(condition)
            else:
                column = area.left + place
                condition.set("ref", area_text(CellRange(area.top + 1, column, area.bottom, column)))
    for sort in list(root.iter(f"{{{ns}}}sortState")):
        if len(sort) == 0 and (above := sort.getparent()) is not None:
            above.remove(sort)


def _set_formula(column: _Element, formula: str | None, ns: str | None = None) -> None:
    """The formula of a calculated column, or none."""
    tag = f"{{{ns or etree.QName(column).namespace}}}calculatedColumnFormula"
    element = column.find(tag)
    if not formula:
        if element is not None:
            column.remove(element)
        return
    if element is None:
        element = etree.Element(tag)
        column.insert(0, element)
    element.text = formula

"""A workbook file as the double's model: everything that the contract compares, read without the code under test."""

from __future__ import annotations

import posixpath
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.formatting.formatting import ConditionalFormatting
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel
from openpyxl.worksheet.worksheet import Worksheet

from segmentbook.raw import ErrorValue
from segmentbook.report.spec import CellRange, ColourRule, PlottedSeries, Style
from segmentbook.workbook.live.beyond import DrawnAxis, DrawnChart, DrawnText
from segmentbook.workbook.names import unescaped
from segmentbook.workbook.references import area_of, areas_of
from tests.live.model import CellState, SheetState, TableState, WorkbookState

_NS = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "xdr": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "c15": "http://schemas.microsoft.com/office/drawing/2012/chart",
    "cdr": "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing",
}
_KINDS = {"bubbleChart": "bubble", "scatterChart": "xy", "doughnutChart": "ring"}
_ROLES = {"tx": "name", "xVal": "x", "yVal": "y", "bubbleSize": "size", "cat": "categories", "val": "values"}


def load(path: Path) -> WorkbookState:
    """Read a workbook file."""
    formulas = openpyxl.load_workbook(path, rich_text=False)
    values = openpyxl.load_workbook(path, data_only=True)
    book = WorkbookState(str(path))
    book.date1904 = formulas.epoch == CALENDAR_MAC_1904
    book.locked = bool(formulas.security and formulas.security.lockStructure)
    for name, defined in formulas.defined_names.items():
        book.names[name] = (defined.attr_text or "", bool(defined.hidden))
    charts = _charts(path)
    for sheet in formulas.worksheets:
        book.sheets.append(_sheet(book, sheet, values[sheet.title], charts.get(sheet.title, [])))
        book.sheets[-1].sparklines = sparklines(path, sheet.title)
    return book


def sparklines(path: Path, title: str) -> list[tuple[CellRange, CellRange]]:
    """Each group of a sheet's sparklines: where they stand, and what they show."""
    with zipfile.ZipFile(path) as file:
        parts = _links(file, "xl/workbook.xml")
        sheets = etree.fromstring(file.read("xl/workbook.xml")).iter("{*}sheet")
        link = next(one.get(f"{{{_NS['r']}}}id", "") for one in sheets if one.get("name") == title)
        content = file.read(parts[link])
    groups = []
    for group in etree.fromstring(content if b"sparklineGroup" in content else b"<none/>").iter("{*}sparklineGroup"):
        places = [area for one in group.iter("{*}sqref") if (area := area_of(one.text or ""))]
        points = [area for one in group.iter("{*}f") if (area := area_of(one.text or ""))]
        groups.append((_around(places), _around(points)))
    return groups


def _around(areas: list[CellRange]) -> CellRange:
    return CellRange(
        min(one.top for one in areas),
        min(one.left for one in areas),
        max(one.bottom for one in areas),
        max(one.right for one in areas),
    )


def _sheet(book: WorkbookState, sheet: Worksheet, cached: Worksheet, charts: list[DrawnChart]) -> SheetState:
    state = SheetState(sheet.title, charts=charts, protected=bool(sheet.protection.sheet))
    looks: dict[int, Style] = {}
    for row in sheet.iter_rows():
        for cell in row:
            value: Any = cell.value
            if value is None and not cell.has_style:
                continue
            if cell.has_style and cell._style.xfId is not None:
                key = hash(cell._style)
                look = looks.get(key)
                if look is None:
                    look = looks[key] = _style(cell)
            else:
                look = None
            place = (cell.row, cell.column)
            formula = ""
            if cell.data_type == "f":
                formula = str(getattr(value, "text", value))[1:]
                value = cached.cell(*place).value
            state.cells[place] = CellState(_value(book, value, cell.data_type), formula, look)
            if cell.hyperlink is not None and cell.hyperlink.location:
                state.links[place] = cell.hyperlink.location
            if cell.comment is not None:
                state.notes[place] = cell.comment.text
                state.authors[place] = cell.comment.author or ""
    for table in sheet.tables.values():
        area = area_of(table.ref)
        assert area is not None
        state.tables.append(
            TableState(
                table.displayName,
                area,
                [unescaped(column.name) for column in table.tableColumns],
                table.headerRowCount != 0,
                bool(table.totalsRowCount),
                table.tableStyleInfo.name if table.tableStyleInfo else "",
            )
        )
        for column in table.autoFilter.filterColumn if table.autoFilter else ():
            shown = tuple(column.filters.filter) if column.filters else None
            if shown is not None and column.filters.blank:
                shown = (*shown, "")
            state.tables[-1].criteria[state.tables[-1].headers[column.colId]] = shown
    state.merges = {found for merge in sheet.merged_cells.ranges if (found := area_of(merge.coord))}
    for block in sheet.conditional_formatting:
        state.rules += _rules(block)
    state.hidden_rows = {number for number, row in sheet.row_dimensions.items() if row.hidden}
    area_text = sheet.print_area or ""
    state.print_area = area_text.rpartition("!")[2]
    return state


def _value(book: WorkbookState, value: Any, kind: str) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (datetime, date, time)):
        return float(
            to_excel(value, CALENDAR_MAC_1904 if book.date1904 else openpyxl.utils.datetime.CALENDAR_WINDOWS_1900)
        )
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, str) and (kind == "e" or value in ("#N/A", "#VALUE!", "#REF!", "#NUM!")):
        return ErrorValue(value)
    return str(value) or None


def _style(cell: Any) -> Style:
    fill = ""
    if cell.fill.fill_type == "solid" and isinstance(cell.fill.fgColor.rgb, str):
        fill = cell.fill.fgColor.rgb[-6:]
    colour = (
        cell.font.color.rgb[-6:] if cell.font.color is not None and isinstance(cell.font.color.rgb, str) else "000000"
    )
    return Style(
        cell.number_format,
        bool(cell.font.b),
        bool(cell.font.i),
        bool(cell.font.u),
        float(cell.font.sz or 11),
        colour,
        fill,
    )


def _rules(block: ConditionalFormatting) -> list[ColourRule]:
    found = []
    for rule in block.rules:
        if rule.type != "cellIs" or rule.operator != "equal" or not rule.dxf or not rule.formula[0].startswith('"'):
            continue
        fill = rule.dxf.fill.bgColor.rgb[-6:] if rule.dxf.fill else ""
        colour = rule.dxf.font.color.rgb[-6:] if rule.dxf.font and rule.dxf.font.color else ""
        bold = bool(rule.dxf.font and rule.dxf.font.b)
        text = rule.formula[0][1:-1].replace('""', '"')
        found += [ColourRule(area, text, fill, colour, bold) for area in areas_of(str(block.sqref))]
    return found


# -- charts ---------------------------------------------------------------------------------------------------------


def _charts(path: Path) -> dict[str, list[DrawnChart]]:
    """The charts of each sheet, by the sheet's name."""
    found: dict[str, list[DrawnChart]] = {}
    with zipfile.ZipFile(path) as file:
        book = etree.fromstring(file.read("xl/workbook.xml"))
        parts = _links(file, "xl/workbook.xml")
        for sheet in book.iter("{*}sheet"):
            part = parts.get(sheet.get(f"{{{_NS['r']}}}id", ""), "")
            for target in _links(file, part).values():
                if "/drawings/drawing" in target and target.endswith(".xml"):
                    found.setdefault(sheet.get("name", ""), []).extend(_frames(file, target))
    return found


def _links(file: zipfile.ZipFile, part: str) -> dict[str, str]:
    folder, name = posixpath.split(part)
    there = f"{folder}/_rels/{name}.rels"
    if there not in file.namelist():
        return {}
    return {
        one.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
        for one in etree.fromstring(file.read(there))
    }


def _frames(file: zipfile.ZipFile, drawing: str) -> list[DrawnChart]:
    links = _links(file, drawing)
    charts = []
    for frame in etree.fromstring(file.read(drawing)).iter(f"{{{_NS['xdr']}}}graphicFrame"):
        properties = frame.find(".//xdr:cNvPr", _NS)
        chart = frame.find(".//c:chart", _NS)
        assert properties is not None
        if chart is None:  # a slicer
            continue
        part = links[chart.get(f"{{{_NS['r']}}}id", "")]
        charts.append(_chart(file, part, properties))
    return charts


def _chart(file: zipfile.ZipFile, part: str, properties: Any) -> DrawnChart:
    root = etree.fromstring(file.read(part))
    plot = root.find(".//c:plotArea", _NS)
    assert plot is not None
    kinds = [etree.QName(one).localname for one in plot if etree.QName(one).localname.endswith("Chart")]
    series, labels = [], dict[tuple[int, int], str]()
    for number, element in enumerate(plot.iter(f"{{{_NS['c']}}}ser")):
        series.append(_series(element))
        for label in element.iterfind("c:dLbls/c:dLbl", _NS):
            if label.find("c:delete", _NS) is not None:
                continue
            side = label.find("c:dLblPos", _NS)
            index = label.find("c:idx", _NS)
            assert index is not None
            labels[number, int(index.get("val", "0"))] = "r" if side is None else side.get("val", "r")
    if kinds[0] not in ("bubbleChart", "scatterChart"):
        first = next(plot.iter(f"{{{_NS['c']}}}valAx"), None)
        return _assembled(
            file, part, properties, root, kinds[0], series, labels, None, None if first is None else _axis(first)
        )
    axes = {_value_of(axis, "c:axPos"): _axis(axis) for axis in plot.iter(f"{{{_NS['c']}}}valAx")}
    x, y = axes.get("b"), axes.get("l")
    if x and y and kinds[0] == "bubbleChart":  # where an axis is crossed is said of the other one
        from dataclasses import replace

        x, y = replace(x, crosses_at=y.crosses_at), replace(y, crosses_at=x.crosses_at)
    return _assembled(file, part, properties, root, kinds[0], series, labels, x, y)


def _assembled(
    file: zipfile.ZipFile,
    part: str,
    properties: Any,
    root: Any,
    kind: str,
    series: list[PlottedSeries],
    labels: dict[tuple[int, int], str],
    x: DrawnAxis | None,
    y: DrawnAxis | None,
) -> DrawnChart:
    shapes = next((target for target in _links(file, part).values() if "/drawings/" in target), "")
    return DrawnChart(
        properties.get("name", ""),
        _KINDS.get(kind, "category"),
        "".join(root.xpath("c:chart/c:title//a:t/text()", namespaces=_NS)),
        tuple(series),
        x,
        y,
        _texts(file, shapes) if shapes else None,
        labels,
        properties.get("title", ""),
        properties.get("descr", ""),
        properties.get("hidden", "0") not in ("1", "true"),
    )


def _series(element: Any) -> PlottedSeries:
    references = {}
    for tag, role in _ROLES.items():
        found = element.findtext(f"c:{tag}//c:f", namespaces=_NS)
        if found:
            references[role] = found
    label = element.findtext(".//c15:datalabelsRange/c15:f", namespaces=_NS)
    if label:
        references["label"] = label
    colour = element.find("c:spPr/a:solidFill/a:srgbClr", _NS)
    if colour is None:
        colour = element.find("c:spPr/a:ln/a:solidFill/a:srgbClr", _NS)
    if colour is None:
        colour = element.find("c:marker/c:spPr/a:solidFill/a:srgbClr", _NS)
    if colour is None:
        colour = element.find("c:marker/c:spPr/a:ln/a:solidFill/a:srgbClr", _NS)
    points = {
        int(_value_of(point, "c:idx")): fill.get("val")
        for point in element.iterfind("c:dPt", _NS)
        if (fill := point.find("c:spPr/a:solidFill/a:srgbClr", _NS)) is not None
    }
    name = element.findtext("c:tx//c:v", namespaces=_NS) or ""
    return PlottedSeries(name, "" if colour is None else colour.get("val", ""), references, points)


def _value_of(element: Any, path: str) -> str:
    found = element.find(path, _NS)
    return "" if found is None else str(found.get("val", ""))


def _axis(element: Any) -> DrawnAxis:
    def number(path: str) -> float | None:
        text = _value_of(element, path)
        return float(text) if text else None

    return DrawnAxis(
        "".join(element.xpath("c:title//a:t/text()", namespaces=_NS)),
        number("c:scaling/c:min"),
        number("c:scaling/c:max"),
        number("c:majorUnit"),
        number("c:crossesAt"),
    )


def _texts(file: zipfile.ZipFile, part: str) -> tuple[DrawnText, ...]:
    found = []
    for anchor in etree.fromstring(file.read(part)):
        properties = anchor.find(".//cdr:cNvPr", _NS)
        if properties is not None and properties.get("name", "").startswith("Segmentbook text"):
            words = "".join(anchor.xpath(".//a:t/text()", namespaces=_NS))
            x, y = (float(anchor.findtext(f"cdr:from/cdr:{axis}", "0", namespaces=_NS)) for axis in "xy")
            found.append(DrawnText(words, x, y))
    return tuple(found)

"""Copy sheets of another file into an open document, with what LibreOffice leaves behind put right.

A copied sheet brings its cells, formats, notes and charts. But its charts are cut off from their cells, names of tables
in its formulas are lost, its page style and view settings stay behind, conditional formats take their looks from styles
of the same names in the document, and tables and names of the file come along that are not wanted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from addin.calc.office.bridge_charts import all_series, chart_shapes, read_chart
from addin.calc.office.bridge_redraw import link_categories, link_series
from addin.calc.office.operations import MissingError, Office, area_of, operation, properties, within
from addin.calc.office.repair import enter_block

__all__: list[str] = []

_FORMULAS = 16  # com.sun.star.sheet.CellFlags.FORMULA
_UNNAMED = "__Anonymous"


@operation
def take_sheets(office: Office, book: str, path: str, names: list[str], before: str | None) -> None:
    """Copy sheets of a file before a sheet (None: at the end), in the order given."""
    document = office.document(book)
    source = office.desktop.loadComponentFromURL(
        Path(path).absolute().as_uri(), "_blank", 0, properties(Hidden=True, ReadOnly=True)
    )
    if source is None:
        raise MissingError(f"{path}: LibreOffice cannot open it.")
    try:
        _take(office, document, source, names, before)
    finally:
        source.close(True)


def _take(office: Office, document: Any, source: Any, names: list[str], before: str | None) -> None:
    tables = set(document.DatabaseRanges.ElementNames)
    defined = set(document.NamedRanges.ElementNames)
    place = document.Sheets.getCount()
    if before is not None:
        place = list(document.Sheets.ElementNames).index(before)
    for number, name in enumerate(names):
        document.Sheets.importSheet(source, name, place + number)
    _take_tables(document, source, names, tables)
    _drop_names(document, defined)
    for name in names:
        old, new = source.Sheets.getByName(name), document.Sheets.getByName(name)
        _enter_formulas(old, new)
        _restyle(document, source, old, new)
        _set_up_page(document, source, old, new)
    office.unlinked += [link for name in names for link in _links(document, source, name)]
    office.unlinked = [link for link in office.unlinked if not _link_chart(office, document, *link)]
    _set_up_views(document, source, names)


def _take_tables(document: Any, source: Any, names: list[str], before: set[str]) -> None:
    """Of the tables that came along those on the sheets that were asked for stay, each where it stood."""
    ranges = document.DatabaseRanges
    for name in set(ranges.ElementNames) - before:
        ranges.removeByName(name)
    sheets = source.Sheets.ElementNames
    for name in source.DatabaseRanges.ElementNames:
        old = source.DatabaseRanges.getByName(name)
        sheet = sheets[old.getDataArea().Sheet]
        if sheet not in names or name.startswith(_UNNAMED) or ranges.hasByName(name):
            continue
        area = area_of(old.getDataArea())
        ranges.addNewByName(name, within(document.Sheets.getByName(sheet), area).getRangeAddress())
        new = ranges.getByName(name)
        new.ContainsHeader, new.TotalsRow = old.ContainsHeader, old.TotalsRow
        new.AutoFilter = old.AutoFilter


def _drop_names(document: Any, before: set[str]) -> None:
    for name in set(document.NamedRanges.ElementNames) - before:
        document.NamedRanges.removeByName(name)


def _enter_formulas(old: Any, new: Any) -> None:
    """Formulas with names of tables are entered again, now that the tables are there."""
    for address in old.queryContentCells(_FORMULAS).getRangeAddresses():
        area = area_of(address)
        rows = within(old, area).getFormulaArray()
        if all("[" in formula and not formula.startswith("{") for row in rows for formula in row):
            enter_block(within(new, area), [list(row) for row in rows])
            continue
        for r, row in enumerate(rows):
            for c, formula in enumerate(row):
                if "[" in formula and not formula.startswith("{"):
                    new.getCellByPosition(area[1] - 1 + c, area[0] - 1 + r).setFormula(formula)


def _restyle(document: Any, source: Any, old: Any, new: Any) -> None:
    """Conditional formats take the looks that their styles have in the file."""
    if old.ConditionalFormats is None:
        return
    olds = source.StyleFamilies.getByName("CellStyles")
    news = document.StyleFamilies.getByName("CellStyles")
    pairs = zip(
        old.ConditionalFormats.getConditionalFormats(), new.ConditionalFormats.getConditionalFormats(), strict=False
    )
    for was, now in pairs:
        for number in range(was.getCount()):
            if was.getByIndex(number).getType() != 0:
                continue
            style = olds.getByName(was.getByIndex(number).StyleName)
            look = (style.CellBackColor, style.CharColor, style.CharWeight)
            now.getByIndex(number).StyleName = _same_style(document, news, look)


def _same_style(document: Any, styles: Any, look: tuple[int, int, float]) -> str:
    fill, colour, weight = look
    shown = ["none" if part == -1 else f"{part:06X}" for part in (fill, colour)]
    name = " ".join(["Segmentbook", *shown, *(["bold"] if weight > 100 else [])])
    if not styles.hasByName(name):
        style = document.createInstance("com.sun.star.style.CellStyle")
        styles.insertByName(name, style)
        if fill != -1:
            style.CellBackColor = fill
        if colour != -1:
            style.CharColor = colour
        style.CharWeight = weight
    return name


def _set_up_page(document: Any, source: Any, old: Any, new: Any) -> None:
    """The page style with its header and footer, the areas that are printed and the rows that repeat."""
    wanted = source.StyleFamilies.getByName("PageStyles").getByName(old.PageStyle)
    pages = document.StyleFamilies.getByName("PageStyles")
    name = f"PageStyle_{new.Name}"
    if not pages.hasByName(name):
        pages.insertByName(name, document.createInstance("com.sun.star.style.PageStyle"))
    style = pages.getByName(name)
    for prop in wanted.getPropertySetInfo().getProperties():
        _copy_property(wanted, style, prop.Name)
    new.PageStyle = name
    new.setPrintAreas(tuple(within(new, area_of(a)).getRangeAddress() for a in old.getPrintAreas()))
    if old.getPrintTitleRows():
        new.setTitleRows(within(new, area_of(old.getTitleRows())).getRangeAddress())
        new.setPrintTitleRows(True)
    if old.getPrintTitleColumns():
        new.setTitleColumns(within(new, area_of(old.getTitleColumns())).getRangeAddress())
        new.setPrintTitleColumns(True)
    new.TabColor = old.TabColor


def _copy_property(old: Any, new: Any, name: str) -> None:
    """Copy one property of a style; those that are read-only or depend on others stay as they are."""
    from com.sun.star.beans import PropertyVetoException, UnknownPropertyException
    from com.sun.star.lang import IllegalArgumentException
    from com.sun.star.uno import RuntimeException

    if name in ("DisplayName", "FollowStyle", "ParentStyle", "UserDefinedAttributes"):
        return
    try:
        value = getattr(old, name)
        if value is not None and getattr(new, name) != value:
            setattr(new, name, value)
    except (
        AttributeError,
        PropertyVetoException,
        UnknownPropertyException,
        IllegalArgumentException,
        RuntimeException,
    ):
        pass


def _links(document: Any, source: Any, name: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The charts of a copied sheet: sheet, name of the frame, and what they drew in the file."""
    olds = list(chart_shapes(source.Sheets.getByName(name)))
    news = list(chart_shapes(document.Sheets.getByName(name)))
    for old, new in zip(olds, news, strict=False):
        new.Name = old.Name
        yield name, old.Name, read_chart(source, old)


def _link_chart(office: Office, document: Any, sheet: str, name: str, drawn: dict[str, Any]) -> bool:
    """Connect a copied chart with the document's cells again; False where some are on a sheet that is still to come."""
    sheets = document.Sheets
    found = (
        [one for one in chart_shapes(sheets.getByName(sheet)) if one.Name == name] if sheets.hasByName(sheet) else []
    )
    if not found:
        return True
    provider = document.createInstance("com.sun.star.chart2.data.DataProvider")
    wanted = {cells for series in drawn["series"] for role, cells in series["references"].items() if role != "label"}
    if any(provider.createDataSequenceByRangeRepresentation(cells) is None for cells in wanted):
        return False
    chart = found[0].Model
    chart.attachDataProvider(provider)
    for (series, _), said in zip(all_series(chart), drawn["series"], strict=False):
        link_series(office, document, series, said["references"], said["name"])
    categories = next((cells for one in drawn["series"] if (cells := one["references"].get("categories"))), "")
    if categories:
        link_categories(office, document, chart, categories)
    return True


def _set_up_views(document: Any, source: Any, names: list[str]) -> None:
    """Frozen panes, grid lines and zoom belong to the window: they are read from the file's, set in the document's."""
    theirs, ours = source.getCurrentController(), document.getCurrentController()
    if theirs is None or ours is None:
        return
    shown = ours.getActiveSheet()
    for name in names:
        theirs.setActiveSheet(source.Sheets.getByName(name))
        ours.setActiveSheet(document.Sheets.getByName(name))
        ours.ShowGrid = theirs.ShowGrid
        ours.ZoomType, ours.ZoomValue = theirs.ZoomType, theirs.ZoomValue
        if theirs.hasFrozenPanes():
            ours.freezeAtPosition(theirs.getSplitColumn(), theirs.getSplitRow())
    ours.setActiveSheet(shown)

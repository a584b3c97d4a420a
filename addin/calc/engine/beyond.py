"""What the live refresh needs of a workbook in Calc beyond xlwings' object model."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.calc.engine.notation import place_from_calc, place_to_calc
from addin.calc.engine.values import raw_columns
from segmentbook.report.spec import CellRange, ColourRule, PlottedSeries, Sparklines, Style
from segmentbook.workbook.live.beyond import DrawnAxis, DrawnChart, DrawnText

if TYPE_CHECKING:
    import xlwings

    from segmentbook.raw import RawColumn

__all__ = ["CalcBeyond"]

_TRUE = "TRUE()"
"""How Calc writes TRUE."""


class CalcBeyond:
    """`segmentbook.workbook.live.beyond.Beyond` over the bridge."""

    most_links = 2_000

    # -- application and workbook -------------------------------------------------------------------------------

    def is_busy(self, app: xlwings.App) -> bool:
        """LibreOffice takes operations at any time; a cell that is being edited keeps what is typed there."""
        return False

    def is_read_only(self, book: xlwings.Book) -> bool:
        """Whether it was opened read-only."""
        return bool(book.impl.ask("protections")["read_only"])

    def date1904(self, book: xlwings.Book) -> bool:
        """Whether its dates count from 1904."""
        return bool(book.impl.shift == 1462)

    def structure_protected(self, book: xlwings.Book) -> bool:
        """Whether no sheet may be added to it."""
        return bool(book.impl.ask("protections")["structure"])

    def sheet_protected(self, sheet: xlwings.Sheet) -> bool:
        """Whether its cells are protected."""
        return sheet.name in sheet.book.impl.ask("protections")["sheets"]

    def sheet_names(self, book: xlwings.Book) -> Sequence[str]:
        """The names of all its sheets."""
        return list(book.impl.ask("sheets"))

    def names(self, book: xlwings.Book) -> Mapping[str, str]:
        """Names of the whole workbook."""
        told = {name: place_from_calc(formula) for name, formula in book.impl.ask("names")}
        return {name: "TRUE" if formula == _TRUE else formula for name, formula in told.items()}

    def define(self, book: xlwings.Book, names: Mapping[str, str], *, hidden: bool = False) -> None:
        """Define names, or give them another formula; Calc has no hidden ones."""
        told = {name: _TRUE if text == "TRUE" else place_to_calc(text) for name, text in names.items()}
        book.impl.ask("define", names=list(map(list, told.items())))

    def undefine(self, book: xlwings.Book, names: Collection[str]) -> None:
        """Take names away."""
        book.impl.ask("undefine", names=list(names))

    def view(self, book: xlwings.Book) -> object:
        """What the user looks at."""
        return book.impl.ask("view")

    def restore_view(self, book: xlwings.Book, view: object) -> None:
        """Show it again."""
        if view is not None:
            book.impl.ask("restore_view", view=view)

    def take_sheets(self, book: xlwings.Book, path: Path, names: Sequence[str], before: str | None) -> None:
        """Copy sheets of a file before a sheet."""
        book.impl.ask("take_sheets", path=str(path), names=list(names), before=before)

    # -- cells --------------------------------------------------------------------------------------------------

    def cells(self, sheet: xlwings.Sheet, area: CellRange) -> tuple[RawColumn, ...]:
        """The cells of an area as typed."""
        return raw_columns(sheet.impl.ask("read", area=_area(area)), sheet.impl.book.shift)

    def fills(self, sheet: xlwings.Sheet, area: CellRange) -> list[list[str]]:
        """Row by row the colours of the cells' own fills."""
        rows = [[""] * (area.right - area.left + 1) for _ in range(area.bottom - area.top + 1)]
        for (top, left, bottom, right), colour in sheet.impl.ask("fills", area=_area(area)):
            for row in rows[top - area.top : bottom - area.top + 1]:
                row[left - area.left : right - area.left + 1] = [f"{colour:06X}"] * (right - left + 1)
        return rows

    def dress_values(self, sheet: xlwings.Sheet, area: CellRange, styles: Mapping[str, Style]) -> None:
        """Give each cell that holds one of these texts the text's look."""
        told = {text: _look(style) for text, style in styles.items()}
        sheet.impl.ask("dress_values", area=_area(area), styles=told)

    def dress(self, sheet: xlwings.Sheet, looks: Sequence[tuple[CellRange, Style]]) -> None:
        """Give areas a look."""
        sheet.impl.ask("dress", looks=[[_area(area), _look(style)] for area, style in looks])

    def merges(self, sheet: xlwings.Sheet, area: CellRange) -> Collection[CellRange]:
        """Merged cells that begin inside an area."""
        return [CellRange(*found) for found in sheet.impl.ask("merges", area=_area(area))]

    def set_merges(self, sheet: xlwings.Sheet, gone: Collection[CellRange], new: Collection[CellRange]) -> None:
        """Part merged cells, then merge others."""
        sheet.impl.ask("merge", areas=list(map(_area, gone)), wanted=False)
        sheet.impl.ask("merge", areas=list(map(_area, new)), wanted=True)

    def links(self, sheet: xlwings.Sheet, area: CellRange) -> Mapping[tuple[int, int], str]:
        """Links of cells to places in the workbook."""
        told = sheet.impl.ask("links", area=_area(area))
        return {(row, column): _link_from_calc(address) for row, column, address in told if address.startswith("#")}

    def set_links(self, sheet: xlwings.Sheet, links: Mapping[tuple[int, int], str]) -> None:
        """Give cells a link, or take it away."""
        told = [[row, column, place and "#" + place_to_calc(place)[1:]] for (row, column), place in links.items()]
        sheet.impl.ask("set_links", links=told)

    def colour_rules(self, sheet: xlwings.Sheet) -> tuple[ColourRule, ...]:
        """Conditional formats that compare with a text."""
        return tuple(
            ColourRule(CellRange(*area), told["equals"], _hex(told["fill"]), _hex(told["colour"]), told["bold"])
            for told in sheet.impl.ask("colour_rules")
            for area in told["areas"]
        )

    def set_colour_rules(self, sheet: xlwings.Sheet, gone: Sequence[ColourRule], new: Sequence[ColourRule]) -> None:
        """Take conditional formats away and add others."""
        sheet.impl.ask("set_colour_rules", gone=list(map(_rule, gone)), new=list(map(_rule, new)))

    # -- tables -------------------------------------------------------------------------------------------------

    def show_all_rows(self, table: xlwings.main.Table) -> None:
        """Show the rows that the filter hides."""
        table.impl.parent.book.ask("show_rows", name=table.name)

    def filter_criteria(self, table: xlwings.main.Table) -> Mapping[str, tuple[str, ...] | None]:
        """Headers of the filtered columns with the values that are shown."""
        book = table.impl.parent.book
        told = book.ask("criteria", name=table.name)
        headers = book.ask("headers", name=table.name) if told else []
        return {headers[column]: None if values is None else tuple(values) for column, values in told}

    def filter_rows(self, table: xlwings.main.Table, changes: Mapping[str, tuple[str, ...]]) -> None:
        """Change the criteria of some columns, then apply all."""
        book = table.impl.parent.book
        headers = {header.casefold(): place for place, header in enumerate(book.ask("headers", name=table.name))}
        told = [[headers[header.casefold()], list(values)] for header, values in changes.items()]
        book.ask("filter_table", name=table.name, changes=told)

    # -- charts -------------------------------------------------------------------------------------------------

    def charts(self, sheet: xlwings.Sheet) -> tuple[DrawnChart, ...]:
        """The charts of a sheet."""
        return tuple(_drawn(told) for told in sheet.impl.ask("charts"))

    def redraw(self, sheet: xlwings.Sheet, was: DrawnChart, wanted: DrawnChart) -> None:
        """Change a chart in place."""
        sheet.impl.ask("redraw", was=_told(was), wanted=_told(wanted))

    def take_charts(self, sheet: xlwings.Sheet, path: Path, source: str, names: Sequence[str]) -> None:
        """Calc copies whole sheets only."""
        raise NotImplementedError("LibreOffice copies charts between files with their sheets only")

    # -- sparklines ---------------------------------------------------------------------------------------------

    def sparklines(self, sheet: xlwings.Sheet, column: CellRange) -> tuple[CellRange, CellRange] | None:
        """Calc tells of none."""
        return None

    def set_sparklines(
        self, sheet: xlwings.Sheet, column: CellRange, wanted: tuple[CellRange, CellRange] | None, look: Sparklines
    ) -> None:
        """Calc's interface for programs knows no sparklines."""
        raise NotImplementedError("LibreOffice lets no program set sparklines")


def _area(area: CellRange) -> list[int]:
    return [area.top, area.left, area.bottom, area.right]


def _look(style: Style) -> dict[str, Any]:
    """A look for the message, its colours as numbers."""
    fields = asdict(style)
    return {**fields, **{name: _number(fields[name]) for name in ("colour", "fill", "top", "bottom")}}


def _number(colour: str) -> int | None:
    return int(colour, 16) if colour else None


def _hex(colour: int | None) -> str:
    return "" if colour is None else f"{colour:06X}"


def _rule(rule: ColourRule) -> dict[str, Any]:
    look = {"fill": _number(rule.fill), "colour": _number(rule.colour), "bold": rule.bold}
    return {"area": _area(rule.range), "equals": rule.equals, **look}


def _link_from_calc(address: str) -> str:
    """``#'Clients'.A5`` is ``'Clients'!A5``; some links keep their exclamation mark.

    Examples
    --------
    >>> _link_from_calc("#'Clients'.A5"), _link_from_calc("#'Contracts'!C30"), _link_from_calc("#Clients.A5")
    ("'Clients'!A5", "'Contracts'!C30", "'Clients'!A5")
    """
    return place_from_calc(address.removeprefix("#"))


def _drawn(told: dict[str, Any]) -> DrawnChart:
    return DrawnChart(
        name=told["name"],
        kind=told["kind"],
        title=told["title"],
        series=tuple(
            PlottedSeries(
                series["name"],
                _hex(series["colour"]),
                {role: place_from_calc(cells) for role, cells in series["references"].items()},
                {place: _hex(colour) for place, colour in series["points"]},
            )
            for series in told["series"]
        ),
        x=told["x"] and DrawnAxis(**told["x"]),
        y=told["y"] and DrawnAxis(**told["y"]),
        texts=tuple(DrawnText(*text) for text in told["texts"]),
        labels={(place, number): side for place, number, side in told["labels"]},
        alt_title=told["alt_title"],
        alt_text=told["alt_text"],
        visible=told["visible"],
    )


def _told(chart: DrawnChart) -> dict[str, Any]:
    labels = chart.labels
    return {
        "name": chart.name,
        "kind": chart.kind,
        "title": chart.title,
        "series": [
            {
                "name": series.name,
                "colour": _number(series.colour),
                "references": {role: place_to_calc(cells) for role, cells in series.references.items()},
                "label_cells": series.references.get("label", ""),
                "points": [[place, _number(colour)] for place, colour in series.point_colours.items()],
            }
            for series in chart.series
        ],
        "x": chart.x and asdict(chart.x),
        "y": chart.y and asdict(chart.y),
        "texts": None if chart.texts is None else [[text.text, text.x, text.y] for text in chart.texts],
        "labels": None if labels is None else [[*place, side] for place, side in labels.items()],
        "alt_title": chart.alt_title,
        "alt_text": chart.alt_text,
        "visible": chart.visible,
    }

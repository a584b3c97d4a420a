"""The DataIssues sheet: everything in the input that could not be taken as it stands, with a link to its cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from textwrap import wrap
from typing import TYPE_CHECKING

import pandas as pd

from segmentbook import schema
from segmentbook.model.issues import Issue, Level, shown
from segmentbook.model.reasons import ERRORS
from segmentbook.report import look
from segmentbook.report.places import MAX_LINKS, Names, link_to, place
from segmentbook.report.spec import Cell, CellRange, ColourRule, Print, SheetSpec, Style, TableColumn, TableSpec
from segmentbook.report.tables import HEADER_ROW, HEIGHTS, counted, joined, long_date, table_column, title_cells
from segmentbook.schema import DATA_ISSUES, header_key

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook, RawTable

__all__ = ["data_issues", "issue_rows", "issue_summary", "uncounted"]

KEY = "DataIssues"
NOTHING = "Nothing to report: every cell could be taken as it stands."

_CHARACTERS = 1.25  # of 10 pt text in one unit of a column's width
_LINE = 13.0  # height of a line of 10 pt, in points
_LEVEL_STYLES: dict[object, Style] = {
    Level.ERROR.value: look.BODY.but(vertical="top", colour=look.ERROR_INK, bold=True),
    Level.WARNING.value: look.BODY.but(vertical="top", colour=look.WARNING_INK),
}


def issue_rows(issues: Iterable[Issue], raw: RawBook) -> pd.DataFrame:
    """Issues as rows of DataIssues, errors first, then by sheet, row and column.

    Parameters
    ----------
    issues
        In any order; equal issues are listed once.
    raw
        The tables that they were found in, for the cells' names.

    Returns
    -------
    DataFrame
        The columns of ``schema.DATA_ISSUES``, then ``Place`` (``Contracts!F12``; the table's name where the
        workbook has no such table), ``Link`` (a hyperlink's target, or "") and ``Text`` (the whole sentence).
    """
    order = {name: position for position, name in enumerate(raw.sheet_names)}
    finders: dict[str, _Finder] = {}
    rows = []
    for issue in dict.fromkeys(issues):
        finder = finders.get(issue.table)
        if finder is None:
            finder = finders[issue.table] = _Finder(raw.tables.get(issue.table), issue.table)
        sheet, cell, row, column = finder.find(issue)
        shown = place(sheet, cell) if sheet else issue.table
        sort = (issue.level is not Level.ERROR, order.get(sheet, len(order)), sheet, row, column, issue.rule)
        target = link_to(sheet, cell) if sheet else ""
        what = _what(issue)
        rows.append((sort, issue.level.value, sheet, cell, what, issue.action, shown, target, issue.text(shown)))
    rows.sort(key=lambda entry: entry[0])
    columns = [*DATA_ISSUES.headers, "Place", "Link", "Text"]
    return pd.DataFrame([entry[1:] for entry in rows], columns=columns, dtype=object)


def uncounted(segmentation: Segmentation) -> int:
    """How many contract lines could not be counted because something is wrong with them."""
    return int(segmentation.ledger["Reason"].isin([str(reason) for reason in ERRORS]).sum())


def issue_summary(segmentation: Segmentation, issues: tuple[Issue, ...]) -> str:
    """The issues in a sentence or two.

    ``3 contract lines were not counted: see MrrLedger. 4 errors and 12 warnings in all.``
    """
    if not issues:
        return NOTHING
    errors = sum(issue.level is Level.ERROR for issue in issues)
    kinds = [counted(n, word) for n, word in ((errors, "error"), (len(issues) - errors, "warning")) if n]
    lines = uncounted(segmentation)
    if not lines:
        return f"{joined(kinds)}; every contract line was understood."
    return (
        f"{counted(lines, 'contract line')} {'was' if lines == 1 else 'were'} not counted: see MrrLedger. "
        f"{joined(kinds)} in all."
    )


def data_issues(segmentation: Segmentation, issues: tuple[Issue, ...], raw: RawBook, names: Names) -> SheetSpec:
    """The DataIssues sheet; ``issues`` are all there are, of checks and of the calculation."""
    rows = issue_rows(issues, raw)
    cells = title_cells("Data issues", f"as of {long_date(segmentation.inputs.settings.as_of)}")
    sentence = issue_summary(segmentation, issues)
    target = link_to(names.sheet("MrrLedger"), "A1") if uncounted(segmentation) else ""
    style = look.LINK if target else look.BODY
    cells[3, 1] = Cell(sentence, style.but(vertical="center"), link=target)
    links = {"Cell": tuple(rows["Link"].iloc[:MAX_LINKS]) + ("",) * max(0, len(rows) - MAX_LINKS)}
    columns = []
    for column in DATA_ISSUES:
        styles = _LEVEL_STYLES if column.header == "Level" else None
        made = table_column(column, rows[column.header], links=links.get(column.header, ()), styles=styles)
        look_at = made.style.but(vertical="top", wrap=column.header.startswith("What"))
        columns.append(replace(made, style=look_at, width=min(made.width, column.width)))
    bottom = HEADER_ROW + max(1, len(rows))
    level = CellRange(HEADER_ROW + 1, 1, bottom, 1)
    return SheetSpec(
        KEY,
        names.sheet(KEY),
        look.TAB_RESULT,
        cells=cells,
        widths={i: column.width for i, column in enumerate(columns, 1)},
        heights=HEIGHTS | {3: 21.0} | _heights(rows, columns),
        tables=(TableSpec(names.table(KEY), HEADER_ROW, 1, tuple(columns), rows[list(DATA_ISSUES.headers)]),),
        colour_rules=tuple(
            ColourRule(level, str(name), style.fill, style.colour, style.bold) for name, style in _LEVEL_STYLES.items()
        ),
        freeze=(HEADER_ROW + 1, 1),
        print=Print(title_rows=(HEADER_ROW, HEADER_ROW)),
    )


def _heights(rows: pd.DataFrame, columns: Sequence[TableColumn]) -> dict[int, float]:
    """Heights of the rows whose sentences take more than one line; not every program finds them by itself."""
    heights: dict[int, float] = {}
    for column in columns:
        if column.style.wrap:
            for position, text in enumerate(rows[column.header]):
                lines = len(wrap(text, int(column.width * _CHARACTERS)))
                if lines > 1:
                    row = HEADER_ROW + 1 + position
                    heights[row] = max(heights.get(row, 0.0), _LINE * lines + 2.0)
    return heights


class _Finder:
    """Finds the cells of one table's issues; headers are matched once a table, not once an issue."""

    def __init__(self, table: RawTable | None, name: str) -> None:
        self.table = table
        self.headers: dict[str, str] = {}
        if table is None:
            return
        for header in reversed(table.headers):
            self.headers[header_key(header)] = header
        try:
            matched = schema.input_table(name).match(table.headers)
        except KeyError:  # a table of the user's own, or one of ours
            return
        self.headers |= {header_key(header): table.headers[position] for header, position in matched.items()}

    def find(self, issue: Issue) -> tuple[str, str, int, int]:
        """Sheet, cell, and row and column to sort by."""
        if self.table is None:
            return "", "", -1, -1
        header = self.headers.get(header_key(issue.column)) if issue.column else None
        column = self.table.headers.index(header) if header is not None else -1
        row = -1 if issue.row is None else issue.row
        return self.table.sheet, self.table.address(issue.row, header), row, column


def _what(issue: Issue) -> str:
    """The rule and the value found."""
    return f"{issue.rule}." if issue.value is None else f"{issue.rule}; got {shown(issue.value)}."

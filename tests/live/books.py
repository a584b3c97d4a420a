"""Workbooks for the contract: the sample, refreshed by file, and edited as its user would."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from segmentbook.raw import column_letters
from segmentbook.workbook import file
from segmentbook.workbook.book import Book
from segmentbook.workbook.package import Package
from segmentbook.workbook.references import area_of, area_text
from segmentbook.workbook.template import build
from tests.cli.changes import add_row, change, table_of

__all__ = ["EDITS", "add_user_column", "blank_row", "edited", "sample"]


def sample(folder: Path) -> Path:
    """The sample, as a refresh by file leaves it."""
    path = build(folder / "Book.xlsx") or folder / "Book.xlsx"
    file.refresh(path)
    return Path(path)


def blank_row(path: Path, table: str, row: int) -> None:
    """Delete what a row holds."""
    headers = table_of(path, table).headers
    change(path, table, row, **{header.replace(" ", "_"): None for header in headers})


def _score(path: Path) -> None:
    change(path, "Clients", 2, Employees=900.0, Segment_Value=99_000.0)


def _contract(path: Path) -> None:
    change(path, "Contracts", 0, Amount=123_456.78)


def _band(path: Path) -> None:
    add_row(path, "HealthBands", {"Band": "Superb", "Minimum Score": 90.0, "Colour": "#0033CC"})


def _renamed_band(path: Path) -> None:
    change(path, "HealthBands", 0, Band="Fine and dandy")


def _colour(path: Path) -> None:
    change(path, "HealthBands", 1, Colour="#123456")


def _segment(path: Path) -> None:
    change(path, "Segments", 1, Name="Look after these 1/2", Code="X1")


def _cut(path: Path) -> None:
    rows = [str(value) for value in _settings(path)]
    change(path, "Settings", rows.index("Value Cut"), Value=9_999.0)


def _median(path: Path) -> None:
    rows = [str(value) for value in _settings(path)]
    change(path, "Settings", rows.index("Value Cut"), Value=None)


def _settings(path: Path) -> list[object]:
    raw = table_of(path, "Settings")
    column = raw.columns[raw.headers.index("Setting")]
    return [column.cell(row) for row in range(len(column))]


def _more(path: Path) -> None:
    for number in range(3):
        add_row(
            path, "Clients", {"Client": f"=New {number} & Co", "Client ID": f"N-{number}", "Segment Value": 7_000.0}
        )


def _fewer(path: Path) -> None:
    last = len(table_of(path, "Clients")) - 1
    blank_row(path, "Clients", last)
    blank_row(path, "Clients", last - 1)


def _bad(path: Path) -> None:
    change(path, "Contracts", 3, Start="31/02/2026")
    change(path, "Contracts", 5, Client="Nobody we know")


EDITS: Mapping[str, object] = {
    "a score": _score,
    "a contract": _contract,
    "an added health band": _band,
    "a renamed health band": _renamed_band,
    "another colour": _colour,
    "a renamed segment": _segment,
    "another cut": _cut,
    "a cut from the median": _median,
    "more clients": _more,
    "fewer clients": _fewer,
    "bad data": _bad,
}
"""What users do between two refreshes, by what is said of it."""


def edited(path: Path, edit: str, folder: Path) -> Path:
    """A copy of a workbook with one of the edits."""
    copy = folder / "Edited.xlsx"
    shutil.copy(path, copy)
    EDITS[edit](copy)  # type: ignore[operator]
    return copy


def add_user_column(path: Path, table: str, header: str, cells: Mapping[int, object], formula: str = "") -> str:
    """Add a column of the user's at the right of a table, with values or formulas (``=``) by data row; its letters."""
    with Package.open(path) as package:
        book = Book(package)
        entry = next(one for one in book.tables if one.name == table)
        sheet = book.sheet(entry.sheet)
        area = area_of(entry.ref)
        assert area is not None
        column = column_letters(area.right + 1)
        root = package.tree(sheet.part)
        ns = book.ns
        content = {area.top: header} | {area.top + 1 + row: value for row, value in cells.items()}
        for row in root.iter(f"{{{ns}}}row"):
            number = int(row.get("r", "0"))
            if number not in content:
                continue
            look = row[-1].get("s", "0")  # as Excel does when a table grows
            cell = etree.SubElement(row, f"{{{ns}}}c", r=f"{column}{number}", s=look)
            value = content[number]
            if isinstance(value, str) and value.startswith("="):
                etree.SubElement(cell, f"{{{ns}}}f").text = value[1:]
            elif isinstance(value, str):
                cell.set("t", "inlineStr")
                etree.SubElement(etree.SubElement(cell, f"{{{ns}}}is"), f"{{{ns}}}t").text = value
            else:
                etree.SubElement(cell, f"{{{ns}}}v").text = repr(value)
        part = package.tree(entry.part)
        wider = area_text(area.__class__(area.top, area.left, area.bottom, area.right + 1))
        part.set("ref", wider)
        for auto_filter in part.iter(f"{{{ns}}}autoFilter"):
            auto_filter.set("ref", wider)
        columns = part.find(f"{{{ns}}}tableColumns")
        assert columns is not None
        identifier = max(int(one.get("id", "0")) for one in columns) + 1
        made = etree.SubElement(columns, f"{{{ns}}}tableColumn", id=str(identifier), name=header)
        if formula:
            etree.SubElement(made, f"{{{ns}}}calculatedColumnFormula").text = formula
        columns.set("count", str(len(columns)))
        package.save(path)
    return column

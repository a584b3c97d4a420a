"""Every cell of every sheet of the corpus, held against openpyxl, and the two routes against each other."""

from __future__ import annotations

import csv
import warnings
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from segmentbook.errors import WorkbookError
from segmentbook.raw import Kind
from segmentbook.workbook.book import Book
from segmentbook.workbook.cells import read_area
from segmentbook.workbook.package import Package
from segmentbook.workbook.strings import SharedStrings
from segmentbook.workbook.styles import Styles
from tests.workbook.sheet_xml import cells_of

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "corpus"
FILES = (
    [row["file"] for row in csv.DictReader((CORPUS / "why.csv").read_text().splitlines())] if CORPUS.is_dir() else []
)
pytestmark = pytest.mark.skipif(not FILES, reason="the corpus of awkward workbooks is not beside the checkout")

Found = dict[tuple[int, int], tuple[Kind, object]]

# Where openpyxl is wrong, and why. Each is asserted to be so still.
ESCAPES = "openpyxl leaves _x000D_ as it stands"
LINKS = "openpyxl gives a blank cell with a hyperlink the link's target as its value"
MERGED = "openpyxl drops the values of cells that a merge covers; Excel computes with them"
OPENPYXL_IS_WRONG = {
    ("closedxml/ClosedXML.Tests/Resource/TryToLoad/LO/xlsm/tdf111974.xlsm", "OP PLAN"): MERGED,
    ("exceljs/spec/integration/data/test-issue-877.xlsx", "Handlungsanweisung"): LINKS,
    ("sheetjs/comments_stress_test.xlsx", "Sheet3"): ESCAPES,
}
_SHIFT_1904 = 1462
_HALF_A_MILLISECOND = 0.5001 / 86_400_000


def of_openpyxl(sheet: object, date1904: bool) -> Found:
    """The cells of one of openpyxl's sheets, with dates and times as serials of the 1900 system."""
    from openpyxl.utils.datetime import to_excel

    found: Found = {}
    for place, cell in getattr(sheet, "_cells", {}).items():
        value = cell.value
        if value is None or value == "":
            continue
        if cell.data_type == "e":
            found[place] = Kind.ERROR, value
        elif isinstance(value, bool):
            found[place] = Kind.BOOLEAN, float(value)
        elif isinstance(value, str):
            found[place] = Kind.TEXT, value
        elif isinstance(value, time | timedelta):
            found[place] = Kind.NUMBER, to_excel(value)
        elif isinstance(value, date | datetime):
            found[place] = Kind.DATE, to_excel(value)
        else:
            found[place] = Kind.NUMBER, float(value)
    return found


def same(ours: tuple[Kind, object] | None, theirs: tuple[Kind, object] | None, date1904: bool) -> bool:
    """Equal; a date or time to the half millisecond, because openpyxl rounds those."""
    if ours is None or theirs is None or ours == theirs:
        return ours == theirs
    (kind, number), (openpyxls, serial) = ours, theirs
    if not isinstance(number, float) or not isinstance(serial, float | int):
        return False
    shift = 0
    if {kind, openpyxls} == {Kind.NUMBER, Kind.DATE}:
        # A format that shows hours only: a number to us, to openpyxl a date where it is a day or more. One that
        # shows a day: a date to us, to openpyxl a time where it is less.
        shift = _SHIFT_1904 * date1904 * (1 if kind == Kind.NUMBER else -1)
    elif kind != openpyxls:
        return False
    return abs(number + shift - serial) <= _HALF_A_MILLISECOND


@pytest.mark.parametrize("name", FILES)
def test_as_openpyxl_reads_it(name: str) -> None:
    import openpyxl

    try:
        book = Book(Package.open(CORPUS / name, read_only=True))
        sheets = [sheet for sheet in book.sheets if sheet.kind == "worksheet"]
    except WorkbookError as refusal:
        assert "\n" not in str(refusal)
        return
    with warnings.catch_warnings(), (CORPUS / name).open("rb") as file:
        warnings.simplefilter("ignore")  # openpyxl says what it will drop
        try:
            reference = openpyxl.load_workbook(file, data_only=True)
        except Exception:  # it cannot open 17 of them, each for a reason of its own
            reference = None
    strings, styles = SharedStrings(book), Styles(book)
    for sheet in sheets:
        try:
            found = cells_of(read_area(book, styles, sheet, strings=strings))
        except WorkbookError as refusal:
            assert "\n" not in str(refusal)
            assert reference is None
            continue
        assert found == cells_of(read_area(book, styles, sheet, strings=strings, exactly=True))
        if reference is None or sheet.name not in reference.sheetnames:
            continue
        theirs = of_openpyxl(reference[sheet.name], book.date1904)
        wrong = {
            place: (found.get(place), theirs.get(place))
            for place in found.keys() | theirs.keys()
            if not same(found.get(place), theirs.get(place), book.date1904)
        }
        excused = OPENPYXL_IS_WRONG.get((name, sheet.name))
        if excused is None:
            assert wrong == {}
            continue
        assert wrong
        for ours, openpyxls in wrong.values():
            if excused == ESCAPES:
                assert openpyxls
                assert ours == (Kind.TEXT, str(openpyxls[1]).replace("_x000D_", "\r"))
            elif excused == LINKS:
                assert ours is None
                assert openpyxls
                assert str(openpyxls[1]).startswith("mailto:")
            else:
                assert ours
                assert openpyxls is None

"""Any cells in any dialect are read as they were written, by the scanner and by the parser."""

from __future__ import annotations

import struct
import threading
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.errors import WorkbookError
from segmentbook.raw import ErrorValue, Kind
from segmentbook.workbook import feed
from segmentbook.workbook.book import MAIN, STRICT_MAIN
from segmentbook.workbook.cells import iso_serial
from tests.workbook.sheet_xml import Cells, Dialect, IsoDate, Serial, read, sheet_xml, strings_xml

# In blocks of one byte each row is a piece, and comments and the like begin in one piece and end in another.
ROUTES = pytest.mark.parametrize(
    ("exactly", "block"),
    [(False, 1 << 20), (False, 200), (False, 1), (True, 1 << 20)],
    ids=["scanned", "scanned in pieces", "scanned row by row", "parsed"],
)

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=12),
    st.sampled_from(
        ["00001", "n/a", " lead", "trail ", "a\nb", "c\rd", "_x000D_", "_x005F_", "</row>", "]]>", "<!--", "xmlns", "5"]
    ),
)
NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**17), 10**17).map(float),
    st.decimals(-(10**9), 10**9, places=2).map(float),
)
VALUES = st.one_of(
    TEXTS,
    NUMBERS,
    st.booleans(),
    st.sampled_from(["#N/A", "#DIV/0!", "#VALUE!", "#REF!"]).map(ErrorValue),
    st.integers(1, 2_958_465).map(Serial),
    st.dates().map(lambda day: IsoDate(day.isoformat())),
    st.none(),
)
GRIDS = st.dictionaries(st.tuples(st.integers(1, 12), st.integers(1, 30)), VALUES, max_size=40)
DIALECTS = st.builds(
    Dialect,
    texts=st.sampled_from(["shared", "inline", "formula"]),
    prefix=st.sampled_from(["", "", "", "x:"]),
    namespace=st.sampled_from([MAIN, MAIN, STRICT_MAIN]),
    encoding=st.sampled_from(["UTF-8", "UTF-8", "UTF-8", "UTF-16", "ISO-8859-1"]),
    quote=st.sampled_from(['"', '"', "'"]),
    attributes=st.sampled_from(["rst", "rst", "rst", "str", "trs", "st"]),
    row_numbers=st.sampled_from([True, True, False]),
    line_ends=st.sampled_from(["", "", "\n", "\r\n  "]),
    closed_with_space=st.booleans(),
    comments=st.sampled_from([False, False, True]),
    cdata=st.sampled_from([False, False, True]),
    formulas=st.booleans(),
    exponents=st.booleans(),
    spaces_around_numbers=st.sampled_from([False, False, True]),
    rich=st.sampled_from([False, False, True]),
    shuffled=st.booleans(),
    row_extras=st.sampled_from(["", ' spans="1:9" ht="12.8"', ' customFormat="false" hidden="true"']),
    styled_blanks=st.booleans(),
    seed=st.integers(0, 99),
)


def as_read(value: object) -> tuple[Kind, object] | None:
    """What a cell written with a value must be read as."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return Kind.BOOLEAN, float(value)
    if isinstance(value, ErrorValue):
        return Kind.ERROR, str(value)
    if isinstance(value, IsoDate):
        return Kind.DATE, iso_serial(value)
    if isinstance(value, Serial):
        return Kind.DATE, float(value)
    return (Kind.NUMBER if isinstance(value, float) else Kind.TEXT), value


@ROUTES
@settings(max_examples=150, deadline=None)
@given(cells=GRIDS, dialect=DIALECTS)
def test_any_cells_in_any_dialect(cells: Cells, dialect: Dialect, exactly: bool, block: int) -> None:
    dialect.strings.clear()
    expected = {place: kind for place, value in cells.items() if (kind := as_read(value))}
    if dialect.shuffled and not ("r" in dialect.attributes and dialect.row_numbers):
        dialect = Dialect(**{**vars(dialect), "shuffled": False})
    content = sheet_xml(cells, dialect)
    strings = strings_xml(dialect.strings, dialect) if dialect.strings else b""
    with patch.object(feed, "_BLOCK", block):
        found = read(content, strings, exactly=exactly)
    assert found == expected


@ROUTES
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ('<row r="5"><c r="A5"><v>1</v></c></row><row><c><v>2</v></c></row>', {(5, 1): 1.0, (6, 1): 2.0}),
        ('<row r="5"></row><row><c><v>2</v></c></row>', {(6, 1): 2.0}),
        (
            '<row r="1"><c r="A1"><v>1</v></c></row><!-- <row r="2"><c r="A2"><v>2</v></c></row>'
            '<row r="3"><c r="A3"><v>3</v></c></row> --><row r="4"><c r="A4"><v>4</v></c></row>',
            {(1, 1): 1.0, (4, 1): 4.0},
        ),
        (
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" xmlns="urn:other"><c r="A2"><v>2</v></c></row>'
            '<row r="3"><c r="A3"><v>3</v></c></row>',
            {(1, 1): 1.0, (3, 1): 3.0},
        ),
        ('<row r="1"><c r="A1" t="z"><v>1</v></c></row>', {(1, 1): 1.0}),
        (
            '<row r="1"><c r="A1"><v><![CDATA[1]]></v></c></row><row r="2"><c r="A2"><v>2</v></c></row>',
            {(1, 1): 1.0, (2, 1): 2.0},
        ),
    ],
)
def test_rows_after_rows(rows: str, expected: dict[tuple[int, int], float], exactly: bool, block: int) -> None:
    content = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    with patch.object(feed, "_BLOCK", block):
        assert {place: value[1] for place, value in read(content, exactly=exactly).items()} == expected  # type: ignore[index]


def test_a_refused_sheet_leaves_no_thread_behind() -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 200))
    content = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}<row r="0"/></sheetData></worksheet>'.encode()
    before = threading.active_count()
    with patch.object(feed, "_BLOCK", 500), pytest.raises(WorkbookError) as refusal:
        read(content)
    assert str(refusal.value).startswith("new workbook: is damaged: xl/worksheets/sheet1.xml has a row '0'.")
    assert threading.active_count() == before


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(NUMBERS, st.binary(min_size=8, max_size=8).map(lambda b: struct.unpack("<d", b)[0])), max_size=30
    )
)
def test_numbers_are_exact(values: list[float]) -> None:
    finite = [value for value in values if np.isfinite(value)]
    cells: Cells = {(row, 1): value for row, value in enumerate(finite, 1)}
    found = read(sheet_xml(cells, Dialect()))
    assert {place[0]: value for place, (_, value) in found.items()} == dict(enumerate(finite, 1))  # type: ignore[index,misc]

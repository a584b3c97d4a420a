"""Native sparklines: as Excel has them, in our columns whatever happens to the table, and the user's own kept."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from segmentbook.report.spec import CellRange, SheetSpec, Slicer, Sparklines, TableColumn
from segmentbook.workbook.worksheet_extensions import SLICERS_URI, SPARKLINES_URI
from tests.tools import Validator
from tests.workbook.rendered import edit, made, opened, parts, refreshed, sheet, table

SHEET = "xl/worksheets/sheet1.xml"
X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
LOOK = Sparklines("9FB1C8", "M1", "M3", kind="column", marked_colour="1E3A5F", minimum=0.0, maximum=100.0)

Lines = list[tuple[str, str]]


def spec(
    clients: Sequence[str], look: Sparklines | None = LOOK, headers: Sequence[str] = (), **other: object
) -> SheetSpec:
    """A table with sparklines over three months."""
    headers = headers or ("Client", "Trend", "M1", "M2", "M3")
    data: dict[str, list[object]] = {
        header: list(clients) if header == "Client" else [None if header == "Trend" else 1.0] * len(clients)
        for header in headers
    }
    columns = [TableColumn(header, sparklines=look if header == "Trend" else None) for header in headers]
    return sheet(table(data, key="Client", columns=columns), **other)


def groups(path: Path) -> list[etree._Element]:
    return list(etree.fromstring(parts(path)[SHEET]).iter(f"{X14}sparklineGroup"))


def lines(group: etree._Element) -> Lines:
    return [(one.findtext(f"{XM}f") or "", one.findtext(f"{XM}sqref") or "") for one in group.iter(f"{X14}sparkline")]


def all_lines(path: Path) -> Lines:
    return [line for group in groups(path) for line in lines(group)]


def of_rows(first: int, last: int, column: str = "B", points: tuple[str, str] = ("C", "E")) -> Lines:
    left, right = points
    return [(f"'SegmentResults'!{left}{row}:{right}{row}", f"{column}{row}") for row in range(first, last + 1)]


def users(path: Path, *added: tuple[str, str], attributes: str = 'type="stacked"') -> None:
    """Sparklines that the user has added, in a group of their own before ours."""
    content = "".join(
        f"<x14:sparkline><xm:f>{points}</xm:f><xm:sqref>{place}</xm:sqref></x14:sparkline>" for points, place in added
    )
    group = f"<x14:sparklineGroup {attributes}><x14:sparklines>{content}</x14:sparklines></x14:sparklineGroup>"
    edit(path, SHEET, ("<x14:sparklineGroup ", f"{group}<x14:sparklineGroup "))


# -- made new -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("look", "options"),
    [
        (LOOK, {"type": "column", "min": 0, "max": 100, "last_point": True}),
        (Sparklines("9FB1C8", "M1", "M3"), {"weight": 1.25, "last_point": True}),
        (
            Sparklines("9FB1C8", "M1", "M3", marked=("high", "low", "first"), minimum=-2.5),
            {"weight": 1.25, "high_point": True, "low_point": True, "first_point": True, "min": -2.5},
        ),
    ],
)
def test_they_are_what_xlsxwriter_writes_for_excel(
    look: Sparklines, options: dict[str, object], tmp_path: Path
) -> None:
    path = made(tmp_path / "book.xlsx", spec(["Acme", "Bolt"], look))
    marks = look.marked_colour or look.colour
    colours = dict.fromkeys(("markers", "first", "last", "high", "low"), f"#{marks}")
    colours |= {"series": f"#{look.colour}", "negative": "#6B7280"}
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        where = {"location": ["B4", "B5"], "range": ["'SegmentResults'!C4:E4", "'SegmentResults'!C5:E5"]}
        painted = {f"{name}_color": colour for name, colour in colours.items()}
        workbook.add_worksheet("SegmentResults").add_sparkline(
            0, 0, {**where, **painted, **options, "show_hidden": True}
        )
    theirs = etree.fromstring(zipfile.ZipFile(stream).read(SHEET))
    ours = etree.fromstring(parts(path)[SHEET])

    def told(root: etree._Element) -> list[tuple[str, dict[str, str], str]]:
        extension = next(one for one in root.iter("{*}ext"))
        return [(one.tag, dict(one.attrib), one.text or "") for one in extension.iter()]

    assert told(ours) == told(theirs)
    assert [one.nsmap.get("xm") for one in ours.iter(f"{X14}sparklineGroups")] == [XM[1:-1]]


def test_microsofts_validator_has_nothing_to_say(tmp_path: Path, validator: Validator) -> None:
    slicer = Slicer("client", "SegmentResults", "Client", CellRange(3, 8, 12, 9), "Client")
    path = made(tmp_path / "book.xlsx", spec(["Acme", "Bolt"], slicers=(slicer,)))
    assert validator.errors(path) == []
    refreshed(path, spec(["Bolt", "Corp", "Dune"], slicers=(slicer,)))
    assert validator.errors(path) == []
    extensions = [one.get("uri") for one in etree.fromstring(parts(path)[SHEET]).find("{*}extLst")]
    assert extensions == [SPARKLINES_URI, SLICERS_URI]
    assert all_lines(path) == of_rows(4, 6)


def test_slicers_that_were_there_first_stay_behind(tmp_path: Path) -> None:
    slicer = Slicer("client", "SegmentResults", "Client", CellRange(3, 8, 12, 9), "Client")
    path = made(tmp_path / "book.xlsx", spec(["Acme"], replace(LOOK, first="", last=""), slicers=(slicer,)))
    assert groups(path) == []
    refreshed(path, spec(["Acme"], slicers=(slicer,)))
    extensions = [one.get("uri") for one in etree.fromstring(parts(path)[SHEET]).find("{*}extLst")]
    assert extensions == [SPARKLINES_URI, SLICERS_URI]


def test_openpyxl_opens_the_book_and_says_once_what_it_leaves(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", spec(["Acme"]))
    with pytest.warns(UserWarning, match="Sparkline Group extension is not supported"):
        assert openpyxl.load_workbook(path)["SegmentResults"]["A4"].value == "Acme"


def test_a_strict_workbook_gets_none(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", spec(["Acme"]), strict=True)
    assert b"sparkline" not in parts(path)[SHEET]


def test_a_table_without_rows_gets_none(tmp_path: Path) -> None:
    assert groups(made(tmp_path / "book.xlsx", spec([]))) == []


# -- refreshed ------------------------------------------------------------------------------------------------------


def test_a_second_refresh_changes_nothing(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", spec(["Acme", "Bolt"]))
    users(path, ("SegmentResults!C4:E4", "H1"))
    refreshed(path, spec(["Acme", "Bolt"]))
    once = parts(path)
    refreshed(path, spec(["Acme", "Bolt"]))
    assert parts(path) == once


@pytest.mark.parametrize("clients", [["Acme"], ["Corp", "Acme", "Bolt", "Dune", "Echo"], []])
def test_they_follow_the_rows(clients: list[str], tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", spec(["Acme", "Bolt", "Corp"]))
    refreshed(path, spec(clients))
    assert all_lines(path) == of_rows(4, 3 + len(clients))
    assert (b"extLst" in parts(path)[SHEET]) == bool(clients)


def test_they_follow_the_columns(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", spec(["Acme", "Bolt"]))
    refreshed(path, spec(["Acme", "Bolt"], headers=("Client", "Tier", "Trend", "M0", "M1", "M2", "M3")))
    assert all_lines(path) == of_rows(4, 5, "C", ("E", "G"))
    assert len(groups(path)) == 1


def test_they_are_known_again_below_a_table_that_has_shrunk_meanwhile(tmp_path: Path) -> None:
    """As after a refresh of the open workbook, which knows nothing of sparklines."""
    path = made(tmp_path / "book.xlsx", spec(["Acme", "Bolt", "Corp"]))
    edit(path, "xl/tables/table1.xml", ('ref="A3:E6"', 'ref="A3:E4"'))
    refreshed(path, spec(["Acme"]))
    assert all_lines(path) == of_rows(4, 4)


def test_they_come_back_where_another_program_has_lost_them(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", spec(["Acme"]))
    text = parts(path)[SHEET].decode()
    edit(path, SHEET, (text[text.index("<extLst") : text.index("</worksheet>")], ""))
    assert groups(path) == []
    refreshed(path, spec(["Acme"]))
    assert all_lines(path) == of_rows(4, 4)


def test_restyled_they_stay_so(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", spec(["Acme", "Bolt"]))
    edit(path, SHEET, ('type="column" ', 'lineWeight="3" markers="1" '), ('rgb="FF9FB1C8"', 'theme="7"'))
    refreshed(path, spec(["Acme", "Bolt", "Corp"]))
    (group,) = groups(path)
    assert (group.get("type"), group.get("lineWeight"), group.get("markers")) == (None, "3", "1")
    assert dict(group[0].attrib) == {"theme": "7"}
    assert lines(group) == of_rows(4, 6)


def test_parted_by_the_user_they_take_the_look_of_most(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", spec(["Acme", "Bolt", "Corp"]))
    first = "<x14:sparkline><xm:f>'SegmentResults'!C4:E4</xm:f><xm:sqref>B4</xm:sqref></x14:sparkline>"
    edit(path, SHEET, (first, ""))
    users(path, ("'SegmentResults'!C4:E4", "B4"))
    refreshed(path, spec(["Acme", "Bolt", "Corp"]))
    (group,) = groups(path)
    assert group.get("type") == "column"
    assert lines(group) == of_rows(4, 6)


def test_written_with_other_prefixes_they_are_known(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", spec(["Acme", "Bolt"]))
    text = parts(path)[SHEET].decode()
    end = text[text.index("<extLst") : text.index("</worksheet>")]
    other = (
        end.replace("x14:", "a:").replace("xmlns:x14", "xmlns:a").replace("xm:", "b:").replace("xmlns:xm", "xmlns:b")
    )
    edit(path, SHEET, (end, other))
    refreshed(path, spec(["Acme", "Bolt", "Corp"]))
    assert all_lines(path) == of_rows(4, 6)
    assert parts(path)[SHEET].count(b"<a:sparkline>") == 3


# -- the user's own -------------------------------------------------------------------------------------------------


def test_the_users_elsewhere_on_the_sheet_stay_as_they_are(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", spec(["Acme", "Bolt"]))
    theirs = [("SegmentResults!C4:E4", "H1"), ("'Other sheet'!A1:A9", "J30"), ("SegmentResults!H1:K1", "L1")]
    users(path, *theirs)
    before = parts(path)[SHEET].decode()
    own = before[before.index("<x14:sparklineGroup ") : before.index("</x14:sparklineGroup>")]
    refreshed(path, spec(["Acme", "Bolt", "Corp", "Dune"]))
    assert own in parts(path)[SHEET].decode()
    assert all_lines(path) == theirs + of_rows(4, 7)


def with_column(path: Path, header: str, values: Mapping[str, object]) -> None:
    """A column that the user has added at the right of the table."""
    book = opened(path)
    work = book["SegmentResults"]
    (own,) = work.tables.values()
    right = work.max_column + 1
    work.cell(3, right, header)
    for row in range(4, work.max_row + 1):
        work.cell(row, right, values.get(str(work.cell(row, 1).value)))
    own.ref = f"A3:{work.cell(work.max_row, right).coordinate}"
    own.autoFilter.ref = own.ref
    own.tableColumns.append(openpyxl.worksheet.table.TableColumn(id=99, name=header))
    book.save(path)


def test_the_users_in_a_column_of_his_follow_their_client(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", spec(["Acme", "Bolt", "Corp"]))
    with_column(path, "Mine", {"Acme": "a"})
    refreshed(path, spec(["Acme", "Bolt", "Corp"]))  # openpyxl has lost ours
    users(path, ("SegmentResults!$C$5:$E$5", "F5"), ("SegmentResults!C6:E6", "F6"), ("SegmentResults!E4:E6", "J1"))
    refreshed(path, spec(["Bolt", "Dune", "Acme"], headers=("Client", "Tier", "Trend", "M1", "M2", "M3")))
    assert lines(groups(path)[0]) == [("SegmentResults!$D$4:$F$4", "G4"), ("SegmentResults!F4:F6", "J1")]
    assert lines(groups(path)[1]) == of_rows(4, 6, "C", ("D", "F"))


def test_the_users_below_the_table_give_way_with_their_cells(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", spec(["Acme", "Bolt"]))
    book = opened(path)
    for column, value in enumerate((1, 2, 3), 1):
        book["SegmentResults"].cell(6, column, value)
    book.save(path)
    refreshed(path, spec(["Acme", "Bolt"]))
    users(path, ("SegmentResults!A6:C6", "D6"))
    refreshed(path, spec(["Acme", "Bolt", "Corp", "Dune"]))
    assert lines(groups(path)[0]) == [("SegmentResults!A8:C8", "D8")]


def test_a_group_of_the_users_spaced_by_dates_goes_with_its_dates(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", spec(["Acme", "Bolt"]))
    users(path, ("SegmentResults!C4:E4", "H1"), attributes='dateAxis="1"')
    edit(
        path,
        SHEET,
        ('<x14:sparklineGroup dateAxis="1"><x14:sparklines>',
         '<x14:sparklineGroup dateAxis="1"><xm:f>SegmentResults!C5:E5</xm:f><x14:sparklines>'),
    )  # fmt: skip
    refreshed(path, spec(["Acme", "Bolt"], headers=("Client", "Tier", "Trend", "M1", "M2", "M3")))
    assert groups(path)[0].findtext(f"{XM}f") == "SegmentResults!D5:F5"
    assert lines(groups(path)[0]) == [("SegmentResults!D4:F4", "H1")]


CLIENTS = st.lists(st.sampled_from("ABCDEFGH"), unique=True, min_size=1, max_size=6)


@settings(max_examples=12, deadline=None)
@given(st.lists(CLIENTS, min_size=2, max_size=4))
def test_whatever_the_rows_each_client_has_one_of_ours_and_the_users_go_with_theirs(books: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = made(Path(folder) / "book.xlsx", spec(books[0]))
        with_column(path, "Mine", {client: client.lower() for client in books[0]})
        refreshed(path, spec(books[0]))
        users(path, *((f"SegmentResults!C{row}:E{row}", f"F{row}") for row in range(4, 4 + len(books[0]))))
        left = set(books[0])
        for clients in books[1:]:
            refreshed(path, spec(clients))
            left &= set(clients)
            rows = {client: row for row, client in enumerate(clients, 4)}
            theirs = [line for line in all_lines(path) if line[1].startswith("F")]
            assert sorted(theirs) == sorted((f"SegmentResults!C{rows[c]}:E{rows[c]}", f"F{rows[c]}") for c in left)
            assert [line for line in all_lines(path) if line[1].startswith("B")] == of_rows(4, 3 + len(clients))

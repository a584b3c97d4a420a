"""The Dashboard in a file: refreshed from an earlier version, refreshed again, with and without a stack."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from segmentbook.model.segmentation import Segmentation
from segmentbook.report.results import result_sheets
from segmentbook.report.spec import CellRange, MapChart, SheetSpec
from tests.report import books, stacked
from tests.tools import Validator
from tests.workbook.rendered import edit, made, parts, refreshed

FORMER = CellRange(9, 2, 35, 43)
"""Where the map stood in version 0.1 before the other charts came."""


def sheets(book: Segmentation) -> tuple[SheetSpec, ...]:
    return result_sheets(book, (), books.raw())


def earlier(book: Segmentation) -> tuple[SheetSpec, ...]:
    """The sheets as they were when the Dashboard had the map only."""
    dashboard, *others = sheets(book)
    (plan,) = [chart for chart in dashboard.charts if isinstance(chart, MapChart)]
    page = replace(dashboard.print, area=CellRange(1, 1, 38, 67))
    old = replace(
        dashboard, charts=(replace(plan, place=FORMER, former=()),), print=page, widths=dict.fromkeys(range(1, 68), 3.4)
    )
    return (old, *others)


def anchors(path: Path) -> dict[str, tuple[int, ...]]:
    """Name of each chart of the Dashboard -> first row, column, and the ones after its last."""
    found = {}
    for name, content in parts(path).items():
        if name.startswith("xl/drawings/drawing") and b"Segmentbook:Clients by health" in content:
            for anchor in re.findall(rb"<xdr:twoCellAnchor.*?</xdr:twoCellAnchor>", content, re.DOTALL):
                corners = re.findall(rb"<xdr:(?:row|col)>(\d+)<", anchor)
                label = re.search(rb'name="Segmentbook:([^"]*)"', anchor)
                if label is None:
                    continue  # a slicer
                hidden = b'hidden="1"' in anchor
                found[label[1].decode()] = () if hidden else tuple(map(int, corners))
    return found


def printed(path: Path) -> str:
    workbook = parts(path)["xl/workbook.xml"].decode()
    area = re.search(r'_xlnm.Print_Area"[^>]*>(&apos;|\')Dashboard\1!([^<]*)<', workbook)
    assert area is not None
    return area[2]


@pytest.mark.parametrize("book", [books.segmentation, stacked.book])
def test_a_dashboard_of_an_earlier_version_ends_up_as_a_new_one(
    book: Callable[[], Segmentation], tmp_path: Path
) -> None:
    old = made(tmp_path / "old.xlsx", *earlier(book()))
    new = made(tmp_path / "new.xlsx", *sheets(book()))
    refreshed(old, *sheets(book()))
    assert anchors(old) == anchors(new)
    assert printed(old) == printed(new) == "$A$1:$CA$38"
    again = parts(old)
    refreshed(old, *sheets(book()))
    assert parts(old) == again


def test_a_map_that_the_user_has_moved_stays_where_it_is(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", *earlier(stacked.book()))
    (drawing,) = [name for name, content in parts(path).items() if b"Segmentbook:Segment map" in content]
    edit(
        path,
        drawing,
        ("<xdr:row>8</xdr:row>", "<xdr:row>50</xdr:row>"),
        ("<xdr:row>35</xdr:row>", "<xdr:row>70</xdr:row>"),
    )
    refreshed(path, *sheets(stacked.book()))
    assert anchors(path)["Segment map"] == (1, 50, 43, 70)


def test_charts_of_the_stack_come_and_go_with_it(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", *sheets(books.segmentation()))
    plain = anchors(path)
    assert set(plain) == {"Segment map", "Clients by health"}
    refreshed(path, *sheets(stacked.book()))
    full = anchors(path)
    assert len(full) == 7
    assert all(full.values())
    refreshed(path, *sheets(books.segmentation()))
    without = anchors(path)
    assert {name: where for name, where in without.items() if where} == plain


@pytest.mark.parametrize("book", [books.segmentation, stacked.book, lambda: books.segmentation({}, {})])
def test_the_file_is_as_the_standard_wants_it(
    book: Callable[[], Segmentation], validator: Validator, tmp_path: Path
) -> None:
    path = made(tmp_path / "book.xlsx", *sheets(book()))
    refreshed(path, *sheets(stacked.book()))
    assert validator.errors(path) == []

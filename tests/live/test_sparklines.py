"""Sparklines in an open workbook: they follow the table as a refresh of the file lets them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from segmentbook.model import segmentation
from segmentbook.model.inputs import Inputs
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.model.trends import Points, Trends
from segmentbook.report.spec import CellRange, Sparklines, TableColumn
from segmentbook.workbook import file
from segmentbook.workbook.live import refresh_open
from segmentbook.workbook.live.excel_sparklines import set_sparklines_of, sparklines_of
from segmentbook.workbook.live.sparklines import place_sparklines
from segmentbook.workbook.live.state import Journal
from tests.live.double import open_in_double
from tests.live.double_file import sparklines
from tests.workbook.rendered import table

SHEET = "SegmentResults"
LOOK = Sparklines("CBD5E1", "M1", "M3", kind="column", marked_colour="1E3A5F", minimum=0.0)

Group = tuple[CellRange, CellRange]


def group(top: int, bottom: int, first: int = 3, last: int = 5) -> Group:
    return CellRange(top, 2, bottom, 2), CellRange(top, first, bottom, last)


# -- what is asked of an engine -------------------------------------------------------------------------------------


class Engine:
    """One group in a column, or none."""

    def __init__(self, there: Group | None, *, able: bool = True) -> None:
        self.there, self.able, self.asked = there, able, 0

    def sparklines(self, sheet: object, column: CellRange) -> Group | None:
        return self.there if self.able else None

    def set_sparklines(self, sheet: object, column: CellRange, wanted: Group | None, look: Sparklines) -> None:
        if not self.able:
            raise NotImplementedError("no sparklines")
        assert look == LOOK or look.first == ""
        self.there, self.asked = wanted, self.asked + 1


def placed(engine: Engine, rows: int, look: Sparklines = LOOK, was: CellRange | None = None) -> Journal:
    headers = ("Client", "Trend", "M1", "M2", "M3")
    columns = [TableColumn(header, sparklines=look if header == "Trend" else None) for header in headers]
    spec = table({header: [1.0] * rows for header in headers}, columns=columns)
    area = CellRange(3, 1, 3 + max(rows, 1), 5)
    plan = SimpleNamespace(spec=spec, area=area, was=was, data=replace(area, top=4))
    journal = Journal()
    sheet: Any = SimpleNamespace(tables=(plan,), sheet=None, book=SimpleNamespace(beyond=engine))
    place_sparklines(sheet, journal)
    return journal


@pytest.mark.parametrize("there", [None, group(4, 5), group(4, 9), group(4, 6, first=4)])
def test_they_are_over_the_points_of_all_rows(there: Group | None) -> None:
    engine = Engine(there)
    placed(engine, 3)
    assert engine.there == group(4, 6)
    placed(engine, 3)
    assert engine.asked == 1


@pytest.mark.parametrize(("rows", "look"), [(0, LOOK), (3, replace(LOOK, first="", last=""))])
def test_there_are_none_without_rows_or_points(rows: int, look: Sparklines) -> None:
    engine = Engine(group(4, 6))
    placed(engine, rows, look, CellRange(3, 1, 6, 5))
    assert engine.there is None


def test_what_was_set_is_taken_back() -> None:
    engine = Engine(group(4, 5))
    assert placed(engine, 3).take_back()
    assert engine.there == group(4, 5)


def test_an_engine_without_them_leaves_them_to_the_file() -> None:
    placed(Engine(None, able=False), 3)


def test_the_open_workbook_has_what_the_file_has(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    months = [date(2026, 4, 30), date(2026, 5, 31)]

    def remembering(inputs: Inputs, back_fill: Sequence[date] = ()) -> Segmentation:
        found = segment(inputs, back_fill)
        arr = found.clients["ARR"].to_numpy(float)
        none = np.full(len(arr), np.nan)
        points = Points((*months, inputs.settings.as_of), (arr,) * (len(months) + 1))
        return replace(found, trends=Trends(None, none, none, points, Points()))

    monkeypatch.setattr(segmentation, "segment", remembering)
    path, by_file = tmp_path / "Book.xlsx", tmp_path / "By file.xlsx"
    shutil.copy(base, path)
    file.refresh(path)
    before = sparklines(path, SHEET)
    opened = open_in_double(path)
    months.insert(0, date(2026, 3, 31))
    refresh_open(opened)
    file.refresh(path, by_file)
    state = next(sheet for sheet in opened.impl.state.sheets if sheet.name == SHEET)
    assert state.sparklines == sparklines(by_file, SHEET) != before
    assert len(before) == 1


# -- Excel ----------------------------------------------------------------------------------------------------------


class Groups:
    """Excel's SparklineGroups of a range, as its documentation has them."""

    def __init__(self, sheet: ExcelSheet, address: str) -> None:
        self.sheet, self.address = sheet, address

    @property
    def Count(self) -> int:  # noqa: N802 - Excel's name
        return len(self.sheet.groups)

    def Item(self, number: int) -> Any:  # noqa: N802 - Excel's name
        return self.sheet.groups[number - 1]

    def Add(self, kind: int, source: str) -> Any:  # noqa: N802 - Excel's name
        def colour() -> SimpleNamespace:
            return SimpleNamespace(Color=None)

        def point() -> SimpleNamespace:
            return SimpleNamespace(Visible=False, Color=colour())

        made = SimpleNamespace(
            Type=kind,
            Location=SimpleNamespace(Address=self.address),
            SourceData=source,
            SeriesColor=colour(),
            Points=SimpleNamespace(Lastpoint=point(), Firstpoint=point(), Highpoint=point(), Lowpoint=point()),
            Axes=SimpleNamespace(Vertical=SimpleNamespace(MinScaleType=2, MaxScaleType=2)),
        )

        def modify(location: Any, data: str) -> None:
            made.Location, made.SourceData = SimpleNamespace(Address=location.Address), data

        made.Modify = modify
        self.sheet.groups.append(made)
        return made

    def Clear(self) -> None:  # noqa: N802 - Excel's name
        self.sheet.groups.clear()


class ExcelSheet:
    """A worksheet."""

    Name = "Segment's results"

    def __init__(self) -> None:
        self.groups: list[Any] = []

    def Range(self, address: str) -> Any:  # noqa: N802 - Excel's name
        return SimpleNamespace(Address=address, SparklineGroups=Groups(self, address))


def test_excel_makes_moves_and_clears_a_group() -> None:
    sheet, column = ExcelSheet(), CellRange(4, 2, 9, 2)
    assert sparklines_of(sheet, column) is None
    set_sparklines_of(sheet, column, group(4, 6), LOOK)
    assert sparklines_of(sheet, column) == group(4, 6)
    (made,) = sheet.groups
    assert (made.Type, made.SourceData) == (2, "'Segment''s results'!C4:E6")
    assert (made.DisplayHidden, made.DisplayBlanksAs) == (True, 1)
    assert made.SeriesColor.Color == 0xE1D5CB  # Excel has blue first
    assert (made.Points.Lastpoint.Visible, made.Points.Lastpoint.Color.Color) == (True, 0x5F3A1E)
    assert not made.Points.Firstpoint.Visible
    axis = made.Axes.Vertical
    assert (axis.MinScaleType, axis.CustomMinScaleValue, axis.MaxScaleType) == (3, 0.0, 2)
    made.SeriesColor.Color = 0
    set_sparklines_of(sheet, column, group(4, 9), LOOK)
    assert sparklines_of(sheet, column) == group(4, 9)
    assert sheet.groups == [made]
    assert made.SeriesColor.Color == 0
    set_sparklines_of(sheet, column, None, LOOK)
    assert sparklines_of(sheet, column) is None

"""An open workbook for the tests of commands: LIVE's double, with what only commands ask of a spreadsheet.

Boxes, the sheet that is shown and the cell that is selected are noted; formats are those of the double's cells.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import pytest
import xlwings
from xlwings.main import Engine as XlwingsEngine

from addin import support
from segmentbook.report.spec import Style
from tests.live import double as engine
from tests.live.double import Double
from tests.live.model import SheetState, TableState, WorkbookState

__all__ = ["Desk", "at_desk"]


@dataclass
class Desk:
    """A workbook that is open, and what its user sees."""

    book: xlwings.Book
    double: Double
    boxes: list[tuple[str, str]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    selected: list[tuple[int, int]] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)

    @property
    def state(self) -> WorkbookState:
        return self.double.states[0]

    def sheet(self, name: str) -> SheetState:
        return next(sheet for sheet in self.state.sheets if sheet.name == name)

    def table(self, name: str) -> tuple[SheetState, TableState]:
        return next((sheet, table) for sheet in self.state.sheets for table in sheet.tables if table.name == name)

    def cell(self, table: str, row: int, header: str) -> Any:
        """The cell of a data row, from 0."""
        sheet, found = self.table(table)
        place = (found.area.top + 1 + row, found.area.left + found.headers.index(header))
        return self.state.cell(sheet, place)

    def rows(self, table: str) -> list[list[object]]:
        sheet, found = self.table(table)
        area = found.area
        return [
            [
                sheet.cells[row, column].value if (row, column) in sheet.cells else None
                for column in range(area.left, area.right + 1)
            ]
            for row in range(area.top + 1, area.bottom + 1)
        ]

    def setting(self, name: str) -> object:
        return next(row[1] for row in self.rows("Settings") if row[0] == name)

    def visible_clients(self) -> list[object]:
        sheet, found = self.table("SegmentResults")
        rows = range(found.area.top + 1, found.area.bottom + 1)
        return [sheet.cells[row, found.area.left].value for row in rows if row not in sheet.hidden_rows]

    @property
    def status(self) -> str:
        return self.state.names.get("_Segmentbook.LastRefresh", ("", True))[0]

    def everything(self) -> dict[str, object]:
        """All cells, tables and names, to be compared; of a formula what it says: the double does not compute."""
        held: dict[str, object] = {
            sheet.name: {place: cell.formula or cell.value for place, cell in sheet.cells.items() if not cell.is_blank}
            for sheet in self.state.sheets
        }
        for sheet in self.state.sheets:
            for table in sheet.tables:
                held[f"table {table.name}"] = (sheet.name, table.area, tuple(table.headers))
        return held | {"names": {name: text for name, text in self.state.names.items() if "LastRefresh" not in name}}


@contextmanager
def at_desk(path: Path, source: WorkbookState, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Open a copy of a workbook as if its file were ``path``; the log goes beside it."""
    monkeypatch.setattr(support, "state_folder", lambda system=None: path.parent / "state")
    there: Any = engine
    double = Double()
    double.states.append(copy.deepcopy(source))
    double.states[0].fullname = str(path)
    double.view = (double.states[0].sheets[0].name, "A1", 1)
    desk = Desk(XlwingsEngine(impl=there._Engine(double)).apps[0].books[0], double)

    def visible(self: Any) -> bool:
        return self.name not in desk.hidden

    def show(self: Any, value: bool) -> None:
        desk.hidden.discard(self.name)

    def number_format(self: Any) -> str:
        return str(self._model.cell(self.sheet.state, (self.area.top, self.area.left)).number_format)

    def set_number_format(self: Any, value: str) -> None:
        cell = self._model.cell(self.sheet.state, (self.area.top, self.area.left))
        cell.style = replace(cell.style or Style(), number_format=value)

    for owner, name, what in (
        (there._App, "alert", lambda self, text, title, buttons, mode, callback: desk.boxes.append((mode, text))),
        (there._Sheet, "activate", lambda self: desk.shown.append(self.name)),
        (there._Sheet, "visible", property(visible, show)),
        (there._Range, "select", lambda self: desk.selected.append((self.area.top, self.area.left))),
        (there._Range, "number_format", property(number_format, set_number_format)),
    ):
        monkeypatch.setattr(owner, name, what, raising=False)
    try:
        yield desk
    finally:
        logger = logging.getLogger("segmentbook.addin")
        for handler in cast(list[logging.Handler], list(logger.handlers)):
            logger.removeHandler(handler)
            handler.close()

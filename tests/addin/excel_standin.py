"""A stand-in for Excel that keeps its promises, and can be told to break each: it opens files through openpyxl."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from addin.acceptance.running import Cells
from addin.sample_values import Sample
from addin.xlam import add_in_modules
from segmentbook.workbook.file import refresh
from udfs import ExcelError

__all__ = ["OpenBook", "StandIn"]


@dataclass(eq=False)
class OpenBook:
    """A workbook that is open: a file of its own, so that closing without saving leaves the first one as it was."""

    file: Path
    refreshed: int = 0
    edits: list[tuple[str, int, int, Any]] = field(default_factory=list)

    @property
    def path(self) -> Path:
        """Its file, with what was typed."""
        if self.edits:
            opened = load_workbook(self.file)
            for sheet, row, column, value in self.edits:
                opened[sheet].cell(row, column).value = value
            opened.save(self.file)
            self.edits.clear()
        return self.file


@dataclass
class StandIn:
    """Excel, as the checks see it. ``faults`` names promises that it breaks."""

    installed: Path
    folder: Path
    faults: frozenset[str] = frozenset()
    books: list[OpenBook] = field(default_factory=list)
    by_hand: bool = False
    ended: bool = False
    clicked: list[str] = field(default_factory=list)
    samples: dict[OpenBook, Sample] = field(default_factory=dict)

    def versions(self) -> Mapping[str, str]:
        return {"Excel": "16.0 | stand-in", "Windows": "none"}

    def add_in(self) -> str:
        return "" if "not loaded" in self.faults else str(self.installed)

    def modules(self) -> Mapping[str, str] | None:
        if "no trust" in self.faults:
            return None
        shown = {
            module.name: module.source.replace("    ", "  ").replace("Dim ", "dim ") for module in add_in_modules()
        }
        if "other text" in self.faults:
            shown["xlwings"] += "Sub Evil()\nEnd Sub\n"
        return shown

    def compiled(self) -> bool | None:
        return None if "no trust" in self.faults else "does not compile" not in self.faults

    def open(self, path: Path) -> Any:
        working = self.folder / f"open{len(list(self.folder.glob('open*')))}.xlsx"
        shutil.copyfile(path, working)
        book = OpenBook(working)
        self.books.append(book)
        return book

    def save_copy(self, book: Any, path: Path) -> None:
        shutil.copyfile(book.path, path)

    def close(self, book: Any) -> None:
        self.books.remove(book)

    def cells(self, book: Any) -> Cells:
        found = {}
        for sheet in load_workbook(book.path, data_only=True).worksheets:
            rows = [list(row) for row in sheet.iter_rows(min_row=1, min_col=1, values_only=True)]
            found[sheet.title] = (1, 1, rows)
        if "wrong cell" in self.faults and book.refreshed:
            found["SegmentResults"][2][3][1] = "wrong"
        return found

    def put(self, book: Any, sheet: str, row: int, column: int, value: Any) -> None:
        book.edits.append((sheet, row, column, value))

    def entered(self, book: Any, formula: str, rows: int = 1, columns: int = 1) -> list[list[Any]]:
        if "(A1)" in formula or "!" in formula.split("(")[0]:
            raise ValueError(formula)
        if formula.startswith("=IS"):
            return [[True]]
        if formula.startswith("=SUM"):
            return [[1.0 + book.refreshed * ("sum changes" in self.faults)]]
        name = formula.split("(")[0]
        if (
            name in ("=RunPython", "=XLPyCommand", "=GetConfig", "=ReadFile", "=KillPy")
            or "." in name
            or "Config" in name
        ):
            if "leaks" in self.faults and name == "=RunPython":
                (self.folder / "canary.txt").write_text("RunPython")
                return [[0.0]]
            return [["#NAME?"]]
        if name in ("=RunFrozenPython", "=ExecuteWindows"):
            return [["#VALUE!"]]
        if book not in self.samples:
            self.samples[book] = Sample(book.path)
        value = self.samples[book].value(formula)
        block = value if isinstance(value, list) else [[value]]
        block = [[cell.value if isinstance(cell, ExcelError) else cell for cell in row] for row in block]
        assert (len(block), len(block[0])) == (rows, columns)
        if "other python" in self.faults:
            block = [["#VALUE!"]]
        if "wrong formula" in self.faults and name == "=TIER":
            block = [["Tier 9"]]
        return block

    def click(self, callback: str) -> None:
        self.clicked.append(callback)
        if "callbacks break" in self.faults and callback.endswith("OnCheck"):
            raise RuntimeError("Cannot run the macro 'SegmentbookRibbon.OnCheck'.")
        if callback.endswith("OnRefresh"):
            refresh(self.books[-1].path)
            self.books[-1].refreshed += 1

    def ask(self, function: str, *arguments: Any) -> Any:
        (book,) = arguments
        if function.endswith("RefreshStatus"):
            return "Refreshed" if book.refreshed else "Not refreshed yet"
        return "As of: 30 Jun 2026" if function.endswith("AsOfLabel") else True

    def state(self, book: Any) -> Mapping[str, Any]:
        calculation = "automatic" if "settings" in self.faults and book.refreshed else "manual"
        return {"calculation": calculation, "selection": "$A$1"}

    def calculate_by_hand(self) -> None:
        self.by_hand = True

    def quit(self) -> None:
        self.ended = True

"""What the parts of Client Card share: the chosen client, where its rows are found, and how a figure is looked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from segmentbook.model.keys import text_key
from segmentbook.report import look
from segmentbook.report.client_sheets import ASSETS_LEDGER_KEY, SCORES_KEY, CardList, due_first
from segmentbook.report.page import Page
from segmentbook.report.places import Names, absolute, cell_name
from segmentbook.report.spec import CellRange, Scalar
from segmentbook.report.stack_sheets import MATRIX_KEY, matching_text
from segmentbook.report.tables import HEADER_ROW, yes_no

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook

__all__ = ["BEHIND", "CHOICE", "CHOSEN_ID", "HELPER", "LINES", "Card", "Figure", "at_cell", "chosen_client", "plain"]

CHOICE, CHOSEN_ID = "CardChoice", "CardClient"
"""Keys of the cell with the drop-down and of the one with the Client ID; the latter is a defined name, too."""

BEHIND = 82
"""First column of the figures that the page is put together from, to the right of all that is shown."""
LINES, ASSETS = 14, 6
"""Contract lines and assets that the card has room for."""

_ROOM_FOR_USERS = 40  # columns that the user may have added to a table

HELPER = look.NOTE.but(number_format="General", horizontal="right")


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and the native formula behind it."""

    value: Scalar
    formula: str


def plain(value: object) -> Scalar:
    """A frame's value as a cell has it; "" where it is blank, which is what the formulas give."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):  # type: ignore[call-overload]
        return ""
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime().date()
    if isinstance(value, np.generic):
        return value.item()  # type: ignore[no-any-return]
    return value  # type: ignore[return-value]


def chosen_client(segmentation: Segmentation, listed: CardList, kept: Mapping[str, str]) -> int:
    """Position of the client that the user has chosen: by what the drop-down calls it, else by its ID, else the first.

    -1 where there is no client.
    """
    if not listed.names:
        return -1
    choice = text_key(kept.get(CHOICE, ""))
    ids = [text_key(str(key)) for key in segmentation.clients["Client ID"]]
    names = [text_key(name) for name in listed.names]
    chosen_id = text_key(kept.get(CHOSEN_ID, ""))
    for wanted, among in ((choice, names), (chosen_id, ids), (choice, ids)):
        if wanted and wanted in among:
            return among.index(wanted)
    return 0


@dataclass(slots=True)
class Behind:
    """Cells of the figures behind the page: where the client's rows are in each table, 0 for none."""

    scores_row: str = ""
    results_row: str = ""
    stack_row: str = ""
    lines: str = ""
    assets: str = ""
    line_rows: Sequence[str] = ()
    asset_rows: Sequence[str] = ()


@dataclass(eq=False)
class Card:
    """The card while it is laid out. ``at`` is the chosen client's position, -1 for none."""

    segmentation: Segmentation
    listed: CardList
    at: int
    names: Names
    raw: RawBook
    page: Page = field(default_factory=Page)
    choice: str = ""
    client_id: str = ""
    behind: Behind = field(default_factory=Behind)
    next_row: int = 10  # of the figures behind the page
    band_cell: CellRange | None = None

    @cached_property
    def results(self) -> dict[str, Scalar]:
        """The client's row of SegmentResults; all blank without a client."""
        clients = self.segmentation.clients
        if self.at < 0:
            return dict.fromkeys(clients.columns, "")
        row = clients.iloc[self.at : self.at + 1]
        words = {
            header: yes_no(row[header]) for header in ("Review Overdue", "Cancellation Requested", "Retention Plan")
        }
        return {header: plain(words.get(header, row[header]).iloc[0]) for header in clients.columns}

    @cached_property
    def lines(self) -> pd.DataFrame:
        """The client's contract lines, by their row of MrrLedger."""
        return self._own(self.segmentation.ledger)

    @cached_property
    def assets(self) -> pd.DataFrame | None:
        """The client's assets, by their row of AssetLedger; None where the book knows none at all."""
        assets = self.segmentation.assets
        return None if assets is None or not len(assets) else self._own(due_first(assets))

    def _own(self, frame: pd.DataFrame) -> pd.DataFrame:
        mine = -2 if self.at < 0 else int(self.segmentation.clients.index[self.at])
        numbered = frame.set_axis(pd.RangeIndex(1, len(frame) + 1), axis=0)
        return numbered[numbered["Client Row"] == mine]

    # -- formulas -----------------------------------------------------------------------------------------------

    def looked_up(self, table: str, header: str, row: str, *, text: bool) -> str:
        """The formula of a column's cell in the row that a cell holds; "" where that is 0 or the cell is blank."""
        cell = f"INDEX({self.names.table(table)}[{header}],{row})"
        return f'IF({row}=0,"",{cell}&"")' if text else f'IF({row}=0,"",IF({cell}="","",{cell}))'

    def result(self, header: str) -> Figure:
        """A figure of the client's row in SegmentResults."""
        value = self.results[header]
        text = self.segmentation.clients[header].dtype == object and not isinstance(value, float)
        return Figure(value, self.looked_up("SegmentResults", header, self.behind.results_row, text=text))

    def text(self, header: str) -> str:
        """The formula of a text in SegmentResults that is known to have a row."""
        return f'INDEX({self.names.table("SegmentResults")}[{header}],{self.behind.results_row})&""'

    def grid(self, table: str, rows: int, columns: int) -> tuple[str, str]:
        """The header row and the rows of a table whose columns are called after data, with room for the user's columns.

        By place: neither may a formula hold a client's or a measure's name, nor do Excel and LibreOffice agree on what
        a table's name alone stands for.
        """
        sheet, last = self.names.sheet(table), columns + _ROOM_FOR_USERS
        headers = CellRange(HEADER_ROW, 1, HEADER_ROW, last)
        body = CellRange(HEADER_ROW + 1, 1, HEADER_ROW + max(1, rows), last)
        return absolute(sheet, headers), absolute(sheet, body)

    # -- behind the page ----------------------------------------------------------------------------------------

    def helper(self, label: str, value: Scalar, formula: str) -> str:
        """A figure behind the page, with what it is; gives its cell."""
        self.page.put(self.next_row, BEHIND, label, look.NOTE)
        self.page.put(self.next_row, BEHIND + 1, value, HELPER, formula=formula)
        self.next_row += 1
        return at_cell(self.next_row - 1, BEHIND + 1)

    def helper_at(self, row: int, label: str, value: Scalar, formula: str) -> str:
        """The same in a certain row."""
        self.next_row = row
        return self.helper(label, value, formula)

    def heads(self, title: str, *headers: str) -> int:
        """A block behind the page: its title and headers; gives its first row."""
        self.page.put(self.next_row + 1, BEHIND, title, look.NOTE.but(bold=True, bottom=look.HAIRLINE))
        for place, header in enumerate(headers, 1):
            style = look.NOTE.but(bold=True, bottom=look.HAIRLINE, horizontal="right")
            self.page.put(self.next_row + 1, BEHIND + place, header, style)
        return self.next_row + 2

    def find_rows(self) -> None:
        """Find the client's rows in every table, once each."""
        names, client, at = self.names, self.client_id, self.at
        card_names, scores = f"{names.table(SCORES_KEY)}[Card Name]", names.table(SCORES_KEY)
        position = self.listed.order.index(at) + 1 if at >= 0 else 0
        behind = self.behind
        found = _row_of(card_names, f'{self.choice}&""', f"{scores}[[#Headers],[Card Name]]")
        behind.scores_row = self.helper("Row in MeasureScores", position, f'IF({self.choice}="",0,{found})')
        behind.results_row = self._row("SegmentResults", at + 1)
        if self.segmentation.stack is not None:
            behind.stack_row = self._row(MATRIX_KEY, at + 1)
        behind.lines = self._number("Contract lines", "MrrLedger", len(self.lines))
        if self.assets is not None:
            behind.assets = self._number("Assets", ASSETS_LEDGER_KEY, len(self.assets))
        rows = self.lines.index.tolist()
        behind.line_rows = self._chain("Rows in MrrLedger", "MrrLedger", behind.lines, rows, LINES, client)
        if self.assets is not None:
            rows = self.assets.index.tolist()
            behind.asset_rows = self._chain(
                "Rows in AssetLedger", ASSETS_LEDGER_KEY, behind.assets, rows, ASSETS, client
            )

    def _row(self, table: str, value: int) -> str:
        name = self.names.table(table)
        found = _row_of(f"{name}[Client ID]", self.client_id, f"{name}[[#Headers],[Client ID]]")
        return self.helper(f"Row in {table}", value, f'IF({self.client_id}="",0,{found})')

    def _number(self, label: str, table: str, value: int) -> str:
        ids = f"{self.names.table(table)}[Client ID]"
        mine = f"SUMPRODUCT(--({ids}={self.client_id}))"
        return self.helper(label, value, f'IF({self.client_id}="",0,{mine})')

    def _chain(self, title: str, table: str, number: str, rows: Sequence[int], room: int, client: str) -> list[str]:
        """The rows of the client's first lines, each looked for below the one before, so that all take one pass."""
        ids = f"{self.names.table(table)}[Client ID]"
        self.next_row = self.heads(title, "Row")
        cells: list[str] = []
        before = "0"
        for place in range(room):
            rest = f"INDEX({ids},{before}+1):INDEX({ids},ROWS({ids}))"
            formula = f"IF({number}<{place + 1},0,IFERROR({before}+MATCH({matching_text(client)},{rest},0),0))"
            before = self.helper(f"{place + 1}", rows[place] if place < len(rows) else 0, formula)
            cells.append(before)
        return cells


def _row_of(column: str, wanted: str, header: str) -> str:
    """The row of a text in a column of a table, 0 for none: exactly, whatever wildcards it holds."""
    return f"SUMPRODUCT(MAX(({column}={wanted})*(ROW({column})-ROW({header}))))"


def at_cell(row: int, column: int) -> str:
    """A cell that does not move when a formula is copied."""
    name = cell_name(row, column)
    letters = name.rstrip("0123456789")
    return f"${letters}${name[len(letters) :]}"

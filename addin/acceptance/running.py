"""What the checks ask of a running Excel; :mod:`addin.acceptance.excel` is the real one, a test has a stand-in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    import xlwings

__all__ = ["Cells", "Running"]

Cells: TypeAlias = Mapping[str, tuple[int, int, Sequence[Sequence[Any]]]]
"""Each sheet's first row and column in use, and the values from there: numbers, texts (errors too), dates, None."""


class Running(Protocol):
    """One Excel, started as a user starts it: with the add-ins of its startup folder."""

    def versions(self) -> Mapping[str, str]:
        """Of Excel and of Windows."""

    def add_in(self) -> str:
        """Where the add-in was loaded from; "" where it was not."""

    def modules(self) -> Mapping[str, str] | None:
        """The text of the add-in's modules as the editor shows it; None where Excel does not trust access to it."""

    def compiled(self) -> bool | None:
        """Whether the editor's Debug > Compile finds nothing; None where Excel does not trust access to it."""

    def open(self, path: Path) -> xlwings.Book:
        """Open a workbook."""

    def save_copy(self, book: xlwings.Book, path: Path) -> None:
        """Save a workbook as it is now as another file."""

    def close(self, book: xlwings.Book) -> None:
        """Close a workbook without saving it."""

    def cells(self, book: xlwings.Book) -> Cells:
        """What the sheets hold."""

    def put(self, book: xlwings.Book, sheet: str, row: int, column: int, value: Any) -> None:
        """Type into a cell."""

    def entered(self, book: xlwings.Book, formula: str, rows: int = 1, columns: int = 1) -> list[list[Any]]:
        """Show what a formula gives, on a sheet that is removed again; errors as texts such as ``#N/A``.

        Raises
        ------
        ValueError
            Excel does not take the formula.
        """

    def click(self, callback: str) -> None:
        """Run what a control of the ribbon runs."""

    def ask(self, function: str, *arguments: Any) -> Any:
        """Call a function of the add-in's modules."""

    def state(self, book: xlwings.Book) -> Mapping[str, Any]:
        """What a refresh must restore: calculation, screen updating, events, the selection."""

    def calculate_by_hand(self) -> None:
        """Switch automatic calculation off."""

    def quit(self) -> None:
        """End it; workbooks are not saved."""

"""What an imported file holds, whatever its format, and the choice of its reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from segmentbook.errors import InputError, WorkbookError
from segmentbook.schema import Table

__all__ = ["Source", "read_source"]

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Headers and columns of a file, before anything is mapped.

    Parameters
    ----------
    name
        The file's name, for messages.
    kind
        What it is, in words: ``"CSV (UTF-8, separated by commas)"``.
    headers
        As typed, stripped; distinct without regard to case; none is blank.
    columns
        One sequence a header, all equally long. Of a CSV every value is a ``str`` or None; of a workbook as typed.
    lines
        Line (CSV) or row (workbook) number of each row, 1-based.
    typed
        True where values come as typed (workbook), False where all is text (CSV).
    notes
        What else to say: rows padded, columns left out.
    """

    name: str
    kind: str
    headers: tuple[str, ...]
    columns: tuple[Sequence[object], ...]
    lines: Sequence[int]
    typed: bool
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.lines)

    def place(self, row: int) -> str:
        """Where a row (0-based) stands in the file: ``contracts.csv line 7``."""
        return f"{self.name} {'row' if self.typed else 'line'} {self.lines[row]}"

    def column(self, header: str) -> Sequence[object]:
        """The values below a header as it stands in ``headers``."""
        return self.columns[self.headers.index(header)]


def read_source(path: str | Path, table: Table, wanted: Sequence[str] = ()) -> Source:
    """Read a CSV file or a workbook; which of both is seen from its content, not from its name.

    Parameters
    ----------
    path
        The file.
    table
        The input table that the rows are for: of a workbook, a table of that name is taken, else the header row that
        looks most like it.
    wanted
        Headers that ``--map`` names; they help to find a workbook's header row.

    Raises
    ------
    WorkbookError
        The file cannot be read.
    InputError
        It is empty, binary, ragged, has a header twice ...
    """
    path = Path(path)
    if path.is_dir():
        raise WorkbookError(f"{path} is a folder; give a CSV file or an .xlsx workbook.")
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except FileNotFoundError:
        raise WorkbookError(f"{path} does not exist.") from None
    except OSError as error:
        raise WorkbookError(f"{path} cannot be read: {error.strerror or error}.") from error
    if not start:
        raise InputError(f"{path.name} is empty.")
    if start == _OLE:
        raise InputError(
            f"{path.name} is an old .xls workbook or a password-protected one; save it as .xlsx or CSV without a "
            "password."
        )
    if start.startswith(_ZIP):
        from segmentbook.importing.spreadsheet import read_spreadsheet

        return read_spreadsheet(path, table, wanted)
    from segmentbook.importing.delimited import read_delimited

    return read_delimited(path)

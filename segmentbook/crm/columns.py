"""The columns of the export, and each cell as its text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from segmentbook.crm.delimited import exact, money, whole
from segmentbook.crm.keys import BY_ID
from segmentbook.crm.ladder import Kind, Ladder, Value, columns_of
from segmentbook.crm.systems import KEY_COLUMN, TYPED_ID_COLUMN
from segmentbook.schema import CLIENTS, SEGMENT_RESULTS
from segmentbook.schema import Kind as Column

if TYPE_CHECKING:
    from segmentbook.crm.accounts import Accounts
    from segmentbook.crm.keys import Key
    from segmentbook.crm.systems import Fields

__all__ = ["cell_text", "column_texts", "exported_columns", "read_back"]

_YES_NO = {True: "Yes", False: "No"}


def exported_columns(accounts: Accounts, keys: Sequence[Key], ladder: Ladder | None, fields: Fields) -> list[str]:
    """Our columns that go into the file of accounts: keys, the tier, what decides it, what the user asked for."""
    by_seat = accounts.inputs.settings.value_basis == "MRR per Seat"
    columns = ["CRM ID"]
    if any(key.by == BY_ID and key.text != key.typed for key in keys):
        columns.append(TYPED_ID_COLUMN)
    columns += ["Client", "Domain", KEY_COLUMN, "Tier", "ARR", "Overall Value"]
    columns += ["Value per Seat"] if by_seat else []
    columns += ["Segment", "Health Band", "Employees"]
    columns += columns_of(ladder) if ladder else ()
    return list(dict.fromkeys([*columns, *fields.chosen]))


def column_texts(accounts: Accounts, keys: Sequence[Key], column: str, ladder: Ladder | None) -> list[str]:
    """The cells of a column of the export."""
    if column == "CRM ID":
        return [key.text if key.by == BY_ID else "" for key in keys]
    if column == TYPED_ID_COLUMN:
        return [key.typed if key.by == BY_ID else "" for key in keys]
    if column == "Domain" and not (ladder and column in columns_of(ladder)):
        return [key.domain for key in keys]
    if column == KEY_COLUMN:
        return [key.by for key in keys]
    compared = ladder is not None and accounts.inputs.settings.tier_by == "Rules" and column in columns_of(ladder)
    return [cell_text(column, cell, exactly=compared) for cell in accounts.frame[column].tolist()]


def cell_text(column: str, cell: Any, *, exactly: bool = False) -> str:
    """A cell as its text: money to the cent, counts whole, dates as ISO 8601, texts without surrounding spaces.

    ``exactly``: to nine decimals, as a rule that compares the column sees it.

    Examples
    --------
    >>> from datetime import date
    >>> cell_text("ARR", 1234.567), cell_text("ARR", 1234.567, exactly=True), cell_text("Employees", 140.0)
    ('1234.57', '1234.567', '140')
    >>> cell_text("Region", " North "), cell_text("Retention Plan", True), cell_text("Region", None)
    ('North', 'Yes', '')
    """
    if isinstance(cell, bool):
        return _YES_NO[cell]
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, (int, float)):
        kind = _KINDS.get(column)
        if kind is Column.COUNT:
            return whole(float(cell))
        return money(float(cell)) if kind is Column.MONEY and not exactly else exact(float(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def read_back(text: str, kind: Kind) -> Value:
    """A cell of the file as the CRM holds it."""
    if not text:
        return None
    if kind is Kind.NUMBER:
        return float(text)
    return date.fromisoformat(text) if kind is Kind.DATE else text


_KINDS = {column.header: column.kind for table in (CLIENTS, SEGMENT_RESULTS) for column in table}

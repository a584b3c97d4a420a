"""The Settings table: what is blank or absent is at its default, what cannot be read stops a refresh."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from segmentbook.checks.cells import blank_cells, cell_shown, text_column
from segmentbook.checks.date_columns import date_columns
from segmentbook.checks.findings import one_of
from segmentbook.checks.numbers import number_column
from segmentbook.checks.places import listed, nearest
from segmentbook.checks.policy_table import PolicyTable
from segmentbook.checks.table import NUMBER_KINDS
from segmentbook.model.inputs import Settings
from segmentbook.model.issues import Issue, Level
from segmentbook.raw import RawColumn, RawTable
from segmentbook.schema import SETTINGS, SETTINGS_TABLE, Kind, Setting, setting
from segmentbook.schema.currencies import currencies_of
from segmentbook.schema.read_words import read_choice, read_yes_no

__all__ = ["read_settings"]


@dataclass(frozen=True, slots=True)
class _Cell:
    """One setting's cell, and how to refuse it."""

    setting: Setting
    raw: RawColumn  # of one row
    date1904: bool
    refuse: Callable[[str], Any]  # does not return
    warn: Callable[[str, object, str], None]


def read_settings(raw: RawTable | None, today: date, as_of: date | None) -> tuple[Settings, tuple[Issue, ...]]:
    """Read the settings; ``as_of`` goes before the one in the table, and that before ``today``.

    Raises
    ------
    PolicyError
        A value that cannot be read or is out of range; a setting given twice with different values.
    """
    values: dict[str, Any] = {each.field: each.default for each in SETTINGS}
    issues: tuple[Issue, ...] = ()
    if raw is not None:
        table = PolicyTable(raw, SETTINGS_TABLE)
        table.keep_named("Setting")
        values |= _given(table)
        issues = table.findings.issues()
    values["as_of"] = as_of or values["as_of"] or today
    return replace(Settings(today), **values), issues


def _given(table: PolicyTable) -> dict[str, object]:
    """The settings that the table has, by field."""
    cells = table.column("Value")
    found: dict[str, object] = {}
    rows: dict[str, int] = {}
    for row, name in enumerate(table.texts("Setting")):
        known = setting(name)
        only = np.array([row], np.intp)
        if known is None or cells is None:
            near = nearest(name, [each.name for each in SETTINGS])
            hint = f"Did you mean {near}?" if near else f"There are {listed(each.name for each in SETTINGS)}."
            table.note(
                Level.WARNING, only, "Setting", "Setting must be one that there is", f"The row is ignored. {hint}"
            )
            continue
        value = _value(_cell(table, known, cells, row))
        if known.field in found and found[known.field] != value:
            other = table.place(rows[known.field], "Setting")
            rule = f"{known.name} must be given once; it is given another value in {other}"
            table.stop(row, "Setting", rule, "Delete one of the two rows.")
        found[known.field], rows[known.field] = value, row
    return found


def _cell(table: PolicyTable, known: Setting, cells: RawColumn, row: int) -> _Cell:
    def refuse(rule: str) -> Any:
        table.stop(row, "Value", f"{known.name} must be {rule}", _todo(known), cell_shown(cells, row))

    def warn(rule: str, value: object, action: str) -> None:
        table.findings.warning(int(table.rows[row]), "Value", f"{known.name} {rule}", value, action)

    one = RawColumn(cells.kind[row : row + 1], cells.number[row : row + 1], cells.pool)
    return _Cell(known, one, table.raw.date1904, refuse, warn)


def _todo(known: Setting) -> str:
    blank = known.blank or (_shown_default(known) if known.default is not None else "")
    return f"Correct it, or leave it blank for {blank}." if blank else "Correct it."


def _shown_default(known: Setting) -> str:
    default = known.default
    if isinstance(default, bool):
        return "Yes" if default else "No"
    if known.kind is Kind.SHARE:
        return f"{float(str(default)):.0%}"
    return f"{default:,g}" if isinstance(default, (int, float)) else str(default)


def _value(cell: _Cell) -> object:
    """What a setting's cell holds, typed."""
    known = cell.setting
    if blank_cells(cell.raw)[0]:
        return None if known.blank else known.default
    if known.kind in NUMBER_KINDS:
        return _number(cell)
    if known.kind is Kind.DATE:
        return _date(cell)
    text = str(text_column(cell.raw)[0])
    if known.kind is Kind.YESNO:
        answer = read_yes_no(text)
        return cell.refuse("Yes or No") if answer is None else answer
    if known.kind is Kind.CHOICE:
        return read_choice(text, known.choices) or cell.refuse(one_of(known.choices))
    if not text:
        cell.refuse("a text, not an error")
    return _base_currency(cell, text) if known.field == "base_currency" else text


def _number(cell: _Cell) -> float | int:
    known, raw = cell.setting, cell.raw
    text = str(text_column(raw)[0])
    if known.kind is Kind.COUNT and text.endswith((" months", " month")):  # 12 months
        raw = RawColumn.from_values([text.rsplit(" ", 1)[0]])
    read = number_column(raw, percent=known.kind in (Kind.SHARE, Kind.NUMBER), whole=known.kind is Kind.COUNT)
    number = float(read.values[0])
    if read.unreadable[0] or np.isnan(number):
        cell.refuse("a share such as 50%" if known.kind is Kind.SHARE else "a number")
    low, high = known.minimum, known.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        cell.refuse(_allowed(known))
    if known.kind is Kind.COUNT and not number.is_integer():
        cell.refuse("a whole number")
    for remark in read.remarks:
        cell.warn(remark.rule, remark.value, remark.action)
    return int(number) if known.kind is Kind.COUNT else number


def _allowed(known: Setting) -> str:
    low, high = known.minimum or 0, known.maximum
    if known.kind is Kind.SHARE:
        return f"from {low:.0%} to {high:.0%}"
    return f"{low:g} or more" if high is None else f"from {low:g} to {high:g}"


def _date(cell: _Cell) -> date | None:
    """A date that can be read in one way only: nothing is computed for a day that was guessed."""
    column = date_columns({"": cell.raw}, date1904=cell.date1904)[""]
    if column.unreadable[0]:
        cell.refuse("a date")
    for remark in column.remarks:
        if "swapped" in remark.rule:
            cell.refuse("a date in which day and month cannot be swapped, such as 2026-06-30")
        cell.warn(remark.rule, remark.value, remark.action)
    day = column.values[0]
    return None if np.isnat(day) else day.astype("datetime64[D]").item()


def _base_currency(cell: _Cell, text: str) -> str:
    meant = currencies_of(text)
    if len(meant) > 1:
        cell.refuse(f"a currency code; the sign may be {one_of(meant[:3])}")
    code = meant[0].upper()
    return code if len(code) == 3 and code.isalpha() else str(cell.refuse("a currency code such as USD"))

"""The tables of facts as typed frames: Contracts, Assets and Rates; Clients have a module of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from segmentbook.checks.table import BLANKED, NUMBER_KINDS, InputTable
from segmentbook.model.issues import Issue, Level
from segmentbook.raw import Kind as CellKind
from segmentbook.raw import RawTable
from segmentbook.schema import ASSETS, CONTRACTS, RATES, Kind, Table
from segmentbook.schema.currencies import currencies_of, currency_code

__all__ = ["UNREADABLE", "assets_frame", "contracts_frame", "empty_frame", "frame_of", "note_foreign", "rates_frame"]

UNREADABLE = "Unreadable"
"""Column of the contracts frame: headers of the cells that could not be read, joined by ``;``."""

_NOT_COUNTED = "The line is not counted."
_Masks = dict[str, npt.NDArray[np.bool_]]


def frame_of(columns: Mapping[str, npt.NDArray[np.generic]], rows: npt.NDArray[np.intp]) -> pd.DataFrame:
    """Make a frame whose texts stay ``object`` in pandas 2 and 3 alike."""
    index = pd.Index(rows, dtype=np.int64)
    series = {
        header: pd.Series(values, index=index, dtype=values.dtype, copy=False) for header, values in columns.items()
    }
    return pd.DataFrame(series, index=index, copy=False)


def empty_frame(schema: Table, *more: str) -> pd.DataFrame:
    """Make a frame without rows, with the columns of a table."""
    columns: dict[str, npt.NDArray[np.generic]] = {}
    for column in schema:
        number, day = column.kind in NUMBER_KINDS, column.kind is Kind.DATE
        dtype = np.dtype(np.float64) if number else np.dtype("datetime64[s]") if day else np.dtype(np.object_)
        columns[column.header] = np.empty(0, dtype)
    columns |= {header: np.empty(0, np.object_) for header in more}
    return frame_of(columns, np.empty(0, np.intp))


def contracts_frame(raw: RawTable | None, base_currency: str) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """Contract lines with every default filled in, and ``Unreadable`` naming the cells that could not be read.

    Every cell named there has its issue here; what is wrong with a line beyond its cells the calculation says (a
    blank Start, an unknown client or billing period).

    Raises
    ------
    InputError
        A required column is missing.
    """
    if raw is None:
        return empty_frame(CONTRACTS, UNREADABLE), ()
    table = InputTable(raw, CONTRACTS)
    unreadable: _Masks = {}
    columns: dict[str, npt.NDArray[np.generic]] = {}
    columns["Client"] = _clients_named(table, _NOT_COUNTED)
    unreadable["Client"] = columns["Client"] == ""
    for header in ("Contract ID", "Product", "Supersedes"):
        columns[header] = table.texts(header)
    typed_currency, unreadable["Currency"] = _deciding_texts(table, "Currency")
    period, unreadable["Billing Period"] = _deciding_texts(table, "Billing Period")
    period[period == ""] = CONTRACTS["Billing Period"].default
    for header in ("Status", "Kind"):
        columns[header], unreadable[header] = table.choices(header, Level.ERROR, _NOT_COUNTED)
    signs = {}
    for header in ("Amount", "Quantity"):
        columns[header], unreadable[header], signs[header] = table.numbers(header, Level.ERROR, _NOT_COUNTED)
    _required(table, "Amount", np.isnan(columns["Amount"]) & ~unreadable["Amount"], _NOT_COUNTED)
    unreadable["Amount"] |= np.isnan(columns["Amount"])
    decide = (Level.ERROR, _NOT_COUNTED)
    days = table.dates(
        {"Start": decide, "End": decide, "Cancelled On": decide, "Renewal Date": (Level.WARNING, BLANKED)}
    )
    for header, (values, bad) in days.items():
        columns[header] = values
        if header != "Renewal Date":  # a line counts without it
            unreadable[header] = bad
    for header in ("Auto Renew", "Aligned"):
        columns[header] = table.yes_no(header)
    currency = _currency_codes(typed_currency, base_currency)
    for sign, rows in signs["Amount"]:
        _take_currency_of_amount(table, sign, rows, currency, unreadable, base_currency)
    currency[currency == ""] = base_currency
    columns |= {"Currency": currency, "Billing Period": period}
    columns["Amount"][unreadable["Amount"]] = np.nan
    ordered = {header: columns[header] for header in CONTRACTS.headers}
    ordered[UNREADABLE] = _joined(unreadable, len(table))
    return frame_of(ordered, table.rows), table.findings.issues()


def _clients_named(table: InputTable, action: str) -> npt.NDArray[np.object_]:
    """The Client column of a table that names clients: blank and error cells are errors."""
    names = table.texts("Client", errors=True)
    raw = table.column("Client")
    if raw is not None:
        failed = raw.kind == CellKind.ERROR
        names[failed] = ""
        table.note(
            Level.ERROR, np.flatnonzero(failed), "Client", "Client must be a name or an ID, not an error", action
        )
        _required(table, "Client", (names == "") & ~failed, action)
    return names


def _required(table: InputTable, header: str, blank: npt.NDArray[np.bool_], action: str) -> None:
    table.note(Level.ERROR, np.flatnonzero(blank), header, f"{header} must be filled in", action)


def _deciding_texts(table: InputTable, header: str) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.bool_]]:
    """A column of texts on which money depends: an error cell leaves the line uncounted."""
    raw = table.column(header)
    if raw is None:
        return np.full(len(table), "", np.object_), np.zeros(len(table), np.bool_)
    failed = raw.kind == CellKind.ERROR
    rule = f"{header} must be a text, not an error"
    table.note(Level.ERROR, np.flatnonzero(failed), header, rule, _NOT_COUNTED)
    return table.texts(header, errors=True), failed


def _currency_codes(typed: npt.NDArray[np.object_], base: str) -> npt.NDArray[np.object_]:
    """Codes in capitals; the sign of one currency only is its code, ``$`` the base currency where that is a dollar."""
    codes, distinct = pd.factorize(typed)
    upper = [currency_code(str(text), base) for text in distinct]
    return np.array(upper, np.object_)[codes] if len(typed) else typed


def _take_currency_of_amount(
    table: InputTable,
    sign: str,
    rows: npt.NDArray[np.intp],
    currency: npt.NDArray[np.object_],
    unreadable: _Masks,
    base: str,
) -> None:
    """Hold the currency written beside amounts against the line's: it fills a blank, and contradicts another one."""
    meant = currencies_of(sign)
    typed = currency[rows]
    blank = typed == ""
    other = rows[~blank & ~np.isin(typed.astype(np.str_), meant)]
    unreadable["Amount"][other] = True
    rule = "Amount must be in the currency that the line names"
    table.note(Level.ERROR, other, "Amount", rule, _NOT_COUNTED)
    if base not in meant:
        taken = rows[blank]
        currency[taken] = meant[0]
        rule = f"Currency should be filled in where it is not {base}"
        table.note(Level.WARNING, taken, "Amount", rule, f"Taken as {meant[0]}.")


def _joined(masks: _Masks, count: int) -> npt.NDArray[np.object_]:
    joined = np.full(count, "", np.object_)
    for header, mask in masks.items():
        rows = np.flatnonzero(mask)
        joined[rows] = [f"{before};{header}" if before else header for before in joined[rows]]
    return joined


def note_foreign(
    table: InputTable, header: str, signs: Iterable[tuple[str, npt.NDArray[np.intp]]], base_currency: str
) -> None:
    """Note amounts of a column in base currency that are written with the sign or code of another one."""
    for sign, rows in signs:
        if base_currency not in currencies_of(sign):
            rule = f"{header} must be in {base_currency}, the base currency"
            table.note(Level.WARNING, rows, header, rule, f"It is taken as {base_currency}.")


def assets_frame(raw: RawTable | None, base_currency: str) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """Assets that can be counted; the others are issues."""
    if raw is None:
        return empty_frame(ASSETS), ()
    action = "The asset is not counted."
    table = InputTable(raw, ASSETS)
    columns: dict[str, npt.NDArray[np.generic]] = {"Client": _clients_named(table, action)}
    columns["Asset"] = table.texts("Asset")
    unnamed = np.flatnonzero(columns["Asset"] == "")
    table.note(Level.WARNING, unnamed, "Asset", "Asset must be filled in", "The asset is counted without a name.")
    cost, bad_cost, signs = table.numbers("Replacement Cost", Level.ERROR, action)
    note_foreign(table, "Replacement Cost", signs, base_currency)
    _required(table, "Replacement Cost", np.isnan(cost) & ~bad_cost, action)
    day, bad_day = table.dates({"End of Life": (Level.ERROR, action)})["End of Life"]
    quantity, bad_quantity, _ = table.numbers("Quantity", Level.ERROR, action)
    columns |= {"Replacement Cost": cost, "End of Life": day, "Quantity": quantity}
    good = ~(np.isnan(cost) | bad_day | bad_quantity | (columns["Client"] == ""))
    kept = {header: columns[header][good] for header in ASSETS.headers}
    return frame_of(kept, table.rows[good]), table.findings.issues()


def rates_frame(raw: RawTable | None, base_currency: str) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """Exchange rates that can be used, without the base currency's own; the others are issues.

    Two rates of one currency and day are left for the calculation to refuse: only those in force at the date matter.
    """
    if raw is None:
        return empty_frame(RATES), ()
    action = "The rate is not used."
    table = InputTable(raw, RATES)
    code = _currency_codes(table.texts("Currency", action=action), base_currency)
    _required(table, "Currency", code == "", action)
    rate, bad, _ = table.numbers("Rate", Level.ERROR, action)
    _required(table, "Rate", np.isnan(rate) & ~bad, action)
    table.note(Level.ERROR, np.flatnonzero(rate == 0), "Rate", "Rate must be more than 0", action)
    day, bad_day = table.dates({"From": (Level.ERROR, action)})["From"]
    base = code == base_currency
    not_one = np.flatnonzero(base & ~np.isnan(rate) & (rate != 1))
    table.note(
        Level.WARNING, not_one, "Rate", f"Rate of {base_currency}, the base currency, must be 1", "It is taken as 1."
    )
    good = (rate > 0) & ~bad_day & (code != "") & ~base
    columns = {"Currency": code[good], "Rate": rate[good], "From": day[good]}
    return frame_of(columns, table.rows[good]), table.findings.issues()

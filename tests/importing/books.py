"""A small workbook with input tables, made by openpyxl, to import into."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.table import Table

__all__ = ["make_book", "table_rows"]

CLIENTS = ["Client", "Client ID", "Employees"]
CONTRACTS = ["Client", "Contract ID", "Amount", "Billing Period", "Start", "End"]


def make_book(
    path: Path, clients: Sequence[Sequence[Any]] = (), contracts: Sequence[Sequence[Any]] = (), settings: bool = True
) -> Path:
    """Tables Clients, Contracts and Settings, each on a sheet of its own, and a sheet of the user's own."""
    book = openpyxl.Workbook()
    book.active.title = "Mine"
    book.active["A1"] = "my own"
    tables: list[tuple[str, list[str], Sequence[Sequence[Any]]]] = [
        ("Clients", CLIENTS, clients),
        ("Contracts", CONTRACTS, contracts),
    ]
    if settings:
        tables.append(("Settings", ["Setting", "Value", "Note"], [["Effort Cut", 50, "mine"], ["As of", None, ""]]))
    for name, headers, rows in tables:
        sheet = book.create_sheet(name)
        for row in [headers, *rows]:
            sheet.append(list(row))
        last = openpyxl.utils.get_column_letter(len(headers))
        sheet.add_table(Table(displayName=name, ref=f"A1:{last}{1 + max(len(rows), 1)}"))
    book.save(path)
    return path


def table_rows(path: Path, name: str) -> list[list[Any]]:
    """All cells of a table, headers first; dates as dates."""
    sheet = openpyxl.load_workbook(path)[name]
    area = sheet[sheet.tables[name].ref]
    return [[cell.value.date() if hasattr(cell.value, "date") else cell.value for cell in row] for row in area]

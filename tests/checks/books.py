"""Raw tables written by hand, for the tests of checks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from segmentbook.checks import Checked, check
from segmentbook.checks.places import place
from segmentbook.model.issues import Issue
from segmentbook.raw import RawBook, RawColumn, RawTable

TODAY = date(2026, 6, 30)


def table(
    name: str, headers: str, *rows: Sequence[object], fills: dict[str, list[str]] | None = None, **more
) -> RawTable:
    """A table on a sheet of its name, its header row in row 1; headers with | between them."""
    names = tuple(header.strip() for header in headers.split("|"))
    columns = tuple(
        RawColumn.from_values([row[i] for row in rows], (fills or {}).get(header)) for i, header in enumerate(names)
    )
    return RawTable(name, more.pop("sheet", name), 1, 1, names, columns, **more)


CLIENTS = table("Clients", "Client", ["Acme"], ["Bolt"])


def book(*tables: RawTable, **more) -> RawBook:
    """A workbook of these tables, with a Clients table where none is given."""
    by_name = {each.name: each for each in tables}
    by_name.setdefault("Clients", CLIENTS)
    return RawBook(by_name, tuple(each.sheet for each in by_name.values()), **more)


def checked(*tables: RawTable, **more) -> Checked:
    """The tables, checked."""
    return check(book(*tables), today=TODAY, **more)


def said(result: Checked, *tables: RawTable, about: str | None = None) -> list[str]:
    """The issues as whole lines; ``about`` one table only."""
    by_name = book(*tables).tables
    return [_line(issue, by_name) for issue in result.issues if about in (None, issue.table)]


def _line(issue: Issue, tables) -> str:
    raw = tables.get(issue.table)
    if raw is None or issue.row is None:
        return issue.text(issue.table)
    from segmentbook.schema import input_table

    position = input_table(raw.name).match(raw.headers).get(issue.column)
    typed = issue.column if position is None else raw.headers[position]
    return f"{issue.text(place(raw, issue.row, typed))} [{issue.level}]"

"""An import: a file's rows into an input table of a workbook, in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from segmentbook.checks.cells import text_column
from segmentbook.errors import InputError
from segmentbook.importing.advice import missing_required, unclear_period
from segmentbook.importing.mapping import (
    MAP_EXAMPLE,
    SET_EXAMPLE,
    MappedColumn,
    OptionError,
    choose_columns,
    nearest,
    split_option,
)
from segmentbook.importing.source import Source, read_source
from segmentbook.importing.values import from_cents, typed_values
from segmentbook.model.keys import text_key
from segmentbook.raw import RawColumn
from segmentbook.schema import CLIENTS, CONTRACTS, Table, header_key

if TYPE_CHECKING:
    from segmentbook.raw import RawBook, RawTable
    from segmentbook.workbook.book import Book

__all__ = ["Imported", "Mode", "import_file"]

Mode = Literal["append", "replace", "update"]

_IDS = {CLIENTS.name: "Client ID", CONTRACTS.name: "Contract ID"}
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    ``mapping`` says every column in words; ``rows`` is how many the table has now; ``clients_added`` how many rows
    ``--add-clients`` gave to Clients.
    """

    table: str
    source: str
    mapping: tuple[str, ...]
    appended: int
    updated: int
    rows: int
    clients_added: int
    notes: tuple[str, ...]


def import_file(
    book_path: str | Path,
    table: Table,
    file: str | Path,
    *,
    maps: Sequence[str] = (),
    constants: Sequence[str] = (),
    cents: Sequence[str] = (),
    mode: Mode = "append",
    add_clients: bool = False,
    progress: Callable[[str], None] = lambda step: None,
) -> Imported:
    """Write a file's rows into an input table and save the workbook.

    Parameters
    ----------
    book_path
        The workbook; it must have the table already.
    table
        The input table of the schema.
    file
        CSV or workbook.
    maps
        ``Their Header=Our Column``; ours may be a new column.
    constants
        ``Our Column=value``, for all rows.
    cents
        Headers, theirs or ours, whose numbers are divided by 100.
    mode
        Append: IDs that are there already are refused. Update: rows with a known ID get the imported columns, the
        others are added. Replace: the table's rows go.
    add_clients
        Give each client that the rows name and Clients does not have a row there.
    progress
        Is told each step as it begins.

    Raises
    ------
    OptionError
        An option that cannot be meant.
    InputError, WorkbookError
        What cannot be imported; the workbook is untouched.
    """
    from segmentbook.workbook.book import Book
    from segmentbook.workbook.package import Package
    from segmentbook.workbook.reading import read_book

    if add_clients and (table.name == CLIENTS.name or "Client" not in table.headers):
        raise OptionError(f"--add-clients is for tables that name clients, such as Contracts; not for {table.name}.")
    book_path = Path(book_path)
    progress("Reading the workbook")
    with Package.open(book_path) as package:
        book = Book(package)
        raw = read_book(book)
        own = _table_of(raw, table, book_path)
        progress("Reading the file")
        plan = _Plan.made(table, own, Path(file), maps, constants, cents, mode)
        progress("Writing")
        total = plan.write(book)
        clients_added = _add_clients(book, raw, plan, book_path) if add_clients else 0
        package.save(book_path)
    return Imported(
        table=table.name,
        source=f"{plan.source.name}: {plan.source.kind}, {len(plan.source):,} rows",
        mapping=tuple(column.text() for column in plan.columns),
        appended=len(plan.added),
        updated=len(plan.rows),
        rows=total,
        clients_added=clients_added,
        notes=plan.notes,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """What will be written: the columns, their values, and which rows of the workbook they belong to.

    ``rows`` are the workbook's rows to update, ascending; ``places`` the file's row for each; ``added`` the file's
    rows to add.
    """

    table: Table
    own: RawTable
    source: Source
    columns: tuple[MappedColumn, ...]
    values: Mapping[str, Sequence[object]]
    rows: tuple[int, ...]
    places: tuple[int, ...]
    added: Sequence[int]
    mode: Mode
    notes: tuple[str, ...]

    @classmethod
    def made(
        cls,
        table: Table,
        own: RawTable,
        file: Path,
        maps: Sequence[str],
        constants: Sequence[str],
        cents: Sequence[str],
        mode: Mode,
    ) -> _Plan:
        """Read the file and decide."""
        ours = [split_option(option, SET_EXAMPLE) for option in constants]
        source = read_source(file, table, [option.partition("=")[0] for option in maps])
        pairs = [split_option(option, MAP_EXAMPLE, source.headers) for option in maps]
        columns = choose_columns(table, own.headers, source.headers, pairs, ours, source.name)
        id_column = _id_column(table, columns)
        if mode == "update" and id_column is None:
            which = source.name if table.name in _IDS else table.name
            raise InputError(
                f"--update matches rows by {_IDS.get(table.name, 'an ID')}, and {which} has none; import without it, "
                "or with --replace."
            )
        missing = missing_required(table, columns, source.headers, source.name) if mode != "update" else None
        refusal, warning = unclear_period(columns, source.name)
        if missing or refusal:
            raise InputError(missing or refusal)
        notes = (*source.notes, *([warning] if warning else []))
        values = _values(source, columns, cents)
        found = _matched(source, own, table, id_column, values, mode)
        rows = sorted(found)
        places = [found[row] for row in rows]
        used = set(places)
        added = [i for i in range(len(source)) if i not in used]
        return cls(table, own, source, columns, values, tuple(rows), tuple(places), added, mode, notes)

    def write(self, book: Book) -> int:
        """Write into the workbook; gives the rows that the table holds now."""
        from segmentbook.workbook.editing import edit_table
        from segmentbook.workbook.styles import Styles

        return edit_table(
            book,
            Styles(book),
            self.own,
            append={h: _taken(values, self.added) for h, values in self.values.items()} if self.added else None,
            rows=self.rows,
            update={h: _taken(values, self.places) for h, values in self.values.items()} if self.rows else None,
            replace=self.mode == "replace",
        )


def _table_of(raw: RawBook, table: Table, path: Path) -> RawTable:
    """The table as it stands in the workbook, or what to do to have it there."""
    own = raw.tables.get(table.name)
    if own is not None:
        return own
    nearly = next((note for note in raw.notes if f"not read as {table.name}:" in note), None)
    if nearly is not None:
        raise InputError(f"{path.name}: {nearly}")
    raise InputError(
        f"{path.name} has no table {table.name}, nor a sheet {table.name} with its headers; "
        f'add it with: segmentbook init "{path}"'
    )


def _id_column(table: Table, chosen: Sequence[MappedColumn]) -> MappedColumn | None:
    wanted = _IDS.get(table.name)
    return next((c for c in chosen if c.column and c.column.header == wanted and c.source is not None), None)


def _values(source: Source, chosen: Sequence[MappedColumn], cents: Sequence[str]) -> dict[str, Sequence[object]]:
    """Typed values by the workbook's header."""
    wanted = {header_key(header): header for header in cents}
    found: set[str] = set()
    values: dict[str, Sequence[object]] = {}
    for column in chosen:
        if column.source is None:
            values[column.target] = typed_values([column.constant or None], column.kind) * len(source)
            continue
        texts = source.column(column.source)
        keys = wanted.keys() & {
            header_key(h) for h in (column.source, column.target, column.column.header if column.column else "")
        }
        if keys:
            found |= keys
            values[column.target] = from_cents(texts, source.place, column.source)
        else:
            values[column.target] = texts if source.typed else typed_values(texts, column.kind)
    for key in wanted.keys() - found:
        have = ", ".join(repr(h) for h in nearest(wanted[key], source.headers))
        raise OptionError(f"--cents: {source.name} has no header {wanted[key]!r}; it has {have}.")
    return values


def _matched(
    source: Source,
    own: RawTable,
    table: Table,
    id_column: MappedColumn | None,
    values: Mapping[str, Sequence[object]],
    mode: Mode,
) -> dict[int, int]:
    """Row of the file by row of the workbook's table that it updates.

    Raises
    ------
    InputError
        IDs that are there already (append), or that stand twice and so match two rows.
    """
    target = id_column.target if id_column else None
    if target is None and table.name == CLIENTS.name:
        target = next((header for header in values if _is_client(table, own, header)), None)
    if target is None:
        return {}
    label = _IDS[table.name] if id_column else "Client"
    given = [text_key(text) for text in text_column(RawColumn.from_values(values[target])).tolist()]
    if mode == "update" or table.name == CLIENTS.name:
        _refuse_twice(source, given, values[target], label)
    if mode == "replace":
        return {}
    there = _keys_there(own, target)
    if mode == "append":
        known = [i for i, key in enumerate(given) if key and key in there]
        if known:
            shown = ", ".join(_shown(values[target][i]) for i in known[:_SHOWN])
            more = f" and {len(known) - _SHOWN:,} more" if len(known) > _SHOWN else ""
            raise InputError(
                f"{table.name} already has {shown}{more}: {len(known):,} of the {len(source):,} rows of {source.name}, "
                f"by {label}. Say --update to change these rows, or --replace to replace the whole table."
            )
        return {}
    matched: dict[int, int] = {}
    for i, key in enumerate(given):
        rows = there.get(key, []) if key else []
        if len(rows) > 1:
            cells = " and ".join(own.address(row, _as_there(own, target)) for row in rows[:2])
            raise InputError(
                f"{own.sheet}!{cells} both hold the {label} {_shown(values[target][i])}, so that --update cannot know "
                "which row to change; give one of them another."
            )
        if rows:
            matched[rows[0]] = i
    return matched


def _as_there(own: RawTable, target: str) -> str | None:
    return next((header for header in own.headers if header.casefold() == target.casefold()), None)


def _is_client(table: Table, own: RawTable, target: str) -> bool:
    place = table.match(own.headers).get("Client")
    return (place is not None and own.headers[place] == target) or target == "Client"


def _refuse_twice(source: Source, given: Sequence[str], values: Sequence[object], label: str) -> None:
    seen: dict[str, int] = {}
    for i, key in enumerate(given):
        if key and key in seen:
            raise InputError(
                f"{source.place(i)}: the {label} {_shown(values[i])} stands in "
                f"{'row' if source.typed else 'line'} {source.lines[seen[key]]} too; one row a {label}."
            )
        seen[key] = i


def _keys_there(own: RawTable, header: str) -> dict[str, list[int]]:
    """Rows of the workbook's table by key."""
    there: dict[str, list[int]] = {}
    folded = [h.casefold() for h in own.headers]
    if header.casefold() in folded:
        column = own.columns[folded.index(header.casefold())]
        for row, text in enumerate(text_column(column).tolist()):
            if text:
                there.setdefault(text_key(text), []).append(row)
    return there


def _taken(values: Sequence[object], places: Sequence[int]) -> Sequence[object]:
    return values if len(places) == len(values) else [values[place] for place in places]


def _shown(value: object) -> str:
    return repr(int(value)) if isinstance(value, float) and value.is_integer() else repr(value)


def _add_clients(book: Book, raw: RawBook, plan: _Plan, path: Path) -> int:
    """Rows of Clients for the clients that it does not know by ID or name; how many."""
    from segmentbook.workbook.editing import edit_table
    from segmentbook.workbook.styles import Styles

    clients = _table_of(raw, CLIENTS, path)
    found = CLIENTS.match(clients.headers)
    known: set[str] = set()
    for header in ("Client", "Client ID"):
        if header in found:
            known |= _keys_there(clients, clients.headers[found[header]]).keys()
    target = next((c.target for c in plan.columns if c.column and c.column.header == "Client"), None)
    new: dict[str, object] = {}
    values = plan.values[target] if target else ()
    for value, text in zip(values, text_column(RawColumn.from_values(values)).tolist(), strict=True):
        if text and text_key(text) not in known:
            new.setdefault(text_key(text), value)
    if new:
        header = clients.headers[found["Client"]]
        edit_table(book, Styles(book), clients, append={header: list(new.values())})
    return len(new)

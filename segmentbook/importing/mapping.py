"""Which column of a file goes into which column of an input table."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from segmentbook.errors import InputError
from segmentbook.schema import Column, Kind, Table, header_key

__all__ = ["MappedColumn", "OptionError", "choose_columns", "nearest", "split_option"]

MAP_EXAMPLE = '--map "Their Header=Our Column"'
SET_EXAMPLE = '--set "Billing Period=Annual"'

_HEADER_LIMIT = 255  # characters of a table column's name


class OptionError(InputError):
    """An option of a command that cannot be meant: exit status 2."""


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column that is written: where it comes from and what it is called in the workbook.

    ``source`` is the file's header, None for a constant given by ``--set``. ``column`` is the schema's, None for a
    column of the user's own. ``new`` says that the workbook's table does not have it yet, ``given`` that ``--map`` or
    ``--set`` asked for it.
    """

    source: str | None
    target: str
    column: Column | None
    new: bool
    constant: str = ""
    given: bool = False

    @property
    def kind(self) -> Kind | None:
        """How its values are read."""
        return self.column.kind if self.column else None

    def text(self) -> str:
        """Say it as ``start_date -> Start`` or ``gender -> gender (new column)``."""
        left = " ".join(self.source.split()) if self.source is not None else repr(self.constant)
        return f"{left} -> {self.target}" + (" (new column)" if self.new else "")


def split_option(option: str, example: str, left_sides: Sequence[str] = ()) -> tuple[str, str]:
    """Split ``Left=Right`` at the equals sign; where there are several, at the one whose left side is known.

    Raises
    ------
    OptionError
        There is no equals sign, or nothing before it; the message shows ``example``.

    Examples
    --------
    >>> split_option("Rate = x=Amount", "", ["Rate = x"]), split_option("Value Cut=", "")
    (('Rate = x', 'Amount'), ('Value Cut', ''))
    """
    places = [i for i, c in enumerate(option) if c == "="]
    known = {header_key(side) for side in left_sides}
    place = next((p for p in reversed(places) if header_key(option[:p]) in known), places[0] if places else -1)
    left, right = option[:place].strip(), option[place + 1 :].strip()
    if place < 0 or not left:
        raise OptionError(f"{option!r} must be written like {example}.")
    return left, right


def nearest(word: str, words: Sequence[str]) -> list[str]:
    """All of ``words``, those most like ``word`` first.

    Examples
    --------
    >>> nearest("efort cut", ["Value Cut", "As of", "Effort Cut"])
    ['Effort Cut', 'Value Cut', 'As of']
    """
    key = header_key(word)
    return sorted(words, key=lambda w: -difflib.SequenceMatcher(None, key, header_key(w)).ratio())


def choose_columns(
    table: Table,
    own_headers: Sequence[str],
    their_headers: Sequence[str],
    maps: Sequence[tuple[str, str]] = (),
    constants: Sequence[tuple[str, str]] = (),
    file_name: str = "the file",
) -> tuple[MappedColumn, ...]:
    """Decide for every header of a file where it goes; whatever is not known becomes a column of the user's own.

    Parameters
    ----------
    table
        The input table.
    own_headers
        Headers that the table has in the workbook, in whatever words the user has chosen.
    their_headers
        The file's.
    maps
        ``--map``: the file's header and ours; ours may be new. They go before everything else.
    constants
        ``--set``: our header and the value of all rows.

    Raises
    ------
    OptionError
        A mapped header that the file does not have; a column that is given twice.
    """
    choice = _Choice(table, tuple(own_headers), file_name)
    mapped: set[str] = set()
    for header, target in maps:
        if not target:
            raise OptionError(f"--map: say which column of ours {header!r} is for, like {MAP_EXAMPLE}.")
        source = _find(header, their_headers)
        if source is None:
            have = ", ".join(repr(h) for h in nearest(header, their_headers))
            raise OptionError(f"--map: {file_name} has no header {header!r}; it has {have}.")
        mapped.add(source)
        choice.add(source, target, given=True)
    for target, value in constants:
        choice.add(None, target, value, given=True)
    rest = [header for header in their_headers if header not in mapped]
    free = tuple(column for column in table if not choice.has(column.header))
    found = {rest[place]: header for header, place in Table(table.name, free, "").match(rest).items()}
    for header in rest:
        choice.add(header, found.get(header, header))
    return choice.in_order(their_headers)


class _Choice:
    """The columns chosen so far."""

    def __init__(self, table: Table, own_headers: tuple[str, ...], file_name: str) -> None:
        self.table = table
        self.file_name = file_name
        self.own = {header_key(header): header for header in reversed(own_headers) if header}
        self.own_of = {header: own_headers[place] for header, place in table.match(own_headers).items()}
        self.columns: list[MappedColumn] = []
        self.taken: dict[str, MappedColumn] = {}

    def target(self, name: str) -> tuple[str, Column | None, bool]:
        """The workbook's header for a column of ours or the user's, the schema's column, and whether it is new."""
        key = header_key(name)
        column = next((c for c in self.table if header_key(c.header) == key), None)
        if column is None:
            column = next((self.table[ours] for ours, own in self.own_of.items() if header_key(own) == key), None)
        if column is not None:
            own = self.own_of.get(column.header)
            return (own, column, False) if own is not None else (column.header, column, True)
        if key and key in self.own:
            return self.own[key], None, False
        return " ".join(name.split()), None, True

    def has(self, header: str) -> bool:
        return self.target(header)[0].casefold() in self.taken

    def add(self, source: str | None, name: str, constant: str = "", given: bool = False) -> None:
        target, column, new = self.target(name)
        if len(target) > _HEADER_LIMIT:
            raise OptionError(
                f"{self.file_name}: the header {target[:40]!r}... is longer than {_HEADER_LIMIT} characters."
            )
        entry = MappedColumn(source, target, column, new, constant, given)
        other = self.taken.get(target.casefold())
        if other is not None:
            raise OptionError(_twice(target, other, entry, self.file_name))
        self.taken[target.casefold()] = entry
        self.columns.append(entry)

    def in_order(self, their_headers: Sequence[str]) -> tuple[MappedColumn, ...]:
        """In the file's order, constants last."""
        places = {header: place for place, header in enumerate(their_headers)}
        return tuple(sorted(self.columns, key=lambda c: places.get(c.source or "", len(places))))


def _find(header: str, headers: Sequence[str]) -> str | None:
    if header in headers:
        return header
    return next((h for h in headers if header_key(h) == header_key(header) and header_key(h)), None)


def _twice(target: str, first: MappedColumn, second: MappedColumn, file_name: str) -> str:
    """Two columns for one."""

    def whence(column: MappedColumn) -> str:
        return f"--set {column.constant!r}" if column.source is None else f"the header {column.source!r}"

    loser = second.source if second.source is not None else first.source
    advice = f' Give the other a name of its own: --map "{loser}={loser} (file)".' if loser else ""
    return f"{target} would be filled by {whence(first)} and by {whence(second)} of {file_name}.{advice}"

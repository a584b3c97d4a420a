"""What a table, a column and a setting are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from segmentbook.model.keys import header_key

__all__ = ["Column", "Kind", "Setting", "Table", "header_key"]


class Kind(StrEnum):
    """How a column's cells are read and shown."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    COUNT = "count"  # a number without decimals
    SHARE = "share"  # 0-1, shown as %
    SCORE = "score"  # 0-100, one decimal
    DATE = "date"
    YESNO = "yes/no"
    CHOICE = "choice"  # one of Column.choices
    MEASURE = "measure"  # a number or one of a measure's choices
    COLOUR = "colour"  # hex text, or the cell's own fill
    ANY = "any"  # kept as typed


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an input or result table.

    ``note`` is the header's note in the workbook and its text in the documentation: what it is, unit, example, what
    blank means. ``list_from`` names the table and column whose values the drop-down offers.
    """

    header: str
    kind: Kind
    note: str
    required: bool = False
    default: object = None
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    list_from: tuple[str, str] | None = None
    width: float = 14.0


@dataclass(frozen=True, slots=True)
class Table:
    """An input or result table. ``extra`` says what columns beyond these mean; "" where they are the user's own."""

    name: str
    columns: tuple[Column, ...]
    note: str
    required: bool = False
    extra: str = ""

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __getitem__(self, header: str) -> Column:
        for column in self.columns:
            if column.header == header:
                return column
        raise KeyError(f"{self.name} has no column {header!r}; it has {', '.join(self.headers)}")

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers, in order."""
        return tuple(column.header for column in self.columns)

    @property
    def required_headers(self) -> tuple[str, ...]:
        """The headers without which a table is not this one."""
        return tuple(column.header for column in self.columns if column.required)

    def match(self, headers: Sequence[str]) -> dict[str, int]:
        """Which of ``headers`` is which column: schema header -> position.

        A header itself goes before any alias; aliases in the schema's order; of two equal headers the first.

        Examples
        --------
        >>> table = Table("T", (Column("Client", Kind.TEXT, "", aliases=("Customer", "Account Name")),), "")
        >>> table.match(["account name", "CUSTOMER", "Other"])
        {'Client': 1}
        """
        positions: dict[str, int] = {}
        for position, header in enumerate(headers):
            positions.setdefault(header_key(header), position)
        found: dict[str, int] = {}
        taken: set[int] = set()
        own = {header_key(column.header) for column in self.columns}
        for column in self.columns:
            own_position = positions.get(header_key(column.header))
            if own_position is not None:
                found[column.header] = own_position
                taken.add(own_position)
        for column in self.columns:
            if column.header in found:
                continue
            for alias in column.aliases:
                place = positions.get(header_key(alias))
                if place is not None and place not in taken and header_key(alias) not in own:
                    found[column.header] = place
                    taken.add(place)
                    break
        return {column.header: found[column.header] for column in self.columns if column.header in found}


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the Settings table. ``field`` is its name in ``model.inputs.Settings``."""

    name: str
    field: str
    kind: Kind
    default: object
    note: str
    choices: tuple[str, ...] = ()
    blank: str = ""  # what a blank value means, where that is not the default
    minimum: float | None = None
    maximum: float | None = None

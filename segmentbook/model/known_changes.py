"""The inputs and settings that differ between two dates, found by whose they are and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any

from segmentbook.model.inputs import Band, SegmentCell, Settings, Tier
from segmentbook.model.keys import header_key, text_key
from segmentbook.model.snapshots import InputChange, Value

__all__ = ["KnownChanges", "PolicyThen", "column_of", "policy_then", "row_of"]

_BETWEEN = ": "
"""Between the row and the column in a change's name."""

_COLUMNS = frozenset(
    """Client;Amount;Contract ID;Product;Quantity;Currency;Billing Period;Start;End;Auto Renew;Aligned;Status
    Cancelled On;Kind;Renewal Date;Supersedes;Asset;Replacement Cost;End of Life;Rate;From;Measure;Weight;Scores 0 at
    Scores 100 at;Choices;Source;Description;Band;Minimum Score;Colour;Review Every;Value;Effort;Code;Name;Tier
    ARR Share;Minimum ARR;Minimum Employees;Touch Model;Definition;Column;Operator;Place;Rule""".replace(
        "\n    ", ";"
    ).split(";")
)
"""Columns that a change's name can end with; a row's name may have a colon in it."""


@lru_cache(maxsize=4096)
def _key(header: str) -> str:
    """`header_key`, asked for the same few headers for each of many clients."""
    return header_key(header)


@dataclass(frozen=True, slots=True)
class KnownChanges:
    """Changes by client and by table. ``complete`` is False where the inputs of the earlier date are not known."""

    complete: bool
    _own: dict[tuple[str, str], list[InputChange]] = field(default_factory=dict)
    _book: dict[str, list[InputChange]] = field(default_factory=dict)
    _lines: dict[str, list[InputChange]] = field(default_factory=dict)
    _settings: dict[str, list[InputChange]] = field(default_factory=dict)

    @classmethod
    def of(cls, changes: Iterable[InputChange] | None) -> KnownChanges:
        """Sort the changes; None where they are not known."""
        known = cls(changes is not None)
        for change in changes or ():
            if change.client_id:
                key = (text_key(change.client_id), change.table)
                known._own.setdefault(key, []).append(change)
            else:
                known._book.setdefault(change.table, []).append(change)
            if change.table == "Settings":
                known._settings.setdefault(_key(change.name), []).append(change)
            if change.table == "Contracts":
                known._lines.setdefault(text_key(row_of(change)), []).append(change)
        return known

    def of_client(self, key: str, table: str = "Clients") -> Sequence[InputChange]:
        """What changed about one client in a table."""
        return self._own.get((key, table), ())

    def input(self, key: str, header: str) -> InputChange | None:
        """The change of one client's cell in Clients, by its header."""
        wanted = _key(header)
        return next((c for c in self.of_client(key) if _key(c.name) == wanted), None)

    def of_table(self, table: str, *columns: str) -> list[InputChange]:
        """What changed in a table of the whole book: cells of these columns, and whole rows."""
        return [c for c in self._book.get(table, ()) if column_of(c) in ("", *columns)]

    def setting(self, *names: str) -> list[InputChange]:
        """Which of these settings changed."""
        return [change for name in names for change in self._settings.get(_key(name), ())]

    def of_contract(self, label: str) -> Sequence[InputChange]:
        """What changed about contract lines of that ID, whoever's they are."""
        return self._lines.get(text_key(label), ())


def row_of(change: InputChange) -> str:
    """The row that a change's name speaks of.

    Examples
    --------
    >>> row_of(InputChange("", "HealthBands", "Good: so far: Minimum Score", 70.0, 60.0))
    'Good: so far'
    >>> row_of(InputChange("", "HealthBands", "Good: so far", None, "70"))
    'Good: so far'
    """
    return change.name[: -len(_BETWEEN + column)] if (column := column_of(change)) else change.name


def column_of(change: InputChange) -> str:
    """The column that a change's name speaks of; "" for a whole row."""
    _, between, column = change.name.rpartition(_BETWEEN)
    return column if between and column in _COLUMNS else ""


@dataclass(frozen=True, slots=True)
class PolicyThen:
    """The policy of the earlier date; None where it cannot be told from what changed (rows that came or went)."""

    settings: Settings
    bands: tuple[Band, ...] | None
    tiers: tuple[Tier, ...] | None
    codes: dict[str, str] | None  # a segment's code now -> then
    same_rules: bool


_SETTINGS = {
    "Value Basis": "value_basis",
    "Value Cut": "value_cut",
    "Value Cut per Seat": "value_cut_per_seat",
    "Effort Cut": "effort_cut",
    "Tier By": "tier_by",
    "Crossing Account": "crossing_account",
}
_BLANK_COUNTS = ("value_cut", "value_cut_per_seat")  # blank: the median


def policy_then(
    known: KnownChanges,
    settings: Settings,
    bands: tuple[Band, ...],
    tiers: tuple[Tier, ...],
    cells: tuple[SegmentCell, ...],
) -> PolicyThen:
    """Undo the changes of the policy."""
    was: dict[str, Any] = {}
    defaults = {one.name: one.default for one in fields(Settings)}
    for name, attribute in _SETTINGS.items():
        for change in known.setting(name):
            blank = change.was is None or change.was == ""
            was[attribute] = defaults[attribute] if blank and attribute not in _BLANK_COUNTS else change.was
            if blank and attribute in _BLANK_COUNTS:
                was[attribute] = None
    return PolicyThen(
        settings=replace(settings, **was),
        bands=_undone(bands, known.of_table("HealthBands", "Minimum Score"), {"Minimum Score": "minimum"}),
        tiers=_undone(tiers, known.of_table("Tiers", *_TIER_COLUMNS, "Place"), _TIER_COLUMNS),
        codes=_codes(known, cells),
        same_rules=not known.of_table("TierRules", "Rule"),
    )


_TIER_COLUMNS = {
    "ARR Share": "arr_share",
    "Minimum ARR": "minimum_arr",
    "Minimum Employees": "minimum_employees",
}


def _undone(rows: tuple[Any, ...], changes: Sequence[InputChange], columns: dict[str, str]) -> tuple[Any, ...] | None:
    """Rows of a policy table as they were; None where a row came or went."""
    places = {text_key(row.name): place for place, row in enumerate(rows)}
    done = list(rows)
    for change in changes:
        column, place = column_of(change), places.get(text_key(row_of(change)))
        if column not in columns or place is None:
            return None
        done[place] = replace(done[place], **{columns[column]: _figure(change.was, columns[column])})
    return tuple(sorted(done, key=lambda band: band.minimum)) if "Minimum Score" in columns else tuple(done)


def _figure(value: Value, attribute: str) -> float | None:
    if isinstance(value, (int, float)):
        return float(value)
    return 0.0 if attribute == "minimum" else None


def _codes(known: KnownChanges, cells: tuple[SegmentCell, ...]) -> dict[str, str] | None:
    """Each segment's code as it was, by its code now; None where cells changed in another way."""
    codes = {cell.code: cell.code for cell in cells}
    for change in known.of_table("Segments", "Code", "Value", "Effort"):
        if column_of(change) != "Code" or str(change.now) not in codes:
            return None
        codes[str(change.now)] = str(change.was)
    return codes

"""The table CustomerLists. A list of which one row cannot be used is not computed: left out, the row would widen it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from segmentbook.checks.asked_columns import askable, column_hint, column_named
from segmentbook.checks.cells import blank_cells, cell_shown
from segmentbook.checks.compared import compared_value, compared_values, schema_kind, wanted_words
from segmentbook.checks.findings import Findings, one_of
from segmentbook.checks.places import nearest
from segmentbook.checks.policy_table import CellPolicyError, PolicyTable
from segmentbook.checks.table import NUMBER_KINDS
from segmentbook.model.conditions import distinct_cells
from segmentbook.model.date_windows import WINDOWS, day_of, read_span
from segmentbook.model.inputs import CustomerList, ListCondition
from segmentbook.model.issues import Level
from segmentbook.model.keys import text_key
from segmentbook.model.list_chains import circle, list_asked, list_named
from segmentbook.model.lists import LISTS
from segmentbook.raw import RawColumn, RawTable
from segmentbook.schema import CUSTOMER_LISTS, Kind
from segmentbook.schema.catalogue import LIST_OPERATORS
from segmentbook.schema.default_lists import LISTS as READY
from segmentbook.schema.read_operators import WITHOUT_VALUE, read_operator

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.issues import Issue

__all__ = ["read_lists"]

_ORDER = (">", ">=", "<", "<=")
_PARTS = ("Column", "Operator", "Value")
_OF_TEXTS = frozenset({Kind.TEXT, Kind.CHOICE, Kind.YESNO})
_HOLD = {Kind.NUMBER: "numbers", Kind.DATE: "dates", Kind.YESNO: "Yes or No"}


def read_lists(raw: RawTable | None, clients: pd.DataFrame) -> tuple[tuple[CustomerList, ...], tuple[Issue, ...]]:
    """Lists in the order of their first rows; without the table those that come ready.

    A list that cannot be computed has no conditions, and so no members; a warning says why.

    Parameters
    ----------
    raw
        The table CustomerLists.
    clients
        The Clients frame: its columns, those of SegmentResults and other lists may be asked for.

    Raises
    ------
    PolicyError
        Lists ask for each other in a circle.
    """
    if raw is None:
        return READY, ()
    table = PolicyTable(raw, CUSTOMER_LISTS)
    table.keep_named("List")
    reader = _Reader(table, clients)
    drafts = reader.drafts()
    reader.leave_out_what_asks_for_no_list(drafts)
    lists = tuple(draft.made() for draft in drafts)
    _refuse_circle(table, lists)
    return lists, (*table.findings.issues(), *_no_dates(lists, clients))


@dataclass(slots=True)
class _Draft:
    """A list while its rows are read."""

    name: str
    rows: list[int] = field(default_factory=list)
    conditions: list[ListCondition] = field(default_factory=list)
    usable: bool = True
    said: dict[str, str] = field(default_factory=dict)  # Owner, Visible To, Severity

    def made(self) -> CustomerList:
        conditions = tuple(self.conditions) if self.usable else ()
        return CustomerList(self.name, conditions, self.said["Owner"], self.said["Visible To"], self.said["Severity"])


class _Reader:
    def __init__(self, table: PolicyTable, clients: pd.DataFrame) -> None:
        self.table = table
        self.clients = clients
        self.names = [" ".join(str(name).replace(";", ",").split()) for name in table.texts("List")]
        self.texts = {header: table.texts(header) for header in ("Column", "Operator", "Group")}
        values = table.column("Value")
        self.values = RawColumn.from_values([None] * len(table)) if values is None else values
        self.blank_values = blank_cells(self.values)
        names = dict.fromkeys(self.names)
        self.columns = askable([str(header) for header in clients.columns], names, without=(LISTS,))

    def drafts(self) -> list[_Draft]:
        """The lists, each row read; what is wrong with one is noted."""
        table = self.table
        joined = np.array([";" in str(name) for name in table.texts("List")], dtype=np.bool_)
        rule = "List must not have ; in its name, which parts names in the column Lists"
        table.note(Level.WARNING, np.flatnonzero(joined), "List", rule, "A comma takes its place.")
        found: dict[str, _Draft] = {}
        for row, name in enumerate(self.names):
            found.setdefault(text_key(name), _Draft(name)).rows.append(row)
        of_lists = {header: table.texts(header).tolist() for header in ("Owner", "Visible To")}
        severity, unreadable = table.choices("Severity", Level.WARNING, "The list has no severity.")
        of_lists["Severity"] = ["" if bad else str(text or "") for text, bad in zip(severity, unreadable, strict=True)]
        for draft in found.values():
            for header, texts in of_lists.items():
                draft.said[header] = self._said_once(draft, header, texts)
            for row in draft.rows:
                self._read(draft, row)
            if draft.usable and not draft.conditions:
                done = f"{_not_computed(draft)} Fill in Column, Operator and Value."
                self._warn(draft.rows[0], "List", "List must have a condition", draft.name, done)
                draft.usable = False
        return list(found.values())

    def _said_once(self, draft: _Draft, header: str, texts: Sequence[str]) -> str:
        """What the rows of a list say of the whole of it: the first that says something counts."""
        said = [(row, texts[row]) for row in draft.rows if texts[row]]
        for row, text in said[1:]:
            if text_key(text) != text_key(said[0][1]):
                rule = f"{header} must be one for all rows of a list"
                self._warn(row, header, rule, text, f"{said[0][1]} counts for {draft.name!r}. Clear the other.")
        return said[0][1] if said else ""

    def _read(self, draft: _Draft, row: int) -> None:
        if not self.texts["Column"][row] and not self.texts["Operator"][row] and self.blank_values[row]:
            return  # it says whose list it is
        try:
            draft.conditions.append(self._condition(row))
        except CellPolicyError as refusal:
            wrong = refusal.issue
            self._warn(row, wrong.column or "", wrong.rule, wrong.value, f"{_not_computed(draft)} {wrong.action}")
            draft.usable = False

    def _condition(self, row: int) -> ListCondition:
        table = self.table
        column_text, operator_text = self.texts["Column"][row], self.texts["Operator"][row]
        column = column_named(column_text, self.columns)
        if column is None:
            rule = "Column must be one of Clients or SegmentResults"
            table.stop(row, "Column", rule, column_hint(column_text, self.columns), column_text or None)
        read = read_operator(operator_text)
        if read is None:
            near = nearest(operator_text, LIST_OPERATORS) if operator_text else None
            hint = f"Did you mean {near}?" if near else "Correct the operator."
            table.stop(row, "Operator", f"Operator must be {one_of(LIST_OPERATORS)}", hint, operator_text or None)
        operator, span = read
        kind = self._kind(column)
        self._require_fitting(row, column, operator, kind)
        value = self._value(row, column, operator, kind, span)
        return ListCondition(column, operator, value, text_key(self.texts["Group"][row]), int(table.rows[row]))

    def _kind(self, column: str) -> Kind:
        """What a column holds: by the schema, or as its cells tell."""
        kind = schema_kind(column)
        own = kind is Kind.ANY and column in self.clients.columns
        return _content_kind(self.clients[column]) if own else kind

    def _require_fitting(self, row: int, column: str, operator: str, kind: Kind) -> None:
        """Stop at an operator that can never hold for what the column holds."""
        number = kind in NUMBER_KINDS
        if operator in WINDOWS and (number or kind in _OF_TEXTS):
            holds = _HOLD.get(Kind.NUMBER if number else kind, "texts")
            rule = f"'{operator}' must ask for a column of dates; {column} holds {holds}"
            self.table.stop(row, "Operator", rule, "Name another column, or compare it otherwise.")
        if operator in _ORDER and kind in _OF_TEXTS:
            rule = f"'{operator}' must compare numbers or dates; {column} holds {_HOLD.get(kind, 'texts')}"
            self.table.stop(row, "Operator", rule, "Use =, <>, in or contains.")

    def _value(self, row: int, column: str, operator: str, kind: Kind, span: str) -> Any:
        table, blank = self.table, bool(self.blank_values[row])
        cell = RawColumn(self.values.kind[row : row + 1], self.values.number[row : row + 1], self.values.pool)
        if operator in WITHOUT_VALUE:
            return None
        if operator in WINDOWS:
            return self._span(row, operator, cell, span)
        if blank:
            table.stop(
                row, "Value", f"Value must be filled in for '{operator}'", "Give what the column is compared with."
            )
        if operator == "in":
            value: Any = compared_values(cell, kind, date1904=table.raw.date1904)
        else:
            value = compared_value(cell, kind, operator, date1904=table.raw.date1904)
        if value is None:
            rule = f"Value must be {wanted_words(kind)}, as {column} is"
            table.stop(row, "Value", rule, "Correct it.", cell_shown(cell, 0))
        return value

    def _span(self, row: int, operator: str, cell: RawColumn, behind: str) -> str:
        """How long the time is: behind the operator, or in Value."""
        shown = cell_shown(cell, 0)
        typed = None if bool(self.blank_values[row]) else read_span(shown)
        said = read_span(behind) if behind else None
        if behind and said is None:
            rule = "Operator must say how long: a whole number of days, weeks, months, quarters or years"
            self.table.stop(row, "Operator", rule, "Write such as 'in next 90 days'.", self.texts["Operator"][row])
        if said is not None and (bool(self.blank_values[row]) or typed == said):
            return said
        if said is not None:
            rule = f"Value must be blank where Operator says how long ({said})"
            self.table.stop(row, "Value", rule, "Clear one of the two.", shown)
        if typed is None:
            rule = f"Value must say how long for '{operator}': a whole number of days, weeks, months, quarters or years"
            todo = "Give such as 30 or 3 months."
            self.table.stop(row, "Value", rule, todo, None if bool(self.blank_values[row]) else shown)
        return typed

    def leave_out_what_asks_for_no_list(self, drafts: Sequence[_Draft]) -> None:
        """A list that asks for one that is not computed is not computed either."""
        changed = True
        while changed:
            changed = False
            broken = {text_key(draft.name) for draft in drafts if not draft.usable}
            for draft in drafts:
                for condition in draft.conditions if draft.usable else ():
                    asked = list_asked(condition.column)
                    if asked and text_key(asked) in broken and draft.usable:
                        row = int(np.flatnonzero(self.table.rows == condition.row)[0])
                        rule = f"Column asks for the list {asked!r}, which is not computed"
                        self._warn(row, "Column", rule, None, f"{_not_computed(draft)} Correct that list.")
                        draft.usable, changed = False, True

    def _warn(self, row: int, header: str, rule: str, value: object, action: str) -> None:
        self.table.findings.warning(int(self.table.rows[row]), header or None, rule, value, action)


def _not_computed(draft: _Draft) -> str:
    return f"The list {draft.name!r} is not computed."


def _refuse_circle(table: PolicyTable, lists: Sequence[CustomerList]) -> None:
    names = circle(lists)
    if not names:
        return
    first = list_named(lists, names[0])
    conditions = first.conditions if first is not None else ()
    at = next(one.row for one in conditions if text_key(list_asked(one.column)) == text_key(names[1]))
    row = int(np.flatnonzero(table.rows == at)[0])
    rule = f"Lists must not ask for each other in a circle; here {' - '.join(names)}"
    table.stop(row, "Column", rule, "Take one of these conditions out.", table.texts("Column")[row])


def _no_dates(lists: Sequence[CustomerList], clients: pd.DataFrame) -> tuple[Issue, ...]:
    """Cells of the user's own columns that a list asks for as dates, and that are none."""
    asked: dict[str, str] = {}
    for rule in lists:
        for condition in rule.conditions:
            if condition.operator in WINDOWS and condition.column in clients:
                asked.setdefault(condition.column, rule.name)
    findings = Findings("Clients")
    for column, name in asked.items():
        if schema_kind(column) is Kind.ANY:
            codes, cells = distinct_cells(clients[column])
            wrong = np.array(
                [day_of(cell) is None and str(cell).strip() != "" for cell in (*cells, "")], dtype=np.bool_
            )
            rows = np.flatnonzero(wrong[codes])
            values = clients[column].iloc[rows].tolist()
            said = f"{column} must be a date, as the list {name!r} asks for it"
            labels = clients.index.to_numpy()[rows]
            findings.cells(Level.WARNING, labels, column, said, "The cell is blank to that list.", values.__getitem__)
    return findings.issues()


def _content_kind(cells: pd.Series[Any]) -> Kind:
    """What a column of the user's own holds: numbers, dates (as ISO texts) or texts; anything where they are mixed.

    Examples
    --------
    >>> import pandas as pd
    >>> _content_kind(pd.Series(["2026-06-30", None], dtype=object)), _content_kind(pd.Series([1.0, "a"], dtype=object))
    (<Kind.DATE: 'date'>, <Kind.ANY: 'any'>)
    """
    if cells.dtype.kind in "fM":
        return Kind.DATE if cells.dtype.kind == "M" else Kind.NUMBER
    kinds = {_kind_of(cell) for cell in distinct_cells(cells)[1] if str(cell).strip()}
    return kinds.pop() if len(kinds) == 1 else Kind.ANY


def _kind_of(cell: object) -> Kind:
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return Kind.NUMBER
    return Kind.TEXT if day_of(cell) is None else Kind.DATE

"""Tiers and their rules. What contradicts itself stops a refresh where the setting Tier By depends on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from segmentbook.checks.cells import blank_cells, cell_shown, text_column
from segmentbook.checks.date_columns import date_columns
from segmentbook.checks.findings import one_of
from segmentbook.checks.numbers import number_column
from segmentbook.checks.places import nearest
from segmentbook.checks.policy_table import CellPolicyError, PolicyTable, known
from segmentbook.checks.table import BLANKED, NUMBER_KINDS
from segmentbook.errors import PolicyError
from segmentbook.model.inputs import Settings, Tier, TierRule
from segmentbook.model.issues import Issue, Level
from segmentbook.model.policy import doubled, tier_minimum_fault, tier_share_fault
from segmentbook.raw import RawColumn, RawTable
from segmentbook.schema import CLIENTS, OPERATORS, SEGMENT_RESULTS, TIER_RULES, TIERS, Kind, defaults, header_key
from segmentbook.schema.read_words import read_yes_no

__all__ = ["read_tier_rules", "read_tiers"]

_OTHER_OPERATORS = {
    "≥": ">=",
    "=>": ">=",
    "≤": "<=",
    "=<": "<=",
    "≠": "<>",
    "!=": "<>",
    "==": "=",
    "is": "=",
    "is blank": "blank",
    "is not blank": "not blank",
    "one of": "in",
}
_WITHOUT_VALUE = ("blank", "not blank")
_OF_TEXT = ("contains", "in")


def read_tiers(raw: RawTable | None, settings: Settings) -> tuple[tuple[Tier, ...], tuple[Issue, ...]]:
    """Tiers from the highest; without the table the default ones.

    Raises
    ------
    PolicyError
        No tiers, a doubled name; where the setting Tier By uses them: shares that do not rise to at most 100%, a
        blank share before the last, a last share under 100%, minima that do not fall.
    """
    if raw is None:
        return defaults.TIERS, ()
    table = PolicyTable(raw, TIERS)
    table.keep_named("Tier")
    table.require_rows("at least one tier")
    names = table.texts("Tier")
    table.require(doubled("Tier", names.tolist(), "Give each tier a name of its own."))
    decides = {"ARR share": "ARR Share", "ARR": "Minimum ARR", "Employees": "Minimum Employees"}.get(settings.tier_by)
    numbers: dict[str, npt.NDArray[np.float64]] = {}
    for header in ("ARR Share", "Minimum ARR", "Minimum Employees", "Review Every"):
        if header == decides:
            numbers[header] = table.strict_numbers(header, f"Correct it: the setting Tier By is {settings.tier_by}.")
        else:
            numbers[header], _, _ = table.numbers(header, Level.WARNING, BLANKED)
    if decides == "ARR Share":
        table.require(tier_share_fault(known(numbers[decides])))
    elif decides is not None:
        table.require(tier_minimum_fault(decides, known(numbers[decides])))
    models, definitions = table.texts("Touch Model"), table.texts("Definition")
    tiers = []
    for row, name in enumerate(names):
        share, arr, employees, review = (None if np.isnan(n[row]) else float(n[row]) for n in numbers.values())
        tiers.append(Tier(name, share, arr, employees, models[row], review, definitions[row]))
    return tuple(tiers), table.findings.issues()


def read_tier_rules(
    raw: RawTable | None, settings: Settings, tiers: tuple[Tier, ...], client_columns: tuple[str, ...]
) -> tuple[tuple[TierRule, ...], tuple[Issue, ...]]:
    """Conditions of tiers; where the setting Tier By is not Rules, one that is wrong is only left out.

    Parameters
    ----------
    client_columns
        Columns of the Clients frame.

    Raises
    ------
    PolicyError
        Tier By is Rules and there are none, or one names a tier, column or operator that there is not, or lacks a
        value that can be compared.
    """
    needed = settings.tier_by == "Rules"
    if raw is None:
        if needed:
            raise PolicyError(
                "Settings: Tier By is Rules, but there is no table TierRules. Add it ('segmentbook init BOOK'), or "
                "choose ARR share, ARR or Employees."
            )
        return (), ()
    table = PolicyTable(raw, TIER_RULES)
    table.keep_named("Tier")
    if needed and not len(table):
        table.stop(None, "", "Tier By is Rules, but the table TierRules has no rows", "Add a row, or choose ARR share.")
    rules = []
    for row in range(len(table)):
        try:
            rules.append(_rule(table, row, tiers, client_columns))
        except CellPolicyError as refusal:
            if needed:
                raise
            wrong = refusal.issue
            action = f"The rule is left out; Tier By is {settings.tier_by}. {wrong.action}"
            table.findings.warning(wrong.row, wrong.column, wrong.rule, wrong.value, action)
    return tuple(rules), table.findings.issues()


def _rule(table: PolicyTable, row: int, tiers: tuple[Tier, ...], client_columns: tuple[str, ...]) -> TierRule:
    tier_text, column_text, operator_text = (str(table.texts(h)[row]) for h in ("Tier", "Column", "Operator"))
    names = [tier.name for tier in tiers]
    tier = next((name for name in names if name.casefold() == tier_text.casefold()), None)
    if tier is None:
        _unknown(table, row, "Tier", "Tier must be one of the table Tiers", tier_text, names)
    columns = list(dict.fromkeys((*client_columns, *SEGMENT_RESULTS.headers)))
    column = next((header for header in columns if header_key(header) == header_key(column_text)), None)
    if column is None or not column_text:
        rule = "Column must be one of Clients or SegmentResults"
        _unknown(table, row, "Column", rule, column_text, columns)
    word = " ".join(operator_text.casefold().split())
    operator = _OTHER_OPERATORS.get(word, word)
    if operator not in OPERATORS:
        _unknown(table, row, "Operator", f"Operator must be {one_of(OPERATORS)}", operator_text, OPERATORS)
    cells = table.column("Value")
    one = RawColumn.from_values([None])
    if cells is not None:
        one = RawColumn(cells.kind[row : row + 1], cells.number[row : row + 1], cells.pool)
    if operator in _WITHOUT_VALUE:
        return TierRule(str(tier), str(column), operator, None)
    if blank_cells(one)[0]:
        table.stop(row, "Value", f"Value must be filled in for {operator}", "Give what the column is compared with.")
    return TierRule(str(tier), str(column), operator, _compared(table, row, str(column), operator, one))


def _unknown(
    table: PolicyTable, row: int, header: str, rule: str, text: str, known: list[str] | tuple[str, ...]
) -> None:
    """Stop at a name that there is not, with the one that was probably meant."""
    near = nearest(text, known) if text else None
    todo = f"Did you mean {near}?" if near else f"Correct the {header.lower()}."
    table.stop(row, header, rule, todo, text or None)


def _compared(table: PolicyTable, row: int, column: str, operator: str, one: RawColumn) -> Any:
    """The value of a rule in the type of the column that it is compared with."""
    text = str(text_column(one)[0])
    kind = next((c.kind for schema in (CLIENTS, SEGMENT_RESULTS) for c in schema if c.header == column), Kind.ANY)
    if operator in _OF_TEXT:
        return text
    read: Any = None
    if kind in NUMBER_KINDS:
        numbers = number_column(one)
        read = None if np.isnan(numbers.values[0]) else float(numbers.values[0])
        wanted = "a number"
    elif kind is Kind.DATE:
        days = date_columns({"": one}, date1904=table.raw.date1904)[""]
        read = None if np.isnat(days.values[0]) else days.values[0].astype("datetime64[D]").item()
        wanted = "a date"
    elif kind is Kind.YESNO:
        read, wanted = read_yes_no(text), "Yes or No"
    else:
        shown = cell_shown(one, 0)
        read, wanted = (shown if isinstance(shown, float) else text or None), "a value"
    if read is None:
        table.stop(row, "Value", f"Value must be {wanted}, as {column} is", "Correct it.", cell_shown(one, 0))
    return read

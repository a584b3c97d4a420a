"""Tiers and their rules. What contradicts itself stops a refresh where the setting Tier By depends on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from segmentbook.checks.cells import blank_cells, cell_shown
from segmentbook.checks.compared import compared_value, schema_kind, wanted_words
from segmentbook.checks.findings import one_of
from segmentbook.checks.list_uses import usable_list
from segmentbook.checks.places import nearest
from segmentbook.checks.policy_table import CellPolicyError, PolicyTable, known
from segmentbook.checks.table import BLANKED
from segmentbook.errors import PolicyError
from segmentbook.model.inputs import CustomerList, Settings, Tier, TierRule
from segmentbook.model.issues import Issue, Level
from segmentbook.model.list_chains import AFTER_TIERS, list_asked
from segmentbook.model.policy import doubled, tier_minimum_fault, tier_share_fault
from segmentbook.raw import RawColumn, RawTable
from segmentbook.schema import OPERATORS, SEGMENT_RESULTS, TIER_RULES, TIERS, defaults, header_key
from segmentbook.schema.read_operators import WITHOUT_VALUE, read_operator

__all__ = ["read_tier_rules", "read_tiers"]


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
    raw: RawTable | None,
    settings: Settings,
    tiers: tuple[Tier, ...],
    client_columns: tuple[str, ...],
    lists: Sequence[CustomerList] = (),
) -> tuple[tuple[TierRule, ...], tuple[Issue, ...]]:
    """Conditions of tiers; where the setting Tier By is not Rules, one that is wrong is only left out.

    Parameters
    ----------
    client_columns
        Columns of the Clients frame.
    lists
        A rule may ask who is in one (``List: Onboarding`` is Yes or No), as long as it does not follow from tiers.

    Raises
    ------
    PolicyError
        Tier By is Rules and there are none, or one names a tier, column, list or operator that there is not, or lacks
        a value that can be compared.
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
            rules.append(_rule(table, row, tiers, client_columns, lists))
        except CellPolicyError as refusal:
            if needed:
                raise
            wrong = refusal.issue
            action = f"The rule is left out; Tier By is {settings.tier_by}. {wrong.action}"
            table.findings.warning(wrong.row, wrong.column, wrong.rule, wrong.value, action)
    return tuple(rules), table.findings.issues()


def _rule(
    table: PolicyTable,
    row: int,
    tiers: tuple[Tier, ...],
    client_columns: tuple[str, ...],
    lists: Sequence[CustomerList],
) -> TierRule:
    tier_text, column_text, operator_text = (str(table.texts(h)[row]) for h in ("Tier", "Column", "Operator"))
    names = [tier.name for tier in tiers]
    tier = next((name for name in names if name.casefold() == tier_text.casefold()), None)
    if tier is None:
        _unknown(table, row, "Tier", "Tier must be one of the table Tiers", tier_text, names)
    columns = list(dict.fromkeys((*client_columns, *SEGMENT_RESULTS.headers)))
    column = next((header for header in columns if header_key(header) == header_key(column_text)), None)
    if column is None and list_asked(column_text):
        column = usable_list(table, row, "Column", column_text, lists, AFTER_TIERS, "the tiers are given")
    if column is None or not column_text:
        rule = "Column must be one of Clients or SegmentResults"
        _unknown(table, row, "Column", rule, column_text, columns)
    operator, _ = read_operator(operator_text) or (operator_text, "")
    if operator not in OPERATORS:
        _unknown(table, row, "Operator", f"Operator must be {one_of(OPERATORS)}", operator_text, OPERATORS)
    cells = table.column("Value")
    one = RawColumn.from_values([None])
    if cells is not None:
        one = RawColumn(cells.kind[row : row + 1], cells.number[row : row + 1], cells.pool)
    if operator in WITHOUT_VALUE:
        return TierRule(str(tier), str(column), operator, None)
    if blank_cells(one)[0]:
        table.stop(row, "Value", f"Value must be filled in for {operator}", "Give what the column is compared with.")
    kind = schema_kind(str(column))
    value = compared_value(one, kind, operator, date1904=table.raw.date1904)
    if value is None:
        rule = f"Value must be {wanted_words(kind)}, as {column} is"
        table.stop(row, "Value", rule, "Correct it.", cell_shown(one, 0))
    return TierRule(str(tier), str(column), operator, value)


def _unknown(
    table: PolicyTable, row: int, header: str, rule: str, text: str, known: list[str] | tuple[str, ...]
) -> None:
    """Stop at a name that there is not, with the one that was probably meant."""
    near = nearest(text, known) if text else None
    todo = f"Did you mean {near}?" if near else f"Correct the {header.lower()}."
    table.stop(row, header, rule, todo, text or None)

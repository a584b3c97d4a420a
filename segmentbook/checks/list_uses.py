"""Lists that measures and tier rules ask for: they must be there, and must not follow from what asks for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from segmentbook.checks.asked_columns import column_hint
from segmentbook.checks.policy_table import PolicyTable
from segmentbook.model.inputs import CustomerList, Measure
from segmentbook.model.keys import header_key
from segmentbook.model.list_chains import AFTER_SCORES, chain_text, chain_to, list_asked, list_header, list_named
from segmentbook.raw import RawTable
from segmentbook.schema import Table

__all__ = ["measures_of_lists", "usable_list"]

_ANSWERS = ("yes", "no")


def usable_list(
    table: PolicyTable,
    row: int,
    header: str,
    text: str,
    lists: Sequence[CustomerList],
    unknown: Collection[str],
    when: str,
) -> str:
    """The column of the list that a cell asks for, as the calculation calls it.

    Parameters
    ----------
    table, row, header, text
        The cell, and what it says.
    unknown, when
        Columns that are not known until ``when``: the list must not ask for them.

    Raises
    ------
    PolicyError
        There is no such list, it is not computed, or it follows from what asks for it: the message names the chain.
    """
    rule = list_named(lists, list_asked(text))
    if rule is None:
        known = [list_header(one.name) for one in lists]
        table.stop(row, header, f"{header} must name a list of CustomerLists", column_hint(text, known), text)
    if not rule.conditions:
        said = f"{header} uses the list {rule.name!r}, which is not computed"
        table.stop(row, header, said, "Correct its rows in CustomerLists; DataIssues names them.")
    chain = chain_to(lists, rule.name, unknown)
    if chain:
        said = f"{header} uses {chain_text(chain)}, which is known only when {when}"
        table.stop(row, header, said, "Take that condition out of the list, or name another column.")
    return list_header(rule.name)


def measures_of_lists(
    raw: RawTable | None,
    schema: Table,
    measures: Sequence[Measure],
    lists: Sequence[CustomerList],
    client_columns: Sequence[str],
) -> tuple[Measure, ...]:
    """Measures whose source is a list, with the list as the calculation calls it; the others as they are.

    Parameters
    ----------
    raw, schema
        The table of the measures; None: they are the default ones.
    client_columns
        Columns of the Clients frame, which go before lists.

    Raises
    ------
    PolicyError
        As for ``usable_list``; or the measure has no Choices for Yes and No.
    """
    own = {header_key(header) for header in client_columns}
    if raw is None or not any(list_asked(one.column) for one in measures):
        return tuple(measures)
    table = PolicyTable(raw, schema)
    table.keep_named("Measure")
    made = []
    for row, measure in enumerate(measures):
        if list_asked(measure.column) and header_key(measure.column) not in own:
            header = "Source" if measure.source else "Measure"
            scored = "the measures are scored"
            column = usable_list(table, row, header, measure.column, lists, AFTER_SCORES, scored)
            if not all(answer in measure.choices for answer in _ANSWERS):
                rule = f"Choices must score Yes and No where {header} is a list"
                table.stop(row, "Choices", rule, "Write such as Yes=0; No=100.", table.texts("Choices")[row] or None)
            measure = replace(measure, source=column)
        made.append(measure)
    return tuple(made)

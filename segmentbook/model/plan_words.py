"""What there is to say of a plan, in whole sentences: for the sheet and for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segmentbook.model.plan_cells import MONEY_UNITS, PlanCell

if TYPE_CHECKING:
    from segmentbook.model.plan import NextMoney, Plan, PlanChange

__all__ = ["change_text", "contradiction", "money_text", "next_money_text", "notes", "shortfall", "times_text"]

_CENT = 0.01

_LISTED = 5
"""So many examples are named; then comes how many more there are."""


def money_text(money: float) -> str:
    """Money to the cent.

    Examples
    --------
    >>> money_text(-1234.5)
    '-1,234.50'
    """
    return f"{money:,.2f}"


def times_text(times: float) -> str:
    """A number of times a year.

    Examples
    --------
    >>> times_text(1.0), times_text(0.5), times_text(1200.0)
    ('1 time', '0.5 times', '1,200 times')
    """
    number = f"{times:,.0f}" if float(times).is_integer() else f"{times:,.6g}"
    return f"{number} {'time' if times == 1 else 'times'}"


def change_text(change: PlanChange) -> str:
    """One change, from and to."""
    if change.after == 0.0:
        return f"{change.service} for {change.tier} dropped (now {times_text(change.before)} a year)"
    before = times_text(change.before).split(" ")[0]
    return f"{change.service} for {change.tier} from {before} to {times_text(change.after)} a year"


def contradiction(cells: Sequence[PlanCell]) -> str:
    """Which minima are above their maxima; "" where none is."""
    wrong = [
        f"{cell.service.name} for {cell.tier} has a minimum of {times_text(cell.least)} and a maximum of "
        f"{times_text(cell.most)} a year"
        for cell in cells
        if cell.least > cell.most
    ]
    if not wrong:
        return ""
    return f"Services: a minimum must not be above its maximum; {_listed(wrong)}. Correct one of the two."


def shortfall(cells: Sequence[PlanCell], budget: int) -> str:
    """Why the minima do not fit, the dearest first; "" where they do. The budget is in millionths."""
    held = [(cell.cost(cell.least), cell) for cell in cells if cell.least > 0.0]
    cost = sum(part for part, _ in held)
    if cost <= budget:
        return ""
    held.sort(key=lambda one: -one[0])  # stable: of equals in the catalogue's order
    named = [
        f"{cell.service.name} for {cell.tier}, {times_text(cell.least)} ({money_text(part / MONEY_UNITS)})"
        for part, cell in held
        if part
    ]
    needed = -(-cost // (MONEY_UNITS // 100)) / 100
    return (
        f"The minima cost {money_text(needed)} a year, but the budget is {money_text(budget / MONEY_UNITS)}: "
        f"{money_text(needed - budget / MONEY_UNITS)} is missing. The minima: {_listed(named)}. Lower a minimum, or "
        f"raise the budget to {money_text(needed)}."
    )


def next_money_text(following: NextMoney | None) -> str:
    """What the next money would buy."""
    if following is None:
        return "More money would buy nothing: every service is at its most times a year."
    gain = money_text(abs(following.value))
    worth = f"Service value {'rises' if following.value >= 0.0 else 'falls'} by {gain}."
    return (
        f"With {money_text(following.extra)} more ({money_text(following.budget)} a year) the plan would be better: "
        f"{_listed([change_text(change) for change in following.changes])}. {worth}"
    )


def notes(plan: Plan, cells: Sequence[PlanCell], gap: float) -> tuple[str, ...]:
    """All that is to be said of a plan that there is."""
    said = []
    if not plan.cuts and not plan.additions:
        said.append("The catalogue fits the budget as it is: nothing is cut.")
    if plan.budget == 0.0:
        said.append("The budget is 0: only what costs nothing stays on.")
    empty = dict.fromkeys(cell.tier for cell in cells if not cell.accounts and cell.now > 0.0)
    if empty:
        said.append(f"No accounts: {', '.join(empty)}. The services there cost nothing and stay as they are.")
    if plan.next_money or gap < _CENT / 2:
        said.append(next_money_text(plan.next_money))
    if plan.next_money and plan.next_step and any(change.cost < 0.0 for change in plan.next_money.changes):
        step = plan.next_step
        said.append(
            f"Without giving up anything, the next would be {change_text(step.changes[0])}, for "
            f"{money_text(step.extra)} more."
        )
    if gap >= _CENT / 2:
        said.append(
            f"The search ended before its proof: a plan worth up to {money_text(gap)} more may exist within the budget."
        )
    return tuple(said)


def _listed(texts: Sequence[str]) -> str:
    more = len(texts) - _LISTED
    return "; ".join([*texts[:_LISTED], *([f"and {more:,} more"] if more > 0 else [])])

"""The command that fits services to a budget."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from segmentbook.cli.books import book_argument, exit_status
from segmentbook.cli.output import print_json, say, steps

if TYPE_CHECKING:
    from segmentbook.workbook.planning import PlannedFile

__all__ = ["plan"]

_WIDTH = 118
"""Of the table where the output is no terminal."""


def _budget(ctx: click.Context, param: click.Parameter, value: str | None) -> float | None:
    """Money as 210000 or 210000.50."""
    if value is None:
        return None
    try:
        money = float(value)
    except ValueError:
        money = math.nan
    if not 0.0 <= money < math.inf:
        raise click.BadParameter(f"{value!r} is not an amount of 0 or more; write it as 210000 or 99.50.", ctx, param)
    return money


@click.command()
@book_argument
@click.option(
    "--budget",
    callback=_budget,
    metavar="N",
    help="What the services may cost in a year. [default: the setting Service Budget]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the plan as one JSON object.")
def plan(book: Path, budget: float | None, as_json: bool) -> int:
    """Find the services that fit a budget, print them, and write them into BOOK's sheet ServicePlan.

    Priority 1 goes before 2; of one priority, what is worth most. The table Services stays as it is.
    """
    with steps() as step:
        from segmentbook.workbook.planning import plan_file

        done = plan_file(book, budget, step)
    if as_json:
        from segmentbook.report.plan_summary import plan_summary

        summary = plan_summary(done.plan, done.segmentation.inputs.settings)
        print_json(summary | {"output": str(done.output), "table": done.table, "place": done.place})
    else:
        _say_plan(done)
        _say_where(done, budget)
    return exit_status(done.issues, f'They are listed by: segmentbook check "{done.output}"')


def _say_plan(done: PlannedFile) -> None:
    """Budget and totals, every service and tier with what changes first, and what more money would buy."""
    found, settings = done.plan, done.segmentation.inputs.settings
    say(
        f"As of {settings.as_of.isoformat()}, a year, in {settings.base_currency}: budget {found.budget:,.2f}, "
        f"catalogue {found.cost_now:,.2f}, plan {found.cost:,.2f}, left {found.left:,.2f}."
    )
    _print_table(done)
    for note in found.notes:
        say(note)


def _print_table(done: PlannedFile) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    found = done.plan
    shown = Table(box=SIMPLE_HEAD, show_footer=True, pad_edge=False)
    totals = (
        "Total",
        "",
        "",
        "",
        f"{found.cost_now:,.2f}",
        f"{found.cost:,.2f}",
        f"{found.cost_now - found.cost:,.2f}",
    )
    for header, footer in zip(
        ("Service", "Tier", "Times now", "Times planned", "Cost now", "Cost planned", "Saving"), totals, strict=True
    ):
        right = header not in ("Service", "Tier")
        shown.add_column(header, footer, justify="right" if right else "left", no_wrap=right)
    rows = _rows(done)
    changes = sum(row[2] != row[3] for row in rows)
    for position, row in enumerate(rows, 1):
        style = "" if position > changes else "bold"
        shown.add_row(*(Text(_plain(text), style=style) for text in row), end_section=position == changes)
    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console.width = _WIDTH
    console.print(shown)


def _rows(done: PlannedFile) -> list[tuple[str, ...]]:
    """What the catalogue or the plan provides: cuts by their saving, what is raised, then the rest as in the sheet."""
    table = done.plan.table
    table = table[(table["Times Now"] > 0.0) | (table["Times Planned"] > 0.0)]
    headers = ["Service", "Tier", "Times Now", "Times Planned", "Cost Now", "Cost Planned", "Saving"]
    rows: list[list[Any]] = table[headers].to_numpy().tolist()
    rows.sort(key=lambda row: (row[2] == row[3], -row[6] if row[2] != row[3] else 0.0))
    return [
        (service, tier, f"{now:,g}", f"{planned:,g}", f"{cost:,.2f}", f"{new:,.2f}", f"{saving:,.2f}")
        for service, tier, now, planned, cost, new, saving in rows
    ]


def _plain(text: str) -> str:
    """A name in one line of its own: no control character of a workbook reaches the terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _say_where(done: PlannedFile, budget: float | None) -> None:
    say(f"Wrote the table {done.table} at {done.place} of {done.output}; the table Services is as it was.")
    setting = done.segmentation.inputs.settings.service_budget
    if budget is not None and setting != budget:
        planned = "plans for nothing" if setting is None else f"plans for {setting:,.2f}"
        say(f"The next refresh {planned}, as Settings says. To keep this budget:")
        say(f'  segmentbook set "{done.output}" "Service Budget={done.plan.budget:.15g}"')

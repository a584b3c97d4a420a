"""The command that fills the history in."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from segmentbook.cli.books import book_argument, exit_status
from segmentbook.cli.output import counted, say, steps

__all__ = ["history", "month_ends"]

_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_MOST_MONTHS = 600


def _month(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """A month as 2025-01."""
    if value is None:
        return None
    found = _MONTH.fullmatch(value.strip())
    year, month = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (1900 <= year <= 9998 and 1 <= month <= 12):
        raise click.BadParameter(f"{value!r} is not a month; write it as 2025-01.", ctx, param)
    return year, month


def month_ends(first: tuple[int, int], last: tuple[int, int]) -> tuple[date, ...]:
    """The last days of all months from the first to the last.

    Examples
    --------
    >>> [str(day) for day in month_ends((2023, 12), (2024, 2))]
    ['2023-12-31', '2024-01-31', '2024-02-29']
    """
    numbers = range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])
    months = ((number // 12, number % 12 + 1) for number in numbers)
    return tuple(date(year, month, monthrange(year, month)[1]) for year, month in months)


@click.command()
@book_argument
@click.option("--from", "first", required=True, callback=_month, metavar="MONTH", help="First month, such as 2025-01.")
@click.option(
    "--to", "last", callback=_month, metavar="MONTH", help="Last month. [default: the last before the as-of date]"
)
def history(book: Path, first: tuple[int, int], last: tuple[int, int] | None) -> int:
    """Fill BOOK's history in with month-ends, from its contracts and assets, and refresh it.

    A back-filled month-end knows what is dated: contracts, assets, renewals. What was typed (scores, and the bands,
    segments and tiers that follow from them) stays blank there. A snapshot that a refresh took stays as it is.
    """
    today = date.today()
    last = last or (today.year, today.month)
    if last < first:
        raise click.UsageError(f"the last month, {_shown(last)}, must not be before the first, {_shown(first)}.")
    wanted = month_ends(first, last)
    if len(wanted) > _MOST_MONTHS:
        raise click.UsageError(f"{len(wanted):,} months are too many; ask for at most {_MOST_MONTHS}.")
    with steps() as step:
        from segmentbook.workbook.file import refresh as refresh_file

        done = refresh_file(book, progress=step, back_fill=wanted)
    remembered = done.segmentation.past
    if remembered is None:
        raise AssertionError("a refresh remembers")
    as_of = done.segmentation.inputs.settings.as_of
    filled = [day for day in remembered.filled if day not in remembered.dropped]
    say(f"Back-filled {counted(len(filled), 'month-end')}{_period(filled)} from contracts and assets.")
    if remembered.left:
        say(f"{counted(len(remembered.left), 'month-end')} stayed: a refresh had taken {_its(remembered.left)}.")
    if lost := len(remembered.filled) - len(filled):
        say(f"{counted(lost, 'month-end')} not kept: older than the settings History Days and History Months allow.")
    if later := sum(day >= as_of for day in wanted if day.month != today.month or day.year != today.year):
        say(f"{counted(later, 'month-end')} not filled: on or after the book's as-of date, {as_of.isoformat()}.")
    dates = remembered.history.dates()
    rows = counted(len(remembered.history.snapshots), "row")
    say(f"The sheet Snapshots has {counted(len(dates), 'snapshot')} ({rows}). Wrote {done.output}.")
    return exit_status(done.issues, f'See the sheet DataIssues, or run: segmentbook check "{done.output}"')


def _shown(month: tuple[int, int]) -> str:
    return f"{month[0]:04}-{month[1]:02}"


def _period(days: Sequence[date]) -> str:
    return f", {days[0].isoformat()} to {days[-1].isoformat()}," if days else ""


def _its(days: Sequence[date]) -> str:
    return "its snapshot" if len(days) == 1 else "their snapshots"

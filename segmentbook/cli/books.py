"""Commands on a whole workbook: demo, init, refresh, check."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segmentbook.cli.app import Exit
from segmentbook.cli.output import counted, print_json, say, steps, warn
from segmentbook.errors import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from segmentbook.model.issues import Issue
    from segmentbook.model.segmentation import Segmentation

__all__ = ["check", "demo", "init", "refresh"]

DEMO_NAME = "segmentbook-demo.xlsx"

book_argument = click.argument("book", type=click.Path(path_type=Path), metavar="BOOK")


def _iso_date(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """A date as 2025-12-31."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date; write it as 2025-12-31.", ctx, param) from None


def _filters(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Filters as Column=Value;Value."""
    pairs = []
    for text in given:
        column, equals, values = text.partition("=")
        if not (equals and column.strip() and values.strip(" ;")):
            raise click.BadParameter(f"{text!r} is no filter; write it as 'Account Manager=Ann;Bo'.", ctx, param)
        pairs.append((column.strip(), values))
    return tuple(pairs)


as_of_option = click.option(
    "--as-of", callback=_iso_date, metavar="DATE", help="Compute the book for this date. [default: its Setting As of]"
)


@click.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
def demo(path: Path | None) -> None:
    """Write a sample workbook, refresh it, and say what to look at.

    PATH is the file or the folder to write it into. [default: segmentbook-demo.xlsx here]
    """
    target = Path(DEMO_NAME) if path is None else path
    if target.is_dir():
        target = target / DEMO_NAME
    _require_xlsx(target)
    if target.exists():
        raise WorkbookError(f"{target} exists already; name another file: segmentbook demo another.xlsx")
    with steps() as step:
        from segmentbook.workbook.file import refresh as refresh_file
        from segmentbook.workbook.template import create

        step("Writing the sample")
        create(target, sample=True)
        done = refresh_file(target, progress=step)
    _say_totals(done.segmentation)
    _say_issues(done.issues, "sheet DataIssues")
    say()
    say(f"Open {target} in Excel or LibreOffice and look at:")
    say("  Dashboard       one page: value against effort, health, opportunity, what to watch")
    say("  Client Card     one client on a page: choose it in the drop-down")
    say("  Tiering         the service tiers: what each gets, what it costs, whether it fits the budget")
    say("  Churn Watch     who renews this quarter, who asked to cancel, risk flags, unused seats")
    say("  What Moved      what has changed since the last review, by whom, and why")
    say("  SegmentResults  every client's value, scores, segment and tier, and why")
    say("  MrrLedger       every contract line, counted or not, and the reason: its total is the MRR above")
    say("  Clients         change an effort measure or a contract, save, close, and run:")
    say(f'                  segmentbook refresh "{target}"')


@click.command()
@book_argument
@click.option("--sample", is_flag=True, help="Fill the input tables with the sample's rows.")
def init(book: Path, sample: bool) -> None:
    """Create BOOK from the template, or add the missing input tables to an existing workbook.

    Of an existing workbook nothing else is touched.
    """
    if not book.exists():
        _require_xlsx(book)
        with steps() as step:
            from segmentbook.workbook.template import create

            step("Writing")
            create(book, sample=sample)
        say(f"Wrote {book} with all input tables{' and the sample' if sample else ''}.")
    else:
        added = _added_tables(book, sample)
        if not added:
            say(f"{book} has all input tables already; nothing was changed.")
        else:
            say(f"Added to {book}: {', '.join(added)}. Nothing else was changed.")
    say("Next: type or paste your clients and contracts, or read them from a file:")
    say(f'  segmentbook import "{book}" --table Clients clients.csv')
    say(f'  segmentbook import "{book}" --table Contracts contracts.csv')
    say(f'  segmentbook refresh "{book}"')


def _added_tables(path: Path, sample: bool) -> tuple[str, ...]:
    """Add the input tables that a workbook lacks; gives their names."""
    with steps() as step:
        from segmentbook.workbook.book import Book
        from segmentbook.workbook.package import Package
        from segmentbook.workbook.styles import Styles
        from segmentbook.workbook.template import add_missing

        step("Reading")
        with Package.open(path) as package:
            book = Book(package)
            added = tuple(add_missing(book, Styles(book), sample=sample))
            step("Writing")
            if added:
                package.save(path)
    return added


@click.command()
@book_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="OUT", help="Write here. [default: in place]")
@as_of_option
@click.option(
    "--filter",
    "filters",
    multiple=True,
    callback=_filters,
    metavar="COLUMN=VALUES",
    help='Show a part, e.g. "Account Manager=Ann;Bo"; may be given several times. [default: the table Filters]',
)
@click.option("--json", "as_json", is_flag=True, help="Print the totals as one JSON object.")
def refresh(
    book: Path, output: Path | None, as_of: date | None, filters: tuple[tuple[str, str], ...], as_json: bool
) -> int:
    """Compute BOOK's results and write them into it; everything else in it stays as it is.

    The file is replaced in one step: it is either the old one or the new one. Filters change what the map and
    SegmentResults show, never a score, a cut, a tier or a total.
    """
    if output is not None:
        _require_same_kind(book, output)
    with steps() as step:
        from segmentbook.workbook.file import refresh as refresh_file

        done = refresh_file(book, output, as_of, step, filters)
    if as_json:
        from segmentbook.report.summary import json_summary

        seconds = {name: round(value, 3) for name, value in done.seconds.items()}
        print_json(
            json_summary(done.segmentation, done.issues) | {"output": str(done.output), "seconds": seconds},
        )
    else:
        _say_totals(done.segmentation)
        _say_filters(done.segmentation)
        _say_issues(done.issues, "sheet DataIssues")
        say(f"Wrote {done.output} in {sum(done.seconds.values()):.1f} s. Look at the sheet Dashboard.")
    return exit_status(done.issues, f'See the sheet DataIssues, or run: segmentbook check "{done.output}"')


@click.command()
@book_argument
@as_of_option
@click.option("--json", "as_json", is_flag=True, help="Print the issues as one JSON object.")
def check(book: Path, as_of: date | None, as_json: bool) -> int:
    """List BOOK's data issues, each with its cell; nothing is written."""
    with steps() as step:
        from segmentbook.report.issues import issue_rows
        from segmentbook.workbook.file import check_file

        step("Checking")
        found = check_file(book, as_of)
        rows = issue_rows(found.issues, found.raw)
    if as_json:
        keys = {"Level": "level", "Place": "place", "Text": "text"}
        print_json(
            {
                "as_of": found.segmentation.inputs.settings.as_of.isoformat(),
                "issues": _levels(found.issues),
                "rows": [dict(zip(keys.values(), row, strict=True)) for row in rows[list(keys)].to_numpy().tolist()],
            }
        )
    else:
        for level, text in rows[["Level", "Text"]].to_numpy().tolist():
            say(f"{level}: {text}")
        _say_issues(found.issues, "listed above")
    return exit_status(found.issues, "They are the lines that begin with 'error'.")


def _require_xlsx(path: Path) -> None:
    if path.suffix.casefold() != ".xlsx":
        raise click.UsageError(f"a new workbook's name must end in .xlsx; got {str(path)!r}.")


def _require_same_kind(book: Path, output: Path) -> None:
    """Excel refuses a file whose name promises macros that it has not, and the other way round."""
    if output.suffix.casefold() != book.suffix.casefold():
        raise click.UsageError(f"OUT must end in {book.suffix}, as {book.name} does; got {str(output)!r}.")


def _levels(issues: Iterable[Issue]) -> dict[str, int]:
    from segmentbook.model.issues import Level

    levels = [issue.level for issue in issues]
    return {level.value: levels.count(level) for level in (Level.ERROR, Level.WARNING)}


def _say_totals(segmentation: Segmentation) -> None:
    """What was read and what came out."""
    inputs = segmentation.inputs
    currency = inputs.settings.base_currency
    current = int((segmentation.clients["Status"] == "Current").sum())
    say(
        f"As of {inputs.settings.as_of.isoformat()}: {counted(len(segmentation.clients), 'client')} "
        f"({current:,} current), {counted(len(segmentation.ledger), 'contract line')}, "
        f"{counted(len(inputs.assets), 'asset')}."
    )
    say(
        f"MRR {segmentation.mrr:,.2f} {currency}, ARR {segmentation.arr:,.2f} {currency}, "
        f"{counted(segmentation.paying_clients, 'paying client')}."
    )
    say("Segments: " + _listed(segmentation.segment_counts))
    say("Health:   " + _listed(dict(zip(segmentation.bands["Band"], segmentation.bands["Clients"], strict=True))))
    say("Tiers:    " + _listed(dict(zip(segmentation.tiers["Tier"], segmentation.tiers["Accounts"], strict=True))))


def _say_filters(segmentation: Segmentation) -> None:
    """Which filters are in force, and how many clients they leave."""
    if filters := segmentation.inputs.filters:
        from segmentbook.model.filters import filter_text

        current = segmentation.clients[segmentation.clients["Status"] == "Current"]
        shown = f"{int(current['In Filter'].sum()):,} of {len(current):,} clients shown"
        say(f"Filters:  {filter_text(filters)} ({shown}; all figures above are of the whole book)")


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {int(number):,}" for name, number in counts.items()) or "none"


def _say_issues(issues: Iterable[Issue], where: str) -> None:
    levels = _levels(issues)
    if not any(levels.values()):
        say("Data issues: none.")
    else:
        say(f"Data issues: {counted(levels['error'], 'error')}, {counted(levels['warning'], 'warning')} ({where}).")


def exit_status(issues: Iterable[Issue], where: str) -> int:
    """The exit status; what was not counted is said on stderr."""
    errors = _levels(issues)["error"]
    if not errors:
        return Exit.DONE
    warn(f"segmentbook: {counted(errors, 'error')}, so that not everything could be counted. {where}")
    return Exit.UNCOUNTED

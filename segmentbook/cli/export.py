"""The command that makes files for people who have not the workbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segmentbook.cli.app import Exit
from segmentbook.cli.books import as_of_option, book_argument, exit_status
from segmentbook.cli.output import counted, say, steps, warn

if TYPE_CHECKING:
    from segmentbook.exporting.choice import Choice

__all__ = ["export"]

_MOST_SAID = 10


@click.command()
@book_argument
@click.option(
    "--pdf",
    "pdf",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder to write PDF files into: the Dashboard and Tiering, or a page for each client that is chosen.",
)
@click.option(
    "--ics",
    "ics",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="File to write the review calendar into, for Outlook and other calendars: of all current clients, or those "
    "that are chosen.",
)
@click.option(
    "--client", "clients", multiple=True, metavar="NAME", help="A client by name or ID; may be given several times."
)
@click.option(
    "--segment",
    "segments",
    multiple=True,
    metavar="CODE",
    help="All current clients of a segment, such as HH; may be given several times.",
)
@click.option(
    "--manager",
    "managers",
    multiple=True,
    metavar="NAME",
    help="All current clients of an account manager; may be given several times.",
)
@click.option("--all-clients", is_flag=True, help="All current clients.")
@as_of_option
def export(
    book: Path,
    pdf: Path | None,
    ics: Path | None,
    clients: tuple[str, ...],
    segments: tuple[str, ...],
    managers: tuple[str, ...],
    all_clients: bool,
    as_of: date | None,
) -> int:
    """Make files of BOOK for people who have not the workbook: pages as PDF, or the review calendar.

    --pdf: without a choice of clients the Dashboard and Tiering are one file; with one, every client's Client Card is a
    file of its own. LibreOffice, which must be installed, prints a refreshed copy.

    --ics: one all-day event for the next review of each client; overdue reviews stand on the as-of date, or the Monday
    after it. A client's event keeps its ID: a calendar that goes by it moves the event on the next import.

    BOOK is not changed.
    """
    from segmentbook.exporting.choice import Choice

    if bool(clients) + bool(segments or managers) + all_clients > 1:
        raise click.UsageError("choose by --client, or by --segment and --manager, or --all-clients.")
    choice = Choice(clients, segments, managers, everyone=all_clients)
    if pdf is not None and ics is None:
        return _pages(book, pdf, choice, as_of)
    if ics is not None and pdf is None:
        return _calendar(book, ics, choice, as_of)
    raise click.UsageError("say what to make: --pdf DIR for pages, or --ics FILE for the review calendar.")


def _pages(book: Path, folder: Path, choice: Choice, as_of: date | None) -> int:
    from segmentbook.exporting.pdf import export_pdf

    with steps() as step:
        done = export_pdf(book, folder, choice, as_of, step)
    shown = done.files if len(done.files) <= _MOST_SAID + 1 else done.files[:_MOST_SAID]
    for path in shown:
        say(f"Wrote {path}")
    if more := len(done.files) - len(shown):
        say(f"... and {more:,} more.")
    if not choice.none and done.files:
        say(f"{counted(len(done.files), 'client page')} as of {done.as_of.isoformat()} in {folder}.")
    for path, problem in done.failures.items():
        warn(f"segmentbook: {path} was not written: {' '.join(problem.split())}.")
    if done.failures:
        return Exit.REFUSED
    return exit_status(done.issues, _listed_by(book))


def _calendar(book: Path, file: Path, choice: Choice, as_of: date | None) -> int:
    from segmentbook.exporting.ics import HOW_TO_IMPORT, export_ics

    if file.suffix.casefold() != ".ics":
        raise click.UsageError(f"the calendar's name must end in .ics; got {str(file)!r}.")
    with steps() as step:
        done = export_ics(book, file, choice, as_of, step)
    first, last = done.events[0].day.isoformat(), done.events[-1].day.isoformat()
    period = f"on {first}" if first == last else f"from {first} to {last}"
    say(f"Wrote {file}: {counted(len(done.events), 'review')} {period}, as of {done.as_of.isoformat()}.")
    listed = [f"{name or '(no account manager)'} {number:,}" for name, number in done.managers.items()]
    more = [f"{counted(len(listed) - _MOST_SAID, 'other')}"] if len(listed) > _MOST_SAID else []
    say(f"By account manager: {', '.join([*listed[:_MOST_SAID], *more])}.")
    overdue = [event.day for event in done.events if event.overdue]
    if overdue:
        stand = "overdue review stands" if len(overdue) == 1 else "overdue reviews stand"
        say(f"{len(overdue):,} {stand} on {overdue[0].isoformat()}.")
    if done.left_out:
        reasons = ", ".join(f"{counted(number, 'client')} {reason}" for reason, number in done.left_out.items())
        say(f"Not in it, having no date: {reasons}.")
    say(HOW_TO_IMPORT)
    return exit_status(done.issues, _listed_by(book))


def _listed_by(book: Path) -> str:
    return f'They are listed by: segmentbook check "{book}"'

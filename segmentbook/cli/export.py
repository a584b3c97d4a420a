"""The command that makes files for people who have not the workbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from segmentbook.cli.app import Exit
from segmentbook.cli.books import as_of_option, book_argument, exit_status
from segmentbook.cli.output import counted, say, steps, warn

__all__ = ["export"]

_MOST_SAID = 10


@click.command()
@book_argument
@click.option(
    "--pdf",
    "pdf",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder to write PDF files into: the Dashboard and Tiering, or a page for each client that is chosen.",
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
    pdf: Path,
    clients: tuple[str, ...],
    segments: tuple[str, ...],
    managers: tuple[str, ...],
    all_clients: bool,
    as_of: date | None,
) -> int:
    """Print pages for business reviews as PDF files: BOOK's Dashboard, or one page a client.

    Without a choice of clients the Dashboard and Tiering are one file; with one, every client's Client Card is a file
    of its own. BOOK is not changed: a refreshed copy is printed, by LibreOffice, which must be installed.
    """
    from segmentbook.exporting.choice import Choice
    from segmentbook.exporting.pdf import export_pdf

    if bool(clients) + bool(segments or managers) + all_clients > 1:
        raise click.UsageError("choose by --client, or by --segment and --manager, or --all-clients.")
    choice = Choice(clients, segments, managers, everyone=all_clients)
    with steps() as step:
        done = export_pdf(book, pdf, choice, as_of, step)
    shown = done.files if len(done.files) <= _MOST_SAID + 1 else done.files[:_MOST_SAID]
    for path in shown:
        say(f"Wrote {path}")
    if more := len(done.files) - len(shown):
        say(f"... and {more:,} more.")
    if not choice.none and done.files:
        say(f"{counted(len(done.files), 'client page')} as of {done.as_of.isoformat()} in {pdf}.")
    for path, problem in done.failures.items():
        warn(f"segmentbook: {path} was not written: {' '.join(problem.split())}.")
    if done.failures:
        return Exit.REFUSED
    return exit_status(done.issues, f'They are listed by: segmentbook check "{book}"')

"""The command that brings the tiers into a CRM."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from segmentbook.cli.books import as_of_option, book_argument, exit_status
from segmentbook.cli.output import say, steps, warn

__all__ = ["crm"]

SYSTEMS = ("salesforce", "hubspot", "dynamics", "zoho")


def _pairs(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> Sequence[str]:
    """Options of the form OURS=THEIRS."""
    for value in values:
        ours, _, theirs = value.partition("=")
        if not ours.strip() or not theirs.strip():
            raise click.BadParameter(f"{value!r}; write it as ARR=My_ARR__c.", ctx, param)
    return values


@click.command()
@book_argument
@click.option(
    "--system", required=True, type=click.Choice(SYSTEMS, case_sensitive=False), help="The CRM that takes the files."
)
@click.option(
    "-o",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder to write the files into.",
)
@click.option(
    "--field",
    "fields",
    multiple=True,
    callback=_pairs,
    metavar='"OURS=THEIRS"',
    help="A column and the field of your CRM that it goes into, such as ARR=My_ARR__c; new columns are added.",
)
@as_of_option
def crm(book: Path, system: str, folder: Path, fields: Sequence[str], as_of: date | None) -> int:
    """Write BOOK's tiers for a CRM: the accounts, the rule as its formula, test rows, gaps, overrides.

    BOOK is not changed. Files of an earlier export in DIR are replaced, no others.
    """
    with steps() as step:
        from segmentbook.crm.export import export_crm
        from segmentbook.workbook.file import check_file

        step("Computing")
        found = check_file(book, as_of)
        step("Writing")
        done = export_crm(found.segmentation, found.raw, system=system, folder=folder, fields=fields)
    for message in done.messages[:-1]:
        say(message)
    for path in done.files:
        say(f"Wrote {path}")
    say(done.messages[-1])
    for warning in done.warnings:
        warn(f"segmentbook: {warning}")
    return exit_status(found.issues, f'They are listed by: segmentbook check "{book}"')

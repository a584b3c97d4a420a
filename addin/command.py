"""``segmentbook addin``: builds what a spreadsheet program installs.

The program finds this group by its entry point (``segmentbook.commands`` in pyproject.toml), because the engine's own
command line knows nothing of the add-in.
"""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["addin"]


@click.group()
def addin() -> None:
    """Build the add-in for spreadsheet programs."""


@addin.command()
@click.option("--calc", is_flag=True, required=True, help="The extension for LibreOffice Calc, segmentbook.oxt.")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    show_default="the current folder",
    help="The folder to write into; made where it is missing.",
)
def build(calc: bool, folder: Path) -> None:
    """Write the add-in as a file, the same bytes on any day and any machine."""
    from addin.calc.build import build_oxt

    folder.mkdir(parents=True, exist_ok=True)
    click.echo(f"Wrote {build_oxt(folder)}. Open it with LibreOffice, or add it under Tools > Extensions.")

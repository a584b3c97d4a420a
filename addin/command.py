"""``segmentbook addin``: builds what a spreadsheet program installs, installs it, and removes it.

The program finds this group by its entry point (``segmentbook.commands`` in pyproject.toml), because the engine's own
command line knows nothing of the add-in.
"""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["addin"]


@click.group()
def addin() -> None:
    """Build, install and remove the add-in for Excel and LibreOffice."""


@addin.command()
@click.option("--excel", is_flag=True, help="Only the add-in for Excel, segmentbook.xlam.")
@click.option("--calc", is_flag=True, help="Only the extension for LibreOffice Calc, segmentbook.oxt.")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    show_default="the current folder",
    help="The folder to write into; made where it is missing.",
)
def build(excel: bool, calc: bool, folder: Path) -> None:
    """Write the add-in as files, the same bytes on any day and any machine."""
    both = excel == calc
    folder.mkdir(parents=True, exist_ok=True)
    if excel or both:
        from addin.xlam import build_xlam

        click.echo(f"Wrote {build_xlam(folder)}. Excel gets it by: segmentbook addin install")
    if calc or both:
        from addin.calc.build import build_oxt

        click.echo(f"Wrote {build_oxt(folder)}. Open it with LibreOffice, or add it under Tools > Extensions.")


@addin.command()
@click.option("--excel", is_flag=True, help="Only into Excel.")
@click.option("--calc", is_flag=True, help="Only into LibreOffice.")
@click.option("--dry-run", is_flag=True, help="Only show every file that would be written, and what is in it.")
def install(excel: bool, calc: bool, dry_run: bool) -> None:
    """Install the add-in for you: into Excel (Windows, macOS) and LibreOffice, where they are found.

    It starts the Python of the environment that this command runs in. Run it again after an update.
    """
    from addin.install import System, install_plan, perform, shown

    system = System.here()
    plan = install_plan(system, excel=excel, calc=calc)
    if dry_run:
        for line in shown(plan):
            click.echo(line)
        click.echo("Nothing was written.")
        return
    perform(plan, system, click.echo)
    for note in plan.notes:
        click.echo(note)


@addin.command()
@click.option("--dry-run", is_flag=True, help="Only show every file that would be removed.")
def uninstall(dry_run: bool) -> None:
    """Remove everything that install brought; workbooks stay as they are."""
    from addin.install import System, perform, shown, uninstall_plan

    system = System.here()
    plan = uninstall_plan(system)
    if dry_run:
        for line in shown(plan):
            click.echo(line)
        click.echo("Nothing was removed.")
        return
    perform(plan, system, click.echo)
    click.echo("The add-in is removed." if plan.steps else "There was nothing to remove.")

"""Commands that write into input tables: import and set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from segmentbook.cli.books import book_argument
from segmentbook.cli.output import counted, say, steps, warn

__all__ = ["import_", "set_"]


@click.command("import")
@book_argument
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--table", "table_name", required=True, metavar="TABLE", help="Input table, such as Contracts.")
@click.option(
    "--map", "maps", multiple=True, metavar='"THEIRS=OURS"', help="Their header and our column, which may be new."
)
@click.option(
    "--set", "constants", multiple=True, metavar='"OURS=VALUE"', help="The same value in our column for all rows."
)
@click.option("--cents", multiple=True, metavar="COLUMN", help="Divide this column by 100.")
@click.option("--replace", is_flag=True, help="Replace the table's rows.")
@click.option("--update", is_flag=True, help="Change the rows whose ID is there, add the others.")
@click.option("--add-clients", is_flag=True, help="Add a row to Clients for each client that has none.")
def import_(
    book: Path,
    file: Path,
    table_name: str,
    maps: Sequence[str],
    constants: Sequence[str],
    cents: Sequence[str],
    replace: bool,
    update: bool,
    add_clients: bool,
) -> None:
    """Read rows from FILE (CSV or .xlsx) into an input table of BOOK, and say which column went where.

    Headers are matched by name and by the usual other names; what is not known becomes a column of its own. Without
    --replace or --update rows are added, and IDs that are there already are refused.
    """
    from segmentbook.importing.mapping import OptionError, nearest
    from segmentbook.importing.run import import_file
    from segmentbook.schema import INPUT_TABLES, input_table

    if replace and update:
        raise click.UsageError("--replace and --update exclude each other.")
    try:
        table = input_table(table_name)
    except KeyError:
        names = ", ".join(nearest(table_name, [t.name for t in INPUT_TABLES]))
        raise OptionError(f"--table: there is no input table {table_name!r}; there are {names}.") from None
    with steps() as step:
        done = import_file(
            book,
            table,
            file,
            maps=maps,
            constants=constants,
            cents=cents,
            mode="replace" if replace else "update" if update else "append",
            add_clients=add_clients,
            progress=step,
        )
    say(done.source)
    for line in done.mapping:
        say(f"  {line}")
    for note in done.notes:
        warn(f"segmentbook: {file.name}: {note}.")
    changed = f"{counted(done.updated, 'row')} changed, " if update else ""
    verb = "in place of the old ones" if replace else "added"
    say(f"{done.table}: {changed}{counted(done.appended, 'row')} {verb}; it has {done.rows:,} now.")
    if add_clients:
        say(f"Clients: {counted(done.clients_added, 'row')} added.")
    say(f'Next: segmentbook refresh "{book}"')


@click.command("set")
@book_argument
@click.argument("assignments", nargs=-1, required=True, metavar='"SETTING=VALUE"...')
def set_(book: Path, assignments: Sequence[str]) -> None:
    """Change Settings of BOOK, such as "Effort Cut=60"; nothing after the = makes a setting blank."""
    from segmentbook.importing.settings import change_settings

    with steps() as step:
        changes = change_settings(book, assignments, step)
    for change in changes:
        say(change)
    say(f'Next: segmentbook refresh "{book}"')

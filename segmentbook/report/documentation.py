"""The reference of tables, columns and settings as Markdown, rendered from the schema: docs/tables.md.

``python -m segmentbook.report.documentation`` writes it; a test proves that the file is current.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from segmentbook.schema import INPUT_TABLES, RESULT_TABLES, SETTINGS, Column, Kind, Setting, Table

__all__ = ["PATH", "reference"]

PATH = Path("docs") / "tables.md"
"""Where the reference stands in the repository."""

_INTRODUCTION = """\
# Tables, columns and settings

Written by `python -m segmentbook.report.documentation` from the schema; do not edit by hand.

Every input table is an Excel table found **by its name, anywhere in the workbook**; failing that, a sheet of that name
with a header row among its first 20 rows that holds all required headers. Headers are compared without regard to case,
spaces and punctuation; a header under "also read as" is taken where the column itself is missing. **Bold** columns are
required. Columns of your own are kept and carried along. Optional tables may be missing.
"""

_RESULTS = """\
## Result tables

Written by a refresh. Columns that you add to SegmentResults or AccountServices follow their Client ID. Tables of
services, of the plan and of the simulation come with what they are made from (Services, the setting Service Budget, at
least two tiers); one that has lost it is emptied and says why.
"""

_KINDS = {
    Kind.TEXT: "text",
    Kind.NUMBER: "number",
    Kind.MONEY: "money",
    Kind.COUNT: "whole number",
    Kind.SHARE: "share (%)",
    Kind.SCORE: "score 0-100",
    Kind.DATE: "date",
    Kind.YESNO: "Yes / No",
    Kind.CHOICE: "choice",
    Kind.MEASURE: "number or word",
    Kind.COLOUR: "colour",
    Kind.ANY: "anything",
}


def reference() -> str:
    """The whole reference.

    Examples
    --------
    >>> "| **Amount** |" in reference()
    True
    """
    parts = [
        _INTRODUCTION,
        _contents(),
        "## Input tables\n",
        *(_input_table(table) for table in INPUT_TABLES),
        "## Rows of Settings\n",
        _settings(),
        _RESULTS,
        *(_result_table(table) for table in RESULT_TABLES),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _contents() -> str:
    def links(tables: Iterable[Table]) -> str:
        return " · ".join(f"[{table.name}](#{table.name.lower()})" for table in tables)

    inputs, results = links(INPUT_TABLES), links(RESULT_TABLES)
    return f"Inputs: {inputs}\n\nPolicy: [rows of Settings](#rows-of-settings)\n\nResults: {results}\n"


def _input_table(table: Table) -> str:
    required = " Required." if table.required else ""
    extra = f"\nFurther columns: {table.extra}.\n" if table.extra else ""
    head = ("Column", "What it is", "Type", "Values", "Also read as")
    rows = ((_name(c), c.note, _KINDS[c.kind], _values(c), ", ".join(c.aliases)) for c in table)
    return f"### {table.name}\n\n{table.note}{required}\n\n{_markdown(head, rows)}{extra}"


def _result_table(table: Table) -> str:
    extra = f"\nFurther columns: {table.extra}.\n" if table.extra else ""
    rows = ((c.header, c.note, _KINDS[c.kind], ", ".join(c.choices)) for c in table)
    return f"### {table.name}\n\n{table.note}\n\n{_markdown(('Column', 'What it is', 'Type', 'Values'), rows)}{extra}"


def _settings() -> str:
    rows = ((s.name, s.note, _KINDS[s.kind], ", ".join(s.choices), _default(s)) for s in SETTINGS)
    return _markdown(("Setting", "What it does", "Type", "Values", "Default"), rows)


def _name(column: Column) -> str:
    return f"**{column.header}**" if column.required else column.header


def _values(column: Column) -> str:
    if column.choices:
        return ", ".join(column.choices)
    if column.list_from:
        return " of ".join(reversed(column.list_from))
    bounds = (column.minimum, column.maximum)
    match bounds:
        case (None, None):
            return ""
        case (least, None):
            return f"at least {least:g}"
        case (None, most):
            return f"at most {most:g}"
        case (least, most):
            return f"{least:g} to {most:g}"
    return ""


def _default(setting: Setting) -> str:
    if setting.default is None:
        return setting.blank
    if setting.kind is Kind.YESNO:
        return "Yes" if setting.default else "No"
    if isinstance(setting.default, float):
        return f"{setting.default:.0%}" if setting.kind is Kind.SHARE else f"{setting.default:,.10g}"
    return str(setting.default)


def _markdown(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown; a bar in a cell is escaped."""

    def lines() -> Iterator[str]:
        yield _line(head)
        yield _line("---" for _ in head)
        for row in rows:
            yield _line(cell.replace("|", "\\|") for cell in row)

    return "\n".join(lines()) + "\n"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(reference(), encoding="utf-8", newline="\n")

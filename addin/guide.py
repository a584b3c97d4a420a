"""The guide that Help opens: one page of HTML, written from the ribbon, the schema and the formulas themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

from addin.support import GUIDE_NAME, log_file, state_folder
from segmentbook import __version__
from segmentbook.schema import INPUT_TABLES, RESULT_TABLES, SETTINGS, Setting, Table
from udfs import FORMULAS, Formula

__all__ = ["guide", "write_guide"]

_STYLE = (
    "body{font:16px/1.5 Calibri,Carlito,'Segoe UI',sans-serif;color:#1f2a37;max-width:60rem;margin:2rem auto}"
    "h1,h2,h3{line-height:1.2}h2{margin-top:2.5rem;border-bottom:1px solid #d5dbe3}"
    "table{border-collapse:collapse;width:100%}td,th{padding:.3rem .6rem;border-bottom:1px solid #e5e9ef;"
    "text-align:left;vertical-align:top}th{background:#f3f5f8}code{background:#f3f5f8;padding:0 .25rem}"
)
_START = (
    "Put your clients into the table Clients and your contracts into the table Contracts, and press Refresh on the tab "
    "Segments. Everything that Segmentbook writes is on its own sheets; what you typed is never changed."
)
_TROUBLE = (
    ("A row was not counted", "The sheet DataIssues says which, why, and what to do; each finding links to its cell."),
    (
        "A total looks wrong",
        "The sheet MrrLedger holds every contract line once, with its MRR and why it counts or not.",
    ),
    (
        "Nothing can be changed now",
        "A cell is being edited, a dialogue is open, or a sheet is protected: finish or unprotect it, and try again.",
    ),
    ("A formula shows #NAME?", "The add-in is not loaded: start Excel again, or install it again."),
    (
        "The tab Segments is gone",
        "Excel may have disabled the add-in: File, Options, Add-ins, Manage: Disabled Items. Some virus scanners "
        "object to add-ins with Python; ask for segmentbook.xlam to be allowed.",
    ),
)


def write_guide() -> Path:
    """Write the guide into this user's folder, and give its path.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    path = state_folder() / GUIDE_NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(guide(log_file()), encoding="utf-8")
    return path


def guide(log: Path) -> str:
    """Give the whole page; ``log`` is where the log file is."""
    inputs = [table for table in INPUT_TABLES if table.columns]
    trouble = [*_TROUBLE, ("None of this helps", f"Send the log file to whoever supports you: {log}")]
    parts = [
        f"<h1>Segmentbook {escape(__version__)}</h1><p>{escape(_START)}</p>",
        "<h2>The tab Segments</h2>",
        _table(("Control", "What it does"), _controls()),
        "<h2>When something goes wrong</h2>",
        _table(("What", "What to do"), trouble),
        "<h2>Tables that you fill</h2><p>A table is found by its name, anywhere in the workbook; columns in bold are "
        "required; columns of your own are carried along.</p>",
        *(_input(table) for table in inputs),
        "<h2>Settings</h2>",
        _table(("Setting", "Default", "What it does"), (_setting(one) for one in SETTINGS)),
        "<h2>Sheets that Segmentbook writes</h2>",
        _table(("Table", "What it holds"), ((table.name, table.note) for table in RESULT_TABLES)),
        "<h2>Formulas</h2>",
        _table(("Formula", "What it gives"), (_formula(one) for one in FORMULAS.values())),
    ]
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Segmentbook</title><style>{_STYLE}</style>'
        f"</head><body>{''.join(parts)}</body></html>\n"
    )


def _controls() -> Iterator[tuple[str, str]]:
    """Each control of the ribbon under its group, with the text that is shown over it."""
    from lxml import etree

    from addin.xlam import RIBBON

    root: Any = etree.parse(RIBBON, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    group = ""
    for element in root.iter(tag=etree.Element):
        name = etree.QName(element).localname
        if name == "group":
            group = element.get("label")
        elif element.get("supertip") and name != "labelControl":
            yield f"{group}: {element.get('screentip')}", element.get("supertip")


def _input(table: Table) -> str:
    rows = (
        (f"<b>{escape(column.header)}</b>" if column.required else escape(column.header), escape(column.note))
        for column in table
    )
    return f"<h3>{escape(table.name)}</h3><p>{escape(table.note)}</p>{_marked_up(('Column', 'What it is'), rows)}"


def _setting(setting: Setting) -> tuple[str, str, str]:
    default = setting.default
    if isinstance(default, bool):
        shown = "Yes" if default else "No"
    elif default is None:
        shown = setting.blank
    else:
        shown = f"{default:,.10g}" if isinstance(default, float) else str(default)
    return setting.name, shown, setting.note


def _formula(formula: Formula) -> tuple[str, str]:
    arguments = ", ".join(f"[{one.name}]" if one.optional else one.name for one in formula.arguments)
    return f"={formula.name}({arguments})", formula.summary


def _table(headers: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    return _marked_up(headers, ([escape(cell) for cell in row] for row in rows))


def _marked_up(headers: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; the cells are HTML already."""
    head = "".join(f"<th>{escape(header)}</th>" for header in headers)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"

"""What users press in Calc: the toolbar and the menu Segments, and Tools > Segmentbook > Repair formulas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from addin.calc.choices import CANCEL
from addin.calc.registry import configuration, flag, folder, node, text, value

__all__ = ["COMMAND", "MENU", "REPAIR", "SEGMENTS", "TOOLBAR", "Entry", "entries", "menus", "window_state"]

REPAIR = "org.segmentbook.RepairFormulas"
"""The service behind Repair formulas."""
COMMAND = "org.segmentbook.Command"
"""The service behind all other entries; what it is to do stands after a question mark."""

MENU = "org.segmentbook.tools"
"""The name of the entry under Tools in LibreOffice's configuration."""
TOOLBAR = "org.segmentbook.toolbar"
SEGMENTS = "org.segmentbook.segments"

_CALC = "com.sun.star.sheet.SpreadsheetDocument"
_SEPARATOR = "private:separator"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu: what it is called, what it does ("" for what is below it), and whether it is a button."""

    title: str
    command: str = ""
    button: bool = False
    below: tuple[Entry, ...] = ()


def entries() -> tuple[Entry, ...]:
    """The menu, from top to bottom; an entry without a title parts groups."""
    return (
        Entry("~Refresh", "refresh", button=True),
        Entry("~Check data", "check", button=True),
        Entry(""),
        Entry(
            "~As-of date",
            below=(
                Entry("~Today", "as_of=today"),
                Entry("Last ~month-end", "as_of=month-end"),
                Entry("Last ~quarter-end", "as_of=quarter-end"),
                Entry("Last ~fiscal year-end", "as_of=year-end"),
            ),
        ),
        Entry(
            "~Value",
            below=(
                Entry("~MRR", "value_basis=MRR"),
                Entry("MRR per ~seat", "value_basis=MRR per Seat"),
            ),
        ),
        Entry(
            "~Size of bubbles",
            below=(
                Entry("By ~employees", "size_by_employees=yes"),
                Entry("All ~alike", "size_by_employees=no"),
            ),
        ),
        Entry(""),
        Entry("~Filters", "filters", button=True),
        Entry("C~lear filters", "clear_filters", button=True),
        Entry(""),
        Entry("~Tiering", "tiering", button=True),
        Entry("~Plan services", "plan"),
        Entry(""),
        Entry("Ca~ncel", CANCEL, button=True),
        Entry("~Help", "help", button=True),
        Entry("A~bout", "about"),
    )


def menus() -> str:
    """``Addons.xcu``: the toolbar, the menu Segments, and the entry under Tools, all in Calc only."""
    toolbar = folder("OfficeToolBar", node(TOOLBAR, "".join(_numbered(_buttons(), _CALC))))
    menu = folder(
        "OfficeMenuBar",
        node(
            SEGMENTS,
            value("Context", _CALC)
            + text("Title", "Se~gments")
            + value("Target", "_self")
            + folder("Submenu", "".join(_numbered(entries(), ""))),
        ),
    )
    return configuration("Addons", folder("AddonUI", toolbar + menu + _tools()))


def _buttons() -> Iterator[Entry]:
    """Entries that are buttons too, with groups parted where there are some on both sides."""
    parted = False
    began = False
    for entry in entries():
        if entry.button:
            if parted and began:
                yield Entry("")
            yield Entry(entry.title.replace("~", ""), entry.command)
            began, parted = True, False
        elif not entry.title:
            parted = True


def _numbered(listed: Iterable[Entry], context: str) -> Iterator[str]:
    """Entries with names in their order, which is how LibreOffice sorts them."""
    for number, entry in enumerate(listed):
        yield node(f"m{number:02}", _entry(entry, context))


def _entry(entry: Entry, context: str) -> str:
    if not entry.title:
        return value("URL", _SEPARATOR)
    address = f"service:{COMMAND}?{entry.command}" if entry.command else f"private:segmentbook.{entry.below[0].command}"
    below = folder("Submenu", "".join(_numbered(entry.below, ""))) if entry.below else ""
    return (
        value("Context", context)
        + value("URL", address)
        + text("Title", entry.title)
        + value("Target", "_self")
        + below
    )


def _tools() -> str:
    """Tools > Segmentbook > Repair formulas."""
    entry = node(
        "Repair",
        value("URL", f"service:{REPAIR}")
        + text("Title", "~Repair formulas")
        + value("Target", "_self")
        + value("Context", ""),
    )
    menu = node(
        "Segmentbook",
        value("URL", "private:segmentbook")
        + text("Title", "~Segmentbook")
        + value("Target", "_self")
        + folder("Submenu", entry),
    )
    merging = node(
        "After",
        value("MergePoint", ".uno:ToolsMenu\\.uno:MacrosMenu")
        + value("MergeCommand", "AddAfter")
        + value("MergeFallback", "AddPath")
        + value("MergeContext", _CALC)
        + folder("MenuItems", menu),
    )
    return folder("OfficeMenuBarMerging", node(MENU, merging))


def window_state() -> str:
    """``CalcWindowState.xcu``: what the toolbar is called, and that it is shown docked."""
    bar = node(
        f"private:resource/toolbar/addon_{TOOLBAR}",
        text("UIName", "Segments") + flag("Docked", True) + flag("Visible", True),
    )
    states = folder("UIElements", folder("States", bar))
    return configuration("CalcWindowState", states, package="org.openoffice.Office.UI")

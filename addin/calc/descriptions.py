"""The files of the extension that tell LibreOffice about it: names, descriptions, arguments, menu entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from addin.calc.interface import SERVICE
from addin.calc.office.signatures import identifier, method_name
from udfs._registry import Formula

__all__ = ["COMPONENT", "IDENTIFIER", "MENU", "REPAIR", "add_ins", "description", "manifest", "menus"]

IDENTIFIER = "org.segmentbook.calc"
COMPONENT = "segmentbook_component.py"
REPAIR = "org.segmentbook.RepairFormulas"
"""The service behind the menu entry."""

MENU = "org.segmentbook.tools"
"""The menu entry's name in LibreOffice's configuration."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LANGUAGE = "en-US"


def add_ins(formulas: Iterable[Formula]) -> str:
    """``CalcAddIns.xcu``: what the function wizard shows, and the name in .xlsx files."""
    functions = "".join(
        _node(
            method_name(formula),
            _text("DisplayName", formula.name)
            + _text("Description", formula.summary)
            + _value("Category", "Add-In")
            + _text("CompatibilityName", formula.name)
            + _folder(
                "Parameters",
                "".join(
                    _node(
                        identifier(argument.name),
                        _text("DisplayName", argument.name) + _text("Description", argument.help),
                    )
                    for argument in formula.arguments
                ),
            ),
        )
        for formula in formulas
    )
    return _configuration("CalcAddIns", _folder("AddInInfo", _node(SERVICE, _folder("AddInFunctions", functions))))


def menus() -> str:
    """``Addons.xcu``: Tools > Segmentbook > Repair formulas, in Calc only."""
    entry = _node(
        "Repair",
        _value("URL", f"service:{REPAIR}")
        + _text("Title", "~Repair formulas")
        + _value("Target", "_self")
        + _value("Context", ""),
    )
    menu = _node(
        "Segmentbook",
        _value("URL", "private:segmentbook")
        + _text("Title", "~Segmentbook")
        + _value("Target", "_self")
        + _folder("Submenu", entry),
    )
    merging = _node(
        "After",
        _value("MergePoint", ".uno:ToolsMenu\\.uno:MacrosMenu")
        + _value("MergeCommand", "AddAfter")
        + _value("MergeFallback", "AddPath")
        + _value("MergeContext", "com.sun.star.sheet.SpreadsheetDocument")
        + _folder("MenuItems", menu),
    )
    return _configuration("Addons", _folder("AddonUI", _folder("OfficeMenuBarMerging", _node(MENU, merging))))


def description(version: str) -> str:
    """``description.xml``: what the Extension Manager shows."""
    return (
        f'{_HEAD}<description xmlns="http://openoffice.org/extensions/description/2006" '
        'xmlns:d="http://openoffice.org/extensions/description/2006" xmlns:xlink="http://www.w3.org/1999/xlink">\n'
        f" <identifier value={quoteattr(IDENTIFIER)}/>\n <version value={quoteattr(version)}/>\n"
        ' <dependencies><OpenOffice.org-minimal-version value="4.1" d:name="LibreOffice 7.4"/></dependencies>\n'
        ' <display-name><name lang="en">Segmentbook</name></display-name>\n'
        ' <extension-description><src lang="en" xlink:href="description.txt"/></extension-description>\n'
        "</description>\n"
    )


def manifest(files: Mapping[str, str]) -> str:
    """``META-INF/manifest.xml`` of files and their media types."""
    entries = "".join(
        f" <manifest:file-entry manifest:full-path={quoteattr(name)} manifest:media-type={quoteattr(kind)}/>\n"
        for name, kind in files.items()
    )
    return (
        f'{_HEAD}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n'
        f"{entries}</manifest:manifest>\n"
    )


def _configuration(name: str, content: str) -> str:
    return (
        f'{_HEAD}<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="{name}" oor:package="org.openoffice.Office">\n'
        f"{content}</oor:component-data>\n"
    )


def _folder(name: str, content: str) -> str:
    return f"<node oor:name={quoteattr(name)}>\n{content}</node>\n"


def _node(name: str, content: str) -> str:
    return f'<node oor:name={quoteattr(name)} oor:op="replace">\n{content}</node>\n'


def _text(name: str, text: str) -> str:
    return f'<prop oor:name="{name}"><value xml:lang="{_LANGUAGE}">{escape(text)}</value></prop>\n'


def _value(name: str, text: str) -> str:
    return f'<prop oor:name="{name}" oor:type="xs:string"><value>{escape(text)}</value></prop>\n'

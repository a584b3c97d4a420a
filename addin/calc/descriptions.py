"""The files of the extension that tell LibreOffice about it: names, descriptions, arguments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import quoteattr

from addin.calc.interface import SERVICE
from addin.calc.office.signatures import identifier, method_name
from addin.calc.registry import HEAD, configuration, folder, node, text, value
from udfs._registry import Formula

__all__ = ["COMPONENT", "IDENTIFIER", "add_ins", "description", "manifest"]

IDENTIFIER = "org.segmentbook.calc"
COMPONENT = "segmentbook_component.py"


def add_ins(formulas: Iterable[Formula]) -> str:
    """``CalcAddIns.xcu``: what the function wizard shows, and the name in .xlsx files."""
    functions = "".join(
        node(
            method_name(formula),
            text("DisplayName", formula.name)
            + text("Description", formula.summary)
            + value("Category", "Add-In")
            + text("CompatibilityName", formula.name)
            + folder(
                "Parameters",
                "".join(
                    node(
                        identifier(argument.name),
                        text("DisplayName", argument.name) + text("Description", argument.help),
                    )
                    for argument in formula.arguments
                ),
            ),
        )
        for formula in formulas
    )
    return configuration("CalcAddIns", folder("AddInInfo", node(SERVICE, folder("AddInFunctions", functions))))


def description(version: str) -> str:
    """``description.xml``: what the Extension Manager shows."""
    return (
        f'{HEAD}<description xmlns="http://openoffice.org/extensions/description/2006" '
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
        f'{HEAD}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n'
        f"{entries}</manifest:manifest>\n"
    )

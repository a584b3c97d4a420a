"""``segmentbook.xlam``, the add-in for Excel, from texts: our modules, the ribbon, the VBA of the installed xlwings.

The same bytes on any day, any machine and any Python, so that what is installed can be checked against what was
reviewed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import segmentbook
from addin.stored_zip import stored_zip
from addin.vba_project import Module, vba_project
from addin.xlwings_vba import xlwings_modules

__all__ = ["ADD_IN", "RIBBON", "VBA", "add_in_modules", "build_xlam", "own_modules", "xlam_bytes"]

ADD_IN = "segmentbook.xlam"
"""The file's name."""
PROJECT = "SegmentbookAddin"
"""The VBA project's name; no module may have it, nor may a user's project be expected to."""
VBA = Path(__file__).parent / "vba"
RIBBON = Path(__file__).parent / "ribbon" / "customUI14.xml"

_WORKBOOK, _SHEET = "ThisWorkbook", "Sheet1"
_TITLE = "Segmentbook"
_ABOUT = (
    "Segments, health, tiers and cost to serve of your clients: the tab Segments and its formulas. "
    "Needs the Python package segmentbook."
)

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006"
_MICROSOFT = "http://schemas.microsoft.com/office"

_CONTENT_TYPES = {
    "xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    "xl/worksheets/sheet1.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "xl/styles.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
    "xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
_ROOT_RELATIONSHIPS = {
    f"{_DOCUMENT}/relationships/officeDocument": "xl/workbook.xml",
    f"{_PACKAGE}/relationships/metadata/core-properties": "docProps/core.xml",
    f"{_DOCUMENT}/relationships/extended-properties": "docProps/app.xml",
    f"{_MICROSOFT}/2007/relationships/ui/extensibility": "customUI/customUI14.xml",
}
_WORKBOOK_RELATIONSHIPS = {
    f"{_DOCUMENT}/relationships/worksheet": "worksheets/sheet1.xml",
    f"{_DOCUMENT}/relationships/styles": "styles.xml",
    f"{_MICROSOFT}/2006/relationships/vbaProject": "vbaProject.bin",
}


def build_xlam(target: Path) -> Path:
    """Write the add-in to ``target``, a file or an existing folder; gives the file.

    Raises
    ------
    AddinError
        The installed xlwings is not the one that the add-in is made for.
    OSError
        The file cannot be written.
    """
    path = target / ADD_IN if target.is_dir() else target
    path.write_bytes(xlam_bytes())
    return path


def xlam_bytes() -> bytes:
    """Return the add-in as the bytes of its file.

    Raises
    ------
    AddinError
        As for :func:`build_xlam`.
    """
    return stored_zip(_parts(vba_project(PROJECT, add_in_modules())))


def add_in_modules() -> tuple[Module, ...]:
    """Return the modules of the add-in, in the order in which the editor lists them.

    Raises
    ------
    AddinError
        As for :func:`build_xlam`.
    """
    own = {module.name: module for module in own_modules()}
    workbook = own.pop(_WORKBOOK, Module(_WORKBOOK, "workbook", ""))
    return (workbook, Module(_SHEET, "sheet", ""), *own.values(), *xlwings_modules())


def own_modules() -> tuple[Module, ...]:
    """Return the modules of our own, by name: ``.bas`` files are standard modules, ``.cls`` files classes."""
    found = []
    for path in sorted((*VBA.glob("*.bas"), *VBA.glob("*.cls")), key=lambda path: path.stem):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".bas":
            found.append(Module(path.stem, "standard", text))
        else:
            found.append(Module(path.stem, "workbook" if path.stem == _WORKBOOK else "class", text))
    return tuple(found)


def _parts(project: bytes) -> Iterator[tuple[str, bytes]]:
    """The package: content types first, as [ECMA-376] part 2 asks of what is read as a stream."""
    texts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(_ROOT_RELATIONSHIPS),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}/relationships"><workbookPr codeName="{_WORKBOOK}"/>'
            '<bookViews><workbookView visibility="hidden"/></bookViews>'
            f'<sheets><sheet name="{_TITLE}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _relationships(_WORKBOOK_RELATIONSHIPS),
        "xl/worksheets/sheet1.xml": _sheet(f"{_TITLE} {segmentbook.__version__}", _ABOUT),
        "xl/styles.xml": _styles(),
        "docProps/core.xml": (
            f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{_TITLE}</dc:creator>'
            f"<dc:description>{escape(_ABOUT)}</dc:description><dc:title>{_TITLE}</dc:title>"
            f"<cp:version>{escape(segmentbook.__version__)}</cp:version></cp:coreProperties>"
        ),
        "docProps/app.xml": (
            f'<Properties xmlns="{_DOCUMENT}/extended-properties">'
            "<Application>Microsoft Excel</Application></Properties>"
        ),
    }
    for name, text in texts.items():
        yield name, (_HEAD + text).encode()
    yield "xl/vbaProject.bin", project
    yield "customUI/customUI14.xml", RIBBON.read_text(encoding="utf-8").encode()


def _content_types() -> str:
    kinds = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in _CONTENT_TYPES.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{kinds}</Types>'
    )


def _relationships(targets: dict[str, str]) -> str:
    lines = (
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _sheet(*lines: str) -> str:
    """The one sheet, which nobody sees unless the add-in is opened as a workbook."""
    rows = "".join(
        f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{escape(line)}</t></is></c></row>'
        for number, line in enumerate(lines, start=1)
    )
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetPr codeName="{_SHEET}"/><dimension ref="A1:A{len(lines)}"/>'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def _styles() -> str:
    return (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )

"""Books with slicers for the tests: ours, and one of a user whose slicers Excel saved (tests/data/slicers)."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

from segmentbook.report.spec import Cell, CellRange, SheetSpec, Slicer
from tests.workbook.rendered import made, parts, refreshed, sheet, table

__all__ = [
    "EXCEL",
    "MANAGER",
    "TIER",
    "again",
    "book",
    "caches",
    "dashboard",
    "excel_deletes",
    "filed",
    "frames",
    "ours",
    "results",
    "tied",
    "users_book",
    "views",
    "with_users_slicers",
]

EXCEL = Path(__file__).parent.parent / "data" / "slicers"
"""Parts with slicers that Excel saved."""

X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
X15 = "{http://schemas.microsoft.com/office/spreadsheetml/2010/11/main}"
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
SLICER = "{http://schemas.microsoft.com/office/drawing/2010/slicer}slicer"
_KINDS = "http://schemas.microsoft.com/office/2007/relationships"

MANAGER = Slicer("manager", "SegmentResults", "Account Manager", CellRange(3, 2, 12, 3), "Account Manager")
TIER = Slicer("tier", "SegmentResults", "Tier", CellRange(3, 5, 12, 6), "Tiers & more", columns=2, row_height=20.0)
ROWS: dict[str, list[object]] = {
    "Client": ["Acme", "Bolt", "Corp"],
    "Account Manager": ["Ann", "Bo", "Ann"],
    "Tier": ["Tier 1", "Tier 2", "Tier 2"],
}


def results(**other: Any) -> SheetSpec:
    """The table that is filtered."""
    return sheet(table(ROWS, key="Client"), **other)


def dashboard(*slicers: Slicer) -> SheetSpec:
    """The page with the slicers, before the table it filters."""
    return SheetSpec("Dashboard", "Dashboard", cells={(1, 1): Cell("Clients")}, slicers=slicers or (MANAGER, TIER))


def ours() -> tuple[SheetSpec, SheetSpec]:
    """Both sheets."""
    return dashboard(), results()


def book(path: Path, **other: Any) -> Path:
    """A file with both."""
    return made(path, *ours(), **other)


# -- what is in a file ----------------------------------------------------------------------------------------------


def caches(path: Path) -> dict[str, tuple[str, int, int]]:
    """By the name of each slicer's cache: its column's header, and the ids of its table and column."""
    found = {}
    for name, content in parts(path).items():
        if name.startswith("xl/slicerCaches/slicerCache"):
            root = etree.fromstring(content)
            link = next(root.iter(f"{X15}tableSlicerCache"))
            ids = int(link.get("tableId", "")), int(link.get("column", ""))
            found[root.get("name", "")] = (root.get("sourceName", ""), *ids)
    return found


def tied(path: Path) -> dict[str, str]:
    """By the name of each slicer's cache: the table and the column it filters, found by their ids."""
    tables = {}
    for name, content in parts(path).items():
        if name.startswith("xl/tables/"):
            root = etree.fromstring(content)
            for column in root.iter("{*}tableColumn"):
                tables[int(root.get("id", "")), int(column.get("id", ""))] = (
                    f"{root.get('displayName')}[{column.get('name')}]"
                )
    return {cache: tables[table_id, column] for cache, (_, table_id, column) in caches(path).items()}


def views(path: Path) -> dict[str, dict[str, str]]:
    """Attributes of each slicer by its name."""
    found = {}
    for name, content in parts(path).items():
        if name.startswith("xl/slicers/slicer"):
            for slicer in etree.fromstring(content).iter(f"{X14}slicer"):
                found[slicer.get("name", "")] = {str(k): str(v) for k, v in slicer.items()}
    return found


def frames(path: Path) -> dict[str, etree._Element]:
    """The anchor of each slicer in a drawing, by the slicer's name."""
    found = {}
    for name, content in parts(path).items():
        if name.startswith("xl/drawings/drawing"):
            for anchor in etree.fromstring(content):
                for slicer in anchor.iter(SLICER):
                    found[slicer.get("name", "")] = anchor
    return found


# -- what Excel does ------------------------------------------------------------------------------------------------


def filed(path: Path, content: dict[str, bytes]) -> None:
    """Write all parts of a file."""
    with zipfile.ZipFile(path, "w") as package:
        for name, data in content.items():
            package.writestr(name, data)


def excel_deletes(path: Path, name: str, keep: str = "") -> None:
    """Delete a slicer as Excel does: its frame, itself, and its cache with the defined name.

    The cache stays that other slicers ``keep``.
    """
    content = parts(path)
    cache = views(path)[name]["cache"]
    for part, data in list(content.items()):
        if part.startswith("xl/drawings/drawing"):
            root = etree.fromstring(data)
            for anchor in [one for one in root if any(s.get("name") == name for s in one.iter(SLICER))]:
                root.remove(anchor)
        elif part.startswith("xl/slicers/slicer"):
            root = etree.fromstring(data)
            for slicer in [one for one in root if one.get("name") == name]:
                root.remove(slicer)
        elif part.startswith("xl/slicerCaches/") and etree.fromstring(data).get("name") == cache != keep:
            del content[part]
            _unlist_cache(content, part)
            continue
        else:
            continue
        content[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    if cache == keep:
        filed(path, content)
        return
    workbook = content["xl/workbook.xml"].decode()
    workbook = re.sub(rf'<definedName name="{cache}">#N/A</definedName>', "", workbook)
    content["xl/workbook.xml"] = workbook.encode()
    filed(path, content)


def _unlist_cache(content: dict[str, bytes], part: str) -> None:
    links = content["xl/_rels/workbook.xml.rels"].decode()
    link = re.search(rf'<Relationship Id="(\w+)"[^>]*Target="{part.removeprefix("xl/")}"/>', links)
    assert link is not None
    content["xl/_rels/workbook.xml.rels"] = links.replace(link[0], "").encode()
    for name, old in (
        ("xl/workbook.xml", f'<x14:slicerCache r:id="{link[1]}"/>'),
        (
            "[Content_Types].xml",
            f'<Override PartName="/{part}" ContentType="application/vnd.ms-excel.slicerCache+xml"/>',
        ),
    ):
        text = content[name].decode()
        assert old in text
        content[name] = text.replace(old, "").encode()


# -- the user's -----------------------------------------------------------------------------------------------------


def users_book(path: Path, *, columns: tuple[str, str, str] = ("Column1", "Column2", "Column3")) -> Path:
    """A book with a table of the user's and three slicers over it, as Excel saved them."""
    rows: dict[str, list[object]] = {header: ["A", "B"] for header in columns}
    made(path, SheetSpec("Mine", "Mine", tables=(table(rows, name="Table1", top=1),)))
    content = parts(path)
    workbook = re.sub(r"<definedName name=\"_Segmentbook[^>]*>[^<]*</definedName>", "", _text(content))
    content["xl/workbook.xml"] = workbook.replace("<definedNames></definedNames>", "").encode()
    filed(path, content)
    return with_users_slicers(path, "xl/worksheets/sheet1.xml")


def _text(content: dict[str, bytes], name: str = "xl/workbook.xml") -> str:
    return content[name].decode()


def with_users_slicers(path: Path, part: str) -> Path:
    """Put the slicers that Excel saved on a sheet without a drawing; they filter table 1 by its first three columns."""
    content = parts(path)
    number = len([name for name in content if name.startswith("xl/drawings/")]) + 11
    names = "".join(f'<definedName name="Slicer_Column{n}">#N/A</definedName>' for n in (1, 2, 3))
    workbook = _text(content)
    if "<definedNames>" in workbook:
        workbook = workbook.replace("</definedNames>", f"{names}</definedNames>")
    else:
        workbook = workbook.replace("</sheets>", f"</sheets><definedNames>{names}</definedNames>")
    assert "<extLst" not in workbook
    content["xl/workbook.xml"] = workbook.replace("</workbook>", f"{_end('workbook')}</workbook>").encode()
    for n in (1, 2, 3):
        content[f"xl/slicerCaches/slicerCache{n}.xml"] = (EXCEL / f"slicerCache{n}.xml").read_bytes()
    content["xl/slicers/slicer1.xml"] = (EXCEL / "slicer1.xml").read_bytes()
    content[f"xl/drawings/drawing{number}.xml"] = (EXCEL / "drawing1.xml").read_bytes()
    links = "".join(
        f'<Relationship Id="rIdCache{n}" Type="{_KINDS}/slicerCache" Target="slicerCaches/slicerCache{n}.xml"/>'
        for n in (1, 2, 3)
    )
    _add(content, "xl/_rels/workbook.xml.rels", links, "</Relationships>")
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    _add(
        content,
        part.replace("worksheets/", "worksheets/_rels/") + ".rels",
        f'<Relationship Id="rIdSlicers" Type="{_KINDS}/slicer" Target="../slicers/slicer1.xml"/>'
        f'<Relationship Id="rIdDrawing" Type="{office}/drawing" Target="../drawings/drawing{number}.xml"/>',
        "</Relationships>",
    )
    worksheet = _text(content, part)
    assert "<drawing" not in worksheet
    assert "<extLst" not in worksheet
    before = "<tableParts" if "<tableParts" in worksheet else "</worksheet>"
    worksheet = worksheet.replace(before, f'<drawing r:id="rIdDrawing"/>{before}')
    content[part] = worksheet.replace("</worksheet>", f"{_end('worksheet')}</worksheet>").encode()
    drawing = "application/vnd.openxmlformats-officedocument.drawing+xml"
    kinds = {f"slicerCaches/slicerCache{n}.xml": "application/vnd.ms-excel.slicerCache+xml" for n in (1, 2, 3)}
    kinds |= {"slicers/slicer1.xml": "application/vnd.ms-excel.slicer+xml", f"drawings/drawing{number}.xml": drawing}
    overrides = "".join(f'<Override PartName="/xl/{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    _add(content, "[Content_Types].xml", overrides, "</Types>")
    filed(path, content)
    return path


def _end(part: str) -> str:
    """The extensions of a part, as its last child."""
    text = (EXCEL / f"{part}_ext.xml").read_text(encoding="utf-8").strip()
    return re.sub(r'^<extLst xmlns="[^"]*" xmlns:r="[^"]*">', "<extLst>", text)


def _add(content: dict[str, bytes], name: str, text: str, before: str) -> None:
    empty = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    old = content.get(name, empty.encode()).decode()
    assert before in old
    content[name] = old.replace(before, text + before).encode()


def again(path: Path) -> None:
    """A refresh of ours."""
    refreshed(path, *ours())

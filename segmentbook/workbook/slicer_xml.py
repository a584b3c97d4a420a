"""The parts of slicers over a native table: a sheet's slicers, their caches, their frames, and where they are listed.

Source: [MS-XLSX] 2.1 (parts Slicers and Slicer Cache), 2.3.2, 2.4.52 and 2.6.107 (table slicers); the order and the
attributes are those of the workbooks that Excel saves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree

from segmentbook.report.spec import CellRange, Slicer
from segmentbook.workbook.chart_pieces import FONT, Dialect, plain
from segmentbook.workbook.references import whole_number
from segmentbook.workbook.worksheet_extensions import SLICERS_URI, made_extension

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = [
    "CACHE_KIND",
    "CACHE_TYPE",
    "SLICER_KIND",
    "SLICER_TYPE",
    "add_slicer",
    "add_slicer_frame",
    "cache_part",
    "drop_stand_in",
    "fit_cache",
    "list_cache",
    "list_slicers",
    "listed_slicers",
    "slicers_part",
    "table_of_cache",
    "views",
]

_KINDS = "http://schemas.microsoft.com/office/2007/relationships"
SLICER_KIND, CACHE_KIND = f"{_KINDS}/slicer", f"{_KINDS}/slicerCache"
SLICER_TYPE, CACHE_TYPE = "application/vnd.ms-excel.slicer+xml", "application/vnd.ms-excel.slicerCache+xml"

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_X15 = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_DRAWN = "http://schemas.microsoft.com/office/drawing/2010/slicer"
_DRAWN_FOR_TABLES = "http://schemas.microsoft.com/office/drawing/2012/slicer"
_MARKED = f'xmlns="{_X14}" xmlns:mc="{_COMPATIBILITY}" mc:Ignorable="x" xmlns:x="{_MAIN}"'

# Extensions of a cache and of a workbook that table slicers have, and what Excel puts after that.
_OF_CACHE = "{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}"
_OF_WORKBOOK = "{46BE6895-7355-4a93-B00E-2C351335B9C9}"
_AFTER_OF_WORKBOOK = "{140A7094-0E35-4892-8432-C4D2E57EDEB5}"

_EMU_A_POINT = 12_700
_STAND_IN = "Segmentbook slicer "
"""How the shape is called that programs without slicers show; what they make of it on saving is known by it."""
_INK, _MUTED, _HAIRLINE = "1F2937", "6B7280", "E5E7EB"


# -- the slicers of a sheet -----------------------------------------------------------------------------------------


def slicers_part() -> bytes:
    """The part of a sheet's slicers without any in it."""
    return f"{_HEAD}<slicers {_MARKED}/>".encode()


def add_slicer(root: _Element, slicer: Slicer, name: str, cache: str) -> None:
    """Add a slicer, as it is seen, over a cache."""
    made = etree.SubElement(root, f"{{{_X14}}}slicer", name=name, cache=cache, caption=slicer.caption)
    if slicer.columns > 1:
        made.set("columnCount", str(slicer.columns))
    made.set("style", slicer.style_name)
    made.set("rowHeight", str(round(slicer.row_height * _EMU_A_POINT)))


def views(root: _Element) -> Iterator[tuple[str, str]]:
    """The name of each slicer in a part, and that of its cache."""
    for slicer in root.iter(f"{{{_X14}}}slicer"):
        yield slicer.get("name", ""), slicer.get("cache", "")


# -- caches ---------------------------------------------------------------------------------------------------------


def cache_part(name: str, source: str, table_id: int, column_id: int) -> bytes:
    """The part that ties a slicer to a column of a table, by their ids."""
    return (
        f'{_HEAD}<slicerCacheDefinition {_MARKED} name="{plain(name)}" sourceName="{plain(source)}">'
        f'<extLst><x:ext uri="{_OF_CACHE}" xmlns:x15="{_X15}">'
        f'<x15:tableSlicerCache tableId="{table_id}" column="{column_id}"/></x:ext></extLst></slicerCacheDefinition>'
    ).encode()


def _table_link(root: _Element) -> _Element | None:
    return next(root.iter(f"{{{_X15}}}tableSlicerCache"), None)


def table_of_cache(root: _Element) -> tuple[int, int] | None:
    """Ids of the table and the column that a cache is tied to; None for slicers of other things than tables."""
    link = _table_link(root)
    return None if link is None else (whole_number(link.get("tableId")), whole_number(link.get("column")))


def fit_cache(root: _Element, source: str, table_id: int, column_id: int) -> None:
    """Let a cache follow its table and column; all else in it is the user's choice."""
    link = _table_link(root)
    if link is None or table_of_cache(root) == (table_id, column_id):
        return
    link.set("tableId", str(table_id))
    link.set("column", str(column_id))
    root.set("sourceName", source)


# -- where they are listed ------------------------------------------------------------------------------------------


def list_cache(workbook: _Element, relationship: str, rel_ns: str) -> None:
    """List a cache in the workbook part."""
    main = etree.QName(workbook).namespace
    extensions = workbook.find(f"{{{main}}}extLst")
    if extensions is None:
        extensions = etree.SubElement(workbook, f"{{{main}}}extLst")
    there = {extension.get("uri", ""): extension for extension in extensions}
    extension = there.get(_OF_WORKBOOK)
    if extension is None:
        extension = etree.SubElement(extensions, f"{{{main}}}ext", nsmap={"x15": _X15}, uri=_OF_WORKBOOK)
        if _AFTER_OF_WORKBOOK in there:
            there[_AFTER_OF_WORKBOOK].addprevious(extension)
    caches = _listing(extension, f"{{{_X15}}}slicerCaches")
    _add_reference(caches, f"{{{_X14}}}slicerCache", relationship, rel_ns)


def listed_slicers(extensions: _Element, rel_ns: str) -> list[str]:
    """The relationships of the parts with slicers over tables that a worksheet lists."""
    found = extensions.iterfind(f"{{*}}ext[@uri='{SLICERS_URI}']/{{{_X14}}}slicerList/{{{_X14}}}slicer")
    return [one.get(f"{{{rel_ns}}}id", "") for one in found]


def list_slicers(extensions: _Element, relationship: str, rel_ns: str) -> None:
    """List a part with slicers in a worksheet."""
    slicers = _listing(made_extension(extensions, SLICERS_URI, {"x15": _X15}), f"{{{_X14}}}slicerList")
    _add_reference(slicers, f"{{{_X14}}}slicer", relationship, rel_ns)


def _listing(extension: _Element, tag: str) -> _Element:
    """The list in an extension."""
    found = extension.find(tag)
    return etree.SubElement(extension, tag, nsmap={"x14": _X14}) if found is None else found


def _add_reference(parent: _Element, tag: str, relationship: str, rel_ns: str) -> None:
    known = rel_ns in parent.nsmap.values()
    etree.SubElement(parent, tag, nsmap=None if known else {"r": rel_ns}).set(f"{{{rel_ns}}}id", relationship)


# -- frames ---------------------------------------------------------------------------------------------------------


def add_slicer_frame(
    drawing: _Element, slicer: Slicer, name: str, size: tuple[int, int], dialect: Dialect, *, beside_table: bool
) -> None:
    """Place a slicer over its cells.

    ``size`` is width and height in EMU. ``beside_table`` says that it stands on the sheet of its table: there rows
    vanish as it is used, and it must stay where it is, as Excel has it.
    """
    used = [whole_number(element.get("id")) for element in drawing.iter(f"{{{dialect.sheet_drawing}}}cNvPr")]
    free = max(used, default=1) + 1
    place, told = slicer.place, slicer.alt_text or f"Slicer: click to show only some by {slicer.caption}."
    drawing.append(
        etree.fromstring(
            f'<xdr:twoCellAnchor xmlns:xdr="{dialect.sheet_drawing}" xmlns:a="{dialect.drawing}" '
            f'editAs="{"absolute" if beside_table else "oneCell"}">{_corners(place)}'
            f'<mc:AlternateContent xmlns:mc="{_COMPATIBILITY}" xmlns:sle15="{_DRAWN_FOR_TABLES}">'
            '<mc:Choice Requires="sle15"><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>'
            f'<xdr:cNvPr id="{free}" name="{plain(name)}" descr="{plain(told)}"/>'
            "<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>"
            '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>'
            f'<a:graphic><a:graphicData uri="{_DRAWN}"><sle:slicer xmlns:sle="{_DRAWN}" name="{plain(name)}"/>'
            "</a:graphicData></a:graphic></xdr:graphicFrame></mc:Choice>"
            f"<mc:Fallback>{_stand_in(slicer, size, free + 1)}</mc:Fallback></mc:AlternateContent>"
            "<xdr:clientData/></xdr:twoCellAnchor>"
        )
    )


def _corners(place: CellRange) -> str:
    ends = (("from", place.top - 1, place.left - 1), ("to", place.bottom, place.right))
    return "".join(
        f"<xdr:{tag}><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{tag}>"
        for tag, row, column in ends
    )


def _stand_in(slicer: Slicer, size: tuple[int, int], number: int) -> str:
    """What programs without slicers show: the same box, that says where else the choice can be made."""
    lines = ((900, 1, _INK, slicer.caption), (800, 0, _MUTED, f"Filter it in {slicer.table}."))
    words = "".join(
        f'<a:p><a:r><a:rPr lang="en-US" sz="{height}" b="{bold}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
        f'<a:latin typeface="{FONT}"/><a:cs typeface="{FONT}"/></a:rPr><a:t>{plain(text)}</a:t></a:r></a:p>'
        for height, bold, colour, text in lines
    )
    return (
        f'<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="{number}" name="{plain(_STAND_IN + slicer.key)}"/>'
        '<xdr:cNvSpPr><a:spLocks noTextEdit="1"/></xdr:cNvSpPr></xdr:nvSpPr><xdr:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{size[0]}" cy="{size[1]}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
        f'<a:ln w="6350"><a:solidFill><a:srgbClr val="{_HAIRLINE}"/></a:solidFill></a:ln></xdr:spPr>'
        '<xdr:txBody><a:bodyPr vertOverflow="clip" horzOverflow="clip"/><a:lstStyle/>'
        f"{words}</xdr:txBody></xdr:sp>"
    )


def drop_stand_in(drawing: _Element, slicer: Slicer, dialect: Dialect) -> None:
    """Take away the shape that a program without slicers has left in place of one."""
    for anchor in list(drawing):
        shape = anchor.find(f"{{{dialect.sheet_drawing}}}sp")
        named = None if shape is None else shape.find(f".//{{{dialect.sheet_drawing}}}cNvPr")
        if named is not None and named.get("name") == _STAND_IN + slicer.key:
            drawing.remove(anchor)

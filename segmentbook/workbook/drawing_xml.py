"""Drawings: the frame that holds a chart on its sheet, and the words that stand inside a chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lxml import etree

from segmentbook.report.spec import CellRange, Chart, TextBox
from segmentbook.workbook.chart_pieces import FONT, Dialect, plain
from segmentbook.workbook.references import whole_number

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = [
    "add_frame",
    "empty_drawing",
    "find_frame",
    "fit_texts",
    "frame_name",
    "frames",
    "hide_frames",
    "move_frame",
    "point_frame",
    "set_frame_texts",
    "show_frame",
    "texts_part",
]

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OURS = "Segmentbook:"
"""How the names of our charts' frames begin."""
_ALIGN = {"": "l", "left": "l", "center": "ctr", "right": "r"}
_ANCHOR = {"": "t", "top": "t", "center": "ctr"}
_TRUE = ("1", "true")
_NOMINAL = (9_144_000, 5_486_400)
"""Width and height, in EMU, that a text's frame is said to have; its anchor decides."""


def frame_name(chart: Chart) -> str:
    """The name by which a chart of ours is found again."""
    return f"{OURS}{chart.key}"


def empty_drawing(dialect: Dialect) -> bytes:
    """The part of a sheet's drawing without anything in it."""
    return f'{_HEAD}<xdr:wsDr xmlns:xdr="{dialect.sheet_drawing}" xmlns:a="{dialect.drawing}"/>'.encode()


def frames(drawing: _Element, dialect: Dialect) -> Iterator[tuple[_Element, str]]:
    """Properties (``cNvPr``) and the chart's relationship of each frame in a drawing."""
    for frame in drawing.iter(f"{{{dialect.sheet_drawing}}}graphicFrame"):
        properties = frame.find(f".//{{{dialect.sheet_drawing}}}cNvPr")
        inner = frame.find(f".//{{{dialect.chart}}}chart")
        if properties is not None and inner is not None:
            yield properties, inner.get(f"{{{dialect.relationships}}}id", "")


def find_frame(drawing: _Element, chart: Chart, dialect: Dialect) -> tuple[_Element, str] | None:
    """The frame of our chart: its properties, and the relationship of the chart in it."""
    named = (found for found in frames(drawing, dialect) if found[0].get("name") == frame_name(chart))
    return next(named, None)


def add_frame(drawing: _Element, chart: Chart, relationship: str, dialect: Dialect) -> None:
    """Place a chart over its cells."""
    used = [whole_number(element.get("id")) for element in drawing.iter(f"{{{dialect.sheet_drawing}}}cNvPr")]
    place = chart.place
    corners = "".join(
        f"<xdr:{tag}><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{tag}>"
        for tag, row, column in (("from", place.top - 1, place.left - 1), ("to", place.bottom, place.right))
    )
    anchor = etree.fromstring(
        f'<xdr:twoCellAnchor xmlns:xdr="{dialect.sheet_drawing}" xmlns:a="{dialect.drawing}" editAs="oneCell">{corners}'
        f'<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="{max(used, default=1) + 1}" name=""/>'
        '<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>'
        f'<a:graphic><a:graphicData uri="{dialect.chart}"><c:chart xmlns:c="{dialect.chart}" '
        f'xmlns:r="{dialect.relationships}" r:id="{relationship}"/></a:graphicData></a:graphic></xdr:graphicFrame>'
        "<xdr:clientData/></xdr:twoCellAnchor>"
    )
    properties = anchor.find(f".//{{{dialect.sheet_drawing}}}cNvPr")
    if properties is not None:
        properties.set("name", frame_name(chart))
        set_frame_texts(properties, chart)
    drawing.append(anchor)


def move_frame(properties: _Element, former: Sequence[CellRange], place: CellRange, dialect: Dialect) -> bool:
    """Put a chart where it belongs now, if it stands where we once put it; whether it does. One moved by hand stays."""
    sheet = dialect.sheet_drawing
    anchor = next(properties.iterancestors(f"{{{sheet}}}twoCellAnchor"), None)
    if anchor is None or not former:
        return False
    ends = [anchor.find(f"{{{sheet}}}{tag}") for tag in ("from", "to")]
    marks = [[end.find(f"{{{sheet}}}{name}") for name in _MARKS] for end in ends if end is not None]
    figures = [[whole_number(None if mark is None else mark.text, -1) for mark in one] for one in marks]
    if len(figures) != len(ends) or any(one[2] > _NEAR or one[3] > _NEAR for one in figures):
        return False
    corners = [tuple(one[:2]) for one in figures]
    if not any(corners == _ends(other) for other in former):
        return False
    for one, corner in zip(marks, _ends(place), strict=True):
        for mark, value in zip(one, (*corner, 0, 0), strict=True):
            if mark is not None:
                mark.text = str(value)
    return True


_MARKS = ("col", "row", "colOff", "rowOff")
_NEAR = 30_000  # EMU; three pixels


def _ends(place: CellRange) -> list[tuple[int, int]]:
    """Column and row of a place's corners as a drawing counts them."""
    return [(place.left - 1, place.top - 1), (place.right, place.bottom)]


_NOTHING = "Nothing to show at the last refresh."


def hide_frames(drawing: _Element, shown: Sequence[str], dialect: Dialect) -> None:
    """Put our charts that are none of those ``shown`` (by key) out of sight, with all that the user made of them."""
    for properties, _ in frames(drawing, dialect):
        name = properties.get("name", "")
        if name.startswith(OURS) and name.removeprefix(OURS) not in shown and properties.get("hidden") not in _TRUE:
            properties.set("hidden", "1")
            properties.set("descr", f"{properties.get('title', '')} {_NOTHING}".strip())


def show_frame(properties: _Element) -> None:
    """Show a chart that we hid; one that the user hid stays so."""
    if properties.get("descr", "").endswith(_NOTHING) and properties.get("hidden") in _TRUE:
        del properties.attrib["hidden"]


def point_frame(properties: _Element, relationship: str, dialect: Dialect) -> None:
    """Let a frame whose chart part has gone show another."""
    frame = next(properties.iterancestors(f"{{{dialect.sheet_drawing}}}graphicFrame"), None)
    inner = None if frame is None else frame.find(f".//{{{dialect.chart}}}chart")
    if inner is not None:
        inner.set(f"{{{dialect.relationships}}}id", relationship)


def set_frame_texts(properties: _Element, chart: Chart) -> None:
    """The words for those who do not see the chart; the title that we wrote is kept beside them."""
    properties.set("descr", chart.alt_text)
    properties.set("title", chart.title)


# -- words inside the chart -----------------------------------------------------------------------------------------


def texts_part(texts: Sequence[TextBox], dialect: Dialect) -> bytes:
    """The part of a chart's own shapes: one box a text."""
    shapes = "".join(_text(number, text, dialect) for number, text in enumerate(texts, 1))
    return (
        f'{_HEAD}<c:userShapes xmlns:c="{dialect.chart}" xmlns:a="{dialect.drawing}">{shapes}</c:userShapes>'.encode()
    )


def _text(number: int, text: TextBox, dialect: Dialect) -> str:
    wide, tall = _NOMINAL
    frame = (
        f'<a:off x="{round(text.x * wide)}" y="{round(text.y * tall)}"/>'
        f'<a:ext cx="{round(text.width * wide)}" cy="{round(text.height * tall)}"/>'
    )
    style = text.style
    wrap = "square" if style.wrap else "none"
    note = f' descr="{plain(text.note)}"' if text.note else ""
    return (
        f'<cdr:relSizeAnchor xmlns:cdr="{dialect.chart_drawing}">{_corners(text)}<cdr:sp macro="" textlink="">'
        f'<cdr:nvSpPr><cdr:cNvPr id="{number + 1}" name="{_shape_name(number)}"{note}/><cdr:cNvSpPr txBox="1"/>'
        "</cdr:nvSpPr>"
        f'<cdr:spPr><a:xfrm>{frame}</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></cdr:spPr>'
        f'<cdr:txBody><a:bodyPr vertOverflow="overflow" horzOverflow="overflow" wrap="{wrap}" lIns="0" tIns="0" '
        f'rIns="0" bIns="0" rtlCol="0" anchor="{_ANCHOR[style.vertical]}"/><a:lstStyle/><a:p>'
        f'<a:pPr algn="{_ALIGN[style.horizontal]}"/><a:r>'
        f'<a:rPr lang="en-US" sz="{round(style.size * 100)}" b="{int(style.bold)}" i="{int(style.italic)}">'
        f'<a:solidFill><a:srgbClr val="{style.colour}"/></a:solidFill><a:latin typeface="{FONT}"/>'
        f'<a:cs typeface="{FONT}"/></a:rPr><a:t>{plain(text.text)}</a:t></a:r></a:p></cdr:txBody></cdr:sp>'
        "</cdr:relSizeAnchor>"
    )


def _shape_name(number: int) -> str:
    return f"Segmentbook text {number}"


def _corners(text: TextBox) -> str:
    ends = (("from", text.x, text.y), ("to", text.x + text.width, text.y + text.height))
    return "".join(f"<cdr:{tag}><cdr:x>{x:.5f}</cdr:x><cdr:y>{y:.5f}</cdr:y></cdr:{tag}>" for tag, x, y in ends)


def fit_texts(root: _Element, texts: Sequence[TextBox], dialect: Dialect, *, replace: bool) -> None:
    """Bring the words of a chart up to date.

    The user may have set them in another type or moved them: only the words change, unless ``replace`` says that the
    axes have moved, or there are more or fewer of them now. Other shapes stay.
    """
    cdr = dialect.chart_drawing
    ours: dict[str, _Element] = {}
    for anchor in root:
        properties = anchor.find(f".//{{{cdr}}}cNvPr")
        if properties is not None and properties.get("name", "").startswith("Segmentbook text "):
            ours[properties.get("name", "")] = anchor
    names = [_shape_name(number) for number in range(1, len(texts) + 1)]
    if replace or list(ours) != names:
        for anchor in ours.values():
            root.remove(anchor)
        fresh = etree.fromstring(texts_part(texts, dialect))
        root[0:0] = list(fresh)
        return
    for name, text in zip(names, texts, strict=True):
        runs = ours[name].findall(f".//{{{dialect.drawing}}}r")
        words = [run.find(f"{{{dialect.drawing}}}t") for run in runs]
        said = "".join((word.text or "") for word in words if word is not None)
        if said != text.text and words and words[0] is not None:
            words[0].text = text.text
            for run in runs[1:]:
                parent = run.getparent()
                if parent is not None:
                    parent.remove(run)

"""The bricks of native charts (ECMA-376 part 1, 21.2): fonts, titles, references with their caches, labels, axes.

Each kind of chart is built of them in a module of its own: ``map_chart_xml``, ``category_chart_xml``, ``xy_chart_xml``
and ``ring_chart_xml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from segmentbook.report.spec import ChartCells, ValueAxis
from segmentbook.workbook.column_xml import escaped

__all__ = [
    "C16",
    "EDGE",
    "FONT",
    "IDENTITY",
    "IDENTITY_URI",
    "INK",
    "LABEL_SIZE",
    "MUTED",
    "NO_SHAPE",
    "RANGE_URI",
    "SMALL_SIZE",
    "WHITE",
    "Dialect",
    "axis_title",
    "cache",
    "categories",
    "cell_labels",
    "chart_space",
    "edge",
    "extensions",
    "figures",
    "fill",
    "heading",
    "label_cells",
    "labelled",
    "layout",
    "legend",
    "number",
    "numbers",
    "placed",
    "plain",
    "series_name",
    "text_properties",
    "value_axis",
    "value_labels",
]

INK, MUTED, HAIRLINE, WHITE = "1F2937", "6B7280", "E5E7EB", "FFFFFF"
FONT = "Calibri"
LABEL_SIZE, SMALL_SIZE, TITLE_SIZE = 800, 900, 1000  # hundredths of a point
EDGE = 9_525  # three quarters of a point, in EMU
_DEGREE = 60_000
TITLE_LEFT, TITLE_TOP = 0.012, 0.015

C15 = "http://schemas.microsoft.com/office/drawing/2012/chart"
C16 = "http://schemas.microsoft.com/office/drawing/2014/chart"
LABEL_URI = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
RANGE_URI = "{02D57815-91ED-43cb-92C2-25804820EDAC}"
IDENTITY_URI = "{C3380CC4-5D6E-409C-BE32-E72D297353CC}"
IDENTITY = "-5E6B-4000-8000-000000000000}"
"""How the identity of a series of ours ends; Excel keeps it, whatever is done to the series."""

NO_SHAPE = "<a:noFill/><a:ln><a:noFill/></a:ln>"

_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_TRANSITIONAL = "http://schemas.openxmlformats.org"
_STRICT = "http://purl.oclc.org/ooxml"


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between a transitional and a strict workbook: namespaces, and how a share is written."""

    strict: bool = False

    @property
    def chart(self) -> str:
        """Namespace of charts."""
        return f"{self._base('drawingml')}/chart"

    @property
    def drawing(self) -> str:
        """Namespace of DrawingML itself."""
        return f"{self._base('drawingml')}/main"

    @property
    def relationships(self) -> str:
        """Namespace of relationship ids."""
        return f"{self._base('officeDocument')}/relationships"

    @property
    def sheet_drawing(self) -> str:
        """Namespace of a sheet's drawing."""
        return f"{self._base('drawingml')}/spreadsheetDrawing"

    @property
    def chart_drawing(self) -> str:
        """Namespace of shapes inside a chart."""
        return f"{self._base('drawingml')}/chartDrawing"

    def _base(self, name: str) -> str:
        return f"{_STRICT}/{name}" if self.strict else f"{_TRANSITIONAL}/{name}/2006"

    def share(self, value: float) -> str:
        """A share of one: 70000 thousandths of a per cent, or 70%."""
        return f"{value * 100:g}%" if self.strict else str(round(value * 100_000))

    def per_cent(self, value: int) -> str:
        """A whole number of per cent: 60, or 60%."""
        return f"{value}%" if self.strict else str(value)

    def declarations(self) -> str:
        """The namespaces that every chart declares."""
        return f'xmlns:c="{self.chart}" xmlns:a="{self.drawing}" xmlns:r="{self.relationships}"'


def plain(text: str) -> str:
    """Text of DrawingML, in which what XML cannot write is left out; for attributes too."""
    legal = _ILLEGAL.sub("", text)
    return legal.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def number(value: float) -> str:
    """A figure as it is read back, whole numbers without a point."""
    return repr(float(value)).removesuffix(".0")


def fill(colour: str) -> str:
    """A plain colour."""
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def edge(colour: str, width: int = EDGE) -> str:
    """A line around or through something."""
    return f'<a:ln w="{width}">{fill(colour)}</a:ln>'


def _run(size: int, colour: str, tag: str = "a:rPr", bold: bool = False) -> str:
    language = ' lang="en-US"' if tag == "a:rPr" else ""
    faces = f'<a:latin typeface="{FONT}"/><a:cs typeface="{FONT}"/>'
    return f'<{tag}{language} sz="{size}" b="{int(bold)}">{fill(colour)}{faces}</{tag}>'


def text_properties(size: int, colour: str, *, turned: int | None = None) -> str:
    """The type of ticks, labels and legends, perhaps turned by so many degrees."""
    turn = "" if turned is None else f' rot="{turned * _DEGREE}" vert="horz"'
    run = _run(size, colour, "a:defRPr")
    return f'<c:txPr><a:bodyPr{turn}/><a:lstStyle/><a:p><a:pPr>{run}</a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'


def _title(text: str, size: int, colour: str, layout: str = "", rotation: str = "", bold: bool = False) -> str:
    return (
        f"<c:title><c:tx><c:rich><a:bodyPr{rotation}/><a:lstStyle/><a:p><a:pPr>{_run(size, colour, 'a:defRPr', bold)}"
        f"</a:pPr><a:r>{_run(size, colour, bold=bold)}<a:t>{plain(text)}</a:t></a:r></a:p></c:rich></c:tx>{layout}"
        '<c:overlay val="0"/></c:title>'
    )


def heading(text: str, left: float = TITLE_LEFT) -> str:
    """The chart's title in its upper left corner, "" for none."""
    return _title(text, TITLE_SIZE, MUTED, layout(x=left, y=TITLE_TOP), bold=True) if text else ""


def axis_title(text: str, *, upright: bool = False) -> str:
    """The title of an axis, "" for none; along the axis where that is ``upright``."""
    turned = ' rot="-5400000" vert="horz"' if upright else ""
    return _title(text, SMALL_SIZE, MUTED, rotation=turned) if text else ""


def layout(inner: bool = False, **shares: float) -> str:
    """Where something stands in the chart: x, y and perhaps w and h, in shares of it."""
    target = '<c:layoutTarget val="inner"/>' if inner else ""
    places = "".join(f'<c:{name} val="{share:.6g}"/>' for name, share in shares.items())
    modes = '<c:xMode val="edge"/><c:yMode val="edge"/>'
    return f"<c:layout><c:manualLayout>{target}{modes}{places}</c:manualLayout></c:layout>"


# -- what a series shows --------------------------------------------------------------------------------------------


def cache(values: Mapping[int, str], length: int, *, code: str = "") -> str:
    """The points that are plotted, by position among ``length``."""
    points = "".join(f'<c:pt idx="{place}"><c:v>{value}</c:v></c:pt>' for place, value in sorted(values.items()))
    return f'{code}<c:ptCount val="{length}"/>{points}'


def _number_reference(reference: str, values: Mapping[int, str], length: int) -> str:
    cached = cache(values, length, code="<c:formatCode>General</c:formatCode>")
    return f"<c:numRef><c:f>{escaped(reference)}</c:f><c:numCache>{cached}</c:numCache></c:numRef>"


def numbers(tag: str, reference: str, values: Mapping[int, str], length: int) -> str:
    """Figures from cells."""
    return f"<c:{tag}>{_number_reference(reference, values, length)}</c:{tag}>"


def figures(tag: str, cells: ChartCells) -> str:
    """Figures from cells; what is no number is not plotted."""
    plotted = {i: number(value) for i, value in enumerate(cells.values) if isinstance(value, (int, float))}
    return numbers(tag, cells.reference, plotted, len(cells.values))


def categories(cells: ChartCells) -> str:
    """What stands at the axis, or is a slice's name."""
    return f"<c:cat>{_text_reference(cells.reference, _texts(cells), len(cells.values))}</c:cat>"


def _texts(cells: ChartCells) -> dict[int, str]:
    said = enumerate(cells.values)
    return {
        i: escaped(value if isinstance(value, str) else number(value)) for i, value in said if value not in (None, "")
    }


def _text_reference(reference: str, values: Mapping[int, str], length: int) -> str:
    return f"<c:strRef><c:f>{escaped(reference)}</c:f><c:strCache>{cache(values, length)}</c:strCache></c:strRef>"


def series_name(name: str, reference: str) -> str:
    """The name of a series: of a cell, or written into the chart."""
    if not reference:
        return f"<c:tx><c:v>{escaped(name)}</c:v></c:tx>"
    return f"<c:tx>{_text_reference(reference, {0: escaped(name)}, 1)}</c:tx>"


# -- labels ---------------------------------------------------------------------------------------------------------

_WHAT = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")


def _shown(what: str = "") -> str:
    return "".join(f'<c:{one} val="{int(one == what)}"/>' for one in _WHAT)


_FROM_CELLS = (
    f'<c:extLst><c:ext uri="{LABEL_URI}" xmlns:c15="{C15}"><c15:showDataLabelsRange val="1"/></c:ext></c:extLst>'
)


def _field_id(series: int, point: int) -> str:
    """A GUID that is the same in every refresh."""
    return f"{{5E6B0000-0000-4000-8000-{series:04X}{point:08X}}}"


def _side(side: str) -> str:
    return f'<c:dLblPos val="{side}"/>' if side else ""


def cell_labels(
    series: int,
    points: Iterable[int],
    side: Callable[[int], str],
    default_side: str,
    colour: Callable[[int], str] = lambda point: MUTED,
    silent: Iterable[int] = (),
) -> str:
    """Labels whose texts come from cells, of those ``points`` that have one; ``side`` says where each stands.

    Excel shows them by the series' own flag; LibreOffice only where a point has a field, so labelled points have one.
    ``silent`` points have none, whatever their cells say.
    """
    made = {
        point: f"<c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p>"
        f"<a:pPr>{_run(LABEL_SIZE, colour(point), 'a:defRPr')}</a:pPr>"
        f'<a:fld id="{_field_id(series, point)}" type="CELLRANGE">{_run(LABEL_SIZE, colour(point))}<a:pPr/>'
        f"<a:t>[CELLRANGE]</a:t>"
        f'</a:fld><a:endParaRPr lang="en-US"/></a:p></c:rich></c:tx>{_side(side(point))}{_shown()}'
        f"{_FROM_CELLS}"
        for point in points
    }
    made |= dict.fromkeys(silent, '<c:delete val="1"/>')
    single = "".join(f'<c:dLbl><c:idx val="{point}"/>{content}</c:dLbl>' for point, content in sorted(made.items()))
    return (
        f"<c:dLbls>{single}<c:spPr>{NO_SHAPE}</c:spPr>{text_properties(LABEL_SIZE, MUTED)}"
        f"{_side(default_side)}{_shown()}{_FROM_CELLS}</c:dLbls>"
    )


def value_labels(
    number_format: str, side: str, colours: Mapping[int, str] | None = None, *, share: bool = False
) -> str:
    """Labels that say the points' values, or their ``share`` of a ring; ``colours`` are those of single labels."""
    what = "showPercent" if share else "showVal"
    code = f'<c:numFmt formatCode="{plain(number_format)}" sourceLinked="0"/><c:spPr>{NO_SHAPE}</c:spPr>'
    single = "".join(
        f'<c:dLbl><c:idx val="{point}"/>{code}{text_properties(LABEL_SIZE, colour)}{_side(side)}{_shown(what)}</c:dLbl>'
        for point, colour in sorted((colours or {}).items())
    )
    return f"<c:dLbls>{single}{code}{text_properties(LABEL_SIZE, INK)}{_side(side)}{_shown(what)}</c:dLbls>"


def label_cells(reference: str, values: Mapping[int, str], length: int) -> str:
    """The extension of a series that says which cells its labels come from."""
    return (
        f'<c:ext uri="{RANGE_URI}" xmlns:c15="{C15}"><c15:datalabelsRange>'
        f"<c15:f>{escaped(reference)}</c15:f><c15:dlblRangeCache>{cache(values, length)}</c15:dlblRangeCache>"
        "</c15:datalabelsRange></c:ext>"
    )


def extensions(series: int, labels: ChartCells | None) -> str:
    """What a series says beyond the standard: the cells of its labels, and that it is ours."""
    cells = label_cells(labels.reference, _texts(labels), len(labels.values)) if labels else ""
    identity = f'<c16:uniqueId val="{{{series:08X}{IDENTITY}"/>'
    return f'<c:extLst>{cells}<c:ext uri="{IDENTITY_URI}" xmlns:c16="{C16}">{identity}</c:ext></c:extLst>'


def labelled(cells: ChartCells) -> tuple[list[int], list[int]]:
    """Positions that have a label, and those that have none."""
    texts = _texts(cells)
    return sorted(texts), [place for place in range(len(cells.values)) if place not in texts]


# -- axes and the whole ---------------------------------------------------------------------------------------------


def value_axis(
    axis: ValueAxis, own: int, other: int, place: str, *, between: str = "between", crosses: str = "autoZero"
) -> str:
    """An axis of figures at a side of the plot (``b``, ``l``, ``r`` or ``t``)."""
    ends = (("max", axis.maximum), ("min", axis.minimum))
    scale = "".join(f'<c:{end} val="{number(value)}"/>' for end, value in ends if value is not None)
    unit = "" if axis.major_unit is None else f'<c:majorUnit val="{number(axis.major_unit)}"/>'
    grid = f"<c:majorGridlines><c:spPr>{edge(HAIRLINE)}</c:spPr></c:majorGridlines>" if axis.shown else ""
    title = axis_title(axis.title, upright=place in "lr") if axis.shown else ""
    return (
        f'<c:valAx><c:axId val="{own}"/><c:scaling><c:orientation val="minMax"/>{scale}</c:scaling>'
        f'<c:delete val="{int(not axis.shown)}"/><c:axPos val="{place}"/>{grid if crosses != "max" else ""}{title}'
        f'<c:numFmt formatCode="{plain(axis.number_format)}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f"<c:spPr>{NO_SHAPE}</c:spPr>{text_properties(SMALL_SIZE, MUTED)}"
        f'<c:crossAx val="{other}"/><c:crosses val="{crosses}"/><c:crossBetween val="{between}"/>{unit}</c:valAx>'
    )


def placed(place: tuple[float, float, float, float] | None, *, inner: bool = False) -> str:
    """Where the plot, or a legend, stands (left, top, width, height); None: as the program sees fit."""
    if place is None:
        return "<c:layout/>"
    return layout(inner=inner, **dict(zip("xywh", place, strict=True)))


def legend(side: str = "t", place: tuple[float, float, float, float] | None = None) -> str:
    """Names and colours above the plot, or at another side of it."""
    where = placed(place) if place else ""
    type_ = text_properties(SMALL_SIZE, MUTED)
    return f'<c:legend><c:legendPos val="{side}"/>{where}<c:overlay val="0"/>{type_}</c:legend>'


def chart_space(
    dialect: Dialect, title: str, plot_area: str, legend: str, *, date1904: bool, shapes: str = ""
) -> bytes:
    """The whole chart part; ``shapes`` is the relationship of the words in it, "" for none."""
    words = f'<c:userShapes r:id="{shapes}"/>' if shapes else ""
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace {dialect.declarations()}><c:date1904 val="{int(date1904)}"/><c:roundedCorners val="0"/>'
        f'<c:chart>{title}<c:autoTitleDeleted val="{int(not title)}"/><c:plotArea>{plot_area}'
        f"<c:spPr>{NO_SHAPE}</c:spPr></c:plotArea>{legend}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr>{fill(WHITE)}<a:ln><a:noFill/></a:ln></c:spPr>"
        f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{_run(SMALL_SIZE, INK, 'a:defRPr')}</a:pPr>"
        f'<a:endParaRPr lang="en-US"/></a:p></c:txPr>{words}</c:chartSpace>'
    )
    return text.encode()

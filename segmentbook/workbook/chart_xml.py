"""The segment map as the part of a native bubble chart (ECMA-376 part 1, 21.2).

``c:crossesAt`` stands in the element of one axis and is in the units of the *other*: it says where this axis crosses
that one. An axis of the specification says where the other crosses it, so the figures change places here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from segmentbook.report.spec import Axis, BubbleSeries, MapChart
from segmentbook.workbook.column_xml import escaped

__all__ = ["RANGE_URI", "Dialect", "Places", "chart_part", "labels_xml", "plain", "series_xml"]

INK, MUTED, HAIRLINE = "1F2937", "6B7280", "E5E7EB"
FONT = "Calibri"
OPACITY = 0.7
LABEL_SIZE, SMALL_SIZE, TITLE_SIZE = 800, 900, 1000  # hundredths of a point
EDGE = 9_525  # three quarters of a point, in EMU
X_AXIS_ID, Y_AXIS_ID = 500_000_001, 500_000_002
TITLE_TOP = 0.015
LEGEND_TOP, LEGEND_HEIGHT, LEGEND_WIDTH = 0.012, 0.055, 0.45

C15 = "http://schemas.microsoft.com/office/drawing/2012/chart"
LABEL_URI = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
RANGE_URI = "{02D57815-91ED-43cb-92C2-25804820EDAC}"

Places = Mapping[tuple[int, int], str]
"""The side of each label that has one, by number of the series and of the point."""

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

    def declarations(self) -> str:
        """The namespaces that every chart declares."""
        return f'xmlns:c="{self.chart}" xmlns:a="{self.drawing}" xmlns:r="{self.relationships}"'


def plain(text: str) -> str:
    """Text of DrawingML, in which what XML cannot write is left out; for attributes too."""
    legal = _ILLEGAL.sub("", text)
    return legal.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _number(value: float) -> str:
    return repr(float(value)).removesuffix(".0")


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def _run(size: int, colour: str, tag: str = "a:rPr", bold: bool = False) -> str:
    language = ' lang="en-US"' if tag == "a:rPr" else ""
    faces = f'<a:latin typeface="{FONT}"/><a:cs typeface="{FONT}"/>'
    return f'<{tag}{language} sz="{size}" b="{int(bold)}">{_fill(colour)}{faces}</{tag}>'


def _text_properties(size: int, colour: str) -> str:
    run = _run(size, colour, "a:defRPr")
    return f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{run}</a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'


def _title(text: str, size: int, colour: str, layout: str = "", rotation: str = "", bold: bool = False) -> str:
    return (
        f"<c:title><c:tx><c:rich><a:bodyPr{rotation}/><a:lstStyle/><a:p><a:pPr>{_run(size, colour, 'a:defRPr', bold)}"
        f"</a:pPr><a:r>{_run(size, colour, bold=bold)}<a:t>{plain(text)}</a:t></a:r></a:p></c:rich></c:tx>{layout}"
        '<c:overlay val="0"/></c:title>'
    )


def _layout(inner: bool = False, **shares: float) -> str:
    target = '<c:layoutTarget val="inner"/>' if inner else ""
    places = "".join(f'<c:{name} val="{share:.6g}"/>' for name, share in shares.items())
    modes = '<c:xMode val="edge"/><c:yMode val="edge"/>'
    return f"<c:layout><c:manualLayout>{target}{modes}{places}</c:manualLayout></c:layout>"


def _cache(values: Mapping[int, str], length: int, *, code: str = "") -> str:
    points = "".join(f'<c:pt idx="{place}"><c:v>{value}</c:v></c:pt>' for place, value in sorted(values.items()))
    return f'{code}<c:ptCount val="{length}"/>{points}'


def _numbers(tag: str, reference: str, values: Mapping[int, str], length: int) -> str:
    cache = _cache(values, length, code="<c:formatCode>General</c:formatCode>")
    return f"<c:{tag}><c:numRef><c:f>{escaped(reference)}</c:f><c:numCache>{cache}</c:numCache></c:numRef></c:{tag}>"


def _field_id(series: int, point: int) -> str:
    """A GUID that is the same in every refresh."""
    return f"{{5E6B0000-0000-4000-8000-{series:04X}{point:08X}}}"


_SHOWN = "".join(
    f'<c:{what} val="0"/>'
    for what in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
)


def labels_xml(number: int, series: BubbleSeries, places: Places) -> str:
    """The labels of a series: its points' texts come from cells; ``places`` has the side of each.

    Excel shows them by the series' own flag; LibreOffice only where a point has a field, so labelled points have one.
    """
    points = "".join(
        f'<c:dLbl><c:idx val="{point}"/><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p>'
        f"<a:pPr>{_run(LABEL_SIZE, MUTED, 'a:defRPr')}</a:pPr>"
        f'<a:fld id="{_field_id(number, point)}" type="CELLRANGE">{_run(LABEL_SIZE, MUTED)}<a:pPr/>'
        f"<a:t>[CELLRANGE]</a:t>"
        f'</a:fld><a:endParaRPr lang="en-US"/></a:p></c:rich></c:tx>'
        f'<c:dLblPos val="{places.get((number, point), "r")}"/>{_SHOWN}'
        f'<c:extLst><c:ext uri="{LABEL_URI}" xmlns:c15="{C15}">'
        f'<c15:showDataLabelsRange val="1"/></c:ext></c:extLst></c:dLbl>'
        for point, (_, _, _, label) in sorted(series.points.items())
        if label
    )
    return (
        f"<c:dLbls>{points}<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{_text_properties(LABEL_SIZE, MUTED)}"
        f'<c:dLblPos val="r"/>{_SHOWN}<c:extLst><c:ext uri="{LABEL_URI}" xmlns:c15="{C15}">'
        '<c15:showDataLabelsRange val="1"/></c:ext></c:extLst></c:dLbls>'
    )


def series_xml(number: int, series: BubbleSeries, dialect: Dialect, places: Places) -> str:
    """One series: a health band in its colour, or the unseen bubble that keeps the scale."""
    if series.colour:
        alpha = f'<a:alpha val="{dialect.share(OPACITY)}"/>'
        look = f'<a:solidFill><a:srgbClr val="{series.colour}">{alpha}</a:srgbClr></a:solidFill>'
        look += f'<a:ln w="{EDGE}">{_fill("FFFFFF")}</a:ln>'
    else:
        look = "<a:noFill/><a:ln><a:noFill/></a:ln>"
    xs = {place: _number(x) for place, (x, _, _, _) in series.points.items()}
    ys = {place: _number(y) for place, (_, y, _, _) in series.points.items()}
    sizes = {place: _number(size) for place, (_, _, size, _) in series.points.items()}
    labels = {place: escaped(point[3]) for place, point in series.points.items() if point[3]}
    drawn = labels_xml(number, series, places) if series.colour else ""
    cells = (
        f'<c:extLst><c:ext uri="{RANGE_URI}" xmlns:c15="{C15}"><c15:datalabelsRange>'
        f"<c15:f>{escaped(series.label_reference)}</c15:f>"
        f"<c15:dlblRangeCache>{_cache(labels, series.length)}</c15:dlblRangeCache>"
        "</c15:datalabelsRange></c:ext></c:extLst>"
        if series.colour
        else ""
    )
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>'
        f"<c:tx><c:strRef><c:f>{escaped(series.name_reference)}</c:f>"
        f"<c:strCache>{_cache({0: escaped(series.name)}, 1)}</c:strCache></c:strRef></c:tx><c:spPr>{look}</c:spPr>"
        f'<c:invertIfNegative val="0"/>{drawn}{_numbers("xVal", series.x_reference, xs, series.length)}'
        f"{_numbers('yVal', series.y_reference, ys, series.length)}"
        f'{_numbers("bubbleSize", series.size_reference, sizes, series.length)}<c:bubble3D val="0"/>{cells}</c:ser>'
    )


def _axis(axis: Axis, other: Axis, own_id: int, other_id: int, place: str) -> str:
    turned = ' rot="-5400000" vert="horz"' if place == "l" else ""
    return (
        f'<c:valAx><c:axId val="{own_id}"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="{_number(axis.maximum)}"/><c:min val="{_number(axis.minimum)}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{place}"/>'
        f"{_title(axis.title, SMALL_SIZE, MUTED, rotation=turned)}"
        f'<c:numFmt formatCode="{plain(axis.number_format)}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'<c:spPr><a:ln w="{EDGE}">{_fill(MUTED)}</a:ln></c:spPr>{_text_properties(SMALL_SIZE, MUTED)}'
        f'<c:crossAx val="{other_id}"/><c:crossesAt val="{_number(other.crosses_at)}"/><c:crossBetween val="midCat"/>'
        f'<c:majorUnit val="{_number(axis.major_unit)}"/></c:valAx>'
    )


def _legend(chart: MapChart) -> str:
    """Bands above the plot, at the right; the unseen series is not among them."""
    hidden = "".join(
        f'<c:legendEntry><c:idx val="{number}"/><c:delete val="1"/></c:legendEntry>'
        for number, series in enumerate(chart.series)
        if not series.colour
    )
    right = chart.plot[0] + chart.plot[2]
    layout = _layout(x=right - LEGEND_WIDTH, y=LEGEND_TOP, w=LEGEND_WIDTH, h=LEGEND_HEIGHT)
    return (
        f'<c:legend><c:legendPos val="t"/>{hidden}{layout}<c:overlay val="0"/>'
        f"{_text_properties(SMALL_SIZE, MUTED)}</c:legend>"
    )


def chart_part(chart: MapChart, dialect: Dialect, places: Places, *, date1904: bool, shapes: str) -> bytes:
    """The whole chart part.

    Parameters
    ----------
    chart, dialect
        The map, and how this workbook is written.
    places
        The side of each label, by series and point.
    date1904
        The workbook's date system.
    shapes
        The relationship of its texts, "" for none.
    """
    left, top, width, height = chart.plot
    title = _title(chart.title, TITLE_SIZE, MUTED, _layout(x=left, y=TITLE_TOP), bold=True)
    series = "".join(series_xml(number, one, dialect, places) for number, one in enumerate(chart.series))
    scale = f"{chart.bubble_scale}%" if dialect.strict else str(chart.bubble_scale)
    words = f'<c:userShapes r:id="{shapes}"/>' if shapes else ""
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace {dialect.declarations()}><c:date1904 val="{int(date1904)}"/><c:roundedCorners val="0"/>'
        f'<c:chart>{title}<c:autoTitleDeleted val="0"/><c:plotArea>{_layout(True, x=left, y=top, w=width, h=height)}'
        f'<c:bubbleChart><c:varyColors val="0"/>{series}<c:bubbleScale val="{scale}"/><c:showNegBubbles val="0"/>'
        f'<c:sizeRepresents val="area"/><c:axId val="{X_AXIS_ID}"/><c:axId val="{Y_AXIS_ID}"/></c:bubbleChart>'
        f"{_axis(chart.x, chart.y, X_AXIS_ID, Y_AXIS_ID, 'b')}{_axis(chart.y, chart.x, Y_AXIS_ID, X_AXIS_ID, 'l')}"
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:plotArea>{_legend(chart)}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr>{_fill('FFFFFF')}<a:ln><a:noFill/></a:ln></c:spPr>"
        f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{_run(SMALL_SIZE, INK, 'a:defRPr')}</a:pPr>"
        f'<a:endParaRPr lang="en-US"/></a:p></c:txPr>{words}</c:chartSpace>'
    )
    return text.encode()

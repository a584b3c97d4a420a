"""A doughnut of one or more rings, as a native chart."""

from __future__ import annotations

from segmentbook.report.colours import contrast
from segmentbook.report.spec import Ring, RingChart
from segmentbook.workbook import chart_pieces as bricks
from segmentbook.workbook.chart_pieces import Dialect

__all__ = ["ring_part", "ring_xml"]


def ring_xml(place: int, ring: Ring) -> str:
    """One ring, the ``place``-th from within: white lines between its slices."""
    points = "".join(
        f'<c:dPt><c:idx val="{point}"/><c:bubble3D val="0"/>'
        f"<c:spPr>{bricks.fill(colour)}{bricks.edge(bricks.WHITE)}</c:spPr></c:dPt>"
        for point, colour in enumerate(ring.colours)
    )
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>{bricks.series_name(ring.name, ring.name_reference)}'
        f"<c:spPr>{bricks.edge(bricks.WHITE)}</c:spPr>{points}{_labels(place, ring)}"
        f"{bricks.categories(ring.categories)}{bricks.figures('val', ring.values)}"
        f"{bricks.extensions(place, ring.labels)}</c:ser>"
    )


def _labels(place: int, ring: Ring) -> str:
    inks = {
        point: max((bricks.INK, bricks.WHITE), key=lambda ink: contrast(ink, colour))
        for point, colour in enumerate(ring.colours)
    }
    if ring.labels:
        shown, silent = bricks.labelled(ring.labels)
        return bricks.cell_labels(place, shown, lambda point: "", "", lambda point: inks.get(point, bricks.INK), silent)
    if ring.label_format:
        return bricks.value_labels(ring.label_format, "", inks, share=ring.label_share)
    return ""


def ring_part(chart: RingChart, dialect: Dialect, *, date1904: bool) -> bytes:
    """The whole chart part."""
    rings = "".join(ring_xml(place, ring) for place, ring in enumerate(chart.rings))
    plot = (
        f"{bricks.placed(chart.plot, inner=True)}"
        f'<c:doughnutChart><c:varyColors val="1"/>{rings}<c:firstSliceAng val="0"/>'
        f'<c:holeSize val="{dialect.per_cent(chart.hole)}"/></c:doughnutChart>'
    )
    legend = bricks.legend(chart.legend_side, chart.legend_place) if chart.legend else ""
    return bricks.chart_space(dialect, bricks.heading(chart.title), plot, legend, date1904=date1904)

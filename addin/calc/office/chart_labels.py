"""Labels of points that are taken from cells. LibreOffice keeps their texts with the points: they are kept current."""

from __future__ import annotations

from typing import Any

from addin.calc.office.bridge_charts import SIDES, all_series, calc_reference, cell_texts, chart_shapes, label_fields
from addin.calc.office.operations import Office

__all__ = ["LETTERS", "relabel", "set_labels"]

LETTERS = ("CharColor", "CharFontName", "CharHeight", "CharWeight")
"""How letters look, of points and of text boxes."""
_PLACEMENTS = {side: placement for placement, side in SIDES.items()}


def set_labels(office: Office, document: Any, series: Any, reference: str, cells: str, sides: dict[int, str]) -> None:
    """Let points of a series show what cells hold (``cells``: in Excel's notation, as in files), each at its side."""
    from com.sun.star.chart2.DataPointCustomLabelFieldType import CELLRANGE

    texts = cell_texts(document, reference)
    old = {number: (point, field) for number, point, field in label_fields(series)}
    for number, (point, _) in old.items():
        if number not in sides:
            point.CustomLabelFields = ()
            point.Label = _labelled(point, False)
    for number, side in sides.items():
        point, field = old.get(number) or (series.getDataPointByIndex(number), None)
        if point is None:  # a filter hides its row: Calc knows no look for it until it is shown
            continue
        if point.LabelPlacement != _PLACEMENTS[side]:
            point.LabelPlacement = _PLACEMENTS[side]
        text = texts.get(number, "")
        if field is not None and (field.getString(), field.CellRange) == (text, cells):
            continue
        field = office.new("com.sun.star.chart2.DataPointCustomLabelField")
        field.setFieldType(CELLRANGE)
        field.setString(text)
        field.setCellRange(cells)
        field.setDataLabelsRange(True)
        for name in LETTERS:
            setattr(field, name, getattr(point, name))
        point.CustomLabelFields = (field,)
        point.Label = _labelled(point, True)


def relabel(office: Office, document: Any) -> None:
    """Let the labels of all charts of a document show what their cells hold now, as Excel's do by themselves."""
    sheets = document.Sheets
    for name in sheets.ElementNames:
        for shape in chart_shapes(sheets.getByName(name)):
            chart = shape.Model
            for series, _ in all_series(chart):
                fields = list(label_fields(series))
                if fields and not chart.hasControllersLocked():
                    chart.lockControllers()
                texts = cell_texts(document, calc_reference(str(fields[0][2].CellRange))) if fields else {}
                for number, point, field in fields:
                    if number in texts and field.getString() != texts[number]:
                        field.setString(texts[number])
                        point.CustomLabelFields = (field,)
            while chart.hasControllersLocked():
                chart.unlockControllers()


def _labelled(point: Any, wanted: bool) -> Any:
    label = point.Label
    label.ShowCustomLabel = wanted
    return label

"""Columns, bars, lines, scatter charts and doughnuts: what Excel is told, and what a refresh leaves as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from segmentbook.report.spec import CategoryChart, ValueAxis, plotted
from segmentbook.workbook.category_chart_xml import category_part
from segmentbook.workbook.chart_pieces import Dialect
from tests.tools import Office, Validator
from tests.workbook.plots import BLUE, NAVY, RUST, bars, book, cells, columns, data, rings, scatter, specs
from tests.workbook.rendered import edit, made, opened, parts, refreshed

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C15 = "http://schemas.microsoft.com/office/drawing/2012/chart"
C16 = "http://schemas.microsoft.com/office/drawing/2014/chart"
COLUMNS, BARS, SCATTER, RINGS = (f"xl/charts/chart{number}.xml" for number in (1, 2, 3, 4))
DRAWING = "xl/drawings/drawing1.xml"


def root_of(path: Path, part: str) -> etree._Element:
    return etree.fromstring(parts(path)[part])


def tag(path: str) -> str:
    for prefix, namespace in (("c:", C), ("a:", A), ("c15:", C15), ("c16:", C16)):
        path = path.replace(prefix, f"{{{namespace}}}")
    return path


def all_of(path: Path, part: str, name: str) -> list[etree._Element]:
    return list(root_of(path, part).iter(tag(name)))


def figure(element: etree._Element, path: str) -> str | None:
    found = element.find(tag(path))
    return None if found is None else found.get("val")


def local(elements: list[etree._Element]) -> list[str]:
    return [etree.QName(element).localname for element in elements]


def references(path: Path, part: str) -> list[str | None]:
    return [element.text for element in root_of(path, part).iter(tag("c:f"))]


# -- made new -------------------------------------------------------------------------------------------------------


def test_columns_and_a_line_on_a_second_axis(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    plot = root_of(path, COLUMNS).find(tag(".//c:plotArea"))
    assert plot is not None
    assert local(list(plot)) == ["layout", "barChart", "lineChart", "catAx", "valAx", "catAx", "valAx", "spPr"]
    bar, line = plot[1], plot[2]
    assert (figure(bar, "c:barDir"), figure(bar, "c:grouping")) == ("col", "clustered")
    first, second = ([one.get("val") for one in group.findall(tag("c:axId"))] for group in (bar, line))
    assert not set(first) & set(second)
    across, up, hidden, right = plot[3:7]
    assert [figure(axis, "c:delete") for axis in (across, up, hidden, right)] == ["0", "0", "1", "0"]
    assert [figure(axis, "c:crosses") for axis in (up, right)] == ["autoZero", "max"]
    assert [figure(right, f"c:scaling/c:{end}") for end in ("min", "max")] == ["0", "1"]
    titles = ["".join(axis.find(tag("c:title")).itertext()) for axis in (across, up, right)]
    assert titles == ["Tier", "USD a year", "Cost share"]


def test_series_point_at_their_cells_and_cache_what_is_plotted(tmp_path: Path) -> None:
    arr, cost, share = all_of(book(tmp_path / "book.xlsx"), COLUMNS, "c:ser")
    for series, letter in ((arr, "B"), (cost, "C"), (share, "D")):
        assert series.findtext(tag("c:tx//c:f")) == f"'Data'!${letter}$3"
        assert series.findtext(tag("c:cat//c:f")) == "'Data'!$A$4:$A$6"
        assert series.findtext(tag("c:val//c:f")) == f"'Data'!${letter}$4:${letter}$6"
    assert [one.text for one in arr.find(tag("c:val")).iter(tag("c:v"))] == ["1200000", "400000"]  # the third is blank
    assert figure(arr, "c:val/c:numRef/c:numCache/c:ptCount") == "3"
    assert [one.text for one in arr.find(tag("c:cat")).iter(tag("c:v"))] == ["Tier 1", "Tier & 2", "Tier 3"]


def test_colours_of_series_and_of_single_points(tmp_path: Path) -> None:
    arr, cost, share = all_of(book(tmp_path / "book.xlsx"), COLUMNS, "c:ser")
    for series, path, colour in (
        (arr, "c:spPr/a:solidFill/a:srgbClr", NAVY),
        (cost, "c:spPr/a:solidFill/a:srgbClr", RUST),
        (cost, "c:dPt/c:spPr/a:solidFill/a:srgbClr", "AA0000"),
        (share, "c:spPr/a:ln/a:solidFill/a:srgbClr", BLUE),
        (share, "c:marker/c:spPr/a:solidFill/a:srgbClr", BLUE),
    ):
        assert figure(series, path) == colour
    assert figure(cost, "c:dPt/c:idx") == "1"


def test_labels_say_the_value_or_what_cells_say(tmp_path: Path) -> None:
    arr, cost, share = all_of(book(tmp_path / "book.xlsx"), COLUMNS, "c:ser")
    assert (figure(arr, "c:dLbls/c:showVal"), figure(cost, "c:dLbls/c:showVal")) == ("1", "0")
    assert arr.find(tag("c:dLbls/c:numFmt")).get("formatCode") == "#,##0"
    labels = cost.findall(tag("c:dLbls/c:dLbl"))
    assert [figure(one, "c:idx") for one in labels] == ["0", "1", "2"]
    assert [figure(one, "c:delete") for one in labels] == [None, None, "1"]  # a blank cell has no label
    assert cost.findtext(tag(".//c15:datalabelsRange/c15:f")) == "'Data'!$E$4:$E$6"
    assert share.find(tag("c:dLbls")) is None


def test_lying_bars_begin_at_the_top_and_stack(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    root = root_of(path, BARS)
    bar = root.find(tag(".//c:barChart"))
    assert [figure(bar, f"c:{what}") for what in ("barDir", "grouping", "overlap")] == ["bar", "stacked", "100"]
    across, along = root.find(tag(".//c:catAx")), root.find(tag(".//c:valAx"))
    assert figure(across, "c:scaling/c:orientation") == "maxMin"
    assert [figure(axis, "c:delete") for axis in (across, along)] == ["1", "1"]
    assert figure(along, "c:crosses") == "max"
    # Inside a stacked bar labels are dark or white, as the bar is light or dark; outEnd would make Excel refuse it.
    assert {figure(one, "c:dLblPos") for one in bar.iter(tag("c:dLbls"))} == {"ctr"}
    inks = [one.find(tag(".//a:srgbClr")).get("val") for one in bar.iter(tag("c:dLbl"))]
    assert set(inks) == {"1F2937", "FFFFFF"}
    assert figure(root, "c:chart/c:autoTitleDeleted") == "1"
    assert root.find(tag("c:chart/c:title")) is None
    assert root.find(tag(".//c:legend")) is None


def test_scatter_charts_have_lines_markers_and_rings(tmp_path: Path) -> None:
    every, now = all_of(book(tmp_path / "book.xlsx"), SCATTER, "c:ser")
    assert every.findtext(tag("c:xVal//c:f")) == "'Data'!$C$4:$C$6"
    assert every.findtext(tag("c:yVal//c:f")) == "'Data'!$B$4:$B$6"
    assert figure(every, "c:spPr/a:ln/a:solidFill/a:srgbClr") == NAVY
    assert now.find(tag("c:spPr/a:ln/a:noFill")) is not None
    assert now.find(tag("c:marker/c:spPr/a:noFill")) is not None
    assert (figure(now, "c:marker/c:size"), figure(now, "c:marker/c:spPr/a:ln/a:solidFill/a:srgbClr")) == ("12", RUST)
    sides = [figure(one, "c:dLblPos") for one in every.findall(tag("c:dLbls/c:dLbl"))]
    assert sides == ["r", "t", None]


def test_rings_have_a_hole_and_a_colour_a_slice(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    ring = root_of(path, RINGS).find(tag(".//c:doughnutChart"))
    assert (figure(ring, "c:holeSize"), figure(ring, "c:firstSliceAng")) == ("60", "0")
    inner, outer = ring.findall(tag("c:ser"))
    for series in (inner, outer):
        colours = [figure(point, "c:spPr/a:solidFill/a:srgbClr") for point in series.findall(tag("c:dPt"))]
        assert colours == [NAVY, BLUE, "E1E7EF"]
    assert figure(inner, "c:dLbls/c:showPercent") == "1"
    assert ring.find(tag(".//c:dLblPos")) is None  # a doughnut knows no place of labels


def test_no_junk(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    for part in (COLUMNS, BARS, SCATTER, RINGS):
        text = parts(path)[part].decode()
        assert "Calibri" in text
        assert '<c:roundedCorners val="0"/>' in text
        for junk in ("gradFill", "effectLst", "view3D", "3DChart", "c:style", "shadow"):
            assert junk not in text, (part, junk)


def test_alt_texts_are_in_the_frames(tmp_path: Path) -> None:
    drawing = root_of(book(tmp_path / "book.xlsx"), DRAWING)
    frames = [one for one in drawing.iter() if local([one]) == ["cNvPr"]]
    assert [one.get("name") for one in frames] == [
        f"Segmentbook:{key}" for key in ("columns", "bars", "scatter", "rings")
    ]
    assert frames[0].get("descr") == "Cost against ARR <USD>. Column chart."


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("date1904", [False, True])
def test_a_second_refresh_gives_the_same_bytes(tmp_path: Path, strict: bool, date1904: bool) -> None:
    path = book(tmp_path / "book.xlsx", strict=strict, date1904=date1904)
    first = parts(path)
    assert refreshed(path, *specs()) == ()
    assert parts(path) == first


def test_microsofts_validator_finds_no_error(tmp_path: Path, validator: Validator) -> None:
    path = book(tmp_path / "book.xlsx")
    assert validator.errors(path) == []
    fewer = data(Tier=["Tier 1", "Tier 2", ""], Word=["", "9%", ""])
    refreshed(path, *specs(Tier=fewer["Tier"], Word=fewer["Word"]))
    assert validator.errors(path) == []


def test_openpyxl_reads_every_chart(tmp_path: Path) -> None:
    drawn = opened(book(tmp_path / "book.xlsx"))["View"]._charts
    assert [type(one).__name__ for one in drawn] == ["BarChart", "BarChart", "ScatterChart", "DoughnutChart"]


def test_every_kind_says_what_it_plots() -> None:
    given = data()
    said = [one.references for one in plotted(columns(given))]
    assert said[1] == {
        "name": "'Data'!$C$3",
        "categories": "'Data'!$A$4:$A$6",
        "values": "'Data'!$C$4:$C$6",
        "label": "'Data'!$E$4:$E$6",
    }
    assert set(plotted(scatter(given))[1].references) == {"x", "y"}
    assert plotted(rings(given))[0].point_colours == {0: NAVY, 1: BLUE, 2: "E1E7EF"}
    assert [one.colour for one in plotted(bars(given))] == [RUST, NAVY]


def test_calc_draws_every_kind(office: Office, tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    words = office.text(path, tmp_path / "printed")
    for word in ("Cost against ARR <USD>", "Cost share", "USD a year", "Tier & 2", "ARR against cost", "15%"):
        assert word in words, word


# -- brought up to date ---------------------------------------------------------------------------------------------


def grown() -> dict[str, list[object]]:
    """Another tier, and other figures."""
    return {
        "Tier": ["Tier 1", "Tier 2", "Tier 3", "Tier 4"],
        "ARR": [1.0, 2.0, 3.0, 4.0],
        "Cost": [5.0, 6.0, 7.0, 8.0],
        "Share": [0.1, 0.2, 0.3, 0.4],
        "Word": ["a", "b", "c", "d"],
    }


def longer(given: dict[str, list[object]], chart: CategoryChart) -> CategoryChart:
    series = tuple(replace(one, values=cells(one.name, given, 0, 4)) for one in chart.series)
    labelled = replace(series[1], labels=cells("Word", given, 0, 4), point_colours={3: "00AA00"})
    return replace(chart, categories=cells("Tier", given, 0, 4), series=(series[0], labelled, *series[2:]))


def test_new_data_change_the_data_and_leave_the_users_look(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", columns(data()))
    edit(
        path,
        COLUMNS,
        ('<c:gapWidth val="60"/>', '<c:gapWidth val="200"/>'),
        ('<c:legendPos val="t"/>', '<c:legendPos val="b"/>'),
        (f'<a:srgbClr val="{NAVY}"/>', f'<a:srgbClr val="{NAVY}"><a:alpha val="50000"/></a:srgbClr>'),
        ("Cost against ARR &lt;USD&gt;", "My own title"),
        ('<c:max val="1"/>', ""),
    )  # fmt: skip
    given = grown()
    chart = longer(given, columns(given, title="Another title"))
    refreshed(path, *specs(chart, **given))
    text = parts(path)[COLUMNS].decode()
    for kept in ('<c:gapWidth val="200"/>', '<c:legendPos val="b"/>', '<a:alpha val="50000"/>', "My own title"):
        assert kept in text, kept
    assert '<c:max val="1"/>' not in text  # the user has left the scale to Excel
    arr, cost, share = all_of(path, COLUMNS, "c:ser")
    assert arr.findtext(tag("c:val//c:f")) == "'Data'!$B$4:$B$7"
    assert [one.text for one in share.find(tag("c:val")).iter(tag("c:v"))] == ["0.1", "0.2", "0.3", "0.4"]
    assert [figure(one, "c:idx") for one in cost.findall(tag("c:dLbls/c:dLbl"))] == ["0", "1", "2", "3"]
    # Point 1 was coloured by us and is by nobody now: as long as there is such a point, its look is kept.
    assert [figure(one, "c:idx") for one in cost.findall(tag("c:dPt"))] == ["1", "3"]


def test_our_colours_follow_and_points_that_are_no_more_go(tmp_path: Path) -> None:
    given = grown()
    path = made(tmp_path / "book.xlsx", *specs(longer(given, columns(given)), **given))
    chart = columns(data())
    red = tuple(replace(one, colour="CC0000") for one in chart.series)
    refreshed(path, *specs(replace(chart, series=red)))
    arr, cost, share = all_of(path, COLUMNS, "c:ser")
    assert figure(arr, "c:spPr/a:solidFill/a:srgbClr") == "CC0000"
    assert figure(share, "c:spPr/a:ln/a:solidFill/a:srgbClr") == "CC0000"
    assert figure(share, "c:marker/c:spPr/a:solidFill/a:srgbClr") == "CC0000"
    assert [figure(one, "c:idx") for one in cost.findall(tag("c:dPt"))] == ["1"]
    assert [figure(one, "c:idx") for one in cost.findall(tag("c:dLbls/c:dLbl"))] == ["0", "1", "2"]


def test_a_series_that_the_user_added_stays(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", columns(data()))
    mine = (
        '<c:ser><c:idx val="7"/><c:order val="7"/><c:tx><c:v>Target</c:v></c:tx><c:val><c:numRef>'
        "<c:f>'My sheet'!$A$1:$A$3</c:f></c:numRef></c:val></c:ser>"
    )
    edit(path, COLUMNS, ('<c:gapWidth val="60"/>', f'{mine}<c:gapWidth val="60"/>'))
    refreshed(path, *specs(columns(data())))
    assert len(all_of(path, COLUMNS, "c:ser")) == 4
    assert "'My sheet'!$A$1:$A$3" in references(path, COLUMNS)


def test_a_series_that_was_renamed_is_known_by_its_mark(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", columns(data()))
    text = parts(path)[COLUMNS].decode()
    start = text.index("<c:tx><c:strRef>")
    name = text[start : text.index("</c:tx>", start)]
    edit(path, COLUMNS, (name, "<c:tx><c:v>Revenue</c:v>"), ('<c:overlap val="-8"/>', '<c:overlap val="40"/>'))
    refreshed(path, *specs(columns(data())))
    names = [one.findtext(tag("c:tx//c:v")) for one in all_of(path, COLUMNS, "c:ser")]
    assert names == ["ARR", "Cost", "Share"]
    assert '<c:overlap val="40"/>' in parts(path)[COLUMNS].decode()


def test_one_series_more_and_one_less(tmp_path: Path) -> None:
    chart = columns(data())
    path = book(tmp_path / "book.xlsx", replace(chart, series=chart.series[:1]))
    refreshed(path, *specs(replace(chart, series=chart.series[:2])))
    assert [one.findtext(tag("c:tx//c:v")) for one in all_of(path, COLUMNS, "c:ser")] == ["ARR", "Cost"]
    orders = [figure(one, "c:order") for one in all_of(path, COLUMNS, "c:ser")]
    assert len(set(orders)) == 2
    refreshed(path, *specs(replace(chart, series=chart.series[1:2])))
    assert [one.findtext(tag("c:tx//c:v")) for one in all_of(path, COLUMNS, "c:ser")] == ["Cost"]


def test_a_chart_of_another_kind_keeps_its_kind(tmp_path: Path) -> None:
    """The user has made a scatter chart of the columns: what were categories and values are x and y."""
    path = book(tmp_path / "book.xlsx", replace(columns(data()), series=columns(data()).series[:1]))
    text = parts(path)[COLUMNS].decode()
    start, end = text.index("<c:barChart>"), text.index("</c:barChart>")
    bar = text[start:end]
    series = bar[bar.index("<c:ser>") : bar.index("</c:ser>") + 8]
    changed = (
        series.replace("c:cat>", "c:xVal>").replace("c:val>", "c:yVal>").replace('<c:invertIfNegative val="0"/>', "")
    )
    ids = bar[bar.index("<c:axId") :]
    edit(
        path,
        COLUMNS,
        (bar, f'<c:scatterChart><c:scatterStyle val="lineMarker"/>{changed}{ids}'),
        ("</c:barChart>", "</c:scatterChart>"),
    )
    given = grown()
    chart = longer(given, columns(given))
    refreshed(path, *specs(replace(chart, series=chart.series[:1]), **given))
    (only,) = all_of(path, COLUMNS, "c:ser")
    assert only.getparent().tag == tag("c:scatterChart")
    assert only.findtext(tag("c:yVal//c:f")) == "'Data'!$B$4:$B$7"
    assert only.find(tag("c:val")) is None


def test_charts_that_another_program_saved_are_matched_by_place(tmp_path: Path) -> None:
    """LibreOffice keeps neither the marks nor, where the user renamed a series, its name."""
    path = book(tmp_path / "book.xlsx", columns(data()))
    text = parts(path)[COLUMNS].decode()
    marks = [
        text[at : text.index("</c:ext>", at) + 8]
        for at in range(len(text))
        if text.startswith('<c:ext uri="{C3380', at)
    ]
    edit(path, COLUMNS, *((mark, "") for mark in marks))
    refreshed(path, *specs(columns(data())))
    assert [one.findtext(tag("c:tx//c:v")) for one in all_of(path, COLUMNS, "c:ser")] == ["ARR", "Cost", "Share"]


def test_the_currency_of_an_axis_follows_and_a_title_of_ones_own_stays(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", columns(data()))
    edit(path, COLUMNS, ("Cost share", "What it costs"))
    refreshed(path, *specs(columns(data(), axis=ValueAxis("EUR a year", "#,##0"))))
    titles = ["".join(axis.find(tag("c:title")).itertext()) for axis in all_of(path, COLUMNS, "c:valAx")]
    assert titles == ["EUR a year", "What it costs"]


def test_the_title_follows_where_it_is_ours(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", columns(data()))
    refreshed(path, *specs(columns(data(), title="Cost - 31 July 2026", alt_text="Cost - 31 July 2026. Columns.")))
    assert "".join(root_of(path, COLUMNS).find(tag("c:chart/c:title")).itertext()) == "Cost - 31 July 2026"
    assert 'descr="Cost - 31 July 2026. Columns."' in parts(path)[DRAWING].decode()


def test_scales_of_a_scatter_chart_follow(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", *specs(scatter(data())))
    wider = scatter(data(), x=ValueAxis("Cost (USD a year)", "#,##0", 0.0, 400_000.0, 100_000.0))
    refreshed(path, *specs(wider))
    across = all_of(path, COLUMNS, "c:valAx")[0]
    assert (figure(across, "c:scaling/c:max"), figure(across, "c:majorUnit")) == ("400000", "100000")


# -- nothing to show ------------------------------------------------------------------------------------------------


def frames(path: Path) -> dict[str | None, str | None]:
    drawing = root_of(path, DRAWING)
    return {one.get("name"): one.get("hidden") for one in drawing.iter() if local([one]) == ["cNvPr"]}


def test_a_chart_without_anything_to_show_is_hidden_and_comes_back_as_it_was(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", columns(data()), scatter(data()))
    edit(path, COLUMNS, ('<c:gapWidth val="60"/>', '<c:gapWidth val="210"/>'))
    view, table = specs(columns(data()), scatter(data()))
    refreshed(path, replace(view, charts=()), table)
    assert frames(path) == {"Segmentbook:columns": "1", "Segmentbook:scatter": "1"}
    hidden = parts(path)
    refreshed(path, replace(view, charts=()), table)
    assert parts(path) == hidden
    refreshed(path, view, table)
    assert frames(path) == {"Segmentbook:columns": None, "Segmentbook:scatter": None}
    assert '<c:gapWidth val="210"/>' in parts(path)[COLUMNS].decode()


def test_a_chart_that_the_user_hid_stays_hidden(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", columns(data()))
    edit(path, DRAWING, ('name="Segmentbook:columns"', 'name="Segmentbook:columns" hidden="1"'))
    refreshed(path, *specs(columns(data())))
    assert frames(path) == {"Segmentbook:columns": "1"}


def test_text_that_xml_cannot_write() -> None:
    chart = columns(data(), title="a\x01<b>")
    root = etree.fromstring(category_part(chart, Dialect(), date1904=False))
    assert "".join(root.find(tag("c:chart/c:title")).itertext()) == "a<b>"


# -- places ---------------------------------------------------------------------------------------------------------


def corners(path: Path) -> list[list[int]]:
    drawing = root_of(path, DRAWING)
    return [[int(str(end[at].text)) for end in anchor[:2] for at in (0, 2)] for anchor in drawing]


def lower(chart: CategoryChart, rows: int) -> CategoryChart:
    place = chart.place
    return replace(chart, place=replace(place, top=place.top + rows, bottom=place.bottom + rows))


def test_a_chart_moves_with_the_tables_beside_it(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", columns(data()))
    assert corners(path) == [[1, 1, 8, 15]]
    for rows in (5, 3, 0):
        refreshed(path, *specs(lower(columns(data()), rows)))
        assert corners(path) == [[1, 1 + rows, 8, 15 + rows]]
        before = parts(path)
        refreshed(path, *specs(lower(columns(data()), rows)))
        assert parts(path) == before


def test_a_chart_that_was_moved_by_hand_stays(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", columns(data()))
    edit(path, DRAWING, ("<xdr:row>15</xdr:row>", "<xdr:row>29</xdr:row>"))
    refreshed(path, *specs(lower(columns(data()), 5)))
    assert corners(path) == [[1, 1, 8, 29]]


def test_a_chart_without_a_mark_is_known_where_it_stands(tmp_path: Path) -> None:
    """One that came with a sheet copied into an open workbook."""
    path = book(tmp_path / "book.xlsx", columns(data()))
    text = parts(path)["xl/workbook.xml"].decode()
    start = text.index('<definedName name="_Segmentbook.View_columns_Place"')
    edit(path, "xl/workbook.xml", (text[start : text.index("</definedName>", start) + 14], ""))
    refreshed(path, *specs(columns(data())))
    refreshed(path, *specs(lower(columns(data()), 2)))
    assert corners(path) == [[1, 3, 8, 17]]

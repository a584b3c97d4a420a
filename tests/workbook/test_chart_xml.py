"""The map's chart: what Excel is told, what a refresh changes of it, and what it looks like."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lxml import etree

from segmentbook.report.spec import Axis
from segmentbook.workbook.book import Book
from segmentbook.workbook.chart_pieces import Dialect, plain
from segmentbook.workbook.chart_xml import chart_part
from segmentbook.workbook.package import Package
from tests.tools import Office, Validator
from tests.workbook.maps import (
    C15,
    CHART,
    DRAWING,
    GREEN,
    MORE,
    POINTS,
    RED,
    REFERENCE,
    SERIES,
    SHAPES,
    TEXTS,
    A,
    C,
    book,
    chart,
    series,
    specs,
)
from tests.workbook.rendered import blank_book, edit, made, opened, parts, refreshed, write


def root_of(path: Path, part: str = CHART) -> etree._Element:
    return etree.fromstring(parts(path)[part])


def figure(element: etree._Element, path: str) -> str | None:
    found = element.find(path.replace("c:", f"{{{C}}}").replace("a:", f"{{{A}}}"))
    return None if found is None else found.get("val")


def all_series(path: Path) -> list[etree._Element]:
    return list(root_of(path).iter(f"{{{C}}}ser"))


# -- made new -------------------------------------------------------------------------------------------------------


def test_each_axis_crosses_the_other_at_its_cut(tmp_path: Path) -> None:
    across, up = root_of(book(tmp_path / "book.xlsx")).iter(f"{{{C}}}valAx")
    assert (figure(across, "c:axPos"), figure(up, "c:axPos")) == ("b", "l")
    # In the file an axis says where it crosses the other: the effort axis stands at the value cut.
    assert (figure(across, "c:crossesAt"), figure(up, "c:crossesAt")) == ("50", "5000")
    assert figure(across, "c:crossAx") == figure(up, "c:axId")
    assert figure(up, "c:crossAx") == figure(across, "c:axId")
    assert [figure(across, f"c:scaling/c:{end}") for end in ("min", "max")] == ["0", "10000"]
    assert (figure(across, "c:majorUnit"), figure(up, "c:majorUnit")) == ("2500", "10")
    assert figure(across, "c:tickLblPos") == figure(up, "c:tickLblPos") == "low"
    formats = [axis.find(f"{{{C}}}numFmt").get("formatCode") for axis in (across, up)]
    assert formats == ["#,##0", "0"]
    titles = ["".join(axis.find(f"{{{C}}}title").itertext()) for axis in (across, up)]
    assert titles == ["MRR (USD a month)", "Effort score"]


def test_only_plotted_points_are_in_the_caches(tmp_path: Path) -> None:
    red, green, largest = all_series(book(tmp_path / "book.xlsx"))
    for element, points, length in ((red, POINTS, "4"), (green, MORE, "4"), (largest, {0: (0, 0, 2)}, "1")):
        for tag, part in (("xVal", 0), ("yVal", 1), ("bubbleSize", 2)):
            cache = element.find(f"{{{C}}}{tag}/{{{C}}}numRef/{{{C}}}numCache")
            assert figure(cache, "c:ptCount") == length
            found = {int(p.get("idx")): float(p.findtext(f"{{{C}}}v")) for p in cache.findall(f"{{{C}}}pt")}
            assert found == {place: values[part] for place, values in points.items()}
    assert [element.findtext(f"{{{C}}}tx//{{{C}}}v") for element in (red, green, largest)] == [
        "Red",
        "Green",
        "Largest",
    ]
    assert red.findtext(f"{{{C}}}yVal//{{{C}}}f") == "'SegmentResults'!$C$4:$C$7"


def test_bands_have_their_colour_and_the_reference_bubble_none(tmp_path: Path) -> None:
    red, green, largest = all_series(book(tmp_path / "book.xlsx"))
    for element, colour in ((red, RED), (green, GREEN)):
        fill = element.find(f"{{{C}}}spPr/{{{A}}}solidFill/{{{A}}}srgbClr")
        assert (fill.get("val"), fill[0].get("val")) == (colour, "70000")
        edge = element.find(f"{{{C}}}spPr/{{{A}}}ln/{{{A}}}solidFill/{{{A}}}srgbClr")
        assert edge.get("val") == "FFFFFF"
    assert [etree.QName(child).localname for child in largest.find(f"{{{C}}}spPr")] == ["noFill", "ln"]
    entry = root_of(tmp_path / "book.xlsx").find(f".//{{{C}}}legendEntry")
    assert (figure(entry, "c:idx"), figure(entry, "c:delete")) == ("2", "1")


def test_labels_come_from_cells_for_points_that_have_one(tmp_path: Path) -> None:
    red, green, largest = all_series(book(tmp_path / "book.xlsx"))
    for element, label, place in ((red, "Ann & Co", "0"), (green, "Bo", "1")):
        cells = element.find(f"{{{C}}}extLst//{{{C15}}}datalabelsRange")
        assert cells.findtext(f"{{{C15}}}f") == "'SegmentResults'!$F$4:$F$7"
        cached = [(p.get("idx"), p.findtext(f"{{{C}}}v")) for p in cells.iter(f"{{{C}}}pt")]
        assert cached == [(place, label)]
        labels = element.find(f"{{{C}}}dLbls")
        assert [figure(one, "c:idx") for one in labels.findall(f"{{{C}}}dLbl")] == [place]
        assert [one.get("type") for one in labels.iter(f"{{{A}}}fld")] == ["CELLRANGE"]
        assert all(one.get("val") == "1" for one in labels.iter(f"{{{C15}}}showDataLabelsRange"))
    assert largest.find(f"{{{C}}}dLbls") is None


def test_the_chart_is_found_by_the_name_of_its_frame(tmp_path: Path) -> None:
    drawing = root_of(book(tmp_path / "book.xlsx"), DRAWING)
    properties = next(element for element in drawing.iter() if element.tag.endswith("}cNvPr"))
    assert properties.get("name") == "Segmentbook:Map"
    assert properties.get("descr") == "Value x effort - 30 June 2026. Bubble chart of 4 clients."
    corners = [[int(corner[0].text), int(corner[2].text)] for corner in drawing[0][:2]]
    assert corners == [[1, 2], [14, 30]]


def test_words_stand_in_the_chart(tmp_path: Path) -> None:
    shapes = root_of(book(tmp_path / "book.xlsx"), SHAPES)
    assert ["".join(shape.itertext(f"{{{A}}}t")) for shape in shapes] == ["HH", "value cut 5,000 & more"]
    assert figure(root_of(tmp_path / "book.xlsx"), "c:date1904") == "0"


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("date1904", [False, True])
def test_a_second_refresh_gives_the_same_bytes(tmp_path: Path, strict: bool, date1904: bool) -> None:
    path = made(tmp_path / "book.xlsx", *specs(), strict=strict, date1904=date1904)
    first = parts(path)
    assert refreshed(path, *specs()) == ()
    assert parts(path) == first
    assert f'<c:date1904 val="{int(date1904)}"/>' in first[CHART].decode()


def test_microsofts_validator_finds_no_error(tmp_path: Path, validator: Validator) -> None:
    path = book(tmp_path / "book.xlsx")
    assert validator.errors(path) == []
    refreshed(path, *specs(series=SERIES[::-1], texts=TEXTS[:1]))
    assert validator.errors(path) == []


def test_openpyxl_reads_the_chart(tmp_path: Path) -> None:
    (drawn,) = opened(book(tmp_path / "book.xlsx"))["Dashboard"]._charts
    assert [one.tx.strRef.f for one in drawn.series][:2] == ["'SegmentResults'!$G$4", "'SegmentResults'!$G$5"]
    assert (drawn.x_axis.crossesAt, drawn.y_axis.crossesAt) == (50, 5000)


def test_text_that_xml_cannot_write() -> None:
    assert plain('a\x01b<"&">') == "ab&lt;&quot;&amp;&quot;&gt;"
    wild = chart(title="<&>\x00", series=(dataclasses.replace(SERIES[0], name="a<b"),))
    root = etree.fromstring(chart_part(wild, Dialect(), {}, date1904=False, shapes=""))
    assert root.findtext(f".//{{{C}}}strCache/{{{C}}}pt/{{{C}}}v") == "a<b"


# -- brought up to date ---------------------------------------------------------------------------------------------


def test_new_data_change_the_data_and_leave_the_users_look(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    edit(
        path,
        CHART,
        ('<a:alpha val="70000"/>', '<a:alpha val="35000"/>'),
        ('<c:bubbleScale val="60"/>', '<c:bubbleScale val="90"/>'),
        ('<a:ln w="9525"><a:solidFill><a:srgbClr val="FFFFFF"/>', '<a:ln w="28575"><a:solidFill><a:srgbClr val="0"/>'),
        ('<c:tickLblPos val="low"/>', '<c:tickLblPos val="nextTo"/>'),
        ("</c:dLbl><c:spPr>", '</c:dLbl><c:numFmt formatCode="@" sourceLinked="0"/><c:spPr>'),
        ("<c:axPos val=\"l\"/>", "<c:axPos val=\"l\"/><c:majorGridlines/>"),
    )  # fmt: skip
    edit(path, DRAWING, ("<xdr:row>30</xdr:row>", "<xdr:row>44</xdr:row>"))
    moved = {0: (2000.0, 70.0, 1.0, "Ann & Co"), 1: (500.0, 10.0, 3.0, "Bo")}
    y = Axis("Effort score", 0, 100, 20, 40, "0")
    refreshed(path, *specs(series=(series("Red", 1, "C", "AA0000", moved), *SERIES[1:]), y=y))
    text = parts(path)[CHART].decode()
    for kept in (
        '<a:alpha val="35000"/>',
        '<c:bubbleScale val="90"/>',
        '<a:ln w="28575">',
        '<c:numFmt formatCode="@"',
        "<c:majorGridlines/>",
    ):
        assert kept in text
    assert text.count('<c:tickLblPos val="nextTo"/>') == 2
    assert "<xdr:row>44</xdr:row>" in parts(path)[DRAWING].decode()
    red = all_series(path)[0]
    assert red.find(f"{{{C}}}spPr/{{{A}}}solidFill/{{{A}}}srgbClr").get("val") == "AA0000"
    assert [p.findtext(f"{{{C}}}v") for p in red.find(f"{{{C}}}xVal").iter(f"{{{C}}}pt")] == ["2000", "500"]
    assert [figure(one, "c:idx") for one in red.iter(f"{{{C}}}dLbl")] == ["0", "1"]
    across, up = root_of(path).iter(f"{{{C}}}valAx")
    assert (figure(across, "c:crossesAt"), figure(up, "c:crossesAt"), figure(up, "c:majorUnit")) == ("40", "5000", "20")
    after = parts(path)
    refreshed(path, *specs(series=(series("Red", 1, "C", "AA0000", moved), *SERIES[1:]), y=y))
    assert parts(path) == after


def test_bands_come_go_and_change_places(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    edit(
        path,
        CHART,
        (f'<a:srgbClr val="{GREEN}"><a:alpha val="70000"/>', f'<a:srgbClr val="{GREEN}"><a:alpha val="50000"/>'),
    )
    amber = series("Amber", 3, "D", "E6A100", {3: (1.0, 1.0, 1.0, "")})
    refreshed(path, *specs(series=(SERIES[1], amber, SERIES[0], REFERENCE)))
    names = [one.findtext(f"{{{C}}}tx//{{{C}}}v") for one in all_series(path)]
    assert names == ["Green", "Amber", "Red", "Largest"]
    numbers = [(figure(one, "c:idx"), figure(one, "c:order")) for one in all_series(path)]
    assert numbers == [(str(i), str(i)) for i in range(4)]
    fills = [one.find(f"{{{C}}}spPr/{{{A}}}solidFill/{{{A}}}srgbClr") for one in all_series(path)[:3]]
    assert [(fill.get("val"), fill[0].get("val")) for fill in fills] == [
        (GREEN, "50000"),
        ("E6A100", "70000"),
        (RED, "70000"),
    ]
    assert figure(root_of(path), ".//c:legendEntry/c:idx") == "3"
    refreshed(path, *specs(series=(SERIES[1], REFERENCE)))
    assert [one.findtext(f"{{{C}}}tx//{{{C}}}v") for one in all_series(path)] == ["Green", "Largest"]
    assert figure(root_of(path), ".//c:legendEntry/c:idx") == "1"


def test_a_renamed_band_keeps_its_series_look(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    edit(
        path,
        CHART,
        (f'<a:srgbClr val="{RED}"><a:alpha val="70000"/>', f'<a:srgbClr val="{RED}"><a:alpha val="20000"/>'),
    )
    refreshed(path, *specs(series=(dataclasses.replace(SERIES[0], name="Crimson"), *SERIES[1:])))
    crimson = all_series(path)[0]
    assert crimson.findtext(f"{{{C}}}tx//{{{C}}}v") == "Crimson"
    assert crimson.find(f"{{{C}}}spPr/{{{A}}}solidFill/{{{A}}}srgbClr")[0].get("val") == "20000"


def titled(path: Path) -> str:
    return "".join(root_of(path).find(f"{{{C}}}chart/{{{C}}}title").itertext())


def test_our_title_follows_the_date(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    later = {"title": "Value x effort - 31 July 2026", "alt_text": "Value x effort - 31 July 2026. 5 clients."}
    refreshed(path, *specs(**later))
    assert titled(path) == "Value x effort - 31 July 2026"
    assert 'descr="Value x effort - 31 July 2026. 5 clients."' in parts(path)[DRAWING].decode()


def test_a_title_and_an_alternative_text_of_the_users_stay(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    edit(path, CHART, ("<a:t>Value x effort - 30 June 2026</a:t>", "<a:t>Our clients</a:t>"))
    edit(path, DRAWING, ('descr="Value x effort - 30 June 2026. Bubble chart of 4 clients."', 'descr="The map"'))
    refreshed(path, *specs(title="Value x effort - 31 July 2026", alt_text="Value x effort - 31 July 2026."))
    assert titled(path) == "Our clients"
    assert 'descr="The map"' in parts(path)[DRAWING].decode()


def test_words_in_the_chart_follow_and_keep_the_users_type(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    edit(path, SHAPES, ('sz="2000"', 'sz="3200"'), ("<cdr:x>0.85000</cdr:x>", "<cdr:x>0.70000</cdr:x>"))
    renamed = (dataclasses.replace(TEXTS[0], text="XX"), TEXTS[1])
    refreshed(path, *specs(texts=renamed))
    text = parts(path)[SHAPES].decode()
    assert "<a:t>XX</a:t>" in text
    assert 'sz="3200"' in text
    assert "<cdr:x>0.70000</cdr:x>" in text
    # When an axis moves, so do the words beside it.
    refreshed(path, *specs(texts=renamed, y=Axis("Effort score", 0, 100, 10, 60, "0")))
    text = parts(path)[SHAPES].decode()
    assert "<cdr:x>0.85000</cdr:x>" in text


def test_a_chart_that_the_user_deleted_comes_back(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    drawing = root_of(path, DRAWING)
    del drawing[:]
    edit(path, DRAWING, (parts(path)[DRAWING].decode(), etree.tostring(drawing).decode()))
    assert len(root_of(path, DRAWING)) == 0
    refreshed(path, *specs())
    assert len(root_of(path, DRAWING)) == 1
    assert len(opened(path)["Dashboard"]._charts) == 1


def test_a_chart_that_the_user_renamed_is_found_by_its_points(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    edit(path, DRAWING, ('name="Segmentbook:Map"', 'name="Our map"'))
    refreshed(path, *specs(y=Axis("Effort score", 0, 100, 10, 60, "0")))
    assert len(root_of(path, DRAWING)) == 1
    assert figure(next(root_of(path).iter(f"{{{C}}}valAx")), "c:crossesAt") == "60"
    assert 'name="Our map"' in parts(path)[DRAWING].decode()


def test_a_chart_that_another_program_wrote_with_other_prefixes(tmp_path: Path, validator: Validator) -> None:
    path = book(tmp_path / "book.xlsx")
    edit(path, CHART, ("<c:", "<"), ("</c:", "</"), ("xmlns:c=", "xmlns="))
    moved = {0: (2000.0, 70.0, 1.0, "Ann & Co"), 1: (500.0, 10.0, 3.0, "Bo")}
    refreshed(path, *specs(series=(series("Red", 1, "C", RED, moved), *SERIES[1:])))
    cached = all_series(path)[0].find(f"{{{C}}}xVal").iter(f"{{{C}}}pt")
    assert [point.findtext(f"{{{C}}}v") for point in cached] == ["2000", "500"]
    assert validator.errors(path) == []


def test_shapes_and_charts_of_the_users_stay(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    shape = (
        '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="77" name="Mine"/><xdr:cNvSpPr/></xdr:nvSpPr>'
        "<xdr:spPr/></xdr:sp><xdr:clientData/>"
    )
    place = '<xdr:pos x="0" y="0"/><xdr:ext cx="1" cy="1"/>'
    anchor = f"<xdr:absoluteAnchor>{place}{shape}</xdr:absoluteAnchor>"
    edit(path, DRAWING, ("</xdr:wsDr>", f"{anchor}</xdr:wsDr>"))
    refreshed(path, *specs(title="Other"))
    assert anchor in parts(path)[DRAWING].decode()


def test_references_follow_a_renamed_sheet(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    edit(path, "xl/workbook.xml", ('name="SegmentResults"', 'name="Q2"'), ("'SegmentResults'!", "'Q2'!"))
    refreshed(path, *specs())
    assert all_series(path)[0].findtext(f"{{{C}}}yVal//{{{C}}}f") == "'Q2'!$C$4:$C$7"
    assert "SegmentResults'!" not in parts(path)[CHART].decode()


def test_another_kind_of_chart_is_left_alone(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    edit(path, CHART, ("c:bubbleChart>", "c:scatterChart>"))
    before = parts(path)[CHART]
    refreshed(path, *specs(series=SERIES[:1]))
    assert parts(path)[CHART] == before


# -- drawn ----------------------------------------------------------------------------------------------------------


def pixels(picture: Path) -> np.ndarray:
    """A portable pixmap as rows of red, green, blue."""
    data = picture.read_bytes()
    kind, size, depth, rest = data.split(b"\n", 3)
    assert (kind, depth) == (b"P6", b"255")
    width, height = (int(part) for part in size.split())
    return np.frombuffer(rest, np.uint8).reshape(height, width, 3)


def blended(colour: str, share: float = 0.7) -> np.ndarray:
    own = np.array([int(colour[i : i + 2], 16) for i in (0, 2, 4)])
    return own * share + 255 * (1 - share)


def test_libreoffice_draws_the_map(tmp_path: Path, office: Office) -> None:
    path = tmp_path / "book.xlsx"
    opened_book = blank_book(path)
    write(opened_book, *specs())
    opened_book.package.save(path)
    drawn = pixels(office.pictures(path, tmp_path / "drawn", kind="ppm")[0]).astype(int)
    places = {}
    for colour in (RED, GREEN):
        near = np.abs(drawn - blended(colour)).max(axis=2) <= 4
        # Inside a bubble, and not in a marker of the legend or at the edge of a letter.
        solid = near[10:-10, 10:-10] & near[:-20, 10:-10] & near[20:, 10:-10] & near[10:-10, :-20] & near[10:-10, 20:]
        assert solid.any(), f"no bubble in the colour of {colour}"
        rows, columns = np.nonzero(solid)
        places[colour] = (columns.min(), columns.max(), rows.min(), rows.max())
    # Red: far left and high, far right and low; green: between them. The axes cross in the middle of the plot.
    assert places[RED][0] < places[GREEN][0] < places[GREEN][1] < places[RED][1]
    assert places[RED][2] < places[GREEN][2] < places[GREEN][3] < places[RED][3]
    text = office.text(path, tmp_path / "text")
    axes = ("MRR (USD a month)", "Effort score", "value cut 5,000 & more", "HH")
    for word in ("Value x effort - 30 June 2026", *axes, "Ann & Co", "Bo", "Red", "Green"):
        assert word in text
    assert "Largest" not in text.split("Title")[0]
    assert "[CELLRANGE]" not in text


def test_the_book_is_whole_after_all(tmp_path: Path) -> None:
    """Every relationship leads to a part, and every part of ours has a content type."""
    package = Package.open(book(tmp_path / "book.xlsx"))
    for name in package.names():
        if name.endswith(".rels") or name.startswith("["):
            continue
        assert package.content_type(name), name
        for link in package.relationships(name):
            assert package.has(link.target), (name, link)
    assert pd.Series([one.name for one in Book(package).sheets]).tolist() == ["Dashboard", "SegmentResults"]

"""Styles are appended and used again, never renumbered; fills and dates of the user's formats are understood."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from segmentbook.errors import WorkbookError
from segmentbook.report.spec import Style
from segmentbook.workbook.blank import PARTS
from segmentbook.workbook.book import Book
from segmentbook.workbook.colours import tinted
from segmentbook.workbook.formats import shows_date
from segmentbook.workbook.package import Package
from segmentbook.workbook.styles import Styles
from tests.tools import Validator
from tests.workbook.zips import BOOK, MAIN, contents, write_zip

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RICH = Style(
    number_format="yyyy-mm-dd", bold=True, italic=True, underline=True, size=12.5, colour="ffffff", fill="c00000",
    horizontal="center", vertical="top", wrap=True, indent=2, top="111111", bottom="222222",
)  # fmt: skip
PLAIN = Style()
STYLES = PARTS["xl/styles.xml"].decode()


def sheet_with(formats: int) -> bytes:
    cells = "".join(f'<row r="{i + 1}"><c r="A{i + 1}" s="{i}"><v>45000</v></c></row>' for i in range(formats))
    return f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def book_of(path: Path, styles: str | None = STYLES) -> Book:
    parts = {name: part for name, part in BOOK.items() if name != "xl/styles.xml"}
    if styles is not None:
        parts["xl/styles.xml"] = styles.encode()
    return Book(Package.open(write_zip(path / "book.xlsx", parts)))


def styles_of(path: Path, inner: str, ns: str = MAIN) -> Styles:
    return Styles(book_of(path, f'<styleSheet xmlns="{ns}">{inner}</styleSheet>'.replace(MAIN, ns)))


def test_a_style_looks_in_openpyxl_as_it_was_described(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    styles = Styles(book)
    assert (styles.xf(RICH), styles.xf(PLAIN)) == (1, 2)
    book.package.put("xl/worksheets/sheet1.xml", sheet_with(3))
    book.package.save()
    sheet = openpyxl.load_workbook(tmp_path / "book.xlsx").active
    rich, plain = sheet["A2"], sheet["A3"]
    assert rich.number_format == "yyyy-mm-dd"
    font, side, place = rich.font, rich.border, rich.alignment
    assert (font.name, font.sz, font.b, font.i, font.u, font.color.rgb) == (
        "Calibri",
        12.5,
        True,
        True,
        "single",
        "FFFFFFFF",
    )
    assert (rich.fill.patternType, rich.fill.fgColor.rgb) == ("solid", "FFC00000")
    assert (side.top.style, side.top.color.rgb, side.bottom.color.rgb) == ("thin", "FF111111", "FF222222")
    assert (side.left.style, side.right.style) == (None, None)
    assert (place.horizontal, place.vertical, place.wrap_text, place.indent) == ("center", "top", True, 2)
    assert (plain.font.name, plain.font.sz, plain.font.b, plain.font.color.rgb) == ("Calibri", 10, False, "FF1F2937")
    assert (plain.number_format, plain.fill.patternType, plain.border.top.style) == ("General", None, None)
    assert sheet["A1"].font.sz == 11


def test_the_same_style_twice_is_one_also_in_the_next_run(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    first = Styles(book)
    wanted = [PLAIN, RICH, PLAIN.but(fill="ff0000"), PLAIN.but(number_format="0.0"), PLAIN.but(top="000000")]
    given_ = [first.xf(style) for style in wanted]
    rules = [first.dxf("00ff00", "000000", True), first.dxf("00ff00"), first.dxf("", "112233")]
    assert given_ == [1, 2, 3, 4, 5]
    assert rules == [0, 1, 2]
    book.package.save()
    before = contents(tmp_path / "book.xlsx")["xl/styles.xml"]
    again = Book(Package.open(tmp_path / "book.xlsx"))
    second = Styles(again)
    assert [second.xf(style) for style in reversed(wanted)] == given_[::-1]
    assert [second.dxf("00FF00", "000000", True), second.dxf("00FF00"), second.dxf("", "112233")] == rules
    assert again.package.read("xl/styles.xml") == before


def test_only_the_additions_differ(tmp_path: Path) -> None:
    odd = STYLES.replace('"1"', "'1'").replace("><", ">\n <").replace("/>", " />")
    book = book_of(tmp_path, odd)
    Styles(book).xf(PLAIN.but(fill="FF0000"))
    after = book.package.read("xl/styles.xml").decode()
    for kind, count, item in (
        ("fonts", 2, '<font><sz val="10"/><color rgb="FF1F2937"/><name val="Calibri"/><family val="2"/></font>'),
        ("fills", 3, '<fill><patternFill patternType="solid"><fgColor rgb="FFFF0000"/><bgColor indexed="64"/>'
         "</patternFill></fill>"),
        ("cellXfs", 2, '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>'),
    ):  # fmt: skip
        assert item in after
        quote = '"' if count == 3 else "'"
        after = after.replace(item, "").replace(f'<{kind} count="{count}"', f"<{kind} count={quote}{count - 1}{quote}")
    assert after == odd


def test_a_built_in_format_that_the_book_redefined_is_not_taken_for_it(tmp_path: Path) -> None:
    own = '<numFmts count="1"><numFmt numFmtId="0" formatCode="dd.mm.yyyy"/></numFmts><fonts'
    styles = Styles(book_of(tmp_path, STYLES.replace("<fonts", own, 1)))
    assert not styles.is_date(styles.xf(PLAIN))


def test_nothing_is_renumbered_and_counts_are_kept(tmp_path: Path) -> None:
    inner = (
        '<numFmts count="1"><numFmt numFmtId="190" formatCode="0.0"/></numFmts><fonts count="2"><font/>'
        '<font><b/></font></fonts><fills><fill/><fill/><fill/></fills><borders count="1"><border/></borders>'
        '<cellXfs count="3"><xf/><xf numFmtId="190"/><xf/></cellXfs><dxfs count="1"><dxf/></dxfs>'
    )
    styles = styles_of(tmp_path, inner)
    assert styles.xf(PLAIN.but(number_format="0.0")) == 3
    assert styles.xf(PLAIN.but(number_format="0.000")) == 4
    assert styles.dxf("FF0000") == 1
    root = etree.fromstring(styles._book.package.read("xl/styles.xml"))
    names = [etree.QName(child).localname for child in root]
    assert names == ["numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"]
    assert [child.get("count") for child in root] == ["2", "3", None, "1", "1", "5", "1", "2"]
    assert [entry.get("numFmtId") for entry in root[0]] == ["190", "191"]


@pytest.mark.parametrize(
    "styles", [None, f'<styleSheet xmlns="{MAIN}"/>', f'<x:styleSheet xmlns:x="{MAIN}"></x:styleSheet>']
)
def test_missing_and_empty_styles_are_made_as_excel_needs_them(
    tmp_path: Path, styles: str | None, validator: Validator
) -> None:
    book = book_of(tmp_path, styles)
    if styles is None:
        book.package.unrelate("xl/workbook.xml", "rId2")
        book.package.tree("[Content_Types].xml").remove(
            next(e for e in book.package.tree("[Content_Types].xml") if e.get("PartName") == "/xl/styles.xml")
        )
    made = Styles(book)
    assert (made.xf(RICH), made.dxf("FF0000", "000000", True)) == (1, 0)
    book.package.put("xl/worksheets/sheet1.xml", sheet_with(2))
    book.package.save()
    path = tmp_path / "book.xlsx"
    assert validator.errors(path) == []
    loaded = openpyxl.load_workbook(path)
    assert loaded.active["A1"].font.b is False
    assert loaded.active["A1"].fill.patternType is None
    assert loaded.active["A2"].fill.fgColor.rgb == "FFC00000"
    assert len(loaded._fills) == 3
    if styles and "x:" in styles:
        assert b"<x:fonts count" in contents(path)["xl/styles.xml"]


def test_a_strict_styles_part(tmp_path: Path) -> None:
    parts = {
        name: part.replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ).replace(MAIN.encode(), STRICT.encode())
        for name, part in BOOK.items()
    }
    styles = Styles(Book(Package.open(write_zip(tmp_path / "book.xlsx", parts))))
    assert styles.xf(RICH) == 1
    assert (styles.fill_of(1), styles.is_date(1)) == ("C00000", True)
    assert b"schemas.openxmlformats" not in styles._book.package.read("xl/styles.xml")


def test_an_empty_list_of_fills_gets_excels_own_two_first(tmp_path: Path) -> None:
    styles = styles_of(tmp_path, '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>')
    styles.xf(PLAIN.but(fill="FF0000"))
    root = etree.fromstring(styles._book.package.read("xl/styles.xml"))
    patterns = root.xpath("//*[local-name()='patternFill']/@patternType")
    assert patterns == ["none", "gray125", "solid"]


def test_more_formats_than_excel_opens_are_refused(tmp_path: Path) -> None:
    styles = styles_of(tmp_path, "<cellXfs>" + '<xf fontId="0"/>' * 65_490 + "</cellXfs>")
    with pytest.raises(WorkbookError) as refusal:
        styles.xf(PLAIN)
    assert str(refusal.value) == (
        f"{tmp_path / 'book.xlsx'}: has 65,490 cell formats, as many as Excel allows. "
        "Remove unused cell styles in Excel, save it, and try again."
    )


def fills(*colours: str) -> str:
    items = "".join(f'<fill><patternFill patternType="solid"><fgColor {c}/></patternFill></fill>' for c in colours)
    cells = "".join(f'<xf fillId="{i}"/>' for i in range(len(colours)))
    return f"<fills>{items}</fills><cellXfs>{cells}</cellXfs>"


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ('rgb="FFAABBCC"', "AABBCC"),
        ('rgb="aabbcc"', "AABBCC"),
        ('rgb="nonsense"', ""),
        ('auto="1"', ""),
        ('theme="0"', "FFFFFF"),
        ('theme="1"', "000000"),
        ('theme="3"', "44546A"),
        ('theme="4"', "4472C4"),
        ('theme="4" tint="0.79998168889431442"', "DAE3F3"),  # Excel: Blue, Accent 1, Lighter 80%
        ('theme="4" tint="-0.249977111117893"', "2F5597"),  # Excel: Blue, Accent 1, Darker 25%
        ('theme="0" tint="-0.34998626667073579"', "A6A6A6"),  # Excel: White, Background 1, Darker 35%
        ('theme="9" tint="nonsense"', "70AD47"),
        ('theme="99"', ""),
        ('indexed="2"', "FF0000"),
        ('indexed="10"', "FF0000"),
        ('indexed="13"', "FFFF00"),
        ('indexed="42"', "CCFFCC"),
        ('indexed="64"', "000000"),
        ('indexed="65"', "FFFFFF"),
        ('indexed="-1"', ""),
    ],
)  # fmt: skip
def test_the_colour_of_a_solid_fill(tmp_path: Path, colour: str, expected: str) -> None:
    found = styles_of(tmp_path, fills(colour)).fill_of(0)
    assert len(found) == len(expected)
    # Excel rounds luminance to 1/255 on its way.
    assert all(abs(int(found[i : i + 2], 16) - int(expected[i : i + 2], 16)) <= 2 for i in range(0, len(found), 2))


def test_a_palette_of_the_workbooks_own(tmp_path: Path) -> None:
    own = '<colors><mruColors><color rgb="FF999999"/></mruColors>'
    own += '<indexedColors><rgbColor rgb="00123456"/></indexedColors></colors>'
    styles = styles_of(tmp_path, fills('indexed="0"', 'indexed="1"') + own)
    assert [styles.fill_of(i) for i in range(2)] == ["123456", "FFFFFF"]


def test_what_is_no_solid_fill(tmp_path: Path) -> None:
    inner = (
        "<fills><fill/><fill><patternFill patternType='none'/></fill><fill><gradientFill><stop><color rgb='FFFF0000'/>"
        "</stop></gradientFill></fill><fill><patternFill patternType='lightGrid'><fgColor rgb='FFFF0000'/>"
        "</patternFill></fill><fill><patternFill patternType='solid'/></fill></fills>"
        "<cellXfs>" + "".join(f"<xf fillId='{i}'/>" for i in range(7)) + "</cellXfs>"
    )
    styles = styles_of(tmp_path, inner)
    assert [styles.fill_of(i) for i in (*range(9), -1)] == [""] * 10


def test_alternatives_count_as_one_item(tmp_path: Path) -> None:
    alternative = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice/>'
        '<mc:Fallback><fill><patternFill patternType="solid"><fgColor rgb="FF00FF00"/></patternFill></fill>'
        "</mc:Fallback></mc:AlternateContent>"
    )
    inner = fills('rgb="FFFF0000"', 'rgb="FF0000FF"').replace("</fill>", "</fill>" + alternative, 1)
    styles = styles_of(tmp_path, inner)
    assert [styles.fill_of(i) for i in range(2)] == ["FF0000", "00FF00"]
    styles.xf(PLAIN.but(fill="ABCDEF"))
    assert etree.fromstring(styles._book.package.read("xl/styles.xml"))[1].get("count") == "4"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("General", False), ("0.00", False), ("#,##0.00_);[Red](#,##0.00)", False), ("0.00E+00", False), ("@", False),
        ('0 "days"', False), ('"yyyy"0', False), ("0\\d", False), ("0_d", False), ("*d0", False), ("[$-409]0.0", False),
        ("[Red][>=100]0;[Blue]0", False), ("[$USD] 0.00", False), ("#,##0 €", False), ("0.0%", False), ("# ?/?", False),
        ("[h]:mm", False), ("[mm]:ss", False), ("[s]", False), ("[h]:mm:ss.0", False), ("h:mm AM/PM", False),
        ("mm:ss.0", False), ("h:mm:ss", False), ("hh\"h\"mm", False), ("0;yyyy", False), ("[Magenta]0", False),
        ("yyyy-mm-dd", True), ("yyyy\\-mm\\-dd", True), ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", True),
        ("mmm-yy", True), ("mmmm", True), ("m", True), ("d/m/yyyy h:mm", True), ("h:mm d", True),
        ("[$-411]ggge\"年\"m\"月\"d\"日\"", True),
        ("dd.mm.yy;@", True), ("[Red]dd/mm", True), ("m/d/yy h:mm;@", True), ("YYYY/MM/DD", True), ("yyyy", True),
        ("hh:mm:ss dd mmm", True), ("[$-41E]d/m/bbbb", True),
    ],
)  # fmt: skip
def test_formats_that_show_a_date(code: str, expected: bool) -> None:
    assert shows_date(code) is expected


def test_dates_by_built_in_number_and_by_code(tmp_path: Path) -> None:
    numbers = [0, 1, 9, 13, 14, 15, 16, 17, 18, 21, 22, 27, 36, 37, 40, 45, 46, 47, 49, 50, 58, 164, 165]
    inner = (
        '<numFmts><numFmt numFmtId="164" formatCode="yyyy"/><numFmt numFmtId="165" formatCode="0"/>'
        '<numFmt numFmtId="15" formatCode="0.0"/></numFmts>'
        "<cellXfs>" + "".join(f'<xf numFmtId="{number}"/>' for number in numbers) + "</cellXfs>"
    )
    styles = styles_of(tmp_path, inner)
    found = [number for i, number in enumerate(numbers) if styles.is_date(i)]
    assert found == [14, 16, 17, 22, 27, 36, 50, 58, 164]
    assert not styles.is_date(-1)
    assert not styles.is_date(len(numbers))


@given(st.integers(0, 0xFFFFFF), st.floats(-1, 1))
@settings(max_examples=50)
def test_a_tint_only_lightens_or_only_darkens(number: int, tint: float) -> None:
    colour = f"{number:06X}"
    before, after = ([int(text[i : i + 2], 16) for i in (0, 2, 4)] for text in (colour, tinted(colour, tint)))
    change = max(after) + min(after) - max(before) - min(before)
    assert change >= -2 if tint > 0 else change <= 2
    assert tinted(colour, 1) == "FFFFFF"
    assert tinted(colour, -1) == "000000"


hexes = st.sampled_from(["", "FF0000", "00ff00"])
style_specs = st.builds(
    Style,
    number_format=st.sampled_from(["General", "0.00", "yyyy-mm-dd", '"a&<" 0']),
    bold=st.booleans(),
    size=st.sampled_from([8.0, 10.0, 10.5]),
    fill=hexes,
    horizontal=st.sampled_from(["", "left", "right"]),
    indent=st.integers(0, 2),
    top=hexes,
)


@given(st.lists(style_specs, max_size=12))
@settings(max_examples=40, deadline=None)
def test_different_styles_have_different_formats_and_equal_ones_the_same(specs: list[Style]) -> None:
    book = Book(Package.new())
    styles = Styles(book)
    indices = [styles.xf(spec) for spec in specs]
    assert [Styles(book).xf(spec) for spec in specs] == indices

    def looks(spec: Style) -> Style:
        return spec.but(
            fill=spec.fill.upper(),
            top=spec.top.upper(),
            horizontal="left" if spec.indent and not spec.horizontal else spec.horizontal,
        )

    assert len(set(indices)) == len({looks(spec) for spec in specs})
    root = etree.fromstring(book.package.read("xl/styles.xml"))
    for child in root:
        assert child.get("count") == str(len(child))
    for i in indices:
        xf = root.find(f"{{{MAIN}}}cellXfs")[i]
        for attribute, name in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            assert int(xf.get(attribute)) < len(root.find(f"{{{MAIN}}}{name}"))

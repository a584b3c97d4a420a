"""Sheets, names and tables of a workbook, and what changes in it when a sheet of ours is added."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from segmentbook.errors import WorkbookError
from segmentbook.workbook.book import Book, DefinedName, Sheet, TableEntry
from segmentbook.workbook.package import Package
from tests.tools import Validator
from tests.workbook.zips import BOOK, MAIN, SHEET, contents, write_zip

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONSHIPS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
HEAD = f'<?xml version="1.0"?>\n<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">'
PREFIXED = f'<x:workbook xmlns:x="{MAIN}" xmlns:q="{RELATIONSHIPS}">'
THREE = (
    '<sheets><sheet name="One" sheetId="7" r:id="rId3"/><sheet name="Two" sheetId="3" state="hidden" r:id="rId4"/>'
    '<sheet name="Chart" sheetId="9" state="veryHidden" r:id="rId5"/></sheets>'
)


def workbook(inner: str, head: str = HEAD, end: str = "</workbook>") -> dict[str, bytes]:
    """A workbook with sheets One and Two, a chart sheet, and this in its workbook part."""
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for i, kind, target in (
            (3, "worksheet", "worksheets/sheet1.xml"),
            (4, "worksheet", "/xl/worksheets/Sheet2.xml"),
            (5, "chartsheet", "chartsheets/sheet1.xml"),
            (6, "calcChain", "calcChain.xml"),
        )
    )
    parts = dict(BOOK)
    parts["xl/workbook.xml"] = (head + inner + end).encode()
    rels = parts["xl/_rels/workbook.xml.rels"]
    start = rels.index(b'<Relationship Id="rId3"')
    parts["xl/_rels/workbook.xml.rels"] = rels[:start] + links.encode() + b"</Relationships>"
    parts["xl/worksheets/sheet2.xml"] = SHEET
    parts["xl/chartsheets/sheet1.xml"] = f'<chartsheet xmlns="{MAIN}"/>'.encode()
    return parts


def book_of(path: Path, inner: str = THREE, **how: str) -> Book:
    return Book(Package.open(write_zip(path / "book.xlsx", workbook(inner, **how))))


def written(book: Book) -> str:
    return book.package.read(book.package.main).decode()


def test_sheets_of_every_kind_in_the_order_of_their_tabs(tmp_path: Path) -> None:
    book = book_of(
        tmp_path, THREE.replace("</sheets>", '<sheet name="Lost" sheetId="11"/><sheet name="Bad"/></sheets>')
    )
    assert book.sheets == (
        Sheet("One", "xl/worksheets/sheet1.xml", 7, "visible", "worksheet"),
        Sheet("Two", "xl/worksheets/sheet2.xml", 3, "hidden", "worksheet"),
        Sheet("Chart", "xl/chartsheets/sheet1.xml", 9, "veryHidden", "chartsheet"),
        Sheet("Lost", "", 11, "visible", ""),
        Sheet("Bad", "", 0, "visible", ""),
    )
    assert book.sheet("TWO").name == "Two"
    with pytest.raises(WorkbookError) as refusal:
        book.sheet("Three")
    assert str(refusal.value) == (
        f"{tmp_path / 'book.xlsx'}: has no sheet 'Three'. It has: One, Two, Chart, Lost, Bad."
    )


def test_a_sheet_is_added_last_and_only_the_additions_differ(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    parts = workbook(THREE)
    sheet = book.add_sheet("Dashboard")
    assert sheet == Sheet("Dashboard", "xl/worksheets/sheet3.xml", 10, "visible", "worksheet")
    book.package.put(sheet.part, SHEET)
    assert book.sheets[-1] == sheet
    book.package.save()
    after = contents(tmp_path / "book.xlsx")
    assert after.pop("xl/worksheets/sheet3.xml") == SHEET
    added = {
        "xl/workbook.xml": b'<sheet name="Dashboard" sheetId="10" r:id="rId7"/>',
        "xl/_rels/workbook.xml.rels": (
            f'<Relationship Id="rId7" Type="{RELATIONSHIPS}/worksheet" Target="worksheets/sheet3.xml"/>'.encode()
        ),
        "[Content_Types].xml": (
            b'<Override PartName="/xl/worksheets/sheet3.xml" ContentType="application/vnd.openxmlformats-officedocument'
            b'.spreadsheetml.worksheet+xml"/>'
        ),
    }
    for name, addition in added.items():
        assert after[name].count(addition) == 1
        after[name] = after[name].replace(addition, b"")
    assert after == parts


def test_positions_of_names_and_views_move_with_the_sheets_they_mean(tmp_path: Path) -> None:
    inner = (
        '<bookViews><workbookView firstSheet="1" activeTab="1"/><workbookView/></bookViews>'
        + THREE
        + '<definedNames><definedName name="A" localSheetId="0">One!$A$1</definedName>'
        '<definedName name="A" localSheetId="1">Two!$A$1</definedName><definedName name="B">1</definedName>'
        '<definedName name="C" localSheetId="2">3</definedName></definedNames>'
    )
    book = book_of(tmp_path, inner)
    names = book.defined_names
    assert [name.sheet for name in names] == ["One", "Two", "", "Chart"]
    book.package.put(book.add_sheet("New", before="two").part, SHEET)
    assert [sheet.name for sheet in book.sheets] == ["One", "New", "Two", "Chart"]
    assert book.defined_names == names
    assert '<workbookView firstSheet="2" activeTab="2"/><workbookView/>' in written(book)
    book.package.put(book.add_sheet("First", before="One").part, SHEET)
    assert book.defined_names == names
    assert '<workbookView firstSheet="3" activeTab="3"/><workbookView activeTab="1"/>' in written(book)
    book.package.put(book.add_sheet("Last").part, SHEET)
    assert book.defined_names == names
    assert '<workbookView firstSheet="3" activeTab="3"/><workbookView activeTab="1"/>' in written(book)
    book.activate("Last")
    assert '<workbookView firstSheet="3" activeTab="5"/>' in written(book)


def test_a_view_that_is_not_scrolled_shows_a_new_first_sheet(tmp_path: Path) -> None:
    book = book_of(tmp_path, '<bookViews><workbookView firstSheet="0" activeTab="0"/></bookViews>' + THREE)
    book.add_sheet("New", before="One")
    assert '<workbookView firstSheet="0" activeTab="1"/>' in written(book)


@pytest.mark.parametrize("name", ["one", "History", "a/b", "'a", "x" * 32, "", "a:b"])
def test_a_sheet_name_that_excel_refuses(tmp_path: Path, name: str) -> None:
    book = book_of(tmp_path)
    with pytest.raises(WorkbookError) as refusal:
        book.add_sheet(name)
    assert str(refusal.value) == (
        f"{tmp_path / 'book.xlsx'}: a sheet cannot be called {name!r}; it is taken or not allowed."
    )
    assert written(book).encode() == workbook(THREE)["xl/workbook.xml"]


def test_a_protected_structure_is_respected(tmp_path: Path) -> None:
    assert not book_of(tmp_path, '<workbookProtection lockWindows="1"/>' + THREE).structure_locked
    book = book_of(tmp_path, '<workbookProtection lockStructure="1"/>' + THREE)
    assert book.structure_locked
    with pytest.raises(WorkbookError) as refusal:
        book.add_sheet("New")
    assert str(refusal.value) == (
        f"{tmp_path / 'book.xlsx'}: its structure is protected, so that no sheet may be added. "
        "Unprotect it in Excel (Review, Protect Workbook), then try again."
    )


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<workbookPr/>", False),
        ('<workbookPr date1904="0"/>', False),
        ('<workbookPr date1904="1"/>', True),
        ('<workbookPr date1904="true"/>', True),
        ("", False),
    ],
)
def test_the_date_system(tmp_path: Path, inner: str, expected: bool) -> None:
    assert book_of(tmp_path, inner + THREE).date1904 is expected


def test_what_is_made_stands_where_the_schema_wants_it(tmp_path: Path) -> None:
    after = '<externalReferences/><oleSize ref="A1"/><pivotCaches/><extLst/>'
    book = book_of(tmp_path, THREE + after)
    book.define("ValueCut", "5000")
    book.recalculate_on_load()
    book.activate("Two")
    assert written(book) == HEAD + (
        '<bookViews><workbookView activeTab="1"/></bookViews>'
        + THREE
        + '<externalReferences/><definedNames><definedName name="ValueCut">5000</definedName></definedNames>'
        '<calcPr fullCalcOnLoad="1"/><oleSize ref="A1"/><pivotCaches/><extLst/></workbook>'
    )


def test_recalculation_leaves_the_other_settings(tmp_path: Path) -> None:
    book = book_of(tmp_path, THREE + "<calcPr calcId='191029' iterate='1'  />")
    book.recalculate_on_load()
    assert "<calcPr calcId='191029' iterate='1' fullCalcOnLoad=\"1\"/>" in written(book)
    before = written(book)
    book.recalculate_on_load()
    assert written(book) == before


def test_names_are_defined_replaced_and_taken_away(tmp_path: Path) -> None:
    own = (
        '<definedName name="valuecut" localSheetId="0">1</definedName><definedName name="Z" hidden="1">2</definedName>'
    )
    book = book_of(tmp_path, THREE + f"<definedNames>{own}</definedNames>")
    book.define("ValueCut", "5000")
    book.define("Mark", "'A & B'!$A$1", hidden=True)
    book.define("VALUECUT", "6000")
    assert book.defined_names == (
        DefinedName("valuecut", "1", "One"),
        DefinedName("Z", "2", "", True),
        DefinedName("ValueCut", "6000"),
        DefinedName("Mark", "'A & B'!$A$1", "", True),
    )
    book.undefine("Nothing")
    book.undefine("valuecut")
    book.undefine("mark")
    assert written(book).encode() == workbook(THREE + f"<definedNames>{own}</definedNames>")["xl/workbook.xml"]


def test_no_empty_list_of_names_is_left(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    book.define("ValueCut", "5000")
    book.undefine("ValueCut")
    assert written(book).encode() == workbook(THREE)["xl/workbook.xml"]


def test_marks_follow_a_sheet_by_its_name(tmp_path: Path) -> None:
    book = book_of(tmp_path, THREE.replace("Two", "Ann's &amp; Bob's"))
    assert (book.marked("Client Card"), book.owned_sheet("Client Card")) == ("", None)
    book.mark("Client Card", "'Ann''s & Bob''s'!$A$1")
    assert book.marked("Client Card") == "'Ann''s & Bob''s'!$A$1"
    assert book.owned_sheet("Client Card") == book.sheets[1]
    assert book.defined_names[0] == DefinedName("_Segmentbook.Client_Card", "'Ann''s & Bob''s'!$A$1", "", True)
    book.mark("Client Card", "One!$A$1")
    assert book.owned_sheet("Client Card") == book.sheets[0]
    for gone in ("#REF!$A$1", "Gone!$A$1", "#REF!"):
        book.mark("Client Card", gone)
        assert book.owned_sheet("Client Card") is None
    assert len(book.defined_names) == 1


def test_free_sheet_names(tmp_path: Path) -> None:
    book = book_of(tmp_path, THREE.replace("One", "dashboard").replace("Two", "Dashboard (Segmentbook)"))
    assert book.free_sheet_name("Data Issues") == "Data Issues"
    assert book.free_sheet_name("Dashboard") == "Dashboard (Segmentbook 2)"
    assert book.free_sheet_name("CHART") == "CHART (Segmentbook)"
    long = "A name of exactly 31 characters"
    assert (len(long), book.free_sheet_name(long)) == (31, long)
    book.add_sheet(long)
    assert book.free_sheet_name(long) == "A name of exactly (Segmentbook)"
    assert book.free_sheet_name("a/b\\c?d*e[f]g:h") == "a b c d e f g h"
    assert book.free_sheet_name("'quoted'") == "quoted"
    assert book.free_sheet_name("History") == "History (Segmentbook)"
    assert book.free_sheet_name("   ") == "Sheet"
    assert book.free_sheet_name("\U0001f600" * 20) == "\U0001f600" * 15


TABLE = (
    '<table xmlns="{ns}" id="{id}" name="{name}" displayName="{name}" ref="B2:D9"{more}><autoFilter ref="B2:D8"/>'
    '<tableColumns count="3"><tableColumn id="1" name="Client"/><tableColumn id="2" name="Annual_x000a_Amount"/>'
    '<tableColumn id="3" name="R&amp;D _x005F_x000a_"/></tableColumns></table>'
)
TABLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"


def with_table(book: Book, name: str, table_id: int, more: str = "", attach: bool = True) -> str:
    part = book.package.free_name("xl/tables/table%d.xml")
    book.package.put(part, TABLE.format(ns=book.ns, id=table_id, name=name, more=more).encode())
    book.package.set_content_type(part, TABLE_TYPE)
    if attach:
        book.package.relate(book.sheets[1].part, "table", part)
    return part


def test_tables_of_all_sheets(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    assert (book.tables, book.next_table_id()) == ((), 1)
    first = with_table(book, "Contracts", 4, ' totalsRowCount="1"')
    second = with_table(book, "Bare", 2, ' headerRowCount="0"')
    with_table(book, "Nowhere", 12, attach=False)
    headers = ("Client", "Annual\nAmount", "R&D _x000a_")
    assert book.tables == (
        TableEntry("Contracts", "Two", first, "B2:D9", headers, 4, 1, 1),
        TableEntry("Bare", "Two", second, "B2:D9", headers, 2, 0, 0),
    )
    assert book.next_table_id() == 13


def test_free_table_names(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    with_table(book, "Settings", 1)
    book.define("Rates", "5")
    assert book.free_table_name("Clients") == "Clients"
    assert book.free_table_name("settings") == "settings_Segmentbook"
    assert book.free_table_name("RATES") == "RATES_Segmentbook"
    with_table(book, "Settings_Segmentbook", 2)
    assert book.free_table_name("Settings") == "Settings_Segmentbook2"
    for name in ("R1C1", "r", "C", "AB12", "1st"):
        assert book.free_table_name(name) == "_" + name


CHAIN = (
    f'<calcChain xmlns="{MAIN}"><c r="A1" i="7"/>'
    '<c r="A2"/><c r="B1" i="3" l="1"/><c r="B2"/><c r="C1" i="7"/></calcChain>'
)


@pytest.mark.parametrize(
    ("chain", "sheet", "left"),
    [
        (CHAIN, "One", '<c r="B1" i="3" l="1"/><c r="B2"/>'),
        (CHAIN, "Two", '<c r="A1" i="7"/><c r="A2"/><c r="C1" i="7"/>'),
        (CHAIN, "Chart", CHAIN[CHAIN.index("<c ") : -len("</calcChain>")]),
        (CHAIN.replace('i="7"', 'i="3"'), "Two", None),
    ],
)
def test_a_changed_sheet_leaves_the_calculation_chain(tmp_path: Path, chain: str, sheet: str, left: str | None) -> None:
    path = write_zip(tmp_path / "book.xlsx", workbook(THREE) | {"xl/calcChain.xml": chain.encode()})
    book = Book(Package.open(path))
    book.package.set_content_type("xl/calcChain.xml", "text/chain")
    book.sheet_changed(book.sheet(sheet))
    if left is None:
        assert not book.package.has("xl/calcChain.xml")
        assert "calcChain" not in str([book.package.relationships("xl/workbook.xml")])
        assert b"calcChain" not in book.package.read("[Content_Types].xml")
    else:
        assert book.package.read("xl/calcChain.xml").decode() == f'<calcChain xmlns="{MAIN}">{left}</calcChain>'


def test_a_strict_workbook(tmp_path: Path) -> None:
    parts = {
        name: part.replace(RELATIONSHIPS.encode(), STRICT_RELATIONSHIPS.encode()).replace(
            MAIN.encode(), STRICT.encode()
        )
        for name, part in workbook(THREE).items()
    }
    book = Book(Package.open(write_zip(tmp_path / "book.xlsx", parts)))
    assert (book.strict, book.ns, book.rel_ns) == (True, STRICT, STRICT_RELATIONSHIPS)
    book.package.put(book.add_sheet("New").part, SHEET)
    with_table(book, "Contracts", 1)
    assert [sheet.name for sheet in book.sheets] == ["One", "Two", "Chart", "New"]
    assert book.sheets[-1].kind == "worksheet"
    assert book.tables[0].headers[0] == "Client"
    types = {link.type for link in book.package.relationships("xl/workbook.xml")}
    assert types == {
        f"{STRICT_RELATIONSHIPS}/{kind}" for kind in ("theme", "styles", "worksheet", "chartsheet", "calcChain")
    }


def test_a_prefixed_workbook_that_is_not_where_it_usually_is(tmp_path: Path) -> None:
    inner = '<x:sheets><x:sheet name="One" sheetId="1" q:id="rId3"/></x:sheets>'
    parts = workbook(inner, PREFIXED, "</x:workbook>")
    parts["book/main.xml"] = parts.pop("xl/workbook.xml")
    parts["book/_rels/main.xml.rels"] = parts.pop("xl/_rels/workbook.xml.rels").replace(
        b'"worksheets/', b'"../xl/worksheets/'
    )
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b'"xl/workbook.xml"', b'"/Book/Main.xml"')
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"/xl/workbook.xml", b"/book/main.xml")
    book = Book(Package.open(write_zip(tmp_path / "book.xlsx", parts)))
    assert book.sheets == (Sheet("One", "xl/worksheets/sheet1.xml", 1),)
    sheet = book.add_sheet("New", before="One")
    assert sheet.part == "book/worksheets/sheet1.xml"
    book.package.put(sheet.part, SHEET)
    book.define("ValueCut", "5000")
    assert [each.name for each in book.sheets] == ["New", "One"]
    assert written(book) == PREFIXED + (
        '<x:sheets><x:sheet name="New" sheetId="2" q:id="rId7"/>'
        '<x:sheet name="One" sheetId="1" q:id="rId3"/></x:sheets>'
        '<x:definedNames><x:definedName name="ValueCut">5000</x:definedName></x:definedNames></x:workbook>'
    )


def test_a_workbook_without_sheets_or_relationships(tmp_path: Path) -> None:
    parts = workbook("", head=f'<workbook xmlns="{MAIN}">')
    del parts["xl/_rels/workbook.xml.rels"]
    book = Book(Package.open(write_zip(tmp_path / "book.xlsx", parts)))
    assert (book.sheets, book.tables, book.defined_names) == ((), (), ())
    sheet = book.add_sheet("New")
    book.package.put(sheet.part, SHEET)
    assert book.sheets == (Sheet("New", "xl/worksheets/sheet3.xml", 1),)
    root = etree.fromstring(book.package.read("xl/workbook.xml"))
    assert root[0][0].get(f"{{{RELATIONSHIPS}}}id") == "rId1"


@pytest.mark.parametrize("lost", ["relationship", "part"])
def test_a_sheet_that_lost_its_part_does_not_get_ours(tmp_path: Path, lost: str) -> None:
    parts = workbook(THREE)
    links = parts["xl/_rels/workbook.xml.rels"]
    if lost == "relationship":
        parts["xl/_rels/workbook.xml.rels"] = links.replace(b'Id="rId4"', b'Id="rId99"').replace(b'"rId2"', b'"rId98"')
    del parts["xl/worksheets/sheet2.xml"]
    book = Book(Package.open(write_zip(tmp_path / "book.xlsx", parts)))
    before = book.sheets
    assert (before[1].part, before[1].kind) == ("", "")
    book.package.put(book.add_sheet("New").part, SHEET)
    book.package.relate("xl/workbook.xml", "styles", "xl/other.xml")
    assert book.sheets[:-1] == before
    assert book.sheets[-1].part == "xl/worksheets/sheet3.xml"


def test_the_last_sheet_id_is_followed_by_a_free_one(tmp_path: Path) -> None:
    book = book_of(tmp_path, THREE.replace('sheetId="9"', 'sheetId="65534"').replace('sheetId="7"', 'sheetId="1"'))
    assert book.add_sheet("New").sheet_id == 2


def test_microsofts_validator_accepts_what_is_added(tmp_path: Path, validator: Validator) -> None:
    package = Package.new()
    book = Book(package)
    for name, before in (("One", None), ("Two", None), ("Zero", "One")):
        package.put(book.add_sheet(name, before).part, SHEET)
    book.define("ValueCut", "5000")
    book.mark("Dashboard", "'Zero'!$A$1")
    book.recalculate_on_load()
    book.activate("Two")
    package.save(tmp_path / "book.xlsx")
    assert validator.errors(tmp_path / "book.xlsx") == []

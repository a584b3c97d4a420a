"""Native slicers: their parts as Excel saves them, and whose they are from then on."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import python_calamine
from lxml import etree

from segmentbook.report.spec import SheetSpec
from segmentbook.workbook.book import Book
from segmentbook.workbook.package import Package
from segmentbook.workbook.render import write_sheets
from segmentbook.workbook.styles import Styles
from tests.tools import Office, Validator
from tests.workbook.rendered import MAIN, blank_book, edit, opened, parts, refreshed, sheet, table, write
from tests.workbook.slicer_books import (
    EXCEL,
    MANAGER,
    TIER,
    again,
    book,
    caches,
    dashboard,
    excel_deletes,
    filed,
    frames,
    ours,
    results,
    tied,
    users_book,
    views,
    with_users_slicers,
)

DRAWING, SHEET, SLICERS = "xl/drawings/drawing1.xml", "xl/worksheets/sheet1.xml", "xl/slicers/slicer1.xml"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
EMU_A_PIXEL = 9525


def shape(element: etree._Element) -> tuple[object, ...]:
    """An element's name, the names of its attributes, and its children, and theirs."""
    return element.tag, sorted(element.keys()), [shape(child) for child in element]


def names_of(path: Path) -> list[str]:
    return [one.name for one in Book(Package.open(path)).defined_names]


# -- the parts ------------------------------------------------------------------------------------------------------


def test_slicers_filter_their_columns_and_stand_in_their_places(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    assert tied(path) == {
        "Slicer_Account_Manager": "SegmentResults[Account Manager]",
        "Slicer_Tier": "SegmentResults[Tier]",
    }
    assert views(path) == {
        "Account Manager": {
            "name": "Account Manager",
            "cache": "Slicer_Account_Manager",
            "caption": "Account Manager",
            "style": "SlicerStyleLight1",
            "rowHeight": "241300",
        },
        "Tiers & more": {
            "name": "Tiers & more",
            "cache": "Slicer_Tier",
            "caption": "Tiers & more",
            "columnCount": "2",
            "style": "SlicerStyleLight1",
            "rowHeight": "254000",
        },
    }
    anchor = frames(path)["Tiers & more"]
    assert [[int(text) for text in end.itertext()] for end in anchor[:2]] == [[4, 0, 2, 0], [6, 0, 12, 0]]
    assert {one.text: one.name for one in Book(Package.open(path)).defined_names if one.text == "#N/A"} != {}
    assert {"Slicer_Account_Manager", "Slicer_Tier"} <= set(names_of(path))


def test_their_parts_are_built_as_excel_builds_them(tmp_path: Path) -> None:
    """Names of elements and attributes, in their order, of parts that Excel saved; README.md there says which."""
    path = book(tmp_path / "book.xlsx")
    content = parts(path)
    theirs = {one.name: etree.parse(str(one)).getroot() for one in EXCEL.glob("*.xml")}

    cache = etree.fromstring(content["xl/slicerCaches/slicerCache1.xml"])
    assert shape(cache) == shape(theirs["slicerCache1.xml"])
    assert cache.nsmap == theirs["slicerCache1.xml"].nsmap
    assert [e.get("uri") for e in cache.iter() if e.get("uri")] == [
        e.get("uri") for e in theirs["slicerCache1.xml"].iter() if e.get("uri")
    ]

    slicers = etree.fromstring(content[SLICERS])
    for slicer in slicers:  # said in full, where Excel leaves out what is its default
        slicer.attrib.pop("style")
        slicer.attrib.pop("columnCount", None)
    assert shape(slicers) == (*shape(theirs["slicer1.xml"])[:2], [shape(theirs["slicer1.xml"][0])] * 2)

    anchor, excels = frames(path)["Account Manager"], theirs["drawing1.xml"][0]
    for element in anchor.iter("{*}cNvPr"):
        element.attrib.pop("descr", None)  # the text for those who do not see it
    for one in (anchor, excels):
        for text_body in list(one.iter("{*}txBody")):  # the words in place of a slicer are other ones
            text_body.getparent().remove(text_body)
        for colour in [*one.iter(f"{A}prstClr"), *one.iter(f"{A}srgbClr")]:
            colour.tag = "colour"
    assert shape(anchor) == shape(excels)
    assert [e.get(k) for e in anchor.iter() for k in ("uri", "Requires") if e.get(k)] == [
        e.get(k) for e in excels.iter() for k in ("uri", "Requires") if e.get(k)
    ]

    for part, named in (("xl/workbook.xml", "workbook_ext.xml"), (SHEET, "worksheet_ext.xml")):
        listed, excel_listed = etree.fromstring(content[part])[-1][0], theirs[named][0]
        assert listed.get("uri") == excel_listed.get("uri")
        assert shape(listed)[:2] == shape(excel_listed)[:2]
        assert shape(listed[0])[:2] == shape(excel_listed[0])[:2]
        assert shape(listed[0][0]) == shape(excel_listed[0][0])


def test_their_parts_are_related_and_typed_as_excel_does_it(tmp_path: Path) -> None:
    def linked(path: Path) -> set[tuple[str, str, str]]:
        package = Package.open(path)
        return {
            (re.sub(r"\d+", "", source), link.type, package.content_type(link.target))
            for source in package.names()
            for link in package.relationships(source)
            if "licer" in link.type
        }

    assert linked(book(tmp_path / "ours.xlsx")) == linked(users_book(tmp_path / "theirs.xlsx"))


def test_microsofts_validator_has_nothing_to_say(tmp_path: Path, validator: Validator) -> None:
    path = book(tmp_path / "book.xlsx")
    assert validator.errors(path) == []
    again(path)
    assert validator.errors(path) == []


def test_other_programs_open_the_book(tmp_path: Path, office: Office) -> None:
    path = book(tmp_path / "book.xlsx")
    assert opened(path)["SegmentResults"]["B4"].value == "Ann"
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name("SegmentResults").to_python()
    assert rows[-1] == ["Corp", "Ann", "Tier 2"]
    told = office.text(path, tmp_path / "printed")
    assert "Account Manager" in told
    assert told.count("Filter it in") == 2


def test_the_stand_in_is_as_large_as_the_slicer(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    page = replace(dashboard(), widths=dict.fromkeys(range(1, 9), 10.0), heights={4: 30.0})
    workbook = blank_book(path)
    write(workbook, page, results())
    workbook.package.save(path)
    size = frames(path)["Account Manager"].find(f".//{A}ext[@cx]")
    extents = [one for one in frames(path)["Account Manager"].iter(f"{A}ext") if one.get("cx") != "0"]
    assert size is not None
    assert [(int(one.get("cx", "")), int(one.get("cy", ""))) for one in extents] == [
        (2 * 75 * EMU_A_PIXEL, (9 * 20 + 40) * EMU_A_PIXEL)
    ]


def test_a_slicer_beside_its_table_stays_where_it_is_when_rows_are_hidden(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    workbook = blank_book(path)
    write(workbook, dashboard(), results(slicers=(replace(MANAGER, key="here", column="Client", caption="Client"),)))
    workbook.package.save(path)
    assert {name: anchor.get("editAs") for name, anchor in frames(path).items()} == {
        "Account Manager": "oneCell",
        "Tiers & more": "oneCell",
        "Client": "absolute",
    }


# -- what is not there ----------------------------------------------------------------------------------------------


def test_no_slicers_where_there_is_nothing_to_filter(tmp_path: Path) -> None:
    """No such table, no such column, and a sheet that becomes the user's: no slicers, and no trace of any."""
    cases = {
        "table": (dashboard(replace(MANAGER, table="Others")), results()),
        "column": (dashboard(replace(MANAGER, column="Region")), results()),
        "alone": (dashboard(),),
    }
    for name, specs in cases.items():
        path = tmp_path / f"{name}.xlsx"
        workbook = blank_book(path)
        write(workbook, *specs)
        workbook.package.save(path)
        assert not [part for part in parts(path) if "licer" in part or "drawing" in part], name
        assert "licer" not in parts(path)["xl/workbook.xml"].decode()
    path = tmp_path / "theirs.xlsx"
    workbook = blank_book(path)
    write_sheets(workbook, Styles(workbook), ours(), owned=False)
    workbook.package.save(path)
    assert not [part for part in parts(path) if "licer" in part]


def test_a_strict_workbook_gets_none(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", strict=True)
    assert not [part for part in parts(path) if "licer" in part or "drawing" in part]


# -- refreshed ------------------------------------------------------------------------------------------------------


def test_a_second_refresh_changes_no_byte(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    before = path.read_bytes()
    again(path)
    assert path.read_bytes() == before


def test_sheets_that_had_no_slicers_get_them(tmp_path: Path) -> None:
    """A book of an earlier version."""
    path = tmp_path / "book.xlsx"
    workbook = blank_book(path)
    write(workbook, replace(dashboard(), slicers=()), results())
    workbook.package.save(path)
    again(path)
    assert list(tied(path)) == ["Slicer_Account_Manager", "Slicer_Tier"]
    before = path.read_bytes()
    again(path)
    assert path.read_bytes() == before


def test_what_the_user_made_of_a_slicer_stays(tmp_path: Path) -> None:
    """Moved, resized, called otherwise, in another look, sorted the other way."""
    path = book(tmp_path / "book.xlsx")
    edit(
        path,
        DRAWING,
        ("<xdr:col>1</xdr:col>", "<xdr:col>9</xdr:col>"),
        ("<xdr:row>12</xdr:row>", "<xdr:row>31</xdr:row>"),
    )
    edit(
        path, SLICERS, ('caption="Account Manager" style="SlicerStyleLight1"', 'caption="Who" style="SlicerStyleDark3"')
    )
    edit(path, "xl/slicerCaches/slicerCache1.xml", ('column="2"/>', 'column="2" sortOrder="descending"/>'))
    before = parts(path)
    again(path)
    assert parts(path) == before


def test_the_choice_made_in_a_slicer_stays_and_hides_the_same_rows(tmp_path: Path) -> None:
    """A slicer keeps its choice as the filter of its column, beside the one that the refresh itself sets."""
    path = book(tmp_path / "book.xlsx")
    ticked = '<filterColumn colId="1"><filters><filter val="Ann"/></filters></filterColumn>'
    edit(path, "xl/tables/table1.xml", ('<autoFilter ref="A3:C6"/>', f'<autoFilter ref="A3:C6">{ticked}</autoFilter>'))
    again(path)
    assert ticked in parts(path)["xl/tables/table1.xml"].decode()
    hidden = [row for row, look in opened(path)["SegmentResults"].row_dimensions.items() if look.hidden]
    assert hidden == [5]
    both = sheet(replace(results().tables[0], filters={"Tier": ("Tier 2",)}))
    refreshed(path, dashboard(), both)
    assert ticked in parts(path)["xl/tables/table1.xml"].decode()
    hidden = [row for row, look in opened(path)["SegmentResults"].row_dimensions.items() if look.hidden]
    assert hidden == [4, 5]
    before = path.read_bytes()
    refreshed(path, dashboard(), both)
    assert path.read_bytes() == before


def test_a_slicer_follows_its_column(tmp_path: Path) -> None:
    """A column comes before it, and another that was there before goes."""
    path = book(tmp_path / "book.xlsx")
    other = table({"Client": ["Acme"], "Segment": ["A"], "Tier": ["Tier 1"], "Account Manager": ["Ann"]}, key="Client")
    refreshed(path, dashboard(), sheet(other))
    assert tied(path) == {
        "Slicer_Account_Manager": "SegmentResults[Account Manager]",
        "Slicer_Tier": "SegmentResults[Tier]",
    }


def test_a_deleted_slicer_stays_away(tmp_path: Path, validator: Validator) -> None:
    path = book(tmp_path / "book.xlsx")
    excel_deletes(path, "Account Manager")
    before = parts(path)
    again(path)
    assert parts(path) == before
    assert list(views(path)) == ["Tiers & more"]
    assert validator.errors(path) == []


def test_a_deleted_slicer_comes_back_with_its_sheet(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    for name in ("Account Manager", "Tiers & more"):
        excel_deletes(path, name)
    without_dashboard(path)
    again(path)
    assert sorted(frames(path)) == sorted(views(path)) == ["Account Manager", "Tiers & more"]
    assert set(tied(path)) == {"Slicer_Account_Manager", "Slicer_Tier"}


def without_dashboard(path: Path) -> None:
    """The sheet has been deleted; Excel leaves our mark, which leads nowhere."""
    content = parts(path)
    workbook = content["xl/workbook.xml"].decode().replace("'Dashboard'!$A$1", "#REF!$A$1")
    workbook = re.sub(r'<sheet name="Dashboard"[^>]*/>', "", workbook)
    links = re.sub(
        r'<Relationship [^>]*Target="worksheets/sheet1.xml"/>', "", content["xl/_rels/workbook.xml.rels"].decode()
    )
    rels = content["xl/worksheets/_rels/sheet1.xml.rels"].decode()
    hanging = [f"xl/{target}" for target in re.findall(r'Target="\.\./([^"]*)"', rels)]
    for name in (SHEET, "xl/worksheets/_rels/sheet1.xml.rels", *hanging):
        del content[name]
        kinds = re.sub(rf'<Override PartName="/{name}"[^>]*/>', "", content["[Content_Types].xml"].decode())
        content["[Content_Types].xml"] = kinds.encode()
    content["xl/workbook.xml"], content["xl/_rels/workbook.xml.rels"] = workbook.encode(), links.encode()
    filed(path, content)


def test_a_new_page_has_all_slicers_though_one_was_taken_elsewhere(tmp_path: Path) -> None:
    """The user has moved one to a sheet of his own: both show one cache, and so one choice."""
    path = book(tmp_path / "book.xlsx")
    refreshed(path, SheetSpec("Other", "Other", slicers=(replace(TIER, key="moved", caption="My tiers"),)), *ours())
    assert views(path)["My tiers"]["cache"] == "Slicer_Tier"
    for name in ("Account Manager", "Tiers & more"):
        excel_deletes(path, name, keep="Slicer_Tier")
    without_dashboard(path)
    again(path)
    assert {name: view["cache"] for name, view in views(path).items()} == {
        "My tiers": "Slicer_Tier",
        "Account Manager": "Slicer_Account_Manager",
        "Tiers & more": "Slicer_Tier",
    }
    assert sorted(caches(path)) == ["Slicer_Account_Manager", "Slicer_Tier"]


def test_a_damaged_slicer_of_the_users_is_left_as_it_is(tmp_path: Path) -> None:
    path = users_book(tmp_path / "book.xlsx")
    content = parts(path)
    content["xl/slicers/slicer1.xml"] = content["xl/slicerCaches/slicerCache2.xml"] = b"<slicers"
    filed(path, content)
    again(path)
    assert parts(path)["xl/slicers/slicer1.xml"] == b"<slicers"
    assert "Account Manager" in frames(path)


def test_slicers_come_back_with_their_table(tmp_path: Path) -> None:
    """Excel deletes a table's slicers with its sheet; the refresh makes the sheet anew, and its slicers."""
    path = book(tmp_path / "book.xlsx")
    for name in ("Account Manager", "Tiers & more"):
        excel_deletes(path, name)
    content = parts(path)
    workbook = re.sub(r'<sheet name="SegmentResults"[^>]*/>', "", content["xl/workbook.xml"].decode())
    workbook = workbook.replace("'SegmentResults'!", "#REF!")
    links = re.sub(
        r'<Relationship [^>]*Target="worksheets/sheet2.xml"/>', "", content["xl/_rels/workbook.xml.rels"].decode()
    )
    content["xl/workbook.xml"], content["xl/_rels/workbook.xml.rels"] = workbook.encode(), links.encode()
    filed(path, content)
    again(path)
    assert sorted(frames(path)) == sorted(views(path)) == ["Account Manager", "Tiers & more"]
    assert tied(path)["Slicer_Tier"] == "SegmentResults[Tier]"


def test_slicers_that_another_program_lost_come_back(tmp_path: Path, office: Office, validator: Validator) -> None:
    """LibreOffice knows no slicers and saves the shape in their place instead."""
    path = book(tmp_path / "book.xlsx")
    saved = office.convert(path, "xlsx", tmp_path / "saved")
    assert not [part for part in parts(saved) if "licer" in part]
    assert "Segmentbook slicer tier" in parts(saved)[DRAWING].decode()
    again(saved)
    assert sorted(frames(saved)) == sorted(views(saved)) == ["Account Manager", "Tiers & more"]
    assert tied(saved) == tied(path)
    assert len(etree.fromstring(parts(saved)[DRAWING])) == 2  # the shapes have made way
    errors = [error for error in validator.errors(saved) if "licer" in error or "drawing" in error]
    assert errors == []
    before = saved.read_bytes()
    again(saved)
    assert saved.read_bytes() == before


def test_a_column_that_goes_leaves_no_slicer_leading_nowhere(tmp_path: Path, validator: Validator) -> None:
    """The user's own over a table whose columns change; to Excel the workbook would be damaged."""
    services = table({"Client": ["Acme"], "Onboarding": [5.0], "Reviews": [2.0]}, name="AccountServices", key="Client")
    page = replace(dashboard(), slicers=(replace(MANAGER, table="AccountServices", column="Onboarding"),))
    path = tmp_path / "book.xlsx"
    workbook = blank_book(path)
    write(workbook, page, sheet(replace(services, changing=True)))
    workbook.package.save(path)
    fewer = table({"Client": ["Acme"], "Reviews": [2.0]}, name="AccountServices", key="Client")
    notes = refreshed(path, replace(page, slicers=()), sheet(replace(fewer, changing=True)))
    assert [str(note) for note in notes] == ["AccountServices: the slicer on 'Onboarding' filters by 'Client' now"]
    assert tied(path) == {"Slicer_Onboarding": "AccountServices[Client]"}
    assert validator.errors(path) == []
    assert refreshed(path, replace(page, slicers=()), sheet(replace(fewer, changing=True))) == ()


# -- the user's -----------------------------------------------------------------------------------------------------


def test_the_users_slicers_keep_every_byte(tmp_path: Path) -> None:
    path = users_book(tmp_path / "book.xlsx")
    before = parts(path)
    again(path)
    after = parts(path)
    changed = {name for name in before if after.get(name) != before[name]}
    assert changed == {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
    listed = etree.fromstring(after["xl/workbook.xml"]).find(f"{{{MAIN}}}extLst")
    assert listed is not None
    assert [len(extension[0]) for extension in listed] == [5, 0]  # in one list with theirs
    assert sorted(tied(path).values()) == [
        "SegmentResults[Account Manager]",
        "SegmentResults[Tier]",
        *(f"Table1[Column{n}]" for n in (1, 2, 3)),
    ]


def test_names_of_the_users_slicers_are_not_taken(tmp_path: Path) -> None:
    path = users_book(tmp_path / "book.xlsx", columns=("Tier", "Slicer", "Third"))
    for part, old, new in (
        ("xl/slicerCaches/slicerCache1.xml", "Slicer_Column1", "Slicer_tier"),
        (
            "xl/slicers/slicer1.xml",
            'name="Slicer_1" cache="Slicer_Column1"',
            'name="TIERS &amp; MORE" cache="Slicer_tier"',
        ),
        ("xl/workbook.xml", "Slicer_Column1", "Slicer_tier"),
    ):
        edit(path, part, (old, new))
    again(path)
    assert tied(path)["Slicer_Tier1"] == "SegmentResults[Tier]"
    assert tied(path)["Slicer_tier"] == "Table1[Tier]"
    assert views(path)["Tiers & more 1"]["cache"] == "Slicer_Tier1"
    assert "Tiers & more 1" in frames(path)


def test_a_slicer_of_the_users_over_our_column_lends_its_cache(tmp_path: Path) -> None:
    """A column has one cache, however many slicers show it: so Excel does when a slicer is copied."""
    path = tmp_path / "book.xlsx"
    workbook = blank_book(path)
    write(workbook, replace(dashboard(), slicers=()), results(), SheetSpec("Mine", "Mine"))
    workbook.package.save(path)
    with_users_slicers(path, "xl/worksheets/sheet3.xml")
    before = parts(path)
    again(path)
    after = parts(path)
    for name in ("xl/slicers/slicer1.xml", "xl/drawings/drawing11.xml", "xl/worksheets/sheet3.xml"):
        assert after[name] == before[name]
    assert set(caches(path)) == {"Slicer_Column1", "Slicer_Column2", "Slicer_Column3"}
    assert views(path)["Account Manager"]["cache"] == "Slicer_Column2"
    assert after["xl/slicerCaches/slicerCache2.xml"] == before["xl/slicerCaches/slicerCache2.xml"]
    again(path)
    assert parts(path) == after


def test_a_page_that_has_the_users_own_slicer_of_a_column_gets_no_second(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    workbook = blank_book(path)
    write(workbook, replace(dashboard(), slicers=()), results())
    workbook.package.save(path)
    with_users_slicers(path, SHEET)
    before = parts(path)
    again(path)
    after = parts(path)
    assert sorted(frames(path)) == ["Slicer_1", "Slicer_2", "Slicer_3"]
    for name in ("xl/slicers/slicer1.xml", "xl/drawings/drawing11.xml", SHEET):
        assert after[name] == before[name]


def test_ours_join_the_users_on_a_page(tmp_path: Path, validator: Validator) -> None:
    """A sheet has one part for its slicers over tables; the user's in it stay as they are."""
    path = tmp_path / "book.xlsx"
    workbook = blank_book(path)
    rows = table({"Client": ["Acme"], "Segment": ["A"], "Band": ["Red"], "Tier": ["Tier 1"]}, key="Client")
    write(workbook, replace(dashboard(), slicers=()), sheet(rows))
    workbook.package.save(path)
    with_users_slicers(path, SHEET)
    refreshed(path, dashboard(TIER), sheet(rows))
    assert list(views(path)) == ["Slicer_1", "Slicer_2", "Slicer_3", "Tiers & more"]
    assert list(frames(path)) == ["Slicer_1", "Slicer_2", "Slicer_3", "Tiers & more"]
    theirs = (EXCEL / "slicer1.xml").read_text(encoding="utf-8").strip().removesuffix("</slicers>")
    assert parts(path)["xl/slicers/slicer1.xml"].decode().startswith(theirs)
    known = "Its current value '0' duplicates with others"  # Excel's own stand-ins have no number
    assert [error for error in validator.errors(path) if known not in error] == []


def test_openpyxl_is_not_asked_to_keep_them(tmp_path: Path) -> None:
    """What it loses on saving comes back with the next refresh, as its defined names are kept."""
    path = book(tmp_path / "book.xlsx")
    saved = tmp_path / "saved.xlsx"
    opened(path).save(saved)
    assert not [part for part in parts(saved) if "licer" in part]
    again(saved)
    assert sorted(frames(saved)) == sorted(views(saved)) == ["Account Manager", "Tiers & more"]
    assert opened(saved)["SegmentResults"]["A4"].value == "Acme"

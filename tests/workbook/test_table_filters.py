"""A filter that the user set still hides what it hides after a refresh."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from lxml import etree

from segmentbook.raw import ErrorValue
from segmentbook.report.spec import SheetSpec
from segmentbook.workbook.table_filters import hidden_rows
from tests.workbook.rendered import MAIN, edit, made, opened, parts, refreshed, sheet, table

TABLE, PART = "xl/tables/table1.xml", "xl/worksheets/sheet1.xml"

TEXTS = ["Red", "green", "", None, "Red wine", ErrorValue("#N/A")]
NUMBERS = [5.0, 1234.5678, float("nan"), -12.0, 0.456, 99.0]
DAYS = [date(2026, 6, 30), datetime(2026, 6, 1, 12), None, date(2025, 6, 30), date(2026, 7, 1), None]


def left(criteria: str, values: list[object]) -> list[object] | None:
    """What a filter leaves; None where only Excel can tell."""
    root = etree.fromstring(
        f'<autoFilter xmlns="{MAIN}" ref="A1:A9"><filterColumn colId="0">{criteria}</filterColumn></autoFilter>'
    )
    hidden, unknown = hidden_rows(root, lambda place: values, len(values))
    assert place_is_first(unknown)
    return None if unknown else [value for row, value in enumerate(values) if row not in hidden]


def place_is_first(unknown: list[int]) -> bool:
    return unknown in ([], [0])


def ticked(*values: str, blank: str = "") -> str:
    inner = "".join(f'<filter val="{value}"/>' for value in values)
    return f"<filters{blank}>{inner}</filters>"


def compared(*pairs: tuple[str, str], both: str = "") -> str:
    inner = "".join(f'<customFilter operator="{operator}" val="{value}"/>' for operator, value in pairs)
    return f"<customFilters{both}>{inner}</customFilters>"


@pytest.mark.parametrize(
    ("criteria", "values", "expected"),
    [
        (ticked("red"), TEXTS, ["Red"]),
        (ticked("Green", "#N/A"), TEXTS, ["green", "#N/A"]),
        (ticked(blank=' blank="1"'), TEXTS, ["", None]),
        (ticked("Red", blank=' blank="1"'), TEXTS, ["Red", "", None]),
        # A tick is on what the cell shows: two decimals, thousands set apart, per cent, negatives in parentheses.
        (ticked("5"), NUMBERS, [5.0]),
        (ticked("1,234.57"), NUMBERS, [1234.5678]),
        (ticked("46%", "(12.00)"), NUMBERS, [-12.0, 0.456]),
        (compared(("greaterThan", "5")), NUMBERS, [1234.5678, 99.0]),
        (compared(("greaterThanOrEqual", "0"), ("lessThan", "10"), both=' and="1"'), NUMBERS, [5.0, 0.456]),
        (compared(("lessThan", "0"), ("equal", "99")), NUMBERS, [-12.0, 99.0]),
        (compared(("equal", "red*")), TEXTS, ["Red", "Red wine"]),
        (compared(("equal", "r?d")), TEXTS, ["Red"]),
        (compared(("notEqual", " ")), TEXTS, ["Red", "green", "Red wine", "#N/A"]),
        (compared(("equal", "")), TEXTS, ["", None]),
        (compared(("greaterThan", "h")), TEXTS, ["Red", "Red wine"]),
        ('<top10 val="2"/>', NUMBERS, [1234.5678, 99.0]),
        ('<top10 top="0" val="20" percent="1"/>', NUMBERS, [-12.0]),
        ('<filters><dateGroupItem year="2026" month="6" dateTimeGrouping="month"/></filters>', DAYS, DAYS[:2]),
        ('<filters><dateGroupItem year="2025" dateTimeGrouping="year"/></filters>', DAYS, DAYS[3:4]),
        (compared(("greaterThan", "46203")), DAYS, [date(2026, 7, 1)]),
        ('<colorFilter dxfId="0"/>', TEXTS, None),
        ('<dynamicFilter type="aboveAverage"/>', NUMBERS, None),
        ('<top10 val="many"/>', NUMBERS, None),
        ('<top10 val="2"/>', TEXTS, []),
    ],
)
def test_what_is_left(criteria: str, values: list[object], expected: list[object] | None) -> None:
    assert left(criteria, values) == expected


def results(bands: list[str]) -> SheetSpec:
    return sheet(table({"ID": [f"C-{i}" for i in range(len(bands))], "Band": bands}, key="ID"))


def filtered(path: Path, criteria: str) -> None:
    inner = f'<filterColumn colId="1">{criteria}</filterColumn>'
    edit(path, TABLE, ('<autoFilter ref="A3:B5"/>', f'<autoFilter ref="A3:B5">{inner}</autoFilter>'))


def test_rows_that_the_filter_hides_are_hidden(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", results(["Red", "Green"]))
    filtered(path, ticked("Red"))
    assert refreshed(path, results(["Green", "Red", "Green", "Red"])) == ()
    rows = opened(path)["SegmentResults"].row_dimensions
    assert [row for row in range(1, 8) if rows[row].hidden] == [4, 6]
    first = parts(path)
    refreshed(path, results(["Green", "Red", "Green", "Red"]))
    assert parts(path) == first


def shown(spec: SheetSpec, *values: str) -> SheetSpec:
    """The same sheet with a criterion of ours on its column Band."""
    return replace(spec, tables=(replace(spec.tables[0], filters={"Band": values}),))


def test_a_criterion_of_ours_comes_changes_and_goes(tmp_path: Path) -> None:
    bands = results(["Red", "Green", "Red"])

    def hidden() -> list[int]:
        rows = opened(path)["SegmentResults"].row_dimensions
        return [row for row in range(1, 8) if rows[row].hidden]

    path = made(tmp_path / "book.xlsx", shown(bands, "Green"))
    ours = '<filterColumn colId="1"><filters><filter val="Green"/></filters></filterColumn>'
    assert ours in parts(path)[TABLE].decode()
    assert hidden() == [4, 6]
    refreshed(path, shown(bands, "Green"))
    assert parts(path)[TABLE].decode().count("filterColumn") == 2  # a start and an end tag
    refreshed(path, shown(bands, "Red"))
    assert hidden() == [5]
    refreshed(path, shown(bands))
    assert hidden() == []
    assert "filterColumn" not in parts(path)[TABLE].decode()


def test_a_criterion_of_ours_stands_beside_the_users_in_the_order_of_columns(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", results(["Red", "Green"]))
    inner = f'<filterColumn colId="0">{ticked("C-0")}</filterColumn>'
    edit(path, TABLE, ('<autoFilter ref="A3:B5"/>', f'<autoFilter ref="A3:B5">{inner}</autoFilter>'))
    refreshed(path, shown(results(["Red", "Green", "Red"]), "Green"))
    table_part = parts(path)[TABLE].decode()
    assert table_part.index('colId="0"') < table_part.index('colId="1"')
    rows = opened(path)["SegmentResults"].row_dimensions
    assert [row for row in range(1, 8) if rows[row].hidden] == [4, 5, 6]
    refreshed(path, shown(results(["Red", "Green", "Red"])))
    assert inner in parts(path)[TABLE].decode()


def test_a_table_whose_filter_buttons_are_off_gets_a_criterion_of_ours(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", results(["Red", "Green"]))
    edit(path, TABLE, ('<autoFilter ref="A3:B5"/>', ""))
    refreshed(path, shown(results(["Red", "Green"])))
    assert "autoFilter" not in parts(path)[TABLE].decode()
    refreshed(path, shown(results(["Red", "Green"]), "Green"))
    assert '<autoFilter ref="A3:B5"><filterColumn colId="1">' in parts(path)[TABLE].decode()


def test_a_filter_that_only_excel_can_apply_is_said(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", results(["Red", "Green"]))
    filtered(path, '<colorFilter dxfId="0"/>')
    assert refreshed(path, results(["Red", "Green"])) == (
        "SegmentResults: the filter on 'Band' is of a kind that only Excel can apply; choose Data, Reapply",
    )


def test_a_filter_on_a_column_of_the_users(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", results(["Red", "Green"]))
    text = parts(path)[PART].decode()
    for row, cell in (
        (3, ' t="inlineStr"><is><t>Mine</t></is></c>'),
        (4, "><v>7</v></c>"),
        (5, ' t="str"><v>x</v></c>'),
    ):
        start = text.index("</row>", text.index(f'<row r="{row}"'))
        text = f'{text[:start]}<c r="C{row}"{cell}{text[start:]}'
    edit(path, PART, (parts(path)[PART].decode(), text))
    edit(
        path,
        TABLE,
        ('ref="A3:B5"', 'ref="A3:C5"'),
        (
            '<autoFilter ref="A3:C5"/>',
            f'<autoFilter ref="A3:C5"><filterColumn colId="2">{ticked("7")}</filterColumn></autoFilter>',
        ),
        ("</tableColumns>", '<tableColumn id="9" name="Mine"/></tableColumns>'),
    )
    refreshed(path, results(["Red", "Green"]))
    rows = opened(path)["SegmentResults"].row_dimensions
    assert [row for row in range(1, 8) if rows[row].hidden] == [5]


def test_a_header_row_that_was_switched_off_comes_back(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", results(["Red", "Green"]))
    edit(
        path,
        TABLE,
        (
            'ref="A3:B5" totalsRowShown="0"><autoFilter ref="A3:B5"/>',
            'ref="A4:B5" headerRowCount="0" totalsRowShown="0">',
        ),
    )
    refreshed(path, results(["Red"]))
    drawn = opened(path)["SegmentResults"].tables["SegmentResults"]
    assert (drawn.ref, drawn.headerRowCount) == ("A3:B4", 1)

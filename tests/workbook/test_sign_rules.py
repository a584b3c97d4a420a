"""Conditional formats by sign: made once, then the user's, on the column wherever it goes."""

from __future__ import annotations

from pathlib import Path

from segmentbook.report.spec import CellRange, ColourRule, SheetSpec, SignRule
from tests.tools import Validator
from tests.workbook.rendered import edit, made, opened, parts, refreshed, sheet, table

SHEET = "xl/worksheets/sheet1.xml"


def spec(rows: int, *, shifted: bool = False) -> SheetSpec:
    headers = ("Client", "Tier", "Change") if shifted else ("Client", "Change")
    data: dict[str, list[object]] = {header: list(range(rows)) for header in headers}
    column = len(headers)
    rules = (SignRule(CellRange(4, column, 3 + rows, column), "2E8B57", "C0392B"),)
    bands = (ColourRule(CellRange(4, 1, 3 + rows, 1), "Red", "F4D5D2", "1F2937"),)
    return sheet(table(data), sign_rules=rules, colour_rules=bands)


def rules(path: Path) -> list[tuple[str, str, str, str]]:
    """Where, comparison, bound and colour."""
    formats = opened(path)["SegmentResults"].conditional_formatting
    return [
        (str(one.sqref), rule.operator, rule.formula[0], rule.dxf.font.color.rgb)
        for one in formats
        for rule in one.rules
        if rule.operator != "equal"
    ]


def test_figures_above_and_below_nothing_have_their_colours(tmp_path: Path, validator: Validator) -> None:
    path = made(tmp_path / "book.xlsx", spec(2))
    assert rules(path) == [
        ("B4:B5", "greaterThan", "0", "FF2E8B57"),
        ("B4:B5", "lessThan", "0", "FFC0392B"),
    ]
    assert validator.errors(path) == []
    once = parts(path)
    refreshed(path, spec(2))
    assert parts(path) == once


def test_they_follow_the_table_and_keep_the_users_colour(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", spec(2))
    edit(path, "xl/styles.xml", ('<dxf><font><color rgb="FF2E8B57"/>', '<dxf><font><color rgb="FF0000FF"/>'))
    refreshed(path, spec(5))
    assert [rule[0] for rule in rules(path)] == ["B4:B8", "B4:B8"]
    assert rules(path)[0][3] == "FF0000FF"
    refreshed(path, spec(3, shifted=True))
    assert [rule[:3] for rule in rules(path)] == [("C4:C6", "greaterThan", "0"), ("C4:C6", "lessThan", "0")]
    assert rules(path)[0][3] == "FF0000FF"

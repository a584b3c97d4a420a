"""Cells that are written into a user's own table: values in the sheet's words, formulas filled down, date formats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

from segmentbook.raw import ErrorValue, column_letters
from segmentbook.report.spec import Style
from segmentbook.workbook import splice
from segmentbook.workbook.column_xml import cell_fragment, escaped

if TYPE_CHECKING:
    from lxml.etree import _Element

    from segmentbook.workbook.book import Book
    from segmentbook.workbook.styles import Styles

__all__ = ["Fragments", "dated_style", "filled_down", "moves_with_row"]

_DATE_FORMAT = "14"  # Excel's own short date, shown in the reader's order of day and month
_NO_STYLE = ' s="0"'
_A1 = re.compile(r"(?<![A-Za-z0-9_.$])(\$?[A-Z]{1,3})(\$?[1-9][0-9]{0,6})(?![A-Za-z0-9_(.])")


class Fragments:
    """Values as what follows a cell's style in its XML."""

    def __init__(self, prefix: str, date1904: bool) -> None:
        self.prefix = prefix
        self.date1904 = date1904

    def all(self, values: Sequence[object]) -> list[str]:
        """One fragment a value; equal values are put into words once."""
        memo: dict[tuple[type, object], str] = {}
        out: list[str] = []
        for value in values:
            key = (value.__class__, value)
            known = memo.get(key)
            if known is None:
                known = memo[key] = self.one(value)
            out.append(known)
        return out

    def one(self, value: object) -> str:
        """A value's fragment, with a ``D`` before it where it is a date."""
        if value is None or value == "":
            return splice.BLANK
        text = cell_fragment(value, 0, date1904=self.date1904).removeprefix(_NO_STYLE)
        dated = isinstance(value, date) and not isinstance(value, ErrorValue) and "t=" not in text[:4]
        return ("D" if dated else "") + self._named(text)

    def headers(self, titles: Sequence[str], style: int) -> dict[int, str]:
        """Headers of new columns, counted from 1, in the style of the header beside them."""
        look = f' s="{style}"' if style else ""
        return {place: look + self.one(title) for place, title in enumerate(titles, 1)}

    def formula(self, text: str) -> str:
        """A formula of the user's own, copied; Excel computes it on opening."""
        return self._named(f"><f>{escaped(text)}</f></c>")

    def _named(self, text: str) -> str:
        return re.sub(r"<(/?)", rf"<\1{self.prefix}", text) if self.prefix else text


def dated_style(book: Book, styles: Styles, index: int) -> int:
    """The cell format that is like another but shows a date: itself, an equal one, or a new last one."""
    if styles.is_date(index):
        return index
    package = book.package
    part = next((r.target for r in package.relationships(package.main) if r.kind == "styles"), "")
    formats = package.tree(part).find(f"{{{book.ns}}}cellXfs") if part and package.has(part) else None
    if formats is None or not 0 <= index < len(formats):
        return styles.xf(Style(number_format="yyyy-mm-dd"))
    wanted = _attributes(formats[index]) | {"numFmtId": _DATE_FORMAT, "applyNumberFormat": "1"}
    for place, known in enumerate(formats):
        if _attributes(known) == wanted and len(known) == len(formats[index]) == 0:
            return place
    new = deepcopy(formats[index])
    for name, value in wanted.items():
        new.set(name, value)
    formats.append(new)
    formats.set("count", str(len(formats)))
    return len(formats) - 1


def _attributes(element: _Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.items()}


def moves_with_row(formula: str) -> bool:
    """Whether a formula names cells that move with the row; names in quotes and [brackets] are no cells."""
    text = re.sub(r'"[^"]*"', '""', formula)
    before = ""
    while before != text:
        before, text = text, re.sub(r"\[[^\[\]]*\]", "", text)
    return any(not row.startswith("$") for _, row in _A1.findall(text))


def filled_down(
    formula: str, body: bytes, origin: tuple[int, int], sheet: splice.SheetBytes, first: int, count: int
) -> list[str]:
    """A table column's formula for rows from ``first`` on; references to cells move with the row.

    Parameters
    ----------
    formula
        The column's, as the table has it.
    body
        Content of the column's cell in an existing row, whose formula goes before ``formula``.
    origin
        Column and row of that cell.
    """
    if not moves_with_row(formula):
        return [formula] * count
    from openpyxl.formula.translate import Translator

    letters = column_letters(origin[0])
    text, written_for = _formula_of(body, sheet) or (formula, "")
    translator = Translator(f"={text}", written_for or f"{letters}{origin[1]}")
    return [translator.translate_formula(f"{letters}{row}")[1:] for row in range(first, first + count)]


def _formula_of(body: bytes, sheet: splice.SheetBytes) -> tuple[str, str] | None:
    """A cell's formula, and the cell it is written for where it is a copy of another's."""
    p = re.escape(sheet.prefix.encode())
    found = re.search(rb"<" + p + rb"f(?=[\s/>])([^>]*?)(?:/>|>(.*?)</" + p + rb"f>)", body, re.DOTALL)
    if found is None:
        return None
    if found[2]:
        return unescape(found[2].decode()), ""
    group = re.search(rb"""\ssi\s*=\s*["'](\d+)["']""", found[1])
    if group is None:
        return None
    master = re.search(
        rb"<"
        + p
        + rb"""f(?=\s)(?=[^>]*\sref\s*=\s*["']([A-Z]+[0-9]+))(?=[^>]*\ssi\s*=\s*["']"""
        + group[1]
        + rb"""["'])[^>]*>([^<]+)</""",
        sheet.rows,
    )
    return (unescape(master[2].decode()), master[1].decode()) if master else None

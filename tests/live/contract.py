"""What every way of refreshing must agree on: one dump of a workbook, whatever engine holds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

import xlwings

from segmentbook.report.spec import CellRange
from segmentbook.workbook.live.beyond import DrawnChart
from segmentbook.workbook.references import area_of, area_text
from tests.live.double_file import load
from tests.live.model import SheetState, WorkbookState, places

__all__ = ["CONTRACT_SHEETS", "Dump", "EngineUnderTest", "differences", "dump_file", "dump_state"]

CONTRACT_SHEETS = ("Dashboard", "SegmentResults", "MrrLedger", "BandSummary", "TierSummary", "DataIssues")
"""Sheets that are compared unless a test names others."""


@dataclass(frozen=True, slots=True)
class Dump:
    """One sheet as it is compared.

    ``cells`` holds ``=formula`` or the value of each cell that is not blank; ``fills`` the colours of cells that have
    one; ``tables`` name -> (area, headers, criteria of the filter).
    """

    cells: Mapping[tuple[int, int], object]
    fills: Mapping[tuple[int, int], str]
    formats: Mapping[tuple[int, int], str]
    tables: Mapping[str, tuple[str, tuple[str, ...], tuple[tuple[str, tuple[str, ...] | None], ...]]]
    links: Mapping[tuple[int, int], str]
    merges: frozenset[CellRange]
    rules: frozenset[tuple[str, str, str, str]]
    notes: Mapping[tuple[int, int], str]
    hidden: frozenset[int]
    charts: tuple[DrawnChart, ...]
    print_area: str


@dataclass(frozen=True, slots=True)
class EngineUnderTest:
    """An engine in the contract.

    ``open`` opens a workbook file in it; ``dump`` reads all sheets of such a workbook as `Dump` s, by name; ``edit``
    types a value into a cell as a user would (sheet, row, column, value).
    """

    name: str
    open: Callable[[Path], xlwings.Book]
    dump: Callable[[xlwings.Book], dict[str, Dump]]
    edit: Callable[[xlwings.Book, str, int, int, object], None]


def dump_file(path: Path) -> dict[str, Dump]:
    """The sheets of a workbook file."""
    return dump_state(load(path))


def dump_state(book: WorkbookState) -> dict[str, Dump]:
    """The sheets of the double's workbook."""
    return {sheet.name: _dump(sheet) for sheet in book.sheets}


def _dump(sheet: SheetState) -> Dump:
    # What lies under merged cells is not seen, and not every program keeps it.
    under = {place for merge in sheet.merges for place in places(merge)} - {(m.top, m.left) for m in sheet.merges}
    filled = {place: cell for place, cell in sheet.cells.items() if not cell.is_blank}
    return Dump(
        {place: f"={cell.formula}" if cell.formula else cell.value for place, cell in filled.items()},
        {place: cell.fill.upper() for place, cell in sheet.cells.items() if cell.fill and place not in under},
        {place: cell.number_format for place, cell in filled.items()},
        {
            table.name: (area_text(table.area), tuple(table.headers), tuple(sorted(table.criteria.items())))
            for table in sheet.tables
        },
        dict(sheet.links),
        frozenset(sheet.merges),
        frozenset((area_text(rule.range), rule.equals, rule.fill.upper(), rule.colour.upper()) for rule in sheet.rules),
        dict(sheet.notes),
        frozenset(sheet.hidden_rows),
        tuple(_rounded(chart) for chart in sheet.charts),
        sheet.print_area,
    )


def _rounded(chart: DrawnChart) -> DrawnChart:
    """Places in a chart are kept to five decimals in a file."""
    texts = chart.texts and tuple(replace(text, x=round(text.x, 4), y=round(text.y, 4)) for text in chart.texts)
    return replace(chart, texts=texts)


def differences(ours: Mapping[str, Dump], theirs: Mapping[str, Dump], sheets: tuple[str, ...]) -> list[str]:
    """What two workbooks do not agree on, the first few of each kind in words."""
    found: list[str] = []
    for name in sheets:
        if name not in ours or name not in theirs:
            if (name in ours) != (name in theirs):
                found.append(f"{name}: only in {'the first' if name in ours else 'the second'}")
            continue
        one, other = ours[name], theirs[name]
        for field in ("cells", "fills", "formats", "links", "notes"):
            found += _mapped(f"{name} {field}", getattr(one, field), getattr(other, field))
        for field in ("tables", "merges", "rules", "hidden", "charts", "print_area"):
            a, b = getattr(one, field), getattr(other, field)
            if a != b:
                found.append(f"{name} {field}: {_apart(a, b)}")
    return found


def _mapped(what: str, one: Mapping[tuple[int, int], object], other: Mapping[tuple[int, int], object]) -> list[str]:
    places = sorted(place for place in one.keys() | other.keys() if one.get(place) != other.get(place))
    shown = [
        f"{what} {area_text(CellRange(*place, *place))}: {one.get(place)!r} <> {other.get(place)!r}"
        for place in places[:5]
    ]
    return shown + ([f"{what}: and {len(places) - 5} more"] if len(places) > 5 else [])


def _apart(one: object, other: object) -> str:
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        if pairs and all(isinstance(a, DrawnChart) for a, _ in pairs):
            return "; ".join(_chart_apart(a, b) for a, b in pairs)
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return f"only here {sorted(map(repr, one - other))[:4]}, only there {sorted(map(repr, other - one))[:4]}"
    return f"{one!r} <> {other!r}"


def _chart_apart(one: DrawnChart, other: DrawnChart) -> str:
    said = []
    for field in fields(DrawnChart):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.name == "series" and len(a) == len(b):
            said += [f"series {n}: {x} <> {y}" for n, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
        elif isinstance(a, dict) and isinstance(b, dict):
            said += [f"{field.name} {k}: {a.get(k)} <> {b.get(k)}" for k in a.keys() | b.keys() if a.get(k) != b.get(k)]
        elif a != b:
            said.append(f"{field.name}: {a} <> {b}")
    return f"{one.name}: {'; '.join(said)}"


def column_of(sheet: Dump, table: str, header: str) -> int:
    """The column of a header."""
    area, headers, _ = sheet.tables[table]
    found = area_of(area)
    assert found is not None
    return found.left + headers.index(header)

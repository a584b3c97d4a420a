"""SegmentResults, MrrLedger and the summaries, held against the hand-worked book."""

from __future__ import annotations

from dataclasses import fields, replace

import pandas as pd
import pytest

from segmentbook.raw import ErrorValue
from segmentbook.report import look
from segmentbook.report.places import MAX_LINKS, Names
from segmentbook.report.results import OPTIONAL_SHEETS, RESULT_SHEETS, result_sheets
from segmentbook.report.spec import Cell, SheetSpec, TableColumn, TableSpec
from segmentbook.schema import RESULT_TABLES
from tests.report import books

Sheets = dict[str, SheetSpec]


def keyed(made: tuple[SheetSpec, ...]) -> Sheets:
    return {sheet.key: sheet for sheet in made}


@pytest.fixture(scope="module")
def sheets() -> Sheets:
    return keyed(result_sheets(books.segmentation(), books.ISSUES, books.raw()))


def column(table: TableSpec, header: str) -> TableColumn:
    return next(c for c in table.columns if c.header == header)


def formulas(spec: SheetSpec) -> dict[tuple[int, int], Cell]:
    return {place: cell for place, cell in spec.cells.items() if cell.formula}


def plain(value: object) -> object:
    """A specification as plain values that compare."""
    if isinstance(value, pd.DataFrame):
        return [(str(name), str(value[name].dtype), [repr(cell) for cell in value[name]]) for name in value]
    if hasattr(value, "__dataclass_fields__"):
        return [(f.name, plain(getattr(value, f.name))) for f in fields(value)]  # type: ignore[arg-type]
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    return [(k, plain(v)) for k, v in value.items()] if isinstance(value, dict) else value


def test_sheets_come_in_the_order_of_the_workbook(sheets: Sheets) -> None:
    every = keyed(result_sheets(books.segmentation(), books.ISSUES, books.raw(), existing=OPTIONAL_SHEETS))
    assert tuple(every) == RESULT_SHEETS
    assert [sheet.name for sheet in every.values()] == list(RESULT_SHEETS)
    assert [sheet.tab_colour for sheet in every.values()] == [look.TAB_PRESENTATION] * 5 + [look.TAB_RESULT] * (
        len(every) - 5
    )
    # Without services and a plan their sheets are not written.
    written = {"Alerts"}  # Bolt's review is overdue
    assert tuple(sheets) == tuple(key for key in RESULT_SHEETS if key in written or key not in OPTIONAL_SHEETS)


def test_the_same_inputs_give_the_same_sheets(sheets: Sheets) -> None:
    again = result_sheets(books.segmentation(), books.ISSUES, books.raw())
    assert plain(tuple(sheets.values())) == plain(again)


def test_tables_have_the_columns_of_the_schema_with_their_notes() -> None:
    made = result_sheets(books.segmentation(), books.ISSUES, books.raw(), existing=OPTIONAL_SHEETS)
    placed = {table.name: (sheet, table) for sheet in made for table in sheet.tables}
    for table in RESULT_TABLES:
        sheet, spec = placed[table.name]
        assert tuple(c.header for c in spec.columns[: len(table.headers)]) == table.headers
        assert all(c.note for c in spec.columns)
        assert list(spec.data.columns) == [c.header for c in spec.columns]
        assert sheet.freeze is not None
        assert sheet.freeze[0] == spec.top + 1
        assert sheet.print.title_rows in ((spec.top, spec.top), (spec.top - 1, spec.top))


def test_results_have_one_row_a_client_linked_to_its_row_in_clients(sheets: Sheets) -> None:
    (table,) = sheets["SegmentResults"].tables
    assert table.key == "Client ID"
    assert table.data["Client"].tolist() == ["Acme", "Bolt", "Coda", "Dune", "Echo", "Fern"]
    # Row 2 of the user's table is blank: Coda stands in row 5 of the sheet.
    assert column(table, "Client").links == tuple(f"'Clients'!A{row}" for row in (2, 3, 5, 6, 7, 8))
    assert table.data["Review Overdue"].tolist() == ["", "Yes", "No", "", "", ""]


def test_map_columns_hold_the_effort_in_the_column_of_the_band_and_not_available_elsewhere(sheets: Sheets) -> None:
    data = sheets["SegmentResults"].tables[0].data
    na = ErrorValue("#N/A")
    assert data["Map Value"].tolist() == [8000.0, 6000.0, 1500.0, 500.0, na, na]  # Echo unplaced, Fern churned
    assert data["Map: Needs attention"].tolist() == [na, na, 20.0, na, na, na]
    assert data["Map: Satisfactory"].tolist() == [na, 70.0, na, na, na, na]
    assert data["Map: Healthy"].tolist() == [30.0, na, na, na, na, na]
    assert data["Map: Unscored"].tolist() == [na, na, na, 60.0, na, na]
    # 100, 50 and 30 employees: mean 60; blank and 0 are drawn as the mean.
    assert data["Map Size"].tolist()[:4] == [100 / 60, 50 / 60, 1.0, 1.0]
    assert data["Map Size"].isna().tolist() == [False] * 4 + [True] * 2
    assert data["Map Label"].tolist() == ["Acme", "Bolt", "Coda", "Dune", "", ""]


def test_unscored_has_a_map_column_only_where_such_a_client_is_placed() -> None:
    clients = {i: row for i, row in books.CLIENTS.items() if row["Client"] != "Dune"}
    sheet = keyed(result_sheets(books.segmentation(clients, {}), (), books.raw()))["SegmentResults"]
    assert [h for h in sheet.tables[0].data if h.startswith("Map: ")] == [
        "Map: Needs attention",
        "Map: Satisfactory",
        "Map: Healthy",
    ]


def test_bands_and_tiers_are_coloured_as_fills_and_as_native_rules(sheets: Sheets) -> None:
    spec = sheets["SegmentResults"]
    (table,) = spec.tables
    healthy = column(table, "Health Band").styles["Healthy"]
    assert (healthy.fill, healthy.colour) == ("C4DFD0", look.INK)
    rules = {rule.equals: rule for rule in spec.colour_rules}
    assert list(rules) == [
        "Unscored", "Needs attention", "Satisfactory", "Healthy",
        "Tier 1 - Strategic", "Tier 2 - Mid-market", "Tier 3 - Long tail",
    ]  # fmt: skip
    position = [c.header for c in table.columns].index("Health Band") + 1
    area = rules["Healthy"].range
    assert (area.top, area.bottom, area.left, area.right) == (5, 10, position, position)
    assert rules["Healthy"].fill == healthy.fill
    assert rules["Tier 1 - Strategic"].fill == look.NAVY
    for key in ("BandSummary", "TierSummary"):
        assert sheets[key].tables[0].columns[0].styles
        assert len(sheets[key].colour_rules) == len(sheets[key].tables[0].columns[0].styles)


def test_the_ledger_names_each_line_by_its_cell_and_links_to_it(sheets: Sheets) -> None:
    (table,) = sheets["MrrLedger"].tables
    assert table.data["Line"].tolist()[:1] + table.data["Line"].tolist()[-3:] == [
        "Contracts!B4", "Contracts!B10", "Contracts!B11", "Contracts!B12",
    ]  # fmt: skip
    assert column(table, "Line").links[-1] == "'Contracts'!B12"
    assert column(table, "Client").links[4:6] == ("'Clients'!A8", "")  # Fern; Nobody is nowhere
    assert column(table, "Counted MRR").style.number_format == look.MONEY_LEDGER
    assert column(table, "Months").style.number_format == look.COUNT
    assert column(table, "Reason").styles["unknown client"].colour == look.ERROR_INK
    assert "counted" not in column(table, "Reason").styles


def test_control_totals_tie_ledger_clients_and_dashboard(sheets: Sheets) -> None:
    cells = sheets["MrrLedger"].cells
    assert [(cells[row, 1].value, cells[row, 2].value, cells[row, 2].formula) for row in range(4, 8)] == [
        ("Counted lines", 15_750.0, "SUM(MrrLedger[Counted MRR])"),
        ("Clients' Contract MRR", 15_750.0, "SUM(SegmentResults[Contract MRR])"),
        ("MRR shown on the Dashboard", 15_750.0, "'Dashboard'!$L$7"),
        ("Difference", 0.0, "MAX(B4:B6)-MIN(B4:B6)"),
    ]
    assert cells[8, 1].value == "The three agree to the cent."
    assert sheets["Dashboard"].cells[7, 12].value == books.MRR  # L7, the note below
    assert sheets["Dashboard"].cells[5, 12].value == "MRR shown (USD)"


def test_control_totals_say_when_they_differ() -> None:
    wrong = replace(books.segmentation(), mrr=books.MRR + 1234.5)
    cells = keyed(result_sheets(wrong, (), books.raw()))["MrrLedger"].cells
    assert cells[7, 2].value == 1234.5
    assert cells[8, 1].value == "They differ by 1,234.50."
    assert cells[8, 1].formula == ('IF(B7<0.005,"The three agree to the cent.","They differ by "&FIXED(B7,2)&".")')


def test_reasons_are_counted_beside_the_control_totals(sheets: Sheets) -> None:
    cells = sheets["MrrLedger"].cells
    assert [(cells[row, 5].value, cells[row, 7].value, cells[row, 7].formula) for row in range(4, 9)] == [
        ("counted", 4, "COUNTIF(MrrLedger[Reason],E4)"),
        ("counted: auto-renewed", 1, "COUNTIF(MrrLedger[Reason],E5)"),
        ("no start date", 1, "COUNTIF(MrrLedger[Reason],E6)"),
        ("one-off", 1, "COUNTIF(MrrLedger[Reason],E7)"),
        ("unknown client", 1, "COUNTIF(MrrLedger[Reason],E8)"),
    ]


def test_summaries_have_their_totals_below(sheets: Sheets) -> None:
    bands, tiers = sheets["BandSummary"].cells, sheets["TierSummary"].cells
    assert [(bands[9, c].value, bands[9, c].formula) for c in (1, 4, 6, 7)] == [
        ("Total", ""),
        (5.0, "SUM(BandSummary[Clients])"),
        (15_500.0, "SUM(BandSummary[MRR])"),
        (books.ARR_OF_CURRENT, "SUM(BandSummary[ARR])"),
    ]
    assert [tiers[8, c].value for c in (1, 2, 4, 6, 7, 8)] == ["Total", 5.0, 192_000.0, 38_400.0, None, 0.0]
    assert [tiers[8, c].value for c in range(9, 15)] == [None] * 6  # no services
    assert all(cell.style.top for place, cell in bands.items() if place[0] == 9)


def test_renamed_sheets_and_tables_are_followed_by_every_formula_and_link() -> None:
    names = Names(
        {key: f"{key} (Segmentbook)" for key in RESULT_SHEETS}, {t.name: f"{t.name}_Segmentbook" for t in RESULT_TABLES}
    )
    made = result_sheets(books.segmentation(), books.ISSUES, books.raw(), names=names)
    own = [t.name for t in RESULT_TABLES]
    for sheet in made:
        assert sheet.name.endswith(" (Segmentbook)")
        assert all(table.name.endswith("_Segmentbook") for table in sheet.tables)
        for cell in formulas(sheet).values():
            assert not any(f"{name}[" in cell.formula or f"'{name}'!" in cell.formula for name in own), cell.formula
        for cell in sheet.cells.values():
            assert not any(f"'{key}'!" in cell.link for key in RESULT_SHEETS), cell.link
    references = [text for series in made[0].charts[0].series for text in (series.x_reference, series.name_reference)]
    assert all("(Segmentbook)'!" in text for text in references)


def test_no_formula_is_written_from_data() -> None:
    """Names that would be formulas, wildcards or conditions change no formula anywhere."""
    evil = ("=1+1", '"&A1&"', "<5", "*", "'x'!A1", "#REF!")
    book = books.segmentation()
    inputs = replace(
        book.inputs,
        bands=tuple(replace(b, name=n) for b, n in zip(book.inputs.bands, evil, strict=False)),
        tiers=tuple(replace(t, name=n) for t, n in zip(book.inputs.tiers, evil, strict=False)),
        segments=tuple(replace(s, name=n, code=n[:3]) for s, n in zip(book.inputs.segments, evil, strict=False)),
    )
    bands, tiers, clients = book.bands.copy(), book.tiers.copy(), book.clients.copy()
    bands["Band"] = [*evil[:3], "Unscored"]
    tiers["Tier"] = list(evil[:3])
    clients["Client"] = evil
    renamed = dict(zip(book.tiers["Tier"], evil, strict=False)) | {"": ""}
    clients["Tier"] = [renamed[tier] for tier in clients["Tier"]]
    counts = {cell.code: 1 for cell in inputs.segments} | {"Unplaced": 1}
    other = replace(book, inputs=inputs, bands=bands, tiers=tiers, clients=clients, segment_counts=counts)
    expected = [[c.formula for c in formulas(sheet).values()] for sheet in result_sheets(book, (), books.raw())]
    assert [
        [c.formula for c in formulas(sheet).values()] for sheet in result_sheets(other, (), books.raw())
    ] == expected


def test_links_stop_before_excels_limit() -> None:
    lines = dict.fromkeys(range(MAX_LINKS + 5), books.LINES[0])
    made = result_sheets(books.segmentation(lines=lines), (), books.raw(lines=MAX_LINKS + 5))
    sheet = keyed(made)["MrrLedger"]
    links = column(sheet.tables[0], "Line").links
    assert len(links) == MAX_LINKS + 5
    assert links[MAX_LINKS - 1] == f"'Contracts'!B{MAX_LINKS + 3}"
    assert set(links[MAX_LINKS:]) == {""}


def test_every_number_fits_its_column(sheets: Sheets) -> None:
    million = {0: books.CLIENTS[0] | {"Contract MRR": -98_765_432.1, "Overall Value": 98_765_432.1}}
    made = keyed(result_sheets(books.segmentation(million, {}), (), books.raw()))
    for sheet in list(made.values())[3:]:
        for place, cell in sheet.cells.items():
            if isinstance(cell.value, float) and place[1] in sheet.widths and place[0] > 3:
                merged = [m for m in sheet.merges if (m.top, m.left) == place]
                last = merged[0].right if merged else place[1]
                shown = (
                    f"({cell.value:,.2f})" if cell.style.number_format == look.MONEY_LEDGER else f"({cell.value:,.0f})"
                )
                assert sum(sheet.widths[c] for c in range(place[1], last + 1)) >= len(shown), (sheet.key, place)
    table = made["SegmentResults"].tables[0]
    assert column(table, "Contract MRR").width >= len("(98,765,432.10)")
    assert column(table, "Map Value").width >= len("98,765,432.10")


def test_empty_book() -> None:
    made = result_sheets(books.segmentation({}, {}), (), books.raw(clients=0, lines=0))
    assert [len(table.data) for sheet in made for table in sheet.tables] == [0, 0, 3, 3, 0, 0]
    assert keyed(made)["MrrLedger"].cells[8, 1].value == "The three agree to the cent."

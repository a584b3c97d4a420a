"""Input sheets as specifications: every table of this issue, its notes, drop-downs and looks."""

from __future__ import annotations

import re

import pytest

from segmentbook.report import look
from segmentbook.report.documentation import PATH, reference
from segmentbook.report.inputs import FIRST_ROW, LAID_OUT, LAST_ROW, empty_frame, input_sheet, list_source
from segmentbook.report.places import Names
from segmentbook.report.policy import measure_columns, policy_frame
from segmentbook.report.sample import sample_frames
from segmentbook.report.spec import SheetSpec, Validation
from segmentbook.report.start import start_sheet
from segmentbook.schema import (
    CLIENTS,
    CONTRACTS,
    CUSTOMER_LISTS,
    HEALTH_BANDS,
    INPUT_TABLES,
    SETTINGS,
    SETTINGS_TABLE,
    Kind,
    Table,
    defaults,
)
from tests.report.roots import ROOT

EACH = pytest.mark.parametrize("table", LAID_OUT, ids=lambda table: table.name)


def drop_down(spec: SheetSpec, header: str, row: int = FIRST_ROW) -> Validation | None:
    """The validation of a column's cell."""
    headers = [column.header for column in spec.tables[0].columns]
    place = headers.index(header) + 1
    return next((v for v in spec.validations if v.range.left == place and v.range.top <= row <= v.range.bottom), None)


def test_every_input_table_is_laid_out() -> None:
    assert {t.name for t in LAID_OUT} == {t.name for t in INPUT_TABLES}


@EACH
def test_a_sheet_is_named_as_its_table_and_has_all_its_columns_with_their_notes(table: Table) -> None:
    spec = input_sheet(table)
    (written,) = spec.tables
    assert (spec.key, spec.name, written.name) == (table.name, table.name, table.name)
    assert [column.header for column in written.columns[: len(table.headers)]] == list(table.headers)
    assert [column.note for column in written.columns[: len(table.headers)]] == [column.note for column in table]
    assert all(column.note for column in written.columns)
    assert list(written.data.columns) == [column.header for column in written.columns]


@EACH
def test_the_header_is_frozen_below_title_and_note_and_repeats_in_print(table: Table) -> None:
    spec = input_sheet(table)
    assert spec.tables[0].top == FIRST_ROW - 1 == 4
    assert spec.freeze is not None
    assert spec.freeze[0] == FIRST_ROW
    assert spec.print.title_rows == (4, 4)
    assert str(spec.cells[2, 1].value).startswith(table.note)


@EACH
def test_what_is_typed_is_blue(table: Table) -> None:
    computed = {"Maximum Score", "Setting", "Note"} if table in (HEALTH_BANDS, SETTINGS_TABLE) else set()
    for column in input_sheet(table).tables[0].columns:
        expected = look.INK if column.header in computed else look.INPUT_BLUE
        assert column.style.colour == expected, column.header


def test_tabs_of_facts_are_blue_and_tabs_of_policy_grey() -> None:
    colours = {table.name: input_sheet(table).tab_colour for table in LAID_OUT}
    assert {name for name, colour in colours.items() if colour == look.TAB_INPUT} == {
        "Clients",
        "Contracts",
        "Assets",
        "StackAlignment",
        "Rates",
    }
    assert set(colours.values()) == {look.TAB_INPUT, look.TAB_POLICY}


@EACH
def test_every_closed_set_of_values_has_a_drop_down_down_to_the_last_row(table: Table) -> None:
    spec = input_sheet(table)
    for column in table:
        if column.kind is Kind.YESNO or column.choices:
            found = drop_down(spec, column.header, LAST_ROW)
            assert found is not None, column.header
            choices = column.choices or ("Yes", "No")
            assert (found.kind, found.first) == ("list", '"' + ",".join(choices) + '"')
            assert len(found.first) <= 257  # Excel's limit, and the quotes
            of_lists = table is CUSTOMER_LISTS and column.header == "Operator"  # which may say "in next 90 days"
            assert found.strict == (column.header not in ("Billing Period", "Touch Model", "Column") and not of_lists)


def test_drop_downs_of_other_tables_are_ranges_that_grow_with_them() -> None:
    clients = input_sheet(CLIENTS)
    contracts = input_sheet(CONTRACTS)
    tier = drop_down(clients, "Tier Override")
    assert tier is not None
    assert tier.first == "'Tiers'!$A$5:INDEX('Tiers'!$A$5:$A$1048576,MAX(1,COUNTA('Tiers'!$A$5:$A$1048576)))"
    assert tier.strict
    named = drop_down(contracts, "Client")
    assert named is not None
    assert named.first == list_source("Clients", 1)
    assert not named.strict  # an ID may be typed


def test_a_list_that_is_not_there_gives_no_drop_down() -> None:
    assert drop_down(input_sheet(CLIENTS, lists={}), "Lifecycle Stage") is None
    assert drop_down(input_sheet(CONTRACTS, lists={}), "Client") is None


def test_the_stages_of_a_client_are_those_of_their_table() -> None:
    stage = drop_down(input_sheet(CLIENTS), "Lifecycle Stage")
    assert stage is not None
    assert (stage.first, stage.strict) == (list_source("LifecycleStages", 1), True)


def test_a_list_follows_the_names_that_a_workbook_gives() -> None:
    source = list_source("Bob's clients", 28, 2, 40)
    assert (
        source
        == "'Bob''s clients'!$AB$2:INDEX('Bob''s clients'!$AB$2:$AB$40,MAX(1,COUNTA('Bob''s clients'!$AB$2:$AB$40)))"
    )


def test_dates_and_bounded_numbers_are_asked_about_but_not_refused() -> None:
    spec = input_sheet(CONTRACTS)
    start, employees = drop_down(spec, "Start"), drop_down(input_sheet(CLIENTS), "Employees")
    assert start is not None
    assert (start.kind, start.first, start.second, start.strict) == ("date", "1", "2958465", False)
    assert employees is not None
    assert (employees.kind, employees.first, employees.strict) == ("decimal", "0", False)
    assert drop_down(spec, "Amount") is None  # a credit is negative


def test_a_choice_that_is_scored_by_words_has_those_words_as_its_drop_down() -> None:
    spec = input_sheet(CLIENTS)
    found = drop_down(spec, "After-hours Support")
    assert found is not None
    assert found.first == '"No,Partly,Yes"'


def test_clients_have_a_column_for_each_measure_that_is_not_computed() -> None:
    read = {m.column for m in (*defaults.EFFORT_MEASURES, *defaults.HEALTH_MEASURES)}
    extra = {column.header for column in measure_columns()}
    assert read - extra == {"Seat Utilisation"}
    assert extra <= {column.header for column in input_sheet(CLIENTS).tables[0].columns}


def test_band_cells_are_filled_with_their_colours_and_the_code_is_readable_on_them() -> None:
    from segmentbook.report.colours import contrast

    column = next(c for c in input_sheet(HEALTH_BANDS).tables[0].columns if c.header == "Colour")
    assert {code: style.fill for code, style in column.styles.items()} == {
        "C0392B": "C0392B",
        "E6A100": "E6A100",
        "2E8B57": "2E8B57",
    }
    assert all(contrast(style.colour, style.fill) >= 4 for style in column.styles.values())


def test_a_bands_maximum_is_a_native_formula_with_its_value_beside_it() -> None:
    spec = input_sheet(HEALTH_BANDS, names=Names(tables={"HealthBands": "HealthBands_Segmentbook"}))
    (table,) = spec.tables
    column = next(c for c in table.columns if c.header == "Maximum Score")
    assert column.formula.count("HealthBands_Segmentbook[") == 5
    assert "HealthBands[" not in column.formula
    assert list(table.data["Maximum Score"]) == [50.0, 75.0, 100.0]


def test_settings_are_listed_with_value_note_and_drop_down() -> None:
    spec = input_sheet(SETTINGS_TABLE)
    data = spec.tables[0].data
    assert list(data["Setting"]) == [s.name for s in SETTINGS]
    rows = {name: FIRST_ROW + i for i, name in enumerate(data["Setting"])}
    values = dict(zip(data["Setting"], data["Value"], strict=True))
    for known in SETTINGS:
        found = drop_down(spec, "Value", rows[known.name])
        if known.choices:
            assert found is not None
            assert (found.first, found.strict) == ('"' + ",".join(known.choices) + '"', True)
        if known.default is None:
            assert values[known.name] is None
            assert known.blank in known.note
    assert values["Size by Employees"] == "Yes"
    assert drop_down(spec, "Value", rows["As of"]).kind == "date"  # type: ignore[union-attr]
    assert drop_down(spec, "Value", rows["Effort Cut"]).second == "100"  # type: ignore[union-attr]


def test_the_values_of_settings_are_shown_as_what_they_are() -> None:
    frame = sample_frames()["Settings"]
    column = input_sheet(SETTINGS_TABLE, frame).tables[0].columns[1]
    values = dict(zip(frame["Setting"], frame["Value"], strict=True))
    shown = {name: column.styles[value].number_format for name, value in values.items() if value is not None}
    assert shown["As of"] == look.DATE
    assert shown["Value Cut"] == look.MONEY
    assert shown["Effort Cut"] == look.SCORE
    assert shown["Minimum Coverage"] == look.SHARE
    assert shown["EOL Warning"] == look.COUNT
    assert shown["Tier By"] == "General"


def test_no_column_is_too_narrow_for_its_header_or_the_sample() -> None:
    frames = sample_frames()
    for table in LAID_OUT:
        for column in input_sheet(table, frames[table.name]).tables[0].columns:
            longest_word = max(len(word) for word in column.header.split())
            assert column.width >= longest_word + 3, column.header
            texts = [v for v in frames[table.name][column.header] if isinstance(v, str)]
            if texts and table.name != "Clients":
                fitting = sum(len(text) <= column.width for text in texts)
                assert fitting >= 0.9 * len(texts), (table.name, column.header)


def test_an_empty_book_has_no_facts_but_the_default_policy() -> None:
    for table in LAID_OUT:
        frame = empty_frame(table)
        typed_by_the_user = {"Clients", "Contracts", "Assets", "StackAlignment", "Rates", "TierRules", "StackItems"}
        assert frame.empty == (table.name in typed_by_the_user)
    assert list(empty_frame(CLIENTS).columns) == [*CLIENTS.headers, *(c.header for c in measure_columns())]


def test_only_policy_has_default_rows() -> None:
    with pytest.raises(KeyError, match="Clients"):
        policy_frame(CLIENTS)


def test_the_start_sheet_links_to_the_sheets_that_are_there_and_to_no_other() -> None:
    spec = start_sheet({"Clients", "Dashboard"}, names=Names(sheets={"Dashboard": "Dashboard (Segmentbook)"}))
    links = {cell.value: cell.link for cell in spec.cells.values() if cell.link}
    assert links["Clients"] == "'Clients'!A1"
    assert links["Dashboard (Segmentbook)"] == "'Dashboard (Segmentbook)'!A1"
    assert set(links.values()) == {"'Clients'!A1", "'Dashboard (Segmentbook)'!A1"}


def test_the_start_sheet_names_every_sheet_of_the_workbook() -> None:
    from segmentbook.report.results import RESULT_SHEETS

    words = {cell.value for cell in start_sheet(()).cells.values()}
    assert {table.name for table in LAID_OUT} | set(RESULT_SHEETS) <= words


def test_the_start_sheet_says_whether_it_is_the_sample() -> None:
    def words(sample: bool) -> str:
        return " ".join(str(cell.value) for cell in start_sheet((), sample=sample).cells.values())

    assert "36 clients of an invented IT service provider on 30 June 2026" in words(True)
    assert "filled in, run:  segmentbook demo" in words(False)


def test_the_reference_of_tables_is_current() -> None:
    written = (ROOT / PATH).read_text(encoding="utf-8")
    assert written == reference(), "run python -m segmentbook.report.documentation"


def test_the_reference_names_every_table_column_alias_and_setting() -> None:
    text = reference()
    sections = dict(re.findall(r"### (\w+)\n(.*?)(?=\n##|\Z)", text, flags=re.DOTALL))
    for table in INPUT_TABLES:
        for column in table:
            assert f"| **{column.header}** |" in sections[table.name] or f"| {column.header} |" in sections[table.name]
            assert all(alias in sections[table.name] for alias in column.aliases)
    assert all(f"| {known.name} |" in text for known in SETTINGS)

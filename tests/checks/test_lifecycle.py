"""The stages of a client's life and the columns of the analysis, as they are read."""

from __future__ import annotations

import pytest

from segmentbook.schema.default_stages import ANALYSED, STAGES
from tests.checks.books import checked, said, table


def stages(*rows, headers="Stage | Order | Description"):
    raw = table("LifecycleStages", headers, *rows)
    result = checked(raw)
    return result.inputs.stages, said(result, raw, about="LifecycleStages")


def test_the_default_stages_hold_where_the_table_is_missing():
    assert checked().inputs.stages == STAGES
    assert [stage.order for stage in STAGES] == list(range(1, len(STAGES) + 1))


def test_stages_stand_by_order_and_a_blank_one_follows_the_row_above():
    found, issues = stages(["Run", 20, "Live"], ["Walk", None, ""], ["Start", 10, "New"], [None, None, None])
    assert [(stage.name, stage.order, stage.description, stage.row) for stage in found] == [
        ("Start", 1, "New", 2),
        ("Run", 2, "Live", 0),
        ("Walk", 3, "", 1),
    ]
    assert issues == []


def test_without_orders_they_stand_as_listed():
    found, _ = stages(["B"], ["A"], ["C"], headers="Stage")
    assert [stage.name for stage in found] == ["B", "A", "C"]


def test_what_cannot_be_taken_is_told():
    found, issues = stages(
        ["Start", 1, ""], [None, 2, "Live"], ["start ", 3, "again"], ["Run", "second", ""], ["End", 9, ""]
    )
    assert [stage.name for stage in found] == ["Start", "Run", "End"]
    assert issues == [
        "LifecycleStages!A3: Stage must be filled in. The row is skipped. [warning]",
        "LifecycleStages!A4: Stage must be unique; start is also in LifecycleStages!A2. The row is skipped. [warning]",
        "LifecycleStages!B5: Order must be a number; got 'second'. The stage follows the one above it. [warning]",
    ]


def test_a_table_without_rows_has_no_stages():
    assert stages() == ((), [])


def analysed(text, *tables):
    settings = table("Settings", "Setting | Value", ["Effort Cut", 50], ["Analyse by", text])
    result = checked(settings, *tables)
    return result.inputs.analysed, said(result, settings, about="Settings")


@pytest.mark.parametrize("text", [None, "", " ; "])
def test_the_usual_columns_are_analysed_where_the_setting_is_blank(text):
    assert analysed(text) == (ANALYSED, [])
    assert checked().inputs.analysed == ANALYSED


def test_columns_are_named_by_any_name_that_the_reader_knows():
    clients = table("Clients", "Client | CSM | Pod Colour", ["Acme", "Ann", "red"])
    assert analysed("health band; CSM;pod colour; Band; Status", clients) == (
        ("Health Band", "Account Manager", "Pod Colour", "Status"),
        [],
    )


def test_what_is_no_column_of_shared_texts_is_passed_over():
    assert analysed("Tier; Industri; Contract MRR; Client; The moon") == (
        ("Tier",),
        [
            "Settings!B3: Analyse By must name columns of Clients or SegmentResults; got 'Industri'. "
            "It is passed over. Did you mean Industry? [warning]",
            "Settings!B3: Analyse By must name columns of texts that clients share; got 'Contract MRR'. "
            "It is passed over. [warning]",
            "Settings!B3: Analyse By must name columns of texts that clients share; got 'Client'. "
            "It is passed over. [warning]",
            "Settings!B3: Analyse By must name columns of Clients or SegmentResults; got 'The moon'. "
            "It is passed over. Name one of their headers. [warning]",
        ],
    )
    assert analysed("ARR")[0] == ANALYSED

"""The whole pipeline: control totals, invariants under books that hypothesis makes, and its columns."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from math import fsum
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook import schema
from segmentbook.model.inputs import Inputs, Measure
from segmentbook.model.reasons import REASONS
from segmentbook.model.results import RESULT_COLUMNS
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.schema import defaults
from tests.model.books import AS_OF, make_book, typed_frame
from tests.model.strategies import clients, contract_rows

EFFORT = (Measure("Sites", 2, 1.0, 10.0), Measure("Seat Utilisation", 1, 0.0, 1.0))
HEALTH = (Measure("Sponsor", 1, choices={"no": 0.0, "partly": 50.0, "yes": 100.0}), Measure("Sites", 1, 40.0, 0.0))
HALF_A_CENT = 0.005


@st.composite
def books(draw: st.DrawFn) -> Inputs:
    settings = {
        "value_cut": draw(st.sampled_from([None, 5_000.0, 0.0])),
        "value_basis": draw(st.sampled_from(["MRR", "MRR per Seat"])),
        "missing_measures": draw(st.sampled_from(["Redistribute", "Count as zero"])),
        "minimum_coverage": draw(st.sampled_from([0.0, 0.5, 1.0])),
        "tier_by": draw(st.sampled_from(["ARR share", "ARR", "Employees"])),
        "crossing_account": draw(st.sampled_from(["Up", "Down"])),
        "end_date_counts": draw(st.booleans()),
    }
    return make_book(
        draw(clients()),
        draw(st.lists(contract_rows, max_size=12)),
        rates=[{"Currency": "EUR", "Rate": 1.1}],
        settings=settings,
        effort_measures=EFFORT,
        health_measures=HEALTH,
    )


@given(books())
def test_control_totals(inputs: Inputs) -> None:
    found = segment(inputs)
    ledger, rows = found.ledger, found.clients
    assert ledger.index.equals(inputs.contracts.index)
    assert rows.index.equals(inputs.clients.index)
    counted = ledger["Reason"].isin(["counted", "counted: auto-renewed"])
    assert fsum(ledger["MRR"][counted]) == pytest.approx(found.mrr, abs=HALF_A_CENT)
    assert fsum(ledger["Counted MRR"]) == pytest.approx(found.mrr, abs=HALF_A_CENT)
    assert fsum(rows["Contract MRR"]) == pytest.approx(found.mrr, abs=HALF_A_CENT)
    assert not ledger["Counted MRR"].isna().any()
    assert (ledger["Counted MRR"][~counted] == 0).all()
    assert (ledger["Client Row"][counted] >= 0).all()
    assert set(ledger["Reason"]) <= {str(reason) for reason in REASONS}
    assert found.arr == pytest.approx(12 * found.mrr)
    per_row = ledger[counted].groupby("Client Row")["MRR"].sum().reindex(rows.index, fill_value=0.0)
    assert rows["Contract MRR"].to_numpy() == pytest.approx(per_row.to_numpy(), abs=HALF_A_CENT)


@given(books())
def test_summaries_partition_the_current_clients(inputs: Inputs) -> None:
    found = segment(inputs)
    current = found.clients[found.clients["Status"] == "Current"]
    assert found.bands["Clients"].sum() == len(current)
    assert found.tiers["Accounts"].sum() == len(current)
    assert sum(found.segment_counts.values()) == len(current)
    assert found.bands["MRR"].sum() == pytest.approx(current["Contract MRR"].sum(), abs=HALF_A_CENT)
    assert found.tiers["ARR"].sum() == pytest.approx(12 * current["Overall Value"].sum(), abs=HALF_A_CENT)
    assert dict(current["Segment"].value_counts()) == {code: n for code, n in found.segment_counts.items() if n}
    assert dict(current["Tier"].value_counts()) == {
        row["Tier"]: row["Accounts"] for _, row in found.tiers.iterrows() if row["Accounts"]
    }
    assert dict(current["Health Band"].value_counts()) == {
        row["Band"]: row["Clients"] for _, row in found.bands.iterrows() if row["Clients"]
    }
    outside = found.clients[found.clients["Status"] != "Current"]
    assert set(outside["Segment"]) | set(outside["Tier"]) <= {""}


def plain(frame: pd.DataFrame, by: list[str]) -> list[tuple[Any, ...]]:
    """Rows without regard to order, money to a hundredth of a cent (sums of floats depend on their order)."""
    rounded = frame.copy()
    for header in rounded.columns:
        if rounded[header].dtype.kind == "f":
            rounded[header] = rounded[header].round(4) + 0.0
    return sorted((tuple(map(str, row)) for row in rounded[by].itertuples(index=False)), key=str)


@given(books(), st.randoms(use_true_random=False))
def test_row_order_is_irrelevant(inputs: Inputs, chance: random.Random) -> None:
    def shuffled(frame: pd.DataFrame) -> pd.DataFrame:
        order = list(range(len(frame)))
        chance.shuffle(order)
        return frame.iloc[order].reset_index(drop=True)

    other = segment(replace(inputs, clients=shuffled(inputs.clients), contracts=shuffled(inputs.contracts)))
    found = segment(inputs)
    assert plain(found.clients, list(RESULT_COLUMNS)) == plain(other.clients, list(RESULT_COLUMNS))
    lines = ["Client", "Contract ID", "Product", "Amount", "Start", "MRR", "Counted MRR", "Reason"]
    assert plain(found.ledger, lines) == plain(other.ledger, lines)
    assert plain(found.bands, list(found.bands.columns)) == plain(other.bands, list(found.bands.columns))
    assert plain(found.tiers, list(found.tiers.columns)) == plain(other.tiers, list(found.tiers.columns))
    assert found.segment_counts == other.segment_counts
    assert found.value_cut == other.value_cut
    assert sorted(i.rule for i in found.issues) == sorted(i.rule for i in other.issues)


@given(books())
def test_computing_twice_gives_the_same_and_leaves_the_inputs_alone(inputs: Inputs) -> None:
    before = (inputs.clients.copy(deep=True), inputs.contracts.copy(deep=True))
    once, twice = segment(inputs), segment(inputs)
    pd.testing.assert_frame_equal(once.clients, twice.clients)
    pd.testing.assert_frame_equal(once.ledger, twice.ledger)
    assert once.issues == twice.issues
    pd.testing.assert_frame_equal(inputs.clients, before[0])
    pd.testing.assert_frame_equal(inputs.contracts, before[1])


@given(books(), contract_rows)
def test_another_line_changes_only_what_it_may(inputs: Inputs, extra: dict[str, Any]) -> None:
    """A line without an ID adds its own counted MRR and nothing else."""
    extra = extra | {"Contract ID": "", "Supersedes": ""}
    frame = pd.concat([inputs.contracts, typed_frame(schema.CONTRACTS, [extra], [len(inputs.contracts)])])
    before, after = segment(inputs), segment(replace(inputs, contracts=frame))
    assert after.mrr - before.mrr == pytest.approx(after.ledger["Counted MRR"].iloc[-1], abs=HALF_A_CENT)


def test_columns_and_dtypes() -> None:
    found = segment(
        make_book(
            [{"Client": "Acme", "Employees": 3.0, "Last Review": AS_OF}],
            [{"Client": "Acme", "Amount": 1.0, "Start": AS_OF}],
            assets=[{"Client": "Acme", "Replacement Cost": 1.0, "End of Life": AS_OF}],
        )
    )
    assert tuple(found.clients.columns) == RESULT_COLUMNS
    dates = {"Renewal Date", "Next Review", "Last Interaction", "Start", "End"}
    for table, frame in ((schema.SEGMENT_RESULTS, found.clients), (schema.MRR_LEDGER, found.ledger)):
        for column in table:
            if column.header not in frame:
                continue
            dtype = str(frame[column.header].dtype)
            if column.header in dates:
                assert dtype == "datetime64[s]", column.header
            elif column.kind in (schema.Kind.TEXT, schema.Kind.CHOICE, schema.Kind.YESNO):
                assert dtype == "object", column.header
                assert all(isinstance(cell, (str, bool)) for cell in frame[column.header]), column.header
            else:
                assert dtype == "float64", column.header
    for frame in (found.bands, found.tiers):
        for header in frame.columns:
            assert str(frame[header].dtype) == ("object" if header in ("Band", "Tier", "Touch Model") else "float64")


@pytest.mark.parametrize("frames", ["nothing", "clients", "contracts"])
def test_an_empty_book_is_computed(frames: str) -> None:
    found = segment(
        make_book(
            [{"Client": "Acme"}] if frames == "clients" else [],
            [{"Client": "Acme", "Amount": 5.0, "Start": AS_OF}] if frames == "contracts" else [],
            effort_measures=defaults.EFFORT_MEASURES,
        )
    )
    assert (found.mrr, found.arr, found.paying_clients) == (0.0, 0.0, 0)
    assert len(found.clients) == (frames == "clients")
    assert found.ledger["Reason"].tolist() == (["unknown client"] if frames == "contracts" else [])
    assert np.isnan(found.mean_employees)


def sample() -> Segmentation:
    return segment(
        make_book(
            [
                {"Client": "Acme", "Employees": 100.0, "Sites": 8.0, "Sponsor": "yes", "CRM ID": "001"},
                {"Client": "Bolt", "Client ID": "B-7", "Sites": 2.0, "Segment Value": 700.0},
                {"Client": "Cole", "Churned On": date(2025, 3, 1)},
                {"Client": "Dunn", "Client Since": date(2026, 2, 1)},
                {"Client": "Eden", "Employees": 20.0, "Health Override": "Healthy", "Override Reason": "new sponsor."},
            ],
            [
                {"Client": "Acme", "Amount": 148_800.0, "Billing Period": "Annual", "Start": date(2025, 1, 1)},
                {"Client": "Cole", "Amount": 90.0, "Start": date(2024, 1, 1)},
                {"Client": "Eden", "Amount": 10.0, "Start": AS_OF, "Product": "X"},
            ],
            effort_measures=(Measure("Sites", 1, 0.0, 10.0),),
            health_measures=(Measure("Sponsor", 3, choices={"no": 0.0, "yes": 90.0}), Measure("NPS", 1, 0.0, 10.0)),
        )
    )


def test_why_in_plain_words() -> None:
    assert sample().clients["Why"].tolist() == [
        "High value: 12,400.00 a month from contracts, cut 5,000.00. High effort: 80.0, cut 50.0 (most by Sites). "
        "Healthy: 90.0. Tier 1 - Strategic: number 1 by ARR.",
        "Low value: 700.00 a month as typed, cut 5,000.00. Low effort: 20.0, cut 50.0 (most by Sites). "
        "Unscored health: 0% of the weight has values, 50% is needed. Tier 3 - Long tail: number 2 by ARR.",
        "Churned on 2025-03-01: outside the map, the cuts and the tiers. Its contracts still count 90.00 a month.",
        "Client from 2026-02-01 on: outside the map, the cuts and the tiers.",
        "Low value: 10.00 a month from contracts, cut 5,000.00. No effort score: 0% of the weight has values, "
        "50% is needed. Healthy by override (new sponsor), no score. Tier 3 - Long tail: number 3 by ARR.",
    ]


def test_why_without_any_measure() -> None:
    found = segment(make_book([{"Client": "Acme"}], settings={"minimum_coverage": 0.0}))
    assert (
        "No effort score: no measure has a value. Unscored health: no measure has a value."
        in found.clients["Why"].iloc[0]
    )


def test_flags_and_figures_of_the_sample() -> None:
    found = sample()
    assert found.clients["Flags"].tolist() == [
        "",
        "value typed; no employees; low coverage",
        "churned, still has MRR",
        "",
        "low coverage; health overridden",
    ]
    assert found.clients["Status"].tolist() == ["Current", "Current", "Churned", "Not started", "Current"]
    assert found.clients["Client ID"].tolist() == ["Acme", "B-7", "Cole", "Dunn", "Eden"]
    assert found.clients["CRM ID"].tolist() == ["001", "", "", "", ""]
    assert found.clients["Segment"].tolist() == ["HH", "LL", "", "", "Unplaced"]
    assert found.clients["Segment Name"].tolist()[:2] == ["Meet most often", "Quiet: no communication = churn"]
    assert found.segment_counts == {"HL": 0, "HH": 1, "LL": 1, "LH": 0, "Unplaced": 1}
    assert found.mean_employees == 60.0
    assert found.mrr == 12_500.0
    assert found.paying_clients == 3
    assert found.bands["Band"].tolist() == ["Needs attention", "Satisfactory", "Healthy", "Unscored"]
    assert found.bands["Clients"].tolist() == [0, 0, 2, 1]
    assert found.bands["Overridden"].tolist() == [0, 0, 1, 0]
    assert found.bands["Maximum Score"].tolist()[:3] == [50.0, 75.0, 100.0]
    assert np.isnan(found.bands["Minimum Score"].iloc[3])
    assert found.bands["MRR"].tolist() == [0.0, 0.0, 12_410.0, 0.0]


def test_auto_renewed_contracts_are_flagged() -> None:
    line = {"Client": "Acme", "Amount": 1.0, "Start": date(2024, 1, 1), "End": date(2024, 12, 31), "Auto Renew": True}
    found = segment(make_book([{"Client": "Acme", "Employees": 1.0}], [line]))
    assert "auto-renewed contract" in found.clients["Flags"].iloc[0]
    assert found.ledger["Note"].tolist() == ["past its end, renews by itself"]


def test_any_past_date_reproduces_that_days_picture() -> None:
    book = make_book(
        [{"Client": "Acme", "Churned On": date(2025, 3, 1)}],
        [{"Client": "Acme", "Amount": 9.0, "Start": date(2025, 1, 1), "End": date(2025, 2, 28)}],
    )
    pictures = {}
    for as_of in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 2, 28), date(2025, 3, 1)):
        found = segment(replace(book, settings=replace(book.settings, as_of=as_of)))
        pictures[as_of.isoformat()] = (found.mrr, found.clients["Status"].iloc[0], found.ledger["Reason"].iloc[0])
    assert pictures == {
        "2024-12-31": (0.0, "Current", "not started"),
        "2025-01-01": (9.0, "Current", "counted"),
        "2025-02-28": (9.0, "Current", "counted"),
        "2025-03-01": (0.0, "Churned", "ended"),
    }

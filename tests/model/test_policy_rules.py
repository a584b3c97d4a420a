"""Scorecards, bands, overrides, segments, cuts, tech debt and reviews: hand-worked figures and invariants."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook.errors import PolicyError
from segmentbook.model.bands import band_maxima, band_of
from segmentbook.model.inputs import Band, Measure
from segmentbook.model.scorecards import measure_score, score_one
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.model.segments import segment_of
from segmentbook.schema import defaults
from tests.model.books import AS_OF, make_book

TICKETS = Measure("Tickets", 3, 0.0, 2.0)
SITES = Measure("Sites", 2, 1.0, 11.0)
PAST_DUE = Measure("Past Due", 1, 60.0, 0.0)
SPONSOR = Measure("Sponsor", 2, choices={"no": 0.0, "partly": 50.0, "yes": 100.0})
CARD = (TICKETS, SITES, PAST_DUE, SPONSOR)


def one_client(**cells: Any) -> Segmentation:
    book = {
        k: cells.pop(k) for k in ("contracts", "assets", "settings", "effort_measures", "health_measures") if k in cells
    }
    return segment(make_book([{"Client": "Acme"} | cells], **book))


def cell(found: Segmentation, header: str) -> Any:
    return found.clients[header].iloc[0]


# Scorecards


@pytest.mark.parametrize(
    ("value", "measure", "share"),
    [
        (1.0, TICKETS, 0.5),
        (5.0, TICKETS, 1.0),
        (-1.0, TICKETS, 0.0),
        (1, SITES, 0.0),
        (45.0, PAST_DUE, 0.25),
        (90.0, PAST_DUE, 0.0),
        (0.0, PAST_DUE, 1.0),
        ("YES ", SPONSOR, 1.0),
        ("partly", SPONSOR, 0.5),
        (False, SPONSOR, 0.0),
        (40.0, SPONSOR, 0.4),
        (True, TICKETS, 0.5),
        ("perhaps", SPONSOR, None),
        ("1.0", TICKETS, None),
        ("", TICKETS, None),
        (None, TICKETS, None),
        (float("nan"), TICKETS, None),
    ],
)
def test_what_a_value_scores(value: object, measure: Measure, share: float | None) -> None:
    assert measure_score(value, measure) == share


def test_score_is_the_weighted_mean_of_what_is_there() -> None:
    # 3 x 0.5 + 2 x 0.4 + 1 x 0.25 + 2 x 1 = 4.55 of 8
    whole = score_one([1.0, 5.0, 45.0, "yes"], CARD)
    assert (whole.score, whole.coverage, whole.most_by) == (56.9, 1.0, "Sponsor")
    # without Tickets: 3.05 of 5, coverage 5/8
    part = score_one([None, 5.0, 45.0, "yes"], CARD)
    assert (part.score, part.coverage) == (61.0, 0.625)
    # the same, missing as zero: 3.05 of 8
    assert score_one([None, 5.0, 45.0, "yes"], CARD, missing_as_zero=True).score == 38.1


def test_under_the_minimum_coverage_there_is_no_score() -> None:
    values = [None, None, 45.0, "yes"]  # 3/8
    assert score_one(values, CARD, minimum_coverage=0.375).score is not None
    assert score_one(values, CARD, minimum_coverage=0.376).score is None
    assert score_one(values, CARD, minimum_coverage=0.376, missing_as_zero=True).score is None
    assert score_one([None] * 4, CARD).score is None
    assert score_one([], ()).score is None


def test_a_weight_of_0_counts_for_nothing() -> None:
    card = (TICKETS, Measure("Sites", 0, 1.0, 11.0))
    assert score_one([1.0, 11.0], card) == score_one([1.0, None], card)


def test_scores_are_rounded_once_half_up() -> None:
    assert score_one([7.25], [Measure("X", 1)]).score == 7.3
    assert score_one([0.1449999999], [Measure("X", 1, 0.0, 2.0)]).score == 7.2
    assert score_one([0.145], [Measure("X", 1, 0.0, 2.0)]).score == 7.3  # 7.2499999... in binary


@given(st.lists(st.floats(0, 3), min_size=3, max_size=3), st.integers(0, 2), st.floats(0, 3))
def test_more_of_a_positively_weighted_measure_never_lowers_the_score(
    values: list[float], which: int, more: float
) -> None:
    card = (TICKETS, SITES, Measure("Calls", 0.5, 0.0, 3.0))
    raised = [v + more if i == which else v for i, v in enumerate(values)]
    before, after = score_one(values, card).score, score_one(raised, card).score
    assert before is not None
    assert after is not None
    assert after >= before


def test_measures_read_columns_of_clients_and_computed_ones() -> None:
    card = (
        Measure("Seat Utilisation", 1, 0.0, 1.0),
        Measure("Old kit", 1, 0.0, 1_000.0, source="tech debt per seat"),
        Measure("Rating", 1, 0.0, 10.0, source="my rating"),
        Measure("Retention Plan", 1, choices={"yes": 100.0, "no": 0.0}),
    )
    found = one_client(
        **{"Licensed Seats": 20.0, "Active Seats": 15.0, "Employees": 4.0, "My Rating": 5.0, "Retention Plan": False},
        assets=[{"Client": "Acme", "Replacement Cost": 1_000.0, "End of Life": AS_OF}],
        health_measures=card,
    )
    assert cell(found, "Seat Utilisation") == 0.75
    assert cell(found, "Tech Debt per Seat") == 250.0
    assert cell(found, "Health Score") == 37.5  # (75 + 25 + 50 + 0) / 4
    assert cell(found, "Health Coverage") == 1.0


def test_a_column_of_clients_goes_before_a_computed_one() -> None:
    found = one_client(**{"Tech Debt": 50.0, "effort_measures": (Measure("Tech Debt", 1),)})
    assert cell(found, "Effort Score") == 50.0
    assert np.isnan(cell(found, "Tech Debt"))


# Bands


@given(st.lists(st.integers(1, 999), max_size=6, unique=True), st.integers(0, 1_000))
def test_bands_partition_the_line(minima: list[int], tenth: int) -> None:
    bands = [Band(f"B{i}", m / 10, "") for i, m in enumerate([0, *sorted(minima)])]
    score = tenth / 10
    holding = [
        b.name
        for b, maximum in zip(bands, band_maxima(bands), strict=True)
        if b.minimum <= score and (score < maximum or maximum == 100.0)
    ]
    assert holding == [band_of(score, bands)]


def test_a_score_equal_to_a_minimum_is_in_the_upper_band() -> None:
    assert band_of(75.0, defaults.BANDS) == "Healthy"
    assert band_of(74.9, defaults.BANDS) == "Satisfactory"
    assert band_of(0.0, defaults.BANDS) == "Needs attention"
    assert band_of(None, defaults.BANDS) == "Unscored"


# Overrides


@pytest.mark.parametrize(
    ("cells", "band", "source", "flags"),
    [
        ({"Health Override": "healthy"}, "Healthy", "Override", "health overridden"),
        ({"Health Override": "Healthy", "Override Until": AS_OF}, "Healthy", "Override", "health overridden"),
        (
            {"Health Override": "Healthy", "Override Until": date(2025, 6, 29)},
            "Satisfactory",
            "Score",
            "override lapsed",
        ),
        ({"Health Override": "Great"}, "Satisfactory", "Score", ""),
        ({"Override Until": AS_OF}, "Satisfactory", "Score", ""),
    ],
)
def test_an_override_counts_until_its_date(cells: dict[str, Any], band: str, source: str, flags: str) -> None:
    card = (Measure("NPS", 1, 0.0, 10.0),)
    found = one_client(**{"NPS": 5.0, "Employees": 1.0} | cells, health_measures=card, effort_measures=card)
    assert (cell(found, "Health Band"), cell(found, "Band Source"), cell(found, "Flags")) == (band, source, flags)
    assert found.bands["Overridden"].sum() == (source == "Override")


def test_an_override_bands_a_client_without_a_score() -> None:
    found = one_client(**{"Health Override": "Needs attention"})
    assert cell(found, "Health Band") == "Needs attention"
    assert "Unscored" not in found.bands["Band"].tolist()


# Segments and cuts


@pytest.mark.parametrize(
    ("value", "effort", "code"),
    [
        (5_000.0, 50.0, "HH"),
        (4_999.995, 50.0, "HH"),
        (4_999.99, 50.0, "LH"),
        (5_000.0, 49.9, "HL"),
        (-1.0, 0.0, "LL"),
    ],
)
def test_the_four_segments(value: float, effort: float, code: str) -> None:
    found = segment_of(value, effort, 5_000.0, 50.0, defaults.SEGMENTS)
    assert found is not None
    assert found.code == code


def test_a_value_of_0_is_low_whatever_the_cut() -> None:
    for value, code in ((0.0, "LL"), (0.004, "LL"), (0.01, "HL"), (-5.0, "LL")):
        found = segment_of(value, 0.0, 0.0, 50.0, defaults.SEGMENTS)
        assert found is not None
        assert found.code == code
    assert segment_of(None, 10.0, 0.0, 50.0, defaults.SEGMENTS) is None
    assert segment_of(10.0, None, 0.0, 50.0, defaults.SEGMENTS) is None


def test_a_missing_segment_stops() -> None:
    with pytest.raises(PolicyError) as error:
        segment_of(10.0, 0.0, 0.0, 50.0, defaults.SEGMENTS[1:])
    assert str(error.value) == (
        "Segments: there must be a row for each of the four cells; none is of High value and Low effort. Add it."
    )


def test_a_blank_cut_is_the_median_of_positive_values_of_current_clients() -> None:
    values = [100.0, 300.0, 500.0, 0.0, -50.0]
    clients: list[dict[str, Any]] = [{"Client": f"C{v}", "Segment Value": v} for v in values]
    clients.append({"Client": "Gone", "Segment Value": 9e6, "Churned On": AS_OF})
    found = segment(make_book(clients, settings={"value_cut": None}))
    assert (found.value_cut, found.value_cut_source) == (300.0, "median")
    assert segment(make_book(clients)).value_cut_source == "typed"
    nothing = segment(make_book([{"Client": "A"}], settings={"value_cut": None}))
    assert nothing.value_cut == 0.0


def test_value_per_seat_decides_where_it_is_the_basis() -> None:
    card = (Measure("Sites", 1),)
    clients = [
        {"Client": "A", "Segment Value": 1_000.0, "Employees": 10.0, "Sites": 10.0},  # 100 a seat
        {"Client": "B", "Segment Value": 9_000.0, "Employees": 300.0, "Sites": 10.0},  # 30 a seat
        {"Client": "C", "Segment Value": 9_000.0, "Employees": 0.0, "Sites": 10.0},
    ]
    found = segment(make_book(clients, settings={"value_basis": "MRR per Seat"}, effort_measures=card))
    assert found.value_cut == 65.0
    assert found.clients["Segment"].tolist() == ["HL", "LL", "Unplaced"]
    assert found.segment_counts == {"HL": 1, "HH": 0, "LL": 1, "LH": 0, "Unplaced": 1}
    assert found.clients["Why"].iloc[2].startswith("No value per seat: Employees is blank or 0. Low effort: 10.0")
    np.testing.assert_array_equal(found.clients["Value per Seat"], [100.0, 30.0, np.nan])
    assert segment(make_book(clients, effort_measures=card)).clients["Segment"].tolist() == ["LL", "HL", "HL"]


def test_segment_value_0_counts_as_typed() -> None:
    lines = [{"Client": "Acme", "Amount": 70.0, "Start": AS_OF}]
    assert cell(one_client(contracts=lines), "Overall Value") == 70.0
    found = one_client(contracts=lines, **{"Segment Value": 0.0})
    assert (cell(found, "Overall Value"), cell(found, "Value Source")) == (0.0, "Segment Value")
    assert cell(found, "Contract MRR") == 70.0


# Tech debt


@pytest.mark.parametrize(
    ("end_of_life", "debt"),
    [(date(2020, 1, 1), 300.0), (date(2026, 6, 30), 300.0), (date(2026, 7, 1), 0.0), (None, 0.0)],
)
def test_tech_debt(end_of_life: date | None, debt: float) -> None:
    asset = {"Client": "Acme", "Replacement Cost": 100.0, "Quantity": 3.0, "End of Life": end_of_life}
    assert cell(one_client(assets=[asset]), "Tech Debt") == debt
    sooner = one_client(assets=[asset], settings={"eol_warning_months": 11})
    assert cell(sooner, "Tech Debt") == (debt if end_of_life == date(2020, 1, 1) else 0.0)


def test_without_assets_there_is_no_tech_debt_figure() -> None:
    assert np.isnan(cell(one_client(), "Tech Debt"))
    assets = [{"Client": "Acme", "Replacement Cost": 100.0, "End of Life": AS_OF}]
    found = segment(make_book([{"Client": "Acme", "Employees": 4.0}, {"Client": "Bolt"}], assets=assets))
    assert found.clients["Tech Debt"].tolist() == [100.0, 0.0]
    np.testing.assert_array_equal(found.clients["Tech Debt per Seat"], [25.0, np.nan])


# Reviews and renewals


def test_next_review_follows_the_shortest_rhythm() -> None:
    # value below the cut and low effort: LL, 12 months; Unscored: none; ARR 1,200 alone: Tier 1, 3 months
    cells = {"Segment Value": 100.0, "NPS": 0.0, "Last Review": date(2025, 3, 31)}
    found = one_client(**cells, effort_measures=(Measure("NPS", 1),))
    assert cell(found, "Next Review").date() == AS_OF
    assert cell(found, "Review Overdue") is False
    earlier = one_client(**cells | {"Last Review": date(2025, 3, 29)}, effort_measures=(Measure("NPS", 1),))
    assert cell(earlier, "Next Review").date() == date(2025, 6, 29)
    assert cell(earlier, "Review Overdue") is True
    assert "review overdue" in cell(earlier, "Flags")
    never = one_client(**cells | {"Last Review": None})
    assert cell(never, "Review Overdue") is None


@pytest.mark.parametrize(
    ("cells", "renewal"),
    [
        ({"End": date(2025, 12, 31)}, date(2026, 1, 1)),
        ({"End": date(2025, 12, 31), "Renewal Date": date(2025, 10, 1)}, date(2025, 10, 1)),
        ({"End": date(2025, 12, 31), "Renewal Date": AS_OF}, date(2026, 1, 1)),
        ({"End": date(2024, 12, 31), "Auto Renew": True, "Start": date(2024, 1, 1)}, date(2026, 1, 1)),
        ({"End": date(2025, 3, 31), "Auto Renew": True, "Start": date(2025, 1, 1)}, date(2025, 7, 1)),
        ({"End": date(2025, 6, 10), "Auto Renew": True, "Start": date(2025, 6, 1)}, date(2025, 7, 1)),
        ({"End": date(2024, 2, 29), "Auto Renew": True, "Start": date(2023, 3, 1)}, date(2026, 3, 1)),
        ({}, None),
        ({"End": date(9999, 12, 31)}, None),
        ({"End": date(2025, 12, 31), "Status": "Draft"}, None),
    ],
)
def test_renewal_date(cells: dict[str, Any], renewal: date | None) -> None:
    line = {"Client": "Acme", "Amount": 1.0, "Start": date(2023, 1, 1)} | cells
    found = cell(one_client(contracts=[line]), "Renewal Date")
    assert (None if found is None or found != found else found.date()) == renewal


def test_renewal_is_the_earliest_of_the_clients_counted_lines() -> None:
    lines = [
        {"Client": "Acme", "Amount": 1.0, "Start": date(2025, 1, 1), "End": date(2025, month, 28)}
        for month in (9, 8, 12)
    ]
    assert cell(one_client(contracts=lines), "Renewal Date").date() == date(2025, 8, 29)
    exclusive = one_client(contracts=lines, settings={"end_date_counts": False})
    assert cell(exclusive, "Renewal Date").date() == date(2025, 8, 28)

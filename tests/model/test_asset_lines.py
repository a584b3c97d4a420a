"""Every asset with whose it is and why it is tech debt; what each measure scores."""

from __future__ import annotations

from datetime import date

import pytest

from segmentbook import schema
from segmentbook.model.inputs import Measure
from segmentbook.model.segmentation import segment
from tests.model.books import make_book

AS_OF = date(2026, 6, 30)


def asset(client: str, end: date | None, cost: float = 100.0, quantity: float | None = None) -> dict[str, object]:
    return {"Client": client, "Asset": "PC", "End of Life": end, "Replacement Cost": cost, "Quantity": quantity}


def test_each_asset_is_there_with_its_reason_and_they_add_up() -> None:
    inputs = make_book(
        [{"Client": "Ann", "Client ID": "A"}, {"Client": "Bo", "Client ID": "B1"}, {"Client": "Bo", "Client ID": "B2"}],
        assets=[
            asset("ann", AS_OF, 100.0, 3.0),
            asset("A", date(2027, 6, 30)),
            asset("A", date(2027, 7, 1)),
            asset("B1", None),
            asset("Bo", AS_OF),
            asset("Cy", AS_OF),
        ],
        settings={"as_of": AS_OF, "eol_warning_months": 12},
    )
    found = segment(inputs)
    assets = found.assets
    assert assets is not None
    assert list(zip(assets["Client"], assets["Client ID"], assets["Tech Debt"], assets["Reason"], strict=True)) == [
        ("Ann", "A", 300.0, "past end of life"),
        ("Ann", "A", 100.0, "end of life soon"),
        ("Ann", "A", 0.0, "not due"),
        ("Bo", "B1", 0.0, "no end of life"),
        ("Bo", "", 0.0, "ambiguous client"),
        ("Cy", "", 0.0, "unknown client"),
    ]
    assert assets["Client Row"].tolist() == [0, 0, 0, 1, -1, -1]
    assert found.clients["Tech Debt"].tolist() == [400.0, 0.0, 0.0]
    assert set(schema.ASSET_LEDGER.headers) - {"Line"} <= set(assets.columns)


def test_no_clients_and_no_assets() -> None:
    nobody = segment(make_book([], assets=[asset("Ann", AS_OF)])).assets
    assert nobody is not None
    assert nobody["Reason"].tolist() == ["unknown client"]
    nothing = segment(make_book([{"Client": "Ann"}])).assets
    assert nothing is not None
    assert len(nothing) == 0


def test_scores_by_measure_make_the_score() -> None:
    effort = (Measure("Sites", 1.0, 0.0, 10.0), Measure("Tickets", 3.0, 0.0, 2.0))
    clients = [{"Client": "Ann", "Sites": 5.0, "Tickets": 1.5}, {"Client": "Bo", "Sites": 20.0, "Tickets": None}]
    inputs = make_book(clients, effort_measures=effort)
    inputs.clients["Sites"], inputs.clients["Tickets"] = [5.0, 20.0], [1.5, float("nan")]
    found = segment(inputs)
    assert found.measures is not None
    assert found.measures.columns.tolist() == ["Effort: Sites", "Effort: Tickets"]
    assert found.measures.iloc[0].tolist() == [50.0, 75.0]
    assert found.measures.iloc[1].tolist() == pytest.approx([100.0, float("nan")], nan_ok=True)
    assert found.clients["Effort Score"].iloc[0] == 68.8  # (1 x 50 + 3 x 75) / 4, half-up

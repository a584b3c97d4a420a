"""What services come to: sums worked by hand, and totals that add up in every direction."""

from __future__ import annotations

from math import isnan, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook import schema
from segmentbook.model.inputs import Service, Settings, Tier
from segmentbook.model.service_costs import ServiceCosts, service_costs, tier_totals
from segmentbook.model.service_tables import ACCOUNT_COLUMNS, COST_COLUMNS, service_headers
from segmentbook.model.services import annual_cost, assessed_value
from tests.model.books import AS_OF

GOLD, BASIC = Tier("Gold"), Tier("Basic")


def service(name: str, cost: float, gold: float, basic: float, **more: Any) -> Service:
    facts: dict[str, Any] = {"times_per_year": 4.0, "hours_per_time": 2.0, "margin": 0.2, "automated": False} | more
    return Service(name, "", cost, times={"Gold": gold, "Basic": basic}, **facts)


def costed(
    services: list[Service], tier: list[int], arr: list[float], tiers: tuple[Tier, ...] = (GOLD, BASIC), **settings: Any
) -> ServiceCosts:
    names = np.array([f"Client {i}" for i in range(len(arr))], dtype=np.object_)
    ids = np.array([f"C-{i}" for i in range(len(arr))], dtype=np.object_)
    return service_costs(
        services, tiers, np.array(tier, np.int64), np.array(arr, np.float64), Settings(AS_OF, **settings), names, ids
    )


REVIEW = service("Review", 400.0, 4.0, 1.0, hours_per_time=5.0)
TRAINING = service("Training", 90.0, 2.0, 0.0, hours_per_time=1.5, margin=0.1)
NEWS = service("Newsletter", 3.0, 12.0, 12.0, hours_per_time=0.0, margin=nan, automated=True)
# Gold: 4 x 400 + 2 x 90 + 12 x 3 = 1,816 a year, 4 x 5 + 2 x 1.5 = 23 hours
# Basic: 400 + 36 = 436 a year, 5 hours
BOOK = costed(
    [REVIEW, TRAINING, NEWS],
    [0, 1, 1, -1, 0],
    [20_000.0, 3_000.0, 400.0, 9_000.0, 10_000.0],
    service_budget=5_000.0,
    csm_hours_per_year=100.0,
)


def test_an_account_summed_by_hand() -> None:
    assert BOOK.cost.tolist()[:3] == [1_816.0, 436.0, 436.0]
    # 1,600 / 0.8 + 180 / 0.9 + 36 without a margin; 400 / 0.8 + 36
    assert BOOK.value[:3] == pytest.approx([2_236.0, 536.0, 536.0])
    assert BOOK.hours.tolist()[:3] == [23.0, 5.0, 5.0]
    assert BOOK.cost_share[:3] == pytest.approx([1_816 / 20_000, 436 / 3_000, 436 / 400])
    for column in (BOOK.cost, BOOK.value, BOOK.hours, BOOK.cost_share):
        assert isnan(column[3])  # in no tier


def test_a_tier_and_the_book_summed_by_hand() -> None:
    gold, basic = BOOK.tiers
    assert (gold.accounts, gold.arr, gold.cost, gold.hours) == (2, 30_000.0, 3_632.0, 46.0)
    assert (basic.accounts, basic.arr, basic.cost, basic.hours) == (2, 3_400.0, 872.0, 10.0)
    assert (gold.heads, basic.heads) == (0.46, 0.1)
    assert (gold.margin, gold.cost_share) == (26_368.0, pytest.approx(3_632 / 30_000))
    book = BOOK.book
    assert (book.accounts, book.arr, book.cost, book.hours) == (4, 33_400.0, 4_504.0, 56.0)
    assert book.value == pytest.approx(2 * 2_236.0 + 2 * 536.0)
    assert book.heads == pytest.approx(0.56)
    assert (book.accounts_per_head, book.arr_per_head) == (pytest.approx(4 / 0.56), pytest.approx(33_400 / 0.56))
    assert (BOOK.budget, BOOK.budget_used, BOOK.budget_left) == (5_000.0, pytest.approx(0.9008), 496.0)


def test_the_table_of_services_and_tiers() -> None:
    table = BOOK.table.set_index(["Service", "Tier"])
    review = table.loc[("Review", "Gold")]
    assert review["Times per Year"] == 4.0
    assert review["Accounts"] == 2.0
    assert review["Cost per Account"] == 1_600.0
    assert review["Value per Account"] == review["Value by Margin"] == 2_000.0
    assert review["Value by Markup"] == pytest.approx(1_920.0)
    assert review["Value by Multiplier"] == pytest.approx(320.0)
    assert (review["Cost"], review["Value"], review["Hours"], review["Heads"]) == (3_200.0, 4_000.0, 40.0, 0.4)
    assert (review["Automated"], table.loc[("Newsletter", "Basic"), "Automated"]) == (False, True)
    unserved = table.loc[("Training", "Basic")]
    assert (unserved["Accounts"], unserved["Cost"], unserved["Value"], unserved["Hours"]) == (0.0, 0.0, 0.0, 0.0)


def test_the_method_in_force_counts_and_the_others_stand_beside_it() -> None:
    markup = costed([REVIEW], [0], [20_000.0], margin_method="Markup")
    assert markup.value.tolist() == [pytest.approx(1_920.0)]
    factor = costed([service("Review", 400.0, 4.0, 1.0, margin=1.5)], [0], [20_000.0], margin_method="Multiplier")
    row = factor.table.iloc[0]
    assert (row["Value per Account"], row["Value by Multiplier"], row["Value by Markup"]) == (2_400.0, 2_400.0, 4_000.0)
    assert isnan(row["Value by Margin"])  # no price has a margin of 150%


def test_a_service_qualifies_where_the_typical_account_pays_what_it_is_worth() -> None:
    # medians: Gold 15,000 (of 20,000 and 10,000), Basic 1,700 (of 3,000 and 400)
    table = BOOK.table.set_index(["Service", "Tier"])
    assert table.loc[("Review", "Gold"), "Value Share of ARR"] == pytest.approx(2_000 / 15_000)
    assert table.loc[("Review", "Basic"), "Value Share of ARR"] == pytest.approx(500 / 1_700)
    # not provided: judged at the catalogue's four times a year, 4 x 90 / 0.9
    assert table.loc[("Training", "Basic"), "Value Share of ARR"] == pytest.approx(400 / 1_700)
    assert BOOK.qualifies.tolist() == [[True, True], [True, True], [True, True]]
    exact = service("Sponsor", 340.0, 5.0, 5.0, margin=0.0)
    over = service("Sponsor", 340.01, 5.0, 5.0, margin=0.0)
    for one, qualifies in ((exact, True), (over, False)):
        found = costed([one], [1, 1, 1], [3_000.0, 400.0, -50.0])  # nobody in Gold; the median of what is paid is 1,700
        assert found.qualifies.tolist() == [[False, qualifies]]
        assert found.table["Qualifies"].tolist() == [None, qualifies]


def test_accounts_that_do_not_pay_for_their_services() -> None:
    found = costed([REVIEW], [0, 1, 1, 1, -1, 1], [1_600.0, 399.99, 0.0, -10.0, 0.0, 400.0])
    assert found.unprofitable.tolist() == [1]
    assert found.unpaid.tolist() == [2, 3]
    free = costed([service("Forum", 0.0, 1.0, 1.0)], [0, 1], [0.0, 10.0])
    assert (free.unprofitable.tolist(), free.unpaid.tolist()) == ([], [])


def test_services_that_no_tier_gets() -> None:
    found = costed([REVIEW, service("Sponsor", 10.0, 0.0, 0.0)], [0], [1.0])
    assert found.unused == (1,)


@pytest.mark.parametrize("budget", [None, 0.0])
def test_without_a_budget_no_share_of_it(budget: float | None) -> None:
    found = costed([REVIEW], [0], [1.0], service_budget=budget)
    assert isnan(found.budget_used)
    assert isnan(found.budget_left) if budget is None else found.budget_left == -1_600.0


@pytest.mark.parametrize("hours", [None, 0.0])
def test_without_hours_a_year_no_heads(hours: float | None) -> None:
    found = costed([REVIEW], [0, 1], [1.0, 1.0], csm_hours_per_year=hours)
    assert found.book.hours == 25.0
    for total in (*found.tiers, found.book):
        assert isnan(total.heads) and isnan(total.accounts_per_head) and isnan(total.arr_per_head)
    assert found.table["Heads"].isna().all()


def test_a_book_without_clients_and_one_without_services() -> None:
    empty = costed([REVIEW], [], [])
    assert empty.book.cost == 0.0 and isnan(empty.book.cost_share)
    assert empty.accounts.columns.tolist() == [*ACCOUNT_COLUMNS, "Review"]
    nothing = costed([], [0, -1], [1.0, 1.0])
    assert nothing.cost[0] == 0.0 and isnan(nothing.cost[1])
    assert len(nothing.table) == 0 and nothing.unused == ()


def test_the_tables_have_the_headers_of_the_schema() -> None:
    assert schema.SERVICE_COSTS.headers == COST_COLUMNS
    assert schema.ACCOUNT_SERVICES.headers == ACCOUNT_COLUMNS
    assert BOOK.table.columns.tolist() == [*COST_COLUMNS]
    assert BOOK.accounts.columns.tolist() == [*ACCOUNT_COLUMNS, "Review", "Training", "Newsletter"]
    assert BOOK.accounts["Client"].tolist() == ["Client 0", "Client 1", "Client 2", "Client 4"]
    assert BOOK.accounts.index.tolist() == [0, 1, 2, 4]
    assert BOOK.accounts.iloc[1].tolist()[2:] == [
        "Basic",
        3_000.0,
        436.0,
        pytest.approx(436 / 3_000),
        pytest.approx(536.0),
        2_564.0,
        5.0,
        400.0,
        0.0,
        36.0,
    ]


def test_a_service_called_as_a_column_has_another_header() -> None:
    names = ("Margin", "margin (service)", "Tier", "Renewal")
    headers = service_headers([service(name, 1.0, 1.0, 1.0) for name in names])
    assert headers == ("Margin (service)", "margin (service) (service)", "Tier (service)", "Renewal")


money = st.integers(0, 10**7).map(lambda cents: cents / 100)
catalogues = st.lists(
    st.builds(
        service,
        st.uuids().map(str),
        money,
        st.sampled_from([0.0, 0.5, 1.0, 4.0, 12.0]),
        st.sampled_from([0.0, 0.5, 1.0, 4.0, 12.0]),
        margin=st.sampled_from([0.0, 0.35, 0.9, nan]),
        hours_per_time=st.sampled_from([0.0, 0.25, 3.0]),
    ),
    max_size=6,
)
accounts = st.lists(st.tuples(st.sampled_from([-1, 0, 1]), st.integers(-(10**6), 10**8).map(lambda c: c / 100)))


@given(catalogues, accounts, st.sampled_from(["Margin", "Markup", "Multiplier"]))
def test_totals_add_up_in_every_direction(
    services: list[Service], clients: list[tuple[int, float]], method: str
) -> None:
    tier, arr = [t for t, _ in clients], [a for _, a in clients]
    found = costed(services, tier, arr, margin_method=method, csm_hours_per_year=1_600.0)
    for name, book, per_client in (
        ("Cost", found.book.cost, found.cost),
        ("Value", found.book.value, found.value),
        ("Hours", found.book.hours, found.hours),
    ):
        attribute = name.lower()
        by_tier = found.table.groupby("Tier")[name].sum()
        for place, (one, total) in enumerate(zip((GOLD, BASIC), found.tiers, strict=True)):
            assert getattr(total, attribute) == pytest.approx(by_tier.get(one.name, 0.0))
            of_accounts = [c for c, t in zip(per_client.tolist(), tier, strict=True) if t == place]
            assert getattr(total, attribute) == pytest.approx(sum(of_accounts))
        assert book == pytest.approx(found.table[name].sum())
        assert book == pytest.approx(np.nansum(per_client))
    for one, header in zip(services, service_headers(services), strict=True):
        assert found.accounts[header].sum() == pytest.approx(
            found.table[found.table["Service"] == one.name]["Cost"].sum()
        )
    assert found.accounts["Cost to Serve"].sum() == pytest.approx(found.book.cost)
    assert found.accounts["Margin"].sum() == pytest.approx(found.book.margin, abs=0.005)
    assert found.book.arr == pytest.approx(sum(a for t, a in clients if t >= 0))
    assert found.book.heads == pytest.approx(found.table["Heads"].sum())
    counts = [total.accounts for total in found.tiers]
    again = tier_totals(
        services,
        (GOLD, BASIC),
        counts,
        [t.arr for t in found.tiers],
        Settings(AS_OF, margin_method=method, csm_hours_per_year=1_600.0),
    )
    assert again == found.tiers


@given(catalogues, st.sampled_from(["Margin", "Markup", "Multiplier"]))
def test_the_column_form_is_the_scalar_form(services: list[Service], method: str) -> None:
    found = costed(services, [0, 1], [1.0, 1.0], margin_method=method)
    rows = found.table.itertuples(index=False)
    for one, tier in ((one, tier) for one in services for tier in ("Gold", "Basic")):
        row = next(rows)._asdict()
        cost = annual_cost(one.cost_per_time, one.times[tier])
        values = list(row.values())
        assert values[COST_COLUMNS.index("Cost per Account")] == cost
        assert values[COST_COLUMNS.index("Value per Account")] == assessed_value(cost, one.margin, method)

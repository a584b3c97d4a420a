"""The plan of services: best by brute force, within the budget to the cent, and what it says of what it did."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor, isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook import schema
from segmentbook.errors import PolicyError
from segmentbook.model.inputs import Service, Tier
from segmentbook.model.plan import Plan, best_plan
from segmentbook.model.plan_table import DECISIONS, PLAN_COLUMNS
from segmentbook.model.services import assessed_value

GOLD, BASIC = TIERS = (Tier("Gold"), Tier("Basic"))
METHODS = ("Margin", "Markup", "Multiplier")


def service(
    name: str,
    cost: float,
    times: Mapping[str, float],
    *,
    margin: float = 0.35,
    priority: int = 1,
    least: Mapping[str, float] | None = None,
    most: Mapping[str, float] | None = None,
    hours: float = 1.0,
    automated: bool = False,
) -> Service:
    return Service(name, "", cost, 1.0, hours, margin, automated, times, priority, least or {}, most or {})


def times_of(plan: Plan) -> dict[tuple[str, str], float]:
    keys = zip(plan.table["Service"], plan.table["Tier"], strict=True)
    return dict(zip(keys, plan.table["Times Planned"], strict=True))


Key = tuple[Fraction, ...]


def allowed(one: Service, tier: str) -> list[Fraction]:
    """Whole times from the least to the most, and what was typed."""
    now = one.times[tier]
    least = one.minimum.get(tier, 0.0)
    most = one.maximum.get(tier, max(now, least))
    whole = map(float, range(ceil(least), floor(most) + 1))
    return sorted({Fraction(repr(t)) for t in (least, most, min(max(now, least), most), *whole)})


def by_brute_force(services: Sequence[Service], accounts: Mapping[str, int], budget: float, method: str) -> Key | None:
    """The best there is: value of each priority (and, after it, cost of what has no value), None where none fits."""
    cells = [(one, tier) for one in services for tier in accounts]
    priorities = sorted({one.priority for one in services})
    best: Key | None = None
    for times in itertools.product(*(allowed(*cell) for cell in cells)):
        key = outcome(cells, times, accounts, priorities, method)
        if -key[-1] <= Fraction(repr(budget)) and (best is None or key > best):
            best = key
    return best


def outcome(
    cells: Sequence[tuple[Service, str]],
    times: Sequence[Fraction],
    accounts: Mapping[str, int],
    priorities: Sequence[int],
    method: str,
) -> Key:
    value = {(priority, worthless): Fraction(0) for priority in priorities for worthless in (False, True)}
    total = Fraction(0)
    for (one, tier), often in zip(cells, times, strict=True):
        cost = accounts[tier] * Fraction(repr(one.cost_per_time)) * often
        factor = Fraction(assessed_value(1.0, one.margin, method)).limit_denominator(1000)
        value[one.priority, not factor] += cost * (factor or 1)
        total += cost
    return (*value.values(), -total)


def key_of(plan: Plan, services: Sequence[Service], accounts: Mapping[str, int], method: str) -> Key:
    cells = [(one, tier) for one in services for tier in accounts]
    planned = times_of(plan)
    times = [Fraction(repr(planned[one.name, tier])) for one, tier in cells]
    return outcome(cells, times, accounts, sorted({one.priority for one in services}), method)


@st.composite
def catalogues(draw: st.DrawFn, priorities: int = 2) -> tuple[list[Service], dict[str, int], str]:
    """One to three services for two tiers, so that all plans can be listed."""
    often = st.sampled_from([0.0, 1.0, 2.0, 3.0, 0.5, 2.5])
    services = []
    for number in range(draw(st.integers(1, 3))):
        limits = {
            tier: sorted(draw(st.tuples(st.sampled_from([0.0, 0.0, 0.5, 1.0]), st.sampled_from([1.0, 2.0, 3.0]))))
            for tier in draw(st.sets(st.sampled_from(["Gold", "Basic"]), max_size=1))
        }
        services.append(
            service(
                f"S{number}",
                draw(st.sampled_from([0.0, 1.0, 7.0, 7.5, 10.0, 33.33, 0.01, 640.0])),
                {"Gold": draw(often), "Basic": draw(often)},
                margin=draw(st.sampled_from([0.0, 0.2, 0.35, 0.5])),
                priority=draw(st.integers(1, priorities)),
                least={tier: limit[0] for tier, limit in limits.items()},
                most={tier: limit[1] for tier, limit in limits.items()},
            )
        )
    accounts = {"Gold": draw(st.integers(0, 3)), "Basic": draw(st.integers(1, 30))}
    return services, accounts, draw(st.sampled_from(METHODS))


budgets = st.one_of(st.integers(0, 3_000).map(float), st.integers(0, 100_000).map(lambda cents: cents / 100))


@given(catalogues(), budgets)
def test_a_plan_is_the_best_of_all_that_fit(
    catalogue: tuple[list[Service], dict[str, int], str], budget: float
) -> None:
    services, accounts, method = catalogue
    plan = best_plan(services, TIERS, accounts, budget, margin_method=method)
    best = by_brute_force(services, accounts, budget, method)
    if best is None:
        assert plan.problem.startswith("The minima cost ")
        assert plan.table["Times Planned"].isna().all()
    else:
        assert plan.problem == ""
        assert key_of(plan, services, accounts, method) == best
        assert plan.cost == pytest.approx(float(-best[-1]))
        assert plan.left >= -1e-9


@given(catalogues(), budgets)
def test_the_next_money_is_the_least_that_improves_the_plan(
    catalogue: tuple[list[Service], dict[str, int], str], budget: float
) -> None:
    services, accounts, method = catalogue
    plan = best_plan(services, TIERS, accounts, budget, margin_method=method)
    if plan.problem:
        return
    here = key_of(plan, services, accounts, method)[:-1]
    if plan.next_money is None:
        most = best_plan(services, TIERS, accounts, 1e9, margin_method=method)
        assert key_of(most, services, accounts, method)[:-1] == here
        return
    following = plan.next_money
    assert following.budget == pytest.approx(budget + following.extra)
    better = best_plan(services, TIERS, accounts, following.budget, margin_method=method)
    assert key_of(better, services, accounts, method)[:-1] > here
    assert better.table["Times Planned"].tolist() == plan.table["Next Times"].tolist()
    assert better.value - plan.value == pytest.approx(following.value, abs=1e-6)
    a_cent_less = max(budget, round(following.budget - 0.01, 2))
    same = best_plan(services, TIERS, accounts, a_cent_less, margin_method=method)
    assert key_of(same, services, accounts, method)[:-1] == here


@given(catalogues(), st.lists(budgets, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_more_money_is_never_worse_and_the_order_of_rows_does_not_matter(
    catalogue: tuple[list[Service], dict[str, int], str], amounts: list[float], chance: random.Random
) -> None:
    services, accounts, method = catalogue
    plans = [best_plan(services, TIERS, accounts, budget, margin_method=method) for budget in sorted(amounts)]
    keys = [key_of(plan, services, accounts, method)[:-1] for plan in plans if not plan.problem]
    assert keys == sorted(keys)
    shuffled = services[:]
    chance.shuffle(shuffled)
    for plan in plans:
        again = best_plan(shuffled, TIERS, dict(reversed(accounts.items())), plan.budget, margin_method=method)
        if plan.problem:
            assert again.problem
        else:
            assert times_of(again) == times_of(plan)
            assert again.next_money == plan.next_money or {c.service for c in plan.next_money.changes} == {
                c.service for c in again.next_money.changes
            }


def large(seed: int, *, margins: Sequence[float], cent: bool) -> tuple[list[Service], list[Tier], dict[str, int]]:
    chance = random.Random(seed)  # noqa: S311 - sample data
    tiers = [Tier(f"Tier {number}") for number in range(1, 6)]
    services = [
        service(
            f"Service {number}",
            chance.randrange(1_000, 200_000) / 100 if cent else float(chance.randrange(10, 2_000, 5)),
            {tier.name: float(chance.randrange(13)) for tier in tiers},
            margin=chance.choice(margins),
            priority=chance.choice((1, 1, 2)),
        )
        for number in range(16)
    ]
    return services, tiers, {tier.name: chance.randrange(3, 120) for tier in tiers}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("margins", [(0.35,), (0.2, 0.35, 0.5)])
@pytest.mark.parametrize("cent", [False, True])
def test_sixteen_services_for_five_tiers_stay_within_the_budget_to_the_cent(
    seed: int, margins: tuple[float, ...], cent: bool
) -> None:
    services, tiers, accounts = large(seed, margins=margins, cent=cent)
    full = best_plan(services, tiers, accounts, 1e12)
    assert (full.cost, full.cuts, full.next_money) == (full.cost_now, (), None)
    budget = round(full.cost * 0.7, 2)
    plan = best_plan(services, tiers, accounts, budget)
    costs = {one.name: Fraction(repr(one.cost_per_time)) for one in services}
    times = times_of(plan)
    exact = sum(accounts[tier] * costs[name] * Fraction(often) for (name, tier), often in times.items())
    assert exact <= Fraction(repr(budget))
    # A year has many ways to spend millions: hardly a cent is left.
    assert budget - float(exact) < 100.0
    backwards = best_plan(services[::-1], tiers, accounts, budget)
    assert times_of(backwards) == times


def test_a_service_of_priority_1_comes_before_all_of_priority_2() -> None:
    services = [
        service("Upsell", 10.0, {"Gold": 10.0, "Basic": 0.0}, margin=0.9, priority=2),
        service("Renewal", 60.0, {"Gold": 1.0, "Basic": 0.0}, margin=0.1, priority=1),
    ]
    plan = best_plan(services, TIERS, {"Gold": 1}, 95.0)
    assert times_of(plan)["Renewal", "Gold"] == 1.0
    assert times_of(plan)["Upsell", "Gold"] == 3.0
    assert plan.table["Service"].tolist() == ["Renewal", "Renewal", "Upsell", "Upsell"]


def test_cut_saved_and_next_by_hand() -> None:
    services = [
        service("Review", 100.0, {"Gold": 4.0, "Basic": 1.0}, margin=0.5),
        service("Training", 40.0, {"Gold": 2.0, "Basic": 0.0}, margin=0.2, hours=3.0),
        service("Survey", 0.0, {"Gold": 12.0, "Basic": 12.0}, margin=0.9, automated=True),
    ]
    # The catalogue: Gold 2 x (4 x 100 + 2 x 40) = 960, Basic 5 x 100 = 500.
    plan = best_plan(services, TIERS, {"Gold": 2, "Basic": 5}, 1_390.0)
    assert (plan.cost_now, plan.cost, plan.left) == (1_460.0, 1_380.0, 10.0)
    assert (plan.value_now, plan.value) == (2_800.0, 2_700.0)
    assert (plan.hours_now, plan.hours) == (8 + 5 + 12 + 24 + 60, 8 + 5 + 6 + 24 + 60)
    cuts = [(cut.service, cut.tier, cut.before, cut.after, cut.cost) for cut in plan.cuts]
    assert cuts == [("Training", "Gold", 2.0, 1.0, -80.0)]
    assert plan.additions == ()
    following = plan.next_money
    assert following is not None
    assert (following.budget, following.extra, following.value) == (1_460.0, 70.0, 100.0)
    assert plan.notes == (
        "With 70.00 more (1,460.00 a year) the plan would be better: Training for Gold from 1 to 2 times a year. "
        "Service value rises by 100.00.",
    )
    decisions = dict(
        zip(zip(plan.table["Service"], plan.table["Tier"], strict=True), plan.table["Decision"], strict=True)
    )
    assert decisions["Training", "Gold"] == "Lowered"
    assert decisions["Training", "Basic"] == "Not provided"
    assert decisions["Survey", "Basic"] == "Kept"
    assert plan.table["Saving"].sum() == 80.0


def test_what_the_next_step_costs_without_giving_anything_up() -> None:
    services = [
        service("Review", 70.0, {"Gold": 1.0, "Basic": 0.0}),
        service("Training", 50.0, {"Gold": 1.0, "Basic": 0.0}),
        service("Advice", 60.0, {"Gold": 1.0, "Basic": 0.0}),
    ]
    plan = best_plan(services, TIERS, {"Gold": 1}, 115.0)
    assert times_of(plan)["Review", "Gold"] == 0.0
    # For 120 Review and Training; all but nothing taken away: Review too, 110 + 70.
    assert plan.notes == (
        "With 5.00 more (120.00 a year) the plan would be better: Review for Gold from 0 to 1 time a year; Advice for "
        "Gold dropped (now 1 time a year). Service value rises by 15.38.",
        "Without giving up anything, the next would be Review for Gold from 0 to 1 time a year, for 65.00 more.",
    )
    assert plan.next_step is not None
    assert (plan.next_step.budget, plan.next_step.extra) == (180.0, 65.0)
    assert plan.next_step.value == pytest.approx(70.0 / 0.65)
    assert best_plan(services, TIERS, {"Gold": 1}, 180.0).next_step is None


def test_an_entitlement_of_every_second_year_is_kept_or_dropped() -> None:
    services = [service("Visit", 100.0, {"Gold": 0.5, "Basic": 2.5})]
    wanted = {
        0.0: (0.0, 0.0),
        49.99: (0.0, 0.0),
        50.0: (0.5, 0.0),
        250.0: (0.5, 2.0),
        299.99: (0.5, 2.0),  # not Basic 2.5 times for the same money: the higher tier goes first
        300.0: (0.5, 2.5),
    }
    for budget, (gold, basic) in wanted.items():
        plan = best_plan(services, TIERS, {"Gold": 1, "Basic": 1}, budget)
        assert times_of(plan) == {("Visit", "Gold"): gold, ("Visit", "Basic"): basic}, budget


def test_very_many_times_a_year_are_planned_too() -> None:
    hourly = service("Watch", 0.25, {"Gold": 8_760.0, "Basic": 0.0})
    assert times_of(best_plan([hourly], TIERS, {"Gold": 3}, 6_000.0))["Watch", "Gold"] == 8_000.0
    odd = service("Watch", 0.25, {"Gold": 1_000_000.5, "Basic": 0.0})
    assert times_of(best_plan([odd], TIERS, {"Gold": 1}, 6_000.0))["Watch", "Gold"] == 0.0
    assert times_of(best_plan([odd], TIERS, {"Gold": 1}, 300_000.0))["Watch", "Gold"] == 1_000_000.5


def test_a_maximum_above_the_catalogue_lets_a_plan_raise_and_add() -> None:
    services = [
        service("Review", 10.0, {"Gold": 1.0, "Basic": 0.0}, most={"Gold": 3.0, "Basic": 1.0}),
    ]
    plan = best_plan(services, TIERS, {"Gold": 1, "Basic": 1}, 100.0)
    assert times_of(plan) == {("Review", "Gold"): 3.0, ("Review", "Basic"): 1.0}
    assert plan.table["Decision"].tolist() == ["Raised", "Added"]
    assert [(change.tier, change.cost) for change in plan.additions] == [("Gold", 20.0), ("Basic", 10.0)]
    assert plan.notes == ("More money would buy nothing: every service is at its most times a year.",)


def test_a_maximum_below_the_catalogue_cuts_whatever_the_budget() -> None:
    plan = best_plan(
        [service("Review", 10.0, {"Gold": 12.0, "Basic": 0.0}, most={"Gold": 4.0})], TIERS, {"Gold": 1}, 1_000.0
    )
    assert times_of(plan)["Review", "Gold"] == 4.0
    assert [cut.after for cut in plan.cuts] == [4.0]


def test_minima_that_do_not_fit_are_named_with_what_is_missing() -> None:
    services = [
        service("Review", 100.0, {"Gold": 4.0, "Basic": 1.0}, least={"Gold": 2.0, "Basic": 1.0}),
        service("Renewal", 33.335, {"Gold": 1.0, "Basic": 1.0}, least={"Gold": 1.0}),
        service("Survey", 0.0, {"Gold": 1.0, "Basic": 1.0}, least={"Gold": 1.0}),
    ]
    plan = best_plan(services, TIERS, {"Gold": 1, "Basic": 4}, 500.0)
    assert plan.problem == (
        "The minima cost 633.34 a year, but the budget is 500.00: 133.34 is missing. The minima: Review for Basic, 1 "
        "time (400.00); Review for Gold, 2 times (200.00); Renewal for Gold, 1 time (33.34). Lower a minimum, or raise "
        "the budget to 633.34."
    )
    assert plan.notes == (plan.problem,)
    assert isnan(plan.cost)
    assert isnan(plan.left)
    assert plan.table["Cost Now"].sum() == pytest.approx(plan.cost_now)
    fits = best_plan(services, TIERS, {"Gold": 1, "Basic": 4}, 633.34)
    assert fits.problem == ""
    assert times_of(fits)["Review", "Gold"] == 2.0


def test_a_minimum_above_its_maximum_is_named() -> None:
    services = [service("Review", 1.0, {"Gold": 4.0, "Basic": 1.0}, least={"Gold": 3.0}, most={"Gold": 2.0})]
    plan = best_plan(services, TIERS, {"Gold": 1}, 500.0)
    assert plan.problem == (
        "Services: a minimum must not be above its maximum; Review for Gold has a minimum of 3 times and a maximum of "
        "2 times a year. Correct one of the two."
    )


def test_without_a_maximum_a_minimum_above_the_catalogue_is_given() -> None:
    plan = best_plan(
        [service("Review", 1.0, {"Gold": 1.0, "Basic": 0.0}, least={"Gold": 3.0})], TIERS, {"Gold": 1}, 5.0
    )
    assert times_of(plan)["Review", "Gold"] == 3.0


def test_a_budget_of_0_leaves_what_costs_nothing() -> None:
    services = [
        service("Review", 10.0, {"Gold": 1.0, "Basic": 1.0}),
        service("Survey", 0.0, {"Gold": 4.0, "Basic": 4.0}, automated=True),
    ]
    plan = best_plan(services, TIERS, {"Gold": 1, "Basic": 2}, 0.0)
    assert plan.cost == 0.0
    assert list(times_of(plan).values()) == [0.0, 0.0, 4.0, 4.0]
    assert plan.notes[0] == "The budget is 0: only what costs nothing stays on."
    assert plan.next_money is not None
    assert plan.next_money.extra == 10.0


def test_a_tier_without_accounts_costs_nothing_and_stays_as_it_is() -> None:
    plan = best_plan([service("Review", 10.0, {"Gold": 2.0, "Basic": 1.0})], TIERS, {"Basic": 3}, 10.0)
    assert times_of(plan) == {("Review", "Gold"): 2.0, ("Review", "Basic"): 0.0}
    assert plan.notes[0] == "No accounts: Gold. The services there cost nothing and stay as they are."


def test_what_is_worth_nothing_comes_last_and_counts_at_its_cost() -> None:
    services = [
        service("A", 10.0, {"Gold": 3.0, "Basic": 0.0}, margin=0.0),
        service("B", 25.0, {"Gold": 1.0, "Basic": 0.0}, margin=1.5),
    ]
    plan = best_plan(services, TIERS, {"Gold": 1}, 46.0, margin_method="Multiplier")
    assert times_of(plan)["A", "Gold"] == 2.0
    assert times_of(plan)["B", "Gold"] == 1.0


def test_without_a_margin_a_service_is_worth_its_cost() -> None:
    plan = best_plan([service("A", 10.0, {"Gold": 3.0, "Basic": 0.0}, margin=0.0)], TIERS, {"Gold": 1}, 25.0)
    assert (plan.cost, plan.value) == (20.0, 20.0)


def test_large_and_tiny_amounts_are_counted_to_the_cent() -> None:
    services = [
        service("Huge", 250_000_000_000.01, {"Gold": 4.0, "Basic": 0.0}, margin=0.35),
        service("Tiny", 0.0035, {"Gold": 12.0, "Basic": 12.0}, margin=0.5),
    ]
    plan = best_plan(services, TIERS, {"Gold": 1, "Basic": 1_000}, 1_000_000_000_000.0)
    assert times_of(plan)["Huge", "Gold"] == 3.0
    assert times_of(plan)["Tiny", "Basic"] == 12.0
    assert plan.next_money is not None
    # Four huge ones are worth more than all the tiny ones, which make room for them.
    assert (plan.next_money.budget, plan.next_money.extra) == (1_000_000_000_000.04, 0.04)
    everything = best_plan(services, TIERS, {"Gold": 1, "Basic": 1_000}, 1_000_000_000_042.09)
    assert everything.cuts == ()  # 4 x 250,000,000,000.01 + 12 x 1,001 x 0.0035 = 1,000,000,000,042.082


def test_binary_noise_in_a_cost_does_not_cost_a_service() -> None:
    services = [service("A", 0.1 * 3, {"Gold": 1.0, "Basic": 0.0})]  # 0.30000000000000004
    assert best_plan(services, TIERS, {"Gold": 1}, 0.3).cuts == ()


@pytest.mark.parametrize("budget", [-1.0, float("nan"), float("inf")])
def test_a_budget_must_be_0_or_more(budget: float) -> None:
    with pytest.raises(PolicyError) as refused:
        best_plan([], TIERS, {}, budget)
    assert str(refused.value) == f"Service Budget must be 0 or more; got {budget:g}. Correct it."


def test_no_services_is_an_empty_plan() -> None:
    plan = best_plan([], TIERS, {"Gold": 1}, 10.0)
    assert (plan.cost, len(plan.table), plan.problem) == (0.0, 0, "")


def test_the_columns_are_those_of_the_schema() -> None:
    assert schema.SERVICE_PLAN.headers == PLAN_COLUMNS
    assert schema.SERVICE_PLAN["Decision"].choices == DECISIONS
    plan = best_plan([service("A", 1.0, {"Gold": 1.0, "Basic": 1.0})], TIERS, {"Gold": 1}, 1.0)
    assert tuple(plan.table.columns) == PLAN_COLUMNS

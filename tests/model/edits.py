"""Random books and random single edits of one input or one setting, each with the change that it is."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from segmentbook.model.inputs import Inputs, Measure, SegmentCell, Settings, Tier, TierRule
from segmentbook.model.snapshots import InputChange
from segmentbook.schema import defaults
from tests.model.books import AS_OF, make_book

__all__ = ["Book", "edited", "random_book"]

EFFORT = (
    Measure("Tickets", 2.0, 0.0, 10.0),
    Measure("Sites", 1.0, 0.0, 20.0),
    Measure("Debt", 1.0, 0.0, 500.0, source="Tech Debt per Seat"),
)
HEALTH = (
    Measure("CSAT", 3.0),
    Measure("Sponsor", 1.0, choices={"no": 0.0, "partly": 50.0, "yes": 100.0}),
    Measure("Seat Utilisation", 1.0, 0.0, 1.0),
    Measure("Tickets Again", 1.0, 10.0, 0.0, source="Tickets"),
    Measure("Worth", 1.0, 0.0, 9_000.0, source="Contract MRR"),
)
RULES = (
    TierRule("Tier 1 - Strategic", "Contract MRR", ">=", 4_000.0),
    TierRule("Tier 1 - Strategic", "Health Band", "<>", "Needs attention"),
    TierRule("Tier 2 - Mid-market", "Effort Score", "<", 40.0),
    TierRule("Tier 2 - Mid-market", "ARR Rank", "<=", 4),
    TierRule("Tier 2 - Mid-market", "Sponsor", "<>", "no"),
)


@dataclass
class Book:
    """The rows and the policy that a book is made of."""

    clients: list[dict[str, Any]]
    contracts: list[dict[str, Any]]
    assets: list[dict[str, Any]]
    rates: list[dict[str, Any]]
    settings: dict[str, Any]
    policy: dict[str, Any]

    def inputs(self) -> Inputs:
        return make_book(
            self.clients,
            self.contracts,
            assets=self.assets,
            rates=self.rates,
            settings=self.settings,
            **self.policy,
        )


def random_book(rng: random.Random) -> Book:
    """Eight clients near all cuts, with contracts in two currencies, assets, overrides and every way to tier."""
    clients, contracts, assets = [], [], []
    for number in range(8):
        name = f"C{number}"
        clients.append(
            {
                "Client": f"Client {number}",
                "Client ID": name,
                "Employees": rng.choice([None, 5, 10, 20, 50]),
                "Segment Value": rng.choice([None] * 5 + [0.0, 3_000.0, 5_000.0]),
                "Tickets": rng.choice([None, 2.0, 4.0, 5.0, 6.0, 9.0]),
                "Sites": rng.choice([None, 3.0, 10.0, 15.0]),
                "CSAT": rng.choice([None, 30.0, 60.0, 75.0, 95.0]),
                "Sponsor": rng.choice([None, "no", "Partly", "yes"]),
                "Active Seats": rng.choice([None, 3, 8]),
                "Licensed Seats": rng.choice([None, 8, 10]),
                "Health Override": rng.choice([None] * 4 + ["Healthy", "Needs attention"]),
                "Override Until": rng.choice([None, None, AS_OF, AS_OF - timedelta(1)]),
                "Tier Override": rng.choice([None] * 5 + ["Tier 2 - Mid-market"]),
                "Churned On": rng.choice([None] * 6 + [AS_OF, AS_OF + timedelta(1)]),
                "Client Since": rng.choice([None] * 4 + [AS_OF, AS_OF + timedelta(1)]),
            }
        )
        contracts += [_line(rng, name, f"K-{number}-{line}") for line in range(rng.choice([0, 1, 1, 2]))]
        assets += [_asset(rng, name, f"Server {number}") for _ in range(rng.choice([0, 1]))]
    settings = {
        "value_cut": rng.choice([5_000.0, None]),
        "value_cut_per_seat": rng.choice([300.0, None]),
        "value_basis": rng.choice(["MRR", "MRR", "MRR per Seat"]),
        "effort_cut": rng.choice([40.0, 50.0]),
        "missing_measures": rng.choice(["Redistribute", "Count as zero"]),
        "minimum_coverage": rng.choice([0.3, 0.5, 0.6]),
        "tier_by": rng.choice(["ARR share", "ARR share", "ARR", "Employees", "Rules"]),
        "crossing_account": rng.choice(["Up", "Down"]),
        "end_date_counts": rng.choice([True, False]),
    }
    tiers = tuple(
        replace(tier, minimum_arr=arr, minimum_employees=seats)
        for tier, arr, seats in zip(defaults.TIERS, (60_000.0, 20_000.0, None), (50.0, 10.0, None), strict=True)
    )
    policy = {"effort_measures": EFFORT, "health_measures": HEALTH, "tiers": tiers, "tier_rules": RULES}
    policy |= {"bands": defaults.BANDS, "segments": defaults.SEGMENTS}
    return Book(clients, contracts, assets, [{"Currency": "EUR", "Rate": 1.1}], settings, policy)


def _line(rng: random.Random, client: str, contract: str) -> dict[str, Any]:
    return {
        "Client": client,
        "Contract ID": contract,
        "Amount": rng.choice([500.0, 2_000.0, 4_990.0, 5_000.0, 6_000.0]),
        "Currency": rng.choice([None, None, "EUR"]),
        "Billing Period": rng.choice(["Monthly", "Monthly", "Quarterly"]),
        "Start": rng.choice([date(2024, 1, 1), date(2025, 2, 1), AS_OF, AS_OF + timedelta(1)]),
        "End": rng.choice([None, None, AS_OF, date(2026, 1, 31)]),
        "Status": rng.choice(["Active"] * 4 + ["Draft"]),
    }


def _asset(rng: random.Random, client: str, name: str) -> dict[str, Any]:
    return {
        "Client": client,
        "Asset": name,
        "Replacement Cost": rng.choice([1_000.0, 5_000.0]),
        "End of Life": rng.choice([date(2025, 1, 1), date(2026, 6, 30), date(2027, 1, 1)]),
    }


CLIENT_EDITS: dict[str, list[Any]] = {
    "Employees": [None, 4, 12, 60],
    "Segment Value": [None, 0.0, 4_999.0, 9_000.0],
    "Tickets": [None, 0.0, 3.0, 10.0],
    "Sites": [None, 0.0, 20.0],
    "CSAT": [None, 0.0, 70.0, 100.0],
    "Sponsor": [None, "No", "partly", "Yes"],
    "Active Seats": [None, 0, 10],
    "Licensed Seats": [None, 5, 20],
    "Health Override": [None, "Healthy", "Satisfactory", "Needs attention"],
    "Override Until": [None, AS_OF, AS_OF - timedelta(3)],
    "Tier Override": [None, "Tier 1 - Strategic", "Tier 3 - Long tail"],
    "Churned On": [None, AS_OF, date(2025, 1, 1)],
    "Client Since": [None, AS_OF + timedelta(9), date(2024, 1, 1)],
}
CONTRACT_EDITS: dict[str, list[Any]] = {
    "Amount": [0.0, 1_000.0, 9_000.0],
    "Quantity": [2.0, 3.0],
    "Currency": [None, "EUR", "GBP"],
    "Billing Period": ["Annual", "Monthly"],
    "Start": [date(2024, 6, 1), date(2025, 12, 1), None],
    "End": [None, date(2025, 5, 31), date(2027, 1, 1)],
    "Status": ["Active", "Draft", "Cancelled"],
    "Kind": ["One-off", "Third party"],
}
ASSET_EDITS: dict[str, list[Any]] = {
    "Replacement Cost": [0.0, 20_000.0],
    "End of Life": [None, date(2024, 1, 1), date(2030, 1, 1)],
}
SETTING_EDITS: dict[str, list[Any]] = {
    "Value Cut": [None, 4_000.0, 6_000.0],
    "Value Cut per Seat": [None, 100.0, 500.0],
    "Value Basis": ["MRR", "MRR per Seat"],
    "Effort Cut": [30.0, 45.0, 60.0],
    "Missing Measures": ["Redistribute", "Count as zero"],
    "Minimum Coverage": [0.1, 0.4, 0.8],
    "Tier By": ["ARR share", "ARR", "Employees", "Rules"],
    "Crossing Account": ["Up", "Down"],
    "End Date Counts": [True, False],
    "Base Currency": ["EUR"],
    "EOL Warning": [0, 6, 24],
}
FIELDS = {"EOL Warning": "eol_warning_months"}


def edited(rng: random.Random, book: Book) -> tuple[Book, InputChange]:
    """The book with one edit, and the change that it is."""
    kind = rng.choice(["client"] * 4 + ["contract"] * 3 + ["asset", "rate", "row"] + ["setting"] * 4 + ["policy"] * 4)
    if kind == "client":
        return _cell(rng, book, "clients", "Clients", CLIENT_EDITS)
    if kind == "contract" and book.contracts:
        return _cell(rng, book, "contracts", "Contracts", CONTRACT_EDITS)
    if kind == "asset" and book.assets:
        return _cell(rng, book, "assets", "Assets", ASSET_EDITS)
    if kind == "rate":
        now = rng.choice([0.5, 2.0])
        return replace(book, rates=[{"Currency": "EUR", "Rate": now}]), InputChange("", "Rates", "EUR: Rate", 1.1, now)
    if kind == "row":
        return _row(rng, book)
    return _policy(rng, book) if kind == "policy" else _setting(rng, book)


def _cell(
    rng: random.Random, book: Book, attribute: str, table: str, edits: dict[str, list[Any]]
) -> tuple[Book, InputChange]:
    rows = [dict(row) for row in getattr(book, attribute)]
    row, header = rng.choice(rows), rng.choice(list(edits))
    was = row.get(header)
    now = rng.choice([value for value in edits[header] if value != was])
    row[header] = now
    label = row.get("Contract ID") or row.get("Asset")
    name = header if table == "Clients" else f"{label}: {header}"
    owner = row["Client ID"] if table == "Clients" else row["Client"]
    return replace(book, **{attribute: rows}), InputChange(owner, table, name, was, now)


def _row(rng: random.Random, book: Book) -> tuple[Book, InputChange]:
    """A contract line comes or goes."""
    if book.contracts and rng.random() < 0.5:
        gone = rng.choice(book.contracts)
        rows = [row for row in book.contracts if row is not gone]
        return replace(book, contracts=rows), InputChange(gone["Client"], "Contracts", gone["Contract ID"], "500", None)
    line = {"Client": "C3", "Contract ID": "K-new", "Amount": 7_000.0, "Start": date(2025, 1, 1)}
    return replace(book, contracts=[*book.contracts, line]), InputChange("C3", "Contracts", "K-new", None, "7,000")


def _setting(rng: random.Random, book: Book) -> tuple[Book, InputChange]:
    name = rng.choice(list(SETTING_EDITS))
    attribute = FIELDS.get(name, name.casefold().replace(" ", "_"))
    was = book.settings.get(attribute, getattr(Settings(AS_OF), attribute))
    now = rng.choice([value for value in SETTING_EDITS[name] if value != was])
    return replace(book, settings=book.settings | {attribute: now}), InputChange("", "Settings", name, was, now)


def _policy(rng: random.Random, book: Book) -> tuple[Book, InputChange]:
    which = rng.choice(
        ["bands", "band row", "effort_measures", "health_measures", "measure row", "tiers", "segments", "rules"]
    )
    policy = dict(book.policy)
    if which == "bands":
        bands = list(policy["bands"])
        place, was = 1, bands[1].minimum
        now = rng.choice([20.0, 40.0, 65.0])
        bands[place] = replace(bands[place], minimum=now)
        policy["bands"] = tuple(bands)
        return replace(book, policy=policy), InputChange(
            "", "HealthBands", f"{bands[place].name}: Minimum Score", was, now
        )
    if which == "band row":
        gone = policy["bands"][1]
        policy["bands"] = tuple(band for band in policy["bands"] if band is not gone)
        return replace(book, policy=policy), InputChange("", "HealthBands", gone.name, str(gone.minimum), None)
    if which in ("effort_measures", "health_measures"):
        card = "EffortMeasures" if which[0] == "e" else "HealthMeasures"
        measures = list(policy[which])
        place = rng.randrange(len(measures))
        one = measures[place]
        column, attribute, values = rng.choice(
            [("Weight", "weight", [0.5, 5.0]), ("Scores 100 at", "hundred_at", [3.0, 4_000.0])]
        )
        now = rng.choice(values)
        measures[place] = replace(one, **{attribute: now})
        policy[which] = tuple(measures)
        return replace(book, policy=policy), InputChange(
            "", card, f"{one.name}: {column}", getattr(one, attribute), now
        )
    if which == "measure row":
        policy["health_measures"] = policy["health_measures"][1:]
        return replace(book, policy=policy), InputChange("", "HealthMeasures", "CSAT", "3", None)
    if which == "tiers":
        tiers: list[Tier] = list(policy["tiers"])
        column, attribute, now = rng.choice(
            [
                ("ARR Share", "arr_share", 0.5),
                ("Minimum ARR", "minimum_arr", 30_000.0),
                ("Minimum Employees", "minimum_employees", 20.0),
            ]
        )
        was = getattr(tiers[0], attribute)
        tiers[0] = replace(tiers[0], **{attribute: now})
        policy["tiers"] = tuple(tiers)
        return replace(book, policy=policy), InputChange("", "Tiers", f"{tiers[0].name}: {column}", was, now)
    if which == "segments":
        cells: list[SegmentCell] = list(policy["segments"])
        place = rng.randrange(4)
        was, cells[place] = cells[place].code, replace(cells[place], code="XX")
        levels = ("low", "high")
        row = f"{levels[cells[place].value_high].title()} value, {levels[cells[place].effort_high]} effort"
        policy["segments"] = tuple(cells)
        return replace(book, policy=policy), InputChange("", "Segments", f"{row}: Code", was, "XX")
    policy["tier_rules"] = (replace(RULES[0], value=1_000.0), *RULES[1:])
    return replace(book, policy=policy), InputChange(
        "", "TierRules", "Tier 1 - Strategic 1: Rule", "Contract MRR >= 4000", "Contract MRR >= 1000"
    )

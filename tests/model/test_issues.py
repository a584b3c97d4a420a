"""What only the calculation can see: each issue's whole sentence, and that it is said once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from segmentbook.errors import InputError
from segmentbook.model.inputs import Measure
from segmentbook.model.issues import Issue, Level
from segmentbook.model.segmentation import segment
from tests.model.books import AS_OF, make_book

START = date(2025, 1, 1)
CLIENTS = [{"Client": "Acme", "Client ID": "C-1"}, {"Client": "Bolt", "Client ID": "C-2"}]
ERROR, WARNING = Level.ERROR, Level.WARNING


def line(**cells: Any) -> dict[str, Any]:
    return {"Client": "Acme", "Amount": 100.0, "Start": START} | cells


def issues(table: str, clients: list[dict[str, Any]] | None = None, *lines: dict[str, Any], **book: Any) -> list[Issue]:
    found = segment(make_book(CLIENTS if clients is None else clients, lines, **book))
    return [issue for issue in found.issues if issue.table == table]


def said(found: list[Issue]) -> list[tuple[Level, int | None, str | None, str]]:
    return [(issue.level, issue.row, issue.column, issue.text("").removeprefix(": ")) for issue in found]


@pytest.mark.parametrize(
    ("cells", "level", "column", "text"),
    [
        (
            {"Client": "Acne"},
            ERROR,
            "Client",
            "Client must be the ID or the name of a row of Clients; got 'Acne'. The line is not counted. Add the "
            "client to Clients, or correct the name. Did you mean 'Acme'?",
        ),
        (
            {"Client": "Zeta"},
            ERROR,
            "Client",
            "Client must be the ID or the name of a row of Clients; got 'Zeta'. The line is not counted. Add the "
            "client to Clients, or correct the name.",
        ),
        ({"Client": ""}, ERROR, "Client", "Client is needed: who the line is of. The line is not counted."),
        (
            {"Amount": None},
            ERROR,
            "Amount",
            "Amount must be a number, and Amount x Quantity of at most fifteen digits. The line is not counted.",
        ),
        (
            {"Amount": 1e14, "Quantity": 10.0},
            ERROR,
            "Amount",
            "Amount must be a number, and Amount x Quantity of at most fifteen digits; got 100000000000000. The "
            "line is not counted.",
        ),
        (
            {"Billing Period": "biannual"},
            ERROR,
            "Billing Period",
            "Billing Period must be Weekly, Monthly, Quarterly, Semi-annual, Annual, N months or Total; got "
            "'biannual'. The line is not counted.",
        ),
        (
            {"Billing Period": "Total"},
            ERROR,
            "End",
            "End is needed where Billing Period is Total. The line is not counted.",
        ),
        (
            {"Status": "Paused"},
            ERROR,
            "Status",
            "Status must be Active, Draft, Quoted or Cancelled; got 'Paused'. The line is not counted.",
        ),
        (
            {"Kind": "Usage"},
            ERROR,
            "Kind",
            "Kind must be Recurring, One-off or Third party; got 'Usage'. The line is not counted.",
        ),
        (
            {"Start": None},
            ERROR,
            "Start",
            "Start is needed: the first day that counts. The line is not counted.",
        ),
        (
            {"End": date(2024, 12, 31)},
            ERROR,
            "End",
            "End must not be before Start; got 2024-12-31. The line is not counted.",
        ),
        (
            {"Status": "Cancelled"},
            ERROR,
            "Cancelled On",
            "Cancelled On is needed where Status is Cancelled. The line is not counted.",
        ),
        (
            {"Currency": "GBP"},
            ERROR,
            "Currency",
            "Currency must be USD or have one rate in Rates at 2025-06-30; got 'GBP'. The line is not counted.",
        ),
        (
            {"Supersedes": "K-9"},
            WARNING,
            "Supersedes",
            "Supersedes must be the Contract ID of another line; got 'K-9'. Supersedes is ignored.",
        ),
        (
            {"Contract ID": "K-1", "Supersedes": "k-1"},
            WARNING,
            "Supersedes",
            "A line cannot supersede itself; got 'k-1'. Supersedes is ignored.",
        ),
    ],
)
def test_a_wrong_line_is_said_once(cells: dict[str, Any], level: Level, column: str, text: str) -> None:
    found = issues("Contracts", None, line(**cells), contract_rows=[12])
    assert said(found) == [(level, 12, column, text)]


@pytest.mark.parametrize("header", ["Client", "Amount", "Quantity", "Start", "End", "Status", "Kind", "Billing Period"])
def test_a_cell_that_could_not_be_read_is_not_said_again(header: str) -> None:
    blank = {"Quantity": None, "End": None}.get(header, "" if header in ("Client", "Status", "Kind") else None)
    assert issues("Contracts", None, line(**{header: blank, "Unreadable": header})) == []


def test_lines_that_do_not_count_by_policy_or_date_are_no_issue() -> None:
    lines = [
        line(Status="Draft"),
        line(Kind="One-off"),
        line(Aligned=False),
        line(End=date(2025, 2, 1)),
        line(Start=date(2026, 1, 1)),
        line(**{"End": date(2025, 2, 1), "Auto Renew": True, "Status": "Cancelled", "Cancelled On": date(2027, 1, 1)}),
    ]
    assert issues("Contracts", None, *lines) == []


def test_ambiguous_client() -> None:
    clients = [{"Client": "Acme", "Client ID": "C-1"}, {"Client": "Acme", "Client ID": "C-2"}]
    assert said(issues("Contracts", clients, line())) == [
        (
            ERROR,
            0,
            "Client",
            "Client must name one client; several have this name; got 'Acme'. The line is not counted. Write the "
            "client's ID instead.",
        )
    ]


def test_duplicates_and_conflicts() -> None:
    one, other = line(**{"Contract ID": "K-1"}), line(**{"Contract ID": "K-2"})
    found = said(issues("Contracts", None, one, one, other, other | {"Amount": 1.0}))
    conflict = "Different lines must have different Contract IDs; got 'K-2'. None of the lines with this ID is counted."
    assert found == [
        (ERROR, 2, "Contract ID", conflict),
        (ERROR, 3, "Contract ID", conflict),
        (
            WARNING,
            1,
            "Contract ID",
            "A line must stand once; got 'K-1'. It is counted once; this repetition is not.",
        ),
    ]


def test_lines_in_a_circle_and_of_another_client() -> None:
    lines = [
        line(**{"Contract ID": "K-1", "Supersedes": "K-2"}),
        line(**{"Contract ID": "K-2", "Supersedes": "K-1"}),
        line(**{"Contract ID": "K-3", "Supersedes": "K-1", "Client": "Bolt"}),
    ]
    circle = (
        "Lines cannot supersede each other in a circle; got {}. Supersedes is ignored; both lines count by their own "
        "dates."
    )
    assert said(issues("Contracts", None, *lines)) == [
        (WARNING, 0, "Supersedes", circle.format("'K-2'")),
        (WARNING, 1, "Supersedes", circle.format("'K-1'")),
        (
            WARNING,
            2,
            "Supersedes",
            "Supersedes should name a line of the same client; got 'K-1'. The other line is superseded all the same.",
        ),
    ]


def test_overlapping_lines_are_said_once_a_product() -> None:
    lines = [
        line(Product="Backup"),
        line(Product=" backup", Amount=50.0),
        line(Product="Backup", Client="Bolt"),
        line(Product="Helpdesk"),
        line(Product="Helpdesk", Amount=-20.0),
        line(Product="Helpdesk", Start=date(2026, 1, 1)),
        line(),
        line(),
    ]
    found = segment(make_book(CLIENTS, lines))
    assert said([i for i in found.issues if i.table == "Contracts"]) == [
        (
            WARNING,
            0,
            "Product",
            "A client should have one line of a product at a time; got 'Backup'. All 2 lines are counted, 150.00 a "
            "month together. If one replaces another, name that one under Supersedes.",
        )
    ]
    assert found.ledger["Note"].tolist()[:3] == ["overlaps another line of this product"] * 2 + [""]
    assert ["overlapping contracts" in flags for flags in found.clients["Flags"]] == [True, False]
    assert found.mrr == 100 + 50 + 100 + 100 - 20 + 100 + 100


def test_conflicting_rates() -> None:
    rates = [{"Currency": "EUR", "Rate": 1.1}, {"Currency": "EUR", "Rate": 1.2}]
    assert said(issues("Rates", None, rates=rates)) == [
        (
            ERROR,
            None,
            "Rate",
            "A currency must have one rate from one day; got 'EUR'. None of them is used; lines in this currency "
            "are not counted.",
        )
    ]


def test_assets_of_nobody() -> None:
    assets = [
        {"Client": "Acmee", "Replacement Cost": 1.0, "End of Life": AS_OF},
        {"Client": "C-2", "Replacement Cost": 1.0},
    ]
    assert said(issues("Assets", None, assets=assets)) == [
        (
            ERROR,
            0,
            "Client",
            "Client must be the ID or the name of a row of Clients; got 'Acmee'. The asset is not counted. Add the "
            "client to Clients, or correct the name. Did you mean 'Acme'?",
        )
    ]


def test_clients_who_are_not_current_but_pay() -> None:
    clients = [
        {"Client": "Acme", "Churned On": date(2025, 3, 1)},
        {"Client": "Bolt", "Client Since": date(2025, 9, 1)},
        {"Client": "Cole", "Churned On": date(2025, 3, 1)},
    ]
    found = issues("Clients", clients, line(), line(Client="Bolt", Amount=7.5), client_rows=[2, 5, 6])
    assert said(found) == [
        (
            WARNING,
            2,
            "Churned On",
            "A churned client should have no counted contract; got 2025-03-01. Its 100.00 a month is in the MRR all "
            "the same. Check its contracts and this date.",
        ),
        (
            WARNING,
            5,
            "Client Since",
            "A client that has not started should have no counted contract; got 2025-09-01. Its 7.50 a month is in "
            "the MRR all the same. Check its contracts and this date.",
        ),
    ]


def test_overrides() -> None:
    clients = [
        {"Client": "A", "Health Override": "Great", "Override Reason": "x"},
        {"Client": "B", "Health Override": "Healthy"},
        {"Client": "C", "Health Override": "Healthy", "Override Until": date(2025, 6, 1)},
        {"Client": "D", "Tier Override": "Gold"},
        {"Client": "E", "Tier Override": "Gold", "Health Override": "Great", "Churned On": AS_OF},
        {"Client": "F", "Health Override": "Healthy", "Override Reason": "new sponsor", "Override Until": AS_OF},
    ]
    assert said(issues("Clients", clients)) == [
        (
            ERROR,
            0,
            "Health Override",
            "Health Override must be a band: Needs attention, Satisfactory, Healthy; got 'Great'. The score decides.",
        ),
        (WARNING, 1, "Override Reason", "A Health Override needs a reason. The override counts."),
        (
            WARNING,
            2,
            "Override Until",
            "The Health Override has lapsed; got 2025-06-01. The score decides. Remove the override, or give it a "
            "new date.",
        ),
        (
            ERROR,
            3,
            "Tier Override",
            "Tier Override must be a tier: Tier 1 - Strategic, Tier 2 - Mid-market, Tier 3 - Long tail; got 'Gold'. "
            "The rule decides.",
        ),
    ]


def test_cuts_with_all_clients_on_one_side() -> None:
    clients = [{"Client": f"C{i}", "Segment Value": 9_000.0 + i, "Sites": 10.0 * i} for i in range(4)]
    found = issues("Settings", clients, effort_measures=(Measure("Sites", 1),))
    assert said(found) == [
        (
            WARNING,
            None,
            "Value",
            "Value Cut should have clients on both sides; got 5000. All 4 clients on the map are of high value.",
        ),
        (
            WARNING,
            None,
            "Value",
            "Effort Cut should have clients on both sides; got 50. All 4 clients on the map are of low effort.",
        ),
    ]
    settings = {"value_cut": 9_002.0, "effort_cut": 30.0}
    assert issues("Settings", clients, effort_measures=(Measure("Sites", 1),), settings=settings) == []


def test_tiers_that_hardly_tell_accounts_apart() -> None:
    clients = [{"Client": f"C{i}", "Segment Value": 1_000.0 - i} for i in range(12)]
    assert said(issues("Tiers", clients, settings={"tier_by": "ARR", "as_of": AS_OF})) == [
        (
            WARNING,
            None,
            "Tier",
            "A tier should have at least 3 accounts and at most half of them; Tier 1 - Strategic has 0 of 12. "
            "The accounts stay in it. Check where the tiers begin.",
        ),
        (
            WARNING,
            None,
            "Tier",
            "A tier should have at least 3 accounts and at most half of them; Tier 2 - Mid-market has 0 of 12. "
            "The accounts stay in it. Check where the tiers begin.",
        ),
        (
            WARNING,
            None,
            "Tier",
            "A tier should have at least 3 accounts and at most half of them; Tier 3 - Long tail has 12 of 12. "
            "The accounts stay in it. Check where the tiers begin.",
        ),
    ]
    assert issues("Tiers", []) == []


def test_measures_without_values() -> None:
    card = (
        Measure("Sites", 1),
        Measure("Stack Alignment", 1),
        Measure("Mood", 1),
        Measure("Idle", 0),
        Measure("NPS", 1),
    )
    clients = [{"Client": "A", "Sites": None, "NPS": 5.0}, {"Client": "B", "Sites": 3.0, "Churned On": AS_OF}]
    redistributed = "Its weight goes to the other measures."
    assert said(issues("HealthMeasures", clients, health_measures=card)) == [
        (
            WARNING,
            None,
            "Measure",
            f"A measure should have a value for some client; got 'Sites'. {redistributed}",
        ),
        (
            WARNING,
            None,
            "Measure",
            f"A measure should have a value for some client; got 'Stack Alignment'. {redistributed}",
        ),
        (
            WARNING,
            None,
            "Measure",
            f"A measure must read a column of Clients or a computed one; got 'Mood'. {redistributed}",
        ),
    ]
    zero = issues("EffortMeasures", clients, effort_measures=card[:1], settings={"missing_measures": "Count as zero"})
    assert [issue.action for issue in zero] == ["It scores 0 for all clients."]


def test_a_rule_that_thousands_break_is_listed_a_thousand_times() -> None:
    found = issues("Contracts", None, *[line(Client=f"Nobody {i}") for i in range(1_203)])
    assert len(found) == 1_001
    assert found[-1].text("Contracts") == (
        "Contracts: Client must be the ID or the name of a row of Clients, in 203 more rows. The line is not counted. "
        "Add the client to Clients, or correct the name."
    )
    assert {issue.level for issue in found} == {ERROR}


def test_two_clients_of_one_id_stop() -> None:
    with pytest.raises(InputError) as error:
        segment(make_book([{"Client": "A", "Client ID": "X"}, {"Client": "B"}, {"Client": "C", "Client ID": " x"}]))
    assert str(error.value) == (
        "Clients: two clients have one ID; got 'x' in data rows 1 and 3. Give each client an ID of its own."
    )


def test_two_clients_of_one_name_without_ids_stop() -> None:
    clients = [{"Client": "Acme", "Client ID": "C-1"}, {"Client": "Acme"}, {"Client": "acme"}]
    with pytest.raises(InputError) as error:
        segment(make_book(clients))
    assert str(error.value) == (
        "Clients: two clients have one ID; got 'acme' in data rows 2 and 3. Give each client an ID of its own."
    )

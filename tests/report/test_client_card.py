"""Client Card: every figure that its formulas find in Calc is the engine's, for each client."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.raw import RawBook
from segmentbook.report.client_card import client_card
from segmentbook.report.client_card_cells import BEHIND, chosen_client
from segmentbook.report.client_sheets import card_list, card_names
from segmentbook.report.places import Names, cell_name
from segmentbook.report.results import result_sheets
from segmentbook.report.spec import SheetSpec, TableSpec
from segmentbook.workbook.book import Book
from segmentbook.workbook.file import refresh
from segmentbook.workbook.package import Package
from segmentbook.workbook.render import write_sheets
from segmentbook.workbook.styles import Styles
from segmentbook.workbook.template import create
from tests.report import serviced
from tests.report.test_formulas_in_calc import without_caches
from tests.tools import Office, Validator
from tests.workbook.rendered import edit, parts, sheet_part

Cells = Mapping[tuple[int, int], object]


def cards(book: Segmentation, raw: RawBook, at: range) -> tuple[SheetSpec, ...]:
    """The card of each of some clients, each as a sheet of its own."""
    listed = card_list(book)
    made = (client_card(book, listed, place, raw, Names()) for place in at)
    return tuple(replace(card, key=f"Card {i}", name=f"Card {i}") for i, card in enumerate(made))


def computed(
    book: Segmentation, raw: RawBook, at: range, office: Office, folder: Path, turned: Collection[str] = ()
) -> list[tuple[SheetSpec, Cells]]:
    """The cards, and what Calc computes on them from nothing but the choice; ``turned`` tables are sorted backwards."""
    specs = cards(book, raw, at)
    others = [sheet for sheet in result_sheets(book, (), raw) if sheet.key not in ("Client Card", "Dashboard")]
    others = [
        replace(sheet, tables=(_backwards(sheet.tables[0]),)) if sheet.key in turned else sheet for sheet in others
    ]
    package = Package.new()
    workbook = Book(package)
    write_sheets(workbook, Styles(workbook), (*specs, *others))
    package.save(folder / "cards.xlsx")
    bare = without_caches(folder / "cards.xlsx", folder / "bare.xlsx")
    found = openpyxl.load_workbook(office.convert(bare, "xlsx", folder / "calc"), data_only=True)
    return [
        (spec, {place: found[spec.name].cell(*place).value for place, cell in spec.cells.items() if cell.formula})
        for spec in specs
    ]


def _backwards(table: TableSpec) -> TableSpec:
    return replace(table, data=table.data.iloc[::-1].reset_index(drop=True))


def compared(spec: SheetSpec, cells: Cells) -> None:
    for place, found in cells.items():
        cell = spec.cells[place]
        said = f"{spec.name}!{cell_name(*place)} ={cell.formula}"
        value = cell.value
        if isinstance(value, (int, float)):
            assert found == pytest.approx(value, rel=1e-9, abs=1e-9), said
        elif isinstance(value, date):
            assert isinstance(found, datetime), said
            assert found.date() == value, said
        else:
            shown = "" if found == cell.link else found  # openpyxl gives a blank cell the place it links to
            assert (shown or "") == (value or ""), said


def sample(**changes: object) -> Segmentation:
    return segment(replace(serviced.inputs(), **changes))  # type: ignore[arg-type]  # fields of Inputs


def all_alike(**changes: object) -> Segmentation:
    """Clients of one name, with names and IDs that would be wildcards; one of them with nothing but its name."""
    given_inputs = serviced.inputs()
    clients = given_inputs.clients.iloc[:8].copy()
    clients["Client"] = ["Acme", "ACME", "A*", "A?me", "~*", "=1+1", "123", "x" * 300]
    clients["Client ID"] = ["*", "?", "a*", "a", "~", "=2", "456", "y" * 200]
    for header in ("Employees", "Segment Value", "Licensed Seats", "Active Seats"):
        clients.loc[clients.index[3], header] = np.nan
    for header in ("Tickets per Seat", "Sites", "After-hours Support", "CSAT", "Relationship", "Industry"):
        clients[header] = clients[header].astype(object)
        clients.loc[clients.index[3], header] = None
    owners = dict(zip(given_inputs.clients["Client ID"], clients["Client ID"], strict=False))
    names = dict(zip(given_inputs.clients["Client"], clients["Client ID"], strict=False))
    contracts, assets = given_inputs.contracts.copy(), given_inputs.assets.copy()
    for frame in (contracts, assets):
        frame["Client"] = [owners.get(one, names.get(one, "nobody")) for one in frame["Client"]]
    # Many lines of the first client, none of the fourth.
    contracts.loc[contracts.index[-15:], "Client"] = "*"
    contracts = contracts[contracts["Client"] != "a"]
    stack = given_inputs.stack
    assert stack is not None
    lines = stack.clients.iloc[:3].copy()
    lines["Client"] = ["*", "?", "~"]
    stack = replace(stack, clients=lines, state=stack.state[:3])
    return sample(clients=clients, contracts=contracts, assets=assets, stack=stack, **changes)


def shown(spec: SheetSpec) -> list[object]:
    return [cell.value for cell in spec.cells.values()]


def test_each_client_of_the_sample_has_its_own_figures_in_calc(office: Office, tmp_path: Path) -> None:
    book = serviced.book()
    found = computed(book, serviced.raw(), range(len(book.clients)), office, tmp_path)
    assert len(found) == 36
    for spec, cells in found:
        assert len(cells) > 400
        compared(spec, cells)


def test_a_user_may_sort_the_tables_as_he_likes(office: Office, tmp_path: Path) -> None:
    book = serviced.book()
    turned = ("SegmentResults", "MeasureScores", "ClientStack", "ServiceCosts")
    for spec, cells in computed(book, serviced.raw(), range(3), office, tmp_path, turned):
        compared(spec, {place: found for place, found in cells.items() if place[1] < BEHIND})


def test_clients_that_look_like_wildcards_are_told_apart_in_calc(office: Office, tmp_path: Path) -> None:
    book = all_alike()
    for spec, cells in computed(book, serviced.raw(), range(8), office, tmp_path):
        compared(spec, cells)


@pytest.mark.parametrize(
    "changes",
    [
        {"services": (), "stack": None, "clients": serviced.inputs().clients.iloc[:0]},
        {"services": (), "stack": None, "assets": serviced.inputs().assets.iloc[:0]},
        {"effort_measures": (), "health_measures": ()},
    ],
    ids=["no clients", "no services, stack or assets", "no measures"],
)
def test_what_is_missing_is_said_and_calc_agrees(changes: dict[str, object], office: Office, tmp_path: Path) -> None:
    book = sample(**changes)
    at = range(1) if len(book.clients) else range(-1, 0)
    ((spec, cells),) = computed(book, serviced.raw(), at, office, tmp_path)
    compared(spec, cells)
    if "services" in changes:
        assert "There are no services yet: fill in the table Services, then refresh." in shown(spec)
        assert "There is no stack yet: fill in StackItems and StackAlignment, then refresh." in shown(spec)
    if at[0] < 0:
        assert "There are no clients yet: add them to the table Clients, then refresh." in shown(spec)
        assert spec.validations == ()


def test_figures_of_the_card_are_those_of_the_engine() -> None:
    """Against the engine's own tables, not against what the card is made from."""
    book = serviced.book()
    services = book.services
    assert services is not None
    for place, spec in enumerate(cards(book, serviced.raw(), range(36))):
        client = book.clients.iloc[place]
        by_name = {cell.value: place for place, cell in spec.cells.items() if place[1] < BEHIND and cell.value}
        values = {
            label: spec.cells[by_name[label][0], by_name[label][1] + 7].value
            for label in ("Client ID", "ARR", "Cost to serve a year")
        }
        assert values == {
            "Client ID": client["Client ID"],
            "ARR": client["ARR"],
            "Cost to serve a year": "" if np.isnan(client["Cost to Serve"]) else pytest.approx(client["Cost to Serve"]),
        }
        ledger = book.ledger[book.ledger["Client ID"] == client["Client ID"]]
        lines = [spec.cells[row, 21].value for row in range(12, 26)]
        assert sum(one for one in lines if one != "") == pytest.approx(client["Contract MRR"])
        assert [one for one in lines if one != ""] == ledger["Counted MRR"].tolist()
        head = next(row for (row, column), cell in spec.cells.items() if column == BEHIND and cell.value == "Services")
        costs = [spec.cells[row, BEHIND + 2].value for row in range(head + 2, head + 2 + len(services.services))]
        assert sum(costs) == pytest.approx(np.nan_to_num(client["Cost to Serve"]))
        for which in ("Health", "Effort"):
            head = next(
                row
                for (row, column), cell in spec.cells.items()
                if column == BEHIND and cell.value == f"{which} measures"
            )
            adds = [spec.cells[row, BEHIND + 4].value for row in range(head + 3, head + 8)]
            numbers = [one for one in adds if one != ""]
            score = client[f"{which} Score"]
            assert bool(numbers) == bool(score == score)
            if numbers:
                assert sum(numbers) == pytest.approx(score, abs=0.0500001)


@given(st.lists(st.tuples(st.sampled_from(["Acme", "acme", "A", "A (1)", ""]), st.integers(1, 9)), max_size=9))
def test_every_client_has_a_name_of_its_own_in_the_list(clients: list[tuple[str, int]]) -> None:
    ids = [f"{key}-{i}" for i, (_, key) in enumerate(clients)]
    made = card_names([name for name, _ in clients], ids)
    assert len({name.casefold() for name in made}) == len(clients)
    assert all(made)


def test_the_choice_is_found_again() -> None:
    book = serviced.book()
    listed = card_list(book)

    def found(choice: str, key: str = "") -> str:
        at = chosen_client(book, listed, {"CardChoice": choice, "CardClient": key})
        return str(book.clients["Client ID"].iloc[at])

    assert found("brightmoor family clinics ", "C-009") == "C-002"  # what is chosen goes before what was computed of it
    assert found("Renamed since", "C-009") == "C-009"
    assert found("C-005") == "C-005"
    assert found("Nobody") == found("") == "C-001"
    assert chosen_client(sample(clients=serviced.inputs().clients.iloc[:0]), card_list(book), {}) in (-1, 0)


def test_a_choice_survives_a_refresh_and_everything_on_the_card_follows_it(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    create(path, sample=True)
    refresh(path)
    part = sheet_part(path, "Client Card")
    edit(path, part, ("<t>Halvorsen Precision Castings</t>", "<t>Brightmoor Family Clinics</t>"))
    refresh(path)
    card = openpyxl.load_workbook(path, data_only=True)
    sheet = card["Client Card"]
    place = card.defined_names["CardClient"].value
    assert place.startswith("'Client Card'!$")
    assert sheet["B3"].value == "Brightmoor Family Clinics"
    assert sheet[place.split("!")[1].replace("$", "")].value == "C-002"
    assert sheet["B7"].value == pytest.approx(17_615.0)
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == ["B3"]
    once = parts(path)
    refresh(path)
    assert parts(path) == once


def test_the_name_of_the_users_own_stays(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    own = openpyxl.Workbook()
    own.active.title = "Clients"
    for row in (["Client", "Segment Value"], ["Ann", 9000], ["Bo", 100]):
        own.active.append(row)
    own.defined_names["cardclient"] = openpyxl.workbook.defined_name.DefinedName("cardclient", attr_text="Clients!$B$2")
    own.save(path)
    for _ in range(2):
        refresh(path, as_of=date(2026, 6, 30))
    names = openpyxl.load_workbook(path).defined_names
    assert names["cardclient"].value == "Clients!$B$2"
    assert "CardClient" not in names


def test_the_card_is_a_valid_workbook(validator: Validator, tmp_path: Path) -> None:
    for name, book in (("sample", serviced.book()), ("alike", all_alike())):
        package = Package.new()
        workbook = Book(package)
        raw = serviced.raw()
        write_sheets(workbook, Styles(workbook), result_sheets(book, (), raw))
        package.save(tmp_path / f"{name}.xlsx")
        assert validator.errors(tmp_path / f"{name}.xlsx") == []


def test_what_the_customer_must_not_see_is_not_printed() -> None:
    (spec,) = cards(serviced.book(), serviced.raw(), range(1))
    area = spec.print.area
    assert area is not None
    printed = " ".join(
        str(cell.value) for (row, column), cell in spec.cells.items() if row <= area.bottom and column <= area.right
    )
    for word in ("Cost to serve", "Effort", "Tier", "Health band", "Flags", "Satisfactory", "margin", "High value"):
        assert word not in printed
    assert (spec.print.fit_width, spec.print.fit_height) == (1, 1)


def test_a_formula_holds_nothing_of_the_data() -> None:
    formulas = " ".join(
        cell.formula for spec in cards(all_alike(), serviced.raw(), range(8)) for cell in spec.cells.values()
    )
    for word in ("Acme", "ACME", "xxx", "Managed", "CSAT", "Tier 1", "Sponsor"):
        assert word not in formulas

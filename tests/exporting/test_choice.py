"""Who is chosen, and what is said where nobody is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from segmentbook.errors import InputError
from segmentbook.exporting.choice import Choice, chosen_rows
from segmentbook.model.segmentation import Segmentation
from segmentbook.workbook.file import check_file
from segmentbook.workbook.template import create
from tests.cli.changes import change


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Segmentation:
    path = tmp_path_factory.mktemp("choice") / "book.xlsx"
    create(path, sample=True)
    return check_file(path, date(2026, 6, 30)).segmentation


def names(segmentation: Segmentation, choice: Choice) -> list[str]:
    return [segmentation.clients["Client"].iloc[row] for row in chosen_rows(segmentation, choice)]


def test_clients_by_name_or_id_in_the_order_given_each_once(sample: Segmentation) -> None:
    first, second = sample.clients["Client"].tolist()[:2]
    key = sample.clients["Client ID"].tolist()[0]
    assert names(sample, Choice(clients=(second.upper(), f" {key.lower()} ", first))) == [second, first]


def test_a_churned_client_is_printed_only_when_named(sample: Segmentation) -> None:
    clients = sample.clients
    gone = clients.loc[clients["Status"] != "Current", "Client"].tolist()
    everyone = names(sample, Choice(everyone=True))
    assert gone and not set(gone) & set(everyone)
    assert len(everyone) == len(clients) - len(gone) == 34
    assert everyone == sorted(everyone, key=str.casefold)
    assert names(sample, Choice(clients=(gone[0],))) == [gone[0]]


def test_segments_and_managers_narrow_each_other(sample: Segmentation) -> None:
    clients = sample.clients[sample.clients["Status"] == "Current"]
    high = set(clients.loc[clients["Segment"].isin(["HH", "HL"]), "Client"])
    hers = set(clients.loc[clients["Account Manager"] == "Priya Raman", "Client"])
    assert set(names(sample, Choice(segments=("hh", "Most profitable")))) == high
    assert set(names(sample, Choice(managers=("priya raman",)))) == hers
    both = names(sample, Choice(segments=("HH", "HL"), managers=("Priya Raman",)))
    assert set(both) == high & hers and both


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (
            Choice(clients=("Ashdown Instrument",)),
            "--client: there is no client 'Ashdown Instrument'. Did you mean Ashdown Instruments? Nothing was written.",
        ),
        (
            Choice(clients=("Hals",)),
            "--client: there is no client 'Hals'. The book has 36 clients. Nothing was written.",
        ),
        (
            Choice(clients=("Halvors",)),
            "--client: there is no client 'Halvors'. Did you mean Halvorsen Precision Castings? Nothing was written.",
        ),
        (  # mistyped, and only the beginning of a long name
            Choice(clients=("Halverson",)),
            "--client: there is no client 'Halverson'. Did you mean Halvorsen Precision Castings? Nothing was written.",
        ),
        (
            Choice(clients=("Royal Thornbery",)),
            "--client: there is no client 'Royal Thornbery'. The book has 36 clients. Nothing was written.",
        ),
        (
            Choice(clients=("the royal thornbery",)),
            "--client: there is no client 'the royal thornbery'. Did you mean The Royal Thornbury & District "
            "Cooperative Agricultural Supply Ltd? Nothing was written.",
        ),
        (
            Choice(segments=("XX",)),
            "--segment: there is no segment 'XX'. There are HL, HH, LL, LH, Unplaced. Nothing was written.",
        ),
        (
            Choice(segments=("Meet most oftn",)),
            "--segment: there is no segment 'Meet most oftn'. Did you mean Meet most often? Nothing was written.",
        ),
        (
            Choice(managers=("Pria Raman",)),
            "--manager: there is no manager 'Pria Raman'. Did you mean Priya Raman? Nothing was written.",
        ),
        (
            Choice(managers=("Zed",)),
            "--manager: there is no manager 'Zed'. There are Dana Whitlock, Marcus Oyelaran, Priya Raman, Sofia "
            "Lindqvist, Tom Ashby. Nothing was written.",
        ),
    ],
)
def test_who_is_not_there_is_named_with_the_nearest(sample: Segmentation, choice: Choice, message: str) -> None:
    with pytest.raises(InputError) as refused:
        chosen_rows(sample, choice)
    assert str(refused.value) == message


def test_nobody_is_left(sample: Segmentation) -> None:
    with pytest.raises(InputError) as refused:
        chosen_rows(sample, Choice(segments=("Unplaced",), managers=("Dana Whitlock",)))
    assert str(refused.value) == (
        "no current client is in segment Unplaced and of account manager Dana Whitlock. Nothing was written."
    )


def test_a_name_of_two_clients_needs_the_id(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    create(path, sample=True)
    first = str(check_file(path).segmentation.clients["Client"].iloc[0])
    change(path, "Clients", 1, Client=first)
    segmentation = check_file(path).segmentation
    with pytest.raises(InputError) as refused:
        chosen_rows(segmentation, Choice(clients=(first,)))
    assert str(refused.value) == (
        f"--client: {first!r} is the name of 2 clients; give the ID: 'C-001', 'C-002'. Nothing was written."
    )
    assert chosen_rows(segmentation, Choice(clients=("C-002",))) == [1]

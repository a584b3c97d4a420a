"""The table Filters, and filters of the command line: what they name, and what is said of what they do not."""

from __future__ import annotations

import pytest

from segmentbook.checks.filters import read_filters
from segmentbook.errors import PolicyError
from segmentbook.model.inputs import Filter
from segmentbook.raw import RawColumn, RawTable

CLIENT_COLUMNS = ("Client", "Account Manager", "Parent", "My Column")


def table(*rows: tuple[object, object]) -> RawTable:
    columns = tuple(RawColumn.from_values([row[i] for row in rows]) for i in (0, 1))
    return RawTable("Filters", "Filters", 4, 1, ("Column", "Values"), columns)


def test_rows_without_values_are_not_in_force() -> None:
    filters, issues = read_filters(
        table(("Account Manager", "Ann; Bo;;ann"), ("Tier", None), ("NPS", 9.0), ("Parent", " ; ")), (), CLIENT_COLUMNS
    )
    assert filters == (Filter("Account Manager", ("Ann", "Bo"), 0),)
    (issue,) = issues  # NPS is no column of this book
    assert issue.text("Filters!A7") == (
        "Filters!A7: Column must be one of SegmentResults or Clients; got 'NPS'. "
        "The filter is not applied. Name one of their headers."
    )


@pytest.mark.parametrize(
    ("typed", "column"),
    [
        ("account manager", "Account Manager"),
        ("Manager", "Account Manager"),
        ("CSM", "Account Manager"),
        ("Group", "Account Group"),
        ("Band", "Health Band"),
        ("Company", "Client"),
        ("parent", "Parent"),
        ("my column", "My Column"),
        ("Tier", "Tier"),
    ],
)
def test_a_column_is_found_by_the_names_that_people_use(typed: str, column: str) -> None:
    assert read_filters(None, [(typed, "x; (Blank)")], CLIENT_COLUMNS) == ((Filter(column, ("x", "")),), ())


@pytest.mark.parametrize("typed", ["In Filter", "Map Label", "", "Managr Account"])
def test_no_column_is_a_reason_to_stop_on_the_command_line(typed: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read_filters(None, [(typed, "x")], CLIENT_COLUMNS)
    assert str(caught.value).startswith(f"--filter: Column must be one of SegmentResults or Clients; got {typed!r}. ")


def test_what_was_probably_meant_is_said() -> None:
    _, issues = read_filters(table(("Acount Manager", "Ann")), (), CLIENT_COLUMNS)
    assert issues[0].action == "The filter is not applied. Did you mean Account Manager?"


def test_words_of_the_command_line_take_the_place_of_the_table() -> None:
    filters, _ = read_filters(table(("Tier", "One")), [("Parent", "Acme")], CLIENT_COLUMNS)
    assert filters == (Filter("Parent", ("Acme",)),)

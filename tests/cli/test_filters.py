"""``refresh --filter`` and the table Filters: what a user sees in the file, and what stays as it is."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Command


def rows(path: Path) -> tuple[dict[str, bool], dict[str, str]]:
    """Client -> whether its row of SegmentResults is hidden; client -> In Filter."""
    sheet = openpyxl.load_workbook(path)["SegmentResults"]
    headers = [cell.value for cell in sheet[4]]
    hidden, passes = {}, {}
    for row in range(5, sheet.max_row + 1):
        name = str(sheet.cell(row, 1).value)
        hidden[name] = bool(sheet.row_dimensions[row].hidden)
        passes[name] = str(sheet.cell(row, headers.index("In Filter") + 1).value)
    return hidden, passes


def test_a_filter_hides_rows_and_says_so_and_goes_with_the_next_refresh(sb: Command, sample: Path) -> None:
    whole = json.loads(sb("refresh", str(sample), "--json").out)
    hidden, _ = rows(sample)
    assert not any(hidden.values())
    done = sb("refresh", str(sample), "--filter", "Manager=Dana Whitlock", "--filter", "Status=Current")
    assert done.status == 0
    (said,) = [line for line in done.out.splitlines() if line.startswith("Filters:")]
    hidden, passes = rows(sample)
    shown = [name for name, is_hidden in hidden.items() if not is_hidden]
    assert 0 < len(shown) < len(hidden)
    assert {name for name, word in passes.items() if word == "Yes"} == set(shown)
    assert said == (
        f"Filters:  Account Manager: Dana Whitlock; Status: Current ({len(shown)} of 34 clients shown; "
        "all figures above are of the whole book)"
    )
    part = json.loads(sb("refresh", str(sample), "--filter", "Manager=Dana Whitlock", "--json").out)
    assert {k: v for k, v in part.items() if k != "seconds"} == {k: v for k, v in whole.items() if k != "seconds"}
    sb("refresh", str(sample))
    hidden, passes = rows(sample)
    assert not any(hidden.values())
    assert set(passes.values()) == {"Yes"}


def test_the_table_holds_the_filters_that_stay(sb: Command, sample: Path) -> None:
    opened = openpyxl.load_workbook(sample)
    sheet = opened["Filters"]
    assert [sheet.cell(row, 1).value for row in range(5, 10)] == [
        "Account Manager", "Account Group", "Health Band", "Segment", "Tier",
    ]  # fmt: skip
    sheet["B7"] = "Healthy; Unscored"
    opened.save(sample)
    assert "Filters:  Health Band: Healthy or Unscored (15 of 34" in sb("refresh", str(sample)).out
    hidden, _ = rows(sample)
    assert sum(not is_hidden for is_hidden in hidden.values()) == 15 + 1  # and one that has churned
    # The command line goes before the table.
    assert (
        "Filters:  Tier: Tier 1 - Strategic (3 of 34"
        in sb("refresh", str(sample), "--filter", "tier=Tier 1 - Strategic").out
    )


def test_a_filter_that_shows_nobody_is_said_and_the_book_is_whole(sb: Command, sample: Path) -> None:
    done = sb("refresh", str(sample), "--filter", "Manager=Nobody Atall")
    assert (done.status, done.err) == (0, "")
    assert "(0 of 34 clients shown" in done.out
    issues = openpyxl.load_workbook(sample)["DataIssues"]
    texts = [str(row[3].value) for row in issues.iter_rows(min_row=5)]
    assert "No client passes the filters in force (Account Manager: Nobody Atall)." in texts
    assert "Values must be values of Account Manager that a client has; got 'Nobody Atall'." in texts


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (
            "Acount Manager=Ann",
            1,
            "segmentbook: --filter: Column must be one of SegmentResults or Clients; got 'Acount Manager'. "
            "Did you mean Account Manager?\n",
        ),
        (
            "Account Manager",
            2,
            "segmentbook: Invalid value for '--filter': 'Account Manager' is no filter; write it as "
            "'Account Manager=Ann;Bo'. (See: segmentbook refresh --help)\n",
        ),
        (
            "Account Manager= ; ",
            2,
            "segmentbook: Invalid value for '--filter': 'Account Manager= ; ' is no filter; write it as "
            "'Account Manager=Ann;Bo'. (See: segmentbook refresh --help)\n",
        ),
    ],
)
def test_what_is_no_filter_is_refused(sb: Command, sample: Path, words: str, status: int, message: str) -> None:
    before = sample.read_bytes()
    done = sb("refresh", str(sample), "--filter", words)
    assert (done.status, done.out, done.err) == (status, "", message)
    assert sample.read_bytes() == before

"""What a workbook remembers is read whatever version wrote it, and however it was handled since."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from segmentbook.checks.history import read_history
from segmentbook.model.history import INPUT_COLUMNS
from segmentbook.model.snapshots import BACK_FILLED, SNAPSHOT_COLUMNS, TAKEN
from segmentbook.raw import ErrorValue, RawColumn, RawTable

MAY, JUNE = date(2025, 5, 31), date(2025, 6, 30)


def raw(name: str, columns: dict[str, list[object]], **also: bool) -> RawTable:
    cells = tuple(RawColumn.from_values(values) for values in columns.values())
    return RawTable(name, name, 4, 1, tuple(columns), cells, name, **also)


def test_a_history_of_an_older_version_is_read_with_blanks_for_what_it_did_not_know() -> None:
    old = raw(
        "History",
        {
            "Health": [None, None],
            "MRR": [7.0, 8.0],
            "as of": [JUNE, MAY],
            "Client ID": ["00123", 7.0],
            "Contract MRR": [900.0, "much"],
        },
    )
    history, issues = read_history({"History": old})
    frame = history.snapshots
    assert issues == ()
    assert list(frame.columns) == list(SNAPSHOT_COLUMNS)
    assert frame["As of"].tolist() == [pd.Timestamp(MAY), pd.Timestamp(JUNE)]  # in time order
    assert frame["Client ID"].tolist() == ["7", "00123"]
    assert np.isnan(frame["Contract MRR"][0])
    assert frame["Contract MRR"][1] == 900.0
    assert frame["Kind"].tolist() == [TAKEN, TAKEN]
    assert frame["Health Band"].tolist() == ["", ""]
    assert frame["Renewal Date"].isna().all()
    assert history.inputs.empty
    assert history.dates() == {MAY: True, JUNE: True}


def test_rows_without_a_date_or_a_client_are_passed_over_and_said() -> None:
    columns: dict[str, list[object]] = {
        "As of": [JUNE, "soon", JUNE, None],
        "Kind": ["Back-filled", "Taken", "Taken", None],
        "Client": ["Acme", "Bolt", None, None],
        "Client ID": ["A", "B", None, None],
    }
    log = {"As of": [JUNE, None], "Client": [None, "x"], "Client ID": [None, "x"], "Column": ["Effort Cut", "CSAT"]}
    history, issues = read_history(
        {"History": raw("History", columns), "HistoryInputs": raw("HistoryInputs", log | {"Value": [50.0, 1.0]})}
    )
    assert history.snapshots["Client"].tolist() == ["Acme"]
    assert history.snapshots["Kind"].tolist() == [BACK_FILLED]
    assert list(history.inputs.columns) == list(INPUT_COLUMNS)
    assert history.inputs["Value"].tolist() == [50.0]
    assert [issue.text(issue.table) for issue in issues] == [
        "History: A snapshot's row must have its date and its client. 2 rows are passed over, and will not be written "
        "again.",
        "HistoryInputs: A changed input must have its date and its column. 1 row is passed over, and will not be "
        "written again.",
    ]


def test_values_are_read_as_they_were_written() -> None:
    log: dict[str, list[object]] = {
        "As of": [JUNE] * 5,
        "Client": ["Acme"] * 5,
        "Client ID": ["A"] * 5,
        "Column": ["CSAT", "Tier Override", "Code", "Sites", "Old"],
        "Value": [80.0, "Tier 1", "007", None, ErrorValue("#N/A")],
    }
    history, _ = read_history({"HistoryInputs": raw("HistoryInputs", log)})
    assert history.inputs["Value"].tolist() == [80.0, "Tier 1", "007", None, "#N/A"]


def test_plain_numbers_of_a_1904_workbook_are_its_days() -> None:
    serial = float((JUNE - date(1904, 1, 1)).days)
    old = raw("History", {"As of": [serial, JUNE], "Client ID": ["A", "A"]}, date1904=True)
    history, _ = read_history({"History": old})
    assert history.snapshots["As of"].tolist() == [pd.Timestamp(JUNE)] * 2


def test_a_workbook_that_remembers_nothing() -> None:
    history, issues = read_history({})
    assert (len(history.snapshots), len(history.inputs), issues) == (0, 0, ())
    assert history.dates() == {}
    assert history.listed() == ()

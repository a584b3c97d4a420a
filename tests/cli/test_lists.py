"""Customer lists as a user meets them: typed into a table, checked, refreshed, filtered by."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.cli.changes import add_row, change
from tests.cli.conftest import Command


def counts(path: Path) -> dict[str, tuple[float, str]]:
    """List -> clients and note, on ListSummary."""
    sheet = openpyxl.load_workbook(path)["ListSummary"]
    headers = [cell.value for cell in sheet[4]]
    at = [headers.index(header) for header in ("List", "Clients", "Note")]
    rows = [[row[i].value for i in at] for row in sheet.iter_rows(min_row=5) if row[0].value]
    return {str(name): (float(str(clients)), str(note or "")) for name, clients, note in rows}


def test_a_list_is_made_anew_at_each_refresh(sb: Command, sample: Path) -> None:
    before = counts(sample)
    assert before["Unpaid invoices"] == (12.0, "")
    change(sample, "Clients", 0, Overdue_Invoices=2.0)
    add_row(sample, "CustomerLists", {"List": "Mine", "Column": "CSM", "Operator": "is", "Value": "Dana Whitlock"})
    assert sb("refresh", sample).status == 0
    after = counts(sample)
    assert (after["Unpaid invoices"], after["Mine"]) == ((13.0, ""), (8.0, ""))
    assert "(8 of 34 clients shown" in sb("refresh", sample, "--filter", "List: mine=Yes").out


def test_a_wrong_row_is_a_warning_of_check_and_a_note_in_the_file(sb: Command, sample: Path) -> None:
    place = change(sample, "CustomerLists", 2, Column="Overdue Invoice")
    done = sb("check", sample)
    assert done.status == 0
    assert (
        f"warning: {place}: Column must be one of Clients or SegmentResults; got 'Overdue Invoice'. The list 'Unpaid "
        "invoices' is not computed. Did you mean Overdue Invoices?"
    ) in done.out.splitlines()
    assert sb("refresh", sample).status == 0
    assert counts(sample)["Unpaid invoices"] == (0.0, "Not computed, as a row of it cannot be used: see DataIssues.")


def test_a_measure_in_a_circle_is_refused_and_the_file_stays(sb: Command, sample: Path) -> None:
    add_row(sample, "CustomerLists", {"List": "Unwell", "Column": "Health Band", "Operator": "=", "Value": "Healthy"})
    row = add_row(sample, "HealthMeasures", {"Measure": "Unwell", "Weight": 1.0, "Source": "List: Unwell"})
    place = change(sample, "HealthMeasures", row, Source="List: Unwell")
    before = sample.read_bytes()
    done = sb("refresh", sample)
    assert (done.status, sample.read_bytes()) == (1, before)
    assert done.err.endswith(
        f"{place}: Source uses the list 'Unwell', which asks for Health Band, which is known only when the measures "
        "are scored. Take that condition out of the list, or name another column.\n"
    )

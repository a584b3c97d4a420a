"""What is missing or doubtful in the accounts: each with its cell and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentbook.crm.delimited import is_dangerous
from segmentbook.crm.keys import BY_ID, BY_NAME, Key, doubled_keys
from segmentbook.model.columns import floats
from segmentbook.model.rounding import to_cents
from segmentbook.report.places import place
from segmentbook.schema import CLIENTS

if TYPE_CHECKING:
    from segmentbook.crm.accounts import Accounts
    from segmentbook.crm.systems import System
    from segmentbook.raw import RawBook

__all__ = ["GAP_COLUMNS", "Gap", "find_gaps"]

GAP_COLUMNS = ("Account", "Client ID", "Cell", "Gap", "Value", "What to do")
_TEXTS = ("Industry", "Account Manager", "Region")


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing: ``kind`` counts it in the summary."""

    account: str
    client_id: str
    cell: str
    kind: str
    what: str
    value: str
    todo: str

    @property
    def row(self) -> tuple[str, ...]:
        """The cells of ``GAP_COLUMNS``."""
        return self.account, self.client_id, self.cell, self.what, self.value, self.todo


def find_gaps(
    accounts: Accounts,
    keys: Sequence[Key],
    order: Sequence[int],
    system: System,
    exported: Sequence[Sequence[str]],
    labels: Sequence[str],
    differing: Sequence[bool],
    raw: RawBook | None,
) -> list[Gap]:
    """All gaps, account by account in the order of the file, those that are not exported at the end.

    Parameters
    ----------
    exported, labels
        The columns of the file of accounts, as they were before texts were made harmless, and their headers.
    differing
        Accounts whose tier by the formula is not the engine's.
    """
    finder = _Finder(accounts, raw)
    doubled = doubled_keys(keys)
    names, ids = accounts.texts("Client"), accounts.texts("Client ID")
    rows = [int(label) for label in accounts.frame.index]
    arr = to_cents(floats(accounts.frame["ARR"])).tolist()
    people = floats(accounts.frame["Employees"]).tolist()
    texts = {header: accounts.texts(header) for header in (*_TEXTS, "Domain", "Segment", "Health Band")}
    gaps: list[Gap] = []
    for i in order:
        found = [*_of_key(keys[i], system, doubled[i], texts["Domain"][i])]
        if not arr[i] > 0.0:
            found.append(("", "no ARR", "ARR must be more than 0", f"{arr[i]:.2f}", "Look at its lines in MrrLedger."))
        if not people[i] > 0.0:
            found.append(("Employees", "no Employees", "Employees is blank or 0", "", "Type the number of employees."))
        found += [(h, f"no {h}", f"{h} is blank", "", "Fill it in.") for h in _TEXTS if not texts[h][i]]
        if texts["Segment"][i] == "Unplaced":
            found.append(("", "no Segment", "The account is Unplaced", "", "Give it a value and effort measures."))
        if texts["Health Band"][i] == "Unscored":
            found.append(("", "no Health Band", "The account is Unscored", "", "Give it health measures."))
        found += _of_texts(system, [(label, column[i]) for label, column in zip(labels, exported, strict=True)])
        if differing[i]:
            what = "The formula gives another tier than the workbook"
            found.append(("", "tier differs", what, "", "Import the column of tiers for this account."))
        gaps += [
            Gap(names[i], ids[i], finder.cell(rows[i], header), kind, what, value, todo)
            for header, kind, what, value, todo in found
        ]
    for name, client_id, status, row in accounts.outside:
        todo = "It has no tier. Clear its tier in the CRM by hand."
        gaps.append(
            Gap(name, client_id, finder.cell(row, "Client"), "not exported", f"Not exported: {status}", status, todo)
        )
    return gaps


_Found = tuple[str, str, str, str, str]


def _of_key(key: Key, system: System, doubled: bool, site: str) -> Iterator[_Found]:
    instead = f"It is looked up by its {key.by.lower()} instead"
    if not key.typed:
        yield "CRM ID", "no CRM ID", "CRM ID is blank", "", f"{instead}. Type its record ID in {system.title}."
    elif key.record.fault:
        yield "CRM ID", "CRM ID unusable", f"CRM ID {key.record.fault}", key.typed, f"{instead}. Correct the ID."
    elif key.record.short:
        todo = f"Written as {key.text}: tools that ignore capitals confuse the short form. Keep the long one here too."
        yield "CRM ID", "15-character ID", "CRM ID is in the 15-character form, where capitals matter", key.typed, todo
    if doubled:
        todo = "The later row would overwrite the earlier one. Give each its own, or merge the two."
        yield _COLUMN_OF[key.by], "key used twice", f"Another account has the same {key.by}", key.text, todo
    if site and not key.domain:
        yield "Domain", "no Domain", "Domain is no web domain", site, "Write it as client.example."
    elif not site:
        yield "Domain", "no Domain", "Domain is blank", "", "Type it: it finds the account where there is no ID."
    if key.by == BY_NAME and is_dangerous(key.text):
        todo = "With the apostrophe the name matches no record. Type its record ID."
        yield "Client", "name not found", "The key is a name that a spreadsheet would run", key.text, todo


def _of_texts(system: System, cells: Sequence[tuple[str, str]]) -> Iterator[_Found]:
    for label, text in cells:
        if is_dangerous(text) and type(text) is str:
            todo = "Written with an apostrophe before it. Change the text if that disturbs."
            yield "", "text made harmless", f"{label} starts like a formula", text, todo
        if system.no_quotes and '"' in text:
            todo = f"{system.title} takes none inside a value. Take it out."
            yield "", "quotation mark", f'{label} has a quotation mark (")', text, todo


_COLUMN_OF = {BY_ID: "CRM ID", "Domain": "Domain", BY_NAME: "Client"}


class _Finder:
    """Cells of the Clients table."""

    def __init__(self, accounts: Accounts, raw: RawBook | None) -> None:
        self.table = raw.tables.get(CLIENTS.name) if raw is not None else None
        self.found = CLIENTS.match(self.table.headers) if self.table is not None else {}

    def cell(self, row: int, header: str) -> str:
        """The cell's place; "" where the workbook has none."""
        if self.table is None or header not in self.found:
            return ""
        return place(self.table.sheet, self.table.address(row, self.table.headers[self.found[header]]))

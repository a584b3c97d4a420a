"""The CRMs: what their importers take, and which of their fields our columns go into.

Standard fields are used only where they mean the same: Salesforce's AnnualRevenue is the client's revenue, not ours
with the client. Sources of the limits: docs/crm.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from segmentbook.crm.dialect import Dialect
from segmentbook.crm.dynamics import Dynamics
from segmentbook.crm.hubspot import HubSpotApi, HubSpotEditor, property_name
from segmentbook.crm.record_ids import RecordId, dynamics_id, hubspot_id, salesforce_id, zoho_id
from segmentbook.crm.salesforce import Salesforce, api_name
from segmentbook.crm.zoho import Zoho
from segmentbook.errors import InputError

if TYPE_CHECKING:
    from segmentbook.crm.accounts import Accounts

__all__ = ["SYSTEMS", "Fields", "System", "read_fields", "system_of"]

KEY_COLUMN, TYPED_ID_COLUMN, RULE_COLUMN = "Match By", "CRM ID as Typed", "Tier by Rule"
"""Columns of the export that no table has."""
_ENOUGH_NEAR = 0.5
_LISTED = 3


@dataclass(frozen=True, slots=True)
class System:
    """One CRM.

    Parameters
    ----------
    records
        What it calls accounts.
    labels
        Header in files by our column, where it is not ``label`` of it.
    names
        Name in formulas by our column, where it is not ``name`` of the label.
    byte_order_mark
        Whether the importer wants UTF-8 with it.
    most_rows, most_bytes
        What the importer takes at once; None: nothing that matters.
    dialects
        Formula languages, the one to try first in front.
    """

    key: str
    title: str
    records: str
    labels: Mapping[str, str]
    names: Mapping[str, str]
    label: Callable[[str], str]
    name: Callable[[str], str]
    record_id: Callable[[str], RecordId]
    dialects: tuple[Callable[[Mapping[str, str]], Dialect], ...]
    byte_order_mark: bool = False
    most_rows: int | None = None
    most_bytes: int | None = None
    too_large: str = ""
    formula_field: str = ""
    next_step: str = ""
    no_quotes: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one export: ``chosen`` by the user, by our column, in his order; else the system's own."""

    system: System
    chosen: Mapping[str, str]

    def label(self, column: str) -> str:
        """The header in files."""
        if column in self.chosen:
            return self.chosen[column]
        return self.system.labels.get(column) or self.system.label(column)

    def name(self, column: str) -> str:
        """The name in formulas."""
        if column in self.chosen:
            return self.system.name(self.chosen[column])
        return self.system.names.get(column) or self.system.name(self.label(column))


def _same(label: str) -> str:
    return label


SYSTEMS: Mapping[str, System] = {
    system.key: system
    for system in (
        System(
            "salesforce",
            "Salesforce",
            "accounts",
            {
                "CRM ID": "Id",
                "Client": "Name",
                "Domain": "Website",
                "Employees": "NumberOfEmployees",
                "Industry": "Industry",
                KEY_COLUMN: KEY_COLUMN,
                TYPED_ID_COLUMN: TYPED_ID_COLUMN,
            },
            {},
            api_name,
            _same,
            salesforce_id,
            (Salesforce,),
            most_rows=50_000,
            too_large="the Data Import Wizard takes 50,000 records at once; use Data Loader.",
            formula_field="Create a field of type Formula that returns Text, with 'Treat blank fields as blanks'.",
            next_step="Update accounts with Data Loader (read as UTF-8), matched by Id.",
        ),
        System(
            "hubspot",
            "HubSpot",
            "companies",
            {
                "CRM ID": "Record ID",
                "Client": "Company name",
                "Domain": "Company domain name",
                "Employees": "Number of employees",
                "Industry": "Client Industry",
            },
            {"Client": "name", "Domain": "domain", "Employees": "numberofemployees", "CRM ID": "hs_object_id"},
            _same,
            property_name,
            hubspot_id,
            (HubSpotEditor, HubSpotApi),
            most_rows=1_048_576,
            too_large="HubSpot takes 1,048,576 rows a file; split it.",
            formula_field="Create a company property of type Calculation (Custom equation) that gives a String.",
            next_step="Import as Companies, 'Update existing', matched by Record ID, then by Company domain name.",
        ),
        System(
            "dynamics",
            "Dynamics 365",
            "accounts",
            {
                "CRM ID": "accountid",
                "Client": "Account Name",
                "Domain": "Website",
                "Employees": "Number of Employees",
                "Industry": "Client Industry",
            },
            {},
            _same,
            _same,
            dynamics_id,
            (Dynamics,),
            byte_order_mark=True,
            most_bytes=8 * 1024 * 1024,
            too_large="Import from CSV takes 8 MB a file; split it, or use a dataflow.",
            formula_field="Add a column of data type fx Formula to the table Account; the numbers it compares must be "
            "columns of type Decimal or Whole number, not Currency.",
            next_step="Load into the table Account with a dataflow or Import data, accountid as the key.",
        ),
        System(
            "zoho",
            "Zoho CRM",
            "accounts",
            {"CRM ID": "Record Id", "Client": "Account Name", "Domain": "Website", "Employees": "Employees"},
            {},
            _same,
            _same,
            zoho_id,
            (Zoho,),
            most_rows=30_000,
            too_large="Zoho takes 30,000 records a batch in its Enterprise edition, fewer in others; split it.",
            formula_field="Add a field of type Formula with the return type String to Accounts.",
            next_step="Import into Accounts with 'Update existing', found by Record Id, in the encoding UTF-8.",
            no_quotes=True,
        ),
    )
}


def system_of(key: str) -> System:
    """The system of that key.

    Raises
    ------
    InputError
        There is none; the message lists them.
    """
    found = SYSTEMS.get(key.strip().casefold())
    if found is None:
        raise InputError(f"There is no CRM {key!r} here; there are {', '.join(SYSTEMS)}.")
    return found


def read_fields(system: System, accounts: Accounts, asked: Mapping[str, str] | Sequence[str]) -> Fields:
    """The fields that a user chose, as ``{"ARR": "My_ARR__c"}`` or ``["ARR=My_ARR__c"]``.

    Raises
    ------
    InputError
        No such column, no name after the =, a column twice, or two columns that go into one field.
    """
    pairs = list(asked.items()) if isinstance(asked, Mapping) else [_pair(one) for one in asked]
    chosen: dict[str, str] = {}
    for theirs, field in pairs:
        column = "Tier" if theirs.strip().casefold() == "tier" else accounts.header(theirs)
        if column is None:
            known = [str(header) for header in accounts.frame.columns]
            near = get_close_matches(theirs, known, _LISTED, _ENOUGH_NEAR) or known[:_LISTED]
            raise InputError(f"--field: there is no column {theirs!r} in Clients or SegmentResults; try {_or(near)}.")
        if not field.strip() or re.search(r"[\x00-\x1f\x7f]", field):
            raise InputError(f"--field: the field for {column} must have a name; got {field!r}.")
        if column in chosen:
            raise InputError(f"--field: {column} is given twice.")
        chosen[column] = field.strip()
    fields = Fields(system, chosen)
    used: dict[str, str] = {}
    for column in chosen:
        other = used.setdefault(fields.label(column).casefold(), column)
        if other != column:
            raise InputError(f"--field: {other} and {column} cannot both go into {fields.label(column)}.")
    return fields


def _pair(option: str) -> tuple[str, str]:
    column, equals, field = option.partition("=")
    if not equals or not column.strip():
        raise InputError(f'--field: write it as "ARR=My_ARR__c"; got {option!r}.')
    return column.strip(), field


def _or(names: Sequence[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

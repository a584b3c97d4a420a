"""The sample: what an invented IT service provider would have typed into the input tables by 30 June 2026."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from segmentbook.report import sample_clients, sample_contracts, sample_stack
from segmentbook.report.policy import POLICY_TABLES, measure_columns, policy_frame
from segmentbook.schema import ASSETS, CLIENTS, CONTRACTS, RATES, STACK_ALIGNMENT, STACK_ITEMS, Column, Kind, Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AS_OF", "sample_frames", "sample_rows", "typed_cell"]

AS_OF = date(2026, 6, 30)
"""The day of the sample: fixed, so that the template is the same on any day."""

_SERVICE_SETTINGS = {
    "Service Budget": 210_000.0,
    "CSM Hourly Cost": 58.0,
    "CSM Hours per Year": 1_600.0,
}
"""A little less than the default services cost for these clients, so that there is something to decide."""

_CRM_ID = "001SB000000{:04d}YAA"
"""A Salesforce record ID in its 18-character form, made from the client's number; YAA is its check."""

_CLIENT_BLOCKS = (
    sample_clients.PROFILES,
    sample_clients.RELATIONSHIPS,
    sample_clients.DATES,
    sample_clients.USAGE,
    sample_clients.SCORES,
)

_NUMERIC = frozenset({Kind.NUMBER, Kind.MONEY, Kind.COUNT, Kind.SHARE, Kind.SCORE, Kind.ANY, Kind.MEASURE})


def sample_frames() -> dict[str, pd.DataFrame]:
    """Every input table of the sample, as typed: one object column a header, None for a blank cell.

    Examples
    --------
    >>> frames = sample_frames()
    >>> len(frames["Clients"]), frames["Clients"]["Client"][2]
    (36, "O'Brien & Söhne GmbH")
    """
    clients = _clients()
    names = dict(zip(clients["Client ID"], clients["Client"], strict=True))
    facts = {
        CLIENTS.name: clients,
        CONTRACTS.name: _frame(CONTRACTS, sample_contracts.CONTRACTS, names),
        ASSETS.name: _frame(ASSETS, sample_contracts.ASSETS, names),
        RATES.name: _frame(RATES, sample_contracts.RATES),
        STACK_ITEMS.name: _frame(STACK_ITEMS, sample_stack.ITEMS),
        STACK_ALIGNMENT.name: _alignment(names),
    }
    policy = {table.name: policy_frame(table) for table in POLICY_TABLES}
    settings = policy["Settings"]
    settings.loc[settings["Setting"] == "As of", "Value"] = AS_OF
    for name, value in _SERVICE_SETTINGS.items():
        settings.loc[settings["Setting"] == name, "Value"] = value
    return facts | policy


def _clients() -> pd.DataFrame:
    """The blocks of clients joined by Client ID, in the order of the schema, the measures at the end."""
    import pandas as pd

    rows: dict[str, dict[str, object]] = {}
    for block in _CLIENT_BLOCKS:
        for part in sample_rows(block):
            rows.setdefault(part["Client ID"], {}).update(part)
    for part in sample_rows(sample_clients.EXCEPTIONS):
        rows[part["Client ID"]][part["Column"]] = part["Value"]
    for number, row in enumerate(rows.values(), start=1):
        row["CRM ID"] = _CRM_ID.format(number)
    columns = (*CLIENTS, *measure_columns())
    data = {c.header: [typed_cell(c, str(row.get(c.header, ""))) for row in rows.values()] for c in columns}
    return pd.DataFrame(data, dtype=object)


def _frame(table: Table, text: str, names: dict[str, str] | None = None) -> pd.DataFrame:
    """A table from its text; clients, which the text names by ID, by name."""
    import pandas as pd

    rows = list(sample_rows(text))
    data = {c.header: [typed_cell(c, row.get(c.header, "")) for row in rows] for c in table}
    if names:
        data["Client"] = [names[str(client)] for client in data["Client"]]
    return pd.DataFrame(data, dtype=object)


def _alignment(names: dict[str, str]) -> pd.DataFrame:
    """StackAlignment from its letters, clients by name."""
    import pandas as pd

    items = [row["Item"] for row in sample_rows(sample_stack.ITEMS)]
    clients = {line.split()[0]: line.split()[1:] for line in sample_stack.ALIGNMENT.strip().splitlines()}
    columns: dict[str, list[object]] = {"Client": [names[client] for client in clients]}
    for position, item in enumerate(items):
        columns[item] = [sample_stack.LETTERS[letters[position]] for letters in clients.values()]
    return pd.DataFrame(columns, dtype=object)


def sample_rows(text: str) -> Iterator[dict[str, str]]:
    """The rows of a text table; a blank line, then a new header, starts a block with other columns."""
    for block in text.strip().split("\n\n"):
        header, *lines = ([part.strip() for part in line.split("|")] for line in block.splitlines())
        for line in lines:
            yield dict(zip(header, line, strict=True))


def typed_cell(column: Column, text: str) -> object:
    """A cell as its user would have typed it."""
    if not text:
        return None
    if column.kind is Kind.DATE:
        return date.fromisoformat(text)
    if column.kind in _NUMERIC:
        try:
            return float(text)
        except ValueError:
            return text
    return text

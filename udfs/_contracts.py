"""Contracts, Assets and Rates as table arguments: read once, and asked by client as often as there are cells."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from segmentbook.model.debt import tech_debt
from segmentbook.model.inputs import Settings
from segmentbook.model.keys import text_key
from segmentbook.model.lines import ContractLine
from segmentbook.model.rates import Rates, rates_at
from segmentbook.schema import ASSETS, CONTRACTS, RATES
from segmentbook.schema.currencies import currencies_of, currency_code
from udfs._arguments import Cell, error_of, is_blank
from udfs._columns import choices, dates, numbers, texts, yes_no
from udfs._tables import Given, Memo

__all__ = [
    "ContractTable",
    "Currencies",
    "RateTable",
    "assets_given",
    "contracts_given",
    "currencies",
    "debt_of",
    "rates_given",
]

_REMEMBERED = 4
"""Tables of facts: few in a workbook, and large."""

_DEFAULT_BASE = Settings(date.min).base_currency
_TERMS = ("Start", "End", "Cancelled On")


class ContractTable:
    """The lines of Contracts, read; what depends on the base currency is decided by ``lines``.

    ``ledgers`` are those that were made of it, by date and rates: they are forgotten with the table.
    """

    def __init__(self, value: object) -> None:
        given = Given(value, CONTRACTS, CONTRACTS.required_headers)
        self._unreadable: dict[str, set[int]] = {}
        columns: dict[str, list[object]] = {}
        cells = given.column("Client")
        columns["Client"] = ["" if error_of(cell) is not None else cell for cell in texts(cells)]
        for header in ("Contract ID", "Product", "Supersedes"):
            columns[header] = list(texts(given.column(header)))
        for header in ("Currency", "Billing Period"):
            cells = given.column(header)
            columns[header] = list(texts(cells))
            self._unreadable[header] = _errors(cells)
        columns["Billing Period"] = [text or CONTRACTS["Billing Period"].default for text in columns["Billing Period"]]
        for header in ("Status", "Kind"):
            words, self._unreadable[header] = choices(given.column(header), CONTRACTS[header])
            columns[header] = list(words)
        for header in ("Amount", "Quantity"):
            read = numbers(given.column(header), CONTRACTS[header])
            columns[header] = list(read.values)
            self._unreadable[header] = read.bad | read.out
            if header == "Amount":
                self._signs = read.signs
        self._unreadable["Amount"] |= {i for i, amount in enumerate(columns["Amount"]) if amount is None}
        days = dates({header: given.column(header) for header in (*_TERMS, "Renewal Date")})
        for header, (column, bad) in days.items():
            columns[header] = list(column)
            if header in _TERMS:  # a line counts without a renewal date
                self._unreadable[header] = bad
        for header in ("Auto Renew", "Aligned"):
            columns[header] = list(yes_no(given.column(header), CONTRACTS[header].default))
        self._columns = columns
        self.ledgers: OrderedDict[tuple[date, int], tuple[object, Any]] = OrderedDict()
        self._by_base: dict[str, tuple[dict[str, list[object]], list[frozenset[str]]]] = {}

    def __len__(self) -> int:
        return len(self._columns["Client"])

    @property
    def clients(self) -> list[str]:
        """What each line calls its client."""
        return [str(client) for client in self._columns["Client"]]

    def codes(self) -> tuple[frozenset[str], bool]:
        """The currencies that lines name, and whether there are lines that name none."""
        typed = self._columns["Currency"]
        found = {currency_code(str(text), _DEFAULT_BASE) for text in set(typed)}
        found |= {currencies_of(sign)[0] for i, sign in self._signs.items() if not typed[i]}
        blank = any(not text and i not in self._signs for i, text in enumerate(typed))
        return frozenset(found - {""}), blank

    def typed(self, base: str) -> tuple[dict[str, list[object]], list[frozenset[str]]]:
        """The columns for a base currency, and the headers of each line's cells that could not be read."""
        found = self._by_base.get(base)
        if found is None:
            found = self._by_base[base] = self._in_currency(base)
        return found

    def _in_currency(self, base: str) -> tuple[dict[str, list[object]], list[frozenset[str]]]:
        codes = {text: currency_code(str(text), base) for text in set(self._columns["Currency"])}
        currency = [codes[text] for text in self._columns["Currency"]]
        contradicted = set()
        for i, sign in self._signs.items():
            meant = currencies_of(sign)
            if currency[i] and currency[i] not in meant:
                contradicted.add(i)
            elif not currency[i] and base not in meant:
                currency[i] = meant[0]
        amounts = [None if i in contradicted else amount for i, amount in enumerate(self._columns["Amount"])]
        columns = self._columns | {"Currency": [code or base for code in currency], "Amount": amounts}
        bad = self._unreadable | {"Amount": self._unreadable["Amount"] | contradicted}
        nothing: frozenset[str] = frozenset()
        unreadable = [nothing] * len(self)
        for header, positions in bad.items():
            for i in positions:
                unreadable[i] |= {header}
        return columns, unreadable

    def lines(self, base: str) -> list[ContractLine]:
        """The lines in plain values."""
        columns, unreadable = self.typed(base)
        in_order = zip(*(columns[header] for header in _LINE), unreadable, strict=True)
        return [ContractLine(*cells) for cells in in_order]


_LINE = (
    "Client",
    "Amount",
    "Start",
    "Contract ID",
    "Product",
    "Quantity",
    "Currency",
    "Billing Period",
    "End",
    "Auto Renew",
    "Aligned",
    "Status",
    "Cancelled On",
    "Kind",
    "Renewal Date",
    "Supersedes",
)
"""The columns of Contracts in the order of ``ContractLine``."""


def _errors(cells: Iterable[Cell]) -> set[int]:
    return {i for i, cell in enumerate(cells) if error_of(cell) is not None}


contracts_given = Memo(ContractTable, _REMEMBERED)
"""The contract lines of a table argument."""


# -- currencies ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Currencies:
    """Which currency the money is in, and the exchange rates into it at a date."""

    base: str
    rates: Rates


@dataclass(frozen=True, slots=True, eq=False)
class RateTable:
    """The rows of Rates that can be used: currency, base currency per unit, from."""

    rows: tuple[tuple[str, float | None, date | None], ...]


def _rates(value: object) -> RateTable:
    given = Given(value, RATES, RATES.required_headers)
    code = [currency_code(text, _DEFAULT_BASE) for text in texts(given.column("Currency"))]
    rate = numbers(given.column("Rate"), RATES["Rate"])
    day, bad_day = dates({"From": given.column("From")})["From"]
    rows = zip(code, rate.values, day, strict=True)
    return RateTable(tuple(row for i, row in enumerate(rows) if row[0] and i not in bad_day))


rates_given = Memo(_rates, _REMEMBERED)
"""The exchange rates of a table argument."""


def currencies(contracts: ContractTable, as_of: date, rates: object) -> Currencies:
    """The base currency of a table of contracts, which no formula is told, and the rates into it.

    Without rates: the one currency that all lines name; else USD, the default. With rates: the currency whose rate is
    1; else, where USD has a rate, the only currency that has none; else USD.
    """
    codes, blank = contracts.codes()
    if is_blank(rates):
        base = next(iter(codes)) if len(codes) == 1 and not blank else _DEFAULT_BASE
        return Currencies(base, Rates(base, {}))
    rows = rates_given(rates).rows
    rated = {code for code, _, _ in rows}
    units = {code for code, rate, _ in rows if rate == 1.0}
    unrated = codes - rated
    if len(units) == 1:
        base = next(iter(units))
    elif _DEFAULT_BASE not in rated:
        base = _DEFAULT_BASE
    else:
        base = next(iter(unrated)) if len(unrated) == 1 else ""
    return Currencies(base, rates_at((row for row in rows if row[0] != base), as_of, base))


class _EveryRate(Rates):
    """What would count if every currency had a rate."""

    __slots__ = ()

    def rate(self, currency: str) -> float:
        """1, whatever the currency."""
        return 1.0


def _assets(value: object) -> Mapping[str, list[tuple[float | None, float | None, date | None]]]:
    """Assets that can be counted, by client."""
    given = Given(value, ASSETS, ("Client", "Replacement Cost"))
    clients = texts(given.column("Client"))
    cost, quantity = (numbers(given.column(header), ASSETS[header]) for header in ("Replacement Cost", "Quantity"))
    day, bad_day = dates({"End of Life": given.column("End of Life")})["End of Life"]
    bad = bad_day | quantity.bad | quantity.out
    found: dict[str, list[tuple[float | None, float | None, date | None]]] = {}
    for i, asset in enumerate(zip(cost.values, quantity.values, day, strict=True)):
        if clients[i] and i not in bad:
            found.setdefault(text_key(clients[i]), []).append(asset)
    return found


assets_given = Memo(_assets, _REMEMBERED)
"""The assets of a table argument, by client."""


def debt_of(client: str, assets: object, as_of: date, warning_months: int) -> float | None:
    """Tech debt of the client so named; None where no asset names it."""
    found = assets_given(assets).get(text_key(client))
    return None if found is None else tech_debt(found, as_of, warning_months)

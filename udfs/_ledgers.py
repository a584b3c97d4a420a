"""Contract lines -> money by client: what CONTRACTMRR sums, and what a client's value comes from.

What a refresh would not count is not counted here either. One thing is not silent: a line that would count if its
currency had a rate makes its client's MRR #N/A, because the rate is an argument that the formula lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import fsum
from typing import TYPE_CHECKING, Any

from segmentbook.model.clients import ClientKeys
from segmentbook.model.inputs import Inputs, Settings
from segmentbook.model.keys import text_key
from segmentbook.model.lines import UNREADABLE, ContractLine
from segmentbook.model.rates import Rates
from segmentbook.model.reasons import COUNTED, REASONS, Reason
from segmentbook.model.revenue import Judged, judge, ledger, per_client
from segmentbook.schema import CONTRACTS, Kind
from udfs._arguments import is_blank, refuse
from udfs._columns import NUMBER_KINDS
from udfs._contracts import ContractTable, Currencies, currencies, rates_given
from udfs._errors import ExcelError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["counted_mrr", "mrr_of_clients"]

_REMEMBERED = 32
"""Ledgers of a table: one a date and rates, say of a row of month-ends."""


class _EveryRate(Rates):
    """What would count if every currency had a rate."""

    __slots__ = ()

    def rate(self, currency: str) -> float:
        """1, whatever the currency."""
        return 1.0


@dataclass(frozen=True, slots=True, eq=False)
class _Ledger:
    """Counted MRR by client, and the clients who have a line that only lacks a rate."""

    counted: Mapping[str, list[float]]
    lacking: frozenset[str]


def counted_mrr(contracts: ContractTable, as_of: date, rates: object, names: Iterable[str]) -> float | None:
    """Counted MRR, a month, of the client who has these names; None where no line has one of them.

    Raises
    ------
    FormulaError
        #N/A: a line of the client's lacks nothing but a rate.
    """
    found = _ledger(contracts, as_of, rates)
    keys = {text_key(name) for name in names if name}
    if keys & found.lacking:
        raise refuse(ExcelError.NA)
    if not any(key in found.counted for key in keys):
        return None
    return fsum(amount for key in keys for amount in found.counted.get(key, ()))


def _ledger(contracts: ContractTable, as_of: date, rates: object) -> _Ledger:
    table = None if is_blank(rates) else rates_given(rates)
    key = (as_of, id(table))
    held = contracts.ledgers.get(key)
    if held is not None:  # it holds the rates, so that their id is nobody else's
        known: _Ledger = held[1]
        return known
    made = _by_name(contracts, as_of, currencies(contracts, as_of, rates))
    contracts.ledgers[key] = (table, made)
    if len(contracts.ledgers) > _REMEMBERED:
        contracts.ledgers.popitem(last=False)
    return made


def _by_name(contracts: ContractTable, as_of: date, money: Currencies) -> _Ledger:
    lines = contracts.lines(money.base)
    judged = judge(lines, as_of, money.rates)
    counted: dict[str, list[float]] = {}
    keys = [text_key(line.client) for line in lines]
    for key, one in zip(keys, judged, strict=True):
        if key:
            counted.setdefault(key, []).append(one.counted_mrr)
    return _Ledger(counted, frozenset(keys[i] for i in _lacking(lines, judged, as_of, money.base)))


def _lacking(lines: Sequence[ContractLine], judged: Sequence[Judged], as_of: date, base: str) -> list[int]:
    """Positions of the lines that would count if their currency had a rate."""
    without = [i for i, one in enumerate(judged) if one.reason is Reason.NO_RATE]
    if not without:
        return []
    otherwise = judge(lines, as_of, _EveryRate(base, {}))
    return [i for i in without if otherwise[i].reason in COUNTED]


# -- all clients at once -------------------------------------------------------------------------------------------


def mrr_of_clients(
    contracts: ContractTable, as_of: date, rates: object, keys: ClientKeys, count: int, *, arrays: bool
) -> tuple[list[float], set[int]]:
    """Contract MRR of each of ``count`` clients, as in a refresh, and which of them have a line that lacks a rate.

    ``arrays``: by the column form, which needs pandas.
    """
    money = currencies(contracts, as_of, rates)
    return (_by_columns if arrays else _by_lines)(contracts, as_of, money, keys, count)


def _by_lines(
    contracts: ContractTable, as_of: date, money: Currencies, keys: ClientKeys, count: int
) -> tuple[list[float], set[int]]:
    places = [keys.find(name) for name in contracts.clients]
    # a line that names nobody, or several, is of a client without a name: it neither counts nor replaces another
    lines = [
        replace(line, client=f"{place}" if place >= 0 else "")
        for line, place in zip(contracts.lines(money.base), places, strict=True)
    ]
    judged = judge(lines, as_of, money.rates)
    sums = [0.0] * count
    for place, one in zip(places, judged, strict=True):
        if place >= 0:
            sums[place] += one.counted_mrr
    return sums, {places[i] for i in _lacking(lines, judged, as_of, money.base)}


def _by_columns(
    contracts: ContractTable, as_of: date, money: Currencies, keys: ClientKeys, count: int
) -> tuple[list[float], set[int]]:
    import numpy as np
    import pandas as pd

    frame = _frame(contracts, money.base)
    nothing = pd.DataFrame()
    inputs = Inputs(Settings(as_of), nothing, frame, nothing, nothing, (), (), (), (), ())
    found = ledger(inputs, keys, money.rates)
    lacking: set[int] = set()
    without = found.reason == REASONS.index(Reason.NO_RATE)
    if without.any():
        otherwise = ledger(inputs, keys, _EveryRate(money.base, {}))
        lacking = set(np.unique(found.client[without & otherwise.counted]).tolist())
    return per_client(found, found.counted_mrr, count).tolist(), lacking


def _frame(contracts: ContractTable, base: str) -> pd.DataFrame:
    """The lines as the Contracts frame of ``Inputs``."""
    import numpy as np
    import pandas as pd

    typed, unreadable = contracts.typed(base)
    columns: dict[str, pd.Series[Any]] = {}
    for column in CONTRACTS:
        cells = typed[column.header]
        if column.kind in NUMBER_KINDS:
            columns[column.header] = pd.Series(np.array(cells, dtype=np.float64))
        elif column.kind is Kind.DATE:
            places: dict[object, int] = {}  # few days in many lines
            codes = [places.setdefault(day, len(places)) for day in cells]
            days = np.array(list(places), dtype="datetime64[D]").astype("datetime64[s]")
            columns[column.header] = pd.Series(days[codes] if codes else days)
        else:
            columns[column.header] = pd.Series(cells, dtype=object)
    headers = {names: ";".join(sorted(names)) for names in set(unreadable)}
    columns[UNREADABLE] = pd.Series([headers[names] for names in unreadable], dtype=object)
    return pd.DataFrame(columns)
